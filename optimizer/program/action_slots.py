"""Action slots: the actions of a plan, where a household wants few or large ones.

A slot is a row of the plan's table: options of one tranche exercised on one day, or
shares of one lot sold or given on one day, which is one column. Whether it is used is a
binary, and each preference is rows over these binaries:

* at most so many actions a year: no more slots of the year are used;
* a smallest trade: a slot that is used has at least so many shares, or all that its
  tranche will ever have, if that is less;
* whole lots: of a lot's columns, the one that retains it included, no more than one is
  used.

The shares of a slot are no more than have vested by the day of exercise, and none if
it is not used. Two rows more tell the relaxation what is true anyway: a lot that is
sold was exercised, and options that are exercised go somewhere.

Dropping dominated columns stays right. It moves all shares of a column to another sale
of the same lot in the same year, so no year uses more slots and none gets smaller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.tracing.inventory_bounds import Block, with_ends

HALF = 0.5
"""Shares up to which a slot counts as none, and by which it may miss the smallest
trade: a solver's amounts are fractions, and are made whole afterward."""


@dataclass(frozen=True, slots=True)
class ActionSlot:
    """One thing that a plan may do.

    Attributes:
        name: For the program, ``<what>_<number>``.
        year: Calendar year in which it counts as an action; None for shares kept.
        columns: Places of the columns whose shares it holds.
        most: Shares that it can hold at most.
        least: Shares that it holds at least if it is used.
        lot: Number of the lot that it disposes of; None for an exercise.
    """

    name: str
    year: int | None
    columns: np.ndarray
    most: float
    least: float
    lot: int | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A row ``shares of columns + coefficients of used slots <= limit``.

    Attributes:
        name: Of the row.
        columns: Coefficient by place of the column, shares.
        slots: Coefficient by number of the slot, shares or slots.
        limit: Right-hand side.
    """

    name: str
    columns: dict[int, float]
    slots: dict[int, float]
    limit: float


@dataclass(frozen=True, slots=True)
class ActionSlots:
    """All slots that a plan may use, and the preferences about them.

    Attributes:
        preferences: Of the scenario.
        slots: None without a preference that needs them.
    """

    preferences: Preferences
    slots: tuple[ActionSlot, ...]

    def used(self, shares: np.ndarray) -> list[bool]:
        """Return which slots a plan uses.

        Args:
            shares: Of each column; length n columns.
        """
        return [bool(shares[o.columns].sum() > HALF) for o in self.slots]

    def at(self, places: np.ndarray) -> "CandidateSlots":
        """Return the slots of a few columns, where all others hold nothing.

        Args:
            places: Numbers of the few columns, rising.
        """
        return CandidateSlots.of(self, places)

    def missed(self, shares: np.ndarray) -> float:
        """Return by how much shares of each column miss preferences; zero if kept."""
        places = np.flatnonzero(shares)
        return float(self.at(places).missed(shares[places][:, None])[0])

    def rows(self) -> Iterator[SlotRow]:
        """Yield every row of the program that the preferences need."""
        most_actions = self.preferences.actions_per_year
        for number, slot in enumerate(self.slots):
            holds = dict.fromkeys(slot.columns.tolist(), 1.0)
            yield SlotRow(f"most_{slot.name}", holds, {number: -slot.most}, 0.0)
            if slot.least > 0.0:
                less = dict.fromkeys(holds, -1.0)
                least = {number: slot.least}
                yield SlotRow(f"smallest_{slot.name}", less, least, 0.0)
        if most_actions is not None:
            for year, members in _grouped([o.year for o in self.slots]).items():
                ones = dict.fromkeys(members, 1.0)
                yield SlotRow(f"actions_{year}", {}, ones, float(most_actions))
        if self.preferences.whole_lots:
            for lot, members in _grouped([o.lot for o in self.slots]).items():
                yield SlotRow(f"whole_lot_{lot}", {}, dict.fromkeys(members, 1.0), 1.0)
        yield from self._exercised_and_sold()

    def _exercised_and_sold(self) -> Iterator[SlotRow]:
        """Yield the rows between an exercise and the sales of what it brings."""
        disposes = {
            int(o.columns[0]): number
            for number, o in enumerate(self.slots)
            if o.lot is not None
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
        preferences: Of the scenario.
        holds: Whether a slot holds a column; ``slots x few``.
        counts: Whether a slot counts in a year; ``years x slots``.
        disposes: Whether a slot disposes of a lot; ``lots x slots``.
        least: Shares that a slot holds at least if it is used; length n slots.
    """

    preferences: Preferences
    holds: np.ndarray
    counts: np.ndarray
    disposes: np.ndarray
    least: np.ndarray

    @classmethod
    def of(cls, slots: ActionSlots, places: np.ndarray) -> "CandidateSlots":
        """Return the slots that hold any of ``places``."""
        held = {o.name: np.isin(places, o.columns) for o in slots.slots}
        found = [slot for slot in slots.slots if held[slot.name].any()]
        holds = np.zeros((len(found), len(places)))
        for number, slot in enumerate(found):
            holds[number] = held[slot.name]
        return cls(
            preferences=slots.preferences,
            holds=holds,
            counts=_membership([slot.year for slot in found]),
            disposes=_membership([slot.lot for slot in found]),
            least=np.array([slot.least for slot in found], dtype=float),
        )

    def missed(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses preferences; zero if it keeps them.

        Shares that actions lack, actions too many, and ways of disposing too many.

        Args:
            candidates: Shares, ``few x candidates``.
        """
        amounts = self.holds @ candidates
        used = amounts > HALF
        lacks = np.maximum(self.least[:, None] - amounts, 0.0)
        lacks[~used | (lacks <= HALF)] = 0.0
        missed: np.ndarray = lacks.sum(axis=0)
        if (most := self.preferences.actions_per_year) is not None:
            missed += np.maximum(self.counts @ used - most, 0.0).sum(axis=0)
        if self.preferences.whole_lots:
            missed += np.maximum(self.disposes @ used - 1.0, 0.0).sum(axis=0)
        return missed


def action_slots(columns: Columns, blocks: list[Block]) -> ActionSlots:
    """Return the slots that the scenario's preferences need.

    Args:
        columns: Ordered by tranche, then by day of exercise.
        blocks: Their inventory.
    """
    preferences = columns.situation.preferences
    counted = (
        preferences.actions_per_year is not None
        or preferences.smallest_trade is not None
    )
    if not counted and not preferences.whole_lots:
        return ActionSlots(preferences, ())
    most, found = _most(blocks, len(columns)), list[ActionSlot]()
    for number, places in enumerate(_lots(columns)):
        tranche = columns.situation.tranches[columns.choices.tranche[places[0]]]
        least = float(preferences.least_shares(tranche.shares))
        if counted and not tranche.held:
            year = _year(int(columns.choices.exercised[places[0]]))
            limit = float(most[places[0]])
            name = f"exercise_{number}"
            found.append(ActionSlot(name, year, places, limit, least, None))
        for place in places.tolist():
            year = _year(int(columns.choices.sold[place]))
            if year is not None or preferences.whole_lots:
                found.append(
                    ActionSlot(
                        name=f"sale_{place}",
                        year=year,
                        columns=np.array([place]),
                        most=float(most[place]),
                        least=0.0 if year is None else least,
                        lot=number,
                    )
                )
    return ActionSlots(preferences, tuple(found))


def _lots(columns: Columns) -> list[np.ndarray]:
    """Return the places of columns by lot: exercised on one day in one way.

    However its shares go: given to charity, sold, or kept.
    """
    choices, found = columns.choices, dict[tuple[int, int, int], list[int]]()
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    keys = zip(choices.tranche, choices.exercised, elected, strict=True)
    for place, key in enumerate(keys):
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


def _grouped(keys: list[int | None]) -> dict[int, list[int]]:
    """Return the places of each key in a list, None left out."""
    found: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(place)
    return found


def _membership(keys: list[int | None]) -> np.ndarray:
    """Return a matrix ``keys x places``: one where the place has the key."""
    groups = _grouped(keys)
    matrix = np.zeros((len(groups), len(keys)))
    for row, members in enumerate(groups.values()):
        matrix[row, members] = 1.0
    return matrix
