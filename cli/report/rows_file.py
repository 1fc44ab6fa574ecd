"""A report as rows of text (CSV): the actions, or a comparison's schedules."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from isoplan.models.results.comparison import Comparison
from isoplan.models.results.display import Row
from isoplan.models.results.plan import Action, Plan

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""With these a text begins that a spreadsheet would take for a formula."""


def plan_rows(plan: Plan) -> bytes:
    """Return the actions of a plan, one a row; its columns are those of the JSON."""
    return action_rows(plan.to_rows("actions"), Action.model_fields)


def action_rows(actions: Sequence[Row], names: Iterable[str]) -> bytes:
    """Return actions, one a row, with their amount last.

    Args:
        actions: As plain rows.
        names: Headings where there are no actions.
    """
    headings = [*(actions[0] if actions else names), "amount"]
    rows = [[*row.values(), round(row["shares"] * row["price"], 2)] for row in actions]
    return written(headings, rows)


def comparison_rows(comparison: Comparison) -> bytes:
    """Return the schedules of a comparison, one a row."""
    rows = comparison.to_rows()
    names = list(dict.fromkeys(name for row in rows for name in row))
    return written(names, [[row.get(name) for name in names] for row in rows])


def written(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as UTF-8 with the mark that spreadsheets ask for."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """Return a value; a text that looks like a formula gets a quote in front."""
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return value
