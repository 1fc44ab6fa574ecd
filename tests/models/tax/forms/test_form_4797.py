"""Form 4797 line 10: losses on section 1244 stock, worked by hand."""

from dataclasses import replace
from typing import Any

import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_4797 import Form4797, ordinary_loss
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler, state_agi

WAGES = 200_000.0


@pytest.mark.parametrize(
    ("short", "long", "limit", "expected"),
    [
        pytest.param(0.0, 20_000.0, 50_000, (20_000, 0, 20_000), id="within"),
        pytest.param(0.0, 50_001.0, 50_000, (50_000, 0, 50_000), id="a-dollar-above"),
        pytest.param(
            30_000.0, 40_000.0, 50_000, (50_000, 10_000, 40_000), id="long-first"
        ),
        pytest.param(30_000.0, 60_000.0, 50_000, (50_000, 0, 50_000), id="short-stays"),
        pytest.param(90_000.0, 0.0, 100_000, (90_000, 90_000, 0), id="joint"),
    ],
)
def test_what_is_ordinary(
    short: float, long: float, limit: float, expected: tuple[float, float, float]
) -> None:
    """IRC 1244(b): so much a year, and the rest is capital."""
    assert ordinary_loss(short, long, limit) == Form4797(*map(float, expected))


@pytest.mark.parametrize(
    ("status", "limit"),
    [
        ("single", 50_000),
        ("married_jointly", 100_000),
        ("married_separately", 50_000),
        ("head_of_household", 50_000),
        ("qualifying_surviving_spouse", 50_000),
    ],
)
def test_the_limit_is_twice_as_high_on_a_joint_return(
    status: FilingStatus, limit: float
) -> None:
    """IRC 1244(b)(2): "a husband and wife filing a joint return", nobody else."""
    assert federal_law(2026, FilingStatus(status)).section_1244_limit == limit


def year_with(
    regular: float, minimum: float, status: str = "single", **other: Any
) -> FederalReturn:
    """Return 2026 with long-term losses on such stock, and nothing else but wages."""
    income = YearIncome(
        wages=WAGES,
        long_term_gain=-regular,
        amt_long_term_gain=-minimum,
        section_1244_long_term_loss=regular,
        amt_section_1244_long_term_loss=minimum,
    )
    law = federal_law(2026, FilingStatus(status))
    return federal_return(replace(income, **other), Carryovers(), law)


def test_a_single_filer_loses_80_000() -> None:
    """50,000 ordinary, 3,000 of the other 30,000, and 27,000 carried on.

    Adjusted gross income 147,000. The AMT loses 480,000: 50,000 and 3,000 as well, so
    line 2k is nothing, and 427,000 are carried on there.
    """
    tax = year_with(80_000, 480_000)
    assert tax.form_1040.line_11 == 147_000
    assert tax.schedule_d.line_15 == -30_000
    assert tax.carryovers.regular.long_term == 27_000
    assert tax.form_6251.line_2k == 0
    assert tax.amt_schedule_d.line_15 == -430_000
    assert tax.carryovers.amt.long_term == 427_000


def test_the_amt_has_its_own_ordinary_loss() -> None:
    """10,000 for regular tax, 80,000 on a joint return's AMT basis, both in full.

    Line 2k is 10,000 - 80,000: what the AMT deducts beyond regular tax.
    """
    tax = year_with(10_000, 80_000, "married_jointly")
    assert tax.form_1040.line_11 == 190_000
    assert tax.form_6251.line_2k == -70_000
    assert tax.exclusion_items.line_4 - tax.form_6251.line_4 == 70_000
    assert tax.carryovers.amt.long_term == tax.carryovers.regular.long_term == 0


def test_without_the_section_the_same_loss_is_capital() -> None:
    """It saves tax on 3,000 in place of 53,000: 50,000 less at 24 and 32%."""
    none = {
        "section_1244_long_term_loss": 0.0,
        "amt_section_1244_long_term_loss": 0.0,
    }
    with_it, without = year_with(80_000, 80_000), year_with(80_000, 80_000, **none)
    assert without.form_1040.line_11 - with_it.form_1040.line_11 == 50_000
    assert without.ordinary_loss == Form4797()


def test_it_lowers_net_investment_income() -> None:
    """Form 8960 line 5a takes Form 4797 in with Schedule D."""
    tax = year_with(20_000, 20_000, interest=60_000.0)
    assert tax.form_8960.line_12 == 40_000


def test_a_gain_elsewhere_stays_a_gain() -> None:
    """The loss is ordinary, though a gain of the year could use it."""
    tax = year_with(
        20_000, 20_000, long_term_gain=10_000.0, amt_long_term_gain=10_000.0
    )
    assert tax.ordinary_loss.line_10 == 20_000
    assert tax.schedule_d.net_capital_gain == 30_000


@pytest.mark.parametrize(
    ("loss", "status", "deducted", "carried"),
    [
        pytest.param(115_000, "single", 53_000, 62_000, id="textbook-single"),
        pytest.param(115_000, "married_jointly", 103_000, 12_000, id="textbook-joint"),
        pytest.param(157_000, "married_jointly", 103_000, 54_000, id="CPA-question"),
        pytest.param(110_000, "married_jointly", 103_000, 7_000, id="Publication-550"),
        pytest.param(68_000, "single", 53_000, 15_000, id="CPA-two-companies"),
    ],
)
def test_published_examples(
    loss: float, status: str, deducted: float, carried: float
) -> None:
    """Losses and what is deducted of them, as others print them.

    6,000 shares bought for 160,000 and sold for 45,000 (a textbook's, of either
    status); 157,000 on a joint return, and 48,000 with 20,000 of two companies (CPA
    review); 110,000 on a joint return (IRS Publication 550: 10,000 of it is capital).
    """
    tax = year_with(loss, loss, status)
    assert WAGES - tax.form_1040.line_11 == deducted
    assert tax.carryovers.regular.long_term == carried


@pytest.mark.parametrize(
    ("state", "income_of_state"),
    [
        pytest.param("CA", 147_000, id="follows-federal-income"),
        pytest.param("PA", 200_000, id="loss-of-its-class-lowers-gains-alone"),
        pytest.param("NJ", 200_000, id="loss-of-its-class-as-well"),
        pytest.param("AL", 120_000, id="deducts-all-losses-of-the-year"),
    ],
)
def test_states_start_from_it(state: str, income_of_state: float) -> None:
    """80,000 lost: what a state's income begins with."""
    tax = year_with(80_000, 80_000)
    income = YearIncome(
        wages=WAGES,
        long_term_gain=-80_000.0,
        amt_long_term_gain=-80_000.0,
        section_1244_long_term_loss=80_000.0,
        amt_section_1244_long_term_loss=80_000.0,
    )
    of_state = state_law(state, 2026, FilingStatus.SINGLE, 0.02)
    assert state_agi(StateFiler(income, tax), of_state) == income_of_state
