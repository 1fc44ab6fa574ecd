"""Days on which an exchange trades, and days on which the law lets a duty wait."""

from collections.abc import Callable, Container
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5
"""The number of the first day of a weekend."""


@cache
def is_trading_day(day: date) -> bool:
    """Return whether the New York Stock Exchange trades on a day.

    Source: NYSE Rule 7.2; the list of holidays is that of the package `holidays`.
    """
    return day.weekday() < SATURDAY and day not in _exchange_holidays()


def is_business_day(day: date) -> bool:
    """Return whether a day is no weekend and no legal holiday where the law looks.

    A legal holiday is one of the District of Columbia, Emancipation Day among them.

    Source: IRC 7503; 26 CFR 301.7503-1(b); D.C. Code 28-2701.
    """
    return day.weekday() < SATURDAY and day not in _legal_holidays()


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
def _exchange_holidays() -> Container[date]:
    """Return the holidays of the exchange; each year's are worked out when asked."""
    # Imported when needed: a command that plans nothing starts without it.
    from holidays.financial.ny_stock_exchange import NewYorkStockExchange

    exchange: Container[date] = NewYorkStockExchange()  # type: ignore[no-untyped-call]
    return exchange


@cache
def _legal_holidays() -> Container[date]:
    """Return the legal holidays of the District of Columbia, those observed too."""
    from holidays.countries.united_states import US

    district: Container[date] = US(subdiv="DC")  # type: ignore[no-untyped-call]
    return district
