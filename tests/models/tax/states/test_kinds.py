"""Each kind of rule, below, at and above what it turns on; worked from the figures."""

from collections.abc import Callable

import pytest

from isoplan.models.tax.states.state_return import StateReturn

StateTaxOf = Callable[..., StateReturn]


def test_no_tax(state_tax_of: StateTaxOf) -> None:
    """Texas."""
    assert state_tax_of("TX", wages=500_000.0, iso_bargain_element=900_000.0).total == 0


@pytest.mark.parametrize(
    ("gain", "tax"),
    [(278_000, 0), (278_100, 7), (1_278_000, 70_000), (1_278_100, 70_009.90)],
)
def test_gains_alone(gain: float, tax: float, state_tax_of: StateTaxOf) -> None:
    """Washington 2025: 7% above 278,000, 9.9% on what is above a million."""
    returns = state_tax_of("WA", wages=90_000.0, long_term_gain=float(gain))
    assert returns.total == pytest.approx(tax)


def test_short_term_loss_does_not_lower_washingtons_gain(
    state_tax_of: StateTaxOf,
) -> None:
    """RCW 82.87.020: net long-term gain alone counts."""
    tax = state_tax_of("WA", long_term_gain=378_000.0, short_term_gain=-50_000.0)
    assert tax.total == pytest.approx(7_000)


@pytest.mark.parametrize("state", ["CA", "MN", "NY"])
def test_gifts_are_deducted_in_full(state: str, state_tax_of: StateTaxOf) -> None:
    """States with itemized deductions of their own lack the federal floor of 0.5%."""
    taxes = [
        state_tax_of(state, 2026, wages=150_000.0, itemized=itemized).total
        for itemized in ((9_000.0, 18_000.0, 4_000.0), (9_000.0, 22_000.0))
    ]
    assert taxes[0] == taxes[1] < state_tax_of(state, 2026, wages=150_000.0).total


def test_flat(state_tax_of: StateTaxOf) -> None:
    """North Carolina 2026: 3.99% of 100,000 less 12,750."""
    tax = state_tax_of("NC", 2026, wages=100_000.0)
    assert tax.total == pytest.approx(0.0399 * 87_250)


def test_part_of_the_gain_is_left_out(state_tax_of: StateTaxOf) -> None:
    """Arizona leaves out a quarter of long-term gain, Missouri all gain."""
    tax = state_tax_of("AZ", wages=60_000.0, long_term_gain=40_000.0)
    assert tax.total == pytest.approx(0.025 * (100_000 - 15_750 - 10_000))
    tax = state_tax_of(
        "MO", wages=130_000.0, long_term_gain=40_000.0, short_term_gain=5_000.0
    )
    assert tax.total == pytest.approx(state_tax_of("MO", wages=130_000.0).total)


@pytest.mark.parametrize(
    ("gain", "taxed"), [(9_000_000, 4_500_000), (10_000_100, 5_000_000)]
)
def test_gain_above_a_limit_is_left_out(
    gain: float, taxed: float, state_tax_of: StateTaxOf
) -> None:
    """Arkansas: half of long-term gain, and all of it above 10,000,000."""
    tax = state_tax_of("AR", wages=50_000.0, long_term_gain=float(gain))
    assert tax.agi - tax.excluded_gain == pytest.approx(50_000 + taxed)


def test_gain_up_to_an_amount_is_left_out(state_tax_of: StateTaxOf) -> None:
    """Vermont: 5,000 of gain, at most 40% of federal taxable income."""
    tax = state_tax_of("VT", wages=50_000.0, long_term_gain=8_000.0)
    assert tax.excluded_gain == 5_000
    tax = state_tax_of("VT", wages=10_000.0, long_term_gain=8_000.0)
    assert tax.excluded_gain == pytest.approx(0.4 * 2_250)


def test_gain_at_its_own_rates(state_tax_of: StateTaxOf) -> None:
    """Montana 2025: 3% up to 21,100 less ordinary income, 4.1% above."""
    tax = state_tax_of("MT", wages=25_750.0, long_term_gain=50_000.0)
    assert tax.total == pytest.approx(0.047 * 10_000 + 0.03 * 11_100 + 0.041 * 38_900)


def test_gain_at_a_maximum_rate(state_tax_of: StateTaxOf) -> None:
    """Hawaii: long-term gain bears at most 7.25%."""
    low = state_tax_of("HI", wages=300_000.0)
    high = state_tax_of("HI", wages=300_000.0, long_term_gain=100_000.0)
    assert high.total - low.total == pytest.approx(7_250)


@pytest.mark.parametrize(("agi", "surtax"), [(350_000, 0), (350_001, 2_000)])
def test_a_surtax_that_jumps(
    agi: float, surtax: float, state_tax_of: StateTaxOf
) -> None:
    """Maryland: 2% of all gain once income is above 350,000."""
    tax = state_tax_of("MD", wages=agi - 100_000.0, long_term_gain=100_000.0)
    assert tax.surtax == pytest.approx(surtax)


@pytest.mark.parametrize(
    ("gain", "surtax"), [(983_150, 0), (1_083_150, 0), (1_083_250, 4)]
)
def test_surtax_over_a_million(
    gain: float, surtax: float, state_tax_of: StateTaxOf
) -> None:
    """Massachusetts 2025: 4% of taxable income above 1,083,150."""
    tax = state_tax_of("MA", long_term_gain=gain + 4_400.0)
    assert tax.surtax == pytest.approx(surtax)


def test_income_by_class(state_tax_of: StateTaxOf) -> None:
    """Massachusetts 2025: a long-term loss lowers short-term gain, then dividends.

    Wages 100,000 less 2,000 and 4,400; short-term gain 10,000 less a loss of 13,000
    leaves 3,000 of loss, of which 2,000 lowers 2,500 of dividends.
    """
    tax = state_tax_of(
        "MA",
        wages=100_000.0,
        qualified_dividends=2_500.0,
        short_term_gain=10_000.0,
        long_term_gain=-13_000.0,
    )
    assert tax.total == pytest.approx(0.05 * (93_600 + 500))


def test_short_term_gain_by_class(state_tax_of: StateTaxOf) -> None:
    """Massachusetts: 12% in 2022, 8.5% from 2023; exemptions take ordinary first."""
    taxes = [
        state_tax_of("MA", year, wages=50_000.0, short_term_gain=1_000.0).total
        - state_tax_of("MA", year, wages=50_000.0).total
        for year in (2022, 2023)
    ]
    assert taxes == pytest.approx([120, 85])
    unused = state_tax_of("MA", 2025, long_term_gain=10_000.0, interest=3_900.0)
    assert unused.total == pytest.approx(0.05 * 9_500)


def test_losses_within_the_year_only(state_tax_of: StateTaxOf) -> None:
    """New Jersey: a loss lowers gains of the year, and nothing else."""
    alone = state_tax_of("NJ", wages=100_000.0).total
    loss = state_tax_of("NJ", wages=100_000.0, long_term_gain=-20_000.0).total
    netted = state_tax_of(
        "NJ", wages=100_000.0, long_term_gain=20_000.0, short_term_gain=-20_000.0
    ).total
    assert alone == loss == netted


def test_property_tax_alone(state_tax_of: StateTaxOf) -> None:
    """New Jersey 2025 deducts property tax up to 15,000, not interest."""
    tax = state_tax_of("NJ", wages=100_000.0, itemized=(16_000.0, 30_000.0))
    assert tax.deduction == 15_000


def test_the_spread_is_pennsylvania_income(state_tax_of: StateTaxOf) -> None:
    """3.07% at exercise; the later gain starts from the value at exercise."""
    exercise = state_tax_of("PA", wages=100_000.0, iso_bargain_element=50_000.0)
    assert exercise.total == pytest.approx(0.0307 * 150_000)
    sale = state_tax_of(
        "PA", wages=100_000.0, long_term_gain=80_000.0, amt_long_term_gain=30_000.0
    )
    assert sale.total == pytest.approx(0.0307 * 130_000)
    disqualifying = state_tax_of(
        "PA",
        wages=100_000.0,
        iso_ordinary_income=50_000.0,
        iso_ordinary_income_later=50_000.0,
        short_term_gain=30_000.0,
    )
    assert disqualifying.total == pytest.approx(0.0307 * 130_000)


@pytest.mark.parametrize(
    ("agi", "added"), [(299_999, 0), (300_000, 3_750), (300_001, 3_750)]
)
def test_deductions_added_back(
    agi: float, added: float, state_tax_of: StateTaxOf
) -> None:
    """Colorado 2025: what exceeds 12,000 of 15,750, from an income of 300,000."""
    tax = state_tax_of("CO", wages=float(agi))
    assert tax.taxable_income == pytest.approx(agi - 15_750 + added)


@pytest.mark.parametrize(
    ("wages", "supplement"),
    [
        pytest.param(107_650, 0, id="at-107650"),
        pytest.param(132_650, 284.125, id="half-way"),
        pytest.param(157_650, 568.25, id="flat"),
        pytest.param(223_400, 568.25, id="taxable-at-215400"),
        pytest.param(273_400, 568.25 + 1_830.90, id="flat-again"),
    ],
)
def test_brackets_made_flat(
    wages: float, supplement: float, state_tax_of: StateTaxOf
) -> None:
    """New York 2025, single: 6% and then 6.85% become flat, each over 50,000.

    IT-201 instructions, tax computation worksheets 7 and 8: 568 and 1,831.
    """
    tax = state_tax_of("NY", wages=float(wages))
    starts, rates = (
        (0, 8_500, 11_700, 13_900, 80_650, 215_400),
        (4, 4.5, 5.25, 5.5, 6, 6.85),
    )
    schedule, below = 0.0, 0.0
    for start, rate in zip(starts, rates, strict=True):
        schedule += (rate - below) / 100 * max(tax.taxable_income - start, 0.0)
        below = rate
    assert tax.total - schedule == pytest.approx(supplement, abs=0.01)


@pytest.mark.parametrize("income", [30_000_000.0, 40_000_000.0])
def test_all_flat_at_the_top(income: float, state_tax_of: StateTaxOf) -> None:
    """New York: above 25,000,000 every dollar bears 10.9%."""
    tax = state_tax_of("NY", wages=income)
    assert tax.total == pytest.approx(0.109 * (income - 8_000))


def test_recaptured_in_steps(state_tax_of: StateTaxOf) -> None:
    """Connecticut 2025, single: 90 for each 5,000 or part above 200,000."""
    low, high = (state_tax_of("CT", wages=w).total for w in (200_000.0, 200_001.0))
    assert high - low == pytest.approx(90 + 0.065)


@pytest.mark.parametrize(
    ("wages", "deducted"),
    [
        pytest.param(250_000, 40_000, id="below"),
        pytest.param(352_203, 40_000 - 6_000, id="six-percent"),
        pytest.param(900_000, 8_000, id="at-most-80-percent"),
    ],
)
def test_californias_limit_on_deductions(
    wages: float, deducted: float, state_tax_of: StateTaxOf
) -> None:
    """Schedule CA line 29 worksheet, 2025: 6% of income above 252,203."""
    tax = state_tax_of("CA", wages=float(wages), itemized=(9_000.0, 31_000.0))
    assert tax.deduction == pytest.approx(deducted)


@pytest.mark.parametrize(
    ("wages", "deducted"),
    [
        pytest.param(100_000, 140_000, id="whole"),
        pytest.param(125_000, 122_500, id="an-eighth-lost"),
        pytest.param(150_000, 105_000, id="a-quarter-lost"),
        pytest.param(600_000, 70_000 - 7_779, id="half-and-three-percent"),
        pytest.param(1_000_000, 70_000 - 19_779, id="at-a-million"),
        pytest.param(1_000_001, 8_000, id="standard-instead"),
    ],
)
def test_new_yorks_limits_on_deductions(
    wages: float, deducted: float, state_tax_of: StateTaxOf
) -> None:
    """IT-196 lines 40 and 46, 2025: 3% of income above 340,700, and two quarters."""
    tax = state_tax_of("NY", wages=float(wages), itemized=(9_000.0, 131_000.0))
    assert tax.deduction == pytest.approx(deducted)


def test_federal_tax_is_deductible(state_tax_of: StateTaxOf) -> None:
    """Oregon 2025, single: 8,500 falls by 1,700 for each 5,000 above 125,000."""
    incomes = {125_000.0: 8_500, 125_001.0: 6_800, 140_001.0: 1_700, 145_001.0: 0}
    for wages, deducted in incomes.items():
        tax = state_tax_of("OR", wages=wages)
        assert wages - tax.taxable_income - 2_835 == pytest.approx(deducted)


def test_a_credit_in_place_of_deductions(state_tax_of: StateTaxOf) -> None:
    """Utah 2025: 6% of 15,750 less 1.3% of income above 18,213; then 4.5%."""
    tax = state_tax_of("UT", wages=50_000.0)
    credit = 0.06 * 15_750 - 0.013 * (50_000 - 18_213)
    assert tax.total == pytest.approx(0.045 * 50_000 - credit)


def test_credits_never_exceed_the_tax(state_tax_of: StateTaxOf) -> None:
    """Exemption credits are not refundable."""
    tax = state_tax_of("CA", status="head_of_household", dependents=2, wages=15_000.0)
    assert tax.total == 0
    assert tax.credits == pytest.approx(tax.tax_before_credits)


def test_payroll_taxes_are_itemized(state_tax_of: StateTaxOf) -> None:
    """Alabama 2025: 7.65% of 60,000 is more than the standard deduction of 2,500.

    Federal tax on 60,000 less 15,750 is 5,071.50; the exemption 1,500.
    """
    tax = state_tax_of("AL", wages=60_000.0)
    assert tax.deduction == pytest.approx(4_590)
    assert tax.taxable_income == pytest.approx(60_000 - 5_071.50 - 4_590 - 1_500)


def test_a_credit_that_is_a_share_of_the_tax(state_tax_of: StateTaxOf) -> None:
    """Connecticut 2025, single: 9% from 60,001 on, 10% before; none once smoothed."""
    for wages, share in ((60_000.0, 0.10), (60_001.0, 0.09), (64_501.0, 0.0)):
        tax = state_tax_of("CT", wages=wages)
        assert tax.credits == pytest.approx(share * tax.tax_before_credits)
        assert state_tax_of("CT", wages=wages, smooth=True).credits == 0


def test_interest_is_a_credit(state_tax_of: StateTaxOf) -> None:
    """Wisconsin 2025: 5% of interest above the standard deduction, gone at 300,000."""
    tax = state_tax_of("WI", wages=300_000.0, itemized=(0.0, 30_000.0))
    assert tax.credits == pytest.approx(1_500)
