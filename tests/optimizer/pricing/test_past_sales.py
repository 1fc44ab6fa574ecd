"""What was done earlier in the plan's first year: its income, worked by hand."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.past_sales import most_past_dollars, past_income
from isoplan.optimizer.recommend import solve_plan
from scenario_builder import Fields, build_scenario, grant, lot, rebuild

BOUGHT: Fields = {
    "on": "2026-01-10", "exercise": "G", "shares": 1_500, "value": 12.0,
}  # fmt: skip
SOLD: Fields = {
    "on": "2026-03-02", "sell": "G 2026-01-10", "shares": 1_000, "price": 15.0,
}  # fmt: skip
OLD = lot(name="old", exercised_on="2024-06-03", shares=400, value_at_exercise=9.0)
OPTIONS = grant(
    granted_on="2022-06-01",
    expires_on="2032-05-31",
    shares=4_000,
    strike=2.0,
    vesting={},
)


def scenario(*events: Fields, **household: Any) -> Scenario:
    """Return a plan from July 1, 2026 on, with options at $2 and some events."""
    return build_scenario(
        "half a year",
        plan={
            "start": "2026-07-01",
            "last_year": 2027,
            "inflation": 0.025,
            "decision_dates": "yearly",
            "run_off_years": 3,
        },
        household={"wages": 150_000.0, **household},
        grants=[OPTIONS],
        lots=[OLD],
        events=events,
        market={"prices": {"2026-01-01": 12.0, "2026-07-01": 20.0}},
    )


def test_a_disqualifying_sale_of_this_year() -> None:
    """Exercised at $2 with a share worth $12, sold seven weeks later at $15.

    $10 of each of 1,000 shares are ordinary income (IRC 422(c)(2)), $3 short-term gain;
    exercise and sale in one year leave no adjustment (Form 6251 line 2i), except the
    500 shares still held: $10 each.
    """
    income = past_income(situation_of(scenario(BOUGHT, SOLD)))
    assert income(2026, "iso_ordinary_income", None) == 10_000
    assert income(2026, "iso_ordinary_income_later", None) == 0
    assert income(2026, "short_term_gain", None) == 3_000
    assert income(2026, "amt_short_term_gain", None) == 3_000
    assert income(2026, "iso_bargain_element", None) == 0
    assert income(2027, "short_term_gain", None) == 0
    form = baseline_years(situation_of(scenario(BOUGHT, SOLD))).years[0].returns
    assert form.income.iso_ordinary_income == 10_000
    assert form.income.short_term_gain == 3_000
    assert form.tax.form_6251.line_2i == 5_000


def test_a_qualifying_sale_of_an_old_lot() -> None:
    """Exercised in 2024 at $9, sold at $15: $13 of gain, for the AMT $6 of it.

    Form 6251 line 2k takes the spread of $7 off again (IRC 56(b)(3)).
    """
    income = past_income(situation_of(scenario({**SOLD, "sell": "old", "shares": 100})))
    assert income(2026, "long_term_gain", None) == 1_300
    assert income(2026, "amt_long_term_gain", None) == 600
    assert income(2026, "iso_ordinary_income", None) == 0
    assert income(2026, "iso_bargain_element", None) == 0


def test_pay_of_nonqualified_options_exercised_this_year() -> None:
    """Wages of $10 for each of 1,500, sold or held (IRC 83(a)), and payroll tax.

    The basis is $12, so $3 of each of 1,000 are short-term gain. Of 15,000 of pay below
    the base of social security 6.2% and 1.45% are 930 and 217.50 (IRC 3101).
    """
    nonqualified = rebuild(scenario(BOUGHT, SOLD), {"grants.0.kind": "nso"})
    form = baseline_years(situation_of(nonqualified)).years[0].returns
    assert form.income.wages == 165_000
    assert form.income.equity_pay == 15_000
    assert form.income.short_term_gain == 3_000
    assert form.tax.payroll_tax.total == pytest.approx(1_147.50)
    assert form.tax.form_6251.line_2i == 0


def test_a_sale_of_the_year_before_brings_nothing() -> None:
    """It is in the return that was filed."""
    early = {**SOLD, "sell": "old", "shares": 100, "on": "2025-12-31"}
    income = past_income(situation_of(scenario(early)))
    assert income(2026, "long_term_gain", None) == 0
    assert income(2025, "long_term_gain", None) == 0
    assert most_past_dollars(situation_of(scenario(early))) == 0


def test_income_belongs_to_the_state_of_the_day() -> None:
    """Sold in March, moved in May: nothing was earned in the state moved to."""
    moves = {"2026-01-01": "CA", "2026-05-01": "NY"}
    moving = scenario(BOUGHT, SOLD, state=moves)
    income = past_income(situation_of(moving))
    before, after = map(Claim, moving.household.residency_periods(2026))
    for line, dollars in (("short_term_gain", 3_000), ("iso_ordinary_income", 10_000)):
        assert income(2026, line, before) == dollars
        assert income(2026, line, after) == 0


def test_the_most_of_one_kind() -> None:
    """A bound for slopes: no kind of income is more."""
    assert most_past_dollars(situation_of(scenario(BOUGHT, SOLD))) == 10_000


def test_what_was_done_is_no_tax_of_the_plan() -> None:
    """It is in the year's total tax, with the plan and without it."""
    plan, evaluated = solve_plan(situation_of(scenario(BOUGHT, SOLD)))
    without, _ = solve_plan(situation_of(scenario()))
    year, base = plan.years[0], evaluated.baseline.years[0]
    assert year.tax_caused == pytest.approx(year.total_tax - base.tax, abs=0.01)
    idle = baseline_years(situation_of(scenario())).years[0]
    # 10,000 of wages and 3,000 of short-term gain on 150,000 less the standard
    # deduction of 16,100: all at 24% (Rev. Proc. 2025-32), which begins at 105,700.
    assert base.tax - idle.tax == pytest.approx(0.24 * 13_000)
    assert plan.proof.audit_difference < 0.01
    sold = [
        sum(action.shares for action in each.actions if action.kind == "sell")
        for each in (plan, without)
    ]
    assert sold == [3_000, 4_000]
    assert all(action.date >= date(2026, 7, 1) for action in plan.actions)


def test_losses_are_used_up_by_past_gains() -> None:
    """$5,000 of loss carried in meet $3,000 of gain: $2,000 off other income."""
    losses = {"short_term": 5_000.0, "amt_short_term": 5_000.0}
    form = baseline_years(
        situation_of(scenario(BOUGHT, SOLD, loss_carryover=losses))
    ).years[0]
    assert form.returns.tax.schedule_d.line_16 == -2_000
    assert form.returns.tax.schedule_d.line_21 == 2_000
