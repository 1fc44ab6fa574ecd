"""The room of a year for people: the answer, the grants, the bends and a chart."""

import math
from collections.abc import Sequence

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import table
from isoplan.models.results.number_text import whole
from isoplan.models.results.room import Room, RoomBatch

BARS = 10
"""Steps of the chart, or a few more."""
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Steps that people count in."""
MARK = " < no AMT up to here"
"""Beside the most options without AMT, whose bar is short."""
BEYOND = 1.25
"""How far the chart goes past the last bend where the options are not limited."""


def room_report(room: Room, width: int = USUAL, *, limited: bool = True) -> str:
    """Return the whole report of a year's room.

    Args:
        room: Of a year.
        width: Columns of the terminal.
        limited: Whether there are only so many options.
    """
    parts = [wrapped(room.answer(limited=limited), width)]
    if room.stretches:
        parts += [_grants(room, width)] * limited
        parts.append(_bends(room, width, limited=limited))
        parts.append(_chart(room, width, limited=limited))
    parts.append("\n".join(wrapped(note, width) for note in room.notes))
    return "\n\n".join(parts)


def _grants(room: Room, width: int) -> str:
    """Return the grants: what each has room for, with others and alone."""
    alone = {each.grant: each.alone for each in room.by_grant}
    rows = [
        (
            group[0].options + ", 83(b)" * group[0].election_83b,
            group[0].on.isoformat(),
            f"{group[0].spread:,.2f}",
            f"{sum(each.exercisable for each in group):,}",
            f"{sum(each.without_amt for each in group):,}",
            f"{alone.pop(group[0].grant):,}" if group[0].grant in alone else "",
        )
        for group in _same_spread(room.batches)
    ]
    heads = ("grant", "from", "spread $", "options", "without AMT", "alone")
    total = ("all", "", "", f"{room.exercisable:,}", f"{room.options:,}", "")
    return table(heads, rows, left=2, total=total, width=width)


def _same_spread(batches: Sequence[RoomBatch]) -> list[list[RoomBatch]]:
    """Return batches of the same options and spread together, in their order."""
    groups: dict[tuple[str, float, bool], list[RoomBatch]] = {}
    for batch in batches:
        key = (batch.options, batch.spread, batch.election_83b)
        groups.setdefault(key, []).append(batch)
    return list(groups.values())


def _bends(room: Room, width: int, *, limited: bool) -> str:
    """Return where the year's tax bends, and what a hundred options cost from there."""
    states = any(stretch.state_amt for stretch in room.stretches)
    rows, tax = [], 0.0
    for stretch in room.stretches:
        begins = stretch.begins.replace("; ", "\n")
        cells = [begins, f"{stretch.from_options:,.2f}", f"{stretch.per_hundred:,.2f}"]
        amounts = (tax, stretch.amt_at_start, stretch.state_amt_at_start)
        rows.append(cells + [f"{each:,.2f}" for each in amounts[: 2 + states]])
        tax = stretch.tax
    if limited:
        last = room.stretches[-1]
        cells = ["all options", f"{room.exercisable:,.2f}", ""]
        amounts = (tax, last.amt, last.state_amt)
        rows.append(cells + [f"{each:,.2f}" for each in amounts[: 2 + states]])
    heads = ["what begins", "options", "per 100 $", "tax $", "AMT $"]
    return table(heads + ["state AMT $"] * states, rows, left=1, width=width)


def _chart(room: Room, width: int, *, limited: bool) -> str:
    """Return the year's tax by options as bars: AMT, and old credit not used."""
    bends = [stretch.from_options for stretch in room.stretches]
    end = float(room.exercisable)
    if not limited:
        end = min(end, max(max(bends) * BEYOND, float(BARS)))
    step = _nice(end / BARS)
    counts = {n * step for n in range(1, math.floor(end / step) + 1)}
    counts |= {float(room.options)} if 0 < room.options <= end else set()
    counts |= {end} if limited else set()
    before = room.amt_before + room.state_amt_before
    points = [
        (count, room.tax_at(count), max(room.amt_at(count) - before, 0.0))
        for count in sorted(counts)
    ]
    labels = [f"{count:,.0f}" for count, _, _ in points]
    taxes = [whole(tax) for _, tax, _ in points]
    left, right = max(map(len, labels)), max(map(len, taxes))
    space = width - left - right - 6
    most = max((tax for _, tax, _ in points), default=0.0)
    head = f"Tax of {room.year} by options exercised (# AMT, - credit not used):"
    lines = [wrapped(head, width)]
    for label, (count, tax, amt), said in zip(labels, points, taxes, strict=True):
        bar, of_amt = (round(space * x / most) if most else 0 for x in (tax, amt))
        drawn = "#" * min(of_amt, bar) + "-" * (bar - min(of_amt, bar))
        mark = MARK if count == room.options else ""
        drawn = drawn[: space - len(mark)] if mark else drawn
        lines.append(f"  {label:>{left}}  {said:>{right}}  {drawn}{mark}".rstrip())
    return "\n".join(lines)


def _nice(step: float) -> float:
    """Return the next larger step that people count in, one share at least."""
    size = 10.0 ** math.floor(math.log10(max(step, 1.0)))
    return next(size * each for each in NICE if size * each >= max(step, 1.0))
