"""The highest floor that is possible, and what is in the way where no plan is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.models.results.number_text import dollars
from isoplan.optimizer.outcomes.solved_tree import solved_tree
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.trees.traced_tree import TracedTree
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
    return solved_tree(safe, limits, solver, tell).found


def why_infeasible(
    tree: TracedTree,
    floors: Sequence[OutcomeFloor],
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> str:
    """Return which floor, or which outcome by itself, no plan keeps.

    Empty where time is over.
    """
    if why := why_no_floor(tree, floors, limits, solver, tell):
        return why
    tell("no schedule keeps all limits; looking for the outcome that has none ...")
    for way in tree.tree.ways:
        try:
            solve_plan(way.situation, replace(limits, gap_dollars=1e12), solver)
        except InfeasiblePlan as error:
            return f"in the outcome {way.outcome.name!r}: {error}"
        except (NoPlanInTime, SolverFailure):
            return ""
    return (
        "each outcome has a plan by itself, but what is decided before they part keeps "
        "no plan open in all of them; allow more cash, or loosen a preference"
    )


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
