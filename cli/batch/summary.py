"""A batch in one table: rows for a program, a workbook, a page, and the terminal."""

from collections.abc import Sequence
from pathlib import Path

from isoplan.cli.batch.row import BatchRow
from isoplan.cli.render.table import table
from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import filled
from isoplan.cli.report.rows_file import written
from isoplan.cli.report.workbook import Workbook

NAME = "summary"
"""Of the files."""
TITLE = "Households"
NO_DAY = "1980-01-01"
"""Stands in the workbook for the time of writing where no household has a plan: one
batch makes one file."""
KINDS = {"start": "day", "next_date": "day", "exit_code": "plain"} | dict.fromkeys(
    ("amt_this_year", "credit_left", "value", "gap", "value_change", "amt_change"),
    "money",
)
"""Of the columns of the workbook; the others hold words."""
HEADINGS = (
    *("household", "next date", "next step", "changed", "status"),
    *("AMT this year", "credit left", "worth or tax", "gap"),
)
"""Of the page."""
OF_WORDS = 5
"""How many of them, from the first, hold words."""
MOST_SHOWN = 10
"""Households on the terminal."""


def summary_files(
    folder: Path, rows: Sequence[BatchRow], version: str
) -> dict[Path, bytes]:
    """Return the summary as rows, as a workbook and as a page.

    Args:
        folder: Of the results.
        rows: In the order in which they are shown.
        version: Of isoplan.

    Raises:
        ReportRefused: If a package is missing.
    """
    return {
        folder / f"{NAME}.csv": summary_rows(rows),
        folder / f"{NAME}.xlsx": summary_workbook(rows),
        folder / f"{NAME}.html": summary_page(rows, version),
    }


def summary_rows(rows: Sequence[BatchRow]) -> bytes:
    """Return one row a household (CSV), its columns the fields of a row."""
    names = list(BatchRow.model_fields)
    return written(names, [[getattr(row, name) for name in names] for row in rows])


def summary_workbook(rows: Sequence[BatchRow]) -> bytes:
    """Return the same as a workbook of one sheet."""
    names = list(BatchRow.model_fields)
    start = min((str(row.start) for row in rows if row.start), default=NO_DAY)
    book = Workbook(TITLE, Letterhead(), start)
    book.sheet(
        TITLE,
        [name.replace("_", " ") for name in names],
        [[getattr(row, name) for name in names] for row in rows],
        [KINDS.get(name, "words") for name in names],
    )
    return book.close()


def summary_page(rows: Sequence[BatchRow], version: str) -> bytes:
    """Return the same as a page."""
    shown = Table(HEADINGS, tuple(_cells(row) for row in rows), left=OF_WORDS)
    return filled(
        "batch.html.j2",
        title=TITLE,
        answer=answer(rows),
        households=shown,
        letterhead=Letterhead(),
        version=version,
    )


def answer(rows: Sequence[BatchRow]) -> str:
    """Return how many households have a plan, and when the next date comes."""
    failed = sum(row.is_failed for row in rows)
    count = f"{len(rows):,} household{'s' * (len(rows) != 1)}"
    told = [f"{count}: {len(rows) - failed:,} with a plan, {failed:,} without."]
    dates = [row.next_date for row in rows if row.next_date]
    if dates:
        told.append(f"The next date is {min(dates)}.")
    return " ".join(told)


def summary_text(rows: Sequence[BatchRow], width: int) -> str:
    """Return the households that need attention first, as a table.

    Args:
        rows: In the order in which they are shown.
        width: Columns of the terminal.
    """
    first = rows[:MOST_SHOWN]
    text = table(
        ("household", "next date", "next step", "AMT $", "credit left $"),
        [
            (
                row.household,
                "failed" if row.is_failed else str(row.next_date or "-"),
                row.failure.split("\n")[0] if row.is_failed else row.next_step,
                _whole(row.amt_this_year),
                _whole(row.credit_left),
            )
            for row in first
        ],
        left=3,
        width=width,
    )
    more = len(rows) - len(first)
    return f"{text}\n... and {more:,} more" if more else text


def _whole(amount: float | None) -> str:
    return "-" if amount is None else f"{round(amount) + 0:,}"


def _cells(row: BatchRow) -> tuple[Cell, ...]:
    """Return the cells of the page."""
    day = cells.words("")
    if row.next_date is not None:
        day = cells.day(row.next_date, "next_date")
    return (
        cells.words(row.household),
        day,
        cells.words(row.failure or row.next_step),
        cells.words(row.changed),
        cells.words(row.status.replace("_", " ")),
        *(
            cells.words("") if amount is None else cells.money(amount, field)
            for field, amount in (
                ("amt_this_year", row.amt_this_year),
                ("credit_left", row.credit_left),
                ("value", row.value),
            )
        ),
        cells.words("") if row.gap is None else cells.cents(row.gap, "gap"),
    )
