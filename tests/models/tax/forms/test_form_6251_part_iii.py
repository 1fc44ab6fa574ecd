"""Form 6251 Part III as printed comes to what Parts I and II take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    YearIncome,
    federal_return,
)
from isoplan.models.tax.forms.form_6251_part_iii import form_6251_part_iii

dollars = st.integers(0, 1_500_000).map(float)


@given(
    status=st.sampled_from(FilingStatus),
    wages=dollars,
    gain=dollars,
    dividends=st.integers(0, 50_000).map(float),
    spread=dollars,
    sold=st.integers(0, 500_000).map(float),
)
def test_the_printed_steps_and_the_stack_agree(
    status: FilingStatus,
    wages: float,
    gain: float,
    dividends: float,
    spread: float,
    sold: float,
) -> None:
    """Form 6251 lines 17, 18, 23, 30, 33 and 40; IRC 55(b)(3)."""
    law = federal_law(2026, status)
    income = YearIncome(
        wages=wages,
        long_term_gain=gain + sold,
        amt_long_term_gain=gain,
        qualified_dividends=dividends,
        iso_bargain_element=spread,
    )
    tax = federal_return(income, Carryovers(), law)
    form = tax.form_6251
    part = form_6251_part_iii(form, tax.form_1040, law)
    pairs = (
        (part.line_17, form.line_17),
        (part.line_18, form.line_18),
        (part.line_23, form.bands.at_zero),
        (part.line_30, form.bands.at_fifteen),
        (part.line_33, form.bands.at_twenty),
        (part.line_40, form.line_9),
    )
    for printed, stacked in pairs:
        assert printed == pytest.approx(float(stacked), abs=1e-6)


def test_a_return_worked_by_hand() -> None:
    """Worked: single 2026, wages 200,000, spread 100,000, long-term gain 300,000.

    The 28% rate of gains in the phase-out is in line 18: the exemption is 90,100 less
    half of 600,000 - 500,000, so 40,100; line 6 is 559,900, and 259,900 of it no gain.
    Ordinary taxable income is 183,900.
    """
    law = federal_law(2026, FilingStatus.SINGLE)
    income = YearIncome(
        wages=200_000.0,
        long_term_gain=300_000.0,
        amt_long_term_gain=300_000.0,
        iso_bargain_element=100_000.0,
    )
    tax = federal_return(income, Carryovers(), law)
    part = form_6251_part_iii(tax.form_6251, tax.form_1040, law)
    assert (part.line_12, part.line_13, part.line_17) == (559_900, 300_000, 259_900)
    assert part.line_18 == pytest.approx(0.26 * 244_500 + 0.28 * 15_400)
    assert (part.line_20, part.line_21, part.line_23) == (183_900, 0, 0)
    assert part.line_29 == 545_500 - 183_900
    assert (part.line_30, part.line_33) == (300_000, 0)
    assert part.line_40 == pytest.approx(part.line_18 + 45_000)
