"""Payroll tax of equity pay in plans: exact at the base, absent elsewhere."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pulp
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.tax_payments import caused_payments
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend, solve_plan
from scenario_builder import build_scenario, grant, rebuild, rsu

WithFields = Callable[..., Scenario]
InInstallments = Callable[..., Scenario]


@pytest.fixture(scope="module")
def nonqualified() -> Scenario:
    """Options that can be sold at once; the spread of all is 60,000 a year or two."""
    return build_scenario(
        "nonqualified",
        plan={
            "start": "2026-01-01",
            "last_year": 2027,
            "decision_dates": "yearly",
            "inflation": 0.025,
            "run_off_years": 0,
        },
        household={"wages": 160_000.0, "social_security_wages": 160_000.0},
        grants=[
            grant(
                "NSO",
                kind="nso",
                granted_on="2020-01-01",
                expires_on="2027-12-31",
                strike=1.0,
            )
        ],
        market={"prices": {"2026-01-01": 61.0}},
    )


def traced(scenario: Scenario) -> TracedProblem:
    """Return the scenario's program before it is written."""
    return traced_problem(
        situation_of(scenario),
        possible_columns(situation_of(scenario)),
        baseline_years(situation_of(scenario)),
    )


def written(scenario: Scenario) -> Program:
    """Return the scenario's program."""
    return program_of(traced(scenario))


def test_payroll_tax_is_in_the_plan(nonqualified: Scenario) -> None:
    """IRC 3101. Worked: a spread of 60 for each option, 60,000 in all.

    All payroll tax is 6.2% of what lies below the bases of 184,500 and 192,300 beside
    wages of 160,000, and 1.45% of 60,000.
    """
    plan = recommend(nonqualified)
    pay = {year.year: 60.0 * year.exercised for year in plan.years}
    assert sum(pay.values()) == 60_000.0
    base = {2026: 24_500.0, 2027: 32_300.0}
    for year in plan.years:
        social_security = 0.062 * min(pay[year.year], base[year.year])
        expected = social_security + 0.0145 * pay[year.year]
        assert year.payroll_tax == pytest.approx(expected, abs=0.01)
    caused = sum(year.tax_caused for year in plan.years)
    assert plan.totals.tax_caused == pytest.approx(caused)


def test_the_base_is_exact(
    nonqualified: Scenario, fixed_value: Callable[..., float]
) -> None:
    """The kink is concave: the cost of a fixed plan is the same, pushed either way."""
    problem = traced(nonqualified)
    first = problem.columns.choices.exercised == date(2026, 1, 1).toordinal()
    same_day = problem.columns.choices.sold == problem.columns.choices.exercised
    for count in (300.0, 408.0, 409.0, 900.0):
        shares = np.zeros(len(problem.columns))
        shares[int(np.flatnonzero(first & same_day)[0])] = count
        for sense in (pulp.LpMinimize, pulp.LpMaximize):
            found = fixed_value(problem, problem.cost, shares, sense)
            assert found == pytest.approx(problem.cost_of(shares), abs=0.05)


def test_a_base_that_is_reached_anyway_needs_no_binary(
    nonqualified: Scenario, with_fields: WithFields
) -> None:
    """Nor one that no pay can reach; only pay on both sides of it asks for one."""

    def binaries(wages: float) -> int:
        beside = with_fields(nonqualified, "household", social_security_wages=wages)
        return len(written(beside).binaries)

    assert binaries(160_000.0) > binaries(400_000.0)
    assert binaries(0.0) == binaries(400_000.0)


def test_incentive_options_alone_add_nothing(
    sample: Scenario, with_fields: WithFields
) -> None:
    """The same rows and binaries, whatever the social security wages are."""
    changed = with_fields(sample, "household", social_security_wages=100.0)
    one, other = written(sample), written(changed)
    assert (one.rows, len(one.binaries)) == (other.rows, len(other.binaries))
    assert not any("pay" in str(variable) for variable in one.problem.variables())


def test_units_leave_less_room_for_options(nonqualified: Scenario) -> None:
    """Pay of units counts below the base first, and is no tax that the plan causes."""
    units = rsu(shares=1_000, granted_on="2025-01-01")
    with_units = rebuild(nonqualified, restricted_units=[units])
    plan = recommend(with_units)
    first = plan.years[0]
    pay = 60.0 * first.exercised
    # 61,000 of units pass the base by themselves: 24,500 bear social security tax.
    expected = 0.062 * 24_500.0 + 0.0145 * (61_000.0 + pay)
    assert first.payroll_tax == pytest.approx(expected, abs=0.01)
    base = baseline_years(situation_of(with_units)).years[0]
    assert base.returns.tax.payroll_tax.total == pytest.approx(
        0.062 * 24_500.0 + 0.0145 * 61_000.0
    )


def test_what_is_withheld_must_be_paid_on_the_day(
    nonqualified: Scenario, in_installments: InInstallments
) -> None:
    """An exercise to hold asks for strike, 22% and payroll tax in cash. Worked.

    Cash of 5,000 and a spread of 60 at a strike of 1, with no sale before the end of
    2026: each option asks for 1 + 13.20 + 3.72 + 0.87 = 18.79, so at most 266 can be
    exercised on the first day (266 x 18.79 = 4,998.14).
    """
    prices = {"2026-01-01": 61.0, "2026-06-30": 61.0, "2027-01-01": 90.0}
    held = rebuild(
        in_installments(nonqualified, cash=5_000.0),
        {"grants.0.expires_on": "2026-06-30"},
        market={"prices": prices, "first_sale": "2027-01-04"},
    )
    plan = recommend(held)
    assert sum(year.exercised for year in plan.years) == 266
    withheld = [each for each in plan.set_aside if each.what == "withholding"]
    assert [each.amount for each in withheld] == [round(266 * 17.79, 2)]


def test_pay_before_the_start_fills_the_base_first(
    nonqualified: Scenario, in_installments: InInstallments
) -> None:
    """Worked: 400 options exercised and sold in March brought 24,000 of 24,500.

    After the start on July 1 the other 600 can only use what is left of the base in
    2026; all that is paid from then on lies after the start, and adds up to the tax
    that the plan causes.
    """
    events = [
        {"on": "2026-03-02", "exercise": "NSO", "shares": 400, "value": 61.0},
        {"on": "2026-03-02", "sell": "NSO", "shares": 400, "price": 61.0},
    ]
    from_july = rebuild(
        in_installments(nonqualified, cash=90_000.0),
        {"plan.start": "2026-07-01", "plan.last_year": 2026},
        events=events,
    )
    plan, evaluated = solve_plan(situation_of(from_july))
    first = plan.years[0]
    assert first.exercised == 600
    assert first.payroll_tax == pytest.approx(0.062 * 24_500.0 + 0.0145 * 60_000.0)
    base = evaluated.baseline.years[0].returns.tax.payroll_tax.total
    assert base == pytest.approx(0.062 * 24_000.0 + 0.0145 * 24_000.0)
    situation = evaluated.columns.situation
    payments = caused_payments(
        situation,
        evaluated.evaluated_years.taxed_years,
        evaluated.baseline.taxed_years,
    )
    assert min(each.day for each in payments) >= situation.plan.start
    withheld = sum(each.amount for each in payments if each.what == "withholding")
    assert withheld == pytest.approx(
        0.22 * 36_000.0 + 0.062 * 500.0 + 0.0145 * 36_000.0
    )
    paid = sum(each.amount for each in payments)
    assert paid == pytest.approx(first.tax_caused, abs=0.01)
