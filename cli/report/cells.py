"""Cells of a table: what is shown, what it is exactly, and where it stands in JSON."""

from dataclasses import dataclass
from datetime import date

from isoplan.models.results.number_text import dollars, whole


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: Shown.
        value: The same exactly: a number, a day, or nothing for words.
        of: Where the value stands in the report's JSON; empty for words.
    """

    text: str
    value: float | int | date | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        headings: One a column.
        rows: Cells; each row as long as the headings.
        left: How many columns, from the first, hold words.
        total: A last row, if there is one.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 1
    total: tuple[Cell, ...] = ()


def words(text: object) -> Cell:
    """Return a cell of words."""
    return Cell(str(text))


def money(amount: float, of: str) -> Cell:
    """Return a cell of whole dollars with their sign."""
    return Cell(dollars(amount), amount, of)


def cents(amount: float, of: str) -> Cell:
    """Return a cell of dollars and cents."""
    sign = "-" if round(amount, 2) < 0 else ""
    return Cell(f"{sign}${abs(amount):,.2f}", amount, of)


def count(number: int, of: str) -> Cell:
    """Return a cell of shares."""
    return Cell(whole(number), number, of)


def day(on: date, of: str) -> Cell:
    """Return a cell of a day, as Americans write it: ``Dec 31, 2026``."""
    return Cell(f"{on:%b} {on.day}, {on.year}", on, of)


def year(number: int, of: str) -> Cell:
    """Return a cell of a year."""
    return Cell(str(number), number, of)
