"""A plan over outcomes with all that a report shows of it, ready to be written."""

from dataclasses import dataclass
from datetime import UTC, datetime

from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.plan_report import as_json, installed_version
from isoplan.cli.tree_report.files import (
    outcomes_calendar,
    outcomes_rows,
    outcomes_workbook,
)
from isoplan.cli.tree_report.page import outcomes_page
from isoplan.models.filing.filed_forms import FormsOfYear
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.optimizer.filing.filed_schedules import forms_of_plan
from isoplan.optimizer.outcomes.recommend_outcomes import PlannedOutcomes
from isoplan.optimizer.reporting.outcome_facts import outcomes_report_of


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
                    installed_version(),
                    open_forms=self.open_forms,
                )
            case ".xlsx":
                return outcomes_workbook(self.report, self.letterhead)
            case ".ics":
                return outcomes_calendar(self.report, datetime.now(UTC))
            case ".csv":
                return outcomes_rows(self.report.plan)
            case _:
                return as_json(self.report)


def tree_report(
    planned: PlannedOutcomes, letterhead: Letterhead, *, open_forms: bool
) -> TreeReport:
    """Return what is shown of a plan over outcomes, and the forms of each outcome."""
    plan, situations, evaluated = planned.plan, planned.situations, planned.evaluated
    forms = tuple(
        forms_of_plan(situation, plan.plan_of(outcome), schedule).years
        for outcome, situation, schedule in zip(
            plan.outcomes, situations, evaluated, strict=True
        )
    )
    report = outcomes_report_of(plan, situations, evaluated)
    return TreeReport(report, forms, letterhead, open_forms)
