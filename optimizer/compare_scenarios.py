"""Whole scenarios side by side: each planned by itself, beside the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import IsoPlanError, NoPlanInTime
from isoplan.models.results.credit_text import credit_gone_in
from isoplan.models.results.plan import CashNeeded, Plan
from isoplan.models.results.scenario_comparison import (
    ComparedScenario,
    PlannedScenario,
    ScenarioComparison,
)
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.processes.jobs import (
    MOST_WORKERS,
    WORTH_STARTING_S,
    Job,
    cores,
    in_order,
)
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.reporting.scenario_differences import (
    changed_fields,
    first_difference,
)
from isoplan.optimizer.solving.solution import Limits, SolverName

WORTH = (
    "Worth counts what the shares bring less the tax that they cause: wages and the "
    "tax on them are not in it, all tax is."
)
STARTS = "The plans start on different days, and each value is of its own plan's start."
TOO_LATE = NoPlanInTime("time was over before it was planned; allow more time")
Failures = dict[str, IsoPlanError]
"""Why a file has no plan."""


def compare_scenarios(
    named: Sequence[tuple[str, Scenario]],
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> tuple[ScenarioComparison, Failures]:
    """Plan each scenario, and put its plan beside that of the first one.

    The time limit is that of all together: each has an even part of what is left.

    Args:
        named: Checked scenarios with the names of their files, the first one first.
        limits: Time limit and gap of all.
        solver: Which one is asked first.
        progress: Told in a few words what is going on.

    Returns:
        The comparison, and by file why it has no plan, where it has none.
    """
    stop = (limits or Limits()).started()
    tried = _planned_each(named, stop, solver, progress or (lambda _: None))
    plans = {file: each for file, each in tried.items() if isinstance(each, Plan)}
    failures: Failures = {
        file: each for file, each in tried.items() if isinstance(each, IsoPlanError)
    }
    starts = {str(plan.assumptions["start"]) for plan in plans.values()}
    compared = [_compared(named, place, plans, failures) for place in range(len(named))]
    notes = (WORTH, *[STARTS] * (len(starts) > 1))
    return ScenarioComparison(scenarios=tuple(compared), notes=notes), failures


def _planned_each(
    named: Sequence[tuple[str, Scenario]],
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> dict[str, Plan | IsoPlanError]:
    """Return the plan of each scenario, or why it has none.

    The first one is planned here. If it tells that the others take long, they are
    planned in processes of their own, several at a time.
    """
    begun = limits.left_s
    found = _one_by_one(named, [0], limits, solver, tell)
    left = len(named) - 1
    seconds = (begun - limits.left_s) * left
    count = min(cores(), left, MOST_WORKERS)
    if count < 2 or seconds < WORTH_STARTING_S:
        return found | _one_by_one(named, range(1, left + 1), limits, solver, tell)
    tell(f"planning {left} more scenarios, {count} at a time ...")
    tasks = [
        _Task(scenario, min(1.0, count / (left - number)))
        for number, (_, scenario) in enumerate(named[1:])
    ]
    job: Job[tuple[SolverName, float], _Task, Plan | IsoPlanError]
    job = Job(_plan_or_error, (solver, limits.gap_dollars), TOO_LATE, _lost)
    with Pool(job, limits, count) as pool:
        answers = in_order(pool, tasks)
    files = [file for file, _ in named[1:]]
    return found | dict(zip(files, answers, strict=True))


def _lost(why: str) -> IsoPlanError:
    """Return why a scenario has no plan where no process could plan it."""
    return IsoPlanError(f"{why}; try it alone with isoplan plan")


def _one_by_one(
    named: Sequence[tuple[str, Scenario]],
    places: Sequence[int],
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> dict[str, Plan | IsoPlanError]:
    """Return the plans of some scenarios, or why there is none, planned here."""
    found: dict[str, Plan | IsoPlanError] = {}
    for place in places:
        file, scenario = named[place]

        def told(message: str, file: str = file) -> None:
            tell(f"{file}: {message}")

        task = _Task(scenario, 1.0 / (len(named) - place))
        with_gap = (solver, limits.gap_dollars)
        found[file] = _plan_or_error(with_gap, task, limits.left_s, told)
    return found


@dataclass(frozen=True, slots=True)
class _Task:
    """A scenario to be planned.

    Attributes:
        scenario: As it was read.
        part: Of the seconds that are left when it is begun.
    """

    scenario: Scenario
    part: float


def _plan_or_error(
    asked: tuple[SolverName, float],
    task: _Task,
    seconds: float,
    tell: Callable[[str], None] | None = None,
) -> Plan | IsoPlanError:
    """Return the plan of a scenario, or why it has none.

    Args:
        asked: Which solver is asked first, and the gap in dollars.
        task: What to plan.
        seconds: That are left for all.
        tell: Told what is going on.
    """
    solver, gap = asked
    own = Limits(round(seconds * task.part, 1), gap).started()
    try:
        plan, _ = solve_plan(
            situation_of(task.scenario), own, solver, tell, explain=True
        )
    except IsoPlanError as error:
        return error
    return plan


def _compared(
    named: Sequence[tuple[str, Scenario]],
    place: int,
    plans: dict[str, Plan],
    failures: Failures,
) -> ComparedScenario:
    """Return one scenario beside the first."""
    first_file, first = named[0]
    file, scenario = named[place]
    plan = plans.get(file)
    return ComparedScenario(
        file=file,
        scenario=scenario.name,
        changed_fields=changed_fields(_fields(first), _fields(scenario)),
        plan=_planned(scenario, plan, plans.get(first_file)) if plan else None,
        error=str(failures.get(file, "")),
    )


def _fields(scenario: Scenario) -> dict[str, Any]:
    """Return all fields of a scenario, what is left out with its default."""
    return scenario.model_dump(mode="json")


def _planned(scenario: Scenario, plan: Plan, first: Plan | None) -> PlannedScenario:
    """Return a plan in short, beside the first one."""
    totals = plan.totals
    worth = totals.after_tax_value
    begun = plan.actions[0].date if plan.actions else None
    return PlannedScenario(
        status=plan.status,
        gap=plan.objective.gap,
        objective=plan.objective.name,
        start=scenario.plan.start,
        after_tax_value=worth,
        more_than_first=(
            in_cents(worth - first.totals.after_tax_value) if first else None
        ),
        total_tax=totals.total_tax,
        tax_caused=totals.tax_caused,
        amt=totals.amt,
        credit_used=totals.credit_used,
        credit_carryforward_out=totals.credit_carryforward_out,
        credit_gone_in=credit_gone_in(plan.years, totals.credit_brought),
        cash_needed=plan.cash_needed or CashNeeded(amount=0.0, on=None),
        first_actions=tuple(each for each in plan.actions if each.date == begun),
        first_difference=(
            first_difference(first.actions, plan.actions) if first else None
        ),
    )
