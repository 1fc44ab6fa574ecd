"""When a year's tax is paid."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.year_nodes import year_tree
from isoplan.optimizer.pricing.tax_payments import (
    TaxedYear,
    TaxPayment,
    caused_payments,
    tax_payments,
)

WithFields = Callable[..., Scenario]
InInstallments = Callable[..., Scenario]
Taxes = dict[int, float]


def taxed(scenario: Scenario, taxes: Taxes) -> list[TaxedYear]:
    """Return years with income tax alone; nothing in those that are not given."""
    return [
        TaxedYear(node, taxes.get(node.year, 0.0), 0.0, 0.0)
        for node in year_tree(situation_of(scenario))
    ]


def by_day(payments: list[TaxPayment], year: int) -> dict[date, float]:
    """Return the payments of a tax year by day, dollars."""
    found: dict[date, float] = {}
    for each in payments:
        if each.year == year and each.amount:
            found[each.day] = found.get(each.day, 0.0) + each.amount
    return {day: round(amount, 2) for day, amount in found.items()}


def test_tax_is_paid_in_april(sample: Scenario) -> None:
    """The default: all of a year's tax on April 15 of the next; IRC 6151(a)."""
    years = taxed(sample, {2026: 30_000.0})
    assert by_day(tax_payments(situation_of(sample), years, years), 2026) == {
        date(2027, 4, 15): 30_000.0
    }


def test_installments_by_the_year_before(
    sample: Scenario, in_installments: InInstallments
) -> None:
    """Form 2210 lines 5, 8, 9, 10. Worked.

    110% of 50,000 is 55,000, less than 90% of 100,000. Less 40,000 withheld, 15,000 in
    quarters of 3,750 from the start on January 15; 45,000 are left for April.
    """
    scenario = in_installments(
        sample,
        prior_year={"tax": 50_000.0, "adjusted_gross_income": 200_000.0},
        withholding=40_000.0,
    )
    years = taxed(scenario, {2026: 100_000.0})
    assert by_day(tax_payments(situation_of(scenario), years, years), 2026) == {
        date(2026, 4, 15): 3_750.0,
        date(2026, 6, 15): 3_750.0,
        date(2026, 9, 15): 3_750.0,
        date(2027, 1, 15): 3_750.0,
        date(2027, 4, 15): 45_000.0,
    }


def test_installments_by_the_same_year(
    sample: Scenario, in_installments: InInstallments
) -> None:
    """Form 2210 line 9. Worked: 90% of 60,000 is 54,000; less 40,000, in quarters."""
    scenario = in_installments(
        sample,
        prior_year={"tax": 80_000.0, "adjusted_gross_income": 300_000.0},
        withholding=40_000.0,
    )
    years = taxed(scenario, {2026: 60_000.0})
    paid = by_day(tax_payments(situation_of(scenario), years, years), 2026)
    assert list(paid.values()) == pytest.approx([3_500.0] * 4 + [6_000.0])


def test_later_years_rest_on_the_plans_own(
    sample: Scenario, in_installments: InInstallments
) -> None:
    """IRC 6654(d)(1)(B)(ii). Worked: 110% of the 30,000 of 2026, less 20,000."""
    scenario = in_installments(sample, withholding=20_000.0)
    years = taxed(scenario, {2026: 30_000.0, 2027: 90_000.0})
    paid = by_day(tax_payments(situation_of(scenario), years, years), 2027)
    assert list(paid.values()) == pytest.approx([3_250.0] * 4 + [57_000.0])


def test_withholding_is_by_default_the_tax_without_the_plan(
    sample: Scenario, in_installments: InInstallments
) -> None:
    """So a plan that causes nothing pays nothing."""
    scenario = in_installments(
        sample, prior_year={"tax": 10_000.0, "adjusted_gross_income": 100_000.0}
    )
    before = taxed(scenario, {2026: 35_000.0})
    assert by_day(caused_payments(situation_of(scenario), before, before), 2026) == {}
    after = taxed(scenario, {2026: 90_000.0})
    # 100% of 10,000 is less than the 35,000 withheld: no installment.
    assert by_day(caused_payments(situation_of(scenario), after, before), 2026) == {
        date(2027, 4, 15): 55_000.0
    }


def test_what_fell_due_before_the_start_is_caught_up(
    sample: Scenario, in_installments: InInstallments, with_fields: WithFields
) -> None:
    """IRC 6654(b)(2). Worked: three quarters of 15,000 in September."""
    later = with_fields(sample, "plan", start="2026-07-01")
    scenario = in_installments(
        later,
        prior_year={"tax": 50_000.0, "adjusted_gross_income": 200_000.0},
        withholding=40_000.0,
    )
    years = taxed(scenario, {2026: 100_000.0})
    assert by_day(tax_payments(situation_of(scenario), years, years), 2026) == {
        date(2026, 9, 15): 11_250.0,
        date(2027, 1, 15): 3_750.0,
        date(2027, 4, 15): 45_000.0,
    }


def test_pay_in_options_is_withheld_on_its_day(
    sample: Scenario, in_installments: InInstallments
) -> None:
    """IRC 3402, 3101; Reg. 31.3402(g)-1. Worked.

    The pay of 2026 is 20,000 and 30,000 beside 160,000 of other wages, 24,500 below the
    base of 184,500. First 4,400 + 1,240 + 290; then 6,600 + 279 on the last 4,500
    below the base + 435. Withheld 40,000 + 11,000 of 51,000: no installment. It is
    handed over when the trades settle: on Wednesday, and on Monday after a Saturday.
    """
    scenario = in_installments(
        sample, withholding=40_000.0, social_security_wages=160_000.0
    )
    days = (date(2026, 2, 3), date(2026, 8, 1))
    years = taxed(scenario, {2026: 51_000.0})
    years[0] = TaxedYear(
        years[0].node,
        income_tax=51_000.0,
        payroll_tax=1_240.0 + 290.0 + 279.0 + 435.0,
        state_tax=0.0,
        option_pay=tuple(zip(days, (20_000.0, 30_000.0), strict=True)),
    )
    paid = by_day(tax_payments(situation_of(scenario), years, years), 2026)
    assert paid[date(2026, 2, 4)] == pytest.approx(5_930.0)
    assert paid[date(2026, 8, 3)] == pytest.approx(7_314.0)
    assert sum(paid.values()) == pytest.approx(51_000.0 + 2_244.0 - 40_000.0)


@pytest.mark.parametrize("seed", range(5))
def test_payments_of_a_year_add_up_to_its_tax(
    seed: int, sample: Scenario, in_installments: InInstallments
) -> None:
    """Whatever is due when: what a plan causes is paid, no more and no less."""
    scenario = in_installments(sample)
    pick = np.random.default_rng(seed)
    before = {year: float(pick.uniform(0, 90e3)) for year in range(2026, 2042)}
    after = {year: float(pick.uniform(0, 200e3)) for year in before}
    payments = caused_payments(
        situation_of(scenario), taxed(scenario, after), taxed(scenario, before)
    )
    for year in scenario.plan.years:
        caused = after[year] - before[year]
        assert sum(by_day(payments, year).values()) == pytest.approx(caused)
