"""Columns: every "exercise then, sell then" worth considering, with its tax per share.

The price path is data, so whatever a share does to a return is data too. A plan is an
amount of shares for each column, and every income line of every year is a linear
function of these amounts: all the difficulty is left to the tax schedules.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from isoplan.models.equity import Grant, Lot
from isoplan.models.replay import exercised_before
from isoplan.models.scenario import Scenario
from isoplan.models.tax.disposition import iso_sale, long_term_from, qualifying_from
from isoplan.optimizer.bounds import Block
from isoplan.optimizer.calendar import exercise_dates, open_days, sale_dates
from isoplan.optimizer.tree import present_value_factor

NEVER = -1
"""Date number of a sale that does not happen, or of an exercise before the plan."""

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


@dataclass(frozen=True, slots=True)
class Supply:
    """Where shares come from: options of a grant, or a lot already held."""

    grant: Grant
    lot: Lot | None

    @property
    def name(self) -> str:
        """Return the name of the lot, or of the grant."""
        return self.grant.name if self.lot is None else self.lot.label


def supplies(scenario: Scenario) -> tuple[Supply, ...]:
    """Return all grants, then all lots, in the order of the file."""
    grants = [Supply(grant, None) for grant in scenario.grants]
    lots = [Supply(scenario.grant(lot.grant), lot) for lot in scenario.lots]
    return (*grants, *lots)


@dataclass(frozen=True, slots=True)
class Choice:
    """One column before its tax is known: a supply, an exercise day, a sale day.

    Attributes:
        supply: Number of the supply.
        exercised_on: Day of exercise; for a lot, the day in the past.
        sold_on: Day of sale, or None to hold beyond the plan.
    """

    supply: int
    exercised_on: date
    sold_on: date | None


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
    start, horizon = scenario.plan.start, scenario.plan.horizon
    price = _prices(scenario, chosen)
    horizon_price = scenario.market.price(horizon)
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
    short_term = ~long_term
    keeps_value = scenario.plan.at_horizon == "keep"
    haircut = scenario.plan.kept_shares_tax_rate * np.maximum(
        horizon_price - strike, 0.0
    )
    return Columns(
        scenario=scenario,
        supplies=sources,
        choices=chosen,
        exercise_cost=np.array(
            [s.grant.strike if s.lot is None else 0.0 for s in owner]
        ),
        sale_price=sale_price,
        kept_value=np.where(kept & keeps_value, horizon_price - haircut, 0.0),
        exercise_year=np.where(exercised_year >= start.year, exercised_year, 0),
        sale_year=sold_year,
        long_term=long_term,
        qualifying=qualifying,
        lines={
            "bargain": sale.amt_adjustment,
            "iso_ordinary_income": sale.ordinary_income,
            "iso_ordinary_income_later": sale.ordinary_income_later,
            "short_term_gain": np.where(short_term, sale.capital_gain, 0.0),
            "long_term_gain": np.where(long_term, sale.capital_gain, 0.0),
            "amt_short_term_gain": np.where(short_term, sale.amt_capital_gain, 0.0),
            "amt_long_term_gain": np.where(long_term, sale.amt_capital_gain, 0.0),
        },
    )


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
    """Return every column of a scenario, by supply, then by date of exercise.

    Args:
        scenario: What is to be planned.
        also: Choices of the user's own, on whatever day: the plan may do what they do.
    """
    choices = {*_possible_choices(scenario), *also}
    return columns_of(scenario, sorted(choices, key=_order))


def _order(choice: Choice) -> tuple[int, date, date]:
    return choice.supply, choice.exercised_on, choice.sold_on or date.min


def _possible_choices(scenario: Scenario) -> Iterator[Choice]:
    common = sale_dates(scenario)
    keeps = scenario.plan.at_horizon == "keep"
    forced = scenario.plan.objective == "least_tax"
    for number, supply in enumerate(supplies(scenario)):
        if supply.lot is not None:
            days = _sale_days(scenario, supply, supply.lot.exercised_on, common)
            if not (forced and days):
                yield Choice(number, supply.lot.exercised_on, None)
            for day in days:
                yield Choice(number, supply.lot.exercised_on, day)
            continue
        if forced and not _ever_in_the_money(scenario, supply.grant, common):
            continue
        for exercised_on in exercise_dates(scenario, supply.grant):
            days = _sale_days(scenario, supply, exercised_on, common)
            for day in _not_pure_losses(scenario, supply.grant, exercised_on, days):
                yield Choice(number, exercised_on, day)
            kept = [scenario.plan.horizon] if keeps else []
            for _ in _not_pure_losses(scenario, supply.grant, exercised_on, kept):
                yield Choice(number, exercised_on, None)


def _not_pure_losses(
    scenario: Scenario, grant: Grant, exercised_on: date, days: list[date]
) -> list[date]:
    """Return the sale days that a plan could want, given the day of exercise.

    An option exercised at or under water and sold at or under its strike is dropped. It
    has no spread, so regular tax and the AMT see the same loss, and nothing else. A
    dollar of loss lowers no tax by a dollar (each system's rates, phase-outs included,
    stay below one, and running totals of tax never move by more than the year's own
    taxes do), so the loss costs more than it saves: letting the option lapse is better.
    """
    if scenario.market.price(exercised_on) > grant.strike:
        return days
    return [day for day in days if scenario.market.price(day) > grant.strike]


def _ever_in_the_money(scenario: Scenario, grant: Grant, days: list[date]) -> bool:
    """Return whether selling an option's share ever brings more than its strike.

    ``least_tax`` disposes of every share; an option that is never worth exercising is
    left to lapse.
    """
    return any(scenario.market.price(day) > grant.strike for day in days)


def _sale_days(
    scenario: Scenario, supply: Supply, exercised_on: date, common: list[date]
) -> list[date]:
    """Return the days on which shares exercised on a day are worth selling."""
    own = {
        exercised_on,
        long_term_from(exercised_on),
        qualifying_from(supply.grant.granted_on, exercised_on),
    }
    earliest = max(exercised_on, scenario.plan.start)
    days = {day for day in common if day >= earliest}
    return sorted(days | set(open_days(scenario, {d for d in own if d >= earliest})))


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


def user_choices(scenario: Scenario) -> list[Choice]:
    """Return what the user's own schedules do, on whatever days they do it.

    With these among its columns a plan is never worse than a schedule of the user's
    that keeps to the same cash.
    """
    number = {
        (supply.grant.name, supply.lot.label if supply.lot else None): place
        for place, supply in enumerate(supplies(scenario))
    }
    return [
        Choice(number[move.grant, move.lot], move.exercised_on, move.sold_on)
        for schedule in scenario.schedules
        for move in scenario.moves(schedule)
        if move.sold_on is not None
    ]
