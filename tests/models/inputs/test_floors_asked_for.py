"""Floors under what outcomes are worth: what a file may ask for, every message."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.inputs.preferences import Preferences

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
MISTAKES = [
    pytest.param(
        {"worst_outcome": "-30,000"},
        "preferences.worst_outcome is '-30,000', which is text, not a number; write "
        "digits, without quotes",
        id="worst-in-quotes",
    ),
    pytest.param(
        {"cvar": -10_000},
        "preferences.cvar is -10000, which is not a table; write its fields under its "
        "heading",
        id="tail-alone",
    ),
    pytest.param(
        {"cvar": {"part": 0.0, "at_least": -10_000}},
        "preferences.cvar.part is 0.0, which is not above 0; give a number above 0",
        id="no-part",
    ),
    pytest.param(
        {"cvar": {"part": 1, "at_least": -10_000}},
        "preferences.cvar.part is 1, which is every outcome: their mean is what the "
        "plan maximizes; give a part below 1, such as 0.2 for the worst fifth, or "
        "remove cvar",
        id="every-outcome",
    ),
    pytest.param(
        {"cvar": {"part": 20, "at_least": -10_000}},
        "preferences.cvar.part is 20, which is above 1; give 1 or less, as a fraction: "
        "0.03 is 3 percent",
        id="percent",
    ),
    pytest.param(
        {"cvar": {"part": 0.2, "at_least": -10_000, "parts": 0.2}},
        "preferences.cvar.parts is not a field of the scenario file; did you mean "
        "'part'?",
        id="near-miss",
    ),
    pytest.param(
        {"worst_outcom": -10_000},
        "preferences.worst_outcom is not a field of the scenario file; did you mean "
        "'worst_outcome'?",
        id="worst-near-miss",
    ),
    pytest.param(
        {"worst_outcome": -5_000, "cvar": {"part": 0.2, "at_least": -10_000}},
        "preferences.cvar is a table with part, at_least, which limits nothing: "
        "worst_outcome = -5000 keeps every outcome at that or above; give "
        "cvar.at_least more than worst_outcome, or remove one of them",
        id="tail-below-the-worst",
    ),
    pytest.param(
        {"worst_outcome": 0},
        "preferences.worst_outcome limits what the outcomes are worth, and this file "
        "has one path alone; add [[branches]] or [uncertainty], or remove it",
        id="one-path",
    ),
    pytest.param(
        {"cvar": {"part": 0.2, "at_least": -10_000}},
        "preferences.cvar limits what the outcomes are worth, and this file has one "
        "path alone; add [[branches]] or [uncertainty], or remove it",
        id="tail-of-one-path",
    ),
]


@pytest.mark.parametrize(("preferences", "line"), MISTAKES)
def test_one_mistake_is_one_line(
    preferences: Fields, line: str, lines_with: Lines
) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with({"preferences": preferences}) == [line]


def test_a_floor_of_nothing_is_a_preference() -> None:
    """No outcome below zero is a limit; and one path has none of the floors."""
    given = Preferences.model_validate({"worst_outcome": 0, "no_amt": True})
    assert given.given == ("no_amt", "worst_outcome")
    assert given.over_outcomes == ("worst_outcome",)
    assert given.without(*given.over_outcomes).given == ("no_amt",)
