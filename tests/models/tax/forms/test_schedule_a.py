"""Schedule A: the cap on taxes, its phase-down, the limit in the top bracket."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.schedule_a import (
    ItemizedDeductions,
    schedule_a,
    taxes_after_cap,
)

LawOf = Callable[..., FederalLaw]

CAPS = [
    # Worked from IRC 164(b)(6), (7): 30% of the excess, not below 10,000.
    (2024, "single", 1_000_000, 10_000),
    (2024, "married_separately", 1_000_000, 5_000),
    (2025, "single", 499_999, 40_000),
    (2025, "single", 500_000, 40_000),
    (2025, "single", 500_010, 39_997),
    (2025, "married_jointly", 550_000, 25_000),
    (2025, "single", 599_990, 10_003),
    (2025, "single", 600_000, 10_000),
    (2025, "single", 600_010, 10_000),
    # Separate filers: all halved, so 15 cents a dollar.
    (2025, "married_separately", 250_000, 20_000),
    (2025, "married_separately", 250_020, 19_997),
    (2025, "married_separately", 275_000, 16_250),
    (2025, "married_separately", 350_000, 5_000),
    (2025, "married_separately", 350_020, 5_000),
    (2026, "single", 505_000, 40_400),
    (2026, "single", 505_010, 40_397),
    (2026, "single", 606_000, 10_100),
    (2026, "single", 607_000, 10_000),
    (2026, "married_separately", 252_500, 20_200),
    (2026, "married_separately", 252_520, 20_197),
    (2030, "single", 700_000, 10_000),
]


@pytest.mark.parametrize(("year", "status", "agi", "cap"), CAPS)
def test_line_5e(year: int, status: str, agi: float, cap: float, law_of: LawOf) -> None:
    """Schedule A line 5e; IRC 164(b)(6), (7). Taxes below, at and above the cap."""
    law = law_of(year, status)
    assert taxes_after_cap(cap - 1, agi, law) == pytest.approx(cap - 1)
    assert taxes_after_cap(cap, agi, law) == pytest.approx(cap)
    assert taxes_after_cap(cap + 1, agi, law) == pytest.approx(cap)
    assert taxes_after_cap(90_000, agi, law) == pytest.approx(cap)


LIMITS = [
    # AGI, other deductions, what is lost: worked, single 2026; 37% starts at 640,600.
    (640_599, 74_000, 0),
    (640_600, 74_000, 0),
    (640_637, 74_000, 2),
    (677_600, 74_000, 2_000),
    (714_600, 74_000, 4_000),
    (714_637, 74_000, 4_000),
    (2_000_000, 74_000, 4_000),
]


@pytest.mark.parametrize(("agi", "other", "lost"), LIMITS)
def test_top_bracket_limit(
    agi: float, other: float, lost: float, law_of: LawOf
) -> None:
    """IRC 68(a): 2/37 of the deductions, or of the income in the bracket if less.

    Taxable income increased by the deductions is AGI here.
    """
    itemized = ItemizedDeductions(0.0, other)
    found = schedule_a(itemized, agi, law_of(2026))
    assert found.top_bracket_reduction == pytest.approx(lost)
    assert found.deduction == pytest.approx(other - lost)
    assert schedule_a(itemized, agi, law_of(2025)).top_bracket_reduction == 0


def test_itemized_deductions_are_taken_when_given(law_of: LawOf) -> None:
    """Also if smaller than the standard one: a filer may choose. Worked."""
    found = schedule_a(ItemizedDeductions(4_000.0, 1_000.0), 100_000.0, law_of(2025))
    assert (found.deduction, found.not_allowed_for_amt) == (5_000, 4_000)
    standard = schedule_a(None, 100_000.0, law_of(2025))
    assert (standard.deduction, standard.not_allowed_for_amt) == (15_750, 15_750)


@pytest.mark.parametrize("itemizes", [False, np.array([False, False])])
def test_the_amt_allows_nothing_of_the_standard_deduction(
    law_of: LawOf, itemizes: object
) -> None:
    """Elected although more could be itemized (IRC 56(b)(1)); 2025: 15,750."""
    itemized = ItemizedDeductions(state_and_local_taxes=12_000, other=30_000)
    taken = schedule_a(itemized, 200_000, law_of(2025, "single"), itemizes)
    assert np.all(taken.deduction == 15_750)
    assert np.all(taken.not_allowed_for_amt == 15_750)
    assert np.all(taken.allowed_for_amt == 0)


def test_interest_stays_deducted_for_the_amt(law_of: LawOf) -> None:
    """Itemized, all but the taxes of Schedule A line 5e."""
    itemized = ItemizedDeductions(state_and_local_taxes=12_000, other=9_000)
    taken = schedule_a(itemized, 200_000, law_of(2025, "single"), itemizes=True)
    assert (taken.deduction, taken.allowed_for_amt) == (21_000, 9_000)
