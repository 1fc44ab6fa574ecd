"""The greatest value of a sum over a tree's columns."""

from collections.abc import Sequence

import numpy as np

from isoplan.optimizer.outcomes.way_columns import WayColumns
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds


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
        self._on = np.array([way.on(count) for way in ways])
        self._bounds = bounds
        self._owner = self._on.argmax(axis=0)

    def greatest(self, per_share: np.ndarray) -> float:
        """Return what the sum of shares times ``per_share`` never exceeds (dollars).

        Args:
            per_share: Dollars for each share of each column; length n columns.
        """
        touched = per_share != 0.0
        inside = ~(touched & ~self._on).any(axis=1)
        if inside.any():
            return self._of_way(int(inside.argmax()), per_share)
        return sum(
            self._of_way(number, np.where(self._owner == number, per_share, 0.0))
            for number in np.unique(self._owner[touched]).tolist()
        )

    def _of_way(self, number: int, per_share: np.ndarray) -> float:
        """Return the greatest value in one outcome, of what it has of a sum."""
        extended = np.append(per_share, 0.0)  # NOWHERE is the last place
        own = extended[self._parts[number]].sum(axis=1)
        return self._bounds[number].greatest(own)
