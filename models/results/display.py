"""Results that show themselves: one table for the terminal and the notebook.

A result gives a sentence, plain rows and a table of text. The command line prints the
table, a notebook shows the same cells as HTML. The HTML refers to nothing outside it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

from isoplan.models.results.number_text import whole

Row: TypeAlias = dict[str, Any]
"""One row of a data frame: text, numbers, dates and None, by name."""

SUM = "sum"
"""Closes a column with the sum of its cells."""

WITHOUT_MATH = "isoplan tex2jax_ignore mathjax_ignore"
"""Classes that keep a notebook from typesetting what stands between two $."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: a field of each row.

    Attributes:
        heading: With the unit.
        field: Read from each row.
        total: ``SUM``, a field of the totals, or empty for an empty cell.
        only_if: A field; where it is zero in all rows, the column is left out.
        cell: Makes the text of a value.
    """

    heading: str
    field: str
    total: str = SUM
    only_if: str = ""
    cell: Callable[[Any], str] = whole


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as text, cell by cell.

    Attributes:
        headings: One a column.
        rows: Cells; each row as long as the headings.
        left: How many columns, from the first, are aligned to the left.
        total: A last row, if there is one.
        notes: What marks in the cells mean, a line each.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 0
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_html(self) -> str:
        """Return the table as HTML, everything in it escaped."""
        parts = [
            "<table>",
            f"<thead>{self._line(self.headings, 'th')}</thead>",
            f"<tbody>{''.join(self._line(row, 'td') for row in self.rows)}</tbody>",
        ]
        if self.total:
            parts.append(f"<tfoot>{self._line(self.total, 'th')}</tfoot>")
        parts.append("</table>")
        parts += [f"<p><small>{escape(note)}</small></p>" for note in self.notes]
        return "\n".join(parts)

    def _line(self, cells: Sequence[str], tag: str) -> str:
        """Return one row of the table."""
        sides = ["left"] * self.left + ["right"] * (len(cells) - self.left)
        shown = [
            f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>'
            for cell, side in zip(cells, sides, strict=True)
        ]
        return f"<tr>{''.join(shown)}</tr>"


def table_of(
    columns: Sequence[Column],
    rows: Sequence[object],
    label: tuple[str, Callable[[Any], str]],
    *,
    totals: object = None,
    left: int = 0,
    notes: Sequence[str] = (),
    read: Callable[[Any, str], Any] = getattr,
) -> ShownTable:
    """Return the fields of rows as a table.

    Args:
        columns: After the label.
        rows: Objects with the columns' fields.
        label: Heading of the first column, and what makes its text of a row.
        totals: Holds the totals that are no sums; None for a table without totals.
        left: How many columns, from the first, are aligned to the left.
        notes: Lines under the table.
        read: Reads a field of a row.
    """
    heading, name = label
    used = [
        column
        for column in columns
        if not column.only_if or any(read(row, column.only_if) for row in rows)
    ]
    cells = tuple(
        (name(row), *(column.cell(read(row, column.field)) for column in used))
        for row in rows
    )
    total = ("total", *(_total(column, rows, totals) for column in used))
    return ShownTable(
        headings=(heading, *(column.heading for column in used)),
        rows=cells,
        left=left,
        total=() if totals is None else total,
        notes=tuple(notes),
    )


def _total(column: Column, rows: Sequence[object], totals: object) -> str:
    """Return the cell that closes a column."""
    if not column.total or totals is None:
        return ""
    if column.total == SUM:
        return column.cell(sum(getattr(row, column.field) for row in rows))
    return column.cell(getattr(totals, column.total))


class Displayed(ABC):
    """A result that introduces itself, in a terminal, a notebook and a data frame."""

    __slots__ = ()

    @abstractmethod
    def answer(self) -> str:
        """Return the result in a sentence or two."""

    @abstractmethod
    def table(self) -> ShownTable:
        """Return the table that a notebook shows under the answer."""

    @abstractmethod
    def to_rows(self) -> list[Row]:
        """Return plain rows, of which a data frame is made."""

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        shown = self.table().as_html()
        return (
            f'<div class="{WITHOUT_MATH}">\n<p>{escape(self.answer())}</p>\n'
            f"{shown}\n</div>"
        )
