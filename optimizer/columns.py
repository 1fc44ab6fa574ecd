"""Columns: every "exercise then, sell then" worth considering, with its tax per share.

The price path is data, so whatever a share does to a return is data too. A plan is an
amount of shares for each column, and every income line of every year is a linear
function of these amounts: all the difficulty is left to the tax schedules.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from isoplan.models.replay import exercised_before
from isoplan.models.scenario import Scenario
from isoplan.models.tax.disposition import (
    Sale,
    iso_sale,
    long_term_from,
    qualifying_from,
)
from isoplan.optimizer.bounds import Block
from isoplan.optimizer.choices import Choice, Supply, possible_choices, supplies
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
    choices: tuple[Choice, ...]
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

    def per_share(self, line: str, year: int) -> np.ndarray:
        """Return what one share of each column adds to an income line of a year."""
        when = self.exercise_year if line == "bargain" else self.sale_year
        amounts: np.ndarray = np.where(when == year, self.lines[line], 0.0)
        return amounts

    @cached_property
    def present_value(self) -> np.ndarray:
        """Return proceeds less exercise cost before tax, at the start; $ a share."""
        horizon = present_value_factor(self.scenario, self.scenario.plan.horizon)
        sold = self._factors([choice.sold_on for choice in self.choices])
        exercised = self._factors([choice.exercised_on for choice in self.choices])
        value: np.ndarray = (
            self.sale_price * sold
            - self.exercise_cost * exercised
            + self.kept_value * horizon
        )
        return value

    def cash_flows(self) -> dict[date, np.ndarray]:
        """Return the cash that one share of each column moves, by day; dollars."""
        flows: dict[date, np.ndarray] = {}
        for number, choice in enumerate(self.choices):
            if self.exercise_cost[number]:
                flow = flows.setdefault(choice.exercised_on, np.zeros(len(self)))
                flow[number] -= self.exercise_cost[number]
            if choice.sold_on is not None:
                flow = flows.setdefault(choice.sold_on, np.zeros(len(self)))
                flow[number] += self.sale_price[number]
        return dict(sorted(flows.items()))

    def _factors(self, days: list[date | None]) -> np.ndarray:
        known = {
            day: present_value_factor(self.scenario, day)
            for day in set(days)
            if day is not None
        }
        return np.array([known[day] if day is not None else 0.0 for day in days])


def columns_of(scenario: Scenario, choices: Iterable[Choice]) -> Columns:
    """Work out cash and tax per share for each of ``choices``."""
    chosen = tuple(choices)
    sources = supplies(scenario)
    start = scenario.plan.start
    price = _prices(scenario, chosen)
    owner = [sources[c.supply] for c in chosen]
    strike = np.array([s.grant.strike for s in owner])
    value_at_exercise = np.array(
        [
            price[c.exercised_on] if s.lot is None else s.lot.value_at_exercise
            for c, s in zip(chosen, owner, strict=True)
        ]
    )
    kept = np.array([c.sold_on is None for c in chosen], dtype=bool)
    sale_price = np.array(
        [0.0 if c.sold_on is None else price[c.sold_on] for c in chosen]
    )
    exercised_year = np.array([c.exercised_on.year for c in chosen], dtype=int)
    sold_year = np.array(
        [c.sold_on.year if c.sold_on else 0 for c in chosen], dtype=int
    )
    qualifying = _sold_from(
        chosen, [s.grant.granted_on for s in sources], qualifying_from
    )
    long_term = _sold_from(
        chosen,
        [s.grant.granted_on for s in sources],
        lambda _, day: long_term_from(day),
    )
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
        exercise_cost=np.array(
            [s.grant.strike if s.lot is None else 0.0 for s in owner]
        ),
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


def _prices(scenario: Scenario, choices: tuple[Choice, ...]) -> dict[date, float]:
    days = {c.sold_on for c in choices if c.sold_on is not None}
    days |= {c.exercised_on for c in choices if c.exercised_on >= scenario.plan.start}
    return {day: scenario.market.price(day) for day in days}


def _sold_from(
    choices: tuple[Choice, ...],
    granted_on: list[date],
    first_day: Callable[[date, date], date],
) -> np.ndarray:
    """Return for each column whether it sells on or after its ``first_day``."""
    known: dict[tuple[int, date], date] = {}
    answers = np.zeros(len(choices), dtype=bool)
    for number, choice in enumerate(choices):
        key = (choice.supply, choice.exercised_on)
        if key not in known:
            known[key] = first_day(granted_on[choice.supply], choice.exercised_on)
        answers[number] = choice.sold_on is not None and choice.sold_on >= known[key]
    return answers


def possible_columns(scenario: Scenario, also: Iterable[Choice] = ()) -> Columns:
    """Return a column for each of the scenario's possible choices."""
    return columns_of(scenario, possible_choices(scenario, also))


def inventory(columns: Columns) -> list[Block]:
    """Return how many shares each run of columns may draw on.

    Columns must be ordered by supply, then by date of exercise. A new block starts
    where vesting has added shares since the columns before.
    """
    forced = columns.scenario.plan.objective == "least_tax"
    blocks: list[Block] = []
    last: tuple[int, date] | None = None
    reached = 0
    for number, choice in enumerate(columns.choices):
        supply = columns.supplies[choice.supply]
        here = (choice.supply, choice.exercised_on)
        if here == last:
            continue
        if last is None or choice.supply != last[0]:
            reached = 0
        available = (
            supply.grant.vested(choice.exercised_on)
            - exercised_before(supply.grant, columns.scenario.lots)
            if supply.lot is None
            else supply.lot.shares
        )
        new_supply = last is None or choice.supply != last[0]
        if new_supply or available > reached:
            blocks.append(
                Block(
                    first=number,
                    supply=choice.supply,
                    shares=float(max(available - reached, 0)),
                    must_be_used=supply.lot is not None or forced,
                )
            )
            reached = max(available, reached)
        last = here
    return blocks
