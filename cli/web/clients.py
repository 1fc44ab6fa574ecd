"""The clients of a batch as the page lists them; one of them as a scenario's text.

Figures are those of the results: nothing is worked out here, and all of it is text.
"""

import json
from typing import Any

from isoplan.cli.batch.changes_file import steps_of
from isoplan.cli.batch.finished import FinishedBatch, OpenedHousehold
from isoplan.cli.batch.row import BatchRow
from isoplan.cli.batch.summary import BatchSummary
from isoplan.cli.report import cells
from isoplan.cli.scenario_text.editing import NotEdited, as_toml, edited
from isoplan.models.base.errors import IsoPlanError, ScenarioErrors

HEADINGS = (
    *("client", "next date", "next step", "AMT this year", "credit left"),
    *("worth or tax", "what changed", "gap", "status"),
)
"""Of the page's table."""
NO_CLIENTS = "no clients are listed: start the page with isoplan web --clients RESULTS"


class NotListed(IsoPlanError):
    """The page was started without clients."""


def clients_of(batch: FinishedBatch | None) -> dict[str, Any]:
    """Return the table of the clients, who needs attention first.

    Raises:
        NotListed: If no clients are listed.
        BatchRefused: If the summary cannot be read.
    """
    if batch is None:
        raise NotListed(NO_CLIENTS)
    rows = batch.rows()
    said = [BatchSummary(rows).answer(), batch.notice]
    return {
        "kind": "clients",
        "answer": " ".join(each for each in said if each),
        "headings": HEADINGS,
        "rows": [_row(each) for each in rows],
    }


def opened_in(batch: FinishedBatch | None, name: str) -> OpenedHousehold:
    """Return a client by the name that the table has.

    Raises:
        NotListed: If no clients are listed.
        BatchRefused: If there is none of that name, or it cannot be opened.
        ScenarioErrors: If its file cannot be read.
    """
    if batch is None:
        raise NotListed(NO_CLIENTS)
    return batch.opened(name)


def text_of(opened: OpenedHousehold) -> tuple[str, list[str]]:
    """Return a client's scenario as TOML, with what the batch changed in it.

    Where that cannot be set the file stands as it is, and so does one that is no
    scenario at all.

    Returns:
        The text, and what must be known of it and of the plan.
    """
    told = list(opened.told)
    try:
        text = as_toml(opened.text)
    except ScenarioErrors:
        return opened.text, told
    if not opened.changes:
        return text, told
    named = ", ".join(
        f"{path} = {_shown(value)}" for path, value in opened.changes.items()
    )
    edits = [
        {"path": list(steps_of(path)), "value": value}
        for path, value in opened.changes.items()
    ]
    try:
        text = edited(text, edits)
        told.append(
            f"The batch changed {opened.row.file}, as the text has it: {named}."
        )
    except (NotEdited, ScenarioErrors):
        told.append(
            f"The batch changed {opened.row.file}, and the text does not have it: "
            f"{named}. Set it by hand."
        )
    return text, told


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _row(row: BatchRow) -> dict[str, Any]:
    """Return a row: its cells as text, and by what each column is sorted."""
    day = "" if row.next_date is None else cells.day(row.next_date, "").text
    step = f"No plan: {row.failure}" if row.is_failed else row.next_step
    gap = "" if row.gap is None else cells.cents(row.gap, "").text
    value = _money(row, "value")
    measured = f"{value} {row.measured_by}".strip()
    words = [row.changed, gap, row.status.replace("_", " ")]
    amounts = [_money(row, "amt_this_year"), _money(row, "credit_left")]
    return {
        "name": row.household,
        "title": row.scenario,
        "failed": row.is_failed,
        "cells": [row.household, day, step, *amounts, measured, *words],
        "sort": [
            row.household,
            None if row.next_date is None else row.next_date.isoformat(),
            step,
            row.amt_this_year,
            row.credit_left,
            row.value,
            row.changed or None,
            row.gap,
            row.status,
        ],
    }


def _money(row: BatchRow, field: str) -> str:
    amount = getattr(row, field)
    return "" if amount is None else cells.money(amount, field).text
