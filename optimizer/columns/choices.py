"""What may be done: each tranche of shares, with every exercise and sale day for it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, IntFlag
from functools import cache, partial
from typing import overload

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.decision_dates import (
    exercise_dates,
    gift_dates,
    open_days,
    sale_dates,
    same_day_dates,
)


class ChoiceFlag(IntFlag):
    """What tells choices of the same tranche and days apart.

    Attributes:
        ELECTED_83B: Exercised before vesting, with an election under section 83(b).
        GIVEN: Given to charity on the day of sale, in place of cash.
        CASHED_OUT: Options that a buyer of the company pays out unexercised.
    """

    ELECTED_83B = 1
    GIVEN = 2
    CASHED_OUT = 4


PLAIN = ChoiceFlag(0)
"""None of them: exercised without an election, sold or kept."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One column before its tax is known: a tranche, an exercise day, a sale day.

    Attributes:
        tranche: Number of the tranche.
        exercised_on: Day of exercise; for shares held, the day they were acquired.
        sold_on: Day of sale, or None to hold beyond the plan.
        way: What tells choices of the same days apart.
    """

    tranche: int
    exercised_on: date
    sold_on: date | None
    way: ChoiceFlag = PLAIN


NEVER = 0
"""In arrays of days, which are ordinals: held beyond the plan, never sold."""


@dataclass(frozen=True, slots=True)
class Choices(Sequence[Choice]):
    """Many choices as arrays; item n is made a :class:`Choice` when it is asked for.

    Attributes:
        tranche: Number of the tranche; length n choices.
        exercised: Day of exercise, an ordinal.
        sold: Day of sale, an ordinal, or ``NEVER``.
        way: A :class:`ChoiceFlag` each, as an integer.
    """

    tranche: np.ndarray
    exercised: np.ndarray
    sold: np.ndarray
    way: np.ndarray

    @classmethod
    def of(cls, choices: Iterable[Choice]) -> "Choices":
        """Return choices as arrays."""
        rows = [
            (c.tranche, c.exercised_on.toordinal(), _ordinal(c.sold_on), c.way)
            for c in choices
        ]
        table = np.array(rows, dtype=int).reshape(-1, 4)
        return cls(*table.T)

    def __len__(self) -> int:
        """Return the number of choices."""
        return len(self.tranche)

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
            int(self.tranche[place]),
            date.fromordinal(int(self.exercised[place])),
            None if sold == NEVER else date.fromordinal(sold),
            ChoiceFlag(int(self.way[place])),
        )

    def having(self, flag: ChoiceFlag) -> np.ndarray:
        """Return whether each choice has a flag; length n choices."""
        marked: np.ndarray = (self.way & flag) != 0
        return marked

    def at(self, places: slice | np.ndarray) -> "Choices":
        """Return the choices at some places, given as an index of arrays."""
        arrays = (self.tranche, self.exercised, self.sold, self.way)
        return Choices(*(each[places] for each in arrays))

    def in_order(self) -> "Choices":
        """Return each once, by tranche, day of exercise, way and day of sale."""
        ordered = self.at(
            np.lexsort((self.sold, self.way, self.exercised, self.tranche))
        )
        keys = (ordered.tranche, ordered.exercised, ordered.way, ordered.sold)
        new = np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0)
        return ordered.at(np.flatnonzero(new))


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


def by_day(days: np.ndarray, amount: Callable[[date], float]) -> np.ndarray:
    """Return an amount for each day, worked out once for equal days; zero for never."""
    given = days[days != NEVER]
    if not len(given):
        return np.zeros(len(days))
    first = int(given.min())
    counts = np.bincount(given - first)
    amounts = np.zeros(len(counts))
    for place in np.flatnonzero(counts).tolist():
        amounts[place] = amount(date.fromordinal(first + place))
    return np.where(days == NEVER, 0.0, amounts[np.maximum(days - first, 0)])


def market_numbers(
    situation: Situation, choices: Choices, tranches: Sequence[Tranche]
) -> np.ndarray:
    """Return the number of each choice's market, in the order of the situation's."""
    numbers = {name: number for number, name in enumerate(situation.markets)}
    of_tranche = np.array([numbers[each.market] for each in tranches], dtype=int)
    found: np.ndarray = of_tranche[choices.tranche]
    return found


def by_market(
    situation: Situation,
    market: np.ndarray,
    days: np.ndarray,
    amount: Callable[[MarketName, date], float],
) -> np.ndarray:
    """Return an amount for each day on its market; zero for never.

    Args:
        situation: Whose markets.
        market: Number of the market of each day.
        days: Ordinals, or ``NEVER``.
        amount: Of a market, by name, on a day; worked out once for equal ones.
    """
    found = np.zeros(len(days))
    for number, name in enumerate(situation.markets):
        here = market == number
        found[here] = by_day(days[here], partial(amount, name))
    return found


class Losses(IntEnum):
    """Which choices that bring a loss and nothing else a plan may need.

    Attributes:
        NONE: No such choice: the option lapses.
        SOLD: A sale may save tax of another kind than it costs.
        ANY: What is exercised before much is known may end as a loss, sold or kept.
    """

    NONE = 0
    SOLD = 1
    ANY = 2


def possible_choices(
    situation: Situation, also: Iterable[Choice] = (), losses: Losses = Losses.NONE
) -> Choices:
    """Return every choice, by tranche, then by day of exercise.

    Args:
        situation: What is to be planned.
        also: Choices of the user's own, on whatever day: the plan may do what they do.
        losses: Which choices to keep that bring a loss in both tax systems alike.
    """
    parts = [Choices.of(also), *_possible_choices(situation, losses)]
    return Choices(
        np.concatenate([part.tranche for part in parts]),
        np.concatenate([part.exercised for part in parts]),
        np.concatenate([part.sold for part in parts]),
        np.concatenate([part.way for part in parts]),
    ).in_order()


def _possible_choices(situation: Situation, losses: Losses) -> Iterator[Choices]:
    """Yield the choices of one tranche and one day of exercise after the other."""
    sales = {name: _common_days(situation, name) for name in situation.markets}
    giving = {name: _gift_ordinals(situation, name) for name in situation.markets}
    forced = situation.plan.objective == "least_tax"
    cash_outs = situation.cash_outs
    for number, tranche in enumerate(situation.tranches):
        common, gifts = sales[tranche.market], giving[tranche.market]
        goes_on = situation.shares_go_on(tranche.market)
        if tranche.acquired_on is not None:
            day = tranche.acquired_on
            days = _sale_days(situation, tranche, day, common)
            if goes_on is not None:
                days = np.append(days, goes_on.toordinal())
            elif not (forced and len(days)):
                days = np.append(days, NEVER)
            yield _on_day(number, day, days)
            yield _on_day(
                number, day, _gift_days(tranche, day, gifts), ChoiceFlag.GIVEN
            )
            continue
        brings = _sale_price_on(situation.market_of(tranche))
        if forced and not _ever_in_the_money(tranche, common, brings):
            continue
        if number in cash_outs and goes_on is not None:
            last_day = np.array([goes_on.toordinal()])
            yield _on_day(number, goes_on, last_day, ChoiceFlag.CASHED_OUT)
        extra = {day for day in situation.exercise_days if _is_open(tranche, day)}
        dates = {*exercise_dates(situation, tranche), *extra}
        for exercised_on in sorted(dates | {*same_day_dates(situation, tranche)}):
            last_one = number in cash_outs and exercised_on == goes_on
            if last_one and tranche.treatment_on(exercised_on).nonqualified:
                continue  # to be cashed out is the same
            if exercised_on in dates:
                days = _sale_days(situation, tranche, exercised_on, common)
                given = _gift_days(tranche, exercised_on, gifts)
            else:
                days, given = np.array([exercised_on.toordinal()]), gifts[:0]
            kept = max(losses, Losses.SOLD) if exercised_on in extra else losses
            for way in exercise_ways(tranche, exercised_on):
                yield from _of_options(
                    situation, number, exercised_on, days, given, way, kept
                )


def _common_days(situation: Situation, name: MarketName) -> list[date]:
    """Return a market's days of sale, with those that preferences ask for there."""
    market = situation.markets[name]
    asked = {day for day in situation.sale_days if market.can_sell(day)}
    return sorted({*sale_dates(situation, name), *asked})


def _is_open(tranche: Tranche, day: date) -> bool:
    """Return whether options can be exercised on a day."""
    return day <= tranche.last_exercise and tranche.available(day) > 0


def _gift_ordinals(situation: Situation, name: MarketName) -> np.ndarray:
    """Return the days on which shares of a market may be given, as ordinals."""
    days = gift_dates(situation, name)
    return np.array([day.toordinal() for day in days], dtype=int)


def exercise_ways(tranche: Tranche, exercised_on: date) -> tuple[ChoiceFlag, ...]:
    """Return the ways of exercising options on a day: with an election or without."""
    if tranche.vests_on is None or exercised_on >= tranche.vests_on:
        return (PLAIN,)
    return tuple(
        ChoiceFlag.ELECTED_83B if elects else PLAIN for elects in tranche.elections
    )


def _of_options(
    situation: Situation,
    number: int,
    exercised_on: date,
    days: np.ndarray,
    given: np.ndarray,
    way: ChoiceFlag,
    losses: Losses,
) -> Iterator[Choices]:
    """Yield the choices of one day of exercise: sold on one of ``days`` or kept, given.

    Args:
        situation: What is to be planned.
        number: Of the tranche.
        exercised_on: Day of exercise.
        days: On which the shares may be sold.
        given: On which they may be given.
        way: Of exercising.
        losses: Which choices to keep that bring a loss in both systems alike.
    """
    tranche = situation.tranches[number]
    market = situation.market_of(tranche)
    price = market.price
    elected = ChoiceFlag.ELECTED_83B in way
    measured = tranche.acquisition(exercised_on, elected=elected).measured_on
    under_water = max(price(day) for day in {exercised_on, measured}) <= tranche.paid
    goes_on = situation.shares_go_on(tranche.market)
    if goes_on is not None:
        days = np.append(days, goes_on.toordinal())
    if under_water and losses == Losses.NONE:
        days = _not_pure_losses(tranche, days, _sale_price_on(market))
        given = _not_pure_losses(tranche, given, _price_on(market))
    if goes_on is None and situation.plan.at_horizon == "keep":
        worth_keeping = price(situation.plan.horizon) > tranche.paid
        if worth_keeping or not under_water or losses == Losses.ANY:
            days = np.append(days, NEVER)
    yield _on_day(number, exercised_on, days, way)
    yield _on_day(number, exercised_on, given, way | ChoiceFlag.GIVEN)


def _on_day(
    number: int, exercised_on: date, sold: np.ndarray, way: ChoiceFlag = PLAIN
) -> Choices:
    """Return the choices of one tranche and one day of exercise."""
    return Choices(
        np.full(len(sold), number),
        np.full(len(sold), exercised_on.toordinal()),
        sold.astype(int),
        np.full(len(sold), way),
    )


Price = Callable[[int], float]
"""Dollars a share on a day, given as an ordinal."""


def _price_on(market: Market) -> Price:
    return cache(lambda day: market.price(date.fromordinal(day)))


def _sale_price_on(market: Market) -> Price:
    return cache(lambda day: market.sale_price(date.fromordinal(day)))


def _not_pure_losses(tranche: Tranche, days: np.ndarray, price: Price) -> np.ndarray:
    """Return the sale days that a plan could want of an option without any spread.

    An option whose spread is measured at nothing, and that is sold at or under its
    strike, is dropped: regular tax and the AMT see the same loss, and nothing else. A
    dollar of loss lowers no tax by a dollar (each system's rates, phase-outs included,
    stay below one, and running totals of tax never move by more than the year's own
    taxes do), so the loss costs more than it saves: letting the option lapse is better.
    Where the tax of a year is limited, a loss may be worth more than it saves.
    """
    return days[[price(int(day)) > tranche.paid for day in days]]


def _ever_in_the_money(tranche: Tranche, days: Sequence[date], price: Price) -> bool:
    """Return whether selling an option's share ever brings more than its strike.

    ``least_tax`` disposes of every share; an option that is never worth exercising is
    left to lapse.
    """
    return any(price(day.toordinal()) > tranche.paid for day in days)


def _sale_days(
    situation: Situation, tranche: Tranche, exercised_on: date, common: Sequence[date]
) -> np.ndarray:
    """Return the days on which shares exercised on a day are worth selling, in order.

    Shares cannot be sold before they vest.
    Options exercised too late to keep their treatment keep its days: more days of sale
    do no harm.
    """
    shares = tranche.acquisition(exercised_on)
    own = tranche.treatment.sale_days(shares)
    earliest = max(shares.sellable_on, situation.plan.start)
    own_days = {day for day in own if day >= earliest}
    opened = open_days(situation, tranche.market, own_days, common)
    after = common[bisect_left(common, earliest) :]
    return np.array([day.toordinal() for day in sorted({*after, *opened})], dtype=int)


def _gift_days(tranche: Tranche, exercised_on: date, common: np.ndarray) -> np.ndarray:
    """Return the days on which shares exercised on a day might be given.

    Whether they have then been held long enough is seen in their columns.
    """
    if not tranche.treatment_on(exercised_on).may_be_given:
        return common[:0]
    first = tranche.acquisition(exercised_on).sellable_on
    return common[common > first.toordinal()]


def last_open_day(situation: Situation, market: MarketName) -> date | None:
    """Return the plan's last day of sale on a market, or None if there is none."""
    return max(sale_dates(situation, market), default=None)
