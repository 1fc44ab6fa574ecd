"""Preferences that contradict the rest of a scenario."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem, shown
from isoplan.models.validation.readable_parts import ReadableParts


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
