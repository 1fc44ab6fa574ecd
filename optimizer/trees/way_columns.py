"""An outcome's columns in the tree, all columns of a tree, and what bounds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds, Flow
from isoplan.optimizer.trees.tree import OutcomeTree, Way

NOWHERE = -1
"""In arrays of places: no column of the tree."""


@dataclass(frozen=True)
class WayColumns:
    """The columns of one outcome, and where the tree has them.

    Attributes:
        way: The outcome.
        columns: Its own, in the order of a plan's.
        place: Number of each in the tree; length n columns.
        carried: Number of the carried column that each goes through while so many
            branches have begun, or ``NOWHERE``; ``n columns x depth``.
    """

    way: Way
    columns: Columns
    place: np.ndarray
    carried: np.ndarray

    @cached_property
    def parts(self) -> np.ndarray:
        """Return all columns of the tree that each one is part of.

        ``n columns x (depth + 1)``; ``NOWHERE`` where there is none.
        """
        return np.column_stack([self.place, self.carried])

    def on(self, count: int) -> np.ndarray:
        """Return which of the tree's columns are the outcome's; length count."""
        mine = np.zeros(count + 1, dtype=bool)
        mine[self.parts.reshape(-1)] = True
        return mine[:count]

    def spread(self, per_share: np.ndarray, count: int) -> np.ndarray:
        """Return a sum over the outcome's columns as one over the tree's.

        Of each lot, what is the same for all columns that go through a carried one
        stands there, as early as it can.

        Args:
            per_share: For each column of the outcome; length n columns.
            count: Columns of the tree.
        """
        spread = np.zeros(count)
        left = np.ones(len(per_share), dtype=bool)
        for through in self.carried.T:
            here = np.flatnonzero(left & (through != NOWHERE))
            if not len(here):
                continue
            carried, values = through[here], per_share[here]
            low, high = np.full((2, count), np.inf) * [[1.0], [-1.0]]
            np.minimum.at(low, carried, values)
            np.maximum.at(high, carried, values)
            same = low[carried] == high[carried]
            spread[carried[same]] = values[same]
            left[here[same]] = False
        spread[self.place[left]] = per_share[left]
        return spread


@dataclass(frozen=True)
class TreeColumns:
    """All columns of a tree.

    Attributes:
        tree: Whose.
        ways: The columns of each outcome.
        columns: What each is, in the tree's order; a carried one looks like a column
            that goes through it.
        is_carried: Whether each is carried; length n columns.
        in_first_piece: Whether each is exercised before the future parts, and gone by
            then or carried; length n columns.
        numbers: Of columns, by the key of a column, or by a lot and the piece from
            which it is carried on.
        blocks: The inventory, along every way.
        flows: What is carried into a branch goes somewhere there.
    """

    tree: OutcomeTree
    ways: tuple[WayColumns, ...]
    columns: Columns
    is_carried: np.ndarray
    in_first_piece: np.ndarray
    numbers: Mapping[object, int]
    blocks: list[Block]
    flows: tuple[Flow, ...]

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.columns)

    def of_way(self, way: int, shares: np.ndarray) -> np.ndarray:
        """Return the shares of an outcome's own columns; length n of its columns."""
        mine: np.ndarray = shares[self.ways[way].place]
        return mine


class TreeBounds(ColumnBounds):
    """Bounds of linear functions of a tree's columns, from those of its outcomes.

    What columns of one outcome add up to is bounded by that outcome, exactly: a share
    that is carried counts for each of the columns that it may become. Any other sum is
    cut into a part for each outcome, and the bounds of the parts are added up.
    """

    def __init__(
        self, count: int, ways: Sequence[WayColumns], bounds: Sequence[ColumnBounds]
    ) -> None:
        """Take the number of columns, and what bounds each outcome's own."""
        super().__init__(count, [])
        self._parts = [way.parts for way in ways]
        on = np.array([way.on(count) for way in ways])
        self._bounds = bounds
        self._owner = on.argmax(axis=0)
        bits = np.uint64(1) << np.arange(len(ways), dtype=np.uint64)
        self._ways_of = (on * bits[:, None]).sum(axis=0, dtype=np.uint64)

    def greatest(self, per_share: np.ndarray) -> float:
        """Return what the sum of shares times ``per_share`` never exceeds (dollars).

        Args:
            per_share: Dollars for each share of each column; length n columns.
        """
        touched = np.flatnonzero(per_share)
        if not len(touched):
            return 0.0
        way = self._way_of_all(touched)
        if way is not None:
            return self._of_way(way, per_share)
        return sum(
            self._of_way(number, np.where(self._owner == number, per_share, 0.0))
            for number in np.unique(self._owner[touched]).tolist()
        )

    def ends(self, per_share: np.ndarray) -> tuple[float, float]:
        """Return what such a sum never falls below, and what it never exceeds."""
        return 0.0 - self.greatest(-per_share), self.greatest(per_share)

    def ways_with(self, places: np.ndarray) -> int:
        """Return the outcomes that have all of some columns, a bit for each."""
        return int(np.bitwise_and.reduce(self._ways_of[places]))

    def _way_of_all(self, touched: np.ndarray) -> int | None:
        """Return an outcome that has all of some columns; None if none has."""
        inside = self.ways_with(touched)
        return (inside & -inside).bit_length() - 1 if inside else None

    def _of_way(self, number: int, per_share: np.ndarray) -> float:
        """Return the greatest value in one outcome, of what it has of a sum."""
        return self._bounds[number].greatest(self._own(number, per_share))

    def _own(self, number: int, per_share: np.ndarray) -> np.ndarray:
        """Return a sum over the tree's columns as one over those of an outcome."""
        extended = np.zeros(len(per_share) + 1)  # NOWHERE is the last place
        extended[:-1] = per_share
        own: np.ndarray = extended[self._parts[number]].sum(axis=1)
        return own
