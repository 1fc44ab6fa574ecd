"""Options in the money that a schedule has left: exercised before they are lost.

Nobody lets an option lapse that is worth something. Whatever a common schedule leaves,
it exercises on the last day on which it can, if that still pays. It sells the shares on
that day or holds them, whichever its rule is; where they cannot be sold on that day, as
in a private company, it holds them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from isoplan.models.equity.sale_limits import RemainingCapacity, SaleLimits
from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, last_open_day
from isoplan.optimizer.columns.decision_dates import (
    exercise_dates,
    open_days,
    sale_dates,
    same_day_dates,
)

Holdings = dict[Choice, int]
"""Whole shares by what is done with them."""

SaleDay = Callable[[Situation, Tranche, date], date | None]
"""Day on which shares of a tranche, acquired on a day, are sold; None for never."""


def options(situation: Situation) -> list[tuple[int, Tranche]]:
    """Return the tranches of options with their numbers."""
    return [
        (n, tranche) for n, tranche in enumerate(situation.tranches) if not tranche.held
    ]


def acting_days(situation: Situation, tranche: Tranche) -> list[date]:
    """Return the days on which options are vested and an exercise leads somewhere.

    With ``at_horizon = "sell"`` it leads nowhere once nothing can be sold any more.
    """
    last = situation.plan.horizon
    if situation.plan.at_horizon == "sell":
        last = last_open_day(situation, tranche.market) or date.min
    return [
        day
        for day in exercise_dates(situation, tranche)
        if tranche.vested(day) and day <= last
    ]


def when_held_long_enough(
    situation: Situation, tranche: Tranche, acquired_on: date
) -> date | None:
    """Return the first open day of the best kind, or the plan's last open one; or None.

    The best kind is a qualifying sale, or where the law knows none a long-term one.
    """
    enough = tranche.held_long_enough_from(acquired_on)
    best = open_days(situation, tranche.market, {enough})
    if best:
        return best[0]
    goes_on = situation.shares_go_on(tranche.market)
    if goes_on is not None:
        return goes_on
    if situation.plan.at_horizon == "keep":
        return None
    last = last_open_day(situation, tranche.market)
    first = tranche.acquisition(acquired_on).sellable_on
    return last if last is not None and last >= first else None


def at_once(situation: Situation, tranche: Tranche, acquired_on: date) -> date | None:
    """Return the first open day on which the shares may be sold, or None."""
    first = tranche.acquisition(acquired_on).sellable_on
    days = open_days(situation, tranche.market, {max(situation.plan.start, first)})
    return days[0] if days else None


def hold(
    situation: Situation,
    held: Holdings,
    number: int,
    day: date,
    shares: int,
) -> None:
    """Exercise shares on a day, and sell them when held long enough, or at the end."""
    tranche = situation.tranches[number]
    sold_on = when_held_long_enough(situation, tranche, day)
    if shares <= 0 or (sold_on is None and situation.plan.at_horizon == "sell"):
        return
    add(held, Choice(number, day, sold_on), shares)


def add(held: Holdings, choice: Choice, shares: int) -> None:
    """Add shares to those of a choice."""
    held[choice] = held.get(choice, 0) + shares


@dataclass(slots=True)
class LastExercises:
    """A schedule that gets its last exercises.

    Attributes:
        situation: The scenario, with what follows from it.
        held: What the schedule does; filled here.
        sale_day: Day of sale of shares that are exercised and held.
        capacity: What the limits still allow.
    """

    situation: Situation
    held: Holdings
    sale_day: SaleDay
    capacity: RemainingCapacity

    def sell_same_day(self, number: int, tranche: Tranche) -> None:
        """Exercise and sell on the last days on which both can be done and pay.

        Where a limit leaves no room for all of them, on the days before as well; never
        on the days before one on which it does not pay.
        """
        days = same_day_dates(self.situation, tranche)
        for day, free in self._free_days(number, tranche, days):
            if self.capacity.left(tranche.market, day) == 0:
                continue
            if not self._pays_same_day(tranche, day):
                return
            sold = self.capacity.sell(tranche.market, day, free)
            add(self.held, Choice(number, day, day), sold)

    def exercise_and_hold(self, number: int, tranche: Tranche) -> None:
        """Exercise on the last day from which the shares find a way, if that pays."""
        market = self.situation.market_of(tranche)
        days = exercise_dates(self.situation, tranche)
        for day, free in self._free_days(number, tranche, days):
            if not self._leads_somewhere(tranche, day):
                continue
            if market.price(day) <= tranche.paid:
                return
            self._place(number, tranche, day, free)

    def _free_days(
        self, number: int, tranche: Tranche, days: Sequence[date]
    ) -> Iterator[tuple[date, int]]:
        """Yield days, the last first, and the options that can be exercised there.

        They are vested by then, and not needed by an exercise on a later day.
        """
        for day in reversed(days):
            done = Counter[date]()
            for choice, shares in self.held.items():
                if choice.tranche == number:
                    done[choice.exercised_on] += shares
            free = min(
                tranche.vested(on)
                - sum(shares for other, shares in done.items() if other <= on)
                for on in {day, *(other for other in done if other > day)}
            )
            if free > 0:
                yield day, free

    def _leads_somewhere(self, tranche: Tranche, day: date) -> bool:
        """Return whether shares exercised on a day can be sold or kept."""
        if self.situation.plan.at_horizon == "keep":
            return True
        days = sale_dates(self.situation, tranche.market)
        left = (self.capacity.left(tranche.market, on) for on in days if on >= day)
        return any(shares != 0 for shares in left)

    def _place(self, number: int, tranche: Tranche, day: date, shares: int) -> None:
        """Exercise shares on a day, and sell them as near as may be to their day."""
        best = self.sale_day(self.situation, tranche, day)
        keeps = self.situation.plan.at_horizon == "keep"
        left = shares
        around = [] if best is None else self._days_around(tranche, best, day)
        for sold_on in around:
            if sold_on == day and not self._pays_same_day(tranche, day):
                continue
            if sold := self.capacity.sell(tranche.market, sold_on, left):
                add(self.held, Choice(number, day, sold_on), sold)
                left -= sold
        if keeps and left:
            add(self.held, Choice(number, day, None), left)

    def _pays_same_day(self, tranche: Tranche, day: date) -> bool:
        """Return whether a sale on the day of exercise brings more than the strike."""
        return self.situation.market_of(tranche).sale_price(day) > tranche.paid

    def _days_around(self, tranche: Tranche, best: date, first: date) -> list[date]:
        """Return a day of sale, then the open days after it, then those before it."""
        days = sorted({*sale_dates(self.situation, tranche.market), best})
        before = [day for day in reversed(days) if first <= day < best]
        return [day for day in days if day >= best] + before


def with_last_exercises(
    situation: Situation,
    holdings: Holdings,
    limits: SaleLimits,
    *,
    same_day: bool,
    sale_day: SaleDay = when_held_long_enough,
) -> Holdings:
    """Return a schedule that lets no option lapse that is in the money on its last day.

    Args:
        situation: The scenario, with what follows from it.
        holdings: What the schedule does by its rule, within the limits.
        limits: On sales.
        same_day: Whether it sells what is left on the day of exercise, where it can.
        sale_day: Day of sale of what it exercises and holds.
    """
    capacity = RemainingCapacity(limits)
    for choice, shares in holdings.items():
        if choice.sold_on is not None:
            market = situation.tranches[choice.tranche].market
            capacity.sell(market, choice.sold_on, shares)
    last = LastExercises(situation, dict(holdings), sale_day, capacity)
    for number, tranche in options(situation):
        if same_day:
            last.sell_same_day(number, tranche)
        last.exercise_and_hold(number, tranche)
    return last.held
