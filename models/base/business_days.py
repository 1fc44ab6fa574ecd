"""Days on which an exchange trades, and days on which the law lets a duty wait."""

import tomllib
from collections.abc import Callable, Container
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

ONE_DAY = timedelta(days=1)
SATURDAY = 5
"""The number of the first day of a weekend."""


@cache
def is_trading_day(day: date) -> bool:
    """Return whether the New York Stock Exchange trades on a day.

    Source: NYSE Rule 7.2; the list of holidays is that of the package `holidays`.
    """
    return day.weekday() < SATURDAY and day not in _exchange_holidays(day.year)


def is_business_day(day: date) -> bool:
    """Return whether a day is no weekend and no legal holiday where the law looks.

    A legal holiday is one of the District of Columbia, Emancipation Day among them.

    Source: IRC 7503; 26 CFR 301.7503-1(b); D.C. Code 28-2701.
    """
    return day.weekday() < SATURDAY and day not in _legal_holidays(day.year)


def first_from(day: date, holds: Callable[[date], bool]) -> date:
    """Return the first day from ``day`` on for which ``holds``."""
    while not holds(day):
        day += ONE_DAY
    return day


def last_until(day: date, holds: Callable[[date], bool]) -> date:
    """Return the last day up to ``day`` for which ``holds``."""
    while not holds(day):
        day -= ONE_DAY
    return day


def settlement_day(traded_on: date) -> date:
    """Return the day on which a trade's cash arrives: the next trading day.

    Source: SEC Rule 15c6-1(a), 17 CFR 240.15c6-1, in force since May 28, 2024.
    """
    return first_from(traded_on + ONE_DAY, is_trading_day)


def due_day(day: date) -> date:
    """Return the day on which what is due on ``day`` may still be done.

    Source: IRC 7503; 26 CFR 301.7503-1(a).
    """
    return first_from(day, is_business_day)


@cache
def _exchange_holidays(year: int) -> Container[date]:
    """Return the holidays of the exchange in a year, weekends left out."""
    listed = _closed_days("new_york_stock_exchange", year)
    if listed is not None:
        return listed
    # Imported when needed: it brings the calendars of the whole world.
    from holidays.financial.ny_stock_exchange import NewYorkStockExchange

    exchange: Container[date] = NewYorkStockExchange()  # type: ignore[no-untyped-call]
    return exchange


@cache
def _legal_holidays(year: int) -> Container[date]:
    """Return the legal holidays of the District of Columbia, those observed too."""
    listed = _closed_days("district_of_columbia", year)
    if listed is not None:
        return listed
    from holidays.countries.united_states import US

    district: Container[date] = US(subdiv="DC")  # type: ignore[no-untyped-call]
    return district


def _closed_days(whose: str, year: int) -> Container[date] | None:
    """Return the days of a year that ``closed_days.toml`` lists; None without any."""
    listed = _table()[whose].get(str(year))
    if listed is None:
        return None
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in listed.split())


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return ``closed_days.toml``: month and day of each closed day, by year."""
    file = files("isoplan.models.base").joinpath("closed_days.toml")
    table: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return table
