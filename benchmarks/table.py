"""Tables in Markdown."""

from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first column is text, the others are numbers."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    line = [f"{'-' * widths[0]}", *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_row(cells, widths) for cells in (heads, line, *rows))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = cells
    texts = [first.ljust(widths[0])]
    texts += [cell.rjust(w) for cell, w in zip(rest, widths[1:], strict=True)]
    return f"| {' | '.join(texts)} |"
