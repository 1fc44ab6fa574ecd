"""`isoplan compare`: the plan beside the schedules people follow."""

from pathlib import Path

import click

from isoplan.cli.commands.shared import progress, reported, solver_options, within
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.comparison_table import comparison_report
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.compare import compare as compare_schedules
from isoplan.optimizer.solving.solution import SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@solver_options
def compare(
    *,
    scenario: Path,
    as_json: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Put the best schedule for SCENARIO beside the ones people follow.

    \N{BACKSPACE}
    For example:
        isoplan compare scenarios/series_b_engineer.toml
    """
    with reported(), within(time_limit, gap) as limits:
        loaded = load_scenario(scenario)
        comparison = compare_schedules(loaded, limits, solver, progress)
    if as_json:
        echo_json(comparison.model_dump_json(indent=2))
    else:
        click.echo(comparison_report(comparison))
