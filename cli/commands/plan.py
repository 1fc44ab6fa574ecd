"""`isoplan plan`: the best schedule of a scenario."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import click

from isoplan.cli.commands.shared import (
    FiniteRange,
    progress,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.outcomes.outcomes_report import outcomes_report
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.plan_table import SECTIONS, plan_report
from isoplan.models.base.errors import FutureParts
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.results.firmness import Depth
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.reporting.replanning import changes_since
from isoplan.optimizer.solving.solution import Limits, SolverName

Function = TypeVar("Function", bound=Callable[..., object])


def section_options(command: Function) -> Function:
    """Add an option for each part of the report that is shown on request."""
    for name, what in reversed(SECTIONS.items()):
        command = click.option(f"--{name}", is_flag=True, help=f"Add {what}.")(command)
    return command


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@section_options
@click.option("--forms", is_flag=True, help="Add every year's forms, line by line.")
@click.option("--full", is_flag=True, help="Add all of these except the forms.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="PLAN.json",
    help="Show what has changed since an earlier plan, as --json printed it.",
)
@click.option(
    "--firm",
    is_flag=True,
    help="Work out all that the first step hangs on, and what each limit costs.",
)
@click.option(
    "--quick", is_flag=True, help="Leave out what the first step hangs on altogether."
)
@click.option(
    "--fall-to",
    type=FiniteRange(min=0, min_open=True),
    metavar="PRICE",
    help="Show what a fall to this price costs, beside that to nothing.",
)
@solver_options
def plan(
    *,
    scenario: Path,
    forms: bool,
    full: bool,
    as_json: bool,
    against: Path | None,
    firm: bool,
    quick: bool,
    fall_to: float | None,
    time_limit: float,
    gap: float,
    solver: SolverName,
    **sections: Any,  # noqa: ANN401 - flags, one a section
) -> None:
    """Find the best schedule for SCENARIO, and prove it.

    First comes what to do now and next, its worth, its cash and its AMT, then a row a
    year, in the width of the terminal. The options below add the rest.

    \N{BACKSPACE}
    For example:
        isoplan plan scenarios/series_b_engineer.toml
    with the dated actions and the first year's cash:
        isoplan plan scenarios/series_b_engineer.toml --actions --cash
    with everything that its first step hangs on:
        isoplan plan scenarios/series_b_engineer.toml --firm
    and a year later, beside the plan that --json printed then:
        isoplan plan my_options.toml --against last_year.json
    """
    if quick and (firm or fall_to is not None):
        raise click.UsageError(
            "--quick leaves out what --firm and --fall-to ask for; give one of them"
        )
    with reported(), within(time_limit, gap) as limits:
        loaded = load_scenario(scenario)
        first, *others = outcomes_of(loaded)
        if others:
            _one_path_only(forms, against, fall_to)
            depth: Depth | None = None if quick else "all" if firm else "first"
            adapted = _over_outcomes(loaded, limits, solver, depth)
            asked_for = [name for name in SECTIONS if full or sections[name]]
            _show_outcomes(adapted, limits, asked_for, as_json=as_json)
            return
        loaded = first.scenario
        earlier = None if against is None else load_earlier_plan(against, loaded)
        situation = situation_of(loaded)
        if quick:
            best, evaluated = solve_and_price(situation, limits, solver, progress)
        else:
            from isoplan.optimizer.firmness.firmness import Asked, planned_with_firmness

            asked = Asked("all" if firm else "first", limits, solver, fall_to=fall_to)
            best, evaluated = planned_with_firmness(situation, asked, progress)
        filed = _filed(situation, best, evaluated) if forms else []
    if earlier is not None:
        changes = changes_since(earlier, situation, best)
        best = best.model_copy(update={"against": changes})
    if as_json:
        echo_json(best.model_dump_json(indent=2))
        return
    asked_for = [name for name in SECTIONS if full or sections[name]]
    width = terminal_width()
    report = plan_report(best, time_limit, width, asked_for)
    shown("\n\n\n".join([report, *filed]))


def _one_path_only(forms: bool, against: Path | None, fall_to: float | None) -> None:
    """Refuse the options that go along one path.

    Raises:
        FutureParts: Which names one of them.
    """
    if forms:
        raise FutureParts("--forms", "isoplan forms --outcome NAME prints them")
    if against is not None:
        raise FutureParts("--against", "compare the two plans' --json by hand")
    if fall_to is not None:
        raise FutureParts("--fall-to", "write the fall as a branch")


def _over_outcomes(
    scenario: Scenario, limits: Limits, solver: SolverName, depth: Depth | None
) -> OutcomesPlan:
    """Return the plan over outcomes, with so much of its firmness as is asked for."""
    if depth is None:
        from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes

        return recommend_outcomes(scenario, limits, solver, progress)
    from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
    from isoplan.optimizer.firmness.firmness import Asked

    asked = Asked(depth, limits, solver)
    return outcomes_with_firmness(scenario, asked, progress).plan


def _show_outcomes(
    adapted: OutcomesPlan,
    limits: Limits,
    sections: Collection[str],
    *,
    as_json: bool,
) -> None:
    """Print a plan over outcomes."""
    if as_json:
        echo_json(adapted.model_dump_json(indent=2))
        return
    shown(outcomes_report(adapted, limits.time_limit_s, terminal_width(), sections))


def _filed(situation: Situation, best: Plan, evaluated: EvaluatedSchedule) -> list[str]:
    """Return the forms of all years of the plan, each as filed with its return."""
    from isoplan.cli.filing.filed_report import year_report
    from isoplan.optimizer.filing.filed_schedules import forms_of_plan

    years = forms_of_plan(situation, best, evaluated, idle_years=True).years
    width = terminal_width()
    return [year_report(each, width) for each in years]
