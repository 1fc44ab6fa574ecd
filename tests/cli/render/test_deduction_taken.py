"""The sentence of ``isoplan tax`` on the deduction taken, and on what it saves."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.tax import tax

pytestmark = pytest.mark.usefixtures("room_for_lines")

SINGLE = {"year": 2025, "filing_status": "single", "wages": 150_000}
MORTGAGE = {**SINGLE, "itemized_deductions": {"other": 20_000}}


SENTENCES = re.compile(
    r"^Deduction taken: .*?(?=\n[A-Z][a-z ]+: \$|\n\n)", re.MULTILINE | re.DOTALL
)
"""On the deduction, up to a state's sentence or the first form."""


def sentences(report: str) -> list[str]:
    """Return what a report says of deductions, its lines joined."""
    return [" ".join(found.split()) for found in SENTENCES.findall(report)]


def sentence(folder: Path, inputs: dict[str, Any]) -> str:
    """Return what the report says of the deduction."""
    file = folder / "x.json"
    file.write_text(json.dumps(inputs), encoding="utf-8")
    result = CliRunner().invoke(tax, [str(file)])
    assert result.exit_code == 0, result.stderr
    (said,) = sentences(result.stdout)
    return said


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        pytest.param(SINGLE, "standard, $15,750.00.", id="nothing-to-itemize"),
        pytest.param(
            MORTGAGE,
            "itemized, $20,000.00 (standard 15,750.00; state and local taxes 0.00). It "
            "saves $1,020.00 of this year's tax, federal and state, against the "
            "standard one.",
            id="itemized",
        ),
        pytest.param(
            {**MORTGAGE, "itemized_deductions": {"other": 10_000}},
            "standard, $15,750.00 (itemized 10,000.00). It saves $1,380.00 of this "
            "year's tax, federal and state, against the itemized one.",
            id="standard",
        ),
        pytest.param(
            {**MORTGAGE, "deduction": "standard"},
            "standard, $15,750.00 (itemized 20,000.00). The itemized one would save "
            "$1,020.00 of this year's tax, federal and state.",
            id="forced",
        ),
        pytest.param(
            {**MORTGAGE, "wages": 1_000},
            "itemized, $20,000.00 (standard 15,750.00; state and local taxes 0.00). "
            "The standard one would lead to the same tax this year.",
            id="no-tax-either-way",
        ),
        pytest.param(
            {**SINGLE, "state": "TX"}, "standard, $15,750.00.", id="no-state-tax"
        ),
    ],
)
def test_what_the_deduction_saves(
    inputs: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """Worked: 24% of 4,250 and of 5,750 (bracket from 103,350 of taxable income)."""
    assert sentence(tmp_path, inputs) == f"Deduction taken: {said}"


def test_each_case_and_each_year_of_a_chain_has_its_own(tmp_path: Path) -> None:
    """Whatever the order: a household with nothing to itemize beside two others."""
    years = [
        {"year": 2023, "inputs": {"wages": 150_000}},
        {"year": 2024, "inputs": {"wages": 150_000}},
        {"year": 2025, "inputs": {"wages": 150_000}},
    ]
    years[0]["inputs"] |= {"itemized_deductions": {"other": 20_000}}
    years[2]["inputs"] |= {"itemized_deductions": {"other": 20_000}}
    file = tmp_path / "x.json"
    data = {"chains": [{"filing_status": "single", "years": years}]}
    file.write_text(json.dumps(data), encoding="utf-8")
    said = sentences(CliRunner().invoke(tax, [str(file)]).stdout)
    assert [line.split(",")[0].split()[-1] for line in said] == [
        "itemized",
        "standard",
        "itemized",
    ]
    assert "It saves $1,476.00" in said[0]
    assert "saves" not in said[1]
    assert "It saves $1,020.00" in said[2]


def test_the_saving_is_that_of_two_files(tmp_path: Path) -> None:
    """Federal and state tax after credits together, the credit used included.

    The state's own tax is among what is itemized.
    """
    inputs = {
        **SINGLE,
        "state": "CA",
        "wages": 400_000,
        "iso_bargain_element": 100_000,
        "minimum_tax_credit": 30_000,
        "itemized_deductions": {"other": 25_000, "real_estate_taxes": 9_000},
    }
    totals = []
    for word in ("standard", "itemized"):
        file = tmp_path / f"{word}.json"
        file.write_text(json.dumps({**inputs, "deduction": word}), encoding="utf-8")
        result = CliRunner().invoke(tax, [str(file), "--json"])
        (entry,) = json.loads(result.stdout)
        found = entry["outputs"]
        totals.append(
            found["federal_tax_after_credit"] + found["state_tax_after_credit"]
        )
    saved = totals[0] - totals[1]
    assert saved > 1_000
    assert f"It saves ${saved:,.2f} of" in sentence(tmp_path, inputs)
