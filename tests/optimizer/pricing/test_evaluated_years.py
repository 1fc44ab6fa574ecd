"""The float engine over several years, worked by hand."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.year_nodes import present_value_factor, year_tree
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from scenario_builder import build_scenario, grant

START = date(2025, 1, 2)


@pytest.fixture
def scenario() -> Scenario:
    """Single, 150,000 of wages, 1,000 options with a spread of 90, years 2025-2026."""
    return build_scenario(
        "two years",
        plan={"start": START, "inflation": 0.0, "run_off_years": 1},
        household={"wages": 150_000},
        grants=[grant()],
        market={"prices": {date(2025, 1, 1): 100.0}},
    )


@pytest.fixture
def held(scenario: Scenario) -> Columns:
    """Exercise on the first day; sell when qualifying."""
    return columns_of(situation_of(scenario), [Choice(0, START, date(2026, 1, 3))])


def test_amt_and_its_credit(scenario: Scenario, held: Columns) -> None:
    """Worked from Forms 6251 and 8801, 2025 and 2026 figures.

    2025: taxable 134,250 (standard deduction 15,750), regular tax 25,067 less what
    the brackets give: 5,578.50 + 22% of 54,875 + 24% of 30,900 = 25,067. AMTI
    150,000 + 90,000 less 88,100 is 151,900 at 26%: 39,494. AMT 14,427, all credit.
    2026: taxable 133,900 + gain 90,000: regular 24,734 + 13,500 = 38,234; TMT
    26% of 59,900 + 15% of 90,000 = 29,074, less nothing: the exemption of 90,100 meets
    150,000 of AMTI, for the gain is nil on the AMT basis. So 15,574, and the
    credit covers 14,427 of the 22,660 between.
    """
    years = evaluate_years(situation_of(scenario), held, np.array([1_000.0])).years
    first, second = years[0], years[1]
    assert first.returns.tax.regular_tax == pytest.approx(25_067.0, abs=0.01)
    assert first.returns.tax.tentative_minimum_tax == pytest.approx(39_494.0)
    assert first.tax == pytest.approx(39_494.0)
    assert first.credit.line_26 == pytest.approx(14_427.0, abs=0.01)
    assert second.returns.tax.regular_tax == pytest.approx(38_234.0)
    assert second.returns.tax.tentative_minimum_tax == pytest.approx(15_574.0)
    assert second.credit.line_25 == pytest.approx(14_427.0, abs=0.01)
    assert second.credit.line_26 == pytest.approx(0.0, abs=0.01)


def test_niit_of_the_sale(scenario: Scenario, held: Columns) -> None:
    """2026: gain 90,000, income 240,000, 40,000 above the threshold at 3.8%."""
    second = evaluate_years(situation_of(scenario), held, np.array([1_000.0])).years[1]
    assert second.returns.tax.form_8960.line_17 == pytest.approx(1_520.0)
    assert second.tax == pytest.approx(38_234.0 - 14_427.0 + 1_520.0, abs=0.01)


def test_present_values(scenario: Scenario, held: Columns) -> None:
    """Tax is paid on its due date after its year; cash on the day.

    April 15, 2028 is a Saturday, and Emancipation Day is observed on April 17.
    """
    found = evaluate_years(situation_of(scenario), held, np.array([1_000.0]))
    rate = 1.0 + scenario.plan.discount_rate
    due = [date(2026, 4, 15), date(2027, 4, 15), date(2028, 4, 18)]
    expected = sum(
        year.tax * rate ** (-(day - START).days / 365.25)
        for year, day in zip(found.years, due, strict=True)
    )
    assert found.present_value_of_tax == pytest.approx(expected)
    assert found.present_value_before_tax == pytest.approx(
        100_000.0 * rate ** (-366 / 365.25) - 10_000.0
    )


def test_nothing_done_is_the_household_alone(scenario: Scenario, held: Columns) -> None:
    """No shares: no AMT, no credit, the same regular tax."""
    years = evaluate_years(situation_of(scenario), held, np.array([0.0])).years
    assert [y.tax for y in years] == pytest.approx([25_067.0, 24_734.0, 24_734.0])
    assert all(y.credit.line_26 == 0 for y in years)


def test_tree(scenario: Scenario) -> None:
    """A node a year, each with its parent; run-off years decide nothing."""
    nodes = year_tree(situation_of(scenario))
    assert [(n.year, n.parent, n.decides) for n in nodes] == [
        (2025, None, True),
        (2026, 0, True),
        (2027, 1, False),
    ]
    assert present_value_factor(situation_of(scenario), START) == 1.0
