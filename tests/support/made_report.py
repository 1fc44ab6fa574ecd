"""Reports of shipped scenarios, each planned once in a run of the tests."""

from dataclasses import dataclass
from pathlib import Path

from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear
from isoplan.models.results.report import Report
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.compare import compare_plan
from isoplan.optimizer.filing.filed_schedules import forms_of_plan, forms_of_schedule
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.reporting.report_facts import report_of
from once_a_run import once_a_run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SMALL = "amt_credit_timeline"
"""AMT, its credit, a schedule of the household's own: all that a page can show."""


@dataclass(frozen=True)
class Made:
    """A report and all that it was made from.

    Attributes:
        situation: What was planned.
        evaluated: The plan as an evaluated schedule.
        report: What is shown.
        forms: Of each year shown.
        others: Of the household's own schedules.
    """

    situation: Situation
    evaluated: EvaluatedSchedule
    report: Report
    forms: tuple[FormsOfYear, ...]
    others: tuple[FiledForms, ...]


def made_report(name: str = SMALL) -> Made:
    """Return the report of a shipped scenario."""
    return _made_report(name)


@once_a_run
def _made_report(name: str) -> Made:
    situation = situation_of(load_scenario(SCENARIOS / f"{name}.toml"))
    plan, evaluated = solve_and_price(situation)
    comparison = compare_plan(situation, plan, evaluated)
    report = report_of(situation, plan, evaluated, comparison)
    forms = forms_of_plan(situation, plan, evaluated).years
    others = tuple(
        forms_of_schedule(situation, each.name) for each in situation.schedules
    )
    return Made(situation, evaluated, report, forms, others)
