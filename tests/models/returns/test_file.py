"""Household-years of a file: the forms it may have, and what can be wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.returns import chains, file
from isoplan.models.returns.chains import case_outputs, case_returns
from isoplan.models.returns.file import (
    HouseholdFile,
    checked_households,
    load_households,
)

PLAIN = {"year": 2025, "filing_status": "single", "wages": 150_000}
CHAINED = {"wages": 150_000}
Loaded = Callable[[object], HouseholdFile]
Problems = Callable[[object], list[str]]


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
def test_cases(data: object, labels: list[object], loaded: Loaded) -> None:
    """Whatever its form, each case keeps its name, its place and its inputs."""
    found = loaded(data)
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


def test_what_is_left_out_is_zero_or_as_for_regular_tax(loaded: Loaded) -> None:
    """Medicare wages are wages, AMT gains are gains."""
    data = [
        {**PLAIN, "long_term_gain": -7},
        {**PLAIN, "long_term_gain_regular": 5, "long_term_gain_amt": 3},
        {**PLAIN, "medicare_wages": 0, "short_term_gain_amt": 2},
    ]
    returns = case_returns(loaded(data).cases)
    first, second, third = (each.income for each in returns)
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
        {**PLAIN, "dependents": 1, "children_under_17": 2},
        [
            (
                "children_under_17 is 2, which is above dependents, 1, of whom they "
                "are a part; count the children among dependents, or leave dependents "
                "out"
            )
        ],
        id="more-children-than-dependents",
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
def test_what_can_be_wrong(data: object, lines: list[str], problems: Problems) -> None:
    """Case, field, value, reason and remedy in one line each."""
    assert problems(data) == lines


@pytest.mark.parametrize(
    ("data", "path"),
    [
        pytest.param([{"inputs": PLAIN, "state": "CA"}], "[0].state", id="case"),
        pytest.param({"inputs": PLAIN, "wages": 1}, "wages", id="only-case"),
        pytest.param({"cases": [PLAIN], "wages": 1}, "wages", id="list-of-cases"),
        pytest.param(
            {"chains": [{"wages": 1, "years": [PLAIN]}]}, "chains[0].wages", id="chain"
        ),
        pytest.param(
            {"chains": [{"years": [{"inputs": PLAIN, "wages": 1}]}]},
            "chains[0].years[0].wages",
            id="year-of-a-chain",
        ),
    ],
)
def test_an_input_that_nothing_would_read_is_refused(
    data: object, path: str, problems: Problems
) -> None:
    """Beside the inputs, or beside a list: never ignored in silence."""
    (line,) = problems(data)
    assert f"{path} " in line
    assert "where it would be ignored; put " in line
    assert line.endswith("into each year's inputs")


def test_an_earlier_key_beside_the_inputs_names_the_one_of_today(
    problems: Problems,
) -> None:
    """As among the inputs."""
    (line,) = problems({"inputs": PLAIN, "small_business_stock": {}})
    assert line.endswith("put small_business_gain into each year's inputs")


USUAL = {"id": 1, "inputs": PLAIN}


@pytest.mark.parametrize(
    "entry",
    [
        USUAL,
        {"inputs": {**PLAIN, "wages": "much"}, "id": 2},
        {"inputs": {**PLAIN, "wagse": 1}},
        {"inputs": {**PLAIN, "iso_ordinary_income_later": 1.0}},
        {"inputs": PLAIN, "wages": 1},
        {"inputs": []},
        {"id": 3},
        PLAIN,
        7,
    ],
)
def test_all_at_once_says_what_one_by_one_says(
    entry: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list is checked in one go; with a mistake in it, each entry by itself."""
    found = []
    for at_once in (file._without_mistake, lambda _: None):
        monkeypatch.setattr(file, "_without_mistake", at_once)
        try:
            found.append(checked_households([USUAL, entry, USUAL], "x.json"))
        except ScenarioErrors as error:
            found.append(str(error))
    assert found[0] == found[1]


def test_columns_are_read_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where blocks end makes no difference, nor what only some households have."""
    deductions = {"itemized_deductions": {"other": 90_000.0}}
    of_all = [
        {**PLAIN, "wages": 1000.0 * number, **(deductions if number % 2 else {})}
        for number in range(7)
    ]
    found = checked_households([{"inputs": each} for each in of_all], "x.json").cases
    whole = case_outputs(found)
    monkeypatch.setattr(chains, "BLOCK", 3)
    for name, column in case_outputs(found).items():
        assert column.tolist() == whole[name].tolist(), name
