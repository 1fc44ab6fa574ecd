"""A traced problem on the few columns that a plan uses, for many plans at once."""

from collections.abc import Sequence

import numpy as np

from isoplan.optimizer.program.traced_problem import (
    CASH_SLACK,
    SHARE_SLACK,
    TracedProblem,
)
from isoplan.optimizer.tracing.inventory_bounds import with_ends


class CandidatePricer:
    """Prices candidates that differ in a few columns and leave all others at zero.

    A candidate is an array of shares, one number for each of the few; candidates are
    columns of a matrix, ``few x candidates``.

    Attributes:
        places: Numbers of the few columns, rising; length n few.
        owner: Tranche of each; length n few.
        may_lapse: Whether its shares may stay unexercised; length n few.
    """

    def __init__(
        self, traced: TracedProblem, places: np.ndarray, on: Sequence[bool] = ()
    ) -> None:
        """Look at ``places`` alone, with the graph's toggles as ``on`` says."""
        self.traced = traced
        self.on = on
        self.places = places
        self.owner: np.ndarray = traced.columns.choices.tranche[places]
        forced = [block.tranche for block in traced.blocks if block.must_be_used]
        self.may_lapse: np.ndarray = ~np.isin(self.owner, forced)
        self._leaves = traced.graph.leaves_at(places)
        self._used, self._available = self._inventory()
        self._slots = traced.slots.at(places)

    def _inventory(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which columns each step's running total holds, and its limit."""
        blocks = with_ends(self.traced.blocks, len(self.traced.columns))
        used = np.zeros((len(blocks), len(self.places)))
        available = np.zeros(len(blocks))
        for number, (block, end) in enumerate(blocks):
            used[number] = (self.owner == block.tranche) & (self.places < end)
            before = available[number - 1] if number else 0.0
            same = number > 0 and blocks[number - 1][0].tranche == block.tranche
            available[number] = block.shares + (before if same else 0.0)
        return used, available[:, None]

    def on_all(self, candidate: np.ndarray) -> np.ndarray:
        """Return one candidate as shares of every column; length n columns."""
        shares = np.zeros(len(self.traced.columns))
        shares[self.places] = candidate
        return shares

    def values(self, candidates: np.ndarray) -> np.ndarray:
        """Return every atom's value (dollars), ``atoms x candidates``."""
        leaves = {number: per @ candidates for number, per in self._leaves.items()}
        plans = candidates.shape[1]
        on = np.tile(np.array(self.on, dtype=float)[:, None], (1, plans))
        return self.traced.graph.values_from(leaves, plans, on)

    def costs(self, candidates: np.ndarray) -> np.ndarray:
        """Return the cost of each candidate (dollars)."""
        return self._of_all(self.traced.cost.value(self.values(candidates)), candidates)

    def credit_left(self, candidates: np.ndarray) -> np.ndarray:
        """Return the credit that each candidate leaves over (dollars)."""
        left = self.traced.credit_left.value(self.values(candidates))
        return self._of_all(left, candidates)

    def missing(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses all rows (dollars and shares)."""
        missing: np.ndarray = self.missing_by_row(candidates).sum(axis=0)
        return missing

    def missing_by_row(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses each row, ``rows x candidates``."""
        missing = np.zeros((len(self.traced.rows), candidates.shape[1]))
        if not self.traced.rows:
            return missing
        values = self.values(candidates)
        for number, row in enumerate(self.traced.rows):
            amount = row.amount.value(values)
            missing[number] = np.where(amount < -CASH_SLACK, -amount, 0.0)
        return missing

    def limits_missed(self, candidates: np.ndarray) -> np.ndarray:
        """Return by how much each candidate misses cash and preferences; zero if none.

        Dollars of cash, and shares and actions as :class:`CandidateSlots` counts them.
        """
        missed: np.ndarray = self.missing(candidates)
        missed += self._slots.missed(candidates)
        return missed

    def within_inventory(self, candidates: np.ndarray) -> np.ndarray:
        """Return whether each candidate's shares are there."""
        left = self._available - self._used @ candidates
        least = candidates.min(axis=0, initial=0.0)
        least = np.minimum(least, left.min(axis=0, initial=0.0))
        within: np.ndarray = least >= -SHARE_SLACK
        return within

    @staticmethod
    def _of_all(amount: float | np.ndarray, candidates: np.ndarray) -> np.ndarray:
        return np.broadcast_to(np.asarray(amount, dtype=float), candidates.shape[1])
