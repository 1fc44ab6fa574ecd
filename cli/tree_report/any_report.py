"""The report of any scenario: its plan, over outcomes or not, or its comparison."""

from dataclasses import dataclass
from typing import Literal

from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import comparison_page
from isoplan.cli.report.plan_report import (
    PlannedReport,
    PlanReport,
    Say,
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
from isoplan.models.scenario import Scenario
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


def solved_report(
    scenario: Scenario,
    part: Part,
    limits: Limits,
    solver: SolverName,
    tell: Say,
    warn: Say,
) -> PlannedOutcomes | Comparison | PlannedReport:
    """Return what takes time: the plan over outcomes, the comparison, or the plan.

    Args:
        scenario: Checked.
        part: What is to be shown.
        limits: Of all of it.
        solver: Which one is asked first.
        tell: Told what is going on.
        warn: Told what the report goes without.

    Raises:
        FutureParts: If the future parts and the comparison alone is asked for.
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    first, *others = outcomes_of(scenario)
    asked = Asked("first", limits, solver)
    if others and part == "comparison":
        raise FutureParts("--part comparison", "isoplan compare has the habits")
    if others:
        return outcomes_with_firmness(scenario, asked, tell)
    if part == "comparison":
        return compare_schedules(first.scenario, limits, solver, tell)
    situation = situation_of(first.scenario)
    return planned(situation, asked, tell, warn, compare=part == "all")


def made_report(
    solved: PlannedOutcomes | Comparison | PlannedReport,
    letterhead: Letterhead,
    warn: Say,
    *,
    open_forms: bool,
) -> PlanReport | ComparisonReport | TreeReport:
    """Return what was solved as a report, its facts and forms worked out.

    Args:
        solved: What is shown.
        letterhead: A planner's.
        warn: Told what the report goes without.
        open_forms: Whether all years of forms are open on the page.
    """
    if isinstance(solved, PlannedOutcomes):
        return tree_report(solved, letterhead, open_forms=open_forms)
    if isinstance(solved, Comparison):
        return ComparisonReport(solved, letterhead)
    return plan_report(solved, letterhead, warn, open_forms=open_forms)
