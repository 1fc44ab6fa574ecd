"""The actions of a plan as the columns that make them, and the columns beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.results.plan import Action
from isoplan.optimizer.columns.choices import NEVER, Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.explaining.moves import Move, PlanAsShares
from isoplan.optimizer.pricing.evaluated_schedule import disposal_kind, lot_name

SOME = 100
"""Shares by which an action is made larger or smaller: a round lot."""
MOST_SIBLINGS = 10
"""Other columns in use that shares are taken from or given to."""
MOST_TARGETS = 3
"""Columns of an action that a share more may join, the largest ones."""
NEAREST_SALES = 6
"""Days of sale on each side that are tried for shares of another day of exercise."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action with its columns.

    Attributes:
        action: As shown.
        places: Numbers of the columns in use that make it; the largest one first.
        plan: The plan that it belongs to.
    """

    action: Action
    places: tuple[int, ...]
    plan: PlanAsShares

    @property
    def columns(self) -> Columns:
        """Return all columns of the problem."""
        return self.plan.traced.columns

    @property
    def choice(self) -> Choice:
        """Return what its largest column does."""
        return self.columns.choices[self.places[0]]

    @property
    def tranche(self) -> Tranche:
        """Return what its shares come from."""
        return self.columns.situation.tranches[self.choice.tranche]

    @property
    def exercises(self) -> bool:
        """Return whether it is an exercise."""
        return self.action.kind == "exercise"

    @property
    def may_lapse(self) -> bool:
        """Return whether its options may stay unexercised."""
        blocks = self.plan.traced.blocks
        forced = {each.tranche for each in blocks if each.must_be_used}
        return not self.tranche.held and self.choice.tranche not in forced

    def siblings(self) -> list[int]:
        """Return the other columns in use of the same tranche, the nearest ones."""
        choices = self.columns.choices
        found = [
            place
            for place in self.plan.used
            if choices.tranche[place] == self.choice.tranche
            and place not in self.places
        ]
        days = choices.exercised if self.exercises else choices.sold
        mine = int(days[self.places[0]])
        return sorted(found, key=lambda place: abs(int(days[place]) - mine))[
            :MOST_SIBLINGS
        ]

    def unexercised(self) -> int:
        """Return the options vested by the day that the plan never exercises."""
        tranche = self.tranche
        if not self.may_lapse:
            return 0
        owner = self.columns.choices.tranche
        used = self.plan.shares[owner == self.choice.tranche].sum()
        most = min(tranche.shares, tranche.available(self.choice.exercised_on))
        return max(int(most - round(float(used))), 0)

    def sources(self) -> list[int | None]:
        """Return the columns from which more could come: later ones, or none at all.

        For an exercise, those of later days of exercise; for a sale, those of the same
        lot that are sold later or kept.
        """
        found: list[int | None] = []
        for place in self.siblings():
            other = self.columns.choices[place]
            if self.exercises:
                later = other.exercised_on > self.choice.exercised_on
            else:
                same_lot = other.exercised_on == self.choice.exercised_on
                same_lot &= _elected(other) == _elected(self.choice)
                ends = other.sold_on or date.max
                later = same_lot and ends > (self.choice.sold_on or date.max)
            if later:
                found.append(place)
        if self.exercises and self.unexercised():
            found.append(None)
        return found

    def one_more(
        self, source: int | None, count: float, target: int | None = None
    ) -> Move:
        """Return the move of some shares from a source into the action.

        Args:
            source: Column that they leave; None for options not exercised.
            count: Shares; below zero for the way back.
            target: Column of the action; the largest one if left out.
        """
        move = {self.places[0] if target is None else target: count}
        if source is not None:
            move[source] = -count
        return move

    def alternatives(self) -> Iterator[tuple[str, Move]]:
        """Yield neighboring alternatives in words, with the moves that make them."""
        if self.exercises:
            yield from self._other_exercise_days()
        else:
            yield from self._other_sale_days()
        yield from self._some_more_or_fewer()
        if self.may_lapse and self.exercises:
            yield "not exercised", {p: -self._held(p) for p in self.places}

    def _held(self, place: int) -> float:
        return float(self.plan.shares[place])

    def _other_exercise_days(self) -> Iterator[tuple[str, Move]]:
        """Yield the same shares exercised on the decision day before, and after."""
        choices, like = self.columns.choices, self._like()
        for day in _beside(choices.exercised[like], self.choice.exercised_on):
            there = like[choices.exercised[like] == day]
            ways = [self._nearest_sales(place, there) for place in self.places]
            for targets in zip(*ways, strict=False):
                said = f"exercise on {date.fromordinal(day)}"
                yield said, self._all_to(targets)

    def _nearest_sales(self, place: int, there: np.ndarray) -> list[int]:
        """Return the columns of another day of exercise by nearness of their sale."""
        sold = self.columns.choices.sold
        order = np.argsort(np.abs(sold[there] - sold[place]), kind="stable")
        nearest: list[int] = there[order][:NEAREST_SALES].tolist()
        return nearest

    def _other_sale_days(self) -> Iterator[tuple[str, Move]]:
        """Yield the same shares sold on the day of sale before or after, or kept."""
        choices, like = self.columns.choices, self._like()
        day = self.choice.exercised_on.toordinal()
        lot = like[choices.exercised[like] == day]
        sold_on = self.choice.sold_on
        if sold_on is not None:
            sold = choices.sold[lot]
            for other in _beside(sold[sold != NEVER], sold_on):
                target = int(lot[sold == other][0])
                said = f"sell on {date.fromordinal(other)}"
                yield said, self._all_to([target] * len(self.places))
            for target in lot[sold == NEVER].tolist():
                yield "keep them", self._all_to([target] * len(self.places))

    def _some_more_or_fewer(self) -> Iterator[tuple[str, Move]]:
        """Yield a round lot more or fewer, with whatever it comes from or goes to."""
        place = self.places[0]
        ends: list[int | None] = [*self.siblings()]
        if self.may_lapse and self.exercises:
            ends.append(None)
        for other in ends:
            fewer = min(self._held(place), float(SOME))
            yield f"{fewer:,.0f} fewer", self.one_more(other, -fewer)
            most = float(SOME) if other is None else min(SOME, self._held(other))
            yield f"{most:,.0f} more", self.one_more(other, most)

    def _like(self) -> np.ndarray:
        """Return the columns of the same tranche and way."""
        choices = self.columns.choices
        same = choices.tranche == self.choice.tranche
        found: np.ndarray = np.flatnonzero(same & (choices.way == self.choice.way))
        return found

    def _all_to(self, targets: Sequence[int]) -> Move:
        """Return the move of all shares of the action to other columns."""
        move: dict[int, float] = {}
        for place, target in zip(self.places, targets, strict=True):
            move[place] = move.get(place, 0.0) - self._held(place)
            move[target] = move.get(target, 0.0) + self._held(place)
        return move


def _beside(days: np.ndarray, day: date) -> list[int]:
    """Return the last of some days before a day, and the first after it, ordinals."""
    here = day.toordinal()
    before, after = days[days < here], days[days > here]
    found = [int(before.max())] if len(before) else []
    return found + ([int(after.min())] if len(after) else [])


def planned_actions(
    actions: Sequence[Action], plan: PlanAsShares
) -> list[PlannedAction | None]:
    """Return each action with its columns; None where none of them makes it."""
    columns = plan.traced.columns
    made: dict[tuple[object, ...], list[int]] = {}
    for place in sorted(plan.used, key=lambda n: -plan.shares[n]):
        for key in _keys(columns, place):
            made.setdefault(key, []).append(place)
    found = []
    for action in actions:
        places = made.get(_key(action))
        found.append(PlannedAction(action, tuple(places), plan) if places else None)
    return found


def _key(action: Action) -> tuple[object, ...]:
    """Return what tells an action from all others."""
    if action.kind == "exercise":
        return ("exercise", action.date, action.options, action.election_83b)
    cashed_out = action.kind == "cash_out"
    named = action.options if cashed_out else action.lot
    return (action.kind, action.date, action.grant, named)


def _keys(columns: Columns, place: int) -> Iterator[tuple[object, ...]]:
    """Yield the keys of the actions that a column is a part of."""
    situation, choice = columns.situation, columns.choices[place]
    tranche = situation.tranches[choice.tranche]
    cashed_out = ChoiceFlag.CASHED_OUT in choice.way
    if not tranche.held and not cashed_out:
        yield ("exercise", choice.exercised_on, tranche.name, _elected(choice))
    if choice.sold_on is not None:
        named = tranche.name if cashed_out else lot_name(situation, choice)
        kind = disposal_kind(situation, choice)
        yield (kind, choice.sold_on, tranche.grant, named)


def _elected(choice: Choice) -> bool:
    """Return whether an exercise comes with an election under section 83(b)."""
    return ChoiceFlag.ELECTED_83B in choice.way
