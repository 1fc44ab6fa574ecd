"""Form 1040 lines 11 to 16, and its worksheet for gains and qualified dividends."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.form_1040 import form_1040, gain_bands

LawOf = Callable[..., FederalLaw]

LAWS = st.builds(
    federal_law, st.integers(2018, 2026), st.sampled_from(list(FilingStatus))
)
DOLLARS = st.integers(0, 1_500_000).map(float)

ORDINARY_TAX = [
    # Published: tax rate tables of Rev. Proc. 2024-40 and 2025-32.
    (2025, "single", 0, 0),
    (2025, "single", 11_925, 1_192.50),
    (2025, "single", 48_475, 5_578.50),
    (2025, "single", 103_350, 17_651),
    (2025, "single", 197_300, 40_199),
    (2025, "single", 250_525, 57_231),
    (2025, "single", 626_350, 188_769.75),
    (2025, "married_jointly", 96_950, 11_157),
    (2025, "married_jointly", 501_050, 114_462),
    (2025, "married_jointly", 751_600, 202_154.50),
    (2025, "qualifying_surviving_spouse", 751_600, 202_154.50),
    (2025, "married_separately", 375_800, 101_077.25),
    (2025, "head_of_household", 64_850, 7_442),
    (2025, "head_of_household", 626_350, 187_031.50),
    (2026, "single", 640_600, 192_979.25),
    # Worked: one dollar on either side of a band's start.
    (2026, "single", 50_399, 5_799.88),
    (2026, "single", 50_400, 5_800),
    (2026, "single", 50_401, 5_800.22),
    (2026, "single", 640_599, 192_978.90),
    (2026, "single", 640_601, 192_979.62),
]


@pytest.mark.parametrize(("year", "status", "taxable", "tax"), ORDINARY_TAX)
def test_line_16_without_gains(
    year: int, status: str, taxable: float, tax: float, law_of: LawOf
) -> None:
    """Form 1040 line 16; IRC 1(j)."""
    law = law_of(year, status)
    form = form_1040(taxable + law.standard_deduction, 0.0, None, law)
    assert form.line_15 == taxable
    assert form.line_16 == pytest.approx(tax, abs=0.005)


@pytest.mark.parametrize(
    ("agi", "signed", "line_15"),
    [(15_099, -1_001, 0), (16_100, 0, 0), (16_101, 1, 1), (0, -16_100, 0)],
)
def test_line_15_is_never_negative(
    agi: float, signed: float, line_15: float, law_of: LawOf
) -> None:
    """Form 1040 line 15, and Form 6251 line 1 that goes below. Worked, single 2026."""
    form = form_1040(agi, 0.0, None, law_of(2026))
    assert (form.taxable_income_signed, form.line_15) == (signed, line_15)


GAINS = [
    # taxable income, gains, and what is taxed at 0, 15 and 20%: worked, single 2026,
    # whose bands start at 49,450 and 545,500.
    pytest.param(49_450, 20_000, (20_000, 0, 0), 3_286, id="all-at-zero"),
    pytest.param(49_451, 20_000, (19_999, 1, 0), 3_286.27, id="first-dollar-at-15"),
    pytest.param(69_450, 20_000, (0, 20_000, 0), 8_686, id="none-at-zero"),
    pytest.param(545_500, 100_000, (0, 100_000, 0), 139_694.25, id="to-the-20-band"),
    pytest.param(545_501, 100_000, (0, 99_999, 1), 139_694.65, id="dollar-at-20"),
    pytest.param(645_500, 100_000, (0, 0, 100_000), 179_694.25, id="all-at-20"),
    pytest.param(
        600_000, 600_000, (49_450, 496_050, 54_500), 85_307.5, id="gains-alone"
    ),
    pytest.param(10_000, 20_000, (10_000, 0, 0), 0, id="more-gains-than-income"),
]


@pytest.mark.parametrize(("taxable", "gains", "bands", "tax"), GAINS)
def test_line_16_with_gains(
    taxable: float,
    gains: float,
    bands: tuple[float, float, float],
    tax: float,
    law_of: LawOf,
) -> None:
    """Qualified Dividends and Capital Gain Tax Worksheet; IRC 1(h).

    Worked; in "to-the-20-band" the ordinary part of 445,500 bears 58,448 and 35% of
    189,275, which is 124,694.25, and the gains 15% of 100,000.
    """
    form = form_1040(taxable + 16_100, gains, None, law_of(2026))
    found = form.bands.at_zero, form.bands.at_fifteen, form.bands.at_twenty
    assert found == pytest.approx(bands)
    assert form.ordinary_part == max(taxable - gains, 0)
    assert form.line_16 == pytest.approx(tax, abs=0.005)


def worksheet(taxable: float, gains: float, law: FederalLaw) -> float:
    """Return line 25 of the worksheet of Form 1040 line 16, each step as printed."""
    _, fifteen_from, twenty_from = law.preferential.starts
    line_1 = taxable
    line_4 = gains
    line_5 = max(line_1 - line_4, 0)
    line_6 = fifteen_from
    line_7 = min(line_1, line_6)
    line_8 = min(line_5, line_7)
    line_9 = line_7 - line_8
    line_10 = min(line_1, line_4)
    line_11 = line_9
    line_12 = line_10 - line_11
    line_13 = twenty_from
    line_14 = min(line_1, line_13)
    line_15 = line_5 + line_9
    line_16 = max(line_14 - line_15, 0)
    line_17 = min(line_12, line_16)
    line_18 = 0.15 * line_17
    line_19 = line_9 + line_17
    line_20 = line_10 - line_19
    line_21 = 0.20 * line_20
    line_22 = law.ordinary(line_5)
    line_23 = line_18 + line_21 + line_22
    line_24 = law.ordinary(line_1)
    return min(line_23, line_24)


@given(taxable=DOLLARS, gains=DOLLARS, law=LAWS)
def test_line_16_is_that_of_the_worksheet(
    taxable: float, gains: float, law: FederalLaw
) -> None:
    """``gain_bands`` writes each step as a difference of two stacks: the same tax."""
    form = form_1040(taxable + law.standard_deduction, gains, None, law)
    assert form.line_16 == pytest.approx(worksheet(taxable, gains, law), abs=0.005)


@given(ordinary=DOLLARS, gains=DOLLARS, law=LAWS)
def test_every_gain_meets_one_rate(
    ordinary: float, gains: float, law: FederalLaw
) -> None:
    """The three bands are never negative and add up to the gains."""
    bands = gain_bands(ordinary, gains, law)
    amounts = bands.at_zero, bands.at_fifteen, bands.at_twenty
    assert min(amounts) >= 0
    assert sum(amounts) == pytest.approx(gains)


@pytest.mark.parametrize(
    ("status", "most"), [("single", 28.5), ("married_jointly", 57.0)]
)
def test_gains_can_cost_little_more_at_their_own_rates(
    status: str, most: float, law_of: LawOf
) -> None:
    """Worked, 2026: 15% from 49,450 (98,900) on, where the 12% end with 50,400."""
    law = law_of(2026, status)
    assert law.most_above_ordinary() == pytest.approx(most)


def test_gains_on_top_of_enough_income_never_cost_more(law_of: LawOf) -> None:
    """Worked, single 2026: from 50,000 on 400 dollars by 3%; from 50,400 on none."""
    law = law_of(2026)
    assert law.most_above_ordinary(50_000.0) == pytest.approx(12.0)
    assert law.most_above_ordinary(50_400.0) == 0.0


def test_line_16_can_be_at_its_floor(law_of: LawOf) -> None:
    """Gains that fill the whole stretch, and nothing else, cost 28.50 more."""
    form = form_1040(50_400 + 16_100, 950, None, law_of(2026))
    assert form.at_own_rates - form.line_16 == pytest.approx(28.5)


@given(taxable=DOLLARS, gains=DOLLARS, law=LAWS)
def test_line_16_never_falls_below_its_floor(
    taxable: float, gains: float, law: FederalLaw
) -> None:
    """For all years, statuses, incomes and gains."""
    form = form_1040(taxable + law.standard_deduction, gains, None, law)
    most = law.most_above_ordinary(form.ordinary_part)
    assert form.at_own_rates - form.line_16 <= most + 1e-6
