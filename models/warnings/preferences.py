"""Preferences that change nothing."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem
from isoplan.models.situation import Situation


def preference_warnings(situation: Situation) -> Iterator[Problem]:
    """Report preferences that change nothing."""
    preferences, plan = situation.preferences, situation.plan
    if "preferences" in situation.scenario.model_fields_set and not preferences.given:
        yield Problem(
            "preferences",
            "",
            "holds no preference",
            "give actions_per_year, smallest_trade, whole_lots or most_in_stock, or "
            "remove it",
        )
    limit = preferences.most_in_stock
    if limit is not None and not limit.measured_on(plan, situation.market):
        yield Problem(
            "preferences.most_in_stock",
            "",
            f"limits nothing: up to {plan.horizon} there is no day on which shares can "
            "be sold",
            "correct from_year or the market, or remove it",
        )
