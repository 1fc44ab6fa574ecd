"""The $100,000 limit: options of several grants in the order of the law."""

from datetime import date

import pytest

from isoplan.models.law.federal_figures import statute
from isoplan.models.tax.shares.iso_limit import ExercisableStep, iso_shares

LIMIT = 100_000.0


def test_the_limit() -> None:
    """IRC 422(d)(1)."""
    assert statute().iso_value_limit.value == LIMIT


def test_acceleration_in_a_change_in_control() -> None:
    """26 CFR 1.422-4(d) example 3: three options at $1 a share, all of 2004.

    Option 1 ($60,000) is an incentive stock option; option 2 ($50,000) is one for
    $40,000 and nonqualified for $10,000; option 3 ($40,000) is nonqualified.
    """
    july = date(2004, 7, 1)
    steps = [
        ExercisableStep(1, date(2004, 5, 1), july, 50_000, 1.0),
        ExercisableStep(0, date(2004, 4, 1), date(2004, 4, 1), 60_000, 1.0),
        ExercisableStep(2, date(2004, 6, 1), date(2004, 6, 1), 40_000, 1.0),
    ]
    assert iso_shares(steps, LIMIT) == [40_000, 60_000, 0]


def test_each_year_has_its_own_limit() -> None:
    """IRC 422(d)(1): $240,000 vesting over three years is all within it. Worked."""
    steps = [
        ExercisableStep(0, date(2023, 1, 1), date(year, 1, 1), 10_000, 8.0)
        for year in (2024, 2025, 2026)
    ]
    assert iso_shares(steps, LIMIT) == [10_000, 10_000, 10_000]


@pytest.mark.parametrize(
    ("value", "within"), [(10.0, 10_000), (10.01, 9_990), (19.4, 5_154)]
)
def test_whole_options_up_to_the_limit(value: float, within: int) -> None:
    """Worked: 100,000 / 10.01 = 9,990.01 and 100,000 / 19.40 = 5,154.6."""
    step = ExercisableStep(0, date(2023, 1, 1), date(2024, 1, 1), 12_000, value)
    assert iso_shares([step], LIMIT) == [within]


def test_earlier_grants_count_first_whenever_they_vest() -> None:
    """IRC 422(d)(2). Worked: 70,000 of the older grant leave 30,000 at $10."""
    steps = [
        ExercisableStep(1, date(2024, 6, 1), date(2025, 1, 1), 5_000, 10.0),
        ExercisableStep(0, date(2023, 6, 1), date(2025, 12, 1), 7_000, 10.0),
    ]
    assert iso_shares(steps, LIMIT) == [3_000, 7_000]


def test_within_a_grant_the_first_day_counts_first() -> None:
    """Worked: 6,000 in March leave 4,000 of the 6,000 in September at $10."""
    granted_on = date(2023, 1, 1)
    steps = [
        ExercisableStep(0, granted_on, date(2024, 9, 1), 6_000, 10.0),
        ExercisableStep(0, granted_on, date(2024, 3, 1), 6_000, 10.0),
    ]
    assert iso_shares(steps, LIMIT) == [4_000, 6_000]
