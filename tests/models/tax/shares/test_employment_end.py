"""Until when an exercise after leaving is one of incentive stock options."""

from datetime import date

import pytest

from isoplan.models.tax.shares.employment_end import iso_exercise_ends


@pytest.mark.parametrize(
    ("leaves_on", "disabled", "ends"),
    [
        pytest.param(date(2026, 3, 15), False, date(2026, 6, 15), id="three-months"),
        pytest.param(date(2026, 11, 30), False, date(2027, 2, 28), id="short-month"),
        pytest.param(date(2026, 3, 15), True, date(2027, 3, 15), id="disabled"),
    ],
)
def test_the_clock(leaves_on: date, disabled: bool, ends: date) -> None:
    """IRC 422(a)(2): employed until three months before; 422(c)(6): twelve."""
    assert iso_exercise_ends(leaves_on, disabled=disabled) == ends
