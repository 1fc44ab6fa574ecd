"""Whole scenarios side by side: each planned by itself, beside the first."""

from collections.abc import Callable, Sequence
from typing import Any

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import IsoPlanError
from isoplan.models.results.credit_text import credit_gone_in
from isoplan.models.results.plan import CashNeeded, Plan
from isoplan.models.results.scenario_comparison import (
    ComparedScenario,
    PlannedScenario,
    ScenarioComparison,
)
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
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
    tell = progress or (lambda _: None)
    stop = (limits or Limits()).started()
    plans: dict[str, Plan] = {}
    failures: Failures = {}
    for number, (file, scenario) in enumerate(named):
        part = stop.left_s / (len(named) - number)
        own = Limits(round(part, 1), stop.gap_dollars).started()

        def told(message: str, file: str = file) -> None:
            tell(f"{file}: {message}")

        try:
            plans[file], _ = solve_plan(
                situation_of(scenario), own, solver, told, explain=True
            )
        except IsoPlanError as error:
            failures[file] = error
    starts = {str(plan.assumptions["start"]) for plan in plans.values()}
    compared = [_compared(named, place, plans, failures) for place in range(len(named))]
    notes = (WORTH, *[STARTS] * (len(starts) > 1))
    return ScenarioComparison(scenarios=tuple(compared), notes=notes), failures


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
