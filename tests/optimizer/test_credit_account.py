"""What becomes of the credit: sentence, table and fields add up, in plan and compare.

The two households came from outside. Their figures were worked by the forms, apart from
this project: AMT 213,976, credit used 198,844, 15,132 wiped out; 176,049 left.
"""

from datetime import date
from typing import Any

import pytest

from isoplan.cli.render.comparison_table import comparison_report
from isoplan.cli.render.plan_table import plan_report
from isoplan.models.filing.year_forms import as_filed
from isoplan.models.results.credit_text import credit_account
from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import PlanYear
from isoplan.optimizer.compare import compare_plan
from isoplan.optimizer.pricing.common_schedules import common_schedules
from isoplan.optimizer.pricing.evaluated_schedule import evaluate_schedule
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.recommend import solve_plan
from scenario_builder import build_situation, grant, lot

Household = tuple[str, dict[str, Any]]

LEAVING: dict[str, Any] = {
    "plan": {"start": date(2026, 2, 1), "last_year": 2030, "inflation": 0.025},
    "employment": {"leaves_on": date(2026, 2, 28)},
    "household": {"wages": 150_000, "cash": 260_000, "savings_per_year": 30_000},
    "grants": [
        grant(
            "early",
            granted_on=date(2021, 2, 1),
            expires_on=date(2031, 1, 31),
            shares=100_000,
            strike=0.60,
            vesting={},
        )
    ],
    "market": {
        "growth": 0.0,
        "first_sale": date(2029, 1, 1),
        "prices": {date(2026, 2, 1): 7.80, date(2029, 1, 1): 12.00},
    },
}
"""Leaves with three months to exercise; exercises all, and sells from 2029 on."""

CRASH: dict[str, Any] = {
    "plan": {"start": date(2026, 1, 5), "last_year": 2031, "inflation": 0.025},
    "household": {
        "wages": {"2026": 200_000, "growth": 0.03},
        "minimum_tax_credit": 395_000,
    },
    "grants": [
        grant(
            "g",
            granted_on=date(2019, 3, 1),
            expires_on=date(2029, 2, 28),
            shares=50_000,
            strike=1.00,
            vesting={},
            exercised=50_000,
        )
    ],
    "lots": [
        lot(
            "g",
            exercised_on=date(2023, 3, 10),
            shares=38_100,
            value_at_exercise=35.0,
        )
    ],
    "market": {"growth": 0.0, "prices": {date(2026, 1, 5): 10.0}},
}
"""38,100 shares left after a crash, and a credit of 395,000."""


def balances(years: tuple[PlanYear, ...], brought: float) -> None:
    """Each year: credit before and made is what is used, wiped out and left."""
    before = brought
    for year in years:
        made = max(year.credit_generated, 0.0)
        after = year.credit_used + year.credit_wiped_out + year.credit_carryforward_out
        assert before + made == pytest.approx(after, abs=0.02)
        before = year.credit_carryforward_out


def totals_balance(plan: Plan) -> None:
    """Credit brought and AMT that gives credit: used, wiped out and left."""
    totals = plan.totals
    came = totals.credit_brought + totals.amt - totals.amt_without_credit
    went = totals.credit_used + totals.credit_wiped_out + totals.credit_carryforward_out
    assert came == pytest.approx(went, abs=0.1)


def test_a_negative_line_18_is_named() -> None:
    """213,976 is 198,844 used and 15,132 wiped out, in the sentence and the table."""
    situation = build_situation(**LEAVING)
    plan, evaluated = solve_plan(situation)
    balances(plan.years, 0.0)
    totals_balance(plan)
    assert round(plan.totals.credit_wiped_out) == 15_132
    text = " ".join(plan_report(plan, 60).split())
    assert (
        "AMT paid: $213,976; credit used: $198,844; wiped out by a negative Form 8801 "
        "line 18: $15,132; no credit is left." in text
    )
    assert "all credit is recovered" not in text
    assert "$15,132 of credit wiped out; the rest back by 20" in text
    assert "wiped out $" in plan_report(plan, 60, 200)
    note = (
        "$15,132 of credit is wiped out by a negative Form 8801 line 18, which 2029 "
        "causes: exclusion items alone would cost more than the AMT"
    )
    assert f"{note}." in plan.notes
    comparison = compare_plan(situation, plan, evaluated)
    assert comparison.schedules[0].credit_wiped_out == plan.totals.credit_wiped_out
    assert not comparison.schedules[0].note
    assert f"{note}." in comparison.notes
    assert "wiped out $" in comparison_report(comparison, 200)


def test_slow_credit_says_how_much_a_year_and_by_when() -> None:
    """176,049 at 12,159 a year is 14.5 years: by 2056. The law sets no limit."""
    situation = build_situation(**CRASH)
    plan, evaluated = solve_plan(situation)
    balances(plan.years, 395_000.0)
    totals_balance(plan)
    text = " ".join(plan_report(plan, 60).split())
    assert (
        "AMT paid: $0; credit brought along: $395,000; credit used: $218,951; credit "
        "left: $176,049." in text
    )
    assert "$176,049 of credit left after 2041" in text
    note = (
        "$176,049 of credit is not back by the end of 2041; $12,159 came back in that "
        "year, and at that pace the rest is by 2056; the law sets no limit"
    )
    assert f"{note}." in plan.notes
    comparison = compare_plan(situation, plan, evaluated)
    assert f"{note}." in comparison.notes
    idle = next(each for each in comparison.schedules if each.name == "do nothing")
    assert idle.note.startswith("$239,964 of credit is not back by the end of 2041; ")
    assert "by 2063; the law sets no limit" in idle.note
    assert "never recovered" not in text + comparison_report(comparison)


def test_a_sentence_with_amt_on_exclusion_items_adds_up() -> None:
    """A large long-term gain takes the exemption away: part of the AMT is for good."""
    home = {"long_term_gain": {"2026": 700_000, "2027": 0}}
    options = grant(shares=60_000, strike=1.0)
    situation = build_situation(
        plan={"last_year": 2027}, household=home, grants=[options]
    )
    name = "exercise now and as it vests, hold"
    hold = next(each for each in common_schedules(situation) if each.name == name)
    columns, shares = columns_and_shares(situation, hold.holdings)
    evaluated = evaluate_schedule(situation, name, columns, shares)
    balances(evaluated.years, 0.0)
    totals = evaluated.totals
    assert totals.amt > totals.amt_without_credit > 1_000
    said = credit_account(totals)
    assert f", of it ${totals.amt_without_credit:,.0f} on exclusion items" in said


def test_the_plans_first_form_starts_from_the_year_before_as_given() -> None:
    """Lines 15 to 21 of the first year's Form 8801 are those of the table."""
    credit = {"line_26": 1_000, "amt": 5_000, "amt_on_exclusion_items": 2_000}
    situation = build_situation(
        changes={"household.minimum_tax_credit": credit}, grants=[grant()]
    )
    before = situation.year_before
    assert before is not None
    lines = before.line_15, before.line_16, before.line_18, before.line_19
    assert lines == (2_000, 5_000, 3_000, 1_000)
    assert situation.credit_brought == 4_000
    assert as_filed([], before, {}) == []
