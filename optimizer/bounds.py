"""The greatest value of a sum over columns, given what there is to exercise."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive columns that the same step of vesting makes possible.

    Attributes:
        first: Number of its first column.
        supply: The grant or lot that the columns draw on.
        shares: Shares that this step adds to the supply.
        must_be_used: Whether every share of the supply is in some column (a lot is
            sold or kept; an option may lapse).
    """

    first: int
    supply: int
    shares: float
    must_be_used: bool


def with_ends(blocks: list[Block], count: int) -> list[tuple[Block, int]]:
    """Return each block with the number of the first column after it."""
    ends = [*(block.first for block in blocks[1:]), count]
    return list(zip(blocks, ends, strict=False))


class ColumnBounds:
    """Bounds of linear functions of the column amounts, exact for the inventory.

    Columns are ordered by supply, then by date of exercise. A share that vested in one
    step may go to any column of that step or of a later one, so the greatest value is
    each step's shares times the best coefficient from there on: columns compete for the
    same shares, and a plain sum over columns would count them many times.
    """

    def __init__(self, count: int, blocks: list[Block]) -> None:
        """Take the number of columns, and their blocks in the order of columns."""
        self.count = count
        self.blocks = blocks
        self._starts = np.array([block.first for block in blocks], dtype=int)

    def greatest(self, per_share: np.ndarray) -> float:
        """Return the greatest sum of shares times ``per_share`` (dollars).

        Args:
            per_share: Dollars for each share of each column; length n columns.
        """
        if self.count == 0:
            return 0.0
        best_of_block = np.maximum.reduceat(per_share, self._starts)
        total, best, supply = 0.0, 0.0, -1
        for block, here in zip(
            reversed(self.blocks), best_of_block[::-1].tolist(), strict=True
        ):
            if block.supply != supply:
                supply = block.supply
                best = here if block.must_be_used else max(here, 0.0)
            best = max(best, here)
            total += block.shares * best
        return total
