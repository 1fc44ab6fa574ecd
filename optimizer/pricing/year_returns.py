"""Every year's forms from the sums of the columns: one walk for floats and traces."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from isoplan.models.amounts.amounts import Amount, Election
from isoplan.models.equity.tranches import rsu_pay
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.law.state_law import StateKind
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import along
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.columns import INCOME_LINES
from isoplan.optimizer.columns.remembered import remembered
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.pricing.past_sales import past_deduction_lost, past_income
from isoplan.optimizer.pricing.state_returns import (
    StateReturns,
    state_laws,
    state_returns,
)


class Totals(Protocol):
    """What columns together add to an income line of a year, dollars."""

    def __call__(
        self, node: YearNode, line: str, within: Claim | None = None
    ) -> Amount:
        """Return the sum over all columns, or what a state taxes of them."""


UnitPay = Callable[[int], Amount]
"""Wages that restricted units bring in a year: dollars, or an array by path."""


@dataclass(frozen=True, slots=True)
class YearReturns:
    """One year of a plan.

    Attributes:
        node: Which.
        income: All of it.
        tax: The federal forms.
        states: The states' forms, one each; none where nothing is taxed.
    """

    node: YearNode
    income: YearIncome
    tax: FederalReturn
    states: tuple[StateReturns, ...] = ()

    @property
    def total(self) -> Amount:
        """Return all income tax before minimum tax credits (dollars)."""
        return self.tax.total + sum(state.tax.total for state in self.states)


def base_income(
    situation: Situation, law: FederalLaw, unit_pay: UnitPay | None = None
) -> YearIncome:
    """Return a year's income without any exercise or sale, units that vest included.

    With all that may be itemized of it, but a state's income tax.

    Args:
        situation: Household, law and assumptions.
        law: Figures of the year.
        unit_pay: What units that vest bring in a year, where prices differ by path; at
            the market's prices if left out.
    """
    household, year = situation.household, law.year
    wages, medicare = household.wages.at(year), household.medicare_wages
    pay_in = unit_pay or unit_pay_of(situation)
    units = pay_in(year)
    short, long = household.short_term_gain.at(year), household.long_term_gain.at(year)
    income = YearIncome(
        wages=wages + units,
        medicare_wages=(wages if medicare is None else medicare.at(year)) + units,
        interest=household.interest.at(year),
        qualified_dividends=household.qualified_dividends.at(year),
        short_term_gain=short,
        long_term_gain=long,
        amt_short_term_gain=short,
        amt_long_term_gain=long,
        equity_pay=units,
        social_security_wages=household.social_security_wages_in(year),
        itemized=_deductions(situation, year),
        credits=situation.credit_claims(year),
        other_income=household.other_income_in(year),
    )
    if income.credits is None or unit_pay is not None:
        return income
    if not _tax_suffices(situation, income, law):
        return income
    return replace(income, credits=replace(income.credits, tax_suffices=True))


@remembered
def _law_and_base(
    situation: Situation, form: tuple[int, bool]
) -> tuple[FederalLaw, YearIncome]:
    """Return a year's law, as printed or smoothed, and :func:`base_income` under it."""
    year, as_printed = form
    law = situation.law(year) if as_printed else situation.law(year).smoothed()
    return law, base_income(situation, law)


def _tax_suffices(situation: Situation, income: YearIncome, law: FederalLaw) -> bool:
    """Return whether the least tax of any plan is enough for all credits claimed.

    With either deduction, and all state tax deducted that the cap leaves.
    """
    itemized = income.itemized or ItemizedDeductions()
    most_taxes = max(itemized.state_and_local_taxes, law.salt.cap)
    with_taxes = replace(itemized, state_and_local_taxes=most_taxes)
    for deducted in (None, with_taxes):
        of_stock = most_ordinary_loss(situation, law)
        tax = poorest_tax(replace(income, itemized=deducted), law, of_stock)
        if tax.credits is None:
            return True
        claimed = tax.credits.for_dependents + tax.credits.other
        if float(tax.credits.used) < float(claimed):
            return False
    return True


def most_ordinary_loss(situation: Situation, law: FederalLaw) -> float:
    """Return the most that is ordinary in a year of losses on stock (dollars)."""
    shares = (*situation.tranches, *situation.sold_tranches)
    return law.section_1244_limit if any(s.section_1244 for s in shares) else 0.0


def poorest_tax(
    base: YearIncome, law: FederalLaw, ordinary_loss: float = 0.0
) -> FederalReturn:
    """Return a year's forms at the least income of any plan.

    Without any sale but at a loss, with the limits on losses used up, and with the
    larger deduction.

    Args:
        base: The year's other income.
        law: Figures of the year and filing status.
        ordinary_loss: See :func:`most_ordinary_loss`.
    """
    lost = replace(
        base,
        short_term_gain=-law.capital_loss_limit - ordinary_loss,
        long_term_gain=0.0,
        section_1244_short_term_loss=ordinary_loss,
    )
    either = (
        federal_return(replace(lost, itemizes=itemizes), Carryovers(), law)
        for itemizes in (False, True)
    )
    return min(either, key=lambda each: float(each.form_1040.line_15))


def unit_pay_of(situation: Situation) -> UnitPay:
    """Return what units that vest bring in each year, at the market's prices."""
    return lambda year: rsu_pay(situation.opening_position.equity, year)


def fixed_pay(
    situation: Situation, year: int, unit_pay: UnitPay | None = None
) -> Amount:
    """Return a year's equity pay that no decision moves (dollars).

    That of units that vest, and of shares sold before the plan starts. Arguments as in
    :func:`base_income`.
    """
    pay_in = unit_pay or unit_pay_of(situation)
    return pay_in(year) + past_income(situation)(year, "equity_pay", None)


def _deductions(situation: Situation, year: int) -> ItemizedDeductions | None:
    """Return all that a household could itemize in a year; None if there is nothing.

    A state's income tax is not among it yet.
    """
    household = situation.household
    table, given = household.itemized_deductions, household.gifts.at(year)
    gifts = max(given - past_deduction_lost(situation, year), 0.0) or None
    if table is not None:
        taxes = table.state_and_local_taxes.at(year) + table.real_estate_taxes.at(year)
        return ItemizedDeductions(taxes, table.other.at(year), gifts)
    taxed = any(law.kind is not StateKind.NONE for law in state_laws(situation, year))
    return ItemizedDeductions(gifts=gifts) if taxed or gifts is not None else None


@remembered
def elections_in_reach(situation: Situation, year: int) -> tuple[bool, ...]:
    """Return whether a household may itemize in a year, and whether it may not.

    One answer where the file forces it, and where one deduction is at least the other
    for regular tax and for the AMT, whatever the plan. The deduction of a state that
    follows the federal election keeps both in reach, and so do credits that no tax is
    left for: more tax then costs nothing, and more AMT is more minimum tax credit.
    """
    itemized = _deductions(situation, year)
    if itemized is None:
        return (False,)
    forced = situation.household.deduction_in(year)
    if forced != "best":
        return (forced == "itemized",)
    law, for_both = situation.law(year), itemized.other
    follows = any(each.follows_federal_election for each in state_laws(situation, year))
    claims = base_income(situation, law.smoothed()).credits
    if follows or (claims is not None and not claims.tax_suffices):
        return (False, True)
    if for_both + (itemized.gifts or 0.0) == 0.0:
        largest = min(law.salt.cap, _most_taxes(situation, year, itemized))
        if largest <= law.standard_deduction:
            return (False,)
    least = for_both + min(itemized.state_and_local_taxes, law.salt.floor)
    if least * (1.0 - law.itemized_limit.fraction) >= law.standard_deduction:
        return (True,)
    return (False, True)


def larger_is_better(situation: Situation, year: YearReturns) -> bool:
    """Return whether a deduction that is larger for both taxes is never the worse one.

    Not where a state's own deduction follows the federal election, or where the year's
    credits may exceed its tax; see :func:`elections_in_reach`.
    """
    claims = year.income.credits
    exceeds = claims is not None and not claims.tax_suffices
    laws = state_laws(situation, year.node.year)
    return not exceeds and not any(each.follows_federal_election for each in laws)


def _most_taxes(situation: Situation, year: int, itemized: ItemizedDeductions) -> float:
    """Return the most state and local taxes a year can have (dollars)."""
    taxed = any(law.kind is not StateKind.NONE for law in state_laws(situation, year))
    return math.inf if taxed else itemized.state_and_local_taxes


class Elections(Protocol):
    """Decides each year's election: by what was decided, or for the optimizer."""

    def __call__(
        self, node: YearNode, work: Callable[[Election], "YearReturns"]
    ) -> "YearReturns":
        """Return the year, worked out under the election that is taken."""
        raise NotImplementedError


def as_decided(itemizes: Sequence[bool]) -> Elections:
    """Return elections that are decided, one for each node."""
    return lambda node, work: work(itemizes[node.index])


def cheapest_each_year(situation: Situation) -> Elections:
    """Return elections by the tax of each year alone, as people take them."""

    def election(
        node: YearNode, work: Callable[[Election], "YearReturns"]
    ) -> "YearReturns":
        either = map(work, elections_in_reach(situation, node.year))
        return min(either, key=lambda year: float(year.total))

    return election


def carried_into_plan(situation: Situation) -> Carryovers:
    """Return losses carried into the first year, and the cap used before it."""
    given = situation.household.loss_carryover
    used = situation.household.small_business_gain_used
    return Carryovers(
        regular=Carryover(given.short_term, given.long_term),
        amt=Carryover(given.amt_short_term, given.amt_long_term),
        small_business_used=used,
        amt_small_business_used=used,
    )


class YearForms:
    """Works out one year after the other, under whatever is elected.

    Attributes:
        situation: Household, law and assumptions.
        start: Losses carried into the first year, and the cap used.
    """

    def __init__(
        self,
        situation: Situation,
        totals: Totals,
        *,
        as_printed: bool = False,
        unit_pay: UnitPay | None = None,
    ) -> None:
        """Take the sums of the columns, as floats or as traced amounts.

        Args:
            situation: Household, law and assumptions.
            totals: Sums of the columns.
            as_printed: Whether forms climb in steps as they are printed, which cannot
                be traced; else lines stand in their place, as in a plan.
            unit_pay: See :func:`base_income`.
        """
        self.situation = situation
        self.start = carried_into_plan(situation)
        self._totals = totals
        self._as_printed = as_printed
        self._past = past_income(situation)
        self._unit_pay = unit_pay

    def of(
        self, node: YearNode, carried: Carryovers, itemizes: Election
    ) -> YearReturns:
        """Work out one node: income, the states, and the federal forms with their tax.

        State income tax is a deduction of Schedule A in the year in which it arises,
        before the state's minimum tax credit.

        Args:
            node: Which year.
            carried: Losses of earlier years, and the cap used.
            itemizes: Whether the household elects to itemize.
        """
        situation = self.situation
        law, base = _law_and_base(situation, (node.year, self._as_printed))
        if self._unit_pay is not None:
            base = base_income(situation, law, self._unit_pay)
        base = replace(base, itemizes=itemizes)
        income = self._with(base, node, None)
        federal = federal_return(income, carried, law)

        def income_of(claim: Claim) -> YearIncome:
            return income if claim.is_all else self._with(base, node, claim)

        def federal_of(part: YearIncome) -> FederalReturn:
            return federal if part is income else federal_return(part, carried, law)

        states = state_returns(
            situation,
            node.year,
            base,
            income_of,
            federal_of,
            as_printed=self._as_printed,
        )
        if income.itemized is not None and itemizes is not False and states:
            taxes = income.itemized.state_and_local_taxes
            for state in states:
                taxes = taxes + state.tax.total
            itemized = replace(income.itemized, state_and_local_taxes=taxes)
            income = replace(income, itemized=itemized)
            federal = federal_return(income, carried, law)
        return YearReturns(node, income, federal, states)

    def _with(
        self, base: YearIncome, node: YearNode, within: Claim | None
    ) -> YearIncome:
        """Return a year's income with all exercises and sales, or a state's."""
        added = {
            line: getattr(base, line)
            + self._totals(node, line, within)
            + self._past(node.year, line, within)
            for line in INCOME_LINES
        }
        return replace(base, **added)


def year_returns(
    situation: Situation,
    tree: Sequence[YearNode],
    totals: Totals,
    elections: Elections,
) -> list[YearReturns]:
    """Work out each node's forms, losses carried from its parent.

    Args:
        situation: Household, law and assumptions.
        tree: Nodes, parents first.
        totals: Sums of the columns, as floats or as traced amounts.
        elections: Which deduction each year takes.
    """
    forms = YearForms(situation, totals)

    def work(node: YearNode, carried: Carryovers) -> YearReturns:
        return elections(node, lambda itemizes: forms.of(node, carried, itemizes))

    return along(tree, forms.start, work, lambda year: year.tax.carryovers)
