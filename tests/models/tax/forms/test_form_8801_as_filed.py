"""The credit form filed with a year's return takes up the year before."""

import numpy as np
import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_8801_as_filed import (
    YearBefore,
    form_8801_as_filed,
    year_before,
)
from isoplan.models.tax.forms.year_income import YearIncome


def year_of(year: int, **income: float) -> FederalReturn:
    """Return a single filer's forms of a year."""
    law = federal_law(year, FilingStatus.SINGLE)
    return federal_return(YearIncome(**income), Carryovers(), law)


def test_the_form_filed_for_2026_takes_up_the_amt_of_2025() -> None:
    """By hand: AMT of 2025 is 80,463.05 (tests/models/warnings/test_credit.py).

    2026, wages of 150,000: regular tax on 133,900 is 24,734, TMT 26% of 59,900 is
    15,574; so 9,160 is used, and 71,303.05 is left. Exclusion items of 2025: AMTI
    150,000, exemption 88,100, 26% of 61,900 is 16,094, below regular tax of 25,067.
    """
    before = year_of(2025, wages=150_000, iso_bargain_element=332_071.60)
    of_2025 = before.credit(0.0)
    form = form_8801_as_filed(
        year_before(before, of_2025), year_of(2026, wages=150_000), 0.0
    )
    assert form.before is not None
    assert form.before.exclusion_items is not None
    part_i = form.before.exclusion_items
    assert (part_i.line_4, part_i.line_5, part_i.line_6) == (150_000, 88_100, 61_900)
    assert float(part_i.line_9) == pytest.approx(16_094)
    assert float(form.before.line_15) == 0
    assert float(form.before.line_16) == pytest.approx(80_463.05, abs=0.01)
    assert float(form.before.line_18) == pytest.approx(80_463.05, abs=0.01)
    assert float(form.before.line_19) == 0
    assert float(form.line_21) == pytest.approx(80_463.05, abs=0.01)
    assert float(form.line_22) == pytest.approx(24_734)
    assert float(form.line_23) == pytest.approx(15_574)
    assert float(form.line_24) == pytest.approx(9_160)
    assert float(form.line_25) == pytest.approx(9_160)
    assert float(form.line_26) == pytest.approx(71_303.05, abs=0.01)


def test_the_form_of_the_year_of_exercise_holds_nothing_of_it() -> None:
    """Its AMT waits for the next year's form: line 26 is what was brought, unused."""
    exercised = year_of(2026, wages=150_000, iso_bargain_element=400_000)
    form = form_8801_as_filed(None, exercised, 5_000.0)
    assert (form.line_21, form.line_24, form.line_25) == (5_000, 0, 0)
    assert form.line_26 == 5_000


def test_a_negative_line_18_takes_credit_away() -> None:
    """Lines 18, 19 and 21: 0 - 15,132 + 110,392 = 95,260; never below zero."""
    assert YearBefore(15_132, 0, 110_392).line_18 == -15_132
    assert YearBefore(15_132, 0, 110_392).line_21 == 95_260
    assert YearBefore(15_132, 0, 10_000).line_21 == 0


def test_forms_as_filed_carry_the_same_credit_as_the_law() -> None:
    """Over 200 chains of six years: lines 21, 24 and 25 of every year agree."""
    pick = np.random.default_rng(20_261)
    wiped_out = 0
    for _ in range(200):
        carried = brought = float(pick.choice([0, 30_000]))
        before: YearBefore | None = None
        for year in range(2021, 2027):
            tax = year_of(
                year,
                wages=float(pick.uniform(20_000, 400_000)),
                iso_bargain_element=float(pick.choice([0, 250_000])),
                long_term_gain=float(pick.choice([0, 300_000])),
                amt_long_term_gain=float(pick.choice([0, 50_000])),
            )
            form, law = form_8801_as_filed(before, tax, brought), tax.credit(carried)
            assert float(form.line_21) == pytest.approx(float(law.line_21), abs=1e-6)
            assert float(form.line_24) == pytest.approx(float(law.line_24), abs=1e-6)
            assert float(form.line_25) == pytest.approx(float(law.line_25), abs=1e-6)
            made = max(float(law.line_18), 0.0)
            gone = float(law.line_25 + law.wiped_out + law.line_26)
            assert float(law.line_21) + made == pytest.approx(gone, abs=1e-6)
            wiped_out += float(law.wiped_out) > 0
            before, carried = year_before(tax, law), float(law.line_26)
    assert wiped_out >= 5
