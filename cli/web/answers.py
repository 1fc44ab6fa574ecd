"""A plan in short, as the page shows it first: what to do now, and four figures."""

from collections.abc import Sequence
from typing import Any

from isoplan.cli.render.first_screen import DONE_AS, done_in_words
from isoplan.cli.report import cells
from isoplan.cli.report.page import Tile, proven_tile, tiles
from isoplan.cli.tree_report.page import outcomes_tiles
from isoplan.models.branching.outcomes import branches_of
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import Action, Plan
from isoplan.models.results.verdict import Status, in_short
from isoplan.models.scenario import Scenario
from isoplan.optimizer.firmness.solved_again import SolvedAgain

MOST_SHOWN = 6
"""Actions of one day that are shown."""


def answer_of(plan: Plan) -> dict[str, Any]:
    """Return what is done first and next, four figures and what was proven."""
    room = "" if plan.room is None else plan.room.sentence()
    verdict = in_short(plan.status, plan.objective.gap), plan.verdict()
    return _answer(plan.actions, plan.years[0].year, tiles(plan), verdict, room)


def outcomes_answer(plan: OutcomesPlan) -> dict[str, Any]:
    """Return the same of a plan over outcomes: what is done whatever comes."""
    verdict = in_short(plan.status, plan.objective.gap), plan.verdict()
    first = plan.now.begins.year
    answer = _answer(plan.now.actions, first, outcomes_tiles(plan), verdict)
    return {**answer, "until": cells.day(plan.parts_on, "").text}


def moved_answer(solved: SolvedAgain, scenario: Scenario) -> dict[str, Any]:
    """Return the same of a plan over outcomes that was looked for alone."""
    objective = solved.objective
    status: Status = "proven_in_fractions" if solved.proven else "feasible"
    worth = Tile("Worth after tax", cells.money(objective.value, ""), "on average")
    shown = [worth, proven_tile(objective, status)]
    words = in_short(status, objective.gap)
    first = scenario.plan.start.year
    answer = _answer(solved.now, first, shown, (words, f"{words.capitalize()}."))
    parts = min(branch.begins for branch in branches_of(scenario))
    return {**answer, "until": cells.day(parts, "").text}


def _answer(
    actions: Sequence[Action],
    year: int,
    figures: Sequence[Tile],
    verdict: tuple[str, str],
    room: str = "",
) -> dict[str, Any]:
    """Return a plan in short.

    Args:
        actions: By date.
        year: The plan's first.
        figures: On top.
        verdict: In a few words, and as a sentence.
        room: What the first year has room for without AMT, as a sentence.
    """
    days = _by_day(actions)
    return {
        "verdict": verdict[0],
        "proof": verdict[1],
        "year": year,
        "until": "",
        "days": [_day(each) for each in days[:2]],
        "room": room,
        "tiles": [
            {
                "name": each.name,
                "figure": each.shown.text,
                "under": _under(each),
            }
            for each in figures
        ],
        "actions": [_action(each) for each in actions],
    }


def _under(tile: Tile) -> str:
    return tile.under if tile.until is None else f"{tile.under} {tile.until.text}"


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
