"""Every year of a schedule on many paths at once, under the deductions that cost least.

The walk of `pricing/credited_years.py` on arrays: each path keeps the ways through the
years that no other of its ways beats in cost and in all that is carried on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import StateCredits, credited_states
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.forms.minimum_tax_credit import CreditByYear, by_year
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.sourcing import Claim
from isoplan.models.tax.states.state_credit import StateCredit, state_credit_lines
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.credited_years import MOST_WAYS, SAME
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import (
    UnitPay,
    YearForms,
    YearReturns,
    elections_in_reach,
    larger_is_better,
)

Figures = Mapping[str, np.ndarray]
"""Dollars by the name that a plan's year has for them; arrays of length n ways."""
STATE = "state of "
"""What the name of a state's credit begins with among what is carried on."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways through the years so far, of all paths; arrays of length n ways.

    Attributes:
        path: Number of the path that each is of, rising.
        cost: Present value of all tax, dollars.
        carried: What goes on to the next year, dollars by name.
        years: Figures of each year, in order.
    """

    path: np.ndarray
    cost: np.ndarray
    carried: Figures
    years: tuple[Figures, ...] = ()

    def at(self, places: np.ndarray) -> "Ways":
        """Return some of the ways."""
        return Ways(
            self.path[places],
            self.cost[places],
            _at(self.carried, places),
            tuple(_at(each, places) for each in self.years),
        )

    def in_order(self) -> "Ways":
        """Return them by path, those of a path by cost."""
        return self.at(np.lexsort((self.cost, self.path)))

    @property
    def rank(self) -> np.ndarray:
        """Return each way's place among those of its path, which stand together."""
        places = np.arange(len(self.path))
        first = np.searchsorted(self.path, self.path)
        rank: np.ndarray = places - first
        return rank


def path_totals(columns: Columns, shares: np.ndarray) -> "PathTotals":
    """Return the sums of columns by path; arguments as :class:`PathTotals`."""
    live = {line for line, amounts in columns.lines.items() if np.any(amounts)}
    return PathTotals(columns, shares, frozenset(live), {})


@dataclass(frozen=True, slots=True)
class PathTotals:
    """What columns together add to an income line of a year; dollars by path.

    Attributes:
        columns: What is done; its dollars are arrays of paths x n columns.
        shares: Of each column on each path.
        live: Lines that any column moves.
        of_year: The columns that matter in a year with their shares, once found.
    """

    columns: Columns
    shares: np.ndarray
    live: frozenset[str]
    of_year: dict[int, tuple[Columns, np.ndarray]]

    def of(self, year: int, line: str, within: Claim | None) -> Amount:
        """Return the sum of a year: length n paths, or zero where nothing moves it."""
        if line not in self.live or not self.columns.moves(year):
            return 0.0
        if year not in self.of_year:
            here = (self.columns.measured_year == year) | (
                self.columns.sale_year == year
            )
            places = np.flatnonzero(here)
            self.of_year[year] = (self.columns.at(places), self.shares[:, places])
        few, shares = self.of_year[year]
        if not len(few):
            return 0.0
        amounts = few.per_share(line, year, within)
        return np.einsum("pn,pn->p", amounts, shares)


def path_years(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    unit_pay: UnitPay | None = None,
) -> Ways:
    """Return every year of a schedule on each path: one way each, that costs least.

    Args:
        situation: Household, law and assumptions.
        columns: What is done; its dollars are arrays of paths x n columns.
        shares: Of each column on each path.
        unit_pay: What restricted units bring by path; none where there are no units.
    """
    totals, paths = path_totals(columns, shares), len(shares)
    ways = _at_start(situation, paths)
    path = [ways.path]

    def of_ways(node: YearNode, line: str, within: Claim | None = None) -> Amount:
        amount = totals.of(node.year, line, within)
        return amount[path[0]] if isinstance(amount, np.ndarray) else amount

    def units_of_ways(year: int) -> Amount:
        return unit_pay(year)[path[0]] if unit_pay else 0.0

    forms = YearForms(situation, of_ways, unit_pay=units_of_ways if unit_pay else None)
    for node in year_tree(situation):
        path[0] = ways.path
        ways = _a_year_more(situation, forms, node, ways)
    ways = ways.in_order()
    return ways.at(np.flatnonzero(ways.rank == 0))


def _at_start(situation: Situation, paths: int) -> Ways:
    """Return the ways before the first year: one a path, with nothing on it."""
    return Ways(np.arange(paths), np.zeros(paths), {})


def _a_year_more(
    situation: Situation, forms: YearForms, node: YearNode, ways: Ways
) -> Ways:
    """Return the ways with one more year, those that another one beats left out."""
    made = elections_in_reach(situation, node.year)
    found, deductions, larger = [], [], False
    for itemizes in made:
        after, returns = _after(situation, forms, node, ways, itemizes)
        taken = returns.tax.form_1040.schedule_a
        found.append(after)
        deductions.append((taken.deduction, taken.allowed_for_amt))
        larger = larger_is_better(situation, returns)
    if len(made) == 1:
        return found[0]
    keep = [np.ones(len(ways.path), dtype=bool) for _ in made]
    if larger:
        keep = _in_reach(deductions, len(ways.path))
    left = [way.at(np.flatnonzero(kept)) for way, kept in zip(found, keep, strict=True)]
    return _unbeaten(_together(left).in_order())


def _in_reach(
    deductions: Sequence[tuple[Amount, Amount]], ways: int
) -> list[np.ndarray]:
    """Return which of two elections each way keeps: the one whose deduction is larger.

    Both where it is not the larger one for the AMT as well.
    """
    (regular, for_amt), (other, other_for_amt) = (
        tuple(np.broadcast_to(each, (ways,)) for each in pair) for pair in deductions
    )
    second = other > regular
    first_is_enough = ~second & (for_amt >= other_for_amt)
    second_is_enough = second & (other_for_amt >= for_amt)
    return [~second_is_enough, ~first_is_enough]


def _after(
    situation: Situation, forms: YearForms, node: YearNode, ways: Ways, itemizes: bool
) -> tuple[Ways, YearReturns]:
    """Return the ways with one more year under an election, and its returns."""
    is_first = not ways.years
    losses = forms.start if is_first else _losses(ways.carried)
    before = credits_brought(situation, lambda credit: credit)
    credit_in = situation.credit_brought if is_first else ways.carried["credit"]
    states = StateCredits(before.brought, _state_credits(ways.carried))
    returns = forms.of(node, losses, itemizes)
    credit = by_year(credit_in, returns.tax)
    here = credited_states(returns.states, credit, states, by_year)
    lines = [
        state_credit_lines(credited, state.tax)
        for state, credited in zip(returns.states, here.states, strict=True)
    ]
    size = len(ways.path)
    figures = _spread(_figures(returns, credit, lines), size)
    carried = _spread(
        _carried(returns.tax.carryovers, credit.carried, here.carried), size
    )
    factor = present_value_factor(situation, node.tax_due_on)
    cost = ways.cost + figures["total_tax"] * factor
    return Ways(ways.path, cost, carried, (*ways.years, figures)), returns


def _figures(
    returns: YearReturns, credit: CreditByYear, states: Sequence[StateCredit]
) -> dict[str, Amount]:
    """Return a year's amounts by the names that a plan's year has for them."""
    tax, form = returns.tax, credit.form
    state_tax = sum((each.tax for each in states), start=0.0)
    payroll = tax.payroll_tax.total
    return {
        "deduction_amount": tax.form_1040.schedule_a.deduction,
        "regular_tax": tax.regular_tax,
        "tentative_minimum_tax": tax.tentative_minimum_tax,
        "amt": tax.form_6251.line_11,
        "nonrefundable_credits": tax.credits_used,
        "credit_generated": form.line_18,
        "credit_used": form.line_25,
        "credit_wiped_out": form.wiped_out,
        "credit_carryforward_out": form.line_26,
        "niit": tax.form_8960.line_17,
        "additional_medicare_tax": tax.additional_medicare_tax,
        "payroll_tax": payroll,
        "state_tax_after_credit": state_tax,
        "state_amt": sum((each.tax.amt for each in returns.states), start=0.0),
        "state_credit_used": sum((each.used for each in states), start=0.0),
        "state_credit_wiped_out": sum((each.wiped_out for each in states), start=0.0),
        "state_credit_carryforward_out": sum(
            (each.carried_out for each in states), start=0.0
        ),
        "small_business_gain_excluded": tax.section_1202.excluded,
        "income_tax": credit.tax,
        "total_tax": credit.tax + payroll + state_tax,
    }


def _carried(
    losses: Carryovers, credit: Amount, states: StateCredits
) -> dict[str, Amount]:
    """Return what goes on to the next year, by name."""
    return {
        "short_term": losses.regular.short_term,
        "long_term": losses.regular.long_term,
        "amt_short_term": losses.amt.short_term,
        "amt_long_term": losses.amt.long_term,
        "small_business_used": losses.small_business_used,
        "amt_small_business_used": losses.amt_small_business_used,
        "credit": credit,
        **{f"{STATE}{state}": owed for state, owed in states.since.items()},
    }


def _losses(carried: Figures) -> Carryovers:
    """Return the losses among what is carried on."""
    return Carryovers(
        regular=Carryover(carried["short_term"], carried["long_term"]),
        amt=Carryover(carried["amt_short_term"], carried["amt_long_term"]),
        small_business_used=carried["small_business_used"],
        amt_small_business_used=carried["amt_small_business_used"],
    )


def _state_credits(carried: Figures) -> dict[str, np.ndarray]:
    """Return the credits that states owe among what is carried on, by state."""
    return {
        name.removeprefix(STATE): owed
        for name, owed in carried.items()
        if name.startswith(STATE)
    }


def _unbeaten(ways: Ways) -> Ways:
    """Return the ways that no other one of their path beats; by path and cost.

    As `credited_years` has it: in cost and in all that is carried on.
    """
    rank = ways.rank
    if not rank.any():
        return ways
    worse = [name for name in ways.carried if name.endswith("small_business_used")]
    worth = np.stack(
        [
            -ways.cost,
            *(
                -amount if name in worse else amount
                for name, amount in ways.carried.items()
            ),
        ]
    )
    beaten = np.zeros(len(rank), dtype=bool)
    for apart in range(1, int(rank.max()) + 1):
        places = np.flatnonzero(rank >= apart)
        at_least = worth[:, places - apart] >= worth[:, places] - SAME
        beaten[places] |= np.all(at_least, axis=0)
    kept = ways.at(np.flatnonzero(~beaten))
    if kept.rank.max() < MOST_WAYS:
        return kept
    cheap = kept.at(np.lexsort((kept.cost - kept.carried["credit"], kept.path)))
    return cheap.at(np.flatnonzero(cheap.rank < MOST_WAYS)).in_order()


def _together(parts: Sequence[Ways]) -> Ways:
    """Return the ways of several lists in one."""

    def joined(figures: Iterator[Figures]) -> Figures:
        first, *others = figures
        return {
            name: np.concatenate([amount, *(each[name] for each in others)])
            for name, amount in first.items()
        }

    return Ways(
        np.concatenate([part.path for part in parts]),
        np.concatenate([part.cost for part in parts]),
        joined(part.carried for part in parts),
        tuple(
            joined(part.years[place] for part in parts)
            for place in range(len(parts[0].years))
        ),
    )


def _at(figures: Figures, places: np.ndarray) -> Figures:
    return {name: amount[places] for name, amount in figures.items()}


def _spread(amounts: Mapping[str, Amount], size: int) -> Figures:
    """Return each amount as an array, those alike on all ways too."""
    return {
        name: np.broadcast_to(np.asarray(amount, dtype=float), (size,))
        for name, amount in amounts.items()
    }
