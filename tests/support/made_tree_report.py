"""Reports of plans over outcomes, each planned once in a run of the tests."""

from dataclasses import dataclass

from isoplan.models.filing.filed_forms import FormsOfYear
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.models.results.firmness import Elsewhere, Firmness, FirmRange
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.filing.filed_schedules import forms_of_plan
from isoplan.optimizer.firmness.first_step import first_step, same_means
from isoplan.optimizer.outcomes.recommend_outcomes import (
    PlannedOutcomes,
    plan_outcomes,
)
from isoplan.optimizer.reporting.outcome_facts import outcomes_report_of
from isoplan.optimizer.solving.solution import Limits
from made_report import SCENARIOS
from once_a_run import once_a_run

MAY_FAIL = "ipo_that_may_fail"
SWINGS = "listed_with_volatility"


@dataclass(frozen=True)
class MadeTree:
    """A report and all that it was made from.

    Attributes:
        scenario: What was planned.
        planned: Its plan and schedules.
        report: What is shown, with a firmness that is made up.
        forms: Of each outcome, year by year.
    """

    scenario: Scenario
    planned: PlannedOutcomes
    report: OutcomesReport
    forms: tuple[tuple[FormsOfYear, ...], ...]


def made_up_firmness(plan: OutcomesPlan) -> Firmness:
    """How firm a first step may be; solved nowhere."""
    step = first_step(plan.now.actions)
    there = Elsewhere(value=0.55, step=step, keeping_costs=33.0)
    return Firmness(
        depth="first",
        step=step,
        same_means=same_means(kept=True),
        trifle=25.0,
        gap=1.0,
        solves=12,
        ranges=(
            FirmRange(
                fact="probability",
                of="IPO",
                in_words="probability of 'IPO'",
                now=0.6,
                lowest=0.6,
                highest=0.75,
                below=there,
                tried=(0.55, 0.6, 0.75),
            ),
        ),
    )


def made_tree(name: str = MAY_FAIL) -> MadeTree:
    """Return the report of a shipped scenario."""
    return _made_tree(name)


@once_a_run
def _made_tree(name: str) -> MadeTree:
    scenario = load_scenario(SCENARIOS / "uncertain" / f"{name}.toml")
    planned = plan_outcomes(scenario, Limits(60.0, 1.0), "highs")
    plan = planned.plan
    plan = plan.model_copy(update={"firmness": made_up_firmness(plan)})
    report = outcomes_report_of(plan, planned.situations, planned.evaluated)
    forms = tuple(
        forms_of_plan(situation, plan.plan_of(outcome), schedule).years
        for outcome, situation, schedule in zip(
            plan.outcomes, planned.situations, planned.evaluated, strict=True
        )
    )
    return MadeTree(scenario, planned, report, forms)
