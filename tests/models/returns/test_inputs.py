"""Inputs of a return: retirement income, taxable income, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.returns.chains import case_outputs
from isoplan.models.returns.file import HouseholdFile

PLAIN = {"year": 2025, "filing_status": "single"}
WAGES = {**PLAIN, "wages": 150_000}
STANDARD_2025 = 15_750
Loaded = Callable[[object], HouseholdFile]
Problems = Callable[[object], list[str]]


def outputs(loaded: Loaded, *inputs: dict[str, Any]) -> list[dict[str, float]]:
    """Return the outputs of some household-years."""
    found = case_outputs(loaded(list(inputs)).cases)
    return [
        {name: float(column[place]) for name, column in found.items()}
        for place in range(len(inputs))
    ]


RETIREMENT = ("pensions", "ira_withdrawals", "roth_conversions")


@pytest.mark.parametrize("name", RETIREMENT)
def test_retirement_income_is_ordinary_income_that_pays_no_surtax(
    name: str, loaded: Loaded
) -> None:
    """As wages for the income tax, and for neither surtax.

    Worked: 300,000 of wages pay 0.9% above 200,000 (IRC 3101(b)(2)); distributions are
    neither wages nor net investment income (IRC 1411(c)(5)), but raise the income above
    200,000 that 50,000 of interest pay 3.8% on.
    """
    other, wages, with_interest = outputs(
        loaded,
        {**PLAIN, name: 300_000},
        {**PLAIN, "wages": 300_000},
        {**PLAIN, name: 300_000, "interest": 50_000},
    )
    assert wages["additional_medicare_tax"] == pytest.approx(900)
    assert other["additional_medicare_tax"] == other["niit"] == 0
    assert with_interest["niit"] == pytest.approx(1_900)
    for line in ("adjusted_gross_income", "taxable_income", "regular_tax", "amt"):
        assert other[line] == wages[line], line
    assert other["taxable_income"] == 300_000 - STANDARD_2025


def test_retirement_income_of_several_kinds_adds_up(loaded: Loaded) -> None:
    """Form 1040 lines 4b and 5b beside wages."""
    (found,) = outputs(loaded, {**WAGES, **dict.fromkeys(RETIREMENT, 1_000)})
    assert found["adjusted_gross_income"] == 153_000


def test_taxable_income_leads_to_the_wages(loaded: Loaded) -> None:
    """The same lines as with the wages that it takes. Worked: 150,000 less 15,750."""
    beside = {"interest": 2_000, "long_term_gain": 8_000, "pensions": 5_000}
    asked, given, at_least = outputs(
        loaded,
        {**PLAIN, **beside, "taxable_income": 134_250, "iso_bargain_element": 200_000},
        {**PLAIN, **beside, "wages": 135_000, "iso_bargain_element": 200_000},
        {**PLAIN, **beside, "taxable_income": 0},
    )
    assert asked == given
    assert asked["taxable_income"] == 134_250
    assert asked["amt"] > 0
    assert at_least["taxable_income"] == 0


NOT_WITH_TAXABLE_INCOME = (
    "but taxable_income is given, a quick question without them; remove it, or give "
    "wages instead of taxable_income"
)
ASKED = {**PLAIN, "taxable_income": 100_000}
WRONG = [
    pytest.param(
        {**WAGES, "taxable_income": 100_000},
        "taxable_income is 100000, but wages are given too, which follow from it; keep "
        "one of them",
        id="wages",
    ),
    pytest.param(
        {**ASKED, "medicare_wages": 5},
        "taxable_income is 100000, but medicare_wages are given too, which follow from "
        "it; keep one of them",
        id="medicare-wages",
    ),
    pytest.param(
        {**ASKED, "itemized_deductions": {}},
        f"itemized_deductions is an empty table, {NOT_WITH_TAXABLE_INCOME}",
        id="itemized-deductions",
    ),
    pytest.param(
        {**ASKED, "loss_carryover": {"long_term": 1}},
        f"loss_carryover is a table with long_term, {NOT_WITH_TAXABLE_INCOME}",
        id="losses",
    ),
    pytest.param(
        {**ASKED, "small_business_gain": {"half": 1}},
        f"small_business_gain is a table with half, {NOT_WITH_TAXABLE_INCOME}",
        id="small-business-gain",
    ),
    *[
        pytest.param(
            {**ASKED, "deduction": word},
            f"deduction is '{word}', but taxable_income assumes the standard "
            "deduction; remove it, or give wages instead of taxable_income",
            id=f"deduction-{word}",
        )
        for word in ("better", "itemized")
    ],
    pytest.param(
        {**WAGES, "deduction": "itemized"},
        "deduction is 'itemized', but there is nothing to itemize; add the table "
        "itemized_deductions, or remove it",
        id="nothing-to-itemize",
    ),
    pytest.param(
        {**WAGES, "deduction": "best"},
        "deduction is 'best', which is not one of 'better', 'standard' or 'itemized'; "
        "did you mean 'better'?",
        id="no-deduction",
    ),
    pytest.param(
        {**WAGES, "self_employment_income": 5},
        "self_employment_income is left out, and self-employment tax with it; work out "
        "self-employment (Schedules C and SE) elsewhere",
        id="self-employment",
    ),
    pytest.param(
        {**WAGES, "form_6251": {"line_2z": 5}},
        "form_6251.line_2z is not a known input; did you mean 'line_2t'?",
        id="no-line-of-form-6251",
    ),
]


@pytest.mark.parametrize(("data", "line"), WRONG)
def test_what_can_be_wrong(data: object, line: str, problems: Problems) -> None:
    """Field, value, reason and remedy."""
    assert problems(data) == [line]


@pytest.mark.parametrize(
    "name",
    [
        *RETIREMENT, "interest", "qualified_dividends", "short_term_gain",
        "long_term_gain", "long_term_gain_regular", "iso_ordinary_income",
    ],
)  # fmt: skip
def test_taxable_income_holds_all_other_income(
    name: str, loaded: Loaded, problems: Problems
) -> None:
    """Up to the standard deduction above it; a dollar more leaves no wages."""
    most = 100_000 + STANDARD_2025
    assert loaded({**ASKED, name: most}).cases
    assert problems({**ASKED, name: most + 1}) == [
        (
            "taxable_income is 100000, but with the standard deduction, 15,750, it is "
            "below the other income, 115,751 in all; correct taxable_income, which "
            "includes all of it"
        )
    ]


@pytest.mark.parametrize("name", ["schedule_c", "schedule_se", "business_income"])
def test_self_employment_is_refused_by_name(name: str, problems: Problems) -> None:
    """A tax that nobody works out is not left out in silence."""
    (line,) = problems({"cases": [{"id": "a", "inputs": {**WAGES, name: 1}}]})
    assert line.startswith(f"cases[0].inputs.{name} of 'a' is left out, and self-")


@pytest.mark.parametrize(
    ("name", "meant"), [("wage", "wages"), ("medicare_wage", "medicare_wages")]
)
def test_a_slip_of_a_known_name_beside_the_inputs_is_refused(
    name: str, meant: str, problems: Problems
) -> None:
    """As the name itself is; see also `test_file.py`."""
    (line,) = problems({"inputs": WAGES, name: 1})
    assert line.endswith(
        "but stands beside inputs, where it would be ignored; put "
        f"{meant} into each year's inputs"
    )


@pytest.mark.parametrize("name", ["sales", "note", "about", "source"])
def test_other_names_may_stand_beside_the_inputs(name: str, loaded: Loaded) -> None:
    """A file of cases may say more than this reads."""
    assert len(loaded({"inputs": WAGES, name: 1}).cases) == 1


def test_a_scenario_is_not_a_household_year(problems: Problems) -> None:
    """Said in one line, not field by field."""
    assert problems({"name": "x", "plan": {}, "household": {}, "market": {}}) == [
        (
            "the file is a scenario, not a household-year; use isoplan plan or isoplan "
            "check with it"
        )
    ]
