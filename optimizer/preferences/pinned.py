"""Exercises and sales that are decided already: the plan makes exactly these.

On the day of a pinned action the grant or lot that it names has that action and no
other: so many options exercised, so many shares of these lots sold. All else is left to
the plan. Sales without a day of exercise take the shares held longest, of those that
are there at the start or that pinned actions exercise.

Shares that a row counts exactly cannot stand in for others, so such columns compete
with no other (``fixes``).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import (
    ExerciseAction,
    SellAction,
    UserSchedule,
)
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import NEVER, last_open_day
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.base import LaterFile, Preference, TracedPlan
from isoplan.optimizer.pricing.cash import other_cash_until
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.parcels import Parcel
from isoplan.optimizer.tracing.expression import Expression

Lot = tuple[int, int]
"""Shares of a tranche, by their day of exercise or acquisition, an ordinal."""


@dataclass(frozen=True, slots=True)
class Pinned(Preference):
    """On each pinned day as many shares of each lot as the pinned actions say.

    Attributes:
        schedule: The pinned actions.
    """

    name: ClassVar[str] = "pinned"
    schedule: UserSchedule

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        for path, schedule in preferences.schedules:
            if path.endswith(f".{cls.name}"):
                return cls(schedule)
        return None

    @classmethod
    def left_in(cls, preferences: Preferences, later: LaterFile) -> object:
        """Return the actions that are still to come."""
        return tuple(each for each in preferences.pinned if each.on >= later.day)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        count = len(self.schedule.actions)
        actions = "action that is" if count == 1 else f"{count} actions that are"
        return f"making the {actions} decided already"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return "preferences.pinned"

    @property
    def exercises(self) -> list[ExerciseAction]:
        """Return the pinned exercises, by day."""
        actions = (action for _, action in self.schedule.in_order())
        return [each for each in actions if isinstance(each, ExerciseAction)]

    @property
    def sales(self) -> list[SellAction]:
        """Return the pinned sales, by day."""
        actions = (action for _, action in self.schedule.in_order())
        return [each for each in actions if isinstance(each, SellAction)]

    def forbids(self, columns: Columns) -> np.ndarray:
        """Return which columns do more on a pinned day than the pinned actions."""
        pins = pins_of(columns.situation, self.schedule)
        forbidden = np.zeros(len(columns), dtype=bool)
        for action in self.exercises:
            for number in _named_options(columns.situation, action.exercise):
                if (number, action.on.toordinal()) not in pins.exercised:
                    forbidden |= _exercised(columns, (number, action.on.toordinal()))
        for sale in self.sales:
            for lot in self._lots(columns, sale):
                if lot not in pins.sold[sale.on]:
                    forbidden |= _sold(columns, lot, sale.on)
        return forbidden

    def fixes(self, columns: Columns) -> np.ndarray:
        """Return which columns hold a number of shares that is pinned."""
        fixed = np.zeros(len(columns), dtype=bool)
        for day, lots in pins_of(columns.situation, self.schedule).sold.items():
            for lot in lots:
                fixed |= _sold(columns, lot, day)
        return fixed

    def rows(self, plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
        """Yield two rows for each number of shares: no fewer and no more."""
        columns = plan.columns
        pins = pins_of(columns.situation, self.schedule)
        for lot, shares in pins.exercised.items():
            name = f"pinned_exercise_{_in_name(lot)}"
            yield from _exactly(plan, name, _exercised(columns, lot), shares)
        for day, lots in pins.sold.items():
            for lot, shares in lots.items():
                name = f"pinned_sale_{day:%Y_%m_%d}_{_in_name(lot)}"
                yield from _exactly(plan, name, _sold(columns, lot, day), shares)

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Count what each pinned day has of the grant or lots that are named."""
        for day, name in dict.fromkeys((a.on, a.exercise) for a in self.exercises):
            asked = sum(
                each.shares
                for each in self.exercises
                if (each.on, each.exercise) == (day, name)
            )
            made = sum(
                each.act.shares
                for each in evidence.walk.exercises
                if each.act.date == day and name in {each.act.grant, each.act.options}
            )
            if not abs(made - asked) <= evidence.slack:
                yield (
                    f"{made:,.6g} options of {name!r} are exercised on {day}, "
                    f"preferences.pinned asks for {asked:,}"
                )
        yield from self._broken_sales(evidence)

    def _broken_sales(self, evidence: Evidence) -> Iterator[str]:
        """Count the shares sold on each pinned day by the day of their acquisition."""
        asked: dict[date, dict[tuple[str, date], float]] = {}
        taken: dict[str, float] = defaultdict(float)
        scope: dict[date, set[str]] = defaultdict(set)
        for action in self.sales:
            parcels = self._parcels(evidence, action)
            scope[action.on] |= {each.lot for each in parcels}
            wanted = asked.setdefault(action.on, defaultdict(float))
            left = float(action.shares)
            for parcel in sorted(parcels, key=lambda each: each.acquired_on):
                there = self._there(evidence, parcel) - taken[parcel.lot]
                sold = max(min(left, there), 0.0)
                wanted[parcel.grant, parcel.acquired_on] += sold
                taken[parcel.lot] += sold
                left -= sold
        for day, wanted in asked.items():
            made: dict[tuple[str, date], float] = defaultdict(float)
            for each in evidence.walk.disposals:
                act, sold_lot = each.act, each.parcel
                if act.kind != "sell" or act.date != day or sold_lot is None:
                    continue
                if act.lot in scope[day]:
                    made[sold_lot.grant, sold_lot.acquired_on] += act.shares
            for grant, acquired in sorted({*wanted, *made}):
                here, right = made[grant, acquired], wanted[grant, acquired]
                if not abs(here - right) <= evidence.slack:
                    yield (
                        f"{here:,.6g} shares of {grant!r} of {acquired} are sold on "
                        f"{day}, preferences.pinned asks for {right:,.6g}"
                    )

    def _parcels(self, evidence: Evidence, action: SellAction) -> list[Parcel]:
        """Return the shares that a pinned sale may take."""
        options = {each.act.lot: each.act.options for each in evidence.walk.exercises}
        return [
            parcel
            for lot, parcel in evidence.walk.parcels.items()
            if action.sell in {lot, parcel.grant, options.get(lot)}
            and action.exercised_on in {None, parcel.acquired_on}
            and parcel.vested_on <= action.on
        ]

    def _there(self, evidence: Evidence, parcel: Parcel) -> float:
        """Return the shares of a lot that are there without the rest of the plan."""
        if parcel.held_at_start:
            return float(parcel.shares)
        return float(
            sum(
                each.act.shares
                for each in evidence.walk.exercises
                if each.act.lot == parcel.lot
                and any(
                    pin.on == each.act.date
                    and pin.exercise in {each.act.grant, each.act.options}
                    for pin in self.exercises
                )
            )
        )

    def _lots(self, columns: Columns, action: SellAction) -> Iterator[Lot]:
        """Yield the lots of columns that a pinned sale names."""
        choices = columns.choices
        on_day = choices.sold == action.on.toordinal()
        pairs = zip(choices.tranche[on_day], choices.exercised[on_day], strict=True)
        for number, acquired in {(int(n), int(day)) for n, day in pairs}:
            tranche = columns.situation.tranches[number]
            day = date.fromordinal(acquired)
            names = {tranche.grant, tranche.name, f"{tranche.name} {day}"}
            if action.sell in names and action.exercised_on in {None, day}:
                yield number, acquired

    def why_blocked(self, situation: Situation) -> str:
        """Return what the pinned actions cost beyond the cash, or cannot be sold."""
        home, pins = situation.household, pins_of(situation, self.schedule)
        if situation.plan.at_horizon == "sell":
            for number, acquired in pins.exercised:
                tranche = situation.tranches[number]
                last = last_open_day(situation, tranche.market) or situation.plan.start
                shares = tranche.acquisition(date.fromordinal(acquired))
                if shares.vested_on > last:
                    return (
                        f"at_horizon = 'sell' asks for the sale of the options of "
                        f"{tranche.name!r} exercised on {shares.acquired_on}, and no "
                        "share can be sold from then on"
                    )
        spent = 0.0
        for day in sorted({each.on for each in self.schedule.actions}):
            spent += sum(
                situation.tranches[number].paid * shares
                for (number, acquired), shares in pins.exercised.items()
                if acquired == day.toordinal()
            )
            for (number, _), sold in pins.sold.get(day, {}).items():
                market = situation.market_of(situation.tranches[number])
                spent -= market.sale_price(day) * sold
            if home.cash is None:
                continue
            cash = home.cash - home.cash_floor + other_cash_until(situation, day)
            if spent > cash:
                return (
                    f"by {day} they cost ${spent:,.0f} more than they bring, and "
                    f"${cash:,.0f} of cash is there above the floor"
                )
        return ""


@dataclass(frozen=True, slots=True)
class Pins:
    """What pinned actions do, share by share.

    Attributes:
        exercised: Options exercised, by lot.
        sold: Shares sold by day and lot.
    """

    exercised: dict[Lot, int]
    sold: dict[date, dict[Lot, int]]


def pins_of(situation: Situation, schedule: UserSchedule) -> Pins:
    """Return what pinned actions do, walked from the start without anything else."""
    exercised: dict[Lot, int] = defaultdict(int)
    sold: dict[date, dict[Lot, int]] = {
        each.on: defaultdict(int)
        for each in schedule.actions
        if isinstance(each, SellAction)
    }
    for move in situation.moves(schedule):
        lot = (move.tranche, move.exercised_on.toordinal())
        if not situation.tranches[move.tranche].held:
            exercised[lot] += move.shares
        if move.sold_on is not None:
            sold[move.sold_on][lot] += move.shares
    return Pins(dict(exercised), sold)


def _named_options(situation: Situation, name: str) -> list[int]:
    """Return the numbers of the tranches of options that a name stands for."""

    def is_named(tranche: Tranche) -> bool:
        return not tranche.held and name in {tranche.grant, tranche.name}

    return [n for n, tranche in enumerate(situation.tranches) if is_named(tranche)]


def _exercised(columns: Columns, lot: Lot) -> np.ndarray:
    """Return which columns exercise options of a lot."""
    choices = columns.choices
    found: np.ndarray = (choices.tranche == lot[0]) & (choices.exercised == lot[1])
    return found


def _sold(columns: Columns, lot: Lot, day: date) -> np.ndarray:
    """Return which columns sell shares of a lot on a day."""
    sold = columns.choices.sold
    on_day = (sold != NEVER) & (sold == day.toordinal()) & ~columns.given
    found: np.ndarray = _exercised(columns, lot) & on_day
    return found


def _in_name(lot: Lot) -> str:
    """Return a lot for the name of a row."""
    return f"{lot[0]}_{date.fromordinal(lot[1]):%Y_%m_%d}"


def _exactly(
    plan: TracedPlan, name: str, counted: np.ndarray, shares: int
) -> Iterator[tuple[str, Expression]]:
    """Yield the rows of an exact number of shares."""
    zero = plan.graph.constant(0.0)
    amount = zero + plan.leaf(name, counted.astype(float))
    yield f"{name}_least", amount - float(shares)
    yield f"{name}_most", zero + float(shares) - amount
