"""State AMT and its credit: worked examples by line, and the running form."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.form_8801 import RunningCredit
from isoplan.models.tax.states.colorado import colorado_credit
from isoplan.models.tax.states.minimum_tax import StateMinimumTax
from isoplan.models.tax.states.state_return import StateReturn

StateTaxOf = Callable[..., StateReturn]

DOLLARS = st.integers(0, 200_000).map(float)
YEARS = st.lists(
    st.tuples(DOLLARS, DOLLARS, DOLLARS, st.integers(0, 900).map(float)),
    min_size=1,
    max_size=8,
)


def minimum_tax(
    regular: float, tentative: float, exclusion: float, other_credits: float = 0.0
) -> StateMinimumTax:
    """Return a year with these taxes; other credits never above regular tax."""
    return StateMinimumTax(
        amti=0.0,
        exemption=0.0,
        tentative_minimum_tax=tentative,
        exclusion_minimum_tax=exclusion,
        regular_tax=regular,
        credits=min(other_credits, regular),
    )


def test_schedule_p_540(state_tax_of: StateTaxOf) -> None:
    """California 2025, single, wages 200,000, spread 400,000. Worked."""
    tax = state_tax_of("CA", wages=200_000.0, iso_bargain_element=400_000.0)
    assert tax.taxable_income == 200_000 - 5_706  # line 15
    assert tax.minimum_tax is not None
    form = tax.minimum_tax
    assert form.amti == 194_294 + 5_706 + 400_000  # lines 19 and 21
    assert form.exemption == 92_749 - 0.25 * (600_000 - 347_808)  # line 22
    assert form.tentative_minimum_tax == pytest.approx(39_920.93)  # 7% of 570,299
    assert form.regular_tax == pytest.approx(14_507.98)  # line 25
    assert form.amt == pytest.approx(25_412.95)  # line 26
    assert tax.total == pytest.approx(39_920.93 - 153)  # exemption credit


def test_schedule_p_540_separate(state_tax_of: StateTaxOf) -> None:
    """California 2025, separate: line 21 adds what a couple would lose. Worked.

    AMTI of 500,000 is 20,812 above 479,188, where the exemption of 61,830 is gone; a
    quarter of that, 5,203, is added.
    """
    tax = state_tax_of(
        "CA",
        status="married_separately",
        wages=200_000.0,
        iso_bargain_element=300_000.0,
    )
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.amti == pytest.approx(505_203)
    assert tax.minimum_tax.exemption == 0


@pytest.mark.parametrize(
    ("wages", "amti"),
    [
        pytest.param(200_000, 580_000, id="itemized"),
        pytest.param(2_000_000, 2_400_000, id="standard-deduction-is-more"),
    ],
)
def test_schedule_p_540_itemized(
    wages: float, amti: float, state_tax_of: StateTaxOf
) -> None:
    """Lines 1 to 7, 18: interest of 20,000 stays deducted if it was. Worked.

    At 2,000,000 the limit leaves 20% of 25,000, less than the standard 5,706.
    """
    tax = state_tax_of(
        "CA",
        wages=float(wages),
        iso_bargain_element=400_000.0,
        itemized=(5_000.0, 20_000.0),
    )
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.amti == amti


def test_ftb_3510(state_tax_of: StateTaxOf) -> None:
    """The credit of that exercise, in a year with wages alone. Worked.

    Exclusion items: 7% of 200,000 less 92,749 is 7,507.57, below regular tax, so all
    of the AMT is credit. The next year's limit is tax after the exemption credit,
    14,354.98, above the same 7,507.57.
    """
    exercise = state_tax_of(
        "CA", wages=200_000.0, iso_bargain_element=400_000.0
    ).minimum_tax
    after = state_tax_of("CA", wages=200_000.0).minimum_tax
    assert exercise is not None
    assert after is not None
    carried = exercise.credit(0.0).line_26
    assert carried == pytest.approx(25_412.95)
    form = after.credit(carried)
    assert form.line_24 == pytest.approx(14_354.98 - 7_507.57)
    assert form.line_25 == pytest.approx(6_847.41)
    assert form.line_26 == pytest.approx(25_412.95 - 6_847.41)


def test_the_tax_over_a_million_is_outside(state_tax_of: StateTaxOf) -> None:
    """R&TC 17043: neither compared with the minimum tax nor lowered by the credit."""
    tax = state_tax_of("CA", wages=1_205_706.0, iso_bargain_element=900_000.0)
    assert tax.surtax == pytest.approx(2_000)
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.regular_tax == tax.tax_before_credits
    assert tax.total == pytest.approx(
        tax.minimum_tax.tentative_minimum_tax + tax.surtax
    )


def test_m1mt(state_tax_of: StateTaxOf) -> None:
    """Minnesota 2025, joint, wages 300,000, spread 500,000. Worked.

    Standard deduction 29,900 less 3% of 61,050; tax 18,669.74. M1MT: 800,000 leaves no
    exemption; 6.75% is 54,000. M1MTC: exclusion items are 6.75% of 300,000 less
    57,890, 16,342.43; next year that much tax cannot be lowered.
    """
    tax = state_tax_of(
        "MN", status="married_jointly", wages=300_000.0, iso_bargain_element=500_000.0
    )
    assert tax.deduction == pytest.approx(28_068.50)
    assert tax.tax_before_credits == pytest.approx(18_669.74, abs=0.01)
    form = tax.minimum_tax
    assert form is not None
    assert (form.amti, form.exemption) == (800_000, 0)
    assert form.amt == pytest.approx(54_000 - 18_669.74, abs=0.01)
    assert form.exclusion_minimum_tax == pytest.approx(16_342.425)
    assert form.credit(0.0).line_26 == pytest.approx(form.amt)
    after = state_tax_of("MN", status="married_jointly", wages=300_000.0).minimum_tax
    assert after is not None
    assert after.credit(30_000.0).line_25 == pytest.approx(2_327.32, abs=0.01)


def test_dr_0104amt(state_tax_of: StateTaxOf) -> None:
    """Colorado 2025, single, wages 200,000, spread 400,000. Worked.

    Federal base 600,000 less 88,100; 3.47% of 511,900 is 17,762.93. Normal tax is 4.4%
    of 184,250, 8,107.
    """
    tax = state_tax_of("CO", wages=200_000.0, iso_bargain_element=400_000.0)
    assert tax.tax_before_credits == pytest.approx(8_107)
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.amti == 511_900
    assert tax.amt == pytest.approx(17_762.93 - 8_107)
    assert not tax.minimum_tax.carries_credit


@pytest.mark.parametrize(
    ("federal", "state", "credit"),
    [(10_000, 8_107, 1_200), (67_558, 8_107, 8_106.96), (67_559, 8_107, 8_107)],
)
def test_colorado_credit(federal: float, state: float, credit: float) -> None:
    """12% of the federal credit used, up to Colorado tax. Worked."""
    law = state_law("CO", 2025, FilingStatus.SINGLE).amt
    assert law is not None
    assert colorado_credit(federal, state, law) == pytest.approx(credit, abs=0.005)


def test_ct_6251(state_tax_of: StateTaxOf) -> None:
    """Connecticut 2025, single, wages 200,000, spread 400,000. Worked.

    Tax 10,750, and 250 and 250 for the bands recaptured. Federal tentative minimum tax
    138,550: 19% is 26,324.50, less than 5.5% of 600,000. Exclusion items: 19% of
    29,094.
    """
    tax = state_tax_of("CT", wages=200_000.0, iso_bargain_element=400_000.0)
    assert tax.tax_before_credits == pytest.approx(11_250)
    assert tax.amt == pytest.approx(26_324.50 - 11_250)
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.exclusion_minimum_tax == pytest.approx(5_527.86)
    assert tax.minimum_tax.credit(0.0).line_26 == pytest.approx(15_074.50)


def test_ct_6251_needs_federal_amt(state_tax_of: StateTaxOf) -> None:
    """Without federal AMT there is no Connecticut minimum tax."""
    tax = state_tax_of("CT", wages=200_000.0)
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.tentative_minimum_tax == 0


@pytest.mark.parametrize("state", ["CA", "CT", "MN"])
@pytest.mark.parametrize("smooth", [False, True], ids=["steps", "smooth"])
@pytest.mark.parametrize("spread", [0.0, 300_000.0])
def test_the_credit_compares_all_of_the_tax(
    spread: float, smooth: bool, state: str, state_tax_of: StateTaxOf
) -> None:
    """Form CT-1040 lines 6 to 13 and their like: other credits come off before it.

    With property tax, two dependents and little income every state has such credits.
    """
    tax = state_tax_of(
        state,
        status="married_separately",
        dependents=2,
        itemized=(18_000.0, 0.0),
        smooth=smooth,
        wages=48_000.0,
        iso_bargain_element=spread,
    )
    assert tax.minimum_tax is not None
    assert tax.credits > 0 or state == "MN"
    compared = tax.minimum_tax.compared.with_amt + tax.surtaxes
    assert tax.total == pytest.approx(compared)


@pytest.mark.parametrize(
    ("tentative", "amt", "limit"),
    [
        pytest.param(10_001, 1, 0, id="above-regular"),
        pytest.param(10_000, 0, 0, id="at-regular"),
        pytest.param(9_700, 0, 0, id="at-regular-after-credits"),
        pytest.param(9_699, 0, 1, id="below-it"),
    ],
)
def test_other_credits_come_first(tentative: float, amt: float, limit: float) -> None:
    """Schedule P (540) Part III lines 1 to 3. Worked: tax 10,000, credits 300."""
    year = minimum_tax(10_000.0, tentative, 0.0, 300.0)
    assert year.amt == amt
    assert year.credit(5_000.0).line_24 == limit


@given(YEARS)
def test_the_running_form_is_the_same_law(
    years: list[tuple[float, float, float, float]],
) -> None:
    """Year by year and in running totals: the same tax and the same credit."""
    credit, running = 0.0, RunningCredit(0.0, 0.0)
    for amounts in years:
        year = minimum_tax(*amounts)
        form, after = year.credit(credit), year.running(running)
        tax = year.regular_tax - year.credits + year.amt - form.line_25
        assert after.paid - running.paid == pytest.approx(tax, abs=1e-6)
        assert after.credit == pytest.approx(form.line_26, abs=1e-6)
        credit, running = form.line_26, after
