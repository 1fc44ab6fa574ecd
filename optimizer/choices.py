"""What may be done: each supply of shares, with every exercise and sale day for it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import overload

import numpy as np

from isoplan.models.equity import Grant, Lot
from isoplan.models.scenario import Scenario
from isoplan.models.schedule import UserSchedule
from isoplan.models.tax.disposition import long_term_from, qualifying_from
from isoplan.optimizer.calendar import exercise_dates, open_days, sale_dates


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


def supply_numbers(scenario: Scenario) -> dict[tuple[str, str | None], int]:
    """Return the number of each supply by grant and lot label (None: options)."""
    return {
        (supply.grant.name, supply.lot.label if supply.lot else None): number
        for number, supply in enumerate(supplies(scenario))
    }


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


NEVER = 0
"""Stands for the day of sale of shares held beyond the plan; days are ordinals."""


@dataclass(frozen=True, slots=True)
class Choices(Sequence[Choice]):
    """Many choices as arrays; item n is made a :class:`Choice` when it is asked for.

    Attributes:
        supply: Number of the supply; length n choices.
        exercised: Day of exercise, an ordinal.
        sold: Day of sale, an ordinal, or ``NEVER``.
    """

    supply: np.ndarray
    exercised: np.ndarray
    sold: np.ndarray

    @classmethod
    def of(cls, choices: Iterable[Choice]) -> "Choices":
        """Return choices as arrays."""
        rows = [
            (c.supply, c.exercised_on.toordinal(), _ordinal(c.sold_on)) for c in choices
        ]
        table = np.array(rows, dtype=int).reshape(-1, 3)
        return cls(*table.T)

    def __len__(self) -> int:
        """Return the number of choices."""
        return len(self.supply)

    @overload
    def __getitem__(self, place: int) -> Choice: ...

    @overload
    def __getitem__(self, place: slice) -> "Choices": ...

    def __getitem__(self, place: int | slice) -> "Choice | Choices":
        """Return one choice, or several."""
        if isinstance(place, slice):
            return self.at(place)
        sold = int(self.sold[place])
        return Choice(
            int(self.supply[place]),
            date.fromordinal(int(self.exercised[place])),
            None if sold == NEVER else date.fromordinal(sold),
        )

    def at(self, places: slice | np.ndarray) -> "Choices":
        """Return the choices at some places, given as an index of arrays."""
        return Choices(self.supply[places], self.exercised[places], self.sold[places])

    def in_order(self) -> "Choices":
        """Return each once, by supply, day of exercise and day of sale."""
        day = int(max(self.exercised.max(initial=0), self.sold.max(initial=0))) + 1
        keys = np.unique((self.supply * day + self.exercised) * day + self.sold)
        both, sold = np.divmod(keys, day)
        supply, exercised = np.divmod(both, day)
        return Choices(supply, exercised, sold)


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


def possible_choices(scenario: Scenario, also: Iterable[Choice] = ()) -> Choices:
    """Return every choice, by supply, then by day of exercise.

    Args:
        scenario: What is to be planned.
        also: Choices of the user's own, on whatever day: the plan may do what they do.
    """
    parts = [Choices.of(also), *_possible_choices(scenario)]
    return Choices(
        np.concatenate([part.supply for part in parts]),
        np.concatenate([part.exercised for part in parts]),
        np.concatenate([part.sold for part in parts]),
    ).in_order()


def _possible_choices(scenario: Scenario) -> Iterator[Choices]:
    """Yield the choices of one supply and one day of exercise after the other."""
    common = np.array([day.toordinal() for day in sale_dates(scenario)], dtype=int)
    keeps = scenario.plan.at_horizon == "keep"
    forced = scenario.plan.objective == "least_tax"
    price = _price_on(scenario)
    for number, supply in enumerate(supplies(scenario)):
        if supply.lot is not None:
            day = supply.lot.exercised_on
            days = _sale_days(scenario, supply, day, common)
            if not (forced and len(days)):
                days = np.append(days, NEVER)
            yield _on_day(number, day, days)
            continue
        if forced and not _ever_in_the_money(supply.grant, common, price):
            continue
        for exercised_on in exercise_dates(scenario, supply.grant):
            days = _sale_days(scenario, supply, exercised_on, common)
            days = _not_pure_losses(supply.grant, exercised_on, days, price)
            horizon = np.array([scenario.plan.horizon.toordinal()] if keeps else [])
            if len(_not_pure_losses(supply.grant, exercised_on, horizon, price)):
                days = np.append(days, NEVER)
            yield _on_day(number, exercised_on, days)


def _on_day(number: int, exercised_on: date, sold: np.ndarray) -> Choices:
    """Return the choices of one supply and one day of exercise."""
    return Choices(
        np.full(len(sold), number),
        np.full(len(sold), exercised_on.toordinal()),
        sold.astype(int),
    )


Price = Callable[[int], float]
"""Dollars a share on a day, given as an ordinal."""


def _price_on(scenario: Scenario) -> Price:
    return cache(lambda day: scenario.market.price(date.fromordinal(day)))


def _not_pure_losses(
    grant: Grant, exercised_on: date, days: np.ndarray, price: Price
) -> np.ndarray:
    """Return the sale days that a plan could want, given the day of exercise.

    An option exercised at or under water and sold at or under its strike is dropped. It
    has no spread, so regular tax and the AMT see the same loss, and nothing else. A
    dollar of loss lowers no tax by a dollar (each system's rates, phase-outs included,
    stay below one, and running totals of tax never move by more than the year's own
    taxes do), so the loss costs more than it saves: letting the option lapse is better.
    """
    if price(exercised_on.toordinal()) > grant.strike:
        return days
    return days[[price(int(day)) > grant.strike for day in days]]


def _ever_in_the_money(grant: Grant, days: np.ndarray, price: Price) -> bool:
    """Return whether selling an option's share ever brings more than its strike.

    ``least_tax`` disposes of every share; an option that is never worth exercising is
    left to lapse.
    """
    return any(price(int(day)) > grant.strike for day in days)


def _sale_days(
    scenario: Scenario, supply: Supply, exercised_on: date, common: np.ndarray
) -> np.ndarray:
    """Return the days on which shares exercised on a day are worth selling, in order.

    The lot's own days may stand there twice.
    """
    own = {
        exercised_on,
        long_term_from(exercised_on),
        qualifying_from(supply.grant.granted_on, exercised_on),
    }
    earliest = max(exercised_on, scenario.plan.start)
    opened = open_days(scenario, {day for day in own if day >= earliest})
    after = common[np.searchsorted(common, earliest.toordinal()) :]
    added = np.array([day.toordinal() for day in opened], dtype=int)
    return np.insert(after, np.searchsorted(after, added), added)


def last_open_day(scenario: Scenario) -> date | None:
    """Return the plan's last day of sale, or None if nothing can be sold."""
    return max(sale_dates(scenario), default=None)


def completed(
    scenario: Scenario, schedule: UserSchedule
) -> tuple[dict[Choice, int], int]:
    """Return what a user's schedule does, and how many shares were added to its sales.

    With ``at_horizon = "sell"``, shares that it leaves unsold are sold on the plan's
    last open day, unless that is before they were exercised.
    """
    number, last = supply_numbers(scenario), last_open_day(scenario)
    held: dict[Choice, int] = {}
    added = 0
    for move in scenario.moves(schedule):
        sold_on = move.sold_on
        sells = scenario.plan.at_horizon == "sell" and sold_on is None
        if sells and last is not None and last >= move.exercised_on:
            sold_on, added = last, added + move.shares
        choice = Choice(number[move.grant, move.lot], move.exercised_on, sold_on)
        held[choice] = held.get(choice, 0) + move.shares
    return held, added


def user_choices(scenario: Scenario) -> list[Choice]:
    """Return what the user's own schedules do, on whatever days they do it.

    With these among its columns a plan is never worse than a schedule of the user's
    that keeps to the same cash.
    """
    keeps = scenario.plan.at_horizon == "keep"
    return [
        choice
        for schedule in scenario.schedules
        for choice in completed(scenario, schedule)[0]
        if keeps or choice.sold_on is not None
    ]
