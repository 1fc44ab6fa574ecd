"""A plan over outcomes solved again, with one thing changed."""

from dataclasses import dataclass

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, NoPlanInTime
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.results.firmness import FirstStep
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.changes import Change, StepKept, can_be_kept
from isoplan.optimizer.firmness.first_step import first_step
from isoplan.optimizer.firmness.solved_again import solved_again
from isoplan.optimizer.firmness.tries import LATE, Outcome, lost
from isoplan.optimizer.processes.jobs import Job
from isoplan.optimizer.solving.solution import Limits, SolverName


@dataclass(frozen=True, slots=True)
class TreeBase:
    """What every try begins with.

    Attributes:
        scenario: Unchanged, as its file holds it.
        solver: Which solver is asked first.
        gap_dollars: Within which each plan is proven.
    """

    scenario: Scenario
    solver: SolverName
    gap_dollars: float


def job_of_tree(base: TreeBase) -> Job[TreeBase, Change, Outcome]:
    """Return the job of trying changes, here or in processes of its own."""
    return Job(tried_on_tree, base, LATE, lost)


def can_be_kept_on_tree(step: FirstStep) -> bool:
    """Return whether a step can be decided already: waiting can, gifts cannot."""
    return not step.actions or can_be_kept(step)


def tried_on_tree(base: TreeBase, change: Change, seconds: float) -> Outcome:
    """Return the plan of the scenario with a change, or why there is none.

    Args:
        base: What every try begins with.
        change: To make.
        seconds: That it may take.
    """
    if seconds <= 0.0:
        return LATE
    limits = Limits(time_limit_s=seconds, gap_dollars=base.gap_dollars).started()
    waits = isinstance(change, StepKept) and not change.step.actions
    try:
        scenario = changed_scenario(base.scenario, change)
    except IsoPlanError as error:
        return Outcome(why="impossible", said=str(error))
    try:
        found = solved_again(scenario, limits, base.solver, waits=waits)
    except InfeasiblePlan as error:
        return Outcome(why="infeasible", said=str(error))
    except NoPlanInTime:
        return LATE
    except IsoPlanError as error:
        return Outcome(why="failed", said=str(error))
    if not found.proven:
        return LATE
    return Outcome(step=first_step(found.now), objective=found.objective)


def changed_scenario(scenario: Scenario, change: Change) -> Scenario:
    """Return a scenario with a change, checked anew, its branches with it."""
    sections = change.update(situation_of(without_branches(scenario)))
    changed = scenario.model_copy(update={"schedules": (), **sections})
    return checked_scenario(changed.to_dict())
