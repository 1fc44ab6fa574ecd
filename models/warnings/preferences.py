"""Preferences that change nothing."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem
from isoplan.models.inputs.preferences import OVER_OUTCOMES, Preferences
from isoplan.models.situation import Situation


def preference_warnings(situation: Situation) -> Iterator[Problem]:
    """Report preferences that change nothing."""
    preferences = situation.preferences
    is_there = "preferences" in situation.scenario.model_fields_set
    of_outcomes = preferences.model_fields_set & {*OVER_OUTCOMES}  # left out of a path
    if is_there and not preferences.given and not of_outcomes:
        *names, last = Preferences.model_fields
        remedy = f"give {', '.join(names)} or {last}, or remove it"
        yield Problem("preferences", "", "holds no preference", remedy)
    for path, table in preferences.tables:
        yield from table.warnings(path, situation.plan, situation.market)
