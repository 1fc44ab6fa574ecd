"""Preferences beside the rest of a scenario: what cannot be, and what changes nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isoplan.models.base.problems import Problem, shown
from isoplan.models.validation.readable_parts import ReadableParts

if TYPE_CHECKING:
    from isoplan.models.scenario import Scenario


def preference_problems(parts: ReadableParts) -> Iterator[Problem]:
    """Report a limit on the stock that begins when the plan is over."""
    if parts.plan is None or parts.preferences is None:
        return
    limit, last = parts.preferences.most_in_stock, parts.plan.last_year
    if limit is not None and (limit.from_year or last) > last:
        yield Problem(
            "preferences.most_in_stock.from_year",
            shown(limit.from_year),
            f"after {last}, the last year in which anything is decided",
            f"give a year up to {last}, or give plan.last_year a later year",
        )


def preference_warnings(scenario: "Scenario") -> Iterator[Problem]:
    """Report preferences that change nothing."""
    preferences, plan = scenario.preferences, scenario.plan
    if "preferences" in scenario.model_fields_set and not preferences.given:
        yield Problem(
            "preferences",
            "",
            "holds no preference",
            "give actions_per_year, smallest_trade, whole_lots or most_in_stock, or "
            "remove it",
        )
    limit = preferences.most_in_stock
    if limit is not None and not limit.measured_on(plan, scenario.market):
        yield Problem(
            "preferences.most_in_stock",
            "",
            f"limits nothing: up to {plan.horizon} there is no day on which shares can "
            "be sold",
            "correct from_year or the market, or remove it",
        )
