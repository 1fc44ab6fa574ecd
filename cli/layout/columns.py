"""Tables in a given width: headings and names are wrapped, numbers never cut.

A table that is too wide has its headings wrapped, then its text; where that is not
enough it becomes several tables one below the other, each with the rows' names.
"""

from collections.abc import Sequence
from textwrap import wrap

from isoplan.models.results.display import ShownTable

MARGIN = "  "
GAP = "  "
SHORTEST_TEXT = 12
"""Columns that text is not made narrower than, unless it is shorter by itself."""
LOW_HEADING = 2
"""Lines of a heading that need not become fewer."""
LONGEST_WORD = 24
"""Characters from which a word of a name may be broken."""


def table_text(shown: ShownTable, width: int) -> str:
    """Return a table as text, its notes left out; no line is longer than the width.

    Args:
        shown: Cells and headings.
        width: Columns of the terminal.
    """
    whole = range(len(shown.headings))
    if (widths := _widths(shown, whole, width)) is not None:
        return _lines(shown, whole, widths)
    if shown.left == len(shown.headings):
        return _lines(shown, whole, _least(shown, whole, width, text=1))
    tables = []
    for part in _parts(shown, width):
        widths = _widths(shown, part, width) or _least(shown, part, width)
        tables.append(_lines(shown, part, widths))
    return "\n\n".join(tables)


def best_columns(
    shown: ShownTable, order: Sequence[str], width: int, text: int = SHORTEST_TEXT
) -> ShownTable:
    """Return the table with the columns that fit a width, in one table.

    Args:
        shown: The whole table; its text columns stay.
        order: Headings of the other columns, the most important first; those that are
            not named are left out.
        width: Columns of the terminal.
        text: Columns that text is not made narrower than for one more of them.
    """
    kept = [*range(max(shown.left, 1))]
    for heading in order:
        if heading in shown.headings:
            more = sorted([*kept, shown.headings.index(heading)])
            if _widths(shown, more, width, text) is not None:
                kept = more
    return _part(shown, kept)


def _part(shown: ShownTable, columns: Sequence[int]) -> ShownTable:
    """Return some columns of a table."""

    def of(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(row[place] for place in columns)

    return ShownTable(
        headings=of(shown.headings),
        rows=tuple(of(row) for row in shown.rows),
        left=sum(place < shown.left for place in columns),
        total=of(shown.total) if shown.total else (),
        notes=shown.notes,
    )


def _parts(shown: ShownTable, width: int) -> list[list[int]]:
    """Return the columns of each of several tables, the fewest that fit, evenly."""
    labels = [*range(min(max(shown.left, 1), len(shown.headings)))]
    others = [place for place in range(len(shown.headings)) if place not in labels]
    if _widths(shown, [*labels, others[0]], width) is None:
        labels, others = [0], [*range(1, len(shown.headings))]
    for tables in range(2, len(others) + 1):
        parts = [
            [
                *labels,
                *others[len(others) * n // tables : len(others) * (n + 1) // tables],
            ]
            for n in range(tables)
        ]
        if all(_widths(shown, part, width) is not None for part in parts):
            return parts
    return [[*labels, place] for place in others]


def _cells(shown: ShownTable, place: int) -> list[str]:
    """Return the cells of a column, without its heading."""
    rows = [*shown.rows, *([shown.total] if shown.total else [])]
    return [row[place] for row in rows]


def _longest_line(texts: Sequence[str]) -> int:
    return max((len(line) for text in texts for line in text.split("\n")), default=0)


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _widths(
    shown: ShownTable, columns: Sequence[int], width: int, text: int = SHORTEST_TEXT
) -> dict[int, int] | None:
    """Return the width of each column, or None if they do not fit side by side."""
    widths = {
        place: _longest_line([shown.headings[place], *_cells(shown, place)])
        for place in columns
    }
    if _needed(widths) <= width:
        return widths
    least = _least(shown, columns, width, text)
    if _needed(least) > width:
        return None
    return _with_lower_headings(shown, least, width)


def _with_lower_headings(
    shown: ShownTable, widths: dict[int, int], width: int
) -> dict[int, int]:
    """Return widths that spend what is left on the headings of most lines."""
    widths = dict(widths)
    while True:
        height, place = max(
            (len(_in_lines(shown.headings[place], wide, wraps=True)), place)
            for place, wide in widths.items()
        )
        heading, wider = shown.headings[place], widths[place]
        while len(_in_lines(heading, wider, wraps=True)) == height > 1:
            wider += 1
        widened = {**widths, place: wider}
        if height <= LOW_HEADING or _needed(widened) > width:
            return widths
        widths = widened


def _least(
    shown: ShownTable, columns: Sequence[int], width: int, text: int = SHORTEST_TEXT
) -> dict[int, int]:
    """Return the widths of columns with wrapped headings, and text as far as needed."""
    widths, shortest = {}, {}
    for place in columns:
        cells, heading = _cells(shown, place), shown.headings[place]
        word = min(_longest_word([heading]), LONGEST_WORD)
        widths[place] = max(_longest_line(cells), word)
        if place < shown.left:
            word = min(_longest_word([heading, *cells]), LONGEST_WORD)
            shortest[place] = min(widths[place], max(word, text))
    while _needed(widths) > width and any(widths[p] > shortest[p] for p in shortest):
        widest = max(shortest, key=lambda p: (widths[p] > shortest[p], widths[p]))
        widths[widest] -= 1
    return widths


def _needed(widths: dict[int, int]) -> int:
    """Return the columns that a table takes."""
    return len(MARGIN) + sum(widths.values()) + len(GAP) * (len(widths) - 1)


def _lines(shown: ShownTable, columns: Sequence[int], widths: dict[int, int]) -> str:
    """Return the lines of one table."""
    rule = MARGIN + GAP.join("-" * widths[place] for place in columns)
    heads = _row(shown, shown.headings, columns, widths, is_heading=True)
    lines = [*heads, rule]
    for row in shown.rows:
        lines += _row(shown, row, columns, widths)
    if shown.total:
        lines += [rule, *_row(shown, shown.total, columns, widths)]
    return "\n".join(lines)


def _row(
    shown: ShownTable,
    row: Sequence[str],
    columns: Sequence[int],
    widths: dict[int, int],
    *,
    is_heading: bool = False,
) -> list[str]:
    """Return a row in as many lines as its longest text takes."""
    cells = [
        _in_lines(row[place], widths[place], wraps=is_heading or place < shown.left)
        for place in columns
    ]
    height = max(map(len, cells))
    lines = []
    for number in range(height):
        line = []
        for place, texts in zip(columns, cells, strict=True):
            at = number - (height - len(texts)) * is_heading  # headings stand low
            text = texts[at] if 0 <= at < len(texts) else ""
            is_left = place < shown.left
            fitted = text.ljust if is_left else text.rjust
            line.append(fitted(widths[place]))
        lines.append((MARGIN + GAP.join(line)).rstrip())
    return lines


def _in_lines(cell: str, width: int, *, wraps: bool) -> list[str]:
    """Return a cell in lines; an amount is one."""
    if not wraps:
        return [cell]
    return [
        part
        for line in cell.split("\n")
        for part in (wrap(line, width, break_on_hyphens=False) or [""])
    ]
