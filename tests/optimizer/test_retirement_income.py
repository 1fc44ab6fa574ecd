"""Pensions, IRA withdrawals and Roth conversions in a scenario's household."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.inputs.household import Household
from isoplan.models.returns.chains import case_outputs
from isoplan.models.returns.file import checked_households
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.traced_problem import traced_problem
from scenario_builder import build_situation, grant

RETIRED = {
    "pensions": {"2026": 30_000.0, "growth": 0.1},
    "ira_withdrawals": {"2026": 0.0, "2027": 20_000.0},
    "roth_conversions": 180_000.0,
    "interest": 40_000.0,
    "wages": 20_000.0,
}


def household(**fields: object) -> Household:
    """Return a single filer's household."""
    return Household.model_validate({"filing_status": "single", "wages": 0, **fields})


def test_each_is_a_yearly_amount() -> None:
    """One number, a table by year, or growth from the last year given."""
    retired = household(**RETIRED)
    assert retired.pensions.at(2027) == pytest.approx(33_000)
    assert retired.other_income_in(2026) == 30_000 + 0 + 180_000
    assert retired.other_income_in(2027) == pytest.approx(33_000 + 20_000 + 180_000)
    assert household().other_income_in(2026) == 0


def test_the_year_is_taxed_as_isoplan_tax_does() -> None:
    """The same federal lines of a year without any exercise or sale."""
    fields = {name: RETIRED[name] for name in ("interest", "wages")}
    data = {"year": 2026, "filing_status": "single", **fields}
    data |= {"pensions": 30_000, "roth_conversions": 180_000}
    outputs = case_outputs(checked_households(data, "x").cases)
    situation = build_situation(household=RETIRED, grants=[grant()])
    tax = baseline_years(situation).years[0].returns.tax
    assert tax.form_1040.line_11 == outputs["adjusted_gross_income"][0] == 270_000
    assert tax.regular_tax == pytest.approx(outputs["regular_tax"][0])
    assert tax.form_8960.line_17 == pytest.approx(outputs["niit"][0])
    assert tax.form_8960.line_17 == pytest.approx(0.038 * 40_000)
    assert tax.additional_medicare_tax == 0


def test_the_traced_law_ties(random_plan: Callable[..., np.ndarray]) -> None:
    """Random plans cost as traced what the forms say, with this income."""
    situation = build_situation(
        household=RETIRED | {"state": "CA"},
        plan={"last_year": 2028},
        grants=[grant(shares=4_000)],
    )
    columns, baseline = possible_columns(situation), baseline_years(situation)
    traced = traced_problem(situation, columns, baseline)
    pick = np.random.default_rng(3)
    for _ in range(5):
        shares = random_plan(traced, pick)
        years = evaluate_years(situation, columns, shares)
        cost = years.present_value_of_tax - baseline.present_value_of_tax
        cost -= years.present_value_before_tax
        on = traced.elections.on(years.itemizes)
        assert traced.cost_of(shares, on) == pytest.approx(cost, abs=0.01)
