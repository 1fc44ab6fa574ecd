"""What holds for residents of every state: searched for a counterexample."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES, state_law
from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

LAWS = st.builds(
    state_law,
    st.sampled_from(STATES),
    st.integers(2025, 2030),
    st.sampled_from(list(FilingStatus)),
    st.just(0.025),
)
UP_TO = {
    most: st.one_of(st.just(0), st.integers(0, most)).map(float)
    for most in (50_000, 300_000, 3_000_000)
}
SIGNED = st.one_of(st.just(0), st.integers(-400_000, 1_500_000)).map(float)
INCOME = st.builds(
    YearIncome,
    wages=UP_TO[3_000_000],
    medicare_wages=UP_TO[3_000_000],
    interest=UP_TO[50_000],
    qualified_dividends=UP_TO[50_000],
    short_term_gain=SIGNED,
    long_term_gain=SIGNED,
    amt_short_term_gain=SIGNED,
    amt_long_term_gain=SIGNED,
    iso_bargain_element=UP_TO[3_000_000],
    iso_ordinary_income=UP_TO[300_000],
    itemized=st.one_of(
        st.none(), st.builds(ItemizedDeductions, UP_TO[50_000], UP_TO[300_000])
    ),
)


def returns(income: YearIncome, law: StateLaw) -> StateReturn:
    """Return the state's forms of a filer with one dependent."""
    federal = federal_return(
        income, Carryovers(), federal_law(law.year, law.filing_status, 0.025)
    )
    property_tax = 0.0 if income.itemized is None else 6_000.0
    return state_return(StateFiler(income, federal, 1, property_tax), law)


def amounts(tax: StateReturn) -> list[object]:
    """Return every amount of the forms."""
    own = [
        getattr(tax, each.name) for each in fields(tax) if each.name != "minimum_tax"
    ]
    form = tax.minimum_tax
    return [*own, tax.total, *([] if form is None else [form.amti, form.amt])]


@given(law=LAWS, one=INCOME, other=INCOME, smooth=st.booleans())
@settings(deadline=None)
def test_arrays_and_floats_agree(
    law: StateLaw, one: YearIncome, other: YearIncome, smooth: bool
) -> None:
    """Two households at once are each of them alone, in every state."""
    law = law.smoothed() if smooth else law
    other = replace(other, itemized=one.itemized)
    tables = ("itemized", "itemizes", "credits", "foreign_tax_credits")
    names = [each.name for each in fields(YearIncome) if each.name not in tables]
    both = replace(
        one, **{n: np.array([getattr(one, n), getattr(other, n)]) for n in names}
    )
    together = amounts(returns(both, law))
    for place, alone in enumerate((one, other)):
        for ours, theirs in zip(together, amounts(returns(alone, law)), strict=True):
            stacked = np.broadcast_to(np.asarray(ours), (2,))
            assert stacked[place] == pytest.approx(float(theirs), abs=1e-6)


@given(law=LAWS, income=INCOME)
@settings(deadline=None)
def test_taxes_are_never_negative(law: StateLaw, income: YearIncome) -> None:
    """Nor are taxable income, credits and AMT."""
    tax = returns(income, law)
    for amount in (tax.taxable_income, tax.credits, tax.surtax, tax.amt, tax.total):
        assert amount >= -1e-6


@given(law=LAWS, income=INCOME, more=UP_TO[300_000])
@settings(deadline=None)
def test_a_spread_costs_where_the_state_says_so(
    law: StateLaw, income: YearIncome, more: float
) -> None:
    """A greater spread never lowers tax, and raises it in five states alone.

    Alabama and Oregon deduct federal tax, which the federal AMT raises.
    """
    before = returns(income, law).total
    after = returns(
        replace(income, iso_bargain_element=income.iso_bargain_element + more), law
    ).total
    if law.federal_tax_deduction is not None:
        assert after <= before + 1e-6
    elif law.amt is None and not law.spread_at_exercise:
        assert after == pytest.approx(before, abs=1e-6)
    else:
        assert after >= before - 1e-6


@given(law=LAWS, wages=UP_TO[300_000])
@settings(deadline=None)
def test_smoothing_changes_little(law: StateLaw, wages: float) -> None:
    """Wages alone up to 300,000: less than 900 dollars, at steps and jumps."""
    income = YearIncome(wages=wages, medicare_wages=wages)
    exact, smooth = returns(income, law), returns(income, law.smoothed())
    assert smooth.total == pytest.approx(
        exact.total, abs=700 if wages > 15_000 else 900
    )
