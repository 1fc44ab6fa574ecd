"""Household-years as columns: the same as each one alone with floats, in order."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.returns.cents import column_in_cents, rows_in_cents
from isoplan.models.returns.outputs import (
    CARRIED,
    CREDIT,
    ELECTION,
    FEDERAL,
    LOSSES_OUT,
    OTHER_CREDITS,
    OUTPUTS,
    SMALL_BUSINESS,
    household_outputs,
)
from isoplan.models.returns.table import (
    AMOUNTS,
    CLAIMS,
    DEDUCTIONS,
    INCOME,
    OF_A_STATE,
    TAXABLE_INCOME,
)
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.form_6251 import ForeignTaxCredits
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome

YEARS = range(2018, 2027)
Household = dict[str, Any]


def households() -> list[Household]:
    """Four of every year and status in an order that mixes them, of all kinds."""
    pick = np.random.default_rng(5)
    kinds = [(year, status) for year in YEARS for status in FilingStatus] * 4
    made = []
    for number, place in enumerate(pick.permutation(len(kinds))):
        year, status = kinds[place]
        scale = [40_000.0, 250_000.0, 1_500_000.0][number % 3]
        amounts = {
            name: float(np.round(scale * pick.uniform(), 2))
            for name in AMOUNTS
            if "recognized" not in name
            and name not in (*OF_A_STATE, *CLAIMS, TAXABLE_INCOME)
            and pick.uniform() < 0.7
        }
        for name in amounts:
            if "_term_gain" in name:
                amounts[name] *= pick.choice([-1.0, 1.0])
        if number % 2:
            amounts = {k: v for k, v in amounts.items() if k not in DEDUCTIONS}
        if number % 3:
            amounts["dependents"] = float(pick.integers(4))
        if number % 2:
            most = amounts.get("dependents", 3.0)
            amounts["children_under_17"] = float(pick.integers(most + 1))
            amounts["other_credits"] = float(np.round(3_000 * pick.uniform(), 2))
        made.append({"year": year, "status": status, **amounts})
    return made


def claims_of(one: Household) -> CreditClaims:
    """Return what credits a household claims; left out, one count is the other."""
    children, dependents = one.get("children_under_17"), one.get("dependents")
    children = (dependents or 0.0) if children is None else children
    dependents = children if dependents is None else dependents
    other = one.get("other_credits", 0.0)
    return CreditClaims(children, dependents - children, other)


def together(made: list[Household]) -> dict[str, np.ndarray]:
    """Work them out as columns; what a household leaves out is NaN."""
    amounts = {
        name: [each.get(name, np.nan) for each in made]
        for name in AMOUNTS
        if any(name in each for each in made)
    }
    statuses = [each["status"] for each in made]
    forced = [
        "itemized" if any(name in each for name in DEDUCTIONS) else "standard"
        for each in made
    ]
    years = [each["year"] for each in made]
    return household_outputs(years, statuses, amounts, deduction=forced)


def income_of(one: Household) -> YearIncome:
    """Return a household's income and deductions."""
    wages = one.get("wages", 0.0)
    short, long = one.get("short_term_gain", 0.0), one.get("long_term_gain", 0.0)
    itemized = None
    if any(name in one for name in DEDUCTIONS):
        taxes, real_estate, other, gifts = (one.get(name, 0.0) for name in DEDUCTIONS)
        itemized = ItemizedDeductions(taxes + real_estate, other, gifts)
    return YearIncome(
        wages=wages,
        medicare_wages=one.get("medicare_wages", wages),
        interest=one.get("interest", 0.0),
        qualified_dividends=one.get("qualified_dividends", 0.0),
        short_term_gain=short,
        long_term_gain=long,
        amt_short_term_gain=one.get("short_term_gain_amt", short),
        amt_long_term_gain=one.get("long_term_gain_amt", long),
        iso_bargain_element=one.get("iso_bargain_element", 0.0),
        iso_ordinary_income=one.get("iso_ordinary_income", 0.0),
        iso_ordinary_income_later=one.get("iso_ordinary_income_later", 0.0),
        itemized=itemized,
        credits=claims_of(one),
        other_income=one.get("other_income", 0.0),
        amt_exclusion_items=one.get("amt_exclusion_items", 0.0),
        amt_deferral_items=one.get("amt_deferral_items", 0.0),
        foreign_tax_credits=ForeignTaxCredits(
            one.get("foreign_tax_credit", 0.0), one.get("amt_foreign_tax_credit", 0.0)
        ),
        **small_business(one),
    )


def carried_into(one: Household) -> Carryovers:
    """Return the losses and exclusions that a household brings along."""
    return Carryovers(
        Carryover(one.get("short_term_loss", 0.0), one.get("long_term_loss", 0.0)),
        Carryover(
            one.get("amt_short_term_loss", 0.0), one.get("amt_long_term_loss", 0.0)
        ),
        one.get("small_business_used", 0.0),
        one.get("amt_small_business_used", one.get("small_business_used", 0.0)),
    )


def alone(one: Household) -> dict[str, float]:
    """Work one out by the law with plain floats, output by output."""
    law = federal_law(one["year"], one["status"])
    tax = federal_return(income_of(one), carried_into(one), law)
    credit = tax.credit(one.get("minimum_tax_credit", 0.0))
    out = tax.carryovers
    before_surtaxes = tax.regular_tax + tax.form_6251.line_11 - tax.credits_used
    before_credit = before_surtaxes + tax.surtaxes
    return {
        "adjusted_gross_income": tax.form_1040.line_11,
        "taxable_income": tax.form_1040.line_15,
        "itemizes": float(income_of(one).itemized is not None),
        "deduction": tax.form_1040.schedule_a.deduction,
        "regular_tax": tax.form_6251.line_10,
        "amt_taxable_income": tax.form_6251.line_4,
        "tentative_minimum_tax": tax.form_6251.line_9,
        "amt": tax.form_6251.line_11,
        "niit": tax.form_8960.line_17,
        "additional_medicare_tax": tax.additional_medicare_tax,
        "exclusion_amt_taxable_income": tax.exclusion_items.line_4,
        "exclusion_tentative_minimum_tax": tax.exclusion_items.line_9,
        "amt_on_exclusion_items": credit.line_15,
        "credit_generated": credit.line_18,
        "credit_carryforward_in": credit.line_21,
        "credit_limit": credit.line_24,
        "nonrefundable_credits": tax.credits_used,
        "credit_used": credit.line_25,
        "credit_carryforward_out": credit.line_26,
        "federal_tax_after_credit": before_credit - credit.line_25,
        "capital_loss_carryforward_out_regular": out.regular.short_term
        + out.regular.long_term,
        "capital_loss_carryforward_out_amt": out.amt.short_term + out.amt.long_term,
        "small_business_gain_excluded": tax.section_1202.excluded,
        "small_business_gain_excluded_amt": tax.amt_section_1202.excluded,
        "small_business_gain_used": out.small_business_used,
        "minimum_tax_credit": credit.line_26,
        "short_term_loss": out.regular.short_term,
        "long_term_loss": out.regular.long_term,
        "recognized": out.regular.recognized,
        "amt_short_term_loss": out.amt.short_term,
        "amt_long_term_loss": out.amt.long_term,
        "amt_recognized": out.amt.recognized,
        "small_business_used": out.small_business_used,
        "amt_small_business_used": out.amt_small_business_used,
    }


def small_business(one: Household) -> dict[str, float]:
    """Return gains and losses on such stock by name, AMT as regular if left out."""
    regular = {
        name: one.get(name, 0.0)
        for name in INCOME
        if name.startswith(("small_business", "section_1244"))
    }
    return regular | {
        f"amt_{name}": one.get(f"amt_{name}", amount)
        for name, amount in regular.items()
    }


def test_arrays_equal_floats_in_the_order_of_the_input() -> None:
    """Every output of 180 mixed households, to the last bit."""
    made = households()
    outputs = together(made)
    assert set(outputs) == {
        *FEDERAL,
        *CREDIT,
        *OTHER_CREDITS,
        *ELECTION,
        *LOSSES_OUT,
        *SMALL_BUSINESS,
        *CARRIED,
    }
    for place, one in enumerate(made):
        ours = {name: float(column[place]) for name, column in outputs.items()}
        assert ours == alone(one), one


def test_the_households_hold_what_is_hard() -> None:
    """All years and statuses, both deductions, and every output above zero."""
    made = households()
    kinds = {
        (one["year"], one["status"], any(name in one for name in DEDUCTIONS))
        for one in made
    }
    assert len(kinds) > 80
    assert {kind[:2] for kind in kinds} == {
        (year, status) for year in YEARS for status in FilingStatus
    }
    outputs = together(made)
    assert all((column > 0).any() for column in outputs.values())


def test_one_household() -> None:
    """Columns of length one. Published figures: mathstub, single 2026."""
    outputs = household_outputs(
        [2026], ["single"], {"wages": [250_000], "iso_bargain_element": [150_000]}
    )
    assert all(column.shape == (1,) for column in outputs.values())
    assert outputs["amt"] == pytest.approx([30_578])


def test_no_household() -> None:
    """Every output, of length zero."""
    outputs = household_outputs([], [], {"wages": []})
    assert list(outputs) == list(OUTPUTS)
    assert all(column.shape == (0,) for column in outputs.values())
    assert list(rows_in_cents(outputs, FEDERAL)) == []


def test_the_columns_given_are_not_changed() -> None:
    """Neither an array nor the mapping of them."""
    wages, paid = np.array([90_000.0, 80_000.0]), np.array([np.nan, 30_000.0])
    amounts = {"wages": wages, "state_and_local_taxes": paid}
    household_outputs(np.array([2025, 2024]), ["single"] * 2, amounts)
    assert list(amounts) == ["wages", "state_and_local_taxes"]
    assert wages.tolist() == [90_000, 80_000]
    assert np.isnan(paid[0])


@pytest.mark.parametrize(
    ("year", "status", "amounts", "message"),
    [
        pytest.param(
            [2025, 2026],
            ["single"] * 2,
            {"wages": [1.0], "interest": [1.0, 2.0], "iso_bargain_element": [1.0] * 3},
            "every column needs one entry for each household: year has 2, but wages "
            "has 1, iso_bargain_element has 3",
            id="lengths",
        ),
        pytest.param(
            [2025, 2026],
            ["single"],
            {},
            "every column needs one entry for each household: year has 2, but "
            "filing_status has 1",
            id="statuses",
        ),
        pytest.param(
            [2025],
            ["single"],
            {"wages": 5.0, "interest": [[1.0]]},
            "every column needs one entry for each household: year has 1, but wages "
            "has the shape (), interest has the shape (1, 1)",
            id="shapes",
        ),
        pytest.param(
            [2025],
            ["single"],
            {"wags": [5.0]},
            "no column of amounts is called 'wags'; did you mean 'wages'?",
            id="unknown-column",
        ),
        pytest.param(
            [2025, 2025],
            ["single", "singel"],
            {},
            "filing_status holds 'singel'; did you mean 'single'?",
            id="unknown-status",
        ),
        pytest.param(
            [2025.5],
            ["single"],
            {},
            "year holds float64 values, not whole numbers",
            id="half-a-year",
        ),
        pytest.param(
            [2025],
            ["single"],
            {"wages": [np.inf], "interest": [1.0]},
            "wages must be finite, or NaN if left out",
            id="infinite",
        ),
    ],
)
def test_what_is_refused(year: Any, status: Any, amounts: Any, message: str) -> None:
    """In one message."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        household_outputs(year, status, amounts)


@pytest.mark.parametrize("year", [2017, 2027])
def test_a_year_without_figures(year: int) -> None:
    """Is named."""
    with pytest.raises(UnknownLawYear, match=str(year)):
        household_outputs([2025, year], ["single"] * 2, {})


@given(
    st.lists(
        st.one_of(
            st.floats(-4e12, 4e12),
            st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1_000),
            st.integers(-(10**13), 10**13).map(lambda cents: (cents + 0.5) / 100),
            st.sampled_from([0.0, -0.0, -0.001, 0.005, 0.015, 1.005, 2.675, -2.675]),
        ),
        max_size=30,
    )
)
def test_cents_are_those_of_round(amounts: list[float]) -> None:
    """Near half a cent too, and zero has no sign."""
    cents = column_in_cents(np.array(amounts, dtype=float)).tolist()
    assert cents == [round(amount, 2) for amount in amounts]
    assert not any(str(amount) == "-0.0" for amount in cents)
