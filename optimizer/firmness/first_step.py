"""The first step of a plan, and whether that of another plan is the same."""

from collections.abc import Sequence
from typing import Literal, cast, get_args

from isoplan.models.results.firmness import FirstStep, StepAction
from isoplan.models.results.plan import Action

Decided = Literal["exercise", "sell", "give"]
SAME_PERCENT = 5
"""Of the shares, by which an action may differ and be the same."""
FEW_SHARES = 10
"""By which it may always differ."""
TRIFLE = 25.0
"""Dollars by which another step may be better and keeping to the first one be right."""


def same_means(*, kept: bool) -> str:
    """Return when a first step stays the same, as a clause.

    Args:
        kept: Whether it was also looked at what keeping to the step loses.
    """
    said = (
        "the best plan does the same on the same day, with each number of shares "
        f"within {SAME_PERCENT} in a hundred or {FEW_SHARES} shares"
    )
    return f"{said}; or doing so loses at most ${TRIFLE:.0f}" if kept else said


def first_step(actions: Sequence[Action]) -> FirstStep:
    """Return what the household decides on the first day on which it acts at all.

    Options that a buyer cashes out and shares written off are no decision.

    Args:
        actions: Of a plan, in any order.
    """
    decided = [each for each in actions if each.kind in get_args(Decided)]
    if not decided:
        return FirstStep(on=None, actions=())
    day = min(each.date for each in decided)
    parts = [
        StepAction(
            kind=cast("Decided", each.kind),
            grant=each.grant,
            of=each.options if each.kind == "exercise" else each.lot,
            shares=each.shares,
        )
        for each in decided
        if each.date == day
    ]
    return FirstStep(on=day, actions=tuple(parts))


def same(one: FirstStep, other: FirstStep) -> bool:
    """Return whether a step is another one, its numbers of shares nearly the same.

    Args:
        one: Measures the shares.
        other: Compared with it.
    """
    ours, theirs = _shares(one), _shares(other)
    return (
        one.on == other.on
        and ours.keys() == theirs.keys()
        and all(
            abs(theirs[key] - shares) <= max(FEW_SHARES, shares * SAME_PERCENT / 100)
            for key, shares in ours.items()
        )
    )


def _shares(step: FirstStep) -> dict[tuple[str, str], int]:
    """Return the shares of each part of a step."""
    found: dict[tuple[str, str], int] = {}
    for each in step.actions:
        key = each.kind, each.of
        found[key] = found.get(key, 0) + each.shares
    return found
