"""Better whole shares than rounding finds, and a bound that holds for whole shares.

Two searches, and only the second proves anything. The first looks near the plan: at
whole shares within a few of the fractions, in the columns in use and those next to use,
binaries free. What it finds is a plan like any other; that it finds no better one says
nothing of plans elsewhere. The second asks for whole shares in every column, from the
best plan known. Its bound holds for every plan in whole shares, and lies above the one
of the search in fractions where whole shares cost something.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.models.results.verdict import BoundOf
from isoplan.optimizer.program.near_program import near_program
from isoplan.optimizer.program.program import Program, in_whole_shares
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.solving.incumbent import priced
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.expression import Leaf
from isoplan.optimizer.whole_shares.rounding import next_columns, with_ties_merged

NEAR_SHARES = 3
"""Shares by which a column may differ from the fractions and the plan, in the search
near them."""
MOST_NEXT = 20
"""Columns that are not in use and come closest to it, for the search near the plan."""
STEP = 1_000.0
"""Dollars by which an amount is moved, up and down, to see what a dollar of it costs:
some shares' worth, since the best plan lies on kinks."""
PART = 1e-6
"""Part of a plan's cost that is worth a second and ``NODES`` of looking for it."""
NODES = 300
LEAST_NODES, MOST_NODES = 50, 20_000
"""Nodes of each search at least and at most. Nodes end most searches, so that the plan
does not depend on how busy the machine is."""
LEAST_S, MOST_S = 1.0, 10.0
"""Seconds that each search may take at least and at most, the time limit allowing."""
SHORTEST_S = 0.1
"""Seconds left that are too few for a search."""
WORTH_SEARCHING = 1.0
"""Dollars of distance up to which rounding is good enough: the verdict says them, and
nobody waits for a search that could win no more."""
SMALL_PROGRAM = 200
"""Columns up to which a search is so quick that cents are worth it."""
WORTH_TAKING = 1.0
"""Dollars that a search which was cut short must gain for its plan to be taken."""
LARGEST_PROOF = 1_500
"""Columns beyond which no bound in whole shares is looked for: of larger programs none
was ever proven in the time that is worth it."""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A plan in whole shares; dollars.

    Attributes:
        shares: Whole, of each column; length n columns.
        on: Whether each toggle of the graph is on.
        cost: By the traced law.
    """

    shares: np.ndarray
    on: tuple[bool, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class WholeSearch:
    """What is known of plans in whole shares; dollars.

    Attributes:
        plans: Those found, the first by rounding, each cheaper than the one before.
        bound: No plan in whole shares costs less.
        bound_of: What the bound was proven for.
        seconds: Spent in searches.
    """

    plans: tuple[WholePlan, ...]
    bound: float
    bound_of: BoundOf = "fractions"
    seconds: float = 0.0

    @property
    def best(self) -> WholePlan:
        """Return the cheapest plan."""
        return self.plans[-1]

    @property
    def short(self) -> float:
        """Return how far the best plan is from the bound."""
        return self.best.cost - self.bound


def searched(
    program: Program,
    solution: Solution,
    known: WholeSearch,
    limits: Limits,
    solver: SolverName = "auto",
    tell: Callable[[str], None] = lambda _: None,
) -> WholeSearch:
    """Return what two searches in whole shares add to what is known.

    Nothing where the plan is within a dollar of the bound already, or where the search
    in fractions did not finish.

    Args:
        program: In fractions of shares.
        solution: Of that program.
        known: At least one plan, which keeps all limits.
        limits: The time left, by their clock, and the gap.
        solver: Which one is asked first.
        tell: Told what is going on.
    """
    is_small = len(program.traced.columns) <= SMALL_PROGRAM
    if not solution.proven or (known.short <= WORTH_SEARCHING and not is_small):
        return known
    for everywhere in (False, True):
        stop = _worth(known, limits)
        near_enough = limits.close(known.best.cost, known.bound)
        if near_enough or stop.time_limit_s < SHORTEST_S:
            break
        if everywhere and len(program.traced.columns) > LARGEST_PROOF:
            break
        where = "all columns" if everywhere else "columns near the plan"
        tell(f"whole shares cost ${known.short:,.2f}; searching in {where} ...")
        if everywhere:
            narrowed = in_whole_shares(program)
        else:
            narrowed = _near(program, solution, known.best)
        known = _after(narrowed, known, stop, solver, everywhere=everywhere)
    return known


def _worth(known: WholeSearch, limits: Limits) -> Limits:
    """Return the time and the nodes that a plan's distance from its bound is worth."""
    parts = known.short / max(abs(known.best.cost), 1.0) / PART
    return replace(
        limits,
        time_limit_s=min(limits.left_s, max(parts, LEAST_S), MOST_S),
        ends_at=None,
        most_nodes=int(min(max(parts * NODES, LEAST_NODES), MOST_NODES)),
    )


def _after(
    program: Program,
    known: WholeSearch,
    limits: Limits,
    solver: SolverName,
    *,
    everywhere: bool,
) -> WholeSearch:
    """Return what is known after one search: its bound counts if it looked everywhere.

    A search that finds nothing, or fails, takes nothing away from the plan.
    """
    try:
        found = solve(program, limits, solver, known.best.shares)
    except (InfeasiblePlan, NoPlanInTime, SolverFailure):
        return known
    plans, bound, bound_of = known.plans, known.bound, known.bound_of
    tied = with_ties_merged(program.traced, np.round(found.shares), found.on)
    made = priced(program.traced, tied, found.on)
    if made is not None:
        gain = known.best.cost - made.cost
        if gain > 0.0 and (found.proven or gain >= WORTH_TAKING):
            plans = (*plans, WholePlan(made.shares, made.on, made.cost))
    if everywhere and found.bound > bound:
        bound, bound_of = min(found.bound, plans[-1].cost), "whole_shares"
    return WholeSearch(plans, bound, bound_of, known.seconds + found.seconds)


def _near(program: Program, solution: Solution, plan: WholePlan) -> Program:
    """Return the program of whole shares close to the fractions and to the plan."""
    traced = program.traced
    places = np.union1d(
        np.union1d(next_columns(traced, solution.shares), np.flatnonzero(plan.shares)),
        cheapest_columns(traced, plan.shares, plan.on, MOST_NEXT),
    )
    low = np.floor(np.minimum(solution.shares, plan.shares)) - NEAR_SHARES
    high = np.ceil(np.maximum(solution.shares, plan.shares)) + NEAR_SHARES
    ranges = {
        place: (max(int(low[place]), 0), int(high[place])) for place in places.tolist()
    }
    return near_program(program, ranges)


def cheapest_columns(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...], most: int
) -> np.ndarray:
    """Return the columns to which shares of a plan move at the least cost.

    Judged by what a dollar more of each traced sum costs, halfway between a little more
    and a little less of it: an estimate, which says where to look and proves nothing.

    Args:
        traced: Prices the plan.
        shares: Of each column; length n columns.
        on: Whether each toggle of the graph is on.
        most: How many columns.
    """
    costs = _cost_per_share(traced, shares, on)
    dearest = np.zeros(len(costs))
    owner = traced.columns.choices.tranche
    for tranche in np.unique(owner[shares > 0]):
        mine = owner == tranche
        dearest[mine] = costs[mine & (shares > 0)].max()
    order = np.argsort(costs - dearest, kind="stable")
    return order[:most]


def _cost_per_share(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...]
) -> np.ndarray:
    """Return what a share of each column costs (dollars), about; length n columns."""
    leaves = [
        (number, leaf)
        for number, leaf in enumerate(traced.graph.atoms)
        if isinstance(leaf, Leaf)
    ]
    steps = STEP * np.eye(len(leaves))
    steps = np.concatenate([steps, -steps], axis=1)
    moved = {
        number: leaf.value(shares) + steps[place]
        for place, (number, leaf) in enumerate(leaves)
    }
    plans = steps.shape[1]
    toggles = np.tile(np.array(on, dtype=float)[:, None], (1, plans))
    values = traced.graph.values_from(moved, plans, toggles)
    costs = np.broadcast_to(traced.cost.value(values), plans)
    slopes = (costs[: len(leaves)] - costs[len(leaves) :]) / (2.0 * STEP)
    each = np.zeros(len(traced.columns))
    for slope, (_, leaf) in zip(slopes, leaves, strict=True):
        each[leaf.touched] += slope * leaf.amounts
    return each
