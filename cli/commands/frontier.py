"""``isoplan frontier``: the mean of the outcomes against the worst of them."""

from pathlib import Path

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
from isoplan.cli.outcomes.frontier_report import frontier_report
from isoplan.cli.process.streams import echo_json
from isoplan.cli.report.frontier_chart import frontier_file
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.frontier.frontier import MOST_POINTS, POINTS, TAIL
from isoplan.optimizer.frontier.frontier import frontier as weighed
from isoplan.optimizer.solving.solution import SolverName

ENDINGS = (".svg", ".html", ".json")
"""What the frontier can be written as, by the ending of its file."""


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--part",
    type=FiniteRange(min=0, max=1, min_open=True, max_open=True),
    default=TAIL,
    show_default=True,
    help="The tail: which part of the outcomes, by probability, counts as the worst.",
)
@click.option(
    "--points",
    type=click.IntRange(min=2, max=MOST_POINTS),
    default=POINTS,
    show_default=True,
    help="Plans at most, from the best mean to the best tail.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the frontier as JSON.")
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="Write it too: a chart as .svg or .html, or .json. May be given again.",
)
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
@solver_options
def frontier(
    *,
    scenario: Path,
    part: float,
    points: int,
    as_json: bool,
    outputs: tuple[Path, ...],
    force: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Weigh the mean of SCENARIO's outcomes against the worst of them, plan by plan.

    For a scenario whose future parts. From the plan of the best mean to the one whose
    worst outcomes are worth most, each plan is proven and audited: its first step, its
    mean, its tail, its worst outcome and what it costs on average, beside what people
    do. The time limit is that of all plans together.

    \N{BACKSPACE}
    For example:
        isoplan frontier scenarios/uncertain/ipo_that_may_fail.toml --part 0.4
    with a chart:
        isoplan frontier my_options.toml -o frontier.svg
    """
    with reported():
        checked_outputs(outputs, force=force, days=False, endings=ENDINGS)
        with within(time_limit, gap) as limits:
            loaded = load_scenario(scenario)
            found = weighed(loaded, part, points, limits, solver, progress)
        files = {file: frontier_file(found, file.suffix.lower()) for file in outputs}
        write_all(files, force=force)
    if as_json:
        echo_json(found.model_dump_json(indent=2))
    else:
        shown(frontier_report(found, terminal_width()))
