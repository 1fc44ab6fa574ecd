"""Days, months and the numbers that carry a unit."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from isoplan.models.base.units import (
    Day,
    Dollars,
    DollarsPerShare,
    Shares,
    YearlyGrowth,
    months_after,
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="end-of-month"),
        pytest.param(date(2027, 12, 31), 2, date(2028, 2, 29), id="leap-year"),
        pytest.param(date(2026, 1, 31), 2, date(2026, 3, 31), id="day-comes-back"),
        pytest.param(date(2026, 12, 15), 1, date(2027, 1, 15), id="next-year"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="four-years"),
        pytest.param(date(2026, 5, 1), 0, date(2026, 5, 1), id="no-months"),
    ],
)
def test_months_after(day: date, months: int, expected: date) -> None:
    """The day of the month stays, or becomes the last one of a shorter month."""
    assert months_after(day, months) == expected


@pytest.mark.parametrize("given", [date(2026, 3, 1), "2026-03-01"])
def test_a_day_is_a_date_or_its_text(given: object) -> None:
    """TOML has dates, JSON has text."""
    assert TypeAdapter(Day).validate_python(given) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "given",
    [
        20260301,
        "20260301",
        "2026-W10-1",
        "03/01/2026",
        "2026-02-30",
        datetime(2026, 3, 1),
        "0026-03-01",
        None,
        True,
    ],
)
def test_nothing_else_is_read_as_a_day(given: object) -> None:
    """A number could be a timestamp; it is refused, not guessed at."""
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(given)


@pytest.mark.parametrize("number", [Dollars, DollarsPerShare, Shares, YearlyGrowth])
@pytest.mark.parametrize("given", ["0.5", True, None, float("nan"), float("inf")])
def test_a_number_is_not_guessed_at(number: Any, given: object) -> None:
    """Text, truth values and what is not finite are refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(number).validate_python(given)
