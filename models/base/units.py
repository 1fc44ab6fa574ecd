"""Numbers that carry their unit, days, and the base of everything read from a file.

Nothing is converted in silence: a number in quotes, a truth value or a time of day is
refused, not read as something else.
"""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
)

from isoplan.models.base.problems import WrongValue

MOST_DOLLARS = 1e12
MOST_DOLLARS_PER_SHARE = 1e8
MOST_SHARES = 10**10
FIRST_YEAR, LAST_YEAR = 1950, 2150  # of any date in a file
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class FileModel(BaseModel):
    """A table of a scenario file: read once, then fixed; unknown fields refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )


def _day(given: object) -> date:
    """Return the day given as a date or as ``YYYY-MM-DD``."""
    if isinstance(given, datetime):
        raise WrongValue("which has a time of day", "write the date alone: 2026-03-01")
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            given = date.fromisoformat(given)
        except ValueError:
            raise WrongValue(
                "which is not a day of the calendar", "correct the day or the month"
            ) from None
    if not isinstance(given, date):
        raise WrongValue("which is not a date", "write it as in 2026-03-01")
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise WrongValue(
            "which is too far away to plan for",
            f"give a year from {FIRST_YEAR} to {LAST_YEAR}",
        )
    return given


def _one_line(name: str) -> str:
    """Return a name that prints as one line, without spaces at its ends."""
    if name != name.strip() or not name.isprintable():
        raise WrongValue(
            "which has spaces at its ends, or characters that cannot be printed",
            "remove them",
        )
    return name


Dollars = Annotated[
    float, Strict(), Field(ge=0, le=MOST_DOLLARS, json_schema_extra={"unit": "USD"})
]
"""An amount of money, US dollars, zero or more."""

SignedDollars = Annotated[
    float,
    Strict(),
    Field(ge=-MOST_DOLLARS, le=MOST_DOLLARS, json_schema_extra={"unit": "USD"}),
]
"""An amount of money, US dollars, which may be negative."""

DollarsPerShare = Annotated[
    float,
    Strict(),
    Field(gt=0, le=MOST_DOLLARS_PER_SHARE, json_schema_extra={"unit": "USD/share"}),
]
"""A price of one share, US dollars, above zero."""

Shares = Annotated[
    int, Strict(), Field(ge=0, le=MOST_SHARES, json_schema_extra={"unit": "shares"})
]
"""A whole number of shares, zero or more."""

SomeShares = Annotated[
    int, Strict(), Field(gt=0, le=MOST_SHARES, json_schema_extra={"unit": "shares"})
]
"""A whole number of shares, at least one."""

Flag = Annotated[bool, Strict()]
"""True or false, and neither 1 nor "yes"."""

Rate = Annotated[
    float, Strict(), Field(ge=0, le=1, json_schema_extra={"unit": "fraction"})
]
"""A rate as a fraction from 0 to 1: 0.28 is 28 percent."""

LARGEST_GROWTH = 1.0
"""A year, as a fraction: twice as much."""

YearlyGrowth = Annotated[
    float,
    Strict(),
    Field(gt=-1, le=LARGEST_GROWTH, json_schema_extra={"unit": "fraction/year"}),
]
"""Growth a year as a fraction: 0.03 is 3 percent, -0.5 halves each year."""

Volatility = Annotated[
    float, Strict(), Field(gt=0, le=3, json_schema_extra={"unit": "fraction/year"})
]
"""Standard deviation of a year's logarithmic growth: 0.6 is 60 percent."""

Months = Annotated[
    int, Strict(), Field(ge=0, le=600, json_schema_extra={"unit": "months"})
]
"""A whole number of months."""

Days = Annotated[
    int, Strict(), Field(ge=0, le=3_660, json_schema_extra={"unit": "days"})
]
"""A whole number of days, up to ten years."""

Year = Annotated[
    int,
    Strict(),
    Field(ge=FIRST_YEAR, le=LAST_YEAR, json_schema_extra={"unit": "year"}),
]
"""A calendar year."""

Day = Annotated[date, BeforeValidator(_day)]
"""A day: a TOML date, or text as in ``2026-03-01``."""

Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_one_line)]
"""A name shown in reports: one line, no spaces at its ends."""


def whole_shares(amount: float) -> int:
    """Return an amount in whole shares, rounded down.

    What floating point has taken from a whole share is not missing.
    """
    return int(amount + 1e-9)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month some months on, or the month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    for day_of_month in range(day.day, 27, -1):
        try:
            return date(year, month0 + 1, day_of_month)
        except ValueError:
            continue
    return date(year, month0 + 1, day.day)
