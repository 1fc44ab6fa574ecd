"""`isoplan compare`: the plan beside the schedules people follow."""

from pathlib import Path

import click

from isoplan.cli.commands.shared import (
    quiet_option,
    reported,
    shown,
    solver_options,
    within,
)
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.live_line import LiveLine
from isoplan.cli.process.streams import echo_json
from isoplan.cli.render.comparison_table import comparison_report
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.compare import compare as compare_schedules
from isoplan.optimizer.solving.solution import SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.option("--wide", is_flag=True, help="Show all columns, in several tables.")
@solver_options
@quiet_option
def compare(
    *,
    scenario: Path,
    as_json: bool,
    wide: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
    quiet: bool,
) -> None:
    """Put the best schedule for SCENARIO beside the ones people follow.

    \N{BACKSPACE}
    For example:
        isoplan compare scenarios/series_b_engineer.toml
    """
    with reported(), within(time_limit, gap) as limits, LiveLine(quiet=quiet) as line:
        loaded = load_scenario(scenario)
        comparison = compare_schedules(loaded, limits, solver, line.tell)
    if as_json:
        echo_json(comparison.model_dump_json(indent=2))
    else:
        shown(comparison_report(comparison, terminal_width(), whole=wide))
