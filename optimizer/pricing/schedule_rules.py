"""The rules that people follow: what each exercises when, and holds or sells.

None of them looks ahead. Each uses days on which the plan could act as well, leaves
options under water alone, and sells what it holds on the first day on which the sale is
qualifying, or on the last day of the plan on which anything can be sold. What it leaves
of options in the money is exercised in `last_exercises.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.decision_dates import exercise_dates, same_day_dates
from isoplan.optimizer.pricing.amt_of_year import KnownYears, amt_of_year
from isoplan.optimizer.pricing.last_exercises import (
    Holdings,
    SaleDay,
    acting_days,
    add,
    at_once,
    hold,
    options,
    when_held_long_enough,
)
from isoplan.optimizer.pricing.sales_within_limits import within_limits

NO_AMT = 0.005
"""Dollars of AMT that count as none."""

FIVE_YEARS = 5
"""Years over which "a fifth a year" spreads a grant."""


def nothing(situation: Situation) -> Holdings:
    """Exercise nothing and sell nothing."""
    return _shares_sold(situation, lambda *_: None)


def exercise_at_once(situation: Situation) -> Holdings:
    """Exercise all that is vested now, the rest as it vests, and hold."""
    held = _shares_sold(situation, when_held_long_enough)
    for number, tranche in options(situation):
        for day, shares in _as_it_vests(situation, tranche):
            hold(situation, held, number, day, shares)
    return held


def even_split(situation: Situation) -> Holdings:
    """Exercise an equal part in each year in which it can be done, and hold."""
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        parts = _parts(spreads, year, _equal_part)
        for spread, part in zip(spreads, parts, strict=True):
            spread.hold(held, year, part)
    return held


def a_fifth_a_year(situation: Situation) -> Holdings:
    """Exercise a fifth of each grant a year, as far as vested, and hold."""
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        parts = _parts(spreads, year, _a_fifth)
        for spread, part in zip(spreads, parts, strict=True):
            spread.hold(held, year, part)
    return held


def up_to_the_amt_line(situation: Situation) -> Holdings:
    """Exercise each year the most that costs no AMT in that year, and hold.

    The crossover is found tranche by tranche in the order of the file, by bisection
    over the year's own forms.
    """
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        for spread in spreads:
            spread.hold(held, year, _crossover(held, spread, year))
    return held


def amt_line_and_same_day(situation: Situation) -> Holdings:
    """Hold each year up to the AMT line, and sell the rest of an equal part at once."""
    return _without_amt(situation, only_parts=False)


def amt_free_mix(situation: Situation) -> Holdings:
    """Exercise an equal part each year, and sell at once what would cost AMT."""
    return _without_amt(situation, only_parts=True)


def same_day_at_first_chance(situation: Situation) -> Holdings:
    """Exercise and sell on the same day, as soon as options are vested and it pays."""
    held = _shares_sold(situation, at_once)
    for number, tranche in options(situation):
        for day, shares in _as_it_vests(situation, tranche, can_sell=True):
            held[Choice(number, day, day)] = shares
    return held


def lots_alone(situation: Situation) -> Holdings:
    """Sell shares when held long enough, and leave options to their last day."""
    return _shares_sold(situation, when_held_long_enough)


def columns_and_shares(
    situation: Situation, holdings: Holdings
) -> tuple[Columns, np.ndarray]:
    """Return holdings as columns and the whole shares of each."""
    return columns_of(situation, holdings), np.array(
        [float(shares) for shares in holdings.values()]
    )


@dataclass(slots=True)
class Spread:
    """Options of one tranche, spread over the years in which they can be exercised.

    Attributes:
        situation: The scenario, with what follows from it.
        number: Of the tranche.
        tranche: That tranche.
        days: On which they can be exercised, in order.
        same_days: On which they can be exercised and sold at once, in order.
        done: Options exercised so far.
    """

    situation: Situation
    number: int
    tranche: Tranche
    days: list[date]
    same_days: list[date]
    done: int = 0

    def first_day(self, year: int, *, can_sell: bool = False) -> date | None:
        """Return the year's first day on which an exercise pays; None without one.

        Args:
            year: Calendar year.
            can_sell: Whether the shares must find a sale on that day, too.
        """
        market = self.situation.market_of(self.tranche)
        price = market.sale_price if can_sell else market.price
        days = self.same_days if can_sell else self.days
        pays = (d for d in days if d.year == year and price(d) > self.tranche.paid)
        return next(pays, None)

    def free(self, day: date) -> int:
        """Return the options vested by a day and not exercised so far."""
        return self.tranche.vested(day) - self.done

    def free_in(self, year: int) -> int:
        """Return those that can be exercised on the year's first day where it pays."""
        day = self.first_day(year)
        return 0 if day is None else self.free(day)

    def hold(self, held: Holdings, year: int, shares: int) -> None:
        """Exercise shares on the year's first day where it pays, and hold them."""
        self.done += self.split(held, year, shares, 0)

    def split(self, held: Holdings, year: int, to_hold: int, to_sell: int) -> int:
        """Exercise shares in a year, as far as vested; return how many.

        Args:
            held: Takes them.
            year: Calendar year.
            to_hold: Shares to exercise on the first day where it pays, and to hold.
            to_sell: Shares to exercise on the first day where they can be sold, too.
        """
        to_hold = max(min(to_hold, self.free_in(year)), 0)
        if day := self.first_day(year):
            hold(self.situation, held, self.number, day, to_hold)
        day = self.first_day(year, can_sell=True)
        sold = 0 if day is None else min(to_sell, self.free(day) - to_hold)
        if day is None or sold <= 0:
            return to_hold
        add(held, Choice(self.number, day, day), sold)
        return to_hold + sold


def _year_by_year(situation: Situation) -> Iterator[tuple[int, list[Spread]]]:
    """Yield each year with the tranches of options that can ever be exercised."""
    spreads = [
        Spread(situation, number, tranche, days, same_day_dates(situation, tranche))
        for number, tranche in options(situation)
        if (days := acting_days(situation, tranche))
    ]
    for year in situation.plan.years:
        yield year, spreads


def _parts(
    spreads: Sequence[Spread],
    year: int,
    part_of: Callable[[Sequence[Spread], int], int],
) -> list[int]:
    """Return how many options of each tranche belong to a year's part of their grant.

    Args:
        spreads: Tranches that can be exercised in the year, in order.
        year: Calendar year.
        part_of: Returns the part of the tranches of a grant.
    """
    parts: dict[int, int] = {}
    for grant in dict.fromkeys(spread.tranche.grant for spread in spreads):
        of_grant = [spread for spread in spreads if spread.tranche.grant == grant]
        left, free = part_of(of_grant, year), sum(s.free_in(year) for s in of_grant)
        for spread in of_grant:
            here = spread.free_in(year)
            parts[spread.number] = min(-(-left * here // free), here) if here else 0
            left, free = left - parts[spread.number], free - here
    return [parts[spread.number] for spread in spreads]


def _equal_part(of_grant: Sequence[Spread], year: int) -> int:
    """Return what is left of a grant, divided by the years left to exercise it."""
    years = {day.year for spread in of_grant for day in spread.days if day.year >= year}
    left = sum(each.tranche.vested(each.days[-1]) - each.done for each in of_grant)
    return left // max(len(years), 1)


def _a_fifth(of_grant: Sequence[Spread], year: int) -> int:
    """Return a fifth of a grant, whatever the year."""
    return -(-sum(spread.tranche.shares for spread in of_grant) // FIVE_YEARS)


def _without_amt(situation: Situation, *, only_parts: bool) -> Holdings:
    """Return equal parts a year, held as far as the year has no AMT, the rest sold.

    The year's sales come first, for their pay moves the AMT line: it raises regular
    tax, and may take the exemption away. Where nothing can be sold on the day of
    exercise, what would cost AMT waits.

    Args:
        situation: The scenario, with what follows from it.
        only_parts: Whether a year holds no more than its part.
    """
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        parts = _parts(spreads, year, _equal_part)
        most = parts if only_parts else [each.free_in(year) for each in spreads]
        of_year = YearOfParts(situation, held, year, spreads, parts)
        to_hold = [0] * len(spreads)
        for place, shares in enumerate(most):
            costs_amt = partial(of_year.cost_amt, to_hold, place)
            to_hold[place] = _most_without(costs_amt, shares)
        held, done = of_year.exercised(to_hold)
        for spread, taken in zip(spreads, done, strict=True):
            spread.done += taken
    return held


@dataclass(frozen=True, slots=True)
class YearOfParts:
    """A year in which a part of each tranche is exercised, and held or sold.

    Attributes:
        situation: The scenario, with what follows from it.
        held: What is done before.
        year: Calendar year.
        spreads: Tranches that can be exercised in it.
        parts: Options of each to exercise.
        known: Forms of the years before it; see :func:`amt_of_year`.
    """

    situation: Situation
    held: Holdings
    year: int
    spreads: Sequence[Spread]
    parts: Sequence[int]
    known: KnownYears = field(default_factory=dict)

    def exercised(self, to_hold: Sequence[int]) -> tuple[Holdings, list[int]]:
        """Return what is done with so many held, and the options exercised of each."""
        made = dict(self.held)
        done = [
            spread.split(made, self.year, shares, part - shares)
            for spread, part, shares in zip(
                self.spreads, self.parts, to_hold, strict=True
            )
        ]
        return made, done

    def cost_amt(self, to_hold: Sequence[int], place: int, shares: int) -> bool:
        """Return whether the year has AMT if one tranche holds so many.

        Args:
            to_hold: Options held of each tranche.
            place: Of the tranche that holds another number.
            shares: That number.
        """
        tried = [*to_hold[:place], shares, *to_hold[place + 1 :]]
        made, _ = self.exercised(tried)
        return (
            amt_of_year(
                self.situation,
                within_limits(self.situation, made),
                self.year,
                self.known,
            )
            > NO_AMT
        )


def _shares_held(situation: Situation) -> Iterator[tuple[int, Tranche, date]]:
    """Yield the tranches of shares with their numbers and days of acquisition."""
    for number, tranche in enumerate(situation.tranches):
        if tranche.acquired_on is not None:
            yield number, tranche, tranche.acquired_on


def _shares_sold(situation: Situation, sale_day: SaleDay) -> Holdings:
    """Return the shares that are there without an exercise, sold on their days."""
    return {
        Choice(number, day, sale_day(situation, tranche, day)): tranche.shares
        for number, tranche, day in _shares_held(situation)
    }


def _as_it_vests(
    situation: Situation, tranche: Tranche, *, can_sell: bool = False
) -> Iterator[tuple[date, int]]:
    """Yield each day on which more options are vested than exercised, and how many."""
    market, done = situation.market_of(tranche), 0
    for day in (same_day_dates if can_sell else exercise_dates)(situation, tranche):
        if (market.sale_price if can_sell else market.price)(day) <= tranche.paid:
            continue
        if (vested := tranche.vested(day)) > done:
            yield day, vested - done
            done = vested


def _crossover(held: Holdings, spread: Spread, year: int) -> int:
    """Return the most options whose exercise in a year costs no AMT in that year."""
    situation, day = spread.situation, spread.first_day(year)
    if day is None:
        return 0

    known: KnownYears = {}

    def costs_amt(shares: int) -> bool:
        tried = dict(held)
        hold(situation, tried, spread.number, day, shares)
        return (
            amt_of_year(situation, within_limits(situation, tried), year, known)
            > NO_AMT
        )

    return _most_without(costs_amt, spread.free(day))


def _most_without(costs_amt: Callable[[int], bool], most: int) -> int:
    """Return the largest number of shares up to ``most`` that costs no AMT."""
    if most <= 0 or costs_amt(0):
        return 0
    if not costs_amt(most):
        return most
    fine, too_many = 0, most
    while too_many - fine > 1:
        middle = (fine + too_many) // 2
        if costs_amt(middle):
            too_many = middle
        else:
            fine = middle
    return fine
