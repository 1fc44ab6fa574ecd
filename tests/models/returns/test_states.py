"""States in household-years: arrays as floats, credits carried, what is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES, state_law
from isoplan.models.returns.chains import case_outputs, case_returns, chain_outputs
from isoplan.models.returns.file import load_households
from isoplan.models.returns.outputs import (
    OF_STATES,
    STATE,
    group_returns,
    household_outputs,
)
from isoplan.models.returns.table import household_columns
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import state_return

Amounts = dict[str, float]


def households() -> list[tuple[str, int, FilingStatus, Amounts]]:
    """One of every state and status, of all incomes, every other one itemizing."""
    pick = np.random.default_rng(3)
    made = []
    for number, place in enumerate(pick.permutation(len(STATES) * 5)):
        state, status = STATES[place // 5], tuple(FilingStatus)[place % 5]
        scale = [30_000.0, 150_000.0, 900_000.0][number % 3]
        names = ["wages", "interest", "qualified_dividends", "iso_bargain_element"]
        names += ["short_term_gain", "long_term_gain"]
        if number % 2:
            names += ["real_estate_taxes", "other_deductions"]
        amounts = {name: float(round(scale * pick.uniform(), 2)) for name in names}
        amounts["short_term_gain"] *= pick.choice([-1.0, 1.0])
        amounts["dependents"] = float(pick.integers(3))
        made.append((state, 2025 + number % 2, status, amounts))
    return made


def alone(
    state: str, year: int, status: FilingStatus, amounts: Amounts
) -> dict[str, float]:
    """Work one out by the law with plain floats."""
    itemized = None
    if "other_deductions" in amounts:
        itemized = ItemizedDeductions(
            amounts["real_estate_taxes"], amounts["other_deductions"]
        )
    income = YearIncome(
        wages=amounts["wages"],
        medicare_wages=amounts["wages"],
        interest=amounts["interest"],
        qualified_dividends=amounts["qualified_dividends"],
        short_term_gain=amounts["short_term_gain"],
        long_term_gain=amounts["long_term_gain"],
        amt_short_term_gain=amounts["short_term_gain"],
        amt_long_term_gain=amounts["long_term_gain"],
        iso_bargain_element=amounts["iso_bargain_element"],
        itemized=itemized,
        credits=CreditClaims(children=amounts["dependents"]),
    )
    federal = federal_return(income, Carryovers(), federal_law(year, status))
    taxes = amounts.get("real_estate_taxes", 0.0)
    filer = StateFiler(income, federal, int(amounts["dependents"]), taxes)
    tax = state_return(filer, state_law(state, year, status))
    return {
        "state_agi": tax.agi,
        "state_taxable_income": tax.taxable_income,
        "state_tax": tax.regular_tax,
        "state_amt": tax.amt,
        "state_total_tax": tax.total,
    }


def test_arrays_equal_floats_in_every_state() -> None:
    """255 households of all states and statuses, mixed, to a hundredth of a cent."""
    made = households()
    names = sorted({name for *_, amounts in made for name in amounts})
    outputs = household_outputs(
        [year for _, year, _, _ in made],
        [status for _, _, status, _ in made],
        {name: [each[3].get(name, np.nan) for each in made] for name in names},
        [state for state, *_ in made],
        ["itemized" if "other_deductions" in each[3] else "standard" for each in made],
    )
    for place, one in enumerate(made):
        ours = {name: float(outputs[name][place]) for name in STATE}
        assert ours == pytest.approx(alone(*one), abs=1e-4), one
    assert (outputs["state_tax"] > 0).mean() > 0.7
    assert (outputs["state_amt"] > 0).any()


def test_a_household_without_a_state_pays_none() -> None:
    """Beside one in California, whose outputs it does not touch."""
    amounts = {"wages": [200_000.0] * 2}
    outputs = household_outputs([2025] * 2, ["single"] * 2, amounts, ["", "CA"])
    assert all(outputs[name][0] == 0.0 for name in OF_STATES)
    assert outputs["state_tax"][1] > 10_000


def test_groups_are_of_one_state() -> None:
    columns = household_columns([2025] * 4, ["single"] * 4, {}, ["CA", "", "CA", "TX"])
    groups = {tuple(places.tolist()) for places, _ in group_returns(columns)}
    assert groups == {(0, 2), (1,), (3,)}


def test_an_unknown_state_is_named() -> None:
    with pytest.raises(ValueError, match=r"^state holds 'XX'; known states: AK, AL"):
        household_outputs([2025], ["single"], {}, ["XX"])


def loaded(folder: Path, data: object) -> Any:
    file = folder / "households.json"
    file.write_text(json.dumps(data))
    return load_households(file)


def test_a_chain_carries_the_credit_of_its_state(tmp_path: Path) -> None:
    """FTB 3510: AMT on a spread comes back when regular tax exceeds the minimum."""
    plain = {"filing_status": "single", "state": "CA", "wages": 300_000}
    years = [
        {**plain, "year": 2024, "iso_bargain_element": 500_000},
        {**plain, "year": 2025},
        {**plain, "year": 2026},
    ]
    chain = {"id": "a", "years": [{"inputs": each} for each in years]}
    outputs = chain_outputs(loaded(tmp_path, {"chains": [chain]}).chains)
    generated = outputs["state_credit_generated"]
    carried_in, used = (
        outputs["state_credit_carryforward_in"],
        outputs["state_credit_used"],
    )
    assert generated[0] == outputs["state_amt"][0] > 10_000
    assert carried_in.tolist() == pytest.approx(
        [0.0, generated[0], generated[0] - used[1]]
    )
    assert used[0] == 0.0
    assert used[1:].min() > 100.0
    assert outputs["state_tax_after_credit"] == pytest.approx(
        outputs["state_total_tax"] - used
    )


def test_a_choice_of_deduction() -> None:
    """1,000 to itemize is not taken; California's tax of a high income is."""
    amounts = {"wages": [200_000, 300_000], "other_deductions": [1_000, np.nan]}
    outputs = household_outputs([2026] * 2, ["single"] * 2, amounts, ["", "CA"])
    assert outputs["itemizes"].tolist() == [0.0, 1.0]
    assert outputs["deduction"][0] == 16_100
    assert outputs["deduction"][1] == pytest.approx(outputs["state_total_tax"][1])
    forced = household_outputs(
        [2026] * 2, ["single"] * 2, amounts, ["", "CA"], ["itemized", "standard"]
    )
    assert forced["deduction"].tolist() == [1_000, 16_100]


def test_real_estate_taxes_are_state_and_local_taxes(tmp_path: Path) -> None:
    """The same federal tax under either name; a state allows real estate taxes."""
    plain = {"year": 2025, "filing_status": "single", "wages": 300_000, "state": "CA"}
    plain["state_tax_deducted"] = False
    under = [{"state_and_local_taxes": 12_000}, {"real_estate_taxes": 12_000}]
    cases = [
        {**plain, "itemized_deductions": {**each, "other": 9_000}} for each in under
    ]
    outputs = case_outputs(loaded(tmp_path, cases).cases)
    assert outputs["regular_tax"][0] == outputs["regular_tax"][1]
    allowed = outputs["state_deduction"][1] - outputs["state_deduction"][0]
    assert allowed == pytest.approx(12_000, abs=1.0)


def test_the_forms_of_one_household_are_those_of_many(tmp_path: Path) -> None:
    """What the text report shows is what the JSON says."""
    cases = [
        {"year": 2025, "filing_status": "single", "wages": wages, "state": "MN"}
        for wages in (90_000, 400_000)
    ]
    found = loaded(tmp_path, cases).cases
    outputs = case_outputs(found)
    for place, returns in enumerate(case_returns(found)):
        assert returns.state is not None
        assert returns.state.credit.tax == outputs["state_tax_after_credit"][place]
        assert returns.state.law.name == "Minnesota"


def test_a_credit_stays_in_its_state(tmp_path: Path) -> None:
    """From California to Minnesota and back: each credit waits in its own state."""
    plain = {"filing_status": "single", "wages": 300_000}
    years = [
        {**plain, "year": 2024, "state": "CA", "iso_bargain_element": 500_000},
        {**plain, "year": 2025, "state": "MN"},
        {**plain, "year": 2026, "state": "CA"},
    ]
    chain = {"id": "a", "years": [{"inputs": each} for each in years]}
    outputs = chain_outputs(loaded(tmp_path, {"chains": [chain]}).chains)
    assert outputs["state_credit_carryforward_out"][0] > 10_000
    assert outputs["state_credit_carryforward_in"][1] == 0.0
    assert outputs["credit_carryforward_in"][1] > 100_000
    left = outputs["state_credit_carryforward_out"][0]
    assert outputs["state_credit_carryforward_in"][2] == left


@pytest.mark.parametrize(
    ("state", "words"),
    [
        pytest.param("CO", "but Colorado has no such credit to carry", id="CO"),
        pytest.param("TX", "but Texas has no such credit to carry", id="TX"),
        pytest.param("", "without a state there is none", id="none"),
    ],
)
def test_a_credit_that_no_state_gives_is_refused(
    state: str, words: str, tmp_path: Path
) -> None:
    """Nothing that is given is ignored in silence."""
    case = {"year": 2025, "filing_status": "single", "state": state}
    with pytest.raises(ScenarioErrors, match=words):
        loaded(tmp_path, {**case, "state_minimum_tax_credit": 5_000})
