"""The plan of a tree alone, as it is looked for where one thing is another."""

from dataclasses import dataclass, replace

from isoplan.models.results.plan import Action, Objective
from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.first_steps import waiting_flows
from isoplan.optimizer.outcomes.one_path import OnePath, traced_outcomes
from isoplan.optimizer.outcomes.results import pieces_shown
from isoplan.optimizer.outcomes.solved_tree import solved_tree
from isoplan.optimizer.preferences.registry import floors_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.trees.tree import tree_of


@dataclass(frozen=True, slots=True)
class SolvedAgain:
    """A tree's audited plan, without what it is worth.

    Attributes:
        now: What is done before the future parts.
        objective: Its expected value and bound.
        proven: Whether it was, in fractions of shares.
    """

    now: tuple[Action, ...]
    objective: Objective
    proven: bool


def solved_again(
    scenario: Scenario,
    limits: Limits,
    solver: SolverName,
    *,
    waits: bool = False,
) -> SolvedAgain:
    """Return the plan of a tree alone, as it is looked for elsewhere.

    Args:
        scenario: A checked scenario whose future parts.
        limits: Their clock running.
        solver: ``cbc`` or ``highs``: which one is asked first.
        waits: Whether nothing may be done before the future parts.

    Raises:
        InfeasiblePlan: If no schedule keeps all limits in every outcome.
        NoPlanInTime: If time ran out before any plan was found.
    """
    tree = tree_of(scenario)
    bare = traced_outcomes(tree, OnePath({}), _tell_nobody)
    traced = bare.with_floors(floors_of(scenario.preferences))
    if waits:
        flows = (*traced.traced.flows, *waiting_flows(traced.columns))
        traced = replace(traced, traced=replace(traced.traced, flows=flows))
    solved = solved_tree(traced, limits, solver, _tell_nobody)
    plan = solved.found.best
    evaluated = evaluated_outcomes(traced, plan.shares, plan.on)
    audit_outcomes(traced, plan.shares, plan.on, evaluated)
    value, bound = -plan.cost, max(-solved.found.bound, -plan.cost)
    return SolvedAgain(
        now=pieces_shown(tree, evaluated)[0].actions,
        objective=Objective(
            name="after_tax_value", value=value, bound=bound, gap=bound - value
        ),
        proven=solved.solution.proven,
    )


def _tell_nobody(_: str) -> None:
    """Say nothing."""
