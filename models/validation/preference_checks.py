"""Preferences beside the rest of a scenario: what cannot be."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem
from isoplan.models.validation.readable_parts import ReadableParts


def preference_problems(parts: ReadableParts) -> Iterator[Problem]:
    """Report what each preference says is wrong with it beside the plan."""
    if parts.plan is None or parts.preferences is None:
        return
    yield from parts.preferences.problems(parts.plan)
