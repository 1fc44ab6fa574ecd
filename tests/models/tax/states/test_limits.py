"""Limits, credits and bases of single states, each against another program or by hand.

PE stands for PolicyEngine US 2.68.0, TS for TAXSIM 2026-08.
"""

from collections.abc import Callable

import pytest

from isoplan.models.tax.states.state_return import StateReturn

StateTaxOf = Callable[..., StateReturn]
JOINT, SEPARATE = "married_jointly", "married_separately"


@pytest.mark.parametrize(
    ("year", "status", "wages", "gain", "tax"),
    [
        pytest.param(2026, JOINT, 30_000, 90_000, 0, id="federal-tax-0"),
        pytest.param(2025, JOINT, 30_000, 90_000, 0, id="federal-tax-0-in-2025"),
        pytest.param(2025, "single", 20_000, 40_000, 425, id="federal-tax-425"),
        pytest.param(2026, "single", 90_000, 0, 3_215.456, id="no-limit"),
    ],
)
def test_nebraskas_tax_is_at_most_the_federal_one(
    year: int,
    status: str,
    wages: float,
    gain: float,
    tax: float,
    state_tax_of: StateTaxOf,
) -> None:
    """Federal Tax Liability Worksheet of Form 1040N: PE and TS; the last by hand.

    81,150 taxable: 101.60 + 724.11 + 0.0455 x 56,390 = 3,391.46, less 176; federal tax
    is 10,971.
    """
    found = state_tax_of(
        "NE", year, status, wages=float(wages), long_term_gain=float(gain)
    )
    assert found.total == pytest.approx(tax, abs=0.01)


def test_amt_raises_nebraskas_limit(state_tax_of: StateTaxOf) -> None:
    """Federal tax before credits is Form 1040 tax and AMT."""
    low, high = (
        state_tax_of(
            "NE",
            2026,
            "single",
            wages=20_000.0,
            long_term_gain=40_000.0,
            iso_bargain_element=spread,
        )
        for spread in (0.0, 400_000.0)
    )
    assert low.total < high.total


@pytest.mark.parametrize(("year", "tax"), [(2026, 3_351.04), (2025, 3_421.20)])
def test_wisconsins_deduction_is_by_wisconsin_income(
    year: int, tax: float, state_tax_of: StateTaxOf
) -> None:
    """Wis. Stat. 71.05(22), joint: PE; TS 2025 the same."""
    found = state_tax_of("WI", year, JOINT, wages=30_000.0, long_term_gain=90_000.0)
    assert found.total == pytest.approx(tax, abs=0.01)


@pytest.mark.parametrize(
    ("status", "property_tax", "credit"),
    [("single", 1_000, 120), ("single", 9_000, 300), (SEPARATE, 9_000, 150)],
)
def test_wisconsins_school_property_tax_credit(
    status: str, property_tax: float, credit: float, state_tax_of: StateTaxOf
) -> None:
    """Wis. Stat. 71.07(9): 12% of at most 2,500, of 1,250 filing separately."""
    found = state_tax_of(
        "WI", status=status, wages=80_000.0, itemized=(float(property_tax), 0.0)
    )
    assert found.credits == pytest.approx(credit)


@pytest.mark.parametrize(
    ("status", "wages", "spread", "itemized", "amt"),
    [
        pytest.param(JOINT, 400_000, 800_000, None, 22_733.06, id="joint"),
        pytest.param("single", 310_000, 400_000, None, 11_041.00, id="single"),
        pytest.param("single", 310_000, 400_000, (9e3, 3e4), 11_002.83, id="interest"),
    ],
)
def test_colorado_adds_no_deduction_twice(
    status: str,
    wages: float,
    spread: float,
    itemized: tuple[float, ...] | None,
    amt: float,
    state_tax_of: StateTaxOf,
) -> None:
    """DR 0104AMT 2026: 3.47% of Form 6251 line 6, less the normal tax.

    Interest above the 1,000 that stay deducted is no duplicate. Line 6 is 680,000 less
    an exemption of 100; 29,000 are added: 24,598.83, less 4.4% of 309,000.
    """
    found = state_tax_of(
        "CO",
        2026,
        status,
        itemized=itemized,
        wages=float(wages),
        iso_bargain_element=float(spread),
    )
    assert found.amt == pytest.approx(amt, abs=0.01)


def test_dc_itemizes_as_the_federal_return_does(state_tax_of: StateTaxOf) -> None:
    """OTR's FAQ: the same type of deduction. PE: 40,000 less 5% of 700,000."""
    found = state_tax_of("DC", 2025, JOINT, itemized=(1e4, 3e4), wages=900_000.0)
    assert found.deduction == pytest.approx(5_000)
    assert found.total == pytest.approx(81_287.50)


@pytest.mark.parametrize(
    ("short_term", "left_out"), [(-40_000, 25_000), (-99_999, 25_000), (-100_000, 0)]
)
def test_arizona_counts_gain_before_short_term_loss(
    short_term: float, left_out: float, state_tax_of: StateTaxOf
) -> None:
    """A.R.S. 43-1022(22): net long-term gain; none in a year of net loss. PE and TS."""
    found = state_tax_of(
        "AZ",
        wages=150_000.0,
        long_term_gain=100_000.0,
        short_term_gain=float(short_term),
    )
    assert found.excluded_gain == pytest.approx(left_out)
    if short_term == -40_000:
        assert found.total == pytest.approx(4_231.25)


@pytest.mark.parametrize(
    ("agi", "credit"), [(200_000, 50), (200_001, 47.50), (219_001, 0)]
)
def test_arizonas_credit_for_dependents(
    agi: float, credit: float, state_tax_of: StateTaxOf
) -> None:
    """A.R.S. 43-1073.01: 25 each, 5% less for each 1,000 or part above 200,000."""
    found = state_tax_of("AZ", wages=float(agi), dependents=2)
    assert found.credits == pytest.approx(credit)


def test_maines_phase_out_of_2026(state_tax_of: StateTaxOf) -> None:
    """From 102,250: PE has 18,029 left of 36,300."""
    found = state_tax_of("ME", 2026, itemized=(8e3, 3e4), wages=140_000.0)
    assert found.deduction == pytest.approx(18_029)


def test_georgia_takes_the_federal_deductions(state_tax_of: StateTaxOf) -> None:
    """2026, limited by 2/37: PE has 47,539.86 before its credit of 300."""
    found = state_tax_of("GA", 2026, itemized=(1e4, 4e4), wages=1e6)
    assert found.tax_before_credits == pytest.approx(47_539.86, abs=0.01)
    assert found.credits == 300
    assert state_tax_of("GA", 2026, wages=1e6).credits == 0


def test_gifts_lower_minnesotas_amt(state_tax_of: StateTaxOf) -> None:
    """M1MT line 11, 2025, by hand: AMTI 380,000, exemption 71,540 less 66,875.

    6.75% of 375,335 is 25,335.11; tax on 92,000 is 5,783.74.
    """
    found = state_tax_of(
        "MN", itemized=(8e3, 3e4, 2e4), wages=150_000.0, iso_bargain_element=250_000.0
    )
    assert found.amt == pytest.approx(25_335.1125 - 5_783.735, abs=0.01)
    minimum = found.minimum_tax
    assert minimum is not None
    assert minimum.amti == 380_000
    assert minimum.exclusion_minimum_tax == pytest.approx(
        0.0675 * (130_000 - (71_540 - 0.25 * 17_500))
    )


def test_virginias_limit_on_deductions(state_tax_of: StateTaxOf) -> None:
    """3% of income above 332,700, at most 80%: PE has 56,040.12."""
    found = state_tax_of("VA", 2025, itemized=(1e4, 3e4), wages=1e6)
    assert found.total == pytest.approx(56_040.12, abs=0.01)
    found = state_tax_of("VA", 2025, itemized=(1e4, 3e4), wages=3e6)
    assert found.deduction == pytest.approx(8_000)


@pytest.mark.parametrize(
    ("wages", "deducted"),
    [
        pytest.param(25_000, 0.35 * 925, id="35-percent"),
        pytest.param(25_001, 0.25 * 925.10, id="25-percent"),
        pytest.param(100_000, 0.15 * 13_449, id="15-percent"),
        pytest.param(125_001, 0, id="none"),
    ],
)
def test_missouri_deducts_a_share_of_federal_tax(
    wages: float, deducted: float, state_tax_of: StateTaxOf
) -> None:
    """Mo. Rev. Stat. 143.171, single 2025: federal tax on wages less 15,750."""
    found = state_tax_of("MO", wages=float(wages))
    rest = wages - found.deduction - found.taxable_income
    assert rest == pytest.approx(deducted, abs=0.1)


def test_missouris_share_has_a_limit(state_tax_of: StateTaxOf) -> None:
    """5,000: gain is in federal tax, not in Missouri income."""
    found = state_tax_of("MO", wages=90_000.0, long_term_gain=400_000.0)
    assert 90_000 - found.deduction - found.taxable_income == pytest.approx(5_000)


def test_missouri_itemizes_payroll_taxes(state_tax_of: StateTaxOf) -> None:
    """Form MO-A Part 2, 2025: 7.65% of 150,000, only if the federal return itemizes."""
    found = state_tax_of("MO", itemized=(5e3, 2e4), wages=150_000.0)
    assert found.deduction == pytest.approx(25_000 + 11_475)
    assert state_tax_of("MO", wages=150_000.0).deduction == 15_750


@pytest.mark.parametrize(
    ("year", "taxable", "tax"),
    [
        (2025, 26_050, 0),
        (2025, 26_150, 344.75),
        (2025, 100_000, 2_375.625),
        (2025, 100_100, 2_397.445),
        (2026, 26_150, 334.75),
    ],
)
def test_ohios_tax_due_at_once(
    year: int, taxable: float, tax: float, state_tax_of: StateTaxOf
) -> None:
    """R.C. 5747.02(A)(3): 342.00, and above 100,000 the 2,394.32 of 2024."""
    exemption = 2_400 if taxable < 38_000 else 1_900
    found = state_tax_of("OH", year, wages=float(taxable + exemption))
    assert found.taxable_income == pytest.approx(taxable)
    assert found.tax_before_credits == pytest.approx(tax, abs=0.01)
