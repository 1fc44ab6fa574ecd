"""The actions of a plan as yes or no, over which preferences write rows."""

from dataclasses import dataclass
from enum import Flag, auto

import numpy as np

HALF = 0.5
"""Shares up to which a slot counts as empty, and by which it may miss the smallest
trade: a solver's amounts are fractions, and are made whole afterwards."""


class SlotKind(Flag):
    """What a slot may hold; a preference names the kinds that it asks for."""

    NONE = 0
    EXERCISE = auto()
    SALE = auto()
    RETAINED = auto()


@dataclass(frozen=True, slots=True)
class ActionSlot:
    """One thing that a plan may do.

    Attributes:
        name: For the program, ``<what>_<number>``.
        year: Calendar year in which it counts as an action; None for shares retained.
        columns: Places of the columns whose shares it holds.
        most: Shares that it can hold at most.
        of_all: Shares that its tranche will ever have.
        lot: Number of the lot that it disposes of; None for an exercise.
    """

    name: str
    year: int | None
    columns: np.ndarray
    most: float
    of_all: int
    lot: int | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A row ``shares of columns + coefficients of used slots <= limit``.

    Attributes:
        name: Of the row.
        columns: Coefficient by place of the column, shares.
        slots: Coefficient by number of the slot, shares or actions.
        limit: Right-hand side.
    """

    name: str
    columns: dict[int, float]
    slots: dict[int, float]
    limit: float


@dataclass(frozen=True, slots=True)
class SlotUse:
    """What candidates for a plan put into slots.

    Attributes:
        slots: Those that hold anything in some candidate.
        amounts: Shares in each, ``slots x candidates``.
        by_year: Whether a slot counts in a year, ``years x slots``.
        by_lot: Whether a slot disposes of a lot, ``lots x slots``.
    """

    slots: tuple[ActionSlot, ...]
    amounts: np.ndarray
    by_year: np.ndarray
    by_lot: np.ndarray

    @property
    def used(self) -> np.ndarray:
        """Return whether each slot is used, ``slots x candidates``."""
        used: np.ndarray = self.amounts > HALF
        return used


def grouped(keys: list[int | None]) -> dict[int, list[int]]:
    """Return the places of each key in a list, None left out."""
    found: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(place)
    return found


def membership(keys: list[int | None]) -> np.ndarray:
    """Return a matrix ``keys x places``: one where the place has the key."""
    groups = grouped(keys)
    matrix = np.zeros((len(groups), len(keys)))
    for row, members in enumerate(groups.values()):
        matrix[row, members] = 1.0
    return matrix
