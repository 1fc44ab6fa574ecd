"""`isoplan forms`: every year's tax forms, line by line, with their sales."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from isoplan.cli.commands.shared import (
    progress,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.filing.filed_report import filed_report
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.streams import echo_json
from isoplan.models.base.errors import FutureParts, ScenarioErrors
from isoplan.models.branching.outcomes import (
    outcome_named,
    outcomes_of,
    without_branches,
)
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.form_8949 import BrokerReports
from isoplan.models.validation.file_text import source_name
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.outcomes.recommend_outcomes import plan_outcomes
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.solving.solution import SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--year", type=int, metavar="YEAR", help="Print the forms of one year.")
@click.option(
    "--schedule",
    metavar="NAME",
    help="Print those of a schedule that compare shows, your own for one; no solving.",
)
@click.option(
    "--done",
    is_flag=True,
    help="Print those of what you did: the [[events]] of the file; no solving.",
)
@click.option(
    "--outcome",
    metavar="NAME",
    help="Of a file with branches: the outcome whose forms are printed.",
)
@click.option(
    "--broker-reports",
    type=click.Choice(["basis", "proceeds", "nothing"]),
    default="basis",
    show_default=True,
    help="What the Form 1099-B tells the IRS: boxes A and D, B and E, or C and F.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the forms as JSON.")
@solver_options
def forms(
    *,
    scenario: Path,
    year: int | None,
    schedule: str | None,
    done: bool,
    outcome: str | None,
    broker_reports: BrokerReports,
    as_json: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Print the tax forms of SCENARIO's plan, line by line, from Form 3921 to 8801.

    \N{BACKSPACE}
    For example:
        isoplan forms scenarios/series_b_engineer.toml --year 2029
    and of what was really done, before the return is filed:
        isoplan forms scenarios/one_year_later.toml --done
    """
    for option, given in (("--schedule", schedule), ("--outcome", outcome)):
        if done and given is not None:
            raise click.UsageError(
                f"--done and {option} ask for different forms; give one of them"
            )
    with reported(), within(time_limit, gap) as limits:
        loaded = load_scenario(scenario)
        planned, name = None, ""
        if len(outcomes_of(loaded)) > 1 and not done:
            name = _asked_outcome(loaded, outcome, schedule)
            planned = plan_outcomes(loaded, limits, solver, progress)
        elif outcome is not None:
            raise click.UsageError("--outcome: the future of this scenario is one path")
        situation = situation_of(_one_path(loaded))
        with _of_the_file(scenario):
            if planned is not None:
                one, best, evaluated = planned.of(name)
                found = forms_of_plan(one, best, evaluated, broker_reports, year)
                found = found.model_copy(update={"outcome": name})
            elif done:
                found = forms_of_events(situation, broker_reports, year)
            elif schedule is not None:
                found = forms_of_schedule(situation, schedule, broker_reports, year)
            else:
                plan, evaluated = solve_and_price(situation, limits, solver, progress)
                found = forms_of_plan(situation, plan, evaluated, broker_reports, year)
    if as_json:
        echo_json(found.model_dump_json(indent=2))
    else:
        shown(filed_report(found, terminal_width()))


def _one_path(scenario: Scenario) -> Scenario:
    """Return the only outcome of a scenario; of several, the file without branches."""
    first, *others = outcomes_of(scenario)
    return without_branches(scenario) if others else first.scenario


def _asked_outcome(
    scenario: Scenario, outcome: str | None, schedule: str | None
) -> str:
    """Return the outcome whose forms are asked for.

    Raises:
        FutureParts: If none is, or the forms of a schedule of one path are.
    """
    if schedule is not None:
        raise FutureParts("--schedule", "name an outcome of the plan with --outcome")
    try:
        return outcome_named(scenario, outcome)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--outcome'") from None


@contextmanager
def _of_the_file(scenario: Path) -> Iterator[None]:
    """Name the file in problems, and the option of a year that there is not."""
    try:
        yield
    except ScenarioErrors as error:
        file = source_name(scenario)
        problems = (replace(problem, file=file) for problem in error.problems)
        raise ScenarioErrors(problems) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--year'") from None
