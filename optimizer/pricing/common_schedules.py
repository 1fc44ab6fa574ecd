"""The schedules people follow today, as lists of choices with whole shares.

None of them looks ahead. Each uses days on which the plan could act as well, leaves
options under water alone, and sells what it holds on the first day on which the sale is
qualifying, or on the last day of the plan on which anything can be sold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.base.problems import listed
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import Choice, completed, last_open_day
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.decision_dates import (
    exercise_dates,
    open_days,
    same_day_dates,
)
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.pricing.year_returns import cheapest_each_year, year_returns

Holdings = dict[Choice, int]
"""Whole shares by what is done with them."""

NO_AMT = 0.005
"""Dollars of AMT that count as none."""


@dataclass(frozen=True, slots=True)
class CommonSchedule:
    """A schedule people follow, or one of the user's own.

    Attributes:
        name: Shown in the comparison.
        holdings: What is done.
        note: What was added to complete it, or nothing.
    """

    name: str
    holdings: Holdings
    note: str = ""


def common_schedules(situation: Situation) -> list[CommonSchedule]:
    """Return the schedules people follow, then the user's own."""
    named: list[tuple[str, Callable[[Situation], Holdings]]] = [
        ("do nothing", nothing),
        ("exercise now and as it vests, hold", exercise_at_once),
        ("even split over the years, hold", even_split),
        ("each year up to the AMT line, hold", up_to_the_amt_line),
        ("same-day sale at the first chance", same_day_at_first_chance),
        ("same-day sale at expiry", same_day_at_expiry),
    ]
    schedules = [_limited(situation, name, make(situation)) for name, make in named]
    own = [_own(situation, schedule) for schedule in situation.schedules]
    return schedules + own


def simple_schedules(situation: Situation) -> list[Holdings]:
    """Return the schedules among them that need no tax to be worked out."""
    named = (nothing, exercise_at_once, even_split, same_day_at_first_chance)
    made = (make(situation) for make in (*named, same_day_at_expiry))
    return [within_limits(situation, held) for held in made]


def nothing(situation: Situation) -> Holdings:
    """Exercise nothing and sell nothing."""
    return {
        Choice(number, acquired_on, None): tranche.shares
        for number, tranche, acquired_on in _shares_held(situation)
    }


def exercise_at_once(situation: Situation) -> Holdings:
    """Exercise all that is vested now, the rest as it vests, and hold."""
    held = _shares_sold_when_held_long_enough(situation)
    for number, tranche in _options(situation):
        for day, shares in _as_it_vests(situation, tranche):
            _hold(situation, held, number, day, shares)
    return held


def even_split(situation: Situation) -> Holdings:
    """Exercise an equal part each year, as far as vested, and hold."""
    held = _shares_sold_when_held_long_enough(situation)
    years = [node.year for node in year_tree(situation) if node.decides]
    for number, tranche in _options(situation):
        whole = tranche.vested(min(situation.plan.horizon, tranche.last_exercise))
        done = 0
        for place, year in enumerate(years, start=1):
            day = _first_exercise_day(situation, tranche, year)
            if day is None:
                continue
            target = min(whole * place // len(years), tranche.vested(day))
            _hold(situation, held, number, day, target - done)
            done = max(done, target)
    return held


def up_to_the_amt_line(situation: Situation) -> Holdings:
    """Exercise each year the most that costs no AMT in that year, and hold.

    The crossover is found tranche by tranche in the order of the file, by bisection
    over the year's own forms.
    """
    held = _shares_sold_when_held_long_enough(situation)
    done = dict.fromkeys(range(len(situation.tranches)), 0)
    for node in (node for node in year_tree(situation) if node.decides):
        for number, tranche in _options(situation):
            day = _first_exercise_day(situation, tranche, node.year)
            if day is None:
                continue
            most = tranche.vested(day) - done[number]

            def costs_amt(
                shares: int,
                number: int = number,
                day: date = day,
                year: int = node.year,
            ) -> bool:
                tried = dict(held)
                _hold(situation, tried, number, day, shares)
                return _amt_of_year(situation, tried, year) > NO_AMT

            shares = _most_without(costs_amt, most)
            _hold(situation, held, number, day, shares)
            done[number] += shares
    return held


def same_day_at_first_chance(situation: Situation) -> Holdings:
    """Exercise and sell on the same day, as soon as options are vested and it pays."""
    held = _shares_sold_at_once(situation)
    for number, tranche in _options(situation):
        for day, shares in _as_it_vests(situation, tranche, can_sell=True):
            held[Choice(number, day, day)] = shares
    return held


def same_day_at_expiry(situation: Situation) -> Holdings:
    """Exercise and sell on the last possible day."""
    held = _shares_sold_when_held_long_enough(situation)
    for number, tranche in _options(situation):
        days = same_day_dates(situation, tranche)
        market = situation.market_of(tranche)
        if not days or market.sale_price(days[-1]) <= tranche.paid:
            continue
        if (shares := tranche.vested(days[-1])) > 0:
            held[Choice(number, days[-1], days[-1])] = shares
    return held


def _own(situation: Situation, schedule: UserSchedule) -> CommonSchedule:
    """Return a user's schedule, completed to the plan's horizon."""
    held, added = completed(situation, schedule)
    note = ""
    if added:
        days = listed((str(day) for day in sorted(added)), most=3)
        note = f"{sum(added.values()):,} shares left unsold are sold on {days}"
    return CommonSchedule(schedule.name, held, note)


def _limited(situation: Situation, name: str, planned: Holdings) -> CommonSchedule:
    """Return a schedule within the limits on sales, with a note on what they stop."""
    held = within_limits(situation, planned)
    stopped = _sold(planned) - _sold(held)
    note = f"limits on sales leave no room for {stopped:,} shares" if stopped else ""
    return CommonSchedule(name, held, note)


def _sold(holdings: Holdings) -> int:
    return sum(n for choice, n in holdings.items() if choice.sold_on is not None)


def columns_and_shares(
    situation: Situation, holdings: Holdings
) -> tuple[Columns, np.ndarray]:
    """Return holdings as columns and the whole shares of each."""
    return columns_of(situation, holdings), np.array(
        [float(shares) for shares in holdings.values()]
    )


def _options(situation: Situation) -> list[tuple[int, Tranche]]:
    """Return the tranches of options with their numbers."""
    return [
        (n, tranche) for n, tranche in enumerate(situation.tranches) if not tranche.held
    ]


def _shares_held(situation: Situation) -> Iterator[tuple[int, Tranche, date]]:
    """Yield the tranches of shares with their numbers and days of acquisition."""
    for number, tranche in enumerate(situation.tranches):
        if tranche.acquired_on is not None:
            yield number, tranche, tranche.acquired_on


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


def _first_exercise_day(
    situation: Situation, tranche: Tranche, year: int
) -> date | None:
    """Return the year's first day with vested options that are above water."""
    return next(
        (
            day
            for day in exercise_dates(situation, tranche)
            if day.year == year
            and tranche.vested(day)
            and situation.market_of(tranche).price(day) > tranche.paid
        ),
        None,
    )


def _hold(
    situation: Situation, held: Holdings, number: int, day: date, shares: int
) -> None:
    """Exercise shares on a day, and sell them when held long enough, or at the end."""
    sold_on = _sale_day(situation, situation.tranches[number], day)
    if shares <= 0 or (sold_on is None and situation.plan.at_horizon == "sell"):
        return
    choice = Choice(number, day, sold_on)
    held[choice] = held.get(choice, 0) + shares


def _sale_day(situation: Situation, tranche: Tranche, acquired_on: date) -> date | None:
    """Return the first open day of the best kind, or the plan's last open one; or None.

    The best kind is a qualifying sale, or where the law knows none a long-term one.
    """
    enough = tranche.held_long_enough_from(acquired_on)
    best = open_days(situation, tranche.market, {enough})
    if best:
        return best[0]
    if situation.plan.at_horizon == "keep":
        return None
    last = last_open_day(situation, tranche.market)
    first = tranche.acquisition(acquired_on).vested_on
    return last if last is not None and last >= first else None


def _shares_sold_when_held_long_enough(situation: Situation) -> Holdings:
    return {
        Choice(number, day, _sale_day(situation, tranche, day)): tranche.shares
        for number, tranche, day in _shares_held(situation)
    }


def _shares_sold_at_once(situation: Situation) -> Holdings:
    holdings: Holdings = {}
    for number, tranche, acquired_on in _shares_held(situation):
        first = max(situation.plan.start, tranche.acquisition(acquired_on).vested_on)
        days = open_days(situation, tranche.market, {first})
        holdings[Choice(number, acquired_on, days[0] if days else None)] = (
            tranche.shares
        )
    return holdings


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
