"""What is shown of a year's deduction is refused where it is not so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.inputs.by_year import DeductionByYear
from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.acts import acts_of_plan
from isoplan.optimizer.recount.evidence import Evidence, Shown
from scenario_builder import build_situation, grant


@pytest.fixture(scope="module")
def borrower() -> Situation:
    """Who pays interest a little below the standard deduction, in an AMT year."""
    return build_situation(
        "borrower",
        plan={"last_year": 2026, "inflation": 0.02, "run_off_years": 2},
        household={"wages": 160_000, "itemized_deductions": {"other": 15_000}},
        grants=[grant(shares=6_000, strike=2.0)],
        market={"prices": {"2026-01-01": 40.0}, "first_sale": "2026-12-01"},
    )


@pytest.fixture(scope="module")
def plan(borrower: Situation) -> Plan:
    return solve_plan(borrower)[0]


def evidence(situation: Situation, plan: Plan) -> Evidence:
    """The evidence of a plan as it is shown, the program left out."""
    return Evidence(
        situation=situation,
        acts=acts_of_plan(plan.actions),
        shown=Shown(plan.years, plan.totals, plan.objective.value),
        plan=plan,
        itemizes=[year.deduction_taken == "itemized" for year in plan.years],
    )


def with_first_year(
    plan: Plan, change: Callable[[PlanYear], dict[str, object]]
) -> Plan:
    """Return the plan with another first year."""
    first, *others = plan.years
    changed = first.model_copy(update=change(first))
    return plan.model_copy(update={"years": (changed, *others)})


def test_the_plan_as_it_is_passes(borrower: Situation, plan: Plan) -> None:
    audit(evidence(borrower, plan))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda year: {"deduction_amount": year.deduction_amount + 1}, "is shown as"),
        (
            lambda year: {"deduction_saved": year.deduction_saved + 1},
            "is shown to save",
        ),
    ],
)
def test_a_wrong_figure_is_refused(
    borrower: Situation,
    plan: Plan,
    change: Callable[[PlanYear], dict[str, object]],
    finding: str,
) -> None:
    with pytest.raises(AuditFailure, match=rf"{finding}.*\(deductions\)"):
        audit(evidence(borrower, with_first_year(plan, change)))


def test_an_election_that_is_not_the_one_worked_out_is_refused(
    borrower: Situation, plan: Plan
) -> None:
    """The forms stand as they are; the word beside them is the other one."""
    right = evidence(borrower, plan)
    words = {"standard": "itemized", "itemized": "standard"}
    wrong = with_first_year(
        plan, lambda year: {"deduction_taken": words[year.deduction_taken]}
    )
    shown = Shown(wrong.years, wrong.totals, wrong.objective.value)
    with pytest.raises(AuditFailure, match=r"the deduction is not .*\(deductions\)"):
        audit(replace(right, shown=shown))


def test_what_the_household_forbids_is_refused(plan: Plan, borrower: Situation) -> None:
    """Itemized although the file forces the standard deduction."""
    home = borrower.household.model_copy(
        update={"deduction": DeductionByYear.model_validate("standard")}
    )
    forced = replace(
        borrower, scenario=borrower.scenario.model_copy(update={"household": home})
    )
    itemized = [True] * len(plan.years)
    found = replace(evidence(forced, plan), itemizes=itemized)
    with pytest.raises(AuditFailure, match=r"is no choice .*\(deductions\)"):
        audit(found)
