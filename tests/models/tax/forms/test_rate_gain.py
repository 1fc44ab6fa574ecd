"""The 28% rate group: the Schedule D Tax Worksheet, and whole households with it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import Carryovers, FederalReturn
from isoplan.models.tax.forms.form_1040 import form_1040
from isoplan.models.tax.forms.schedule_d import (
    Carryover,
    schedule_d,
    twenty_eight_percent_gain,
)

TaxOf = Callable[..., FederalReturn]

LAWS = st.builds(
    federal_law, st.integers(2018, 2026), st.sampled_from(list(FilingStatus))
)
DOLLARS = st.one_of(
    st.integers(0, 60_000), st.integers(0, 1_500_000), st.sampled_from([0])
).map(float)


def schedule_d_tax_worksheet(
    taxable: float, dividends: float, net_gain: float, rate_gain: float, law: FederalLaw
) -> float:
    """The printed worksheet (2025), no investment interest, line 19 of Schedule D zero.

    Lines by their numbers; line 19's amount is where the 24% bracket ends.
    """
    _, fifteen_from, twenty_from = law.preferential.starts
    end_of_24 = law.ordinary.starts[law.ordinary.rates.index(0.24) + 1]
    line_10 = dividends + net_gain
    line_12 = min(net_gain, rate_gain)
    line_13 = line_10 - line_12
    line_14 = max(taxable - line_13, 0)
    line_16 = min(taxable, fifteen_from)
    line_17 = min(line_14, line_16)
    line_18 = max(taxable - line_10, 0)
    line_19 = min(taxable, end_of_24)
    line_20 = min(line_14, line_19)
    line_21 = max(line_18, line_20)
    line_22 = line_16 - line_17
    line_23 = min(taxable, line_13)
    line_25 = max(line_23 - line_22, 0)
    line_27 = min(taxable, twenty_from)
    line_28 = line_21 + line_22
    line_29 = max(line_27 - line_28, 0)
    line_30 = min(line_25, line_29)
    line_33 = line_23 - (line_22 + line_30)
    line_40 = line_21 + line_22 + line_30 + line_33
    line_44 = (
        0.15 * line_30
        + 0.20 * line_33
        + 0.28 * (taxable - line_40)
        + law.ordinary(line_21)
    )
    return float(min(line_44, law.ordinary(taxable)))


@given(law=LAWS, other=DOLLARS, dividends=DOLLARS, gain=DOLLARS, rate_gain=DOLLARS)
def test_the_worksheet(
    law: FederalLaw, other: float, dividends: float, gain: float, rate_gain: float
) -> None:
    """Schedule D Tax Worksheet lines 10 to 46, for any mix of income."""
    rate_gain = min(rate_gain, gain)
    form = form_1040(
        other + dividends + gain, dividends + gain - rate_gain, None, law, rate_gain
    )
    expected = schedule_d_tax_worksheet(form.line_15, dividends, gain, rate_gain, law)
    assert form.line_16 == pytest.approx(expected, abs=1e-6)


WORKSHEET_28 = [
    # short-term, other long-term, section 1202 gain, long-term carryover; then line 7
    # of the 28% Rate Gain Worksheet, not above net capital gain. Worked.
    pytest.param(0, 0, 500, 0, 500, id="alone"),
    pytest.param(0, 200, 500, 0, 500, id="other-gain-beside"),
    pytest.param(0, -200, 500, 0, 300, id="other-loss-nets"),
    pytest.param(-50, 200, 500, 100, 350, id="losses-taken-first"),
    pytest.param(80, 200, 500, 0, 500, id="short-term-gain-is-apart"),
    pytest.param(-900, 200, 500, 0, 0, id="loss-takes-all"),
]


@pytest.mark.parametrize(("short", "other", "gain", "carried", "line_7"), WORKSHEET_28)
def test_28_percent_rate_gain_worksheet(
    short: float, other: float, gain: float, carried: float, line_7: float
) -> None:
    """28% Rate Gain Worksheet lines 1 to 7; IRC 1(h)(4)."""
    carryover = Carryover(long_term=carried)
    schedule = schedule_d(short, other + gain, carryover, 3_000.0)
    assert twenty_eight_percent_gain(schedule, carryover, gain) == line_7


def test_half_of_a_gain_after_three_years(tax_of: TaxOf) -> None:
    """A gain of 1,000,000 on new stock, wages of 200,000; single, 2026. Worked.

    Half is excluded. Taxable income 683,900; line 21 is the end of the 24% bracket,
    201,775, with a tax of 41,024; 28% of the other 482,125 is 134,995. AMTI 700,000,
    exemption gone: 63,570 + 28% of 455,500 = 191,110. NIIT: 3.8% of 500,000.
    """
    tax = tax_of(
        2026,
        wages=200_000.0,
        long_term_gain=1e6,
        small_business_half=1e6,
        amt_small_business_half=1e6,
    )
    assert tax.section_1202.excluded == 500_000
    assert tax.form_1040.line_15 == 683_900
    assert tax.form_1040.at_twenty_eight == 482_125
    assert tax.regular_tax == pytest.approx(176_019)
    assert tax.tentative_minimum_tax == pytest.approx(191_110)
    assert tax.form_8960.line_17 == pytest.approx(19_000)


def test_all_of_a_gain_after_five_years(tax_of: TaxOf) -> None:
    """No tax of any kind: IRC 1202(a)(4), 57(a)(7), 1411(c)(1)(A)(iii)."""
    idle = tax_of(2026, wages=200_000.0)
    for name in ("earlier", "whole"):
        tax = tax_of(
            2026,
            wages=200_000.0,
            long_term_gain=9e6,
            **{f"small_business_{name}": 9e6, f"amt_small_business_{name}": 9e6},
        )
        assert tax.form_1040.line_11 == idle.form_1040.line_11
        assert tax.regular_tax == idle.regular_tax
        assert tax.tentative_minimum_tax == idle.tentative_minimum_tax
        assert tax.form_8960.line_17 == idle.form_8960.line_17


def test_the_spread_does_not_come_back_on_sale(tax_of: TaxOf) -> None:
    """Strike 1, worth 21 at exercise, sold at 101 after five years: 10,000 shares.

    Each system excludes its own gain, 1,000,000 and 800,000, so line 2k is zero: what
    the spread added to AMTI at exercise no sale takes off again. Worked.
    """
    tax = tax_of(
        2026,
        wages=200_000.0,
        long_term_gain=1e6,
        amt_long_term_gain=8e5,
        small_business_earlier=1e6,
        amt_small_business_earlier=8e5,
    )
    assert tax.section_1202.excluded == 1e6
    assert tax.amt_section_1202.excluded == 8e5
    assert tax.form_6251.line_2k == 0


def test_an_amt_loss_stays_a_loss(tax_of: TaxOf) -> None:
    """Strike 1, worth 50 at exercise, sold at 20: gain 190,000, AMT loss 300,000.

    The gain is excluded; the AMT deducts 3,000 and carries the rest. Worked.
    """
    tax = tax_of(
        2026,
        wages=200_000.0,
        long_term_gain=190_000.0,
        amt_long_term_gain=-300_000.0,
        small_business_earlier=190_000.0,
    )
    assert tax.form_6251.line_2k == -3_000
    assert tax.carryovers.amt.long_term == 297_000


def test_each_system_has_its_own_cap(tax_of: TaxOf) -> None:
    """Gains of 12 and 9 million, 2 million used before in each: 8 and 8 excluded."""
    tax = tax_of(
        2026,
        wages=0.0,
        carried_in=Carryovers(small_business_used=2e6, amt_small_business_used=2e6),
        long_term_gain=12e6,
        amt_long_term_gain=9e6,
        small_business_earlier=12e6,
        amt_small_business_earlier=9e6,
    )
    assert tax.section_1202.excluded == 8e6
    assert tax.amt_section_1202.excluded == 8e6
    assert tax.form_6251.line_2k == -3e6
    assert tax.carryovers.small_business_used == 10e6


@given(taxable=DOLLARS, gains=DOLLARS, rate_gain=DOLLARS, law=LAWS)
def test_line_16_never_falls_below_its_floor(
    taxable: float, gains: float, rate_gain: float, law: FederalLaw
) -> None:
    """28% rate gain adds nothing to what gains can cost more at their own rates."""
    form = form_1040(taxable + law.standard_deduction, gains, None, law, rate_gain)
    most = law.most_above_ordinary(form.ordinary_part)
    assert form.at_own_rates - form.line_16 <= most + 1e-6
