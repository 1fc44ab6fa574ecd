"""`isoplan report`: the plan as a page, a workbook, a calendar or rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from isoplan.cli.commands.shared import (
    progress,
    reported,
    solver_options,
    within,
)
from isoplan.cli.process.streams import say
from isoplan.cli.report.letterhead import Letterhead, letterhead_of
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.cli.report.page import comparison_page
from isoplan.cli.report.plan_report import (
    PlannedReport,
    PlanReport,
    as_json,
    installed_version,
    plan_report,
    planned,
)
from isoplan.cli.report.rows_file import comparison_rows
from isoplan.cli.report.workbook import comparison_workbook
from isoplan.cli.tree_report.tree_report import TreeReport, tree_report
from isoplan.models.base.errors import FutureParts
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.results.comparison import Comparison
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.compare import compare as compare_schedules
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked
from isoplan.optimizer.outcomes.recommend_outcomes import PlannedOutcomes
from isoplan.optimizer.solving.solution import Limits, SolverName

Part = Literal["all", "plan", "comparison"]


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """A comparison alone, ready to be written in any form but a calendar.

    Attributes:
        comparison: What is shown.
        letterhead: A planner's.
    """

    comparison: Comparison
    letterhead: Letterhead

    def content(self, ending: str) -> bytes:
        """Return the file of an ending."""
        match ending:
            case ".html":
                return comparison_page(
                    self.comparison, self.letterhead, installed_version()
                )
            case ".xlsx":
                return comparison_workbook(self.comparison, self.letterhead)
            case ".csv":
                return comparison_rows(self.comparison)
            case _:
                return as_json(self.comparison)


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
    type=click.Choice(["all", "plan", "comparison"]),
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
            solved = _solved(loaded, part, limits, solver)
        made = _made(solved, head, open_forms=open_forms)
        contents = {file: made.content(file.suffix.lower()) for file in outputs}
        write_all(contents, force=force)
    for file, content in contents.items():
        click.echo(f"Wrote {file} ({max(len(content) // 1000, 1):,} KB).")


def _solved(
    scenario: Scenario, part: Part, limits: Limits, solver: SolverName
) -> PlannedOutcomes | Comparison | PlannedReport:
    """Return what takes time: the plan over outcomes, the comparison, or the plan."""
    first, *others = outcomes_of(scenario)
    if others:
        return _planned_over_outcomes(scenario, part, limits, solver)
    if part == "comparison":
        return compare_schedules(first.scenario, limits, solver, progress)
    asked, compare = Asked("first", limits, solver), part == "all"
    situation = situation_of(first.scenario)
    return planned(situation, asked, progress, say, compare=compare)


def _made(
    solved: PlannedOutcomes | Comparison | PlannedReport,
    letterhead: Letterhead,
    *,
    open_forms: bool,
) -> PlanReport | ComparisonReport | TreeReport:
    """Return what was solved as a report, its facts and forms worked out."""
    if isinstance(solved, PlannedOutcomes):
        return tree_report(solved, letterhead, open_forms=open_forms)
    if isinstance(solved, Comparison):
        return ComparisonReport(solved, letterhead)
    return plan_report(solved, letterhead, say, open_forms=open_forms)


def _planned_over_outcomes(
    scenario: Scenario, part: Part, limits: Limits, solver: SolverName
) -> PlannedOutcomes:
    """Return the plan over outcomes, with how firm its first step is.

    Raises:
        FutureParts: If the comparison alone is asked for.
    """
    if part == "comparison":
        raise FutureParts("--part comparison", "isoplan compare has the habits")
    asked = Asked("first", limits, solver)
    return outcomes_with_firmness(scenario, asked, progress)
