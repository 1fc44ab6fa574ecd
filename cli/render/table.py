"""Plain tables: right-aligned numbers, a heading, a total last."""

from collections.abc import Sequence

from isoplan.cli.layout.columns import table_text
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.models.results.display import ShownTable


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 0,
    total: Sequence[str] | None = None,
    width: int = USUAL,
) -> str:
    """Return rows as text, columns right-aligned except the first ``left`` ones.

    Args:
        headings: One a column.
        rows: Cells as text.
        left: How many columns, from the first, are aligned to the left.
        total: A last row under a rule.
        width: Columns of the terminal, which no line is longer than.
    """
    cells = tuple(tuple(row) for row in rows)
    shown = ShownTable(tuple(headings), cells, left, tuple(total or ()))
    return table_text(shown, width)


def as_text(given: ShownTable, width: int = USUAL) -> str:
    """Return a result's own table as text, its notes under it."""
    notes = [wrapped(note, width, first="  ", later="    ") for note in given.notes]
    return "\n".join([table_text(given, width), *notes])
