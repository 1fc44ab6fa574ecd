"""``isoplan tax``."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from isoplan.cli.commands.tax import tax
from isoplan.cli.layout.width import LONGEST_LINE

pytestmark = pytest.mark.usefixtures("room_for_lines")

HOUSEHOLD = """
year = 2026
filing_status = "single"
wages = 250_000
iso_bargain_element = 150_000
"""

FEDERAL = [
    "adjusted_gross_income",
    "taxable_income",
    "regular_tax",
    "amt_taxable_income",
    "tentative_minimum_tax",
    "amt",
    "niit",
    "additional_medicare_tax",
]
CREDIT = [
    "exclusion_amt_taxable_income",
    "exclusion_tentative_minimum_tax",
    "amt_on_exclusion_items",
    "credit_generated",
    "credit_carryforward_in",
    "credit_limit",
    "credit_used",
    "credit_carryforward_out",
    "federal_tax_after_credit",
]
DEDUCTION = ["deduction", "deduction_taken"]
ALWAYS = FEDERAL + CREDIT + DEDUCTION
"""Outputs of every household-year, without a state or other credits."""


def run(folder: Path, content: str | object, *options: str) -> Result:
    """Run the command on a file of this content: TOML text, or data as JSON."""
    is_text = isinstance(content, str)
    file = folder / ("x.toml" if is_text else "x.json")
    file.write_text(content if is_text else json.dumps(content), encoding="utf-8")
    return CliRunner().invoke(tax, [str(file), *options])


def answer(folder: Path, content: str | object) -> list[dict[str, Any]]:
    """Return what ``--json`` prints."""
    result = run(folder, content, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_one_household_as_json(tmp_path: Path) -> None:
    """A list of one. Published figures: mathstub, single 2026."""
    (found,) = answer(tmp_path, HOUSEHOLD)
    assert found["outputs"].pop("deduction_taken") == "standard"
    assert found["outputs"].pop("deduction") == 16_100
    assert found["outputs"]["credit_generated"] == 30_578
    for name in CREDIT:
        del found["outputs"][name]
    assert [found] == [
        {
            "inputs": {
                "year": 2026,
                "filing_status": "single",
                "wages": 250_000,
                "iso_bargain_element": 150_000,
            },
            "outputs": {
                "adjusted_gross_income": 250_000.0,
                "taxable_income": 233_900.0,
                "regular_tax": 51_304.0,
                "amt_taxable_income": 400_000.0,
                "tentative_minimum_tax": 81_882.0,
                "amt": 30_578.0,
                "niit": 0.0,
                "additional_medicare_tax": 450.0,
            },
        }
    ]


def test_the_forms_line_by_line(tmp_path: Path) -> None:
    """Two sentences, then each form by its line numbers. Published, as above."""
    result = run(tmp_path, HOUSEHOLD)
    assert result.exit_code == 0
    said, *forms = result.stdout.split("\n\n")
    others = "\n\n".join(forms).splitlines()
    assert " ".join(said.split()) == (
        "federal tax of 2026, single: $82,332.00 (regular tax 51,304.00, AMT "
        "30,578.00, NIIT 0.00, Additional Medicare Tax 450.00). "
        "Deduction taken: standard, $16,100.00."
    )
    titles = [line for line in others if line and not line.startswith(" ")]
    assert titles == [
        "Form 1040",
        "Schedule D, regular tax",
        "Schedule D, AMT",
        "Form 6251, Parts I and II",
        "Form 8801, filed with this return",
        "Form 8801 of 2027, as far as this year settles it",
        "Form 8959",
        "Form 8960",
    ]
    start = others.index("Form 6251, Parts I and II")
    lines = [line.split() for line in others[start + 1 : start + 12]]
    assert [(words[0], words[-1]) for words in lines] == [
        ("1", "233,900.00"),
        ("2a", "16,100.00"),
        ("2i", "150,000.00"),
        ("2k", "0.00"),
        ("4", "400,000.00"),
        ("5", "90,100.00"),
        ("6", "309,900.00"),
        ("7", "81,882.00"),
        ("9", "81,882.00"),
        ("10", "51,304.00"),
        ("11", "30,578.00"),
    ]
    assert max(map(len, result.stdout.splitlines())) <= LONGEST_LINE


SMALL_BUSINESS = """
year = 2026
filing_status = "single"
wages = 200_000
long_term_gain = 1_000_000

[small_business_gain]
half = 1_000_000
"""


def test_gain_on_small_business_stock(tmp_path: Path) -> None:
    """What is excluded is named on Schedule D, what bears 28% on Form 1040.

    Worked: `tests/models/tax/test_rate_gain.py`.
    """
    report = run(tmp_path, SMALL_BUSINESS).stdout
    for label, amount in {
        "8949 Gain on small business stock, held long enough": "1,000,000.00",
        "Excluded (code Q)": "-500,000.00",
        "of it at 28%, not excluded by section 1202": "482,125.00",
        "16   Regular tax": "176,019.00",
    }.items():
        lines = [line.split() for line in report.splitlines() if label in line]
        assert [words[-1] for words in lines][:1] == [amount], label
    (entry,) = answer(tmp_path, SMALL_BUSINESS)
    assert entry["outputs"]["small_business_gain_excluded"] == 500_000
    assert entry["outputs"]["small_business_gain_used"] == 1_000_000
    assert "small_business_gain_used" not in answer(tmp_path, HOUSEHOLD)[0]["outputs"]


def test_the_sentence_names_case_and_credit(tmp_path: Path) -> None:
    """If there are any."""
    inputs = {
        "year": 2025,
        "filing_status": "single",
        "wages": 150_000,
        "minimum_tax_credit": 3_000,
    }
    result = run(tmp_path, {"id": "mine", "inputs": inputs})
    assert result.stdout.startswith("mine: federal tax of 2025, single: $22,067.00 (")
    said = " ".join(result.stdout.split("\n\n")[0].split())
    assert ", less credit 3,000.00)." in said


def test_cases_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Each with its id if it has one, and its inputs as they are."""
    inputs = [
        {"year": year, "filing_status": "single", "wages": 90_000 + year}
        for year in (2026, 2018, 2026, 2022)
    ]
    data = {
        "cases": [
            {"id": number, "inputs": each, "outputs": {"amt": 1}}
            for number, each in enumerate(inputs[:3])
        ]
    }
    data["cases"].append({"inputs": inputs[3]})
    found = answer(tmp_path, data)
    assert [each.get("id") for each in found] == [0, 1, 2, None]
    assert [each["inputs"] for each in found] == inputs
    assert all(list(each["outputs"]) == ALWAYS for each in found)
    agi = [each["outputs"]["adjusted_gross_income"] for each in found]
    assert agi == [92_026, 92_018, 92_026, 92_022]


def test_chains_year_by_year(tmp_path: Path) -> None:
    """All names of both sections, and the losses carried on."""
    years = [
        {"year": 2022, "inputs": {"wages": 150_000, "iso_bargain_element": 300_000}},
        {"year": 2023, "inputs": {"wages": 150_000, "long_term_gain": -5_000}},
    ]
    data = {"chains": [{"id": "a", "filing_status": "single", "years": years}]}
    (found,) = answer(tmp_path, data)
    assert found["id"] == "a"
    assert [year["year"] for year in found["years"]] == [2022, 2023]
    assert [year["inputs"] for year in found["years"]] == [
        year["inputs"] for year in years
    ]
    first, second = found["years"]
    assert list(first["outputs"]) == ALWAYS
    generated = first["outputs"]["credit_generated"]
    assert generated == first["outputs"]["amt"] > 0
    assert second["outputs"]["credit_carryforward_in"] == generated
    assert second["capital_loss_carryforward_out_regular"] == 2_000
    assert second["capital_loss_carryforward_out_amt"] == 2_000


def test_credit_and_losses_carried_in_are_worked_and_shown(tmp_path: Path) -> None:
    """Form 8801 and Schedule D of one year. Worked: rooms from the published case.

    Regular tax 25,067 less TMT 16,094 (rbharvs, single 2025) uses 8,973.
    """
    inputs = {
        "year": 2025,
        "filing_status": "single",
        "wages": 153_000,
        "minimum_tax_credit": 20_000,
        "loss_carryover": {"long_term": 10_000, "amt_long_term": 10_000},
    }
    (found,) = answer(tmp_path, inputs)
    assert list(found["outputs"]) == ALWAYS
    assert found["outputs"]["adjusted_gross_income"] == 150_000
    assert found["outputs"]["credit_used"] == 8_973
    assert found["outputs"]["credit_carryforward_out"] == 11_027
    assert found["capital_loss_carryforward_out_regular"] == 7_000
    assert found["capital_loss_carryforward_out_amt"] == 7_000


@pytest.mark.parametrize("with_credit", [True, False])
@pytest.mark.parametrize("with_losses", [True, False])
def test_losses_are_shown_where_given_and_credit_always(
    with_credit: bool, with_losses: bool, tmp_path: Path
) -> None:
    """An empty table is enough; a neighbor's does not matter."""
    plain = {"year": 2025, "filing_status": "single", "wages": 153_000}
    credit = {"minimum_tax_credit": 0} if with_credit else {}
    losses: dict[str, object] = {"loss_carryover": {}} if with_losses else {}
    first, found = answer(tmp_path, [plain, {**plain, **credit, **losses}])
    assert list(first) == ["inputs", "outputs"]
    assert list(first["outputs"]) == list(found["outputs"]) == ALWAYS
    shown = "capital_loss_carryforward_out_amt" in found
    assert shown is with_losses


def test_credit_and_losses_stay_with_their_household(tmp_path: Path) -> None:
    """Where some have them and others do not."""
    plain = {"year": 2025, "filing_status": "single"}
    data = [
        plain
        | ({"minimum_tax_credit": 100 * number} if number % 3 else {})
        | ({"loss_carryover": {"long_term": 100_000 + number}} if number % 2 else {})
        for number in range(20)
    ]
    for number, found in enumerate(answer(tmp_path, data)):
        credit = found["outputs"]["credit_carryforward_in"]
        assert credit == (100 * number if number % 3 else 0)
        loss = found.get("capital_loss_carryforward_out_regular")
        assert loss == (100_000 + number if number % 2 else None)


def test_one_household_a_line(tmp_path: Path) -> None:
    """A list that tools for lines can read as well; text keeps to ASCII."""
    plain = {"year": 2025, "filing_status": "single", "wages": 153_000}
    data = [{"id": "caf\u00e9", "inputs": plain}, plain, plain]
    lines = run(tmp_path, data, "--json").stdout.splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    found = [json.loads(line.removesuffix(",")) for line in lines[1:-1]]
    assert found == answer(tmp_path, data)
    assert all(line.isascii() for line in lines)


def test_amounts_are_in_cents_and_zero_has_no_sign(tmp_path: Path) -> None:
    """Whatever the floats do behind."""
    data = [
        {
            "year": 2025,
            "filing_status": "single",
            "wages": 123_456 + number,
            "interest": 0.33 * number,
        }
        for number in range(50)
    ]
    for each in answer(tmp_path, data):
        assert each["outputs"].pop("deduction_taken") == "standard"
        for amount in each["outputs"].values():
            assert amount == round(amount, 2)
            assert str(amount) != "-0.0"


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_all_problems_go_to_standard_error(option: list[str], tmp_path: Path) -> None:
    """One line each with file, case, field, value, reason and remedy; exit code 1."""
    data = {
        "cases": [
            {"id": "a", "inputs": {"year": 2025, "filing_status": "single", "wags": 1}},
            {
                "id": "b",
                "inputs": {"year": 2025, "filing_status": "single", "state": "NV "},
            },
        ]
    }
    result = run(tmp_path, data, *option)
    assert result.exit_code == 1
    assert result.stdout == ""
    file = tmp_path / "x.json"
    assert result.stderr.splitlines() == [
        (
            f"{file}: cases[0].inputs.wags of 'a' is not a known input; did you mean "
            "'wages'?"
        ),
        (
            f"{file}: cases[1].inputs.state of 'b' is 'NV ', which is not the "
            "two-letter code of a state; write 'NV'"
        ),
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A known error, in words."""
    result = CliRunner().invoke(tax, [str(tmp_path / "none.toml")])
    assert result.exit_code == 1
    assert "there is no such file" in result.stderr


def test_a_thousand_households_take_seconds(tmp_path: Path) -> None:
    """Start-up included; they take about a third of one, and five are allowed."""
    statuses = ["single", "married_jointly", "married_separately", "head_of_household"]
    data = [
        {
            "year": 2018 + number % 9,
            "filing_status": statuses[number % 4],
            "wages": 500 * number,
            "iso_bargain_element": 300 * number,
        }
        for number in range(1_000)
    ]
    file = tmp_path / "x.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    code = "from isoplan.cli.main import main; main()"
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "tax", str(file), "--json"],
        capture_output=True,
        check=True,
    )
    assert time.perf_counter() - started < 5
    assert len(json.loads(done.stdout)) == 1_000


def test_help_shows_an_example() -> None:
    """With its lines apart."""
    result = CliRunner().invoke(tax, ["--help"])
    assert "\n  For example:\n      isoplan tax household.toml\n" in result.stdout
    assert "\\b" not in result.stdout


def test_a_scenario_is_told_apart(root: Path) -> None:
    """Not refused field by field: the file of one command given to another."""
    file = root / "scenarios" / "series_b_engineer.toml"
    result = CliRunner().invoke(tax, [str(file)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"{file}: the file is a scenario, not a household-year; use isoplan plan or "
        "isoplan check with it\n"
    )
