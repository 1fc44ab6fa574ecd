"""Whole shares along every way of a tree: rounded, and searched near the fractions.

Running totals are rounded, lot by lot in the order of exercise, and of each lot sale by
sale. Ways begin alike, and a lot flows whole into each branch: so the totals are the
same on all ways until they part, and again where a lot ends. Rounded, they stay so.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.program.near_program import near_program
from isoplan.optimizer.program.program import Program, in_whole_shares
from isoplan.optimizer.solving.incumbent import priced
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.way_columns import NOWHERE, TreeColumns, WayColumns
from isoplan.optimizer.whole_shares.rounding import NEAREST, UP
from isoplan.optimizer.whole_shares.whole_search import WholePlan, WholeSearch

if TYPE_CHECKING:
    from isoplan.models.results.verdict import BoundOf

LAST = 10**7
"""In place of a day of sale: kept."""
AROUND = 3
"""Shares by which a column may differ from the fractions in the search near them."""
WORTH_SEARCHING = 1.0
"""Dollars of distance from the bound up to which rounding is good enough."""
MOST_S = 10.0
"""Seconds that the search near the fractions may take, where there is a plan."""
MOST_NODES = 3_000
"""Nodes that it may take, so that it does not depend on how busy the machine is."""


def whole_tree(
    tree: TracedTree,
    program: Program,
    solution: Solution,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> WholeSearch:
    """Return the plan in whole shares of every column that keeps all limits.

    Raises:
        InfeasiblePlan: If there is none.
        NoPlanInTime: If time ran out before one was found.
    """
    traced = tree.traced
    found = [
        priced(traced, rounded(tree.columns, solution.shares, part), solution.on)
        for part in (NEAREST, UP)
    ]
    plans = [WholePlan(p.shares, p.on, p.cost) for p in found if p is not None]
    best = min(plans, key=lambda plan: plan.cost, default=None)
    bound, seconds = solution.bound, 0.0
    bound_of: BoundOf = "fractions"
    if best is None or best.cost - bound > WORTH_SEARCHING:
        tell("searching in whole shares near the plan ...")
        near, took = _near(tree, program, solution, best, limits, solver)
        seconds += took
        best = min((p for p in (best, near) if p), key=lambda p: p.cost, default=None)
    if best is None:
        tell("fractions do not round within the limits; solving in whole shares ...")
        branched = solve(in_whole_shares(program), limits, solver, tell=tell)
        seconds += branched.seconds
        if branched.bound > bound:
            bound, bound_of = branched.bound, "whole_shares"
        whole = priced(traced, np.round(branched.shares), branched.on)
        if whole is None:
            raise InfeasiblePlan(
                "the best plan holds in fractions of shares, but not in whole ones; "
                "allow a little more cash, or loosen a limit or a preference"
            )
        best = WholePlan(whole.shares, whole.on, whole.cost)
    return WholeSearch((best,), min(bound, best.cost), bound_of, seconds)


def rounded(columns: TreeColumns, shares: np.ndarray, part: float) -> np.ndarray:
    """Round the running totals of every way down, after adding ``part`` of a share.

    Args:
        columns: Of the tree.
        shares: Of each column; length n columns.
        part: Of a share.
    """
    whole = np.zeros(len(columns))
    for number, way in enumerate(columns.ways):
        mine = _rounded_on(way, columns.of_way(number, shares), part)
        fill(whole, way, mine)
    return whole


def fill(shares: np.ndarray, way: WayColumns, mine: np.ndarray) -> None:
    """Put an outcome's own shares where the tree has them, carried ones added up."""
    shares[way.place] = mine
    for through in way.carried.T:
        here = through != NOWHERE
        shares[np.unique(through[here])] = 0.0
        np.add.at(shares, through[here], mine[here])


def _rounded_on(way: WayColumns, shares: np.ndarray, part: float) -> np.ndarray:
    """Return whole shares of an outcome's own columns."""
    choices, situation = way.columns.choices, way.way.situation
    sold = np.where(choices.sold == NEVER, LAST, choices.sold)
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    order = np.lexsort((choices.way, sold, elected, choices.exercised, choices.tranche))
    whole = np.zeros(len(shares))
    for number, tranche in enumerate(situation.tranches):
        mine = order[choices.tranche[order] == number]
        if not len(mine):
            continue
        running = np.floor(np.cumsum(shares[mine]) + part)
        if tranche.held or number in situation.cash_outs:
            running[-1] = round(float(shares[mine].sum()))
        whole[mine] = np.diff(running, prepend=0.0)
    return whole


def _near(
    tree: TracedTree,
    program: Program,
    solution: Solution,
    known: WholePlan | None,
    limits: Limits,
    solver: SolverName,
) -> tuple[WholePlan | None, float]:
    """Return a plan of whole shares close to the fractions, and the seconds it took."""
    columns = tree.columns
    close = rounded(columns, solution.shares, NEAREST)
    if known is not None:
        close = known.shares
    places = _places_near(columns, solution.shares, close)
    low = np.floor(np.minimum(solution.shares, close)) - AROUND
    high = np.ceil(np.maximum(solution.shares, close)) + AROUND
    ranges = {
        place: (max(int(low[place]), 0), int(high[place])) for place in places.tolist()
    }
    stop = limits
    if known is not None:
        seconds = min(limits.left_s, MOST_S)
        stop = replace(
            limits, time_limit_s=seconds, ends_at=None, most_nodes=MOST_NODES
        )
    try:
        found = solve(
            near_program(program, ranges),
            stop,
            solver,
            None if known is None else known.shares,
        )
    except (InfeasiblePlan, NoPlanInTime, SolverFailure):
        return None, 0.0
    whole = _tidy(columns, np.round(found.shares))
    made = priced(tree.traced, whole, found.on)
    plan = None if made is None else WholePlan(made.shares, made.on, made.cost)
    return plan, found.seconds


def _tidy(columns: TreeColumns, shares: np.ndarray) -> np.ndarray:
    """Return whole shares with every carried column what its parts add up to."""
    whole = np.zeros(len(columns))
    for number, way in enumerate(columns.ways):
        fill(whole, way, columns.of_way(number, shares))
    return whole


def _places_near(
    columns: TreeColumns, fractions: np.ndarray, plan: np.ndarray
) -> np.ndarray:
    """Return the columns in use, those beside them, and the carried ones of both."""
    near = np.zeros(len(columns), dtype=bool)
    for number, way in enumerate(columns.ways):
        used = columns.of_way(number, fractions + plan) > 0.0
        tranche = way.columns.choices.tranche
        beside = used.copy()
        same = tranche[1:] == tranche[:-1]
        beside[1:] |= used[:-1] & same
        beside[:-1] |= used[1:] & same
        parts = way.parts[beside].reshape(-1)
        near[parts[parts != NOWHERE]] = True
    return np.flatnonzero(near)
