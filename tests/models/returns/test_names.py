"""One name for one thing: scenarios, files of ``isoplan tax``, and the oracle cases."""

import json
from pathlib import Path

import pytest

from isoplan.models.inputs.household import Household, ItemizedDeductions
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.returns.input_tables import Deductions
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.returns.outputs import OF_STATES, OUTPUTS

OF_ONE_YEAR = {
    "year", "small_business_gain", "section_1244_loss", "children_under_17",
    "form_6251", "taxable_income", "state_tax_deducted",
}  # fmt: skip
"""What a scenario holds elsewhere: its years, stock in place of its gain, children by
their years of birth."""

OF_A_PLAN = {
    "year", "projected", "run_off", "exercised", "sold", "given",
    "credit_wiped_out", "state_credit_wiped_out",
    "payroll_tax", "total_tax", "tax_caused", "cash", "cashed_out", "written_off",
    "deduction_taken", "deduction_amount", "deduction_saved",
}  # fmt: skip
"""Fields of a plan's year that a household without a plan lacks."""


def test_a_scenario_has_the_inputs_of_isoplan_tax() -> None:
    """All but the outcome of exercises and sales, which a plan decides."""
    decided = {
        name
        for name in HouseholdYear.model_fields
        if name.startswith("iso_") or name.endswith(("_regular", "_amt"))
    }
    inputs = set(HouseholdYear.model_fields) - decided - OF_ONE_YEAR
    assert inputs <= set(Household.model_fields)


def test_itemized_deductions_have_one_set_of_names() -> None:
    """Gifts stand in the household of a scenario, for a plan may give shares."""
    names = set(ItemizedDeductions.model_fields)
    assert set(Deductions.model_fields) == names | {"gifts"}
    assert "gifts" in Household.model_fields


def test_a_plan_has_the_outputs_of_isoplan_tax() -> None:
    """Every line of a plan's year is called as ``isoplan tax --json`` calls it."""
    assert set(PlanYear.model_fields) - OF_A_PLAN <= {*OUTPUTS, *OF_STATES}


@pytest.mark.parametrize("name", ["federal_cases", "credit_chains"])
def test_the_oracles_names_are_ours(name: str, root: Path) -> None:
    """Inputs and outputs that other programs were asked for."""
    file = root / "tests" / "oracles" / f"{name}.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    chains = data.get("chains", [{"years": data.get("cases")}])
    cases = [case for chain in chains for case in chain["years"]]
    assert len(cases) > 20
    beside = {"regular_tax_by_irs_tax_table"}
    for case in cases:
        assert set(case["inputs"]) <= set(HouseholdYear.model_fields)
        assert set(case["outputs"]) - beside <= set(OUTPUTS)
