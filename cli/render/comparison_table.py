"""A comparison for people: the answer, the schedules, why they differ."""

from collections.abc import Sequence
from dataclasses import replace

from isoplan.cli.layout.columns import best_columns
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import as_text, table
from isoplan.models.results.comparison import (
    CAUSES,
    ComparedSchedule,
    Comparison,
    causes_of,
)
from isoplan.models.results.number_text import whole

ALWAYS = ("regular_tax", "amt", "credit_used", "surtaxes", "price_and_timing")
"""Causes that have a column where there are none of them, too."""

SCHEDULE_COLUMNS = (
    *("after tax $", "less than plan $", "AMT $", "AMT credit left $", "cash needed $"),
    *("tax caused $", "wiped out $", "state tax $", "credit gone in", "credit used $"),
)
"""Headings of the schedules' columns, the most important first."""

NAMES = 24
"""Columns left to the schedules' names."""

WITHOUT_VIEW = "without a view on the price"
"""Heads the column of what the plan, made anew, gains where the price is flat."""


def comparison_report(
    comparison: Comparison, width: int = USUAL, *, whole: bool = False
) -> str:
    """Return the report of a comparison.

    Args:
        comparison: As it is shown.
        width: Columns of the terminal.
        whole: Whether all columns of the schedules are shown, in several tables where
            they do not fit.
    """
    schedules = comparison.table()
    notes = [wrapped(note, width, later="  ") for note in schedules.notes]
    notes += [wrapped(note, width, later="  ") for note in _notes(comparison)]
    shown = replace(schedules, notes=())
    if not whole:
        shown = best_columns(shown, SCHEDULE_COLUMNS, width, NAMES)
        if len(shown.headings) < len(schedules.headings):
            notes.append("More columns: --wide.")
    parts = [
        wrapped(comparison.answer(), width),
        as_text(shown, width),
        causes_table(comparison, width),
        "\n".join(notes),
    ]
    return "\n\n".join(part for part in parts if part)


def causes_table(comparison: Comparison, width: int = USUAL) -> str:
    """Return why each schedule is worth less than the plan."""
    others = comparison.schedules[1:]
    used = {*ALWAYS, *causes_of(others)}
    shown = [name for name in CAUSES if name in used]
    heads = (
        "less than the plan by $", *(CAUSES[name] for name in shown), "together",
        *([WITHOUT_VIEW] if comparison.verdict_without_price_view else []),
    )  # fmt: skip
    rows = [_causes_row(each, shown) for each in others]
    return table(heads, rows, left=1, width=width)


def _causes_row(each: ComparedSchedule, shown: Sequence[str]) -> tuple[str, ...]:
    view = each.without_price_view
    return (
        each.name,
        *(whole(getattr(each.causes, name)) for name in shown),
        whole(each.worse_by),
        *([whole(view.worse_by)] if view else []),
    )


def _notes(comparison: Comparison) -> list[str]:
    notes = [f"{each.name}: {each.note}." for each in comparison.schedules if each.note]
    notes += comparison.notes
    notes.append("Present values in dollars; positive amounts speak for the plan.")
    if comparison.verdict_without_price_view:
        notes.append(
            f"{WITHOUT_VIEW.capitalize()}: what is tax alone. The share begins at "
            "today's price and grows at the discount rate, so that waiting for its "
            "price is worth nothing. The plan made for that: "
            f"{comparison.verdict_without_price_view}"
        )
    return notes
