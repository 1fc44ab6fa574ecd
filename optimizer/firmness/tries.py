"""One plan solved again, with one thing changed: here, or in a process of its own."""

from dataclasses import dataclass
from typing import Literal

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, NoPlanInTime
from isoplan.models.results.firmness import Cut, FirstStep
from isoplan.models.results.plan import Objective
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.changes import Change
from isoplan.optimizer.firmness.first_step import first_step
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.processes.jobs import Job
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName


@dataclass(frozen=True, slots=True)
class Known:
    """A plan to begin with: where it keeps all limits, no worse one is an answer.

    Attributes:
        holdings: Whole shares of each choice.
    """

    holdings: Holdings


@dataclass(frozen=True, slots=True)
class Base:
    """What every try begins with.

    Attributes:
        scenario: Unchanged, in today's shares.
        known: The plan.
        solver: Which solver is asked first.
        gap_dollars: Within which each plan is proven.
    """

    scenario: Scenario
    known: Known
    solver: SolverName
    gap_dollars: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try.

    Attributes:
        step: The plan's first step; None without a plan.
        objective: Its objective; None without a plan.
        why: Why there is no plan: no schedule keeps all limits, the scenario cannot be
            like that, time was over, or it failed; empty with a plan.
        said: The error's own words.
    """

    step: FirstStep | None = None
    objective: Objective | None = None
    why: Literal["", "infeasible", "impossible", "late", "failed"] = ""
    said: str = ""

    @property
    def cut(self) -> Cut:
        """Return why it is open which first step is best; empty where it is not."""
        return self.why if self.why == "late" or self.why == "failed" else ""


LATE = Outcome(why="late", said="time was over")


def job_of(base: Base) -> Job[Base, Change, Outcome]:
    """Return the job of trying changes, here or in processes of its own."""
    return Job(tried, base, LATE, lost)


def lost(why: str) -> Outcome:
    """Return what came of a change where no process could try it, and why."""
    return Outcome(why="failed", said=why)


def tried(base: Base, change: Change, seconds: float) -> Outcome:
    """Return the plan of the scenario with a change, or why there is none.

    A plan that time cut short says nothing of its first step, and counts as late.

    Args:
        base: What every try begins with.
        change: To make.
        seconds: That it may take.
    """
    if seconds <= 0.0:
        return LATE
    limits = Limits(time_limit_s=seconds, gap_dollars=base.gap_dollars).started()
    before = situation_of(base.scenario)
    try:
        situation = situation_of(change.made(before))
    except IsoPlanError as error:
        return Outcome(why="impossible", said=str(error))
    alike = situation.tranches == before.tranches  # else the plan's choices are others
    known = base.known if alike else None
    try:
        plan, _ = solve_plan(situation, limits, base.solver, known=known)
    except InfeasiblePlan as error:
        return Outcome(why="infeasible", said=str(error))
    except NoPlanInTime:
        return LATE
    except IsoPlanError as error:
        return Outcome(why="failed", said=str(error))
    if plan.status == "feasible":
        return LATE
    return Outcome(step=first_step(plan.actions), objective=plan.objective)
