"""The rules that people follow: what each exercises when, and holds or sells.

None of them looks ahead. Each uses days on which the plan could act as well, leaves
options under water alone, and sells what it holds on the first day on which the sale is
qualifying, or on the last day of the plan on which anything can be sold. What it leaves
of options in the money is exercised in `last_exercises.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.decision_dates import exercise_dates
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree
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
from isoplan.optimizer.pricing.year_returns import cheapest_each_year, year_returns

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
        for spread in spreads:
            spread.hold(held, year, spread.equal_part(year))
    return held


def a_fifth_a_year(situation: Situation) -> Holdings:
    """Exercise a fifth of each grant a year, as far as vested, and hold."""
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        for spread in spreads:
            spread.hold(held, year, -(-spread.tranche.shares // FIVE_YEARS))
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
    return _without_amt(situation, lambda spread, year: spread.free_in(year))


def amt_free_mix(situation: Situation) -> Holdings:
    """Exercise an equal part each year, and sell at once what would cost AMT."""
    return _without_amt(
        situation,
        lambda spread, year: min(spread.equal_part(year), spread.free_in(year)),
    )


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
        done: Options exercised so far.
    """

    situation: Situation
    number: int
    tranche: Tranche
    days: list[date]
    done: int = 0

    def equal_part(self, year: int) -> int:
        """Return what is left, divided by the years left in which it can be done."""
        years = {day.year for day in self.days if day.year >= year}
        return (self.tranche.vested(self.days[-1]) - self.done) // len(years)

    def first_day(self, year: int, *, can_sell: bool = False) -> date | None:
        """Return the year's first day on which an exercise pays; None without one.

        Args:
            year: Calendar year.
            can_sell: Whether the shares must find a sale on that day, too.
        """
        market = self.situation.market
        price = market.sale_price if can_sell else market.price
        return next(
            (
                day
                for day in self.days
                if day.year == year
                and (not can_sell or market.can_sell(day))
                and price(day) > self.tranche.paid
            ),
            None,
        )

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

    def split(self, held: Holdings, year: int, kept: int, sold: int) -> int:
        """Exercise shares in a year, as far as vested; return how many.

        Args:
            held: Takes them.
            year: Calendar year.
            kept: Shares to exercise on the first day where it pays, and to hold.
            sold: Shares to exercise on the first day where they can be sold, too.
        """
        kept = max(min(kept, self.free_in(year)), 0)
        if day := self.first_day(year):
            hold(self.situation, held, self.number, day, kept)
        day = self.first_day(year, can_sell=True)
        sold = 0 if day is None else min(sold, self.free(day) - kept)
        if day is None or sold <= 0:
            return kept
        add(held, Choice(self.number, day, day), sold)
        return kept + sold


def _year_by_year(situation: Situation) -> Iterator[tuple[int, list[Spread]]]:
    """Yield each year with the tranches of options that can be exercised in it."""
    spreads = [
        Spread(situation, number, tranche, days)
        for number, tranche in options(situation)
        if (days := acting_days(situation, tranche))
    ]
    for year in situation.plan.years:
        yield year, [s for s in spreads if any(day.year == year for day in s.days)]


def _without_amt(
    situation: Situation, most_kept: Callable[[Spread, int], int]
) -> Holdings:
    """Return equal parts a year, held as far as the year has no AMT, the rest sold.

    The year's sales come first, for their pay moves the AMT line: it raises regular
    tax, and may take the exemption away. Where nothing can be sold on the day of
    exercise, what would cost AMT waits.

    Args:
        situation: The scenario, with what follows from it.
        most_kept: Most options of a tranche that are held in a year.
    """
    held = _shares_sold(situation, when_held_long_enough)
    for year, spreads in _year_by_year(situation):
        parts = [spread.equal_part(year) for spread in spreads]
        kept = [0] * len(spreads)

        def made(
            kept: list[int],
            held: Holdings = held,
            year: int = year,
            spreads: list[Spread] = spreads,
            parts: list[int] = parts,
        ) -> tuple[Holdings, list[int]]:
            """Return what is done when so much is kept, and the options exercised."""
            tried = dict(held)
            done = [
                spread.split(tried, year, each, part - each)
                for spread, part, each in zip(spreads, parts, kept, strict=True)
            ]
            return tried, done

        for place, spread in enumerate(spreads):

            def costs_amt(
                shares: int,
                place: int = place,
                year: int = year,
                kept: list[int] = kept,
                made: Callable[[list[int]], tuple[Holdings, list[int]]] = made,
            ) -> bool:
                tried, _ = made([*kept[:place], shares, *kept[place + 1 :]])
                return _amt_of_year(situation, tried, year) > NO_AMT

            kept[place] = _most_without(costs_amt, most_kept(spread, year))
        held, done = made(kept)
        for spread, taken in zip(spreads, done, strict=True):
            spread.done += taken
    return held


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
    market, done = situation.market, 0
    for day in exercise_dates(situation, tranche):
        if can_sell and not market.can_sell(day):
            continue
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

    def costs_amt(shares: int) -> bool:
        tried = dict(held)
        hold(situation, tried, spread.number, day, shares)
        return _amt_of_year(situation, tried, year) > NO_AMT

    return _most_without(costs_amt, spread.free(day))


def _amt_of_year(situation: Situation, held: Holdings, year: int) -> float:
    """Return the AMT of one year of a schedule (dollars)."""
    columns, shares = columns_and_shares(situation, within_limits(situation, held))
    tree = [node for node in year_tree(situation) if node.year <= year]

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        return float(columns.per_share(line, node.year, within) @ shares)

    returns = year_returns(situation, tree, totals, cheapest_each_year(situation))
    return float(returns[-1].tax.form_6251.line_11)


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
