"""A plan in short, as the page shows it first: what to do now, and four figures."""

from collections.abc import Sequence
from typing import Any

from isoplan.cli.render.first_screen import DONE_AS, done_in_words
from isoplan.cli.report import cells
from isoplan.cli.report.page import tiles
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import Action
from isoplan.models.results.report import Report
from isoplan.models.results.verdict import in_short

MOST_SHOWN = 6
"""Actions of one day that are shown."""


def answer_of(report: Report) -> dict[str, Any]:
    """Return what is done first and next, four figures and what was proven."""
    plan = report.plan
    days = _by_day(plan.actions)
    return {
        "verdict": in_short(plan.status, plan.objective.gap),
        "proof": plan.verdict(),
        "year": plan.years[0].year,
        "days": [_day(actions) for actions in days[:2]],
        "more": sum(map(len, days[2:])),
        "room": "" if plan.room is None else plan.room.sentence(),
        "tiles": [
            {
                "name": each.name,
                "figure": each.shown.text,
                "value": each.shown.value,
                "under": " ".join(
                    filter(None, [each.under, each.until.text if each.until else ""])
                ),
            }
            for each in tiles(report)
        ],
        "actions": [_action(each) for each in plan.actions],
    }


def _by_day(actions: Sequence[Action]) -> list[list[Action]]:
    days: dict[object, list[Action]] = {}
    for action in actions:
        days.setdefault(action.date, []).append(action)
    return list(days.values())


def _day(actions: Sequence[Action]) -> dict[str, Any]:
    """Return what is done on one day, in words."""
    day = actions[0].date
    return {
        "on": cells.day(day, "").text,
        "year": day.year,
        "steps": [
            {
                "do": done_in_words(each),
                "money": f"{DONE_AS[each.kind][1]} {dollars(each.shares * each.price)}",
                "why": each.why,
            }
            for each in actions[:MOST_SHOWN]
        ],
        "more": max(len(actions) - MOST_SHOWN, 0),
    }


def _action(action: Action) -> dict[str, Any]:
    """Return an action as a timeline shows it."""
    return {
        "on": action.date.isoformat(),
        "kind": action.kind,
        "shares": action.shares,
        "what": done_in_words(action),
        "grant": action.grant,
        "lot": action.lot,
    }


def compared_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Return each schedule beside the plan: its worth, and how much less that is."""
    return [
        {
            "name": " ".join([each.name, *each.marks]),
            "worth": dollars(each.after_tax_value),
            "less": dollars(each.worse_by),
        }
        for each in comparison.schedules
    ]
