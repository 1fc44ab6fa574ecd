"""Why each action is what it is, for people."""

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.models.results.plan import Plan


def why_lines(plan: Plan, width: int = USUAL) -> str:
    """Return each action's reason under its day; empty if none was worked out.

    Args:
        plan: With or without reasons.
        width: Columns of the terminal.
    """
    lines = [
        wrapped(f"{action.date}  {action.why}", width, later=" " * 12)
        for action in plan.actions
        if action.why
    ]
    return "\n".join(["Why:", *lines]) if lines else ""
