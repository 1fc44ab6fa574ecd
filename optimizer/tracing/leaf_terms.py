"""What each column adds to each leaf, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.tracing.expression import Leaf


@dataclass(frozen=True, slots=True)
class LeafTerms:
    """The amounts of all leaves, ordered by column.

    Attributes:
        leaves: How many.
        starts: Where the terms of each column begin; length n columns + 1.
        leaf: Place of the leaf of each term.
        amounts: Dollars a share of each term.
    """

    leaves: int
    starts: np.ndarray
    leaf: np.ndarray
    amounts: np.ndarray

    @classmethod
    def of(cls, leaves: Sequence[Leaf], count: int) -> "LeafTerms":
        """Return the terms of some leaves over so many columns."""
        column = np.concatenate([np.zeros(0, int), *(leaf.touched for leaf in leaves)])
        amounts = np.concatenate([np.zeros(0), *(leaf.amounts for leaf in leaves)])
        sizes = [len(leaf.touched) for leaf in leaves]
        owner = np.repeat(np.arange(len(leaves)), np.array(sizes, int))
        order = np.argsort(column, kind="stable")
        counts = np.bincount(column, minlength=count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        return cls(len(leaves), starts, owner[order], amounts[order])

    def values(self, shares: np.ndarray) -> np.ndarray:
        """Return the aggregate of each leaf (dollars), in their order.

        Args:
            shares: Of each column; length n columns.
        """
        used = np.flatnonzero(shares)
        places, owner = self._of(used)
        paid = self.amounts[places] * shares[used][owner]
        return np.bincount(self.leaf[places], paid, minlength=self.leaves)

    def at(self, columns: np.ndarray) -> np.ndarray:
        """Return what a share of some columns adds to each leaf (dollars).

        Args:
            columns: Their numbers; length n columns.

        Returns:
            Leaves x n columns.
        """
        places, owner = self._of(columns)
        found = np.zeros((self.leaves, len(columns)))
        found[self.leaf[places], owner] = self.amounts[places]
        return found

    def _of(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the terms of some columns, and to which of them each belongs."""
        sizes = self.starts[columns + 1] - self.starts[columns]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(self.starts[columns], sizes) + within
        return places, np.repeat(np.arange(len(columns)), sizes)
