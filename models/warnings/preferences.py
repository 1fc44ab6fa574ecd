"""Preferences that change nothing."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import Situation


def preference_warnings(situation: Situation) -> Iterator[Problem]:
    """Report preferences that change nothing."""
    preferences = situation.preferences
    if "preferences" in situation.scenario.model_fields_set and not preferences.given:
        *names, last = Preferences.model_fields
        remedy = f"give {', '.join(names)} or {last}, or remove it"
        yield Problem("preferences", "", "holds no preference", remedy)
    for path, table in preferences.tables:
        yield from table.warnings(path, situation.plan, situation.market)
