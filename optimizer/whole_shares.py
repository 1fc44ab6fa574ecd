"""From the solver's fractions to whole shares, at the least cost.

Running totals are rounded, not single columns: what has vested is a whole number, so a
rounded total never exceeds it. Single shares then move between the columns in use as
long as that pays, and actions are merged where it costs nothing.
"""

from itertools import product

import numpy as np

from isoplan.optimizer.traced import TracedProblem

CENT = 0.01
NEW_ACTION_GAIN = 1.0
"""Dollars that one more action must gain to be worth the trouble of a single share."""
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
    best = min(kept, key=lambda each: traced.cost_of(each))
    return _merged(traced, _improved(traced, best))


def _rounded(traced: TracedProblem, shares: np.ndarray, part: float) -> np.ndarray:
    """Round each supply's running total down after adding ``part`` of a share."""
    owners = traced.columns.choices.supply
    whole = np.zeros_like(shares)
    for owner in np.unique(owners):
        mine = owners == owner
        running = np.floor(np.cumsum(shares[mine]) + part)
        if any(b.must_be_used for b in traced.blocks if b.supply == owner):
            running[-1] = round(float(shares[mine].sum()))
        whole[mine] = np.diff(running, prepend=0.0)
    return whole


def _within_cash(traced: TracedProblem, shares: np.ndarray) -> np.ndarray | None:
    """Move or drop single shares until cash lasts; None if that does not help."""
    best, missing = shares, traced.cash_missing(shares)
    while missing > 0:
        moved = [_moved(best, a, b) for a, b in _pairs(traced, best)]
        dropped = [
            _moved(best, number, None) for number in _droppable(traced, best).tolist()
        ]
        tried = [
            (traced.cash_missing(each), traced.cost_of(each), place, each)
            for place, each in enumerate(moved + dropped)
            if traced.within_inventory(each)
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
    free = ~np.isin(traced.columns.choices.supply, list(forced))
    return np.flatnonzero((shares > 0) & free)


def _pairs(
    traced: TracedProblem, shares: np.ndarray, *, beside: bool = False
) -> list[tuple[int, int]]:
    """Return pairs of columns that draw on one supply, the first of them in use.

    The second is in use too or, with ``beside``, next in order to one in use: the same
    exercise a sale day earlier or later.
    """
    used = np.flatnonzero(shares).tolist()
    owner = traced.columns.choices.supply
    others = set(used)
    if beside:
        near = {n for number in used for n in (number - 1, number + 1)}
        others |= {n for n in near if 0 <= n < len(owner)}
    pairs = [
        (a, b)
        for a, b in product(used, sorted(others))
        if a != b and owner[a] == owner[b]
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
    best, cost, tries = shares, traced.cost_of(shares), 0
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
                lower = traced.cost_of(candidate)
                opens = target is not None and best[target] == 0
                least_gain = NEW_ACTION_GAIN if opens else CENT
                if lower >= cost - least_gain or not traced.keeps_limits(candidate):
                    break
                best, cost, improved = candidate, lower, True
                step *= 2.0
    return best


def _merged(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Merge actions that a tie allows to merge: fewer transactions, the same value.

    Of two plans worth the same, the one with less credit left over is taken first.
    """
    best, limit = shares, traced.cost_of(shares) + CENT / 2
    rank = _rank(traced, best)
    for source, target in _pairs(traced, shares):
        candidate = best.copy()
        candidate[target] += candidate[source]
        candidate[source] = 0
        if traced.cost_of(candidate) > limit or not traced.keeps_limits(candidate):
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
