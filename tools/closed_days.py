"""Writes `models/base/closed_days.toml` from the package `holidays`.

``python -m tools.closed_days`` after a newer release of it; a test fails where the
file is not what this would write. A command that plans reads the file in two
milliseconds; the package, with the calendars of the whole world, takes a hundred.
"""

from collections.abc import Container, Iterator
from datetime import date, timedelta
from pathlib import Path

from holidays.countries.united_states import US
from holidays.financial.ny_stock_exchange import NewYorkStockExchange

FILE = Path(__file__).resolve().parents[1] / "models" / "base" / "closed_days.toml"
YEARS = range(1990, 2100)
SATURDAY = 5
HEADING = """\
# Weekdays on which the New York Stock Exchange is closed, and those that are legal
# holidays of the District of Columbia, by year: month and day of each.
# Source: the package `holidays`; written by `python -m tools.closed_days`.
"""


def page() -> str:
    """Return the file's text."""
    exchange: Container[date] = NewYorkStockExchange()  # type: ignore[no-untyped-call]
    district: Container[date] = US(subdiv="DC")  # type: ignore[no-untyped-call]
    lines = [
        "\n[new_york_stock_exchange]",
        *_lines(exchange),
        "\n[district_of_columbia]",
        *_lines(district),
    ]
    return HEADING + "\n".join(lines) + "\n"


def _lines(closed: Container[date]) -> Iterator[str]:
    """Yield a line for each year."""
    for year in YEARS:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        days = (first + timedelta(n) for n in range((after - first).days))
        listed = (d for d in days if d.weekday() < SATURDAY and d in closed)
        yield f'{year} = "{" ".join(f"{day:%m-%d}" for day in listed)}"'


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
