"""Form 6251: AMTI, exemption, tentative minimum tax with and without Part III."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_1040 import form_1040
from isoplan.models.tax.forms.form_6251 import Form6251, form_6251
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions

LawOf = Callable[..., FederalLaw]
TaxOf = Callable[..., FederalReturn]

LAWS = st.builds(
    federal_law, st.integers(2018, 2026), st.sampled_from(list(FilingStatus))
)
DOLLARS = st.integers(0, 2_000_000).map(float)


def with_amti(amti: float, law: FederalLaw) -> Form6251:
    """Form 6251 of a filer with the standard deduction, no gains and this AMTI."""
    return form_6251(
        form_1040(amti, 0.0, None, law),
        iso_bargain_element=0.0,
        disposition_difference=0.0,
        preferential_income=0.0,
        law=law,
    )


@pytest.mark.parametrize(
    ("amti", "line_7"),
    [
        pytest.param(90_099, 0, id="a-dollar-of-exemption-left"),
        pytest.param(90_100, 0, id="exemption-covers-all"),
        pytest.param(90_101, 0.26, id="first-dollar-taxed"),
        pytest.param(334_599, 63_569.74, id="dollar-below-28-percent"),
        pytest.param(334_600, 63_570, id="end-of-26-percent"),
        pytest.param(334_601, 63_570.28, id="first-dollar-at-28"),
        pytest.param(500_000, 109_882, id="phase-out-starts"),
        pytest.param(500_002, 109_882.84, id="two-dollars-cost-three"),
        pytest.param(600_000, 151_882, id="inside-phase-out"),
        pytest.param(680_198, 185_565.16, id="one-dollar-of-exemption"),
        pytest.param(680_200, 185_566, id="exemption-gone"),
        pytest.param(680_201, 185_566.28, id="one-for-one-again"),
    ],
)
def test_line_7_single_2026(amti: float, line_7: float, law_of: LawOf) -> None:
    """Form 6251 line 7; IRC 55(b)(1)(A), 55(d)(2). Worked from the 2026 figures.

    At 600,000: 50,000 of the exemption is gone, so the base is 559,900; 26% of it and
    2% of the 315,400 above 244,500.
    """
    form = with_amti(amti, law_of(2026))
    assert form.line_4 == amti
    assert form.line_9 == pytest.approx(line_7, abs=0.005)


@pytest.mark.parametrize(
    ("amti", "line_5"),
    [
        (626_349, 88_100),
        (626_350, 88_100),
        (626_354, 88_099),
        (802_550, 44_050),
        (978_746, 1),
        (978_750, 0),
        (978_754, 0),
    ],
)
def test_line_5_single_2025(amti: float, line_5: float, law_of: LawOf) -> None:
    """Form 6251 line 5, Exemption Worksheet. Worked: 25 cents a dollar."""
    assert with_amti(amti, law_of(2025)).line_5 == line_5


@pytest.mark.parametrize(
    ("year", "amti", "line_4"),
    [
        # Published in the instructions of line 4: from 900,350, 25% up to 68,500.
        pytest.param(2025, 900_349, 900_349, id="2025-below"),
        pytest.param(2025, 900_350, 900_350, id="2025-at"),
        pytest.param(2025, 900_354, 900_355, id="2025-above"),
        pytest.param(2025, 1_174_350, 1_242_850, id="2025-all"),
        pytest.param(2025, 1_174_354, 1_242_854, id="2025-no-more"),
        # Worked from IRC 55(d)(2): from 640,200, 50% up to 70,100.
        pytest.param(2026, 640_200, 640_200, id="2026-at"),
        pytest.param(2026, 640_202, 640_203, id="2026-above"),
        pytest.param(2026, 780_400, 850_500, id="2026-all"),
        pytest.param(2026, 780_402, 850_502, id="2026-no-more"),
    ],
)
def test_line_4_separate_filers_add(
    year: int, amti: float, line_4: float, law_of: LawOf
) -> None:
    """Form 6251 line 4; IRC 55(d)(2), last sentence."""
    assert with_amti(amti, law_of(year, "married_separately")).line_4 == line_4
    assert with_amti(amti, law_of(year, "married_jointly")).line_4 == amti


def test_lines_1_to_4_standard_deduction(tax_of: TaxOf) -> None:
    """Form 6251 lines 1 to 11. Published, twice checked: see tenforty pull request 303.

    Line 2a takes the deduction back: 150,000 + 200,000 = 350,000.
    """
    form = tax_of(2024, wages=150_000.0, iso_bargain_element=200_000.0).form_6251
    assert (form.line_1, form.line_2a, form.line_2i) == (135_400, 14_600, 200_000)
    assert (form.line_4, form.line_6) == (350_000, 264_300)
    assert form.line_9 == pytest.approx(69_352)
    assert form.line_10 == pytest.approx(25_538.50)
    assert form.line_11 == pytest.approx(43_813.50)


def test_line_1_goes_below_zero(tax_of: TaxOf) -> None:
    """Form 6251 line 1 instructions: line 11 less line 14 if line 15 is zero. Worked.

    10,000 - 16,100 = -6,100; with the deduction and 200,000 of spread AMTI is 210,000.
    """
    form = tax_of(2026, wages=10_000.0, iso_bargain_element=200_000.0).form_6251
    assert form.line_1 == -6_100
    assert form.line_4 == 210_000
    assert form.line_9 == form.line_11 == pytest.approx(0.26 * 119_900)


def test_line_2a_itemizers_add_taxes_alone(tax_of: TaxOf) -> None:
    """Form 6251 line 2a; IRC 56(b)(1)(A). Worked: 12,000 of taxes, 30,000 of others."""
    itemized = ItemizedDeductions(12_000.0, 30_000.0)
    form = tax_of(2025, wages=300_000.0, itemized=itemized).form_6251
    assert (form.line_1, form.line_2a, form.line_4) == (258_000, 12_000, 270_000)


def test_line_1_undoes_the_top_bracket_limit(tax_of: TaxOf) -> None:
    """IRC 56(b)(1)(F): section 68 does not apply to the AMT. Worked.

    AGI 740,600 is 100,000 above the 37% start; 74,000 of deductions (taxes capped at
    10,000 there) lose 2/37 of themselves, 4,000. The AMT allows the 64,000.
    """
    itemized = ItemizedDeductions(10_000.0, 64_000.0)
    tax = tax_of(2026, wages=740_600.0, itemized=itemized)
    assert tax.form_1040.line_15 == pytest.approx(670_600)
    assert tax.form_6251.line_1 == pytest.approx(666_600)
    assert tax.form_6251.line_4 == pytest.approx(676_600)


def test_part_iii_single_2018(tax_of: TaxOf) -> None:
    """Form 6251 Part III. Published: PolicyEngine issue 4766, by TAXSIM-35.

    TMT worked: 179,700 less 100,000 of gains at 26%, the gains at 15%.
    """
    tax = tax_of(
        2018, wages=150_000.0, qualified_dividends=50_000.0, long_term_gain=50_000.0
    )
    assert tax.regular_tax == pytest.approx(42_409.50)
    assert tax.form_6251.line_9 == pytest.approx(0.26 * 79_700 + 15_000)
    assert tax.form_6251.line_11 == 0


def test_part_iii_uses_all_three_rates(tax_of: TaxOf) -> None:
    """Form 6251 lines 12 to 38. Worked, single 2026, gains alone.

    AMTI 800,000 has no exemption left. Line 19 less line 20 leaves 49,450 at 0%; up to
    545,500 of the 783,900 that are taxable 496,050 at 15%; the rest of 800,000 at 20%.
    """
    form = tax_of(2026, long_term_gain=800_000.0).form_6251
    assert (form.line_6, form.line_17) == (800_000, 0)
    bands = form.bands.at_zero, form.bands.at_fifteen, form.bands.at_twenty
    assert bands == (49_450, 496_050, 254_500)
    assert form.line_9 == pytest.approx(0.15 * 496_050 + 0.20 * 254_500)


def part_iii(
    line_6: float, amt_gains: float, regular_ordinary: float, law: FederalLaw
) -> tuple[float, float]:
    """Return lines 38 and 39, each step as printed (no 25 and 28% gains)."""
    _, fifteen_from, twenty_from = law.preferential.starts
    line_12 = line_6
    line_13 = amt_gains
    line_15 = line_13
    line_16 = min(line_12, line_15)
    line_17 = line_12 - line_16
    line_18 = law.amt.rates(line_17)
    line_19 = fifteen_from
    line_20 = regular_ordinary
    line_21 = max(line_19 - line_20, 0)
    line_22 = min(line_12, line_13)
    line_23 = min(line_21, line_22)
    line_24 = line_22 - line_23
    line_25 = twenty_from
    line_26 = line_21
    line_27 = regular_ordinary
    line_28 = line_26 + line_27
    line_29 = max(line_25 - line_28, 0)
    line_30 = min(line_24, line_29)
    line_31 = 0.15 * line_30
    line_32 = line_23 + line_30
    line_34 = 0.20 * (line_22 - line_32)
    line_38 = line_18 + line_31 + line_34
    line_39 = law.amt.rates(line_12)
    return line_38, line_39


@given(
    wages=DOLLARS,
    gains=DOLLARS,
    amt_gains=DOLLARS,
    iso_bargain_element=DOLLARS,
    law=LAWS,
)
def test_line_9_is_that_of_part_iii(
    wages: float,
    gains: float,
    amt_gains: float,
    iso_bargain_element: float,
    law: FederalLaw,
) -> None:
    """Line 40 is the smaller of lines 38 and 39; line 38 is never the larger one."""
    regular = form_1040(wages + gains, gains, None, law)
    form = form_6251(
        regular,
        iso_bargain_element=iso_bargain_element,
        disposition_difference=amt_gains - gains,
        preferential_income=amt_gains,
        law=law,
    )
    line_38, line_39 = part_iii(form.line_6, amt_gains, regular.ordinary_part, law)
    assert line_38 <= line_39 + 0.005
    assert form.line_9 == pytest.approx(line_38, abs=0.005)
    assert form.line_11 == pytest.approx(max(line_38 - regular.line_16, 0), abs=0.005)


def test_line_2k_takes_the_limited_loss(tax_of: TaxOf) -> None:
    """Form 6251 line 2k. Worked: an AMT loss of 80,000 counts as 3,000, no more.

    Regular gain 20,000, AMT loss 80,000: 2k is -3,000 less 20,000.
    """
    form = tax_of(
        2025, wages=100_000.0, long_term_gain=20_000.0, amt_long_term_gain=-80_000.0
    ).form_6251
    assert form.line_2k == -23_000
    assert form.line_4 == 97_000
    assert form.line_13 == 0
