"""A row of a batch's summary: one household, and what has changed for it."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from isoplan.models.base.cents import in_cents
from isoplan.models.results.base import Result
from isoplan.models.results.number_text import dollars
from isoplan.models.results.verdict import Status

AS_WORTH = {"after_tax_value": "worth", "least_tax": "tax"}
"""What an objective measures, in a word."""
SMALLEST_CHANGE = 0.5
"""Dollars that a change is worth a word from."""


class BatchRow(Result):
    """One household; dollars."""

    household: str = Field(description="Name of its result, without ending.")
    file: str = Field(description="Its file within the folder.")
    scenario: str = Field(default="", description="Title of its scenario.")
    status: Status | Literal["failed"] = Field(description="That of its plan.")
    start: date | None = Field(default=None, description="Of its plan.")
    next_date: date | None = Field(
        default=None,
        description="First day on which something is done; that on which the future "
        "parts where nothing is done before it.",
    )
    next_step: str = Field(default="", description="What is done on it.")
    amt_this_year: float | None = Field(
        default=None,
        description="Federal AMT of the plan's first year; the mean over outcomes.",
    )
    credit_left: float | None = Field(
        default=None, description="Federal credit left after that year; likewise."
    )
    measured_by: str = Field(default="", description="What value is: worth, or tax.")
    value: float | None = Field(
        default=None, description="Of the objective; present value."
    )
    gap: float | None = Field(
        default=None, description="Distance of the value from the best possible."
    )
    changed: str = Field(
        default="", description="Since the batch before this one, in words."
    )
    value_change: float | None = Field(default=None, description="Of value.")
    amt_change: float | None = Field(default=None, description="Of amt_this_year.")
    exit_code: int = Field(default=0, description="That isoplan plan ends with.")
    failure: str = Field(default="", description="Why there is no plan.")

    @property
    def is_failed(self) -> bool:
        """Return whether there is no plan."""
        return self.status == "failed"


CHANGES = {"changed": "", "value_change": None, "amt_change": None}
"""Fields of a row in which nothing has changed."""


def with_changes(
    row: BatchRow, before: BatchRow | None, plan_before: BatchRow | None
) -> BatchRow:
    """Return a row with what has changed.

    Args:
        row: Of now.
        before: Of the time before; None for a household that is new.
        plan_before: The last one with a plan, if there is one.
    """
    if before is None:
        return row.model_copy(update={"changed": "new"})
    if row.is_failed:
        failed_too = before.is_failed
        return row.model_copy(update={"changed": "" if failed_too else "has no plan"})
    told = ["has a plan again"] if before.is_failed else []
    if plan_before is None:
        return row.model_copy(update={"changed": ", ".join(told)})
    value, amt = (
        _difference(row.value, plan_before.value),
        _difference(row.amt_this_year, plan_before.amt_this_year),
    )
    if row.measured_by != plan_before.measured_by:
        value = None
        told.append(f"measured by {row.measured_by}")
    if (row.next_date, row.next_step) != (plan_before.next_date, plan_before.next_step):
        told.append(f"first step was {_step(plan_before)}")
    told += [
        f"{what} {'+' if change > 0.0 else ''}{dollars(change)}"
        for what, change in ((row.measured_by, value), ("AMT this year", amt))
        if change is not None and abs(change) >= SMALLEST_CHANGE
    ]
    update = {"changed": "; ".join(told), "value_change": value, "amt_change": amt}
    return row.model_copy(update=update)


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else in_cents(now - before)


def _step(row: BatchRow) -> str:
    return f"{row.next_step} on {row.next_date}" if row.next_date else row.next_step


def by_attention(rows: Sequence[BatchRow]) -> list[BatchRow]:
    """Return rows by what needs attention first: failures, then the next date."""
    return sorted(
        rows,
        key=lambda each: (
            not each.is_failed,
            each.next_date or date.max,
            each.household,
        ),
    )
