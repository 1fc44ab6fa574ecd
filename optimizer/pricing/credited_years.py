"""Every year after its credits, under the deductions that cost a schedule least.

Which deduction a year takes moves its minimum tax and with it the credit of later
years, so the choice is made for all years together: what each election leaves is
carried on, and what another one beats in cost and in all that is carried is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from isoplan.models.situation import Situation
from isoplan.models.tax.chain import StateCredits, credited_states
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.minimum_tax_credit import by_year
from isoplan.models.tax.states.state_credit import StateCredit, state_credit_lines
from isoplan.optimizer.columns.year_nodes import YearNode, present_value_factor
from isoplan.optimizer.pricing.state_returns import StateReturns, credits_brought
from isoplan.optimizer.pricing.year_returns import (
    Totals,
    YearForms,
    YearReturns,
    elections_in_reach,
    larger_is_better,
)

SAME = 1e-9
"""Dollars within which two ways through the years are the same."""
MOST_WAYS = 200
"""Ways kept beside each other. So many have not been seen; were there more, those with
the least cost less credit would stay."""


@dataclass(frozen=True, slots=True)
class EvaluatedState:
    """One state's part of a year, worked with floats; dollars.

    Attributes:
        returns: The state's forms.
        credit: Its minimum tax credit.
    """

    returns: StateReturns
    credit: StateCredit

    @property
    def tax(self) -> float:
        """Return all the state's tax after the credit (dollars)."""
        return float(self.credit.tax)


@dataclass(frozen=True, slots=True)
class EvaluatedYear:
    """One year of a schedule, worked with floats; dollars.

    Attributes:
        returns: Income and forms.
        credit: Form 8801.
        income_tax: All federal tax on the return, after the credit.
        states: The states' parts.
    """

    returns: YearReturns
    credit: Form8801
    income_tax: float
    states: tuple[EvaluatedState, ...] = ()

    @property
    def federal_tax(self) -> float:
        """Return all federal tax, payroll tax on equity pay included (dollars)."""
        return self.income_tax + float(self.returns.tax.payroll_tax.total)

    @property
    def state_tax(self) -> float:
        """Return all state tax after credits (dollars)."""
        return sum(state.tax for state in self.states)

    @property
    def tax(self) -> float:
        """Return all tax after credits (dollars)."""
        return self.federal_tax + self.state_tax

    @property
    def node(self) -> YearNode:
        """Return the year's node."""
        return self.returns.node

    @property
    def itemizes(self) -> bool:
        """Return whether the year's federal return itemizes deductions."""
        income = self.returns.income
        return income.itemized is not None and bool(income.itemizes)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way through the years so far.

    Attributes:
        cost: Present value of all tax, dollars.
        losses: Carried on, with the cap used.
        credit: Federal minimum tax credit carried on, dollars.
        states: The credits that states owe.
        last: The last year; None before the first.
        before: The way to it.
    """

    cost: float
    losses: Carryovers
    credit: float
    states: StateCredits
    last: EvaluatedYear | None = None
    before: "_Way | None" = None

    def years(self) -> list[EvaluatedYear]:
        """Return all years, in order."""
        way: _Way | None = self
        found: list[EvaluatedYear] = []
        while way is not None and way.last is not None:
            found.append(way.last)
            way = way.before
        return found[::-1]

    def worth(self) -> tuple[float, ...]:
        """Return what is the better the more there is of it (dollars)."""
        regular, minimum = self.losses.regular, self.losses.amt
        return (
            -self.cost,
            self.credit,
            *(float(regular.short_term), float(regular.long_term)),
            *(float(minimum.short_term), float(minimum.long_term)),
            -float(self.losses.small_business_used),
            -float(self.losses.amt_small_business_used),
            *(float(credit) for _, credit in sorted(self.states.since.items())),
        )


def credited_years(
    situation: Situation,
    tree: Sequence[YearNode],
    totals: Totals,
    itemizes: Sequence[bool] | None = None,
    *,
    as_printed: bool = False,
) -> tuple[EvaluatedYear, ...]:
    """Return every year's forms and credits, worked with floats.

    Args:
        situation: Household, law and assumptions.
        tree: The years, one after the other.
        totals: Sums of the columns.
        itemizes: Whether each year itemizes, as far as that was decided; of the other
            years the elections that cost least in present value.
        as_printed: See :class:`YearForms`.
    """
    forms = YearForms(situation, totals, as_printed=as_printed)
    ways = [
        _Way(
            0.0,
            forms.start,
            situation.credit_brought,
            credits_brought(situation, lambda credit: credit),
        )
    ]
    for node in tree:
        decided = tuple(itemizes or ())[node.index : node.index + 1]
        open_ways = decided or elections_in_reach(situation, node.year)
        found = []
        for way in ways:
            after = [_after(situation, forms, node, way, made) for made in open_ways]
            found += _in_reach(situation, after)
        ways = _unbeaten(found)
    return tuple(min(ways, key=lambda way: way.cost).years())


def _after(
    situation: Situation, forms: YearForms, node: YearNode, way: _Way, itemizes: bool
) -> _Way:
    """Return a way with one more year."""
    returns = forms.of(node, way.losses, itemizes)
    credit = by_year(way.credit, returns.tax)
    here = credited_states(returns.states, credit, way.states, by_year)
    year = EvaluatedYear(
        returns,
        credit.form,
        float(credit.tax),
        tuple(
            EvaluatedState(state, state_credit_lines(credited, state.tax))
            for state, credited in zip(returns.states, here.states, strict=True)
        ),
    )
    return _Way(
        cost=way.cost + year.tax * present_value_factor(situation, node.tax_due_on),
        losses=returns.tax.carryovers,
        credit=float(credit.carried),
        states=here.carried,
        last=year,
        before=way,
    )


def _in_reach(situation: Situation, ways: list[_Way]) -> list[_Way]:
    """Return ways through a year without one whose deduction is the smaller one twice.

    That is, for regular tax and for the AMT; as `elections_in_reach` has it.
    """
    years = [way.last for way in ways if way.last is not None]
    if len(years) < 2 or not larger_is_better(situation, years[0].returns):
        return ways
    taken = [year.returns.tax.form_1040.schedule_a for year in years]
    larger = max(range(len(ways)), key=lambda n: float(taken[n].deduction))
    most = max(float(each.allowed_for_amt) for each in taken)
    return [ways[larger]] if float(taken[larger].allowed_for_amt) >= most else ways


def _unbeaten(ways: Sequence[_Way]) -> list[_Way]:
    """Return the ways that no other one beats in cost and in all that is carried on."""
    if len(ways) == 1:
        return list(ways)
    kept: list[tuple[_Way, tuple[float, ...]]] = []
    for way in sorted(ways, key=lambda each: each.cost):
        worth = way.worth()
        if not any(_at_least(other, worth) for _, other in kept):
            kept.append((way, worth))
    found = [way for way, _ in kept]
    return sorted(found, key=lambda each: each.cost - each.credit)[:MOST_WAYS]


def _at_least(one: Sequence[float], other: Sequence[float]) -> bool:
    """Return whether every amount is at least the other one of its place."""
    pairs = zip(one, other, strict=True)
    return all(mine >= theirs - SAME for mine, theirs in pairs)
