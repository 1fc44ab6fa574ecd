"""Days of trading and days on which tax is due, by rules of their own."""

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
DAYS_OF_MOURNING = {date(2018, 12, 5), date(2025, 1, 9)}
"""Days on which the exchange was closed beyond its rules."""


def trades(day: date) -> bool:
    """Whether the New York Stock Exchange trades on a day."""
    return day.weekday() < SATURDAY and day not in _closed(day.year)


def settles(sold_on: date) -> date:
    """The day on which the cash of a trade is there: the next one of trading."""
    return next_trading(sold_on + ONE_DAY)


def next_trading(day: date) -> date:
    """The first day of trading from a day on."""
    while not trades(day):
        day += ONE_DAY
    return day


def april_15(year: int) -> date:
    """April 15 of a year, or the next day that is no weekend and no DC holiday."""
    emancipation = date(year, 4, 16)
    if emancipation.weekday() in {SATURDAY, SUNDAY}:
        emancipation += ONE_DAY * (1 if emancipation.weekday() == SUNDAY else -1)
    day = date(year, 4, 15)
    while day.weekday() >= SATURDAY or day == emancipation:
        day += ONE_DAY
    return day


@cache
def _closed(year: int) -> frozenset[date]:
    """The days of a year on which the exchange is closed, weekends aside."""
    fixed = [date(year, 7, 4), date(year, 12, 25)]
    fixed += [date(year, 6, 19)] if year >= 2022 else []
    observed = [
        day + ONE_DAY * {SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0) for day in fixed
    ]
    new_year = date(year, 1, 1)
    observed.append(new_year + ONE_DAY * (new_year.weekday() == SUNDAY))
    by_weekday = [
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _nth(year, 6, MONDAY, 1) - 7 * ONE_DAY,
        _nth(year, 9, MONDAY, 1),
        _nth(year, 11, THURSDAY, 4),
    ]
    return frozenset({*observed, *by_weekday, _good_friday(year), *DAYS_OF_MOURNING})


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    """The n-th of a weekday in a month."""
    first = date(year, month, 1)
    return first + ONE_DAY * ((weekday - first.weekday()) % 7 + 7 * (count - 1))


def _good_friday(year: int) -> date:
    """Two days before Easter, by the rule of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1) - 2 * ONE_DAY
