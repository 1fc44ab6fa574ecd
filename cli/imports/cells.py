"""What a cell holds: a day, an amount, shares or a name, as its source writes them."""

import re
from datetime import date, datetime
from decimal import Decimal

from isoplan.cli.imports.mapping import AMOUNTS, COUNTS, DAYS, ColumnMapping, FieldName
from isoplan.cli.imports.sheets import Cell
from isoplan.models.base.problems import WrongValue, listed
from isoplan.models.base.units import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_DOLLARS_PER_SHARE,
    MOST_SHARES,
)

Value = str | int | Decimal | date
"""A fact: a name or word, shares, dollars a share, a day."""

LONGEST_NAME = 100
_NUMBER = {
    ".": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"),
    ",": re.compile(r"(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d*)?|,\d+"),
}
_UNIT = re.compile(r"^(?:US)?\$\s*|^USD\s*|\s*USD$")


def is_empty(cell: Cell, mapping: ColumnMapping) -> bool:
    """Return whether a cell holds nothing, in its source's words."""
    return cell is None or cell == "" or cell in mapping.empty


def value_of(cell: Cell, field: FieldName, mapping: ColumnMapping) -> Value:
    """Return what a cell that is not empty holds.

    Raises:
        WrongValue: If it is not what the field is.
    """
    if field in DAYS:
        return day_of(cell, mapping)
    if field in AMOUNTS:
        return _amount(cell, mapping)
    if field in COUNTS:
        return _count(cell, mapping)
    if field == "kind":
        return _kind(cell, mapping)
    return _name(cell)


def day_of(cell: Cell, mapping: ColumnMapping) -> date:
    """Return the day of a cell: one that a workbook knows, or text in a format.

    Raises:
        WrongValue: If it is no day, or could be two.
    """
    if isinstance(cell, datetime):
        raise WrongValue("which has a time of day", "leave the day alone")
    if isinstance(cell, date):
        return _within_reach(cell)
    if not isinstance(cell, str):
        raise WrongValue(
            "which is a number, not a day", "give the column a format of days"
        )
    found = {day for form in mapping.days if (day := _parsed(cell, form)) is not None}
    if not found:
        raise WrongValue(
            f"which is no day in a format of {mapping.title}",
            f"write it as {listed(mapping.days)}, or add its format to a mapping",
        )
    if len(found) > 1:
        days = " or ".join(str(day) for day in sorted(found))
        raise WrongValue(
            f"which could be {days}", "leave one of the formats in the mapping"
        )
    return _within_reach(found.pop())


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _within_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongValue(
            "which is too far away", f"give a year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return day


def _number(cell: Cell, mapping: ColumnMapping) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise WrongValue("which is no number", "write digits alone")
    if not isinstance(cell, str):
        number = Decimal(f"{cell:.15g}")  # as many digits as a workbook keeps
        if not number.is_finite():
            raise WrongValue("which is no number", "write digits alone")
        return number
    text = _UNIT.sub("", cell).strip()
    if not _NUMBER[mapping.decimal].fullmatch(text):
        raise WrongValue(
            "which is no number of dollars or shares",
            f"write it with {mapping.decimal!r} as decimal sign and without other "
            "words, 1234.50 for example"
            if mapping.decimal == "."
            else "write it with ',' as decimal sign and without other words",
        )
    if mapping.decimal == ",":
        text = text.replace(".", "").replace(" ", "").replace(",", ".")
    return Decimal(text.replace(",", ""))


def _amount(cell: Cell, mapping: ColumnMapping) -> Decimal:
    amount = _number(cell, mapping)
    thousands = "." if mapping.decimal == "," else ","
    if isinstance(cell, str) and thousands in cell and mapping.decimal not in cell:
        raise WrongValue(
            f"which could be {amount:,} dollars or {(amount / 1000).normalize()}",
            "write it with its cents, or give its decimal sign in a mapping",
        )
    if not 0 < amount <= Decimal(MOST_DOLLARS_PER_SHARE):
        raise WrongValue("which is no price of a share", "give dollars above 0")
    return amount.normalize()


def _count(cell: Cell, mapping: ColumnMapping) -> int:
    count = _number(cell, mapping)
    if isinstance(cell, str) and cell.rpartition(mapping.decimal)[2] == "000":
        raise WrongValue(
            f"which could be {int(count):,} or {int(count):,} thousand shares",
            "write it without decimals, or give its decimal sign in a mapping",
        )
    if count != count.to_integral_value() or not 0 <= count <= MOST_SHARES:
        raise WrongValue(
            "which is no whole number of shares",
            "give whole shares, 0 or more; fractions cannot be planned with",
        )
    return int(count)


def _kind(cell: Cell, mapping: ColumnMapping) -> str:
    word = str(cell).casefold()
    for kind, words in mapping.kinds.items():
        if word in {each.casefold() for each in words}:
            return kind
    known = [each for words in mapping.kinds.values() for each in words]
    raise WrongValue(
        f"which is no kind of grant that {mapping.title} is known to have",
        f"remove the row, or add the word to kinds of a mapping; known: "
        f"{listed(known)}",
    )


def _name(cell: Cell) -> str:
    name = str(cell)
    if isinstance(cell, float) and cell.is_integer():
        name = str(int(cell))
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongValue(
            "which is too long, or cannot be printed", "shorten it to one line"
        )
    return name
