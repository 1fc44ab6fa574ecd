"""Form 6251 Part III as printed comes to what Parts I and II take."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_6251_part_iii import (
    Form6251PartIII,
    asks_for_part_iii,
    form_6251_part_iii,
)
from isoplan.models.tax.forms.year_income import YearIncome

dollars = st.integers(0, 1_500_000).map(float)


def part_iii(tax: FederalReturn, law: FederalLaw) -> Form6251PartIII:
    """Return Part III of a return."""
    return form_6251_part_iii(tax.form_6251, tax.form_1040, law)


def printed(tax: FederalReturn, law: FederalLaw) -> Form6251PartIII:
    """Return Part III by the steps on the form, each from the lines before it.

    The oracle: lines 6 and 13 alone are of the return, and the lines of Form 1040.
    """
    _, fifteen_from, twenty_from = law.preferential.starts
    line_12, line_13 = float(tax.form_6251.line_6), float(tax.form_6251.line_13)
    line_16 = min(line_12, line_13)
    line_17 = line_12 - line_16
    line_18 = law.amt.rates(line_17)
    line_27 = float(tax.form_1040.ordinary_part)
    line_20 = line_27 + float(tax.form_1040.at_twenty_eight)
    line_21 = max(fifteen_from - line_20, 0.0)
    line_22 = min(line_12, line_13)
    line_23 = min(line_21, line_22)
    line_24 = line_22 - line_23
    line_28 = line_21 + line_27
    line_29 = max(twenty_from - line_28, 0.0)
    line_30 = min(line_24, line_29)
    line_31, line_32 = 0.15 * line_30, line_23 + line_30
    line_33 = line_22 - line_32
    line_34 = 0.2 * line_33
    line_38, line_39 = line_18 + line_31 + line_34, law.amt.rates(line_12)
    return Form6251PartIII(
        line_12=line_12,
        line_13=line_13,
        line_15=line_13,
        line_16=line_16,
        line_17=line_17,
        line_18=line_18,
        line_19=fifteen_from,
        line_20=line_20,
        line_21=line_21,
        line_22=line_22,
        line_23=line_23,
        line_24=line_24,
        line_25=twenty_from,
        line_26=line_21,
        line_27=line_27,
        line_28=line_28,
        line_29=line_29,
        line_30=line_30,
        line_31=line_31,
        line_32=line_32,
        line_33=line_33,
        line_34=line_34,
        line_38=line_38,
        line_39=line_39,
        line_40=min(line_38, line_39),
    )


@given(
    status=st.sampled_from(FilingStatus),
    wages=dollars,
    gain=dollars,
    dividends=st.integers(0, 50_000).map(float),
    spread=dollars,
    sold=st.integers(0, 500_000).map(float),
    small=st.integers(0, 500_000).map(float),
)
def test_the_printed_steps_and_the_stack_agree(
    status: FilingStatus,
    wages: float,
    gain: float,
    dividends: float,
    spread: float,
    sold: float,
    small: float,
) -> None:
    """Form 6251 lines 12 to 40; IRC 55(b)(3). Half of ``small`` is taxed, at 28%."""
    law = federal_law(2026, status)
    income = YearIncome(
        wages=wages,
        long_term_gain=gain + sold + small,
        amt_long_term_gain=gain + small,
        small_business_half=small,
        amt_small_business_half=small,
        qualified_dividends=dividends,
        iso_bargain_element=spread,
    )
    tax = federal_return(income, Carryovers(), law)
    part = asdict(part_iii(tax, law))
    assert part == pytest.approx(asdict(printed(tax, law)), abs=1e-6)


def test_a_return_worked_by_hand() -> None:
    """Worked: single 2026, wages 50,000, spread 100,000, long-term gain 600,000.

    Ordinary taxable income is 50,000 less 16,100. AMTI is 750,000, and the exemption is
    gone at 680,200; so 150,000 of line 6 is no gain. Gains meet all three rates.
    """
    law = federal_law(2026, FilingStatus.SINGLE)
    income = YearIncome(
        wages=50_000.0,
        long_term_gain=600_000.0,
        amt_long_term_gain=600_000.0,
        iso_bargain_element=100_000.0,
    )
    tax = federal_return(income, Carryovers(), law)
    worked = Form6251PartIII(
        line_12=750_000,
        line_13=600_000,
        line_15=600_000,
        line_16=600_000,
        line_17=150_000,
        line_18=39_000,  # 26%
        line_19=49_450,
        line_20=33_900,
        line_21=15_550,
        line_22=600_000,
        line_23=15_550,
        line_24=584_450,
        line_25=545_500,
        line_26=15_550,
        line_27=33_900,
        line_28=49_450,
        line_29=496_050,
        line_30=496_050,
        line_31=74_407.5,  # 15%
        line_32=511_600,
        line_33=88_400,
        line_34=17_680,  # 20%
        line_38=131_087.5,
        line_39=205_110,  # 26% of 244,500, 28% of 505,500
        line_40=131_087.5,
    )
    assert asdict(part_iii(tax, law)) == pytest.approx(asdict(worked))


def test_gain_taxed_at_28_percent_is_in_line_20_and_not_in_line_27() -> None:
    """Form 6251 lines 20 and 27: lines 14 and 21 of the Schedule D Tax Worksheet.

    Worked: single 2025, wages of 300,000 less 15,750 are 284,250, above the 24%
    bracket; half of a gain of 200,000 on small business stock is taxed, at 28%.
    """
    law = federal_law(2025, FilingStatus.SINGLE)
    income = YearIncome(
        wages=300_000.0,
        long_term_gain=200_000.0,
        amt_long_term_gain=200_000.0,
        small_business_half=200_000.0,
        amt_small_business_half=200_000.0,
        small_business_basis_later=100_000.0,
        amt_small_business_basis_later=100_000.0,
    )
    part = part_iii(federal_return(income, Carryovers(), law), law)
    assert (part.line_20, part.line_27) == (384_250, 284_250)
    assert (part.line_21, part.line_28) == (0, 284_250)


@pytest.mark.parametrize(
    ("amounts", "asked"),
    [
        pytest.param({}, False, id="wages alone"),
        pytest.param({"qualified_dividends": 10.0}, True, id="dividends"),
        pytest.param({"amt_long_term_gain": 10.0}, True, id="a long-term gain"),
        pytest.param({"amt_short_term_gain": 10.0}, False, id="a short-term gain"),
        pytest.param(
            {"amt_long_term_gain": 10.0, "amt_short_term_gain": -10.0},
            False,
            id="no gain on line 16",
        ),
        pytest.param(
            {"amt_long_term_gain": 10.0, "wages": 80_000.0}, False, id="no line 6"
        ),
        pytest.param(
            {
                "amt_long_term_gain": 10.0,
                "small_business_half": 10.0,
                "amt_small_business_half": 10.0,
            },
            True,
            id="gain at 28%",
        ),
    ],
)
def test_line_7_asks_for_part_iii(amounts: dict[str, Any], asked: bool) -> None:
    """Published: Form 6251 lines 6 and 7 (2025 form)."""
    law = federal_law(2026, FilingStatus.SINGLE)
    income = YearIncome(**({"wages": 400_000.0} | amounts))
    tax = federal_return(income, Carryovers(), law)
    dividends = float(income.qualified_dividends)
    found = asks_for_part_iii(tax.form_6251, dividends, tax.amt_schedule_d)
    assert found is asked
