"""Chains worked out together: the same as each year by hand, one after the other."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.returns.chains import (
    case_outputs,
    case_returns,
    chain_outputs,
    chain_returns,
)
from isoplan.models.returns.file import HouseholdFile, load_households
from isoplan.models.returns.outputs import CREDIT, FEDERAL, LOSSES_OUT

LOSSES = ("short_term", "long_term", "amt_short_term", "amt_long_term")
SHOWN = (*FEDERAL, *CREDIT, *LOSSES_OUT)
STATUSES = [status.value for status in FilingStatus]

Inputs = dict[str, Any]


def loaded(folder: Path, data: object) -> HouseholdFile:
    """Write the data as JSON and read it."""
    file = folder / "x.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return load_households(file)


def some_chains(count: int, *, losses_included: bool) -> list[list[Inputs]]:
    """Chains of one to six years with exercises, losses, deductions and a credit."""
    pick = np.random.default_rng(11)
    including = "_regular" if losses_included else ""
    chains: list[list[Inputs]] = []
    for number in range(count):
        first = int(pick.integers(2018, 2027))
        years: list[Inputs] = []
        for year in range(first, min(first + int(pick.integers(1, 7)), 2027)):
            inputs: Inputs = {
                "year": year,
                "filing_status": STATUSES[number % 5],
                "wages": float(pick.integers(20_000, 600_000)),
                "iso_bargain_element": float(pick.choice([0, 0, 400_000])),
                f"short_term_gain{including}": float(pick.integers(-30_000, 20_000)),
                f"long_term_gain{including}": float(pick.integers(-60_000, 50_000)),
                "long_term_gain_amt": float(pick.integers(-90_000, 50_000)),
            }
            if pick.random() < 0.3:
                inputs["itemized_deductions"] = {"other": 40_000.0}
            years.append(inputs)
        years[0]["minimum_tax_credit"] = float(pick.choice([0, 25_000]))
        if not losses_included:
            years[0]["loss_carryover"] = {"long_term": 5_000.0, "amt_long_term": 9_000}
        chains.append(years)
    return chains


def by_hand(
    folder: Path, years: list[Inputs], *, losses_included: bool
) -> list[dict[str, float]]:
    """Work out a chain as cases of one year, with what the year before carried on."""
    found: list[dict[str, float]] = []
    for inputs in years:
        if found:
            before = found[-1]
            inputs = {**inputs, "minimum_tax_credit": before["minimum_tax_credit"]}
            if not losses_included:
                inputs["loss_carryover"] = {
                    name: before[f"{name}_loss"] for name in LOSSES
                }
        outputs = case_outputs(loaded(folder, inputs).cases)
        found.append({name: float(column[0]) for name, column in outputs.items()})
    return found


@pytest.mark.parametrize("losses_included", [False, True])
def test_chains_equal_their_years_by_hand(
    losses_included: bool, tmp_path: Path
) -> None:
    """Whatever their length, status and first year; credit and losses carried."""
    chains = some_chains(40, losses_included=losses_included)
    data = {"chains": [{"years": [{"inputs": year} for year in c]} for c in chains]}
    outputs = chain_outputs(loaded(tmp_path, data).chains)
    expected = [
        year
        for years in chains
        for year in by_hand(tmp_path, years, losses_included=losses_included)
    ]
    assert len(expected) > 100
    assert any(year["credit_used"] > 0 for year in expected)
    assert any(year["capital_loss_carryforward_out_amt"] > 9_000 for year in expected)
    for name in SHOWN:
        assert outputs[name] == pytest.approx(
            [year[name] for year in expected], abs=1e-6
        ), name


def test_the_cap_used_is_carried_along_a_chain(tmp_path: Path) -> None:
    """8, none and 5 million on earlier stock, 1 used before: 8, 0 and 1 are excluded.

    Worked: IRC 1202(b)(4)(A), 10 million in all; a year without such gain carries on.
    """
    years = [
        {"small_business_gain": {"earlier": 8e6, "used": 1e6}, "long_term_gain": 8e6},
        {"wages": 5e4},
        {"small_business_gain": {"earlier": 5e6}, "long_term_gain": 5e6},
    ]
    data = [
        {"inputs": {"year": 2024 + place, "filing_status": "single", **inputs}}
        for place, inputs in enumerate(years)
    ]
    outputs = chain_outputs(loaded(tmp_path, {"chains": [{"years": data}]}).chains)
    assert outputs["small_business_gain_excluded"].tolist() == [8e6, 0, 1e6]
    assert outputs["small_business_gain_excluded_amt"].tolist() == [8e6, 0, 1e6]
    assert outputs["adjusted_gross_income"].tolist() == [0, 5e4, 4e6]


def test_the_forms_are_those_of_the_outputs(tmp_path: Path) -> None:
    """What the text report shows line by line is what the columns say."""
    chains = some_chains(20, losses_included=False)
    data = {"chains": [{"years": [{"inputs": year} for year in c]} for c in chains]}
    found = loaded(tmp_path, data).chains
    outputs = chain_outputs(found)
    returns = [year for years in chain_returns(found) for year in years]
    for name, lines in {
        "amt": [each.tax.form_6251.line_11 for each in returns],
        "credit_carryforward_in": [each.credit.line_21 for each in returns],
        "credit_carryforward_out": [each.credit.line_26 for each in returns],
        "amt_long_term_loss": [each.tax.carryovers.amt.long_term for each in returns],
    }.items():
        assert outputs[name].tolist() == lines


def test_no_cases_and_no_chains() -> None:
    """Nothing in, nothing out."""
    assert case_returns([]) == []
    assert chain_returns([]) == []
    for outputs in (case_outputs([]), chain_outputs([])):
        assert outputs.keys() >= set(SHOWN)
        assert all(column.size == 0 for column in outputs.values())
