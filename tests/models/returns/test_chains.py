"""Chains of household-years in a file: their forms, and what they carry."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.returns.chains import case_returns, chain_returns
from isoplan.models.returns.file import HouseholdFile

PLAIN = {"year": 2025, "filing_status": "single", "wages": 150_000}
CHAINED = {"wages": 150_000}
Loaded = Callable[[object], HouseholdFile]
Problems = Callable[[object], list[str]]


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
        chain(CHAINED, {"small_business_gain": {"whole": 9, "used": 5}}),
        [
            (
                "chains[0].years[1].inputs.small_business_gain.used of 'c' is 5, but "
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
    data: object, lines: list[str], problems: Problems
) -> None:
    """Also between its years."""
    assert problems(data) == lines


def test_a_chain_carries_losses_of_plain_gains(loaded: Loaded) -> None:
    """Worked: a loss of 10,000, for the AMT of 30,000, then no gains.

    Regular tax deducts 3,000 three times and 1,000; the AMT 3,000 a year.
    """
    first = {"wages": 100_000, "long_term_gain": -10_000, "long_term_gain_amt": -30_000}
    data = chain(first, CHAINED, CHAINED, CHAINED)
    (years,) = chain_returns(loaded(data).chains)
    incomes = [year.tax.schedule_d.income for year in years]
    assert incomes == [-3_000, -3_000, -3_000, -1_000]
    left = [year.tax.carryovers.amt.long_term for year in years]
    assert left == [27_000, 24_000, 21_000, 18_000]


def test_a_chain_trusts_gains_that_include_losses(loaded: Loaded) -> None:
    """Worked: the second year's gain is the first one's carryover already."""
    data = chain(
        {"wages": 100_000, "long_term_gain_regular": -10_000},
        {"wages": 100_000, "long_term_gain_regular": -7_000},
    )
    (years,) = chain_returns(loaded(data).chains)
    assert [year.tax.carryovers.regular.long_term for year in years] == [7_000, 4_000]


def test_a_chain_carries_the_credit(loaded: Loaded) -> None:
    """Each year's line 26 is the next one's line 21; the first may bring one along."""
    first = {
        "wages": 150_000,
        "iso_bargain_element": 300_000,
        "minimum_tax_credit": 1_000,
    }
    (years,) = chain_returns(loaded(chain(first, CHAINED, CHAINED)).chains)
    assert years[0].credit.line_21 == 1_000
    assert years[1].credit.line_21 == years[0].credit.line_26 > 1_000
    assert years[2].credit.line_21 == years[1].credit.line_26
    assert years[1].credit.line_25 > 0


def test_chains_of_different_length_keep_their_order(loaded: Loaded) -> None:
    """They are worked side by side, and come back one by one."""
    short, long = chain({"wages": 1}), chain({"wages": 2}, {"wages": 3})
    data = {"chains": [*short["chains"], *long["chains"], *short["chains"]]}
    found = chain_returns(loaded(data).chains)
    wages = [[year.case.household.wages for year in years] for years in found]
    assert wages == [[1], [2, 3], [1]]


def test_mixed_cases_keep_their_order(loaded: Loaded) -> None:
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
    cases = loaded(data).cases
    together = case_returns(cases)
    assert [each.case for each in together] == list(cases)
    for case, each in zip(cases, together, strict=True):
        (alone,) = case_returns([case])
        assert each == alone
        assert type(each.tax.regular_tax) is float
