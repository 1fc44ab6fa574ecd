"""Shares exercised without an election that vest after the plan's last year."""

from datetime import date

import numpy as np
import pytest

from brute_force import check_optimum, few_columns
from isoplan.models.equity.kinds.base import TaxTreatment
from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.filing.filed_schedules import forms_of_plan
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program import dominance
from isoplan.optimizer.recommend import recommend, solve_and_price
from isoplan.optimizer.recount.figures import idle_years
from scenario_builder import Fields, build_situation, grant, lot

VESTS = date(2027, 6, 1)
PRICES = {date(2026, 1, 1): 10.0, date(2026, 12, 31): 110.0, VESTS: 210.0}
"""Ten dollars today, 100 more at the plan's end, 200 more on the day of vesting."""
WAGES = 100_000.0


def early(kind: str, *, lots: tuple[Fields, ...] = (), **plan: object) -> Situation:
    """Return 400 options that vest in the run-off, and that may be exercised now."""
    shares = {
        "kind": kind,
        "early_exercise": "without_83b",
        "nonqualified_shares": 0,
        "vesting": [{"on": VESTS, "shares": 400}],
        "shares": 400,
    }
    if kind == "nso":
        del shares["nonqualified_shares"]
    return build_situation(
        plan={"at_horizon": "keep", "run_off_years": 2, **plan},
        household={"wages": WAGES},
        market={"prices": PRICES},
        grants=[grant(**shares)],
        lots=list(lots),
    )


def of_2027(situation: Situation, **income: float) -> FederalReturn:
    """Return the year's forms by the law alone, wages and what is added to them."""
    pay = income.pop("pay", 0.0)
    given = YearIncome(
        wages=WAGES + pay, medicare_wages=WAGES + pay, equity_pay=pay,
        social_security_wages=WAGES, **income,
    )  # fmt: skip
    return federal_return(given, Carryovers(), situation.law(2027))


def present_value(situation: Situation, amount: float, on: date) -> float:
    """Return dollars of a day at the plan's start."""
    years = (on - situation.plan.start).days / 365.25
    return float(amount / (1.0 + situation.plan.discount_rate) ** years)


def exercised_on(plan: Plan) -> date:
    """Return the day of the plan's one action, an exercise of all options."""
    (action,) = plan.actions
    assert (action.kind, action.shares) == ("exercise", 400)
    return action.date


def test_the_spread_of_incentive_stock_options_is_in_line_2i_of_the_year() -> None:
    """By hand: 400 times $200 in 2027; what comes back of its AMT does so in 2028."""
    situation = early("iso")
    plan, evaluated = solve_and_price(situation)
    first, second, third = plan.years
    form = of_2027(situation, iso_bargain_element=80_000.0)
    amt = float(form.form_6251.line_11)
    assert amt > 0.0
    assert (first.amt, second.run_off, second.exercised) == (0.0, True, 0)
    assert second.amt == second.tax_caused == pytest.approx(amt, abs=0.01)
    assert third.credit_used == pytest.approx(-third.tax_caused, abs=0.01)
    worth = 400 * (110.0 - 0.238 * 100.0)
    value = present_value(situation, worth, date(2026, 12, 31))
    value -= present_value(situation, 4_000.0, exercised_on(plan))
    value -= present_value(situation, amt, date(2028, 4, 18))
    value += present_value(situation, third.credit_used, date(2029, 4, 17))
    assert plan.totals.after_tax_value == pytest.approx(value, abs=0.02)
    filed = forms_of_plan(situation, plan, evaluated).years[1]
    assert (filed.year, filed.line_2i) == (2027, 80_000.0)
    (row,) = filed.exercises
    assert (row.measured_on, row.line_2i) == (VESTS, 80_000.0)
    assert any("vest in 2027: their spread is taxed then" in n for n in plan.notes)


def test_the_spread_of_nonqualified_options_is_wages_of_the_year() -> None:
    """By hand: 80,000 of pay in 2027, with payroll tax; the basis is then $210."""
    situation = early("nso")
    plan = recommend(situation.scenario)
    assert isinstance(plan, Plan)
    _, second, _ = plan.years
    paid = of_2027(situation, pay=80_000.0)
    tax = float(paid.total) - float(of_2027(situation).total)
    tax += float(paid.payroll_tax.total)
    assert second.payroll_tax == pytest.approx(float(paid.payroll_tax.total), abs=0.01)
    assert second.tax_caused == pytest.approx(tax, abs=0.01)
    value = present_value(situation, 400 * 110.0, date(2026, 12, 31))
    value -= present_value(situation, 4_000.0, exercised_on(plan))
    value -= present_value(situation, tax, date(2028, 4, 18))
    assert plan.totals.after_tax_value == pytest.approx(value, abs=0.02)


@pytest.mark.parametrize("kind", ["iso", "nso"])
def test_what_vests_after_the_run_off_counts_less_the_flat_tax(kind: str) -> None:
    """No year's tax has the pay, so the basis is still the strike; a note says so."""
    situation = early(kind, run_off_years=0)
    plan, _ = solve_and_price(situation)
    worth = 400 * (110.0 - 0.238 * 100.0)
    value = present_value(situation, worth, date(2026, 12, 31))
    value -= present_value(situation, 4_000.0, exercised_on(plan))
    assert plan.totals.after_tax_value == pytest.approx(value, abs=0.02)
    assert any("vest in 2027, after the run-off" in note for note in plan.notes)


@pytest.mark.parametrize("at_horizon", ["sell", "keep"])
@pytest.mark.parametrize(
    ("kind", "treatment"), [("iso", IncentiveStockOption), ("nso", NonqualifiedOption)]
)
def test_shares_held_at_the_start_vest_for_all_plans(
    kind: str, treatment: type[TaxTreatment], at_horizon: str
) -> None:
    """The household that does nothing has their spread too: no plan causes it."""
    held = lot(shares=400, exercised_on="2025-06-02", vests_on=VESTS)
    situation = early(kind, lots=(held,), at_horizon=at_horizon)
    assert {type(each.treatment) for each in situation.tranches if each.held} == {
        treatment
    }
    for route in (baseline_years(situation), idle_years(situation)):
        income = route.years[1].returns.income
        spread = income.iso_bargain_element if kind == "iso" else income.wages - WAGES
        assert float(spread) == pytest.approx(80_000.0)
    plan, _ = solve_and_price(situation)
    assert plan.actions == ()
    assert [year.tax_caused for year in plan.years] == [0.0, 0.0, 0.0]


def test_another_state_taxes_the_pay_that_was_earned_there() -> None:
    """Earned in California, vested in Washington in the run-off: both are asked."""
    moved = early("nso").scenario.model_dump(exclude_unset=True)
    moved["household"]["state"] = {date(2021, 1, 1): "CA", date(2026, 3, 1): "WA"}
    situation = build_situation(**{**moved, "name": "moved"})
    assert [each.state for each in situation.residencies_and_claims(2027)] == [
        "WA",
        "CA",
    ]
    assert [each.state for each in situation.residencies_and_claims(2028)] == ["WA"]
    plan, _ = solve_and_price(situation)
    assert plan.actions
    assert plan.years[1].state_tax_after_credit > 0.0


@pytest.mark.parametrize("seed", range(8))
def test_tiny_cases_by_brute_force(seed: int) -> None:
    """The program's best of every schedule there is, with elections and without."""
    pick = np.random.default_rng(seed)
    price = float(pick.choice([20_000, 60_000]))
    options = {
        "early_exercise": str(pick.choice(["without_83b", "plan_decides"])),
        "granted_on": date(2025, 2, 3),
        "strike": price * float(pick.choice([0.1, 0.4])),
    }
    vests = date(2028, 3, 1)
    situation = build_situation(
        plan={"last_year": 2027, "run_off_years": 2, "at_horizon": "keep"},
        household={
            "wages": float(pick.choice([60_000, 200_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
        },
        grants=[
            grant(
                "I",
                shares=3,
                vesting=[{"on": vests, "shares": 3}],
                nonqualified_shares=0,
                **options,
            ),
            grant(
                "N",
                kind="nso",
                shares=2,
                vesting=[{"on": vests, "shares": 2}],
                **options,
            ),
        ],
        lots=[lot("I", shares=1, value_at_exercise=price * 0.9, vests_on=vests)],
        market={
            "prices": {date(2025, 12, 31): price},
            "growth": float(pick.choice([-0.2, 0.3])),
        },
    )
    few = few_columns(situation, pick, 3).choices
    without = [
        Choice(number, date(2026, 12, 31), None)
        for number, tranche in enumerate(situation.tranches)
        if tranche.vests_on is not None and not tranche.held
    ]
    choices = sorted(
        {*few, *without},
        key=lambda c: (c.tranche, c.exercised_on, c.way, c.sold_on or date.min),
    )
    columns = columns_of(situation, choices)
    assert columns.measured_later == {2028}
    check_optimum(columns)


def test_sales_compete_at_the_slopes_of_every_year_with_income() -> None:
    """A loss of the plan may be used in the run-off, in a state that taxes more."""

    def steepest(way: str) -> float:
        situation = build_situation(
            plan={"at_horizon": "keep", "run_off_years": 2},
            household={"state": {"2021-01-01": "WA", "2027-01-01": "CA"}},
            market={"prices": PRICES},
            grants=[
                grant(early_exercise=way, vesting=[{"on": VESTS, "shares": 1_000}])
            ],
        )
        return dominance._tax_by_year(possible_columns(situation))[1].high

    assert steepest("without_83b") > steepest("with_83b")
