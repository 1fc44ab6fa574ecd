"""The rows of a file: of text with separators, or of each sheet of a workbook."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.base.problems import Problem

Cell = str | int | float | bool | date | None
"""What a cell holds; text as it stands, without spaces at its ends."""

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 50_000_000
"""Of a workbook, whose parts are compressed."""
MOST_ROWS, MOST_COLUMNS = 5_000, 500
SEPARATORS = (",", ";", "\t")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class NoWorkbooks(IsoPlanError):
    """What reads workbooks is not installed."""

    def __init__(self) -> None:
        """Say what to install."""
        super().__init__(
            "a workbook needs openpyxl; pip install 'isoplan[import]', or save the "
            "sheet as .csv"
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet.

    Attributes:
        number: Of the line in a text, of the row in a workbook; from one.
        cells: From the first column on.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of rows.

    Attributes:
        file: Name of its file.
        name: Of the sheet; empty for a text.
        rows: Those that are not empty.
    """

    file: str
    name: str
    rows: tuple[Row, ...]

    def place(self, number: int) -> str:
        """Return what messages call a row."""
        return f"sheet {self.name!r}, row {number}" if self.name else f"line {number}"


def readings(
    file: str, content: bytes
) -> tuple[list[tuple[Sheet, ...]], list[Problem]]:
    """Return the ways to read a file, and what is wrong with the others.

    A workbook has one, its sheets; of a text each separator makes one.

    Args:
        file: Its name, for messages.
        content: All of it.

    Raises:
        ScenarioErrors: If it is neither a workbook nor text with separators.
        NoWorkbooks: If it is a workbook and what reads one is missing.
    """
    if len(content) > MOST_BYTES:
        reason = f"holds more than {MOST_BYTES // 10**6} megabytes"
        raise _unusable(file, reason, "leave the rows that you need")
    if content.startswith(OLD_WORKBOOK):
        raise _unusable(
            file, "is a workbook of before 2007", "save it as .xlsx or .csv"
        )
    if content.startswith(WORKBOOK):
        return [_sheets(file, content)], []
    text = _text(file, content)
    ways: list[tuple[Sheet, ...]] = []
    problems: list[Problem] = []
    for separator in SEPARATORS:
        if separator in text:
            try:
                ways.append((Sheet(file, "", tuple(_rows(file, text, separator))),))
            except ScenarioErrors as error:
                problems += error.problems
    return ways, problems[:1]


def _text(file: str, content: bytes) -> str:
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unusable(
            file,
            f"is not UTF-8 text (byte {error.start})",
            "save it as CSV UTF-8, or as .xlsx",
        ) from None
    if "\0" in text:
        raise _unusable(file, "holds NUL characters", "save it as CSV UTF-8")
    if not text.strip():
        raise _unusable(file, "is empty", "download or save it again")
    if text.lstrip().startswith("<"):
        raise _unusable(
            file, "is a web page, whatever its name says", "save it as .xlsx or .csv"
        )
    return text


def _rows(file: str, text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    try:
        for count, cells in enumerate(reader):
            _check_size(file, count, len(cells))
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Row(first, stripped)
            first = reader.line_num + 1
    except csv.Error as error:
        problem = Problem(
            f"line {first}",
            "",
            f"is no row of text with separators: {error}",
            "look for a quote that is not closed, or save the file again",
            file=file,
        )
        raise ScenarioErrors([problem]) from None


def _sheets(file: str, content: bytes) -> tuple[Sheet, ...]:
    try:
        import openpyxl
    except ImportError:
        raise NoWorkbooks from None
    packed = io.BytesIO(content)
    try:
        with zipfile.ZipFile(packed) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked <= MOST_UNPACKED_BYTES:
            book = openpyxl.load_workbook(packed, read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some programs write that there is one cell
            return tuple(
                Sheet(file, sheet.title, tuple(_workbook_rows(file, sheet.iter_rows())))
                for sheet in book.worksheets
            )
    except IsoPlanError:
        raise
    except Exception as error:  # openpyxl lets what its parsers raise through
        why = " ".join(str(error).split()) or type(error).__name__
        raise _unusable(
            file, f"cannot be read as a workbook: {why}", "save it again, or as .csv"
        ) from None
    reason = f"unpacks to more than {MOST_UNPACKED_BYTES // 10**6} megabytes"
    raise _unusable(file, reason, "leave the sheets that you need")


def _workbook_rows(file: str, rows: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        _check_size(file, number, len(row))
        cells = tuple(_cell(getattr(cell, "value", None)) for cell in row)
        if any(cell not in {None, ""} for cell in cells):
            yield Row(number, cells)


def _cell(value: object) -> Cell:
    """Return a cell; a day without a time of day is a day."""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date() if midnight else value
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return str(value).strip()


def _check_size(file: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise _unusable(
            file,
            f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns",
            "leave the rows of one household",
        )


def _unusable(file: str, reason: str, remedy: str) -> ScenarioErrors:
    return ScenarioErrors([Problem("", "", reason, remedy, file=file)])
