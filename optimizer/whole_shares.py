"""From the solver's fractions to whole shares, at the least cost.

Running totals are rounded, not single columns: what has vested is a whole number, so a
rounded total never exceeds it. Single shares then move between the columns in use as
long as that pays, and actions are merged where it costs nothing.
"""

from itertools import product

import numpy as np

from isoplan.optimizer.bounds import with_ends
from isoplan.optimizer.traced import TracedProblem

CENT = 0.01
NEW_ACTION_GAIN = 1.0
"""Dollars that one more action must gain to be worth the trouble of a single share."""
CASH_SLACK = 0.005
"""Dollars by which a cash row may miss its floor: rounding of a cent."""
MOST_TRIES = 2_000
"""Moves priced before the search for better whole shares ends."""
LARGEST_SEARCH = 40
"""Columns in use beyond which moves are tried between neighbours only."""


def whole_shares(traced: TracedProblem, shares: np.ndarray) -> np.ndarray | None:
    """Return whole shares close to ``shares`` that keep all limits, or None.

    Args:
        traced: The problem; its graph prices every candidate.
        shares: The solver's amounts; length n columns.
    """
    candidates = [_rounded(traced, shares, part) for part in (0.5, 1e-6)]
    repaired = [_within_cash(traced, each) for each in candidates]
    kept = [each for each in repaired if each is not None]
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
    return _within_inventory(traced, shares) and _cash_missing(traced, shares) == 0.0


def _within_inventory(traced: TracedProblem, shares: np.ndarray) -> bool:
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
    return True


def _cash_missing(traced: TracedProblem, shares: np.ndarray) -> float:
    """Return by how much all rows together miss their floors (dollars)."""
    if not traced.rows:
        return 0.0
    values = traced.graph.values(shares)
    amounts = (row.amount.value(values) for row in traced.rows)
    return sum(-amount for amount in amounts if amount < -CASH_SLACK)


def _within_cash(traced: TracedProblem, shares: np.ndarray) -> np.ndarray | None:
    """Move or drop single shares until cash lasts; None if that does not help."""
    best, missing = shares, _cash_missing(traced, shares)
    while missing > 0:
        moved = [_moved(best, a, b) for a, b in _pairs(traced, best)]
        dropped = [
            _moved(best, number, None) for number in _droppable(traced, best).tolist()
        ]
        tried = [
            (_cash_missing(traced, each), _cost(traced, each), place, each)
            for place, each in enumerate(moved + dropped)
            if _within_inventory(traced, each)
        ]
        if not tried or min(tried)[0] >= missing:
            return None
        missing, _, _, best = min(tried)
    return best


def _moved(
    shares: np.ndarray, source: int, target: int | None, count: float = 1.0
) -> np.ndarray:
    """Return the shares with some moved from ``source`` to ``target``, or dropped."""
    candidate = shares.copy()
    candidate[source] -= count
    if target is not None:
        candidate[target] += count
    return candidate


def _droppable(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Return columns in use whose shares may stay unexercised."""
    forced = {block.supply for block in traced.blocks if block.must_be_used}
    free = [choice.supply not in forced for choice in traced.columns.choices]
    return np.flatnonzero((shares > 0) & np.array(free, dtype=bool))


def _pairs(
    traced: TracedProblem, shares: np.ndarray, *, beside: bool = False
) -> list[tuple[int, int]]:
    """Return pairs of columns that draw on one supply, the first of them in use.

    The second is in use too or, with ``beside``, next in order to one in use: the same
    exercise a sale day earlier or later.
    """
    used = np.flatnonzero(shares).tolist()
    choices = traced.columns.choices
    others = set(used)
    if beside:
        near = {n for number in used for n in (number - 1, number + 1)}
        others |= {n for n in near if 0 <= n < len(choices)}
    pairs = [
        (a, b)
        for a, b in product(used, sorted(others))
        if a != b and choices[a].supply == choices[b].supply
    ]
    if len(used) > LARGEST_SEARCH:
        place = {number: n for n, number in enumerate(used)}
        pairs = [(a, b) for a, b in pairs if abs(place.get(b, -9) - place[a]) == 1]
    return pairs


def _improved(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Move shares between columns while it pays: one, then twice as many, and so on.

    After a proven solve single shares are all there is to move; after one that time cut
    short, the doubling finds what else is close. The search is limited, not exhaustive.
    """
    best, cost, tries = shares, _cost(traced, shares), 0
    improved = True
    while improved and tries < MOST_TRIES:
        improved = False
        moves: list[tuple[int, int | None]] = [*_pairs(traced, best, beside=True)]
        moves += [(number, None) for number in _droppable(traced, best).tolist()]
        for source, target in moves:
            step = 1.0
            while step <= best[source] and tries < MOST_TRIES:
                tries += 1
                candidate = _moved(best, source, target, step)
                lower = _cost(traced, candidate)
                opens = target is not None and best[target] == 0
                least_gain = NEW_ACTION_GAIN if opens else CENT
                if lower >= cost - least_gain or not _keeps_limits(traced, candidate):
                    break
                best, cost, improved = candidate, lower, True
                step *= 2.0
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
