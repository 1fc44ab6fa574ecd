"""Printed forms: each year's credit form is the one filed with that year's return."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main

Years = list[dict[str, Any]]
CHAIN: Years = [
    {"year": 2025, "wages": 150_000, "iso_bargain_element": 332_071.60},
    {"year": 2026, "wages": 150_000},
]
LINE = re.compile(r"^  (\w+)? +(\D.*?) +(-?[\d,]+\.\d\d)$")


def printed(years: Years, tmp_path: Path, state: str = "", **first: float) -> str:
    """Return what `isoplan tax` prints of a chain."""
    rows = [
        {"filing_status": "single", **year} | ({"state": state} if state else {})
        for year in years
    ]
    rows[0] |= first
    lines = ["[[chains]]"]
    for row in rows:
        lines.append("[[chains.years]]")
        lines.append(f"year = {row.pop('year')}")
        inputs = ", ".join(
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in row.items()
        )
        lines.append(f"inputs = {{ {inputs} }}")
    file = tmp_path / "chain.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    result = CliRunner().invoke(main, ["tax", str(file)])
    assert result.exit_code == 0, result.output
    return result.output


def form(text: str, title: str, number: int = 0) -> dict[str, float]:
    """Return the numbered lines of a form, the first one of that title or a later."""
    part = text.split(f"\n{title}\n")[number + 1].split("\n\n")[0]
    found = (LINE.match(line) for line in part.splitlines())
    return {m[1] or m[2]: float(m[3].replace(",", "")) for m in found if m}


FILED = "Form 8801, filed with this return"


def test_form_8801_of_two_years(tmp_path: Path) -> None:
    """Figures as in test_form_8801_as_filed.py, by hand."""
    text = printed(CHAIN, tmp_path)
    assert form(text, FILED) == {
        "21": 0, "22": 25_067, "23": 105_530.05, "24": 0, "25": 0, "26": 0,
    }  # fmt: skip
    assert form(text, FILED, 1) == {
        "1": 134_250, "2": 15_750,
        "4": 150_000, "9": 88_100, "10": 61_900, "13": 16_094, "14": 25_067, "15": 0,
        "16": 80_463.05, "18": 80_463.05, "19": 0, "21": 80_463.05,
        "22": 24_734, "23": 15_574, "24": 9_160, "25": 9_160, "26": 71_303.05,
    }  # fmt: skip
    assert "Form 8801 of 2026" not in text
    assert form(text, "Form 8801 of 2027, as far as this year settles it") == {
        "1": 133_900, "2": 16_100,
        "4": 150_000, "9": 90_100, "10": 59_900, "13": 15_574, "14": 24_734, "15": 0,
        "16": 0, "18": 0, "19": 71_303.05, "21": 71_303.05,
    }  # fmt: skip


def test_credit_brought_as_one_number_begins_with_line_21(tmp_path: Path) -> None:
    """What it is made of is not known."""
    text = printed(CHAIN[1:], tmp_path, minimum_tax_credit=4_000)
    assert form(text, FILED) == {
        "21": 4_000, "22": 24_734, "23": 15_574, "24": 9_160, "25": 4_000, "26": 0,
    }  # fmt: skip


def test_california_forms_have_their_numbers(tmp_path: Path) -> None:
    """FTB 3510 of 2026 takes up line 26 of the Schedule P (540) of 2025."""
    text = printed(CHAIN, tmp_path, "CA")
    schedule_p = form(text, "California, Schedule P (540)")
    numbers = ["9", "10", "21", "22", "23", "24", "25", "26"]
    assert list(schedule_p) == numbers
    assert (schedule_p["9"], schedule_p["10"]) == (0, 332_071.60)
    assert schedule_p["21"] == 150_000 + 332_071.60  # no deduction is left
    assert schedule_p["23"] == pytest.approx(schedule_p["21"] - schedule_p["22"])
    assert schedule_p["26"] == pytest.approx(schedule_p["24"] - schedule_p["25"])
    assert schedule_p["26"] > 10_000
    first = form(text, "California, FTB 3510, filed with this return")
    assert first["32"] == 0
    second = form(text, "California, FTB 3510, filed with this return", 1)
    assert second["28"] == schedule_p["26"]
    assert second["30"] == pytest.approx(second["28"] - second["29"])
    assert second["32"] == second["30"]
    assert second["31"] == 0
    used = second["Credit used"]
    assert used > 0
    left = second["Credit carried on, without this year's AMT"]
    assert left == pytest.approx(second["32"] - used)
    then = form(text, "California, FTB 3510 of 2027, as far as this year settles it")
    assert then["31"] == pytest.approx(left)


@pytest.mark.parametrize(
    ("state", "title", "numbers"),
    [
        ("CT", "Connecticut, CT-8801", ["20", "21", "22", "25", "26", "29", "30"]),
        ("MN", "Minnesota, M1MTC", []),
    ],
)
def test_other_states_take_up_the_year_before(
    state: str, title: str, numbers: list[str], tmp_path: Path
) -> None:
    """By number where one is confirmed, else by name; in ascending order."""
    text = printed(CHAIN, tmp_path, state)
    second = form(text, f"{title}, filed with this return", 1)
    assert [number for number in second if number.isdigit()] == numbers
    assert len(second) == 8
    before = second["21" if numbers else "AMT of the year before"]
    brought = second["26" if numbers else "Credit brought into the year"]
    assert before > 1_000
    assert brought == before


def test_colorados_credit_is_of_the_year(tmp_path: Path) -> None:
    """It is a share of the federal credit used, and lost if not used."""
    text = printed(CHAIN, tmp_path, "CO")
    assert set(form(text, "Colorado, DR 0104CR", 1)) == {"Limit", "Credit used"}


@pytest.mark.parametrize(
    ("year", "tax", "child", "credits_", "left"),
    [(2018, "11", "12a", "12", "13"), (2019, "12b", "13a", "13b", "14")],
)
def test_credits_on_forms_where_one_line_adds_them_up(
    year: int, tax: str, child: str, credits_: str, left: str, tmp_path: Path
) -> None:
    """Published: 2019 line 13b is line 13a with Schedule 3, 2018 line 12 likewise."""
    household = {"year": year, "wages": 100_000, "dependents": 1}
    lines = form(printed([household], tmp_path), "Form 1040")
    assert (lines[child], lines[credits_]) == (2_000, 2_000)
    assert lines[left] == pytest.approx(lines[tax] - 2_000)
