"""Every year's forms from the sums of the columns: one walk for floats and traces."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from isoplan.models.amounts.amounts import Amount
from isoplan.models.equity.tranches import rsu_pay
from isoplan.models.inputs.household import Household
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import along
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    YearIncome,
    federal_return,
)
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions, schedule_a
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.optimizer.columns.columns import INCOME_LINES
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.pricing.past_sales import past_income
from isoplan.optimizer.pricing.state_returns import (
    StateReturns,
    base_state_tax,
    state_returns,
)


class Totals(Protocol):
    """What columns together add to an income line of a year, dollars."""

    def __call__(
        self, node: YearNode, line: str, within: ResidencyPeriod | None = None
    ) -> Amount:
        """Return the sum over all columns, or over those of the days of a stay."""


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


def base_income(situation: Situation, law: FederalLaw) -> YearIncome:
    """Return a year's income without any exercise or sale, units that vest included."""
    household, year = situation.household, law.year
    wages, medicare = household.wages.at(year), household.medicare_wages
    units = rsu_pay(situation.opening_position.equity, year)
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
        other_income=household.other_income_in(year),
    )
    return replace(income, itemized=_itemized(situation, income, law))


def poorest_tax(base: YearIncome, law: FederalLaw) -> FederalReturn:
    """Return a year's forms at the least income of any plan.

    Without any sale, and with the limit on capital losses used up.
    """
    lost = replace(base, short_term_gain=-law.capital_loss_limit, long_term_gain=0.0)
    return federal_return(lost, Carryovers(), law)


def fixed_pay(situation: Situation, year: int) -> float:
    """Return a year's equity pay that no decision moves (dollars).

    That of units that vest, and of shares sold before the plan starts.
    """
    past = past_income(situation)
    return rsu_pay(situation.opening_position.equity, year) + past(
        year, "equity_pay", None
    )


def _itemized(
    situation: Situation, income: YearIncome, law: FederalLaw
) -> ItemizedDeductions | None:
    """Return what is itemized in a year, or None for the standard deduction.

    A state's income tax is not among it yet. With ``larger`` the choice is made once,
    on the year without exercises and sales: taken anew at each income it would make
    AMTI jump.
    """
    household = situation.household
    itemized = _deductions(household, law.year)
    if itemized is None or household.deduction == "standard":
        return None
    if household.deduction == "itemized":
        return itemized
    agi = federal_return(income, Carryovers(), law).form_1040.line_11
    own = base_state_tax(situation, law.year, replace(income, itemized=itemized))
    with_own = replace(
        itemized, state_and_local_taxes=itemized.state_and_local_taxes + own
    )
    larger = schedule_a(with_own, agi, law).deduction > law.standard_deduction
    return itemized if larger else None


def _deductions(household: Household, year: int) -> ItemizedDeductions | None:
    """Return all that a household could itemize in a year; None if it gave nothing."""
    table, gifts = household.itemized_deductions, household.gifts.at(year) or None
    if table is None:
        return None if gifts is None else ItemizedDeductions(gifts=gifts)
    taxes = table.state_and_local_taxes.at(year) + table.real_estate_taxes.at(year)
    return ItemizedDeductions(taxes, table.other.at(year), gifts)


def year_returns(
    situation: Situation, tree: Sequence[YearNode], totals: Totals
) -> list[YearReturns]:
    """Work out each node's forms, losses carried from its parent.

    Args:
        situation: Household, law and assumptions.
        tree: Nodes, parents first.
        totals: Sums of the columns, as floats or as traced amounts.
    """
    given = situation.household.loss_carryover
    start = Carryovers(
        regular=Carryover(given.short_term, given.long_term),
        amt=Carryover(given.amt_short_term, given.amt_long_term),
        small_business_used=situation.household.small_business_gain_used,
        amt_small_business_used=situation.household.small_business_gain_used,
    )
    past = past_income(situation)

    def with_past(
        node: YearNode, line: str, within: ResidencyPeriod | None = None
    ) -> Amount:
        return totals(node, line, within) + past(node.year, line, within)

    return along(
        tree,
        start,
        lambda node, carried: _returns_of_year(situation, node, with_past, carried),
        lambda year: year.tax.carryovers,
    )


def _returns_of_year(
    situation: Situation, node: YearNode, totals: Totals, carried: Carryovers
) -> YearReturns:
    """Work out one node: income, the states, and the federal forms with their tax.

    State income tax is a deduction of Schedule A in the year in which it arises, before
    the state's minimum tax credit.
    """
    law = situation.law(node.year)
    base = base_income(situation, law)
    income = _with(base, node, totals, None)
    federal = federal_return(income, carried, law)

    def income_of(residency: ResidencyPeriod) -> YearIncome:
        return (
            income if residency.share == 1.0 else _with(base, node, totals, residency)
        )

    def federal_of(part: YearIncome) -> FederalReturn:
        return federal if part is income else federal_return(part, carried, law)

    states = state_returns(situation, node.year, base, income_of, federal_of)
    if income.itemized is not None and states:
        taxes = income.itemized.state_and_local_taxes
        for state in states:
            taxes = taxes + state.tax.total
        itemized = replace(income.itemized, state_and_local_taxes=taxes)
        income = replace(income, itemized=itemized)
        federal = federal_return(income, carried, law)
    return YearReturns(node, income, federal, states)


def _with(
    base: YearIncome, node: YearNode, totals: Totals, within: ResidencyPeriod | None
) -> YearIncome:
    """Return a year's income with the exercises and sales of all days or of a stay."""
    added = {
        line: getattr(base, line) + totals(node, line, within) for line in INCOME_LINES
    }
    return replace(base, **added)
