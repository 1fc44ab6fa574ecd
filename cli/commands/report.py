"""`isoplan report`: the plan as a page, a workbook, a calendar or rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
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
from isoplan.cli.report.calendar_file import calendar_file
from isoplan.cli.report.letterhead import Letterhead, letterhead_of
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.cli.report.page import comparison_page, plan_page
from isoplan.cli.report.rows_file import comparison_rows, plan_rows
from isoplan.cli.report.workbook import comparison_workbook, plan_workbook
from isoplan.cli.tree_report.files import (
    outcomes_calendar,
    outcomes_rows,
    outcomes_workbook,
)
from isoplan.cli.tree_report.page import outcomes_page
from isoplan.models.base.errors import FutureParts, NoPlanInTime, UnknownLawYear
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.report import Report
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.compare import HELD_BACK, compare_plan
from isoplan.optimizer.compare import compare as compare_schedules
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked, planned_with_firmness
from isoplan.optimizer.outcomes.recommend_outcomes import PlannedOutcomes
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.reporting.outcome_facts import outcomes_report_of
from isoplan.optimizer.reporting.report_facts import report_of
from isoplan.optimizer.solving.solution import Limits, SolverName

Part = Literal["all", "plan", "comparison"]


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan, ready to be written in any form.

    Attributes:
        report: What is shown.
        forms: Of each year shown.
        others: Of the household's own schedules, and of what was done.
        letterhead: A planner's.
        open_forms: Whether all years of forms are open on the page.
    """

    report: Report
    forms: tuple[FormsOfYear, ...]
    others: tuple[FiledForms, ...]
    letterhead: Letterhead
    open_forms: bool

    def content(self, ending: str) -> bytes:
        """Return the file of an ending."""
        match ending:
            case ".html":
                return plan_page(
                    self.report,
                    self.forms,
                    self.letterhead,
                    _version(),
                    others=self.others,
                    open_forms=self.open_forms,
                )
            case ".xlsx":
                return plan_workbook(
                    self.report, self.forms, self.letterhead, self.others
                )
            case ".ics":
                return calendar_file(self.report, datetime.now(UTC))
            case ".csv":
                return plan_rows(self.report.plan)
            case _:
                return _json(self.report)


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """A plan of one path, solved.

    Attributes:
        situation: What was planned.
        plan: As it is shown.
        evaluated: The same as an evaluated schedule.
        comparison: With the schedules people follow; None if it is left out.
    """

    situation: Situation
    plan: Plan
    evaluated: EvaluatedSchedule
    comparison: Comparison | None


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
                return comparison_page(self.comparison, self.letterhead, _version())
            case ".xlsx":
                return comparison_workbook(self.comparison, self.letterhead)
            case ".csv":
                return comparison_rows(self.comparison)
            case _:
                return _json(self.comparison)


@dataclass(frozen=True, slots=True)
class TreeReport:
    """A plan over outcomes, ready to be written in any form.

    Attributes:
        report: What is shown.
        forms: Of each outcome, year by year.
        letterhead: A planner's.
        open_forms: Whether all years of forms are open on the page.
    """

    report: OutcomesReport
    forms: tuple[tuple[FormsOfYear, ...], ...]
    letterhead: Letterhead
    open_forms: bool

    def content(self, ending: str) -> bytes:
        """Return the file of an ending."""
        match ending:
            case ".html":
                return outcomes_page(
                    self.report,
                    self.forms,
                    self.letterhead,
                    _version(),
                    open_forms=self.open_forms,
                )
            case ".xlsx":
                return outcomes_workbook(self.report, self.letterhead)
            case ".ics":
                return outcomes_calendar(self.report, datetime.now(UTC))
            case ".csv":
                return outcomes_rows(self.report.plan)
            case _:
                return _json(self.report)


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
    situation = situation_of(first.scenario)
    return PlannedReport(situation, *_planned(situation, part, limits, solver))


def _made(
    solved: PlannedOutcomes | Comparison | PlannedReport,
    letterhead: Letterhead,
    *,
    open_forms: bool,
) -> PlanReport | ComparisonReport | TreeReport:
    """Return what was solved as a report, its facts and forms worked out."""
    if isinstance(solved, PlannedOutcomes):
        return TreeReport(*_facts_and_forms(solved), letterhead, open_forms)
    if isinstance(solved, Comparison):
        return ComparisonReport(solved, letterhead)
    situation, plan, evaluated = solved.situation, solved.plan, solved.evaluated
    return PlanReport(
        report_of(situation, plan, evaluated, solved.comparison),
        forms_of_plan(situation, plan, evaluated).years,
        tuple(_other_forms(situation)),
        letterhead,
        open_forms,
    )


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


def _facts_and_forms(
    planned: PlannedOutcomes,
) -> tuple[OutcomesReport, tuple[tuple[FormsOfYear, ...], ...]]:
    """Return what is shown of a plan over outcomes, and the forms of each outcome."""
    plan, situations, evaluated = planned.plan, planned.situations, planned.evaluated
    forms = tuple(
        forms_of_plan(situation, plan.plan_of(outcome), schedule).years
        for outcome, situation, schedule in zip(
            plan.outcomes, situations, evaluated, strict=True
        )
    )
    return outcomes_report_of(plan, situations, evaluated), forms


def _planned(
    situation: Situation,
    part: Part,
    limits: Limits,
    solver: SolverName,
) -> tuple[Plan, EvaluatedSchedule, Comparison | None]:
    """Return the plan, planned once, and the comparison, made once, if it is asked."""
    if part == "plan":
        asked = Asked("first", limits, solver)
        return *planned_with_firmness(situation, asked, progress), None
    spared = replace(limits, held_back=HELD_BACK)
    asked = Asked("first", spared, solver)
    plan, evaluated = planned_with_firmness(situation, asked, progress)
    progress("pricing the schedules people follow ...")
    return plan, evaluated, _comparison(situation, plan, evaluated)


def _other_forms(situation: Situation) -> Iterator[FiledForms]:
    """Yield the forms of the household's own schedules, and of what was done."""
    for schedule in situation.schedules:
        yield forms_of_schedule(situation, schedule.name)
    if situation.scenario.events:
        try:
            yield forms_of_events(situation)
        except UnknownLawYear as error:
            say(f"The report goes without the forms of what was done: {error}")


def _comparison(
    situation: Situation, plan: Plan, evaluated: EvaluatedSchedule
) -> Comparison | None:
    """Return the comparison, or none where time is over: the plan is ready."""
    try:
        return compare_plan(situation, plan, evaluated)
    except NoPlanInTime:
        say("There was no time left for the comparison; the report goes without it.")
        return None


def _json(result: Report | Comparison | OutcomesReport) -> bytes:
    return (result.model_dump_json(indent=2) + "\n").encode("utf-8")


def _version() -> str:
    """Return the version that is installed; empty where none is."""
    try:
        return version("isoplan")
    except PackageNotFoundError:
        return ""
