"""`isoplan report`: the plan as a page, a workbook, a calendar or rows."""

from pathlib import Path
from typing import get_args

import click

from isoplan.cli.commands.shared import (
    progress,
    reported,
    solver_options,
    within,
)
from isoplan.cli.process.streams import say
from isoplan.cli.report.letterhead import letterhead_of
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.cli.tree_report.any_report import Part, made_report, solved_report
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.solving.solution import SolverName


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    required=True,
    help="What to write: .html, .xlsx, .ics, .csv or .json. May be given again.",
)
@click.option(
    "--part",
    type=click.Choice(get_args(Part)),
    default="all",
    show_default=True,
    help="The plan with the schedules people follow, the plan alone, or the "
    "comparison alone with what each schedule does.",
)
@click.option("--name", default="", help="A planner's or firm's name, on top.")
@click.option(
    "--logo",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An image beside it: PNG or JPEG, at most 100 KB.",
)
@click.option("--disclaimer", default="", metavar="TEXT", help="Closes the report.")
@click.option(
    "--open-forms",
    is_flag=True,
    help="Open all years of forms on the page, so that paper shows them.",
)
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
@solver_options
def report(
    *,
    scenario: Path,
    outputs: tuple[Path, ...],
    part: Part,
    name: str,
    logo: Path | None,
    disclaimer: str,
    open_forms: bool,
    force: bool,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Write the plan for SCENARIO as a page, a workbook, a calendar or rows.

    The page is one file: it works offline, on a phone, a desk and paper.

    \N{BACKSPACE}
    For example:
        isoplan report scenarios/series_b_engineer.toml -o plan.html
        isoplan report me.toml -o me.html -o me.xlsx -o me.ics --name "A. Planner"
    """
    with reported():
        checked_outputs(outputs, force=force, days=part != "comparison")
        head = letterhead_of(name, logo, disclaimer)
        with within(time_limit, gap) as limits:
            loaded = load_scenario(scenario)
            solved = solved_report(loaded, part, limits, solver, progress, say)
        made = made_report(solved, head, say, open_forms=open_forms)
        contents = {file: made.content(file.suffix.lower()) for file in outputs}
        write_all(contents, force=force)
    for file, content in contents.items():
        click.echo(f"Wrote {file} ({max(len(content) // 1000, 1):,} KB).")
