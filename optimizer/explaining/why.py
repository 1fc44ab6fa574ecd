"""One sentence for each action of a plan: what stops it, and what else it could be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.results.plan import Action
from isoplan.models.results.why import Why
from isoplan.optimizer.explaining.moves import Move, PlanAsShares
from isoplan.optimizer.explaining.planned_actions import (
    PlannedAction,
    planned_actions,
)
from isoplan.optimizer.explaining.stops import Stop, stops_of

MOST_ACTIONS = 60
"""Actions that are explained, from the first one on."""
BY_THEMSELVES = ("cash_out", "write_off")
"""Kinds of action that nobody decides."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The best of an action's neighbors that keep all limits.

    Attributes:
        said: In words.
        loses: Dollars of the objective.
    """

    said: str
    loses: float


def explained(actions: Sequence[Action], plan: PlanAsShares) -> tuple[Action, ...]:
    """Return a plan's actions, the first ones with why they are what they are.

    Args:
        actions: Of the plan, by date.
        plan: The same as shares of columns.
    """
    planned = planned_actions(actions[:MOST_ACTIONS], plan)
    known = [each for each in planned if each is not None]
    if not known:
        return tuple(actions)
    pairs = zip(stops_of(plan, known), _next_best(plan, known), strict=True)
    reasons = dict(zip((id(each) for each in known), pairs, strict=True))
    found = list(actions)
    for number, each in enumerate(planned):
        if each is not None:
            stop, other = reasons[id(each)]
            why = _why(stop, other)
            update = {"why": _sentence(each.action, stop, other), "reason": why}
            found[number] = each.action.model_copy(update=update)
    return tuple(found)


def _next_best(
    plan: PlanAsShares, actions: Sequence[PlannedAction]
) -> list[Alternative | None]:
    """Return each action's best alternative; None where it has none."""
    owners: list[int] = []
    said: list[str] = []
    moves: list[Move] = []
    for number, action in enumerate(actions):
        if action.action.kind in BY_THEMSELVES:
            continue
        for words, move in action.alternatives():
            owners.append(number)
            said.append(words)
            moves.append(move)
    found: list[Alternative | None] = [None] * len(actions)
    if not moves:
        return found
    priced = plan.moved(moves)
    costs = np.where(priced.keeps_limits(), priced.costs, np.inf)
    for place in np.argsort(-costs, kind="stable").tolist():
        if np.isfinite(costs[place]):
            found[owners[place]] = Alternative(said[place], float(costs[place]))
    return found


def _why(stop: Stop, other: Alternative | None) -> Why:
    """Return the numbers of a sentence."""
    return Why(
        stopped_by=stop.stopped_by,
        year=stop.year,
        on=stop.on,
        tax_on_last_share=_cents(stop.tax_on_last),
        tax_on_next_share=_cents(stop.tax_on_next),
        next_share_loses=_cents(stop.next_share_loses),
        next_best="" if other is None else other.said,
        next_best_loses=None if other is None else _cents(other.loses),
    )


def _cents(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 4) + 0.0


def _sentence(action: Action, stop: Stop, other: Alternative | None) -> str:
    """Return why an action is what it is."""
    verb = action.kind.replace("_", " ")
    said = f"{verb.capitalize()} {action.shares:,}: {stop.words}"
    if stop.tax_on_next is not None and stop.tax_on_last is not None:
        added, adds = _money(stop.tax_on_last), _money(stop.tax_on_next)
        said += f"; the next share would add {adds} of tax in {action.date.year}"
        said += f", the last one added {added}" * (added != adds)
    if other is not None:
        said += f"; next best is to {_instead(other, verb)}"
    return f"{said}."


def _instead(other: Alternative, verb: str) -> str:
    """Return an alternative in words, with what it loses."""
    said = other.said
    if said[0].isdigit():
        said = f"{verb} {said}"
    elif said == "not exercised":
        said = "exercise none of them"
    moves = "loses" if other.loses >= 0.0 else "gains"
    return f"{said}, which {moves} {_money(abs(other.loses))}"


def _money(amount: float) -> str:
    """Return dollars and cents, or whole dollars where there are many."""
    text = f"${abs(amount):,.2f}" if abs(amount) < 100 else f"${abs(amount):,.0f}"
    return f"-{text}" if round(amount, 2) < 0.0 else text
