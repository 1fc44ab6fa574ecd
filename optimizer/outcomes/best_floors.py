"""The highest floor that is possible, and what to ask for where none is kept."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.models.results.number_text import dollars
from isoplan.optimizer.outcomes.habits import start_on
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.whole_tree import whole_tree
from isoplan.optimizer.whole_shares.whole_search import WholeSearch


def safest(
    tree: TracedTree,
    part: float,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> WholeSearch:
    """Return the plan whose worst part of the outcomes is worth most on average.

    Its cost and its bound are the mean loss of that part, dollars.

    Args:
        tree: With the floors that hold anyway.
        part: Of all outcomes, by probability; zero stands for the worst one alone.
        limits: When to stop.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
        tell: Told what is going on.

    Raises:
        InfeasiblePlan: If no plan keeps all limits.
        NoPlanInTime: If time ran out before one was found.
    """
    cost = tree.traced.graph.tail(tree.losses(), tree.probabilities, part)
    safe = replace(tree, traced=replace(tree.traced, cost=cost))
    program = tree_program(safe)
    solution = solve(program, limits, solver, start_on(safe), tell)
    loss = safe.traced.cost_of(solution.shares, solution.on)
    solution = replace(solution, cost=loss, bound=min(solution.bound, loss))
    return whole_tree(safe, program, solution, limits, solver, tell)


def why_no_floor(
    bare: TracedTree,
    floors: Sequence[OutcomeFloor],
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> str:
    """Return which floor no plan keeps, and the highest one that a plan does.

    Empty where floors are not what is in the way, or time is over.

    Args:
        bare: The tree without floors.
        floors: Those that no plan keeps.
        limits: When to stop.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
        tell: Told what is going on.
    """
    if not floors:
        return ""
    tell("no plan keeps the floors; looking for the highest that is possible ...")
    others: list[OutcomeFloor] = []
    try:
        for floor in floors:
            if said := _why(bare, (), floor, limits, solver, tell):
                return said
            if others and (said := _why(bare, others, floor, limits, solver, tell)):
                return said
            others.append(floor)
    except (InfeasiblePlan, NoPlanInTime, SolverFailure):
        return ""
    return ""


def _why(
    bare: TracedTree,
    kept: Sequence[OutcomeFloor],
    floor: OutcomeFloor,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> str:
    """Return that a floor is too high beside others, and one that is not."""
    found = safest(bare.with_floors(kept), floor.part, limits, solver, tell)
    best = in_cents(-found.best.cost)
    if best >= floor.at_least:
        return ""
    possible = replace(floor, at_least=float(math.floor(best)))
    beside = "".join(f" beside {each.as_written}" for each in kept)
    return (
        f"no plan keeps {floor.as_written}{beside}: the most that is possible is "
        f"{dollars(possible.at_least)}; write {possible.as_written} or less, or loosen "
        "another limit"
    )
