"""A tree of outcomes solved: in fractions of shares first, then in whole ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.results.verdict import Status
from isoplan.optimizer.outcomes.habits import start_on
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.whole_tree import whole_tree
from isoplan.optimizer.whole_shares.whole_search import WholeSearch


@dataclass(frozen=True, slots=True)
class SolvedTree:
    """A tree's plan.

    Attributes:
        solution: In fractions of shares, at what the law makes it cost.
        found: In whole shares.
    """

    solution: Solution
    found: WholeSearch


def solved_tree(
    tree: TracedTree,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
    *,
    start: np.ndarray | None = None,
    rounding: Callable[[], Limits] | None = None,
) -> SolvedTree:
    """Return the plan of a tree, in fractions and in whole shares.

    Args:
        tree: With the floors that hold.
        limits: When to stop.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
        tell: Told what is going on.
        start: Shares of a plan to begin with; a habit's if left out.
        rounding: Called for the limits of whole shares once fractions are solved; what
            is left of the others if left out.

    Raises:
        InfeasiblePlan: If no plan keeps all limits.
        NoPlanInTime: If time ran out before one was found.
    """
    program = tree_program(tree)
    solution = in_fractions(tree, program, limits, solver, tell, start)
    left = limits if rounding is None else rounding()
    return SolvedTree(solution, whole_tree(tree, program, solution, left, solver, tell))


def in_fractions(
    tree: TracedTree,
    program: Program,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
    start: np.ndarray | None = None,
) -> Solution:
    """Return the solution in fractions of shares, at what the law makes it cost.

    Arguments and errors as for :func:`solved_tree`, with the tree's program.
    """
    first = start_on(tree) if start is None else start
    solution = solve(program, limits, solver, first, tell)
    cost = tree.traced.cost_of(solution.shares, solution.on)
    bound = min(solution.bound, cost)
    proven = solution.proven or limits.close(cost, bound)
    return replace(solution, cost=cost, bound=bound, proven=proven)


def status_of(gap: float, proven: bool, limits: Limits) -> Status:
    """Return which verdict a plan in whole shares deserves.

    Args:
        gap: From its value to the bound, dollars.
        proven: Whether its program was solved to the gap, in fractions of shares.
        limits: Which gap is close enough.
    """
    if limits.close(gap, 0.0):
        return "optimal"
    return "proven_in_fractions" if proven else "feasible"
