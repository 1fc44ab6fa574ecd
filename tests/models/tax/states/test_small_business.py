"""Gain that section 1202 excludes: states that follow, and states that tax it."""

from collections.abc import Callable

import pytest

from isoplan.models.tax.states.state_return import StateReturn

StateTaxOf = Callable[..., StateReturn]

SOLD = {
    "wages": 100_000.0,
    "long_term_gain": 500_000.0,
    "amt_long_term_gain": 400_000.0,
    "small_business_earlier": 500_000.0,
    "amt_small_business_earlier": 400_000.0,
}
"""A sale of which federal law taxes nothing; the AMT basis is 100,000 higher."""

AGI = [
    # state, year, adjusted gross income; worked.
    ("NY", 2026, 100_000),
    ("CA", 2025, 600_000),
    ("AL", 2026, 600_000),
    ("MS", 2026, 600_000),
    ("DC", 2025, 600_000),
    ("OR", 2025, 100_000),
    ("OR", 2026, 600_000),
    ("OR", 2030, 600_000),
    ("HI", 2026, 350_000),
    ("NJ", 2025, 600_000),
    ("NJ", 2026, 100_000),
    # Pennsylvania's basis is the AMT's, for the spread was income at exercise.
    ("PA", 2026, 500_000),
]


@pytest.mark.parametrize(("state", "year", "agi"), AGI)
def test_income_by_state(
    state: str, year: int, agi: float, state_tax_of: StateTaxOf
) -> None:
    """`small_business_gain_taxed` of each file, with its source."""
    assert state_tax_of(state, year, **SOLD).agi == pytest.approx(agi)


def test_hawaii_taxes_its_half_as_gain(state_tax_of: StateTaxOf) -> None:
    """At 7.25% at most, as long-term gain. Worked: half of 100,000."""
    low = state_tax_of("HI", wages=300_000.0)
    high = state_tax_of(
        "HI",
        wages=300_000.0,
        long_term_gain=100_000.0,
        small_business_whole=100_000.0,
    )
    assert high.total - low.total == pytest.approx(3_625)


def test_california_taxes_gain_on_each_basis(state_tax_of: StateTaxOf) -> None:
    """R&TC 18152; Schedule P (540): AMTI is wages and the gain on the AMT basis."""
    tax = state_tax_of("CA", **SOLD)
    assert tax.minimum_tax is not None
    assert tax.minimum_tax.amti == pytest.approx(500_000)
    plain = {name: SOLD[name] for name in list(SOLD)[:3]}
    assert tax == state_tax_of("CA", **plain)
