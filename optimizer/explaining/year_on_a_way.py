"""One year's forms, traced along a way of exercises: every line a function of options.

The year is worked out under each deduction that is in reach. Which one is taken is
decided between two bends, where it cannot change: the one with the least tax after
credits; of equal ones that with the least before them, which leaves more old credit;
and of those the one taken before. The AMT need not allow what regular tax does, so the
smaller deduction may be the one that pays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import CreditedStates, StateCredits, credited_states
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.forms.minimum_tax_credit import CreditByYear, by_year
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.pricing.evaluated_schedule import lots_kept
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.state_returns import StateReturns, credits_brought
from isoplan.optimizer.pricing.year_returns import (
    YearForms,
    YearReturns,
    elections_in_reach,
)
from isoplan.optimizer.tracing.bends_along import Bends, Way, bends_along
from isoplan.optimizer.tracing.expression import Expression, Operand
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds

SAME_TAX = 5e-3
"""Dollars within which two deductions cost the same."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the years before carry into a year.

    Attributes:
        losses: Capital losses, with the caps used.
        credit: Federal minimum tax credit, dollars.
        states: The credits that states owe.
    """

    losses: Carryovers
    credit: float
    states: StateCredits


def before_year(situation: Situation, idle: EvaluatedYears, node: YearNode) -> Before:
    """Return what is carried into a year if nothing is exercised or sold before it."""
    credit = situation.credit_brought
    states = credits_brought(situation, lambda given: given)
    losses = YearForms(situation, _nothing).start
    for year in idle.years[: node.index]:
        federal = by_year(credit, year.returns.tax)
        states = credited_states(year.returns.states, federal, states, by_year).carried
        credit, losses = float(federal.carried), year.returns.tax.carryovers
    return Before(losses, credit, states)


def _nothing(node: YearNode, line: str, within: Claim | None = None) -> float:
    """Return what no column adds to a line."""
    del node, line, within
    return 0.0


@dataclass(frozen=True, slots=True)
class ElectedYear:
    """A year under one deduction, as traced amounts.

    Attributes:
        itemizes: Whether deductions are itemized.
        returns: The forms.
        credit: The federal minimum tax credit.
        states: The states after their credits.
    """

    itemizes: bool
    returns: YearReturns
    credit: CreditByYear
    states: CreditedStates[CreditByYear]

    @property
    def tax(self) -> Amount:
        """Return all tax of the year after credits (dollars)."""
        paid = self.credit.tax + self.returns.tax.payroll_tax.total
        for state in self.states.states:
            paid = paid + state.tax
        return paid

    @property
    def state_amt(self) -> dict[str, Amount]:
        """Return the AMT of each state that has one (dollars)."""
        states: Sequence[StateReturns] = self.returns.states
        return {
            each.law.state: each.tax.amt for each in states if each.law.amt is not None
        }


OfYear = Callable[[ElectedYear], Amount]
"""An amount of a year, dollars."""


@dataclass(frozen=True, slots=True)
class YearOnAWay:
    """A year's amounts between the bends of a way.

    Attributes:
        years: The year under each deduction in reach.
        bends: The points, with all values at them.
        taken: Number of the deduction taken between each two points.
    """

    years: tuple[ElectedYear, ...]
    bends: Bends
    taken: tuple[int, ...]

    @property
    def points(self) -> np.ndarray:
        """Return the options at each bend, the two ends included."""
        return self.bends.points

    def ends(self, amount: OfYear) -> np.ndarray:
        """Return an amount at both ends of each piece (dollars), ``pieces x 2``."""
        found = [self.bends.of(amount(year)) for year in self.years]
        pieces = [
            found[year][place : place + 2] for place, year in enumerate(self.taken)
        ]
        return np.array(pieces).reshape(-1, 2)

    def at_start(self, amount: OfYear) -> float:
        """Return an amount without any option (dollars)."""
        year = self.years[self.taken[0] if self.taken else 0]
        return float(self.bends.of(amount(year))[0])

    def most_within(self, amount: OfYear, limit: float) -> int:
        """Return the most whole options up to which an amount stays within a limit.

        Args:
            amount: Of the year, dollars.
            limit: The most it may be, dollars.
        """
        points: list[float] = self.points.tolist()
        for place, (left, right) in enumerate(self.ends(amount).tolist()):
            first, last = points[place : place + 2]
            if left > limit:
                return int(first)
            if right > limit:
                part = (limit - left) / (right - left)
                return int(first + part * (last - first) + WHOLE)
        return round(points[-1])

    def with_deduction(self, number: int) -> "YearOnAWay":
        """Return the same year with one deduction taken all along."""
        return replace(self, taken=(number,) * len(self.taken))

    def value_at(self, amount: OfYear, number: int, options: float) -> float:
        """Return an amount under one deduction with so many options (dollars)."""
        return float(
            np.interp(options, self.points, self.bends.of(amount(self.years[number])))
        )


WHOLE = 1e-6
"""Options by which a whole number may be missed: rounding."""


def traced_year(
    situation: Situation,
    node: YearNode,
    before: Before,
    columns: Columns,
    sizes: Sequence[int],
) -> tuple[Graph, tuple[ElectedYear, ...]]:
    """Return a year's forms over columns of options, under each deduction in reach.

    Args:
        situation: Household and law.
        node: The year.
        before: What is carried into it.
        columns: What is exercised.
        sizes: The most options of each column.
    """
    blocks = [
        Block(first=n, tranche=n, shares=float(size), must_be_used=False)
        for n, size in enumerate(sizes)
    ]
    graph = Graph(ColumnBounds(len(columns), blocks))
    lots, held = lots_kept(situation)

    def totals(node: YearNode, line: str, within: Claim | None = None) -> Operand:
        where = "" if within is None else f"_{within.name}"
        per_share = columns.per_share(line, node.year, within)
        of_lots = float(lots.per_share(line, node.year, within) @ held)
        return of_lots + graph.leaf(f"{line}_{node.year}{where}", per_share)

    forms = YearForms(situation, totals)
    years = []
    for itemizes in elections_in_reach(situation, node.year):
        returns = forms.of(node, before.losses, itemizes)
        credit = by_year(before.credit, returns.tax)
        states = credited_states(returns.states, credit, before.states, by_year)
        years.append(ElectedYear(itemizes, returns, credit, states))
    return graph, tuple(years)


def year_on_a_way(graph: Graph, years: tuple[ElectedYear, ...], way: Way) -> YearOnAWay:
    """Return a traced year along a way."""
    taxes = [graph.as_expression(year.tax) for year in years]
    totals = [graph.as_expression(year.returns.total) for year in years]
    apart = [
        _difference(one, costs[0]) for costs in (taxes, totals) for one in costs[1:]
    ]
    bends = bends_along(graph, way, apart)
    after, before = (_middles(bends, costs) for costs in (taxes, totals))
    taken: list[int] = []
    for place in range(after.shape[1]):
        now = taken[-1] if taken else None
        taken.append(_taken(after[:, place], before[:, place], now))
    return YearOnAWay(years, bends, tuple(taken))


def _middles(bends: Bends, amounts: Sequence[Expression]) -> np.ndarray:
    """Return amounts between each two points (dollars), ``amounts x pieces``."""
    values = np.array([bends.of(amount) for amount in amounts])
    found: np.ndarray = (values[:, :-1] + values[:, 1:]) / 2.0
    return found


def _taken(after: np.ndarray, before: np.ndarray, now: int | None) -> int:
    """Return the deduction that is taken.

    Args:
        after: Tax after credits under each, dollars.
        before: Tax before credits under each, dollars.
        now: The one taken before this place; None at the start.
    """
    least = after <= after.min() + SAME_TAX
    least &= before <= before[least].min() + SAME_TAX
    if now is not None and least[now]:
        return now
    return int(np.flatnonzero(least)[0])


def _difference(one: Expression, other: Expression) -> Expression:
    return one - other
