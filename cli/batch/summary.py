"""A batch in one table: rows for a program, a workbook, a page, and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from isoplan.cli.batch.row import BatchRow
from isoplan.cli.render.table import as_text
from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import filled
from isoplan.cli.report.rows_file import written
from isoplan.cli.report.workbook import Workbook
from isoplan.models.results.display import Displayed, Row, ShownTable

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


@dataclass(frozen=True, slots=True, repr=False)
class BatchSummary(Displayed):
    """What came of a batch.

    Attributes:
        rows: One a household, by what needs attention first.
        planned: How many were planned now; the others stood already.
        files: Of the summary.
    """

    rows: tuple[BatchRow, ...]
    planned: int = 0
    files: tuple[Path, ...] = ()

    @property
    def failed(self) -> tuple[BatchRow, ...]:
        """Return the households without a plan."""
        return tuple(row for row in self.rows if row.is_failed)

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        count, failed = len(self.rows), len(self.failed)
        return f"<BatchSummary: {count:,} households, {failed:,} without a plan>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self) -> str:
        """Return how many households have a plan, and when the next date comes."""
        count, failed = len(self.rows), len(self.failed)
        have = f"{count - failed:,} with a plan, {failed:,} without"
        told = [f"{count:,} household{'s' * (count != 1)}: {have}."]
        dates = [row.next_date for row in self.rows if row.next_date]
        if dates:
            told.append(f"The next date is {min(dates)}.")
        return " ".join(told)

    def table(self) -> ShownTable:
        """Return one row a household: what is done next, or why there is no plan."""
        return ShownTable(
            ("household", "next date", "next step", "AMT $", "credit left $"),
            tuple(
                (
                    row.household,
                    "failed" if row.is_failed else str(row.next_date or "-"),
                    row.failure.split("\n")[0] if row.is_failed else row.next_step,
                    _whole(row.amt_this_year),
                    _whole(row.credit_left),
                )
                for row in self.rows
            ),
            left=3,
        )

    def to_rows(self) -> list[Row]:
        """Return one plain row a household, for a data frame: those of the summary."""
        return [row.model_dump() for row in self.rows]


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
        answer=BatchSummary(tuple(rows)).answer(),
        households=shown,
        letterhead=Letterhead(),
        version=version,
    )


def summary_text(done: BatchSummary, width: int) -> str:
    """Return the households that need attention first, as a table.

    Args:
        done: What came of a batch.
        width: Columns of the terminal.
    """
    shown = done.table()
    first = replace(shown, rows=shown.rows[:MOST_SHOWN])
    more = len(shown.rows) - len(first.rows)
    text = as_text(first, width)
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
