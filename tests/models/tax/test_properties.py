"""What holds for every household: searched for a counterexample."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome

LAWS = st.builds(
    federal_law,
    st.integers(2018, 2031),
    st.sampled_from(list(FilingStatus)),
    st.just(0.025),
)
UP_TO = {
    most: st.one_of(st.just(0), st.integers(0, most)).map(float)
    for most in (50_000, 300_000, 2_000_000)
}
SIGNED = st.one_of(st.just(0), st.integers(-400_000, 800_000)).map(float)
CARRYOVER = st.builds(Carryover, UP_TO[50_000], UP_TO[50_000])
CARRYOVERS = st.builds(Carryovers, CARRYOVER, CARRYOVER)
ITEMIZED = st.builds(
    ItemizedDeductions, UP_TO[50_000], UP_TO[300_000], st.none() | UP_TO[50_000]
)
INCOME = st.builds(
    YearIncome,
    wages=UP_TO[2_000_000],
    medicare_wages=UP_TO[2_000_000],
    interest=UP_TO[50_000],
    qualified_dividends=UP_TO[300_000],
    short_term_gain=SIGNED,
    long_term_gain=SIGNED,
    amt_short_term_gain=SIGNED,
    amt_long_term_gain=SIGNED,
    iso_bargain_element=UP_TO[2_000_000],
    iso_ordinary_income=UP_TO[300_000],
    itemized=st.one_of(st.none(), ITEMIZED),
)

Household = tuple[YearIncome, Carryovers]


def total(tax: FederalReturn, credit: float) -> float:
    """All federal tax of the year after the credit."""
    before = tax.regular_tax + tax.form_6251.line_11 + tax.surtaxes
    return before - tax.credit(credit).line_25


@given(
    income=INCOME,
    carried=CARRYOVERS,
    law=LAWS,
    credit=UP_TO[300_000],
    more=st.sampled_from([1.0, 100.0, 25_000.0, 600_000.0]),
)
def test_tax_never_falls_when_wages_rise(
    income: YearIncome, carried: Carryovers, law: FederalLaw, credit: float, more: float
) -> None:
    """Not even where exemption, cap on taxes or deductions fall away."""
    tax = total(federal_return(income, carried, law), credit)
    richer = replace(
        income, wages=income.wages + more, medicare_wages=income.medicare_wages + more
    )
    assert total(federal_return(richer, carried, law), credit) >= tax - 0.005


@given(income=INCOME, carried=CARRYOVERS, law=LAWS, credit=UP_TO[300_000])
def test_the_credit_balances(
    income: YearIncome, carried: Carryovers, law: FederalLaw, credit: float
) -> None:
    """What is paid settles the year's tax, or is carried on: no dollar is lost.

    Only a negative line 18 beyond the credit left is lost, and that settles nothing.
    """
    tax = federal_return(income, carried, law)
    form = tax.credit(credit)
    paid = tax.regular_tax + tax.form_6251.line_11 - form.line_25
    unrecoverable = min(paid + credit, max(tax.regular_tax, tax.exclusion_items.line_9))
    assert paid + credit == pytest.approx(unrecoverable + form.line_26)
    assert 0 <= form.line_25 <= credit
    assert form.line_25 == 0 or tax.form_6251.line_11 == 0


@given(income=INCOME, carried=CARRYOVERS, law=LAWS)
def test_one_basis_and_no_spread_generate_no_credit(
    income: YearIncome, carried: Carryovers, law: FederalLaw
) -> None:
    """Then all items are exclusion items, and line 18 is zero."""
    plain = replace(
        income,
        iso_bargain_element=0.0,
        amt_short_term_gain=income.short_term_gain,
        amt_long_term_gain=income.long_term_gain,
    )
    tax = federal_return(plain, replace(carried, amt=carried.regular), law)
    assert tax.form_6251.line_2k == 0
    assert tax.credit(0.0).line_18 == 0


@given(income=INCOME, carried=CARRYOVERS, law=LAWS)
def test_more_spread_never_lowers_the_minimum_tax(
    income: YearIncome, carried: Carryovers, law: FederalLaw
) -> None:
    """Nor does it move the regular tax."""
    tax = federal_return(income, carried, law)
    more = federal_return(
        replace(income, iso_bargain_element=income.iso_bargain_element + 1_000),
        carried,
        law,
    )
    assert more.tentative_minimum_tax >= tax.tentative_minimum_tax
    assert more.regular_tax == tax.regular_tax


def stacked(items: list[Any]) -> Any:
    """One dataclass of arrays from several of floats."""
    first = items[0]
    if not is_dataclass(first):
        return None if first is None else np.array(items)
    return replace(
        first,
        **{
            each.name: stacked([getattr(item, each.name) for item in items])
            for each in fields(first)
        },
    )


def lines(forms: Any) -> list[Any]:
    """Every amount of a dataclass of amounts."""
    if not is_dataclass(forms):
        return [forms]
    return [line for each in fields(forms) for line in lines(getattr(forms, each.name))]


@settings(max_examples=50)
@given(
    households=st.lists(st.tuples(INCOME, CARRYOVERS), min_size=1, max_size=5),
    itemized=st.one_of(st.none(), ITEMIZED),
    law=LAWS,
)
def test_floats_and_arrays_agree(
    households: list[Household], itemized: ItemizedDeductions | None, law: FederalLaw
) -> None:
    """On every line of every form, element by element, to the last bit."""
    incomes = [replace(income, itemized=itemized) for income, _ in households]
    carried = [each for _, each in households]
    together = lines(federal_return(stacked(incomes), stacked(carried), law))
    for place, (income, losses) in enumerate(zip(incomes, carried, strict=True)):
        alone = lines(federal_return(income, losses, law))
        for array, number in zip(together, alone, strict=True):
            assert np.ndim(number) == 0
            assert (array[place] if np.ndim(array) else array) == number
