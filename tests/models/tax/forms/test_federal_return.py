"""A year's forms together: what flows from one into the next, and over the years."""

from collections.abc import Callable

import pytest

from isoplan.models.tax.forms.federal_return import Carryovers, FederalReturn
from isoplan.models.tax.forms.schedule_d import Carryover

TaxOf = Callable[..., FederalReturn]


def test_adjusted_gross_income_adds_up(tax_of: TaxOf) -> None:
    """Form 1040 lines 1 to 11. Worked; the spread is not in it."""
    tax = tax_of(
        2025,
        wages=100_000.0,
        interest=1_000.0,
        qualified_dividends=2_000.0,
        short_term_gain=4_000.0,
        long_term_gain=-9_000.0,
        iso_ordinary_income=30_000.0,
        iso_bargain_element=70_000.0,
    )
    assert tax.form_1040.line_11 == 100_000 + 1_000 + 2_000 - 3_000 + 30_000


def test_a_disqualifying_sale_of_the_same_year_stays_in_amti(tax_of: TaxOf) -> None:
    """Form 6251 line 2k: nothing to take out if there was no adjustment. Worked."""
    tax = tax_of(2025, wages=100_000.0, iso_ordinary_income=50_000.0)
    assert tax.form_6251.line_2k == 0
    assert tax.form_6251.line_4 == 150_000


def test_a_disqualifying_sale_of_a_later_year_leaves_amti(tax_of: TaxOf) -> None:
    """Form 6251 line 2k; IRC 56(b)(3). Worked: the income was AMTI before."""
    tax = tax_of(
        2025,
        wages=100_000.0,
        iso_ordinary_income=50_000.0,
        iso_ordinary_income_later=50_000.0,
    )
    assert tax.form_1040.line_11 == 150_000
    assert tax.form_6251.line_2k == -50_000
    assert tax.form_6251.line_4 == 100_000
    assert tax.exclusion_items.line_4 == 150_000


def test_each_system_carries_its_own_losses(tax_of: TaxOf) -> None:
    """Schedule D twice. Worked: regular gain 230,208, AMT loss 189,386 (2024)."""
    tax = tax_of(
        2024, wages=200_000.0, long_term_gain=230_208.0, amt_long_term_gain=-189_386.0
    )
    assert tax.carryovers.regular == Carryover(0.0, 0.0)
    assert tax.carryovers.amt == Carryover(0.0, 186_386.0)
    after = tax_of(2025, wages=200_000.0, carried_in=tax.carryovers)
    assert after.form_6251.line_2k == -3_000
    assert after.carryovers.amt == Carryover(0.0, 183_386.0)
    assert after.form_1040.line_11 == 200_000


def test_losses_carried_in_meet_both_systems(tax_of: TaxOf) -> None:
    """Schedule D lines 6 and 14, for the regular tax and for the AMT. Worked."""
    carried = Carryovers(Carryover(1_000.0, 4_000.0), Carryover(0.0, 20_000.0))
    tax = tax_of(2025, wages=90_000.0, long_term_gain=10_000.0, carried_in=carried)
    assert tax.schedule_d.income == 5_000
    assert tax.amt_schedule_d.income == -3_000
    assert tax.form_6251.line_2k == -8_000
    assert tax.carryovers.amt.long_term == 7_000


def test_a_separate_filer_loses_half_as_much(tax_of: TaxOf) -> None:
    """IRC 1211(b)(1). Worked: 1,500 on both systems."""
    tax = tax_of(2025, "married_separately", wages=90_000.0, long_term_gain=-10_000.0)
    assert tax.form_1040.line_11 == 88_500
    assert tax.carryovers.regular.long_term == 8_500
    assert tax.carryovers.amt.long_term == 8_500


def test_amt_carryover_looks_at_amti(tax_of: TaxOf) -> None:
    """The AMT worksheet takes AMTI for taxable income. Worked.

    Wages of 2,000 and a loss of 10,000: taxable income is -16,750, so no loss is used
    up; AMTI with the deduction back is -1,000, and with the loss of 3,000 it is 2,000.
    """
    tax = tax_of(2025, wages=2_000.0, long_term_gain=-10_000.0)
    assert tax.carryovers.regular.long_term == 10_000
    assert tax.form_6251.line_4 == -1_000
    assert tax.carryovers.amt.long_term == 8_000


def test_surtaxes_are_outside_the_credit(tax_of: TaxOf) -> None:
    """NIIT and Additional Medicare Tax; IRC 53(c), 26(b). Worked.

    3.8% of 10,000, and 0.9% of 100,000; line 24 knows regular tax and TMT alone.
    """
    tax = tax_of(2025, wages=300_000.0, interest=10_000.0)
    assert tax.surtaxes == pytest.approx(380 + 900)
    capacity = tax.regular_tax - tax.tentative_minimum_tax
    assert tax.credit(1e9).line_25 == pytest.approx(capacity)
