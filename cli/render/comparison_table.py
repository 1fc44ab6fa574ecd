"""A comparison for people: the answer, the schedules, why they differ."""

from collections.abc import Sequence

from isoplan.cli.render.table import table
from isoplan.models.results.comparison import ComparedSchedule, Comparison
from isoplan.models.results.number_text import whole

SOMETIMES = {
    "nonrefundable_credits": "other credits",
    "payroll_tax": "payroll",
    "interest": "interest",
    "state_tax_after_credit": "state",
}
"""Causes that have a column only where there are any, and its head."""

WITHOUT_VIEW = "without a view on the price"
"""Heads the column of what the plan, made anew, gains where the price is flat."""


def comparison_report(comparison: Comparison) -> str:
    """Return the whole report of a comparison."""
    schedules = comparison.table()
    parts = [
        comparison.answer(),
        table(schedules.headings, schedules.rows, left=schedules.left),
        causes_table(comparison),
        "\n".join((*schedules.notes, *_notes(comparison))),
    ]
    return "\n\n".join(part for part in parts if part)


def causes_table(comparison: Comparison) -> str:
    """Return why each schedule is worth less than the plan."""
    others = comparison.schedules[1:]
    shown = [
        name for name in SOMETIMES if any(getattr(each.causes, name) for each in others)
    ]
    heads = (
        "less than the plan by $", "regular tax", "AMT", "credit", "surtaxes",
        *(SOMETIMES[name] for name in shown), "price and timing", "together",
        *([WITHOUT_VIEW] if comparison.verdict_without_price_view else []),
    )  # fmt: skip
    rows = [_causes_row(each, shown) for each in others]
    return table(heads, rows, left=1)


def _causes_row(each: ComparedSchedule, shown: Sequence[str]) -> tuple[str, ...]:
    causes, view = each.causes, each.without_price_view
    return (
        each.name,
        whole(causes.regular_tax),
        whole(causes.amt),
        whole(causes.credit_used),
        whole(causes.surtaxes),
        *(whole(getattr(causes, name)) for name in shown),
        whole(causes.price_and_timing),
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
