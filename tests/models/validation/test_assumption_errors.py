"""What can be wrong with plan, household and market, and the line that it prints."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

MISTAKES = [
    pytest.param(
        {"schedules": {"name": "x"}},
        "schedules is a table with name, which is not a list; put it in brackets: [ "
        "... ]",
        id="table-for-a-list",
    ),
    pytest.param(
        {"houshold": {}},
        "houshold is not a field of the scenario file; did you mean 'household'?",
        id="typo-at-the-top",
    ),
    pytest.param(
        {"market": ...},
        "market is missing; add market (What a share is worth and when it can be sold: "
        "the main market, needed beside [markets] too)",
        id="no-market",
    ),
    *[
        pytest.param(
            {f"household.{name}": 50_000},
            f"household.{name} is left out, and self-employment tax with it; work out "
            "self-employment (Schedules C and SE) elsewhere",
            id=name,
        )
        for name in ("self_employment_income", "schedule_c", "business_income")
    ],
    *[
        pytest.param(
            {f"household.{name}": -1},
            f"household.{name} is -1, which is below 0; give 0 or more",
            id=f"negative-{name}",
        )
        for name in ("pensions", "ira_withdrawals", "roth_conversions")
    ],
    pytest.param(
        {"household": 5},
        "household is 5, which is not a table; write its fields under its heading",
        id="number-for-a-table",
    ),
    pytest.param(
        {"plan.inflation": ...},
        "plan.inflation is missing, but the plan and its run-off reach 2040 and "
        "figures of the law are published up to 2026; assume a rate for later years, "
        "such as inflation = 0.025",
        id="beyond-the-law-tables",
    ),
    pytest.param(
        {"plan.inflation": 2.5},
        "plan.inflation is 2.5, which is above 0.5; give 0.5 or less, as a fraction: "
        "0.03 is 3 percent",
        id="inflation-in-percent",
    ),
    pytest.param(
        {"plan.discount_rate": 0},
        "plan.discount_rate is 0, but without any discount two plans could recover the "
        "credit in different years and count as equal; use 0.0001 for almost no "
        "discount",
        id="no-discount",
    ),
    pytest.param(
        {"plan.discount_rate": -0.01},
        "plan.discount_rate is -0.01, which is below 0; give 0 or more",
        id="negative-discount",
    ),
    pytest.param(
        {"plan.run_off_years": 41},
        "plan.run_off_years is 41, which is above 40; give 40 or less",
        id="run-off-too-long",
    ),
    pytest.param(
        {"plan.objective": "least-tax"},
        "plan.objective is 'least-tax', which is not one of 'after_tax_value' or "
        "'least_tax'; did you mean 'least_tax'?",
        id="unknown-objective",
    ),
    pytest.param(
        {"plan.objective": "least_tax", "plan.at_horizon": "keep"},
        "plan.at_horizon is 'keep', but least_tax compares plans that sell all shares "
        "by the end; set at_horizon = 'sell', or objective = 'after_tax_value'",
        id="least-tax-and-keep",
    ),
    pytest.param(
        {"plan.step_up_at_death": True},
        "plan.step_up_at_death is true, but with at_horizon = 'sell' no share is kept "
        "until then; set at_horizon = 'keep', or remove it",
        id="death-and-sell",
    ),
    pytest.param(
        {"plan.step_up_at_death": "yes"},
        "plan.step_up_at_death is 'yes', which is neither true nor false; write true "
        "or false",
        id="death-is-text",
    ),
    pytest.param(
        {"household.gifts": {"2026": 1000, "2027": -5}},
        "household.gifts.2027 is -5, which is below 0; give 0 or more",
        id="giving-less-than-nothing",
    ),
    pytest.param(
        {"household.filing_status": "maried_jointly"},
        "household.filing_status is 'maried_jointly', which is not one of 'single', "
        "'married_jointly', 'married_separately', 'head_of_household' or "
        "'qualifying_surviving_spouse'; did you mean 'married_jointly'?",
        id="unknown-filing-status",
    ),
    pytest.param(
        {"household.filing_status": {"2026": "single", "2028": 3}},
        "household.filing_status.2028 is 3, which is not one of 'single', "
        "'married_jointly', 'married_separately', 'head_of_household' or "
        "'qualifying_surviving_spouse'; write one of them",
        id="unknown-filing-status-in-a-year",
    ),
    pytest.param(
        {"household.state": "ca"},
        "household.state is 'ca', which is not the two-letter code of a state; write "
        "'CA'",
        id="state-in-small-letters",
    ),
    pytest.param(
        {"household.state": "Oz"},
        "household.state is 'Oz', which is not the two-letter code of a state; as in "
        "'CA', 'NY' or 'TX'",
        id="unknown-state",
    ),
    pytest.param(
        {"household.state": 5},
        "household.state is 5, which is neither a state nor a table of moves; write "
        "'CA', or { 2026-01-01 = 'CA', 2028-07-01 = 'WA' }",
        id="state-that-is-a-number",
    ),
    pytest.param(
        {"household.state": {"2026-01-01": "CA", "2028-07-01": "Wa"}},
        "household.state.2028-07-01 is 'Wa', which is not the two-letter code of a "
        "state; write 'WA'",
        id="state-moved-to-in-small-letters",
    ),
    pytest.param(
        {"household.state": {"2029-07-01": "WA"}},
        "household.state.2029-07-01 is 'WA', but the plan starts on 2026-03-01, before "
        "it is known where; add the state lived in at the start",
        id="first-state-after-the-start",
    ),
    pytest.param(
        {"household.state_minimum_tax_credit": 500},
        "household.state_minimum_tax_credit is 500.0, but household.state is not "
        "given, and without a state there is none; remove it, or correct the state",
        id="credit-of-no-state",
    ),
    pytest.param(
        {"household.state": "TX", "household.state_minimum_tax_credit": 500},
        "household.state_minimum_tax_credit is 500.0, but Texas has no such credit to "
        "carry; remove it, or correct the state",
        id="credit-that-the-state-does-not-give",
    ),
    pytest.param(
        {"household.dependents": -1},
        "household.dependents is -1, which is below 0; give 0 or more",
        id="negative-dependents",
    ),
    pytest.param(
        {"household.dependents": 1, "household.children": [2010, 2019]},
        "household.dependents is 1, but 2 of household.children are dependents in "
        "2026; give 2 or more, or leave it out to count the children alone",
        id="fewer-dependents-than-children",
    ),
    pytest.param(
        {"household.wages": {"2026": 1000, "2027": -5}},
        "household.wages.2027 is -5, which is below 0; give 0 or more",
        id="negative-wages-in-a-year",
    ),
    pytest.param(
        {"household.wages": -5},
        "household.wages is -5, which is below 0; give 0 or more",
        id="negative-wages",
    ),
    pytest.param(
        {"household.wages": {"2026": 1000, "grwth": 0.1}},
        "household.wages.grwth is not a field of the scenario file; did you mean "
        "'growth'?",
        id="typo-in-a-table-by-year",
    ),
    pytest.param(
        {"household.wages": {"2026": 1000, "22027": 5}},
        "household.wages.22027 is not a field of the scenario file; write a year such "
        "as 2026; other fields: growth",
        id="year-of-five-digits",
    ),
    pytest.param(
        {"household.wages": {"growth": 0.1}},
        "household.wages is a table with growth, which gives no year; give a year and "
        "its value: { 2026 = ... }",
        id="growth-from-no-year",
    ),
    pytest.param(
        {"household.deduction": "itemized"},
        "household.itemized_deductions is missing although deduction is 'itemized'; "
        "add the table household.itemized_deductions, or set deduction = 'best'",
        id="itemized-without-amounts",
    ),
    pytest.param(
        {"household.loss_carryover": {"long_term": -3000}},
        "household.loss_carryover.long_term is -3000, which is below 0; give 0 or more",
        id="carryover-with-a-sign",
    ),
    pytest.param(
        {"plan.tax_payments": "quarterly"},
        "plan.tax_payments is 'quarterly', which is not one of 'april' or "
        "'installments'; write one of them",
        id="tax-paid-otherwise",
    ),
    pytest.param(
        {"plan.tax_payments": "installments"},
        "household.prior_year is missing although plan.tax_payments is 'installments', "
        "which rest on the tax of 2025; add household.prior_year = { tax = ..., "
        "adjusted_gross_income = ... } from that return",
        id="installments-without-the-year-before",
    ),
    pytest.param(
        {"household.prior_year": {"tax": 300_000, "adjusted_gross_income": 200_000}},
        "household.prior_year is a table with tax, adjusted_gross_income, whose tax, "
        "300,000, is more than its adjusted_gross_income, 200,000; correct one of them",
        id="more-tax-than-income",
    ),
    pytest.param(
        {"household.cash": 1, "household.payments_due": {"2025-04-15": 900}},
        "household.payments_due.2025-04-15 is 900, before the plan's start on "
        "2026-03-01, so household.cash is less by it already; remove it, or correct "
        "the day",
        id="payment-due-before-the-plan",
    ),
    pytest.param(
        {"household.cash": 1, "household.payments_due": {"2041-04-15": 900}},
        "household.payments_due.2041-04-15 is 900, after 2031-04-15, when the plan's "
        "last tax is paid and its cash is no longer looked at; remove it, or correct "
        "the day",
        id="payment-due-after-the-plan",
    ),
    pytest.param(
        {"household.loan": {"most": 50_000, "rate": 0.08}},
        "household.loan is a table with most, rate, but household.cash is not given, "
        "so cash is no limit and nothing is ever borrowed; give household.cash, or "
        "remove the loan",
        id="loan-without-cash",
    ),
    pytest.param(
        {"household.cash": 1, "household.loan": {"most": 0, "rate": 0.08}},
        "household.loan.most is 0, which is not above 0; give a number above 0",
        id="loan-of-nothing",
    ),
    pytest.param(
        {"household.cash": 1, "household.loan": {"most": 5, "rate": 8}},
        "household.loan.rate is 8, which is above 0.5; give 0.5 or less, as a "
        "fraction: 0.03 is 3 percent",
        id="loan-rate-in-percent",
    ),
    pytest.param(
        {"household.withholding": -1},
        "household.withholding is -1, which is below 0; give 0 or more",
        id="negative-withholding",
    ),
    pytest.param(
        {"household.social_security_wages": {"2026": -1}},
        "household.social_security_wages.2026 is -1, which is below 0; give 0 or more",
        id="negative-social-security-wages",
    ),
    pytest.param(
        {"market.prices": {}},
        "market.prices is an empty table, where at least one entry is needed; add one",
        id="empty-market",
    ),
    pytest.param(
        {"market.prices.2026-01-01": 0},
        "market.prices.2026-01-01 is 0, which is not above 0; give a number above 0",
        id="price-of-zero",
    ),
    pytest.param(
        {"market.prices.2026-01-01": float("nan")},
        "market.prices.2026-01-01 is nan, which is not a finite number; give a number",
        id="price-is-no-number",
    ),
    pytest.param(
        {"market.prices.soon": 5},
        "market.prices.soon is 'soon', which is not a date; write it as in 2026-03-01",
        id="price-of-no-day",
    ),
    pytest.param(
        {"market.prices": {"2026-03-02": 10.0}},
        "market.prices is a table with 2026-03-02, whose first day, 2026-03-02, comes "
        "after the plan's start on 2026-03-01; add the price on the start or on a day "
        "before it",
        id="first-price-after-the-start",
    ),
    pytest.param(
        {"market.growth": 5},
        "market.growth is 5, which is above 1; give 1 or less, as a fraction: 0.03 is "
        "3 percent",
        id="growth-in-percent",
    ),
    pytest.param(
        {"market.trading_windows": [{"opens": "2027-06-20", "closes": "2027-05-01"}]},
        "market.trading_windows[0].closes is '2027-05-01', before the window opens on "
        "2027-06-20; exchange the two days",
        id="window-reversed",
    ),
    pytest.param(
        {"market.zzz": 1},
        "market.zzz is not a field of the scenario file; known fields here: "
        "acquisition, acquisition_for_stock, between_prices, blackouts, "
        "expected_growth, first_sale, growth, ipo, prices, sale_cost_per_share, "
        "tender_offers, trading_days, ...",
        id="field-like-no-other",
    ),
]


@pytest.mark.parametrize(("values", "line"), MISTAKES)
def test_one_mistake_is_one_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with(values) == [line]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        (
            {"plan.start": "2017-12-31"},
            "plan.start is '2017-12-31', before 2018, the first year with figures",
        ),
        ({"plan.last_year": 2025}, "plan.last_year is 2025, before the plan starts"),
        ({"plan.last_year": 2067}, "plan.last_year is 2067, more than 40 years after"),
    ],
)
def test_years_that_cannot_be_planned(
    values: Fields, start: str, lines_with: Lines
) -> None:
    """Before the first table of the law, before the start, far after it."""
    assert lines_with(values)[0].startswith(start)
