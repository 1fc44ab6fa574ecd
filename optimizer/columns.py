"""Columns: every "exercise then, sell then" worth considering, with its tax per share.

The price path is data, so whatever a share does to a return is data too. A plan is an
amount of shares for each column, and every income line of every year is a linear
function of these amounts: all the difficulty is left to the tax schedules.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from isoplan.models.replay import exercised_before
from isoplan.models.residence import Stay
from isoplan.models.scenario import Scenario
from isoplan.models.tax.disposition import (
    Sale,
    iso_sale,
    long_term_from,
    qualifying_from,
)
from isoplan.optimizer.bounds import Block
from isoplan.optimizer.choices import (
    NEVER,
    Choice,
    Choices,
    Supply,
    possible_choices,
    supplies,
)
from isoplan.optimizer.tree import present_value_factor

INCOME_LINES = (
    "bargain",
    "iso_ordinary_income",
    "iso_ordinary_income_later",
    "short_term_gain",
    "long_term_gain",
    "amt_short_term_gain",
    "amt_long_term_gain",
)
"""Fields of ``YearIncome`` that columns move."""


@dataclass(frozen=True)
class Columns:
    """All columns of a scenario; every array has length n columns.

    Attributes:
        scenario: What they were made for.
        supplies: Grants and lots that columns draw on.
        choices: What each column does.
        exercise_cost: Dollars a share paid on exercise within the plan.
        sale_price: Dollars a share received; zero if never sold.
        kept_value: Dollars a share counted at the horizon when kept.
        exercise_year: Tax year in which line 2i is due (0: before the plan).
        sale_year: Tax year of the sale (0: never sold).
        long_term: Whether the gain is long-term.
        qualifying: Whether the sale is a qualifying disposition.
        lines: Dollars a share by income line, in the year that the line belongs to.
    """

    scenario: Scenario
    supplies: tuple[Supply, ...]
    choices: Choices
    exercise_cost: np.ndarray
    sale_price: np.ndarray
    kept_value: np.ndarray
    exercise_year: np.ndarray
    sale_year: np.ndarray
    long_term: np.ndarray
    qualifying: np.ndarray
    lines: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.choices)

    def per_share(self, line: str, year: int, within: Stay | None = None) -> np.ndarray:
        """Return what one share of each column adds to an income line of a year.

        Args:
            line: One of ``INCOME_LINES``.
            year: Tax year.
            within: Days of it on which the exercise or sale must lie; None for all.
        """
        exercises = line == "bargain"
        there = (self.exercise_year if exercises else self.sale_year) == year
        if within is not None:
            days = self.choices.exercised if exercises else self.choices.sold
            there = there & within.holds(days)
        amounts: np.ndarray = np.where(there, self.lines[line], 0.0)
        return amounts

    @cached_property
    def present_value(self) -> np.ndarray:
        """Return proceeds less exercise cost before tax, at the start; $ a share."""
        horizon = present_value_factor(self.scenario, self.scenario.plan.horizon)
        sold = self._factors(self.choices.sold)
        exercised = self._factors(self.choices.exercised)
        value: np.ndarray = (
            self.sale_price * sold
            - self.exercise_cost * exercised
            + self.kept_value * horizon
        )
        return value

    @cached_property
    def stay(self) -> np.ndarray:
        """Return a number for the state lived in when sold; length n columns."""
        moves = [day.toordinal() for day in self.scenario.household.state]
        numbers: np.ndarray = np.searchsorted(moves, self.choices.sold, side="right")
        return numbers

    @property
    def most_dollars(self) -> float:
        """Return more than any plan's income of one kind can be (dollars)."""
        best = max(
            (float(np.abs(each).max(initial=0.0)) for each in self.lines.values()),
            default=0.0,
        )
        return best * sum(block.shares for block in inventory(self))

    def cash_flows(self) -> dict[date, np.ndarray]:
        """Return the cash that one share of each column moves, by day; dollars."""
        flows: dict[date, np.ndarray] = {}
        for days, amounts in (
            (self.choices.exercised, -self.exercise_cost),
            (self.choices.sold, self.sale_price),
        ):
            for day in np.unique(days[amounts != 0]).tolist():
                flow = flows.setdefault(date.fromordinal(day), np.zeros(len(self)))
                here = days == day
                flow[here] += amounts[here]
        return dict(sorted(flows.items()))

    def place_like(self, choice: Choice) -> int | None:
        """Return the column of a choice, or one that differs in the day of sale alone.

        The same tax year and the same holding period; None if there is none.
        """
        like = columns_of(self.scenario, [choice])
        same = (
            (self.choices.supply == choice.supply)
            & (self.choices.exercised == like.choices.exercised)
            & (self.sale_year == like.sale_year)
            & (self.qualifying == like.qualifying)
            & (self.long_term == like.long_term)
            & (self.stay == like.stay)
        )
        exactly = same & (self.choices.sold == like.choices.sold)
        for mask in (exactly, same):
            if mask.any():
                return int(mask.argmax())
        return None

    def at(self, places: np.ndarray) -> "Columns":
        """Return the columns at some places, given as an index of arrays."""
        return replace(
            self,
            choices=self.choices.at(places),
            exercise_cost=self.exercise_cost[places],
            sale_price=self.sale_price[places],
            kept_value=self.kept_value[places],
            exercise_year=self.exercise_year[places],
            sale_year=self.sale_year[places],
            long_term=self.long_term[places],
            qualifying=self.qualifying[places],
            lines={name: amounts[places] for name, amounts in self.lines.items()},
        )

    def _factors(self, days: np.ndarray) -> np.ndarray:
        """Return present-value factors by day; zero for never."""
        return _by_day(days, lambda day: present_value_factor(self.scenario, day))


def _by_day(days: np.ndarray, amount: Callable[[date], float]) -> np.ndarray:
    """Return an amount for each day, worked out once for equal days; zero for never."""
    given = days[days != NEVER]
    if not len(given):
        return np.zeros(len(days))
    first = int(given.min())
    there = np.bincount(given - first)
    amounts = np.zeros(len(there))
    for place in np.flatnonzero(there).tolist():
        amounts[place] = amount(date.fromordinal(first + place))
    return np.where(days == NEVER, 0.0, amounts[np.maximum(days - first, 0)])


def columns_of(scenario: Scenario, choices: Iterable[Choice]) -> Columns:
    """Work out cash and tax per share for each of ``choices``."""
    chosen = choices if isinstance(choices, Choices) else Choices.of(choices)
    sources = supplies(scenario)
    start = scenario.plan.start
    owner = chosen.supply
    from_lot = np.array([s.lot is not None for s in sources], dtype=bool)[owner]
    strike = np.array([s.grant.strike for s in sources], dtype=float)[owner]
    value_of_lot = np.array(
        [s.lot.value_at_exercise if s.lot else 0.0 for s in sources], dtype=float
    )[owner]
    exercised_now = np.where(from_lot, NEVER, chosen.exercised)
    value_at_exercise = value_of_lot + _by_day(exercised_now, scenario.market.price)
    kept = chosen.sold == NEVER
    sale_price = _by_day(chosen.sold, scenario.market.price)
    exercised_year = _years(chosen.exercised)
    sold_year = _years(chosen.sold)
    qualifying = _sold_from(chosen, sources, qualifying_from)
    long_term = _sold_from(chosen, sources, lambda _, day: long_term_from(day))
    sale = iso_sale(
        strike,
        value_at_exercise,
        sale_price,
        qualifying=qualifying | kept,
        same_year=exercised_year == sold_year,
    )
    return Columns(
        scenario=scenario,
        supplies=sources,
        choices=chosen,
        exercise_cost=np.where(from_lot, 0.0, strike),
        sale_price=sale_price,
        kept_value=_kept_value(scenario, strike, kept),
        exercise_year=np.where(exercised_year >= start.year, exercised_year, 0),
        sale_year=sold_year,
        long_term=long_term,
        qualifying=qualifying,
        lines=_income_lines(sale, long_term),
    )


def _income_lines(sale: Sale, long_term: np.ndarray) -> dict[str, np.ndarray]:
    """Return dollars a share by income line, gains on the lines of their term."""
    short_term = ~long_term
    return {
        "bargain": sale.amt_adjustment,
        "iso_ordinary_income": sale.ordinary_income,
        "iso_ordinary_income_later": sale.ordinary_income_later,
        "short_term_gain": np.where(short_term, sale.capital_gain, 0.0),
        "long_term_gain": np.where(long_term, sale.capital_gain, 0.0),
        "amt_short_term_gain": np.where(short_term, sale.amt_capital_gain, 0.0),
        "amt_long_term_gain": np.where(long_term, sale.amt_capital_gain, 0.0),
    }


def _kept_value(scenario: Scenario, strike: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return what a share kept at the horizon counts for; dollars a share."""
    if scenario.plan.at_horizon != "keep":
        return np.zeros(len(kept))
    price = scenario.market.price(scenario.plan.horizon)
    tax = scenario.plan.kept_shares_tax_rate * np.maximum(price - strike, 0.0)
    value: np.ndarray = np.where(kept, price - tax, 0.0)
    return value


def _years(days: np.ndarray) -> np.ndarray:
    """Return the calendar year of each day; zero for never."""
    return _by_day(days, lambda day: day.year).astype(int)


def _sold_from(
    choices: Choices,
    sources: tuple[Supply, ...],
    first_day: Callable[[date, date], date],
) -> np.ndarray:
    """Return for each column whether it sells on or after its ``first_day``."""
    changes = (np.diff(choices.supply) != 0) | (np.diff(choices.exercised) != 0)
    lot = np.concatenate([[0], np.cumsum(changes)])[: len(choices)]
    starts = np.flatnonzero(np.diff(lot, prepend=-1))
    first = [
        first_day(
            sources[choices.supply[start]].grant.granted_on,
            date.fromordinal(int(choices.exercised[start])),
        ).toordinal()
        for start in starts.tolist()
    ]
    found: np.ndarray = choices.sold >= np.array(first, dtype=int)[lot]
    return found


def possible_columns(scenario: Scenario, also: Iterable[Choice] = ()) -> Columns:
    """Return a column for each of the scenario's possible choices, and for ``also``."""
    return columns_of(scenario, possible_choices(scenario, also))


def inventory(columns: Columns) -> list[Block]:
    """Return how many shares each run of columns may draw on.

    Columns must be ordered by supply, then by date of exercise. A new block starts
    where vesting has added shares since the columns before.
    """
    forced = columns.scenario.plan.objective == "least_tax"
    supply_of, exercised = columns.choices.supply, columns.choices.exercised
    changes = (np.diff(supply_of) != 0) | (np.diff(exercised) != 0)
    firsts = [0, *(np.flatnonzero(changes) + 1).tolist()] if len(columns) else []
    blocks: list[Block] = []
    owner, reached = -1, 0
    for first in firsts:
        supply = columns.supplies[supply_of[first]]
        available = (
            supply.grant.vested(date.fromordinal(int(exercised[first])))
            - exercised_before(supply.grant, columns.scenario.lots)
            if supply.lot is None
            else supply.lot.shares
        )
        new_supply = supply_of[first] != owner
        if new_supply:
            owner, reached = int(supply_of[first]), 0
        if new_supply or available > reached:
            blocks.append(
                Block(
                    first=first,
                    supply=owner,
                    shares=float(max(available - reached, 0)),
                    must_be_used=supply.lot is not None or forced,
                )
            )
            reached = max(available, reached)
    return blocks
