"""`isoplan plan`: the best schedule of a scenario."""

from collections.abc import Sequence
from pathlib import Path

import click

from isoplan.cli.commands.shared import (
    FiniteRange,
    progress,
    reported,
    solver_options,
    within,
)
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.forms import YearForms, as_filed, forms_report
from isoplan.cli.render.plan_table import plan_report
from isoplan.cli.render.state_forms import StateForms
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.firmness.firmness import Asked, planned_with_firmness
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.reporting.replanning import changes_since
from isoplan.optimizer.solving.solution import SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "--forms", is_flag=True, help="Add every year's forms, line by line, to the report."
)
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
    as_json: bool,
    forms: bool,
    against: Path | None,
    firm: bool,
    quick: bool,
    fall_to: float | None,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Find the best schedule for SCENARIO, and prove it.

    \N{BACKSPACE}
    For example:
        isoplan plan scenarios/series_b_engineer.toml
    with everything that its first step hangs on:
        isoplan plan scenarios/series_b_engineer.toml --firm
    and a year later, beside the plan that was printed then:
        isoplan plan scenarios/one_year_later.toml --against scenarios/earlier/PLAN.json
    """
    if quick and (firm or fall_to is not None):
        raise click.UsageError(
            "--quick leaves out what --firm and --fall-to ask for; give one of them"
        )
    with reported(), within(time_limit, gap) as limits:
        loaded = load_scenario(scenario)
        earlier = None if against is None else load_earlier_plan(against, loaded)
        situation = situation_of(loaded)
        if quick:
            best, evaluated = solve_and_price(situation, limits, solver, progress)
        else:
            asked = Asked("all" if firm else "first", limits, solver, fall_to=fall_to)
            best, evaluated = planned_with_firmness(situation, asked, progress)
    if earlier is not None:
        changes = changes_since(earlier, situation, best)
        best = best.model_copy(update={"against": changes})
    if as_json:
        echo_json(best.model_dump_json(indent=2))
        return
    report = [plan_report(best, time_limit)]
    if forms:
        report += _forms(situation, evaluated.evaluated_years.years)
    click.echo("\n\n\n".join(report))


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
