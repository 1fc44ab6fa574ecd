"""Plain tables: right-aligned numbers, a heading, a total last."""

from collections.abc import Sequence

from isoplan.models.results.display import ShownTable


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 0,
    total: Sequence[str] | None = None,
) -> str:
    """Return rows as text, columns right-aligned except the first ``left`` ones.

    Args:
        headings: One a column.
        rows: Cells as text.
        left: How many columns, from the first, are aligned to the left.
        total: A last row under a rule.
    """
    body = [headings, *rows, *([total] if total else [])]
    widths = [max(len(row[i]) for row in body) for i in range(len(headings))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return ("  " + "  ".join(cells)).rstrip()

    rule = "  " + "  ".join("-" * width for width in widths)
    lines = [line(headings), rule, *(line(row) for row in rows)]
    if total:
        lines += [rule, line(total)]
    return "\n".join(lines)


def as_text(given: ShownTable) -> str:
    """Return a result's own table as text, its notes under it."""
    lines = table(given.headings, given.rows, left=given.left, total=given.total)
    return "\n".join([lines, *(f"  {note}" for note in given.notes)])
