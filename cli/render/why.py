"""Why each action is what it is, and how many options go without AMT, for people."""

from textwrap import wrap

from isoplan.models.results.plan import Plan

WIDTH = 80
"""Columns of a terminal."""


def why_lines(plan: Plan, width: int = WIDTH) -> str:
    """Return each action's reason under its day; empty if none was worked out.

    Args:
        plan: With or without reasons.
        width: Columns of the terminal.
    """
    lines = [
        line
        for action in plan.actions
        if action.why
        for line in wrap(
            f"{action.date}  {action.why}", width, subsequent_indent=" " * 12
        )
    ]
    return "\n".join(["Why:", *lines]) if lines else ""


def room_line(plan: Plan) -> str:
    """Return how many options the first year has room for; empty if not worked out."""
    return "" if plan.room is None else plan.room.sentence()
