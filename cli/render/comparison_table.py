"""A comparison for people: the answer, the schedules, why they differ."""

from collections.abc import Sequence

from isoplan.cli.render.table import dollars, table, whole
from isoplan.models.results.comparison import ComparedSchedule, Comparison

SOMETIMES = {
    "payroll_tax": "payroll",
    "interest": "interest",
    "state_tax_after_credit": "state",
}
"""Causes that have a column only where there are any, and its head."""


def comparison_report(comparison: Comparison) -> str:
    """Return the whole report of a comparison."""
    parts = [
        answer(comparison),
        schedules_table(comparison),
        causes_table(comparison),
        "\n".join(_notes(comparison)),
    ]
    return "\n\n".join(part for part in parts if part)


def answer(comparison: Comparison) -> str:
    """Return in a sentence what the plan gains over the best of the others."""
    plan, *others = comparison.schedules
    carried = [
        other for other in others if other.affordable and other.keeps_preferences
    ]
    if comparison.objective == "least_tax":
        return _least_tax_answer(
            plan, [other for other in carried if other.disposes_of_all]
        )
    worth = f"The plan is worth {dollars(plan.after_tax_value)} after tax"
    if not carried:
        if any(other.affordable for other in others):
            return f"{worth}; no other schedule keeps the household's preferences."
        return f"{worth}; cash carries none of the other schedules."
    best = max(carried, key=lambda other: other.after_tax_value)
    more = "more" if best.worse_by >= 0 else "less"
    by = dollars(abs(best.worse_by))
    return f"{worth}: {by} {more} than the best other, {best.name!r}."


def _least_tax_answer(plan: ComparedSchedule, others: list[ComparedSchedule]) -> str:
    causes = (
        f"The plan causes {dollars(plan.objective_value)} of tax, present value, to "
        "sell every share"
    )
    if not others:
        return f"{causes}; no other schedule sells them all."
    best = min(others, key=lambda other: other.objective_value)
    less = dollars(best.objective_value - plan.objective_value)
    return f"{causes}: {less} less than the best other that does, {best.name!r}."


def schedules_table(comparison: Comparison) -> str:
    """Return one row a schedule, the plan first."""
    states = any(each.state_tax_after_credit for each in comparison.schedules)
    heads = (
        "schedule", "after tax $", "less than plan $", "tax caused $", "AMT $",
        "credit used $", "credit left $", "credit gone in",
        *(("state AMT $", "state tax $") if states else ()), "cash needed $",
    )  # fmt: skip
    rows = [
        (
            each.name
            + ("" if each.affordable else " (!)")
            + ("" if each.keeps_preferences else " (w)"),
            whole(each.after_tax_value),
            whole(each.worse_by),
            whole(each.tax_caused),
            whole(each.amt),
            whole(each.credit_used),
            whole(each.credit_carryforward_out),
            str(each.credit_gone_in or "-"),
            *(_of_states(each) if states else ()),
            whole(each.cash_needed),
        )
        for each in comparison.schedules
    ]
    return table(heads, rows, left=1)


def _of_states(each: ComparedSchedule) -> tuple[str, str]:
    return whole(each.state_amt), whole(each.state_tax_after_credit)


def causes_table(comparison: Comparison) -> str:
    """Return why each schedule is worth less than the plan."""
    others = comparison.schedules[1:]
    shown = [
        name for name in SOMETIMES if any(getattr(each.causes, name) for each in others)
    ]
    heads = (
        "less than the plan by $", "regular tax", "AMT", "credit", "surtaxes",
        *(SOMETIMES[name] for name in shown), "price and timing", "together",
    )  # fmt: skip
    rows = [_causes_row(each, shown) for each in others]
    return table(heads, rows, left=1)


def _causes_row(each: ComparedSchedule, shown: Sequence[str]) -> tuple[str, ...]:
    causes = each.causes
    return (
        each.name,
        whole(causes.regular_tax),
        whole(causes.amt),
        whole(causes.credit_used),
        whole(causes.surtaxes),
        *(whole(getattr(causes, name)) for name in shown),
        whole(causes.price_and_timing),
        whole(each.worse_by),
    )


def _notes(comparison: Comparison) -> list[str]:
    notes = []
    if any(not each.affordable for each in comparison.schedules):
        notes.append("(!) the household's cash and savings do not carry this schedule.")
    if any(not each.keeps_preferences for each in comparison.schedules):
        notes.append("(w) this schedule does not keep the household's preferences.")
    notes += [
        f"{each.name}: {each.note}." for each in comparison.schedules if each.note
    ]
    notes += comparison.notes
    proven = (
        "proven optimal" if comparison.status == "optimal" else "not proven optimal"
    )
    notes.append(
        "Present values in dollars; positive amounts speak for the plan, which is "
        f"{proven}."
    )
    return notes
