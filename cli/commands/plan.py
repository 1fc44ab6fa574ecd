"""`isoplan plan`: the best schedule of a scenario."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from isoplan.cli.commands.shared import (
    progress,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.layout.width import fitting, terminal_width
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.forms import YearForms, as_filed, forms_report
from isoplan.cli.render.plan_table import SECTIONS, plan_report
from isoplan.cli.render.state_forms import StateForms
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.reporting.replanning import changes_since
from isoplan.optimizer.solving.solution import SolverName

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
@solver_options
def plan(
    *,
    scenario: Path,
    forms: bool,
    full: bool,
    as_json: bool,
    against: Path | None,
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
        isoplan plan scenarios/series_b_engineer.toml --actions --cash
    and a year later, beside the plan that --json printed then:
        isoplan plan my_options.toml --against last_year.json
    """
    with reported(), within(time_limit, gap) as limits:
        loaded = load_scenario(scenario)
        earlier = None if against is None else load_earlier_plan(against, loaded)
        situation = situation_of(loaded)
        best, evaluated = solve_and_price(situation, limits, solver, progress)
    if earlier is not None:
        changes = changes_since(earlier, situation, best)
        best = best.model_copy(update={"against": changes})
    if as_json:
        echo_json(best.model_dump_json(indent=2))
        return
    asked = [name for name in SECTIONS if full or sections[name]]
    width = terminal_width()
    report = [plan_report(best, time_limit, width, asked)]
    if forms:
        of_years = _forms(situation, evaluated.evaluated_years.years)
        report += [fitting(each, width) for each in of_years]
    shown("\n\n\n".join(report))


def _forms(situation: Situation, years: Sequence[EvaluatedYear]) -> list[str]:
    """Return the forms of all years of the plan, each as filed with its return."""
    household = situation.household
    first = household.state_on(situation.plan.start)
    brought = {first: household.state_year_before} if first else {}
    forms = [_year_forms(situation, year) for year in years]
    return [
        forms_report(each) for each in as_filed(forms, situation.year_before, brought)
    ]


def _year_forms(situation: Situation, year: EvaluatedYear) -> YearForms:
    """Return the forms of one year of the plan."""
    returns = year.returns
    law = situation.law(year.node.year)
    states = tuple(
        StateForms(state.returns.law, state.returns.tax, state.credit)
        for state in year.states
    )
    return YearForms("", law, returns.income, returns.tax, year.credit, states)
