"""The greatest value of a sum over columns, given what there is to exercise."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive columns that the same addition to a tranche makes possible.

    Attributes:
        first: Number of its first column.
        tranche: Number of the inventory that the columns draw on.
        shares: Shares that are added to it.
        must_be_used: Whether every share of the tranche is in some column.
        end: Number of the first column after it; that of the next block if left out.
        before: Number of the block whose running total the first one of an inventory
            takes up, if it takes up one.
    """

    first: int
    tranche: int
    shares: float
    must_be_used: bool
    end: int | None = None
    before: int | None = None


def with_ends(blocks: list[Block], count: int) -> list[tuple[Block, int]]:
    """Return each block with the number of the first column after it."""
    ends = [*(block.first for block in blocks[1:]), count]
    return [
        (block, end if block.end is None else block.end)
        for block, end in zip(blocks, ends, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Flow:
    """Shares that add up to a fixed number.

    Attributes:
        name: Of the program's row.
        places: Of columns.
        amounts: Of a share of each; length n places.
        total: What they add up to, shares.
    """

    name: str
    places: np.ndarray
    amounts: np.ndarray
    total: float = 0.0

    def missed(self, shares: np.ndarray) -> float:
        """Return by how many shares a plan misses it; shares of every column."""
        return abs(float(shares[self.places] @ self.amounts) - self.total)


@dataclass(frozen=True, slots=True)
class SharedLimits:
    """Limits on the number of shares that several columns hold together.

    Attributes:
        number: Of the limit of each column, from one; zero for none; length n columns.
        most_shares: Of each limit; length n limits.
    """

    number: np.ndarray
    most_shares: np.ndarray

    def greatest(self, per_share: np.ndarray) -> float:
        """Return the greatest sum over the columns that have a limit (dollars)."""
        best = np.zeros(len(self.most_shares) + 1)
        np.maximum.at(best, self.number, per_share)
        return float(self.most_shares @ best[1:])


class ColumnBounds:
    """Bounds of linear functions of the column amounts, exact for the inventory.

    Columns are ordered by tranche, then by date of exercise. A share that is added in
    one step may go to any column of that step or of a later one, so the greatest value
    is each step's shares times the best coefficient from there on: columns compete for
    the same shares, and a plain sum over columns would count them many times.

    Where limits hold columns together, what has a limit is bounded by the limits and
    the rest by the inventory, or everything by the inventory: whichever is less.
    """

    def __init__(
        self, count: int, blocks: list[Block], limits: SharedLimits | None = None
    ) -> None:
        """Take the number of columns, their blocks in order, and limits if any."""
        self.count = count
        self.blocks = blocks
        self.limits = limits
        self._starts = np.array([block.first for block in blocks], dtype=int)
        self._place, floors, shares = _from_last_to_first(blocks)
        self._floors = np.array(floors)
        self._shares = np.zeros((len(floors), max(map(len, shares), default=0)))
        for tranche, steps in enumerate(shares):
            self._shares[tranche, : len(steps)] = steps

    def greatest(self, per_share: np.ndarray) -> float:
        """Return what the sum of shares times ``per_share`` never exceeds (dollars).

        Args:
            per_share: Dollars for each share of each column; length n columns.
        """
        return float(self._greatest(per_share[None, :])[0])

    def ends(self, per_share: np.ndarray) -> tuple[float, float]:
        """Return what such a sum never falls below, and what it never exceeds."""
        low, high = self._greatest(np.array([-per_share, per_share])).tolist()
        return 0.0 - low, high

    def _greatest(self, per_share: np.ndarray) -> np.ndarray:
        """Return the bound of several sums: dollars a share, sums x columns."""
        most = self._within_inventory(per_share)
        if self.limits is None:
            return most
        free = np.where(self.limits.number == 0, per_share, 0.0)
        limited = np.array([self.limits.greatest(each) for each in per_share])
        return np.minimum(most, limited + self._within_inventory(free))

    def _within_inventory(self, per_share: np.ndarray) -> np.ndarray:
        """Return the greatest sums that the inventory allows (dollars)."""
        count = len(per_share)
        if self.count == 0:
            return np.zeros(count)
        best = np.full((count, len(self._floors), self._shares.shape[1] + 1), -np.inf)
        best[:, :, 0] = self._floors
        best[:, *self._place] = np.maximum.reduceat(per_share, self._starts, axis=1)
        np.maximum.accumulate(best, axis=2, out=best)
        worth = self._shares * best[:, :, 1:]
        found: np.ndarray = worth.reshape(count, -1).sum(axis=1)
        return found


def _from_last_to_first(
    blocks: list[Block],
) -> tuple[tuple[np.ndarray, np.ndarray], list[float], list[list[float]]]:
    """Lay out blocks in a table: a line for each tranche, its last step first.

    Returns:
        Line and place of each block, places counted from one; by tranche, what a share
        in no column is worth (nothing, or not allowed); by tranche, its steps' shares.
    """
    line, place = np.zeros((2, len(blocks)), dtype=int)
    floors: list[float] = []
    shares: list[list[float]] = []
    owner = -1
    for number in reversed(range(len(blocks))):
        block = blocks[number]
        if block.tranche != owner:
            owner = block.tranche
            floors.append(-np.inf if block.must_be_used else 0.0)
            shares.append([])
        shares[-1].append(block.shares)
        line[number], place[number] = len(floors) - 1, len(shares[-1])
    return (line, place), floors, shares
