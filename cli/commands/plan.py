"""`isoplan plan`: the best schedule of a scenario."""

from pathlib import Path

import click

from isoplan.cli.commands.shared import progress, reported, solver_options
from isoplan.cli.render.plan_table import plan_report
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solver import Limits, SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@solver_options
def plan(
    *,
    scenario: Path,
    as_json: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Find the best schedule for SCENARIO, and prove it.

    \N{BACKSPACE}
    For example:
        isoplan plan scenarios/series_b_engineer.toml
    """
    with reported():
        loaded = load_scenario(scenario)
        best = recommend(loaded, Limits(time_limit, gap), solver, progress)
    if as_json:
        click.echo(best.model_dump_json(indent=2))
    else:
        click.echo(plan_report(best, time_limit))
