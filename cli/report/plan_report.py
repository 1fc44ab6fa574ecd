"""A plan with all that a report shows of it, ready to be written in any form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from isoplan.cli.report.calendar_file import calendar_file
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import plan_page
from isoplan.cli.report.rows_file import plan_rows
from isoplan.cli.report.workbook import plan_workbook
from isoplan.models.base.errors import NoPlanInTime, UnknownLawYear
from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear
from isoplan.models.results.base import Result
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.report import Report
from isoplan.models.situation import Situation
from isoplan.optimizer.compare import HELD_BACK, compare_plan
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.firmness.firmness import Asked, planned_with_firmness
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.reporting.report_facts import report_of

Say = Callable[[str], None]
"""Told in a sentence what is going on, or what a report goes without."""


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
                    installed_version(),
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
                return as_json(self.report)


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


def planned(
    situation: Situation,
    asked: Asked,
    tell: Say,
    warn: Say,
    *,
    compare: bool,
    ready: Callable[[Plan, EvaluatedSchedule], None] | None = None,
) -> PlannedReport:
    """Return the plan, planned once, and the comparison, made once, if it is asked.

    Args:
        situation: What is planned.
        asked: How firm the first step is to be shown, with the limits of all of it.
        tell: Told what is going on.
        warn: Told what the report goes without.
        compare: Whether the schedules people follow stand beside the plan.
        ready: Given the plan as soon as there is one.

    Raises:
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    if compare:
        asked = replace(asked, limits=replace(asked.limits, held_back=HELD_BACK))
    plan, evaluated = planned_with_firmness(situation, asked, tell, ready)
    if not compare:
        return PlannedReport(situation, plan, evaluated, None)
    tell("pricing the schedules people follow ...")
    beside = _comparison(situation, plan, evaluated, warn)
    return PlannedReport(situation, plan, evaluated, beside)


def plan_report(
    solved: PlannedReport, letterhead: Letterhead, warn: Say, *, open_forms: bool
) -> PlanReport:
    """Return what is shown of a plan, with its forms.

    Args:
        solved: The plan, and the comparison.
        letterhead: A planner's.
        warn: Told what the report goes without.
        open_forms: Whether all years of forms are open on the page.
    """
    situation, plan, evaluated = solved.situation, solved.plan, solved.evaluated
    return PlanReport(
        report_of(situation, plan, evaluated, solved.comparison),
        forms_of_plan(situation, plan, evaluated).years,
        tuple(_other_forms(situation, warn)),
        letterhead,
        open_forms,
    )


def _other_forms(situation: Situation, warn: Say) -> Iterator[FiledForms]:
    """Yield the forms of the household's own schedules, and of what was done."""
    for schedule in situation.schedules:
        yield forms_of_schedule(situation, schedule.name)
    if situation.scenario.events:
        try:
            yield forms_of_events(situation)
        except UnknownLawYear as error:
            warn(f"The report goes without the forms of what was done: {error}")


def _comparison(
    situation: Situation, plan: Plan, evaluated: EvaluatedSchedule, warn: Say
) -> Comparison | None:
    """Return the comparison, or none where time is over: the plan is ready."""
    try:
        return compare_plan(situation, plan, evaluated)
    except NoPlanInTime:
        warn("There was no time left for the comparison; the report goes without it.")
        return None


def as_json(result: Result) -> bytes:
    """Return a result as the text of a JSON file."""
    return (result.model_dump_json(indent=2) + "\n").encode("utf-8")


def installed_version() -> str:
    """Return the version that is installed; empty where none is."""
    try:
        return version("isoplan")
    except PackageNotFoundError:
        return ""
