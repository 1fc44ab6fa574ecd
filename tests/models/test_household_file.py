"""Household-years of a file: the forms it may have, and what can be wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.errors import ScenarioErrors
from isoplan.models.household_file import HouseholdFile, load_households
from isoplan.models.household_years import worked_cases, worked_chains

PLAIN = {"year": 2025, "filing_status": "single", "wages": 150_000}
CHAINED = {"wages": 150_000}


def loaded(folder: Path, data: object) -> HouseholdFile:
    """Write the data as JSON and read it."""
    file = folder / "x.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return load_households(file)


def problems(folder: Path, data: object) -> list[str]:
    """What is printed of a file, its name taken off."""
    with pytest.raises(ScenarioErrors) as caught:
        loaded(folder, data)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{folder / 'x.json'}: ") for line in lines)
    return [line.split(": ", 1)[1] for line in lines]


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        pytest.param(PLAIN, [None], id="bare"),
        pytest.param({"inputs": PLAIN, "id": "a"}, ["a"], id="one"),
        pytest.param([PLAIN, {"inputs": PLAIN, "id": 2}], [None, 2], id="list"),
        pytest.param([{**PLAIN, "id": "a"}], ["a"], id="bare-with-id"),
        pytest.param({"cases": [PLAIN, PLAIN], "about": {}}, [None] * 2, id="cases"),
        pytest.param(
            {"inputs": PLAIN, "kind": "x", "outputs": {"amt": None}, "agreed_by": []},
            [None],
            id="extra-keys",
        ),
        pytest.param(
            {"inputs": {**PLAIN, "state": None, "dependents": 0}}, [None], id="no-state"
        ),
        pytest.param({"inputs": {**PLAIN, "state": ""}}, [None], id="empty-state"),
    ],
)
def test_cases(data: object, labels: list[object], tmp_path: Path) -> None:
    """Whatever its form, each case keeps its name, its place and its inputs."""
    found = loaded(tmp_path, data)
    assert found.chains == ()
    assert [case.label for case in found.cases] == labels
    assert all(case.household.wages == 150_000 for case in found.cases)
    assert all(case.given["wages"] == 150_000 for case in found.cases)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.toml", 'year = 2025\nfiling_status = "single"\nwages = 150_000\n'),
        (
            "x.toml",
            (
                "[[cases]]\n[cases.inputs]\nyear = 2025\nwages = 150_000.0\n"
                'filing_status = "single"\n'
            ),
        ),
        ("x", '[{"year": 2025, "filing_status": "single", "wages": 150000}]'),
    ],
)
def test_toml_and_json_by_content(name: str, text: str, tmp_path: Path) -> None:
    """The same fields in both."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    (case,) = load_households(file).cases
    assert (case.household.year, case.household.wages) == (2025, 150_000)


def test_what_is_left_out_is_zero_or_as_for_regular_tax(tmp_path: Path) -> None:
    """Medicare wages are wages, AMT gains are gains."""
    data = [
        {**PLAIN, "long_term_gain": -7},
        {**PLAIN, "long_term_gain_regular": 5, "long_term_gain_amt": 3},
        {**PLAIN, "medicare_wages": 0, "short_term_gain_amt": 2},
    ]
    worked = worked_cases(loaded(tmp_path, data).cases)
    first, second, third = (each.income for each in worked)
    assert (first.medicare_wages, first.amt_long_term_gain) == (150_000, -7)
    assert (second.long_term_gain, second.amt_long_term_gain) == (5, 3)
    assert (third.medicare_wages, third.amt_short_term_gain) == (0, 2)
    assert (third.interest, third.short_term_gain) == (0, 0)


WRONG = [
    pytest.param(
        {"cases": [PLAIN, {"id": "b", "inputs": {**PLAIN, "wages": -5}}]},
        ["cases[1].inputs.wages of 'b' is -5, which is below 0; give 0 or more"],
        id="negative",
    ),
    pytest.param(
        [PLAIN, {**PLAIN, "wages": "1"}],
        ["[1].wages is '1', which is text, not a number; write digits, without quotes"],
        id="text",
    ),
    pytest.param(
        {**PLAIN, "intrest": 5},
        ["intrest is not a known input; did you mean 'interest'?"],
        id="typo",
    ),
    pytest.param(
        {"inputs": {**PLAIN, "itemized_deductions": {"others": 5}}},
        [
            (
                "inputs.itemized_deductions.others is not a known input; did you mean "
                "'other'?"
            )
        ],
        id="typo-inside",
    ),
    pytest.param(
        {**PLAIN, "filing_status": "jointly", "year": 2017},
        [
            (
                "year is 2017, for which there are no published figures of the law; "
                "give a year from 2018 to 2026"
            ),
            (
                "filing_status is 'jointly', which is not one of 'single', "
                "'married_jointly', 'married_separately', 'head_of_household' or "
                "'qualifying_surviving_spouse'; did you mean 'married_jointly'?"
            ),
        ],
        id="all-at-once",
    ),
    pytest.param(
        {"inputs": {"wages": 5}},
        [
            "inputs.year is missing; add year (Tax year)",
            "inputs.filing_status is missing; add filing_status (Such as 'single')",
        ],
        id="missing",
    ),
    pytest.param(
        {"inputs": {**PLAIN, "year": 2019, "state": "CA"}},
        [
            (
                "inputs.state is 'CA', whose figures of 2019 are not there; give a "
                "year from 2022 to 2026, or remove the state for federal tax alone"
            )
        ],
        id="state-before-its-figures",
    ),
    pytest.param(
        {"inputs": {**PLAIN, "state": "california"}},
        [
            (
                "inputs.state is 'california', which is not the two-letter code of a "
                "state; as in 'CA', 'NY' or 'TX'"
            )
        ],
        id="no-state-code",
    ),
    pytest.param(
        {**PLAIN, "long_term_gain": 5, "long_term_gain_regular": 5},
        [
            (
                "long_term_gain_regular is 5, but long_term_gain is given too; keep "
                "one of them"
            )
        ],
        id="gain-twice",
    ),
    pytest.param(
        {**PLAIN, "long_term_gain_regular": 5, "loss_carryover": {"long_term": 1}},
        [
            (
                "loss_carryover is a table with long_term, but long_term_gain_regular "
                "includes the losses carried in; remove it, or give long_term_gain "
                "instead"
            )
        ],
        id="losses-twice",
    ),
    pytest.param(
        {**PLAIN, "iso_ordinary_income": 5, "iso_ordinary_income_later": 6},
        [
            (
                "iso_ordinary_income_later is 6, which is above iso_ordinary_income, "
                "5, of which it is a part; give the part that comes from exercises of "
                "earlier years"
            )
        ],
        id="part-above-whole",
    ),
    pytest.param(
        {"cases": {"inputs": PLAIN}},
        [
            (
                "cases is a table with inputs, which is not a list; put it in "
                "brackets: [ ... ]"
            )
        ],
        id="cases-not-a-list",
    ),
    pytest.param(
        {"cases": []},
        ["cases is an empty list, where at least one entry is needed; add one"],
        id="no-cases",
    ),
    pytest.param(
        [5],
        [
            (
                '[0] is 5, which is not a table; write { "inputs": { "year": ..., '
                '"filing_status": ..., ... } }'
            )
        ],
        id="case-not-a-table",
    ),
    pytest.param(
        {"cases": [{"id": "a", "inputs": 5}]},
        [
            (
                "cases[0].inputs of 'a' is 5, which is not a table; write its fields "
                "one by one"
            )
        ],
        id="inputs-not-a-table",
    ),
    pytest.param(
        {"cases": [PLAIN], "chains": []},
        [
            (
                "cases is a list of 1, but chains are given too; put them in a file of "
                "their own"
            ),
            "chains is an empty list, where at least one entry is needed; add one",
        ],
        id="cases-and-chains",
    ),
]


@pytest.mark.parametrize(("data", "lines"), WRONG)
def test_what_can_be_wrong(data: object, lines: list[str], tmp_path: Path) -> None:
    """Case, field, value, reason and remedy in one line each."""
    assert problems(tmp_path, data) == lines


def chain(*years: dict[str, Any], **common: object) -> dict[str, Any]:
    """A file with one chain from 2022 on."""
    listed = [
        {"year": 2022 + place, **year}
        if "inputs" in year
        else {"year": 2022 + place, "inputs": year}
        for place, year in enumerate(years)
    ]
    return {
        "chains": [{"id": "c", "filing_status": "single", "years": listed, **common}]
    }


WRONG_CHAINS = [
    pytest.param(
        {"chains": [{"id": "c"}]},
        [
            (
                'chains[0] is a table with id, which has no years; write { "id": ..., '
                '"years": [...] }'
            )
        ],
        id="no-years",
    ),
    pytest.param(
        chain(CHAINED, {"year": 2024, "inputs": CHAINED}),
        [
            (
                "chains[0].years[1].year of 'c' is 2024, but the year before it in the "
                "chain is 2022; give every year once, in order, without a gap"
            )
        ],
        id="gap",
    ),
    pytest.param(
        chain(CHAINED, {"minimum_tax_credit": 5, "loss_carryover": {}}),
        [
            (
                "chains[0].years[1].inputs.minimum_tax_credit of 'c' is 5, but a chain "
                "carries it from year to year; give it in the first year alone"
            ),
            (
                "chains[0].years[1].inputs.loss_carryover of 'c' is an empty table, "
                "but a chain carries it from year to year; give it in the first year "
                "alone"
            ),
        ],
        id="carried-twice",
    ),
    pytest.param(
        chain(CHAINED, {"small_business_stock": {"whole": 9, "used": 5}}),
        [
            (
                "chains[0].years[1].inputs.small_business_stock.used of 'c' is 5, but "
                "a chain carries it from year to year; give it in the first year alone"
            )
        ],
        id="cap-carried-twice",
    ),
    pytest.param(
        chain({"long_term_gain_regular": 5}, {"long_term_gain": 7}),
        [
            (
                "chains[0].years[1].inputs.long_term_gain of 'c' is 7, but other years "
                "of the chain give long_term_gain_regular, which includes losses "
                "carried in; use one of the two names in all years"
            )
        ],
        id="two-kinds-of-gain",
    ),
    pytest.param(
        chain({"year": 2023, "wages": 5}),
        [
            (
                "chains[0].years[0].inputs.year of 'c' is 2023, but beside the inputs "
                "it is 2022; keep one of them"
            )
        ],
        id="two-years",
    ),
    pytest.param(
        chain(CHAINED, {"wages": -1}),
        [
            (
                "chains[0].years[1].inputs.wages of 'c' is -1, which is below 0; give "
                "0 or more"
            )
        ],
        id="inside",
    ),
]


@pytest.mark.parametrize(("data", "lines"), WRONG_CHAINS)
def test_what_can_be_wrong_with_a_chain(
    data: object, lines: list[str], tmp_path: Path
) -> None:
    """Also between its years."""
    assert problems(tmp_path, data) == lines


def test_a_chain_carries_losses_of_plain_gains(tmp_path: Path) -> None:
    """Worked: a loss of 10,000, for the AMT of 30,000, then no gains.

    Regular tax deducts 3,000 three times and 1,000; the AMT 3,000 a year.
    """
    first = {"wages": 100_000, "long_term_gain": -10_000, "long_term_gain_amt": -30_000}
    data = chain(first, CHAINED, CHAINED, CHAINED)
    (years,) = worked_chains(loaded(tmp_path, data).chains)
    incomes = [year.tax.schedule_d.income for year in years]
    assert incomes == [-3_000, -3_000, -3_000, -1_000]
    left = [year.tax.carryovers.amt.long_term for year in years]
    assert left == [27_000, 24_000, 21_000, 18_000]


def test_a_chain_trusts_gains_that_include_losses(tmp_path: Path) -> None:
    """Worked: the second year's gain is the first one's carryover already."""
    data = chain(
        {"wages": 100_000, "long_term_gain_regular": -10_000},
        {"wages": 100_000, "long_term_gain_regular": -7_000},
    )
    (years,) = worked_chains(loaded(tmp_path, data).chains)
    assert [year.tax.carryovers.regular.long_term for year in years] == [7_000, 4_000]


def test_a_chain_carries_the_credit(tmp_path: Path) -> None:
    """Each year's line 26 is the next one's line 21; the first may bring one along."""
    first = {
        "wages": 150_000,
        "iso_bargain_element": 300_000,
        "minimum_tax_credit": 1_000,
    }
    (years,) = worked_chains(loaded(tmp_path, chain(first, CHAINED, CHAINED)).chains)
    assert years[0].credit.line_21 == 1_000
    assert years[1].credit.line_21 == years[0].credit.line_26 > 1_000
    assert years[2].credit.line_21 == years[1].credit.line_26
    assert years[1].credit.line_25 > 0


def test_chains_of_different_length_keep_their_order(tmp_path: Path) -> None:
    """They are worked side by side, and come back one by one."""
    short, long = chain({"wages": 1}), chain({"wages": 2}, {"wages": 3})
    data = {"chains": [*short["chains"], *long["chains"], *short["chains"]]}
    found = worked_chains(loaded(tmp_path, data).chains)
    wages = [[year.case.household.wages for year in years] for years in found]
    assert wages == [[1], [2, 3], [1]]


def test_mixed_cases_keep_their_order(tmp_path: Path) -> None:
    """Whatever their year, status and deduction, each gets its own forms."""
    data = [
        {
            "year": 2018 + number % 9,
            "filing_status": ["single", "married_jointly"][number % 2],
            "wages": 50_000 + 1_000 * number,
            "itemized_deductions": [None, {"other": 100 * number}][number % 3 == 0],
        }
        for number in range(60)
    ]
    cases = loaded(tmp_path, data).cases
    together = worked_cases(cases)
    assert [each.case for each in together] == list(cases)
    for case, each in zip(cases, together, strict=True):
        (alone,) = worked_cases([case])
        assert each == alone
        assert type(each.tax.regular_tax) is float
