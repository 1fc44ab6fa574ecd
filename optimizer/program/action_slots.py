"""Action slots: the actions of a plan, where preferences ask for few or for large ones.

A slot is a row of the plan's table: options of one tranche exercised on one day, or
shares of one lot sold or given on one day, which is one column. What goes by itself
when the company ends is as if it were kept. Whether a slot is used is a binary, and a
preference about actions is rows over these binaries.

The shares in a slot are no more than have vested by the day of exercise, and none if it
is not used. Two rows more tell the relaxation what is true anyway: a lot that is sold
was exercised, and options that are exercised go somewhere.

Dropping dominated columns stays right. It moves all shares of a column to another sale
of the same lot in the same year, so no year gets more actions and none gets smaller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.preferences.registry import expressed
from isoplan.optimizer.preferences.slots import (
    HALF,
    ActionSlot,
    SlotKind,
    SlotRow,
    SlotUse,
    membership,
)
from isoplan.optimizer.tracing.inventory_bounds import Block, with_ends


@dataclass(frozen=True, slots=True)
class ActionSlots:
    """All slots that a plan may use.

    Attributes:
        preferences: Those that the household expresses.
        slots: None without a preference that needs them.
    """

    preferences: tuple[Preference, ...]
    slots: tuple[ActionSlot, ...]

    def used(self, shares: np.ndarray) -> list[bool]:
        """Return which slots a plan uses.

        Args:
            shares: Of each column; length n columns.
        """
        return [bool(shares[slot.columns].sum() > HALF) for slot in self.slots]

    def at(self, places: np.ndarray) -> "CandidateSlots":
        """Return the slots of a few columns, where all others hold nothing.

        Args:
            places: Numbers of the few columns, rising.
        """
        return CandidateSlots.of(self, places)

    def missed(self, shares: np.ndarray) -> float:
        """Return by how much shares of each column miss the preferences; or zero."""
        places = np.flatnonzero(shares)
        return float(self.at(places).missed(shares[places][:, None])[0])

    def rows(self) -> Iterator[SlotRow]:
        """Yield every row of the program that the preferences need."""
        if not self.slots:
            return
        for number, slot in enumerate(self.slots):
            holds = dict.fromkeys(slot.columns.tolist(), 1.0)
            yield SlotRow(f"most_{slot.name}", holds, {number: -slot.most}, 0.0)
            for preference in self.preferences:
                yield from preference.rows_of_slot(number, slot)
        for preference in self.preferences:
            yield from preference.rows_over_slots(self.slots)
        yield from self._exercised_and_sold()

    def _exercised_and_sold(self) -> Iterator[SlotRow]:
        """Yield the rows between an exercise and the sales of what it brings."""
        disposes = {
            int(slot.columns[0]): number
            for number, slot in enumerate(self.slots)
            if slot.lot is not None
        }
        for number, slot in enumerate(self.slots):
            if slot.lot is not None:
                continue
            places = slot.columns.tolist()
            sales = [disposes[place] for place in places if place in disposes]
            for sale in sales:
                name = f"exercised_{self.slots[sale].name}"
                yield SlotRow(name, {}, {sale: 1.0, number: -1.0}, 0.0)
            if len(sales) == len(places):
                ones = dict.fromkeys(sales, -1.0)
                yield SlotRow(f"goes_{slot.name}", {}, {number: 1.0, **ones}, 0.0)


@dataclass(frozen=True, slots=True)
class CandidateSlots:
    """The slots of a few columns, for many candidates at once.

    Attributes:
        preferences: Those that the household expresses.
        slots: Those that hold any of the few columns.
        holds: Whether a slot holds a column; ``slots x few``.
        by_year: Whether a slot counts in a year; ``years x slots``.
        by_lot: Whether a slot disposes of a lot; ``lots x slots``.
    """

    preferences: tuple[Preference, ...]
    slots: tuple[ActionSlot, ...]
    holds: np.ndarray
    by_year: np.ndarray
    by_lot: np.ndarray

    @classmethod
    def of(cls, all_slots: ActionSlots, places: np.ndarray) -> "CandidateSlots":
        """Return the slots that hold any of ``places``."""
        held = {slot.name: np.isin(places, slot.columns) for slot in all_slots.slots}
        found = tuple(slot for slot in all_slots.slots if held[slot.name].any())
        holds = np.zeros((len(found), len(places)))
        for number, slot in enumerate(found):
            holds[number] = held[slot.name]
        return cls(
            preferences=all_slots.preferences,
            slots=found,
            holds=holds,
            by_year=membership([slot.year for slot in found]),
            by_lot=membership([slot.lot for slot in found]),
        )

    def missed(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses the preferences.

        In shares and actions, as each preference counts; zero if it keeps them.

        Args:
            candidates: Shares, ``few x candidates``.
        """
        missed = np.zeros(candidates.shape[1])
        if self.slots:
            amounts = self.holds @ candidates
            use = SlotUse(self.slots, amounts, self.by_year, self.by_lot)
            for preference in self.preferences:
                missed += preference.missed(use)
        return missed


def action_slots(columns: Columns, blocks: list[Block]) -> ActionSlots:
    """Return the slots that the scenario's preferences speak of.

    Args:
        columns: Ordered by tranche, then by day of exercise.
        blocks: Their inventory.
    """
    preferences = expressed(columns.situation.preferences)
    asked_for = SlotKind.NONE
    for preference in preferences:
        asked_for |= preference.slots
    if not asked_for:
        return ActionSlots(preferences, ())
    most, found = _most(blocks, len(columns)), list[ActionSlot]()
    goes = columns.goes
    for number, places in enumerate(_lots(columns)):
        tranche = columns.situation.tranches[columns.choices.tranche[places[0]]]
        of_all = tranche.shares
        if SlotKind.EXERCISE in asked_for and not tranche.held:
            year = _year(int(columns.choices.exercised[places[0]]))
            limit = float(most[places[0]])
            name = f"exercise_{number}"
            found.append(ActionSlot(name, year, places, limit, of_all, None))
        for place in places.tolist():
            year = None if goes[place] else _year(int(columns.choices.sold[place]))
            kind = SlotKind.RETAINED if year is None else SlotKind.SALE
            if kind in asked_for:
                found.append(
                    ActionSlot(
                        name=f"sale_{place}",
                        year=year,
                        columns=np.array([place]),
                        most=float(most[place]),
                        of_all=of_all,
                        lot=number,
                    )
                )
    return ActionSlots(preferences, tuple(found))


def _lots(columns: Columns) -> list[np.ndarray]:
    """Return the places of columns by lot: exercised on one day in one way.

    However its shares go: given to charity, sold, or kept. Options that are cashed out
    are none of them.
    """
    choices, found = columns.choices, dict[tuple[int, int, int], list[int]]()
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    keys = zip(choices.tranche, choices.exercised, elected, strict=True)
    cashed_out = columns.cashed_out
    for place, key in enumerate(keys):
        if cashed_out[place]:
            continue
        found.setdefault(key, []).append(place)
    return [np.array(places) for places in found.values()]


def _most(blocks: list[Block], count: int) -> np.ndarray:
    """Return the shares that have vested by each column's day of exercise."""
    most = np.zeros(count)
    tranche, available = -1, 0.0
    for block, end in with_ends(blocks, count):
        available = block.shares + (available if block.tranche == tranche else 0.0)
        tranche = block.tranche
        most[block.first : end] = available
    return most


def _year(day: int) -> int | None:
    """Return the calendar year of a day, an ordinal; None for never."""
    return None if day == NEVER else date.fromordinal(day).year
