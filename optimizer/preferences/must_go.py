"""Shares that a plan must put somewhere, and what is left for them."""

import numpy as np

from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.inventory import inventory


def stuck_tranches(columns: Columns, forbidden: np.ndarray) -> set[int]:
    """Return the tranches whose shares must go and cannot without forbidden columns.

    Args:
        columns: By tranche, then by day of exercise.
        forbidden: Whether a column is ruled out; length n columns.
    """
    before = _must_go(columns)
    after = _must_go(columns.at(~forbidden))
    return {tranche for tranche, n in before.items() if after.get(tranche, 0.0) < n}


def _must_go(columns: Columns) -> dict[int, float]:
    """Return the shares that must be in some column, by tranche."""
    shares: dict[int, float] = {}
    for block in inventory(columns):
        if block.must_be_used:
            shares[block.tranche] = shares.get(block.tranche, 0.0) + block.shares
    return shares
