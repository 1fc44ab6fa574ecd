"""From the solver's fractions to whole shares, at the least cost.

Running totals are rounded, not single columns: what has vested is a whole number, so a
rounded total never exceeds it. Single shares then move between the columns in use as
long as that pays, and actions are merged where it costs nothing.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer

CENT = 0.01
NEAREST, UP = 0.5, 1e-6
"""Parts of a share from which on a fraction is rounded up."""
NEW_ACTION_GAIN = 1.0
"""Dollars that one more action must gain to be worth the trouble of a single share."""
REPAIR_COST = 1e-4
"""Part of a plan's cost that whole shares may add when found row by row; where they add
more, as with a handful of shares, branching on whole shares is worth it."""
MOST_ROUNDS = 300
"""Moves made before the search for better whole shares ends."""
LARGEST_SEARCH = 40
"""Columns in use beyond which moves are tried between neighbors only."""
NOWHERE = -1
"""Where shares go that stay unexercised, or come from."""


def whole_shares(
    traced: TracedProblem, shares: np.ndarray, on: Sequence[bool] = ()
) -> np.ndarray | None:
    """Return whole shares close to ``shares`` that keep all limits, or None.

    Args:
        traced: The problem; its graph prices every candidate.
        shares: The solver's amounts; length n columns.
        on: Whether each toggle of the graph is on; all candidates keep them so.
    """
    cleared = _without_traces(traced, shares)
    pricer = CandidatePricer(traced, next_columns(traced, cleared), on)
    given = cleared[pricer.places]
    rounded = [_rounded(pricer, given, part) for part in (NEAREST, UP)]
    feasible = [
        each
        for each in (_within_limits(pricer, one) for one in rounded)
        if each is not None
    ]
    most = np.inf
    if not feasible:
        repaired = (_row_by_row(pricer, one) for one in rounded)
        feasible = [each for each in repaired if each is not None]
        exact = traced.cost_of(shares, on)
        most = exact + REPAIR_COST * abs(exact)
    if not feasible:
        return None
    best = feasible[int(pricer.costs(np.stack(feasible, axis=1)).argmin())]
    best = _improved(pricer, best)
    if float(pricer.costs(best[:, None])[0]) > most:
        return None
    return pricer.on_all(_merged(pricer, best))


def _without_traces(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Return the shares without what a solver left in slots that are not used.

    A binary that is almost zero lets a trace of a share through, and rounding could
    make it a whole one: an action too many.
    """
    cleared = shares.copy()
    slots = traced.slots
    for slot, used in zip(slots.slots, slots.used(shares), strict=True):
        if not used:
            cleared[slot.columns] = 0.0
    return cleared


def next_columns(traced: TracedProblem, shares: np.ndarray) -> np.ndarray:
    """Return the columns in use, and those next to them of the same tranche."""
    used = np.flatnonzero(shares > 0.0)
    near = np.concatenate([used, used - 1, used + 1])
    of = np.tile(used, 3)
    inside = (near >= 0) & (near < len(shares))
    near, of = near[inside], of[inside]
    owner = traced.columns.choices.tranche
    return np.unique(near[owner[near] == owner[of]])


def _rounded(pricer: CandidatePricer, shares: np.ndarray, part: float) -> np.ndarray:
    """Round each tranche's running total down after adding ``part`` of a share."""
    whole = np.zeros_like(shares)
    for owner in np.unique(pricer.owner):
        mine = pricer.owner == owner
        running = np.floor(np.cumsum(shares[mine]) + part)
        if not pricer.may_lapse[mine].all():
            running[-1] = round(float(shares[mine].sum()))
        whole[mine] = np.diff(running, prepend=0.0)
    return whole


Move = tuple[int, int]
"""From one of the few columns to another, from or to ``NOWHERE``."""


def _moves(
    pricer: CandidatePricer, shares: np.ndarray, *, beside: bool = False
) -> list[Move]:
    """Return moves between columns of one tranche, the first of them in use.

    The second is in use too or, with ``beside``, next in order to one in use: the same
    exercise a sale day earlier or later.
    """
    used = np.flatnonzero(shares).tolist()
    targets = range(len(shares)) if beside else used
    pairs = [
        (a, b)
        for a, b in product(used, targets)
        if a != b and _same_owner(pricer, a, b)
    ]
    if len(used) > LARGEST_SEARCH:
        place = {number: n for n, number in enumerate(used)}
        pairs = [(a, b) for a, b in pairs if abs(place.get(b, -9) - place[a]) == 1]
    return pairs


def _same_owner(pricer: CandidatePricer, a: int, b: int) -> bool:
    return bool(pricer.owner[a] == pricer.owner[b])


def _drops(pricer: CandidatePricer, shares: np.ndarray) -> list[Move]:
    """Return moves that leave a share of a column in use unexercised."""
    free = np.flatnonzero((shares > 0) & pricer.may_lapse)
    return [(number, NOWHERE) for number in free.tolist()]


def _adds(pricer: CandidatePricer, shares: np.ndarray) -> list[Move]:
    """Return moves that exercise one more share into a column in use."""
    free = np.flatnonzero((shares > 0) & pricer.may_lapse)
    return [(NOWHERE, number) for number in free.tolist()]


def _after(
    shares: np.ndarray, moves: list[Move], counts: list[float] | None = None
) -> np.ndarray:
    """Return the candidates after each move, of one share or of ``counts`` shares."""
    candidates = np.repeat(shares[:, None], len(moves), axis=1)
    for number, (source, target) in enumerate(moves):
        count = 1.0 if counts is None else counts[number]
        if source != NOWHERE:
            candidates[source, number] -= count
        if target != NOWHERE:
            candidates[target, number] += count
    return candidates


def _within_limits(pricer: CandidatePricer, shares: np.ndarray) -> np.ndarray | None:
    """Move, drop or add single shares until limits hold; None if that does not help."""
    best = shares
    missing = float(pricer.limits_missed(best[:, None])[0])
    while missing > 0:
        moves = _moves(pricer, best) + _drops(pricer, best) + _adds(pricer, best)
        if not moves:
            return None
        candidates = _after(best, moves)
        short = pricer.limits_missed(candidates)
        short[~pricer.within_inventory(candidates)] = np.inf
        number = int(np.lexsort((pricer.costs(candidates), short))[0])
        if short[number] >= missing:
            return None
        best, missing = candidates[:, number], float(short[number])
    return best


def _row_by_row(pricer: CandidatePricer, shares: np.ndarray) -> np.ndarray | None:
    """Keep the first missed row, then the next; None if a row cannot be kept.

    Rows of one kind follow each other in time, and what a share changes lies in its
    year and later. So a move that keeps a year's row may break those of later years,
    which makes the sum of what is missed rise, but never those before.
    """
    best = shares
    for _ in range(MOST_ROUNDS):
        missed = pricer.missing_by_row(best[:, None])[:, 0]
        if not missed.any():
            return best if pricer.limits_missed(best[:, None])[0] == 0.0 else None
        first = int(np.flatnonzero(missed)[0])
        moves = _moves(pricer, best) + _drops(pricer, best) + _adds(pricer, best)
        if not moves:
            return None
        candidates = _after(best, moves)
        after = pricer.missing_by_row(candidates)
        better = pricer.within_inventory(candidates) & ~after[:first].any(axis=0)
        better &= after[first] < missed[first]
        if not better.any():
            return None
        places = np.flatnonzero(better)
        order = (pricer.costs(candidates)[places], after.sum(axis=0)[places])
        best = candidates[:, places[int(np.lexsort(order)[0])]]
    return None


def _improved(pricer: CandidatePricer, shares: np.ndarray) -> np.ndarray:
    """Move shares between columns while it pays: the best move, as far as it pays.

    After a proven solve single shares are all there is to move; after one that time cut
    short, the doubling of a move finds what else is close. The search is limited, not
    exhaustive.
    """
    best = shares
    cost = float(pricer.costs(best[:, None])[0])
    for _ in range(MOST_ROUNDS):
        moves = _moves(pricer, best, beside=True) + _drops(pricer, best)
        if not moves:
            return best
        gains = cost - costs_of_feasible(pricer, _after(best, moves))
        opens = [target != NOWHERE and best[target] == 0 for _, target in moves]
        gains -= np.where(opens, NEW_ACTION_GAIN, CENT)
        number = int(gains.argmax())
        if gains[number] <= 0:
            return best
        best, cost = _as_far_as_it_pays(pricer, best, moves[number])
    return best


def _as_far_as_it_pays(
    pricer: CandidatePricer, shares: np.ndarray, move: Move
) -> tuple[np.ndarray, float]:
    """Make a move of one share, or of the power of two that pays most."""
    steps = [1.0]
    while steps[-1] * 2 <= shares[move[0]]:
        steps.append(steps[-1] * 2)
    candidates = _after(shares, [move] * len(steps), steps)
    costs = costs_of_feasible(pricer, candidates)
    number = int(costs.argmin())
    return candidates[:, number], float(costs[number])


def costs_of_feasible(pricer: CandidatePricer, candidates: np.ndarray) -> np.ndarray:
    """Return the cost of each candidate (dollars), infinite if it breaks a limit."""
    feasible = pricer.within_inventory(candidates) & (
        pricer.limits_missed(candidates) == 0.0
    )
    return np.where(feasible, pricer.costs(candidates), np.inf)


def with_ties_merged(
    traced: TracedProblem, shares: np.ndarray, on: Sequence[bool]
) -> np.ndarray:
    """Return whole shares with the actions merged that a tie allows to merge."""
    pricer = CandidatePricer(traced, np.flatnonzero(shares), on)
    return pricer.on_all(_merged(pricer, shares[pricer.places]))


def _merged(pricer: CandidatePricer, shares: np.ndarray) -> np.ndarray:
    """Merge actions that a tie allows to merge: fewer transactions, the same value.

    Of two plans worth the same, the one with less credit left over is taken first.
    """
    best = shares
    limit = float(pricer.costs(best[:, None])[0]) + CENT / 2
    rank = _ranks(pricer, best[:, None])[0]
    while moves := _moves(pricer, best):
        candidates = _after(best, moves, [float(best[source]) for source, _ in moves])
        feasible = candidates[:, costs_of_feasible(pricer, candidates) <= limit]
        ranked = sorted(
            (found, number) for number, found in enumerate(_ranks(pricer, feasible))
        )
        if not ranked or ranked[0][0] >= rank:
            break
        rank, best = ranked[0][0], feasible[:, ranked[0][1]]
    return best


def _ranks(pricer: CandidatePricer, candidates: np.ndarray) -> list[tuple[int, int]]:
    """Return credit left over (whole dollars), then the number of transactions."""
    if not candidates.shape[1]:
        return []
    left = np.round(pricer.credit_left(candidates)).astype(int).tolist()
    choices = pricer.traced.columns.choices.at(pricer.places)
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    keys = np.stack([choices.tranche, choices.exercised, elected])
    lots = np.unique(keys, axis=1)
    exercises = np.array([(keys == lot[:, None]).all(axis=0) for lot in lots.T])
    used = (candidates > 0).astype(int)
    bought = (exercises.astype(int) @ used > 0).sum(axis=0)
    sold = used[choices.sold != NEVER].sum(axis=0)
    return list(zip(left, (bought + sold).tolist(), strict=True))
