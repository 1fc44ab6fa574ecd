"""How many shares each run of columns may draw on."""

from datetime import date

import numpy as np

from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.tracing.inventory_bounds import Block


def inventory(columns: Columns) -> list[Block]:
    """Return how many shares each run of columns may draw on.

    Columns must be ordered by tranche, then by date of exercise. A new block starts
    where vesting has added shares since the columns before. Options that a buyer cashes
    out go in one way or the other.
    """
    forced = columns.situation.plan.objective == "least_tax"
    tranches = columns.situation.tranches
    tranche_of, exercised = columns.choices.tranche, columns.choices.exercised
    cashed_out, cash_outs = columns.cashed_out, columns.situation.cash_outs
    changes = (np.diff(tranche_of) != 0) | (np.diff(exercised) != 0)
    changes |= np.diff(cashed_out.astype(int)) != 0
    firsts = [0, *(np.flatnonzero(changes) + 1).tolist()] if len(columns) else []
    blocks: list[Block] = []
    owner, reached = -1, 0
    for first in firsts:
        tranche = tranches[tranche_of[first]]
        available = tranche.available(date.fromordinal(int(exercised[first])))
        if cashed_out[first]:
            available = cash_outs[int(tranche_of[first])]
        is_new = tranche_of[first] != owner
        if is_new:
            owner, reached = int(tranche_of[first]), 0
        if is_new or available > reached:
            blocks.append(
                Block(
                    first=first,
                    tranche=owner,
                    shares=float(max(available - reached, 0)),
                    must_be_used=tranche.held or forced or owner in cash_outs,
                )
            )
            reached = max(available, reached)
    return blocks


def most_dollars(columns: Columns) -> float:
    """Return more than any plan's income of one kind can be (dollars)."""
    best = max(
        (float(np.abs(each).max(initial=0.0)) for each in columns.lines.values()),
        default=0.0,
    )
    return best * sum(block.shares for block in inventory(columns))
