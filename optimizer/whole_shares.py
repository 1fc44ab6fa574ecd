"""From the solver's fractions to whole shares, at the least cost.

Running totals are rounded, not single columns: what has vested is a whole number, so a
rounded total never exceeds it. Single shares then move between the columns in use as
long as that pays, and actions are merged where it costs nothing.
"""

from itertools import permutations

import numpy as np

from isoplan.optimizer.bounds import with_ends
from isoplan.optimizer.traced import TracedProblem

CENT = 0.01
CASH_SLACK = 0.005
"""Dollars by which a cash row may miss its floor: rounding of a cent."""
LARGEST_SEARCH = 40
"""Columns in use beyond which moves are tried between neighbours only."""


def whole_shares(traced: TracedProblem, shares: np.ndarray) -> np.ndarray | None:
    """Return whole shares close to ``shares`` that keep all limits, or None.

    Args:
        traced: The problem; its graph prices every candidate.
        shares: The solver's amounts; length n columns.
    """
    candidates = [_rounded(traced, shares, part) for part in (0.5, 1e-6)]
    kept = [each for each in candidates if _keeps_limits(traced, each)]
    if not kept:
        return None
    best = min(kept, key=lambda each: _cost(traced, each))
    return _merged(traced, _improved(traced, best))


def _rounded(traced: TracedProblem, shares: np.ndarray, part: float) -> np.ndarray:
    """Round each supply's running total down after adding ``part`` of a share."""
    owners = np.array([choice.supply for choice in traced.columns.choices], dtype=int)
    whole = np.zeros_like(shares)
    for owner in np.unique(owners):
        mine = owners == owner
        running = np.floor(np.cumsum(shares[mine]) + part)
        if any(b.must_be_used for b in traced.blocks if b.supply == owner):
            running[-1] = round(float(shares[mine].sum()))
        whole[mine] = np.diff(running, prepend=0.0)
    return whole


def _cost(traced: TracedProblem, shares: np.ndarray) -> float:
    return traced.cost.value(traced.graph.values(shares))


def _keeps_limits(traced: TracedProblem, shares: np.ndarray) -> bool:
    """Return whether inventory and every row hold."""
    if np.any(shares < 0):
        return False
    available, used, supply = 0.0, 0.0, -1
    for block, end in with_ends(traced.blocks, len(shares)):
        if block.supply != supply:
            available, used, supply = 0.0, 0.0, block.supply
        available += block.shares
        used += float(shares[block.first : end].sum())
        if used > available:
            return False
    if not traced.rows:
        return True
    values = traced.graph.values(shares)
    return all(row.amount.value(values) >= -CASH_SLACK for row in traced.rows)


def _pairs(traced: TracedProblem, shares: np.ndarray) -> list[tuple[int, int]]:
    """Return pairs of columns in use that draw on the same supply."""
    used = np.flatnonzero(shares).tolist()
    choices = traced.columns.choices
    pairs = [
        (a, b)
        for a, b in permutations(used, 2)
        if choices[a].supply == choices[b].supply
    ]
    if len(used) > LARGEST_SEARCH:
        place = {number: n for n, number in enumerate(used)}
        pairs = [(a, b) for a, b in pairs if abs(place[a] - place[b]) == 1]
    return pairs


def _improved(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Move single shares between columns, or leave one unexercised, while it pays."""
    best, cost = shares, _cost(traced, shares)
    improved = True
    while improved:
        improved = False
        for source, target in _pairs(traced, best):
            candidate = best.copy()
            candidate[source] -= 1
            candidate[target] += 1
            lower = _cost(traced, candidate)
            if lower < cost - CENT and _keeps_limits(traced, candidate):
                best, cost, improved = candidate, lower, True
    return best


def _merged(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Merge actions that a tie allows to merge: fewer transactions, the same value.

    Of two plans worth the same, the one with less credit left over is taken first.
    """
    best, limit = shares, _cost(traced, shares) + CENT / 2
    rank = _rank(traced, best)
    for source, target in _pairs(traced, shares):
        candidate = best.copy()
        candidate[target] += candidate[source]
        candidate[source] = 0
        if _cost(traced, candidate) > limit or not _keeps_limits(traced, candidate):
            continue
        if (found := _rank(traced, candidate)) < rank:
            best, rank = candidate, found
    return best


def _rank(traced: TracedProblem, shares: np.ndarray) -> tuple[int, int]:
    """Return credit left over (whole dollars), then the number of transactions."""
    values = traced.graph.values(shares)
    left = round(traced.credit_left.value(values))
    events: set[object] = set()
    for number in np.flatnonzero(shares).tolist():
        choice = traced.columns.choices[number]
        lot = (choice.supply, choice.exercised_on)
        events.add(lot)
        if choice.sold_on is not None:
            events.add((*lot, choice.sold_on))
    return left, len(events)
