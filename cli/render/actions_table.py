"""What to do, day by day."""

from isoplan.cli.layout.width import USUAL
from isoplan.cli.render.table import table
from isoplan.models.results.number_text import whole
from isoplan.models.results.plan import Action, Plan

HEADS = ("date", "do", "grant or lot", "disposition", "shares", "$/share", "$")
NARROW_HEADS = ("date, do", "grant or lot", "shares", "$/share", "$")
NARROW = 72
"""Columns below which what is done stands under the day."""


def actions_table(plan: Plan, width: int = USUAL) -> str:
    """Return what to do, by date."""
    if not plan.actions:
        return "Nothing to do."
    rows = [
        (
            action.date.isoformat(),
            action.kind.replace("_", " "),
            what_of(action),
            kind_of(action),
            f"{action.shares:,}",
            f"{action.price:,.2f}",
            whole(action.shares * action.price),
        )
        for action in plan.actions
    ]
    if width >= NARROW:
        return table(HEADS, rows, left=4, width=width)
    narrow = [
        (f"{on}\n{do}", "\n".join(filter(None, (what, kind))), *numbers)
        for on, do, what, kind, *numbers in rows
    ]
    return table(NARROW_HEADS, narrow, left=2, width=width)


def kind_of(action: Action) -> str:
    """Return how a sale is taxed, as far as there are kinds."""
    excluded = "" if action.exclusion is None else f"{action.exclusion:.0%} excluded"
    return ", ".join(filter(None, (action.disposition, excluded)))


def what_of(action: Action) -> str:
    """Return which options or shares an action is about, and how many of a buyer's."""
    of = action.lot
    if action.options:
        of = action.options + ", 83(b)" * action.election_83b
    if action.buyer_shares is None:
        return of
    return f"{of} ({action.buyer_shares:,} of {action.buyer})"
