"""Where the household lives: one state, or a table of the day of each move.

In a file::

    state = "CA"
    state = { 2026-01-01 = "CA", 2028-07-01 = "WA" }
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import FIRST_YEAR, Day
from isoplan.models.law.state_figures import STATES
from isoplan.models.tax.residence import ResidencyPeriod

ALWAYS = date(FIRST_YEAR, 1, 1)
"""Stands for the day where one state holds for all time."""


def _state(given: object) -> object:
    """Return a state's code as it is, or say what would be right."""
    if isinstance(given, str) and given not in {"", *STATES}:
        code = given.strip().upper()
        remedy = f"write {code!r}" if code in STATES else "as in 'CA', 'NY' or 'TX'"
        raise WrongValue("which is not the two-letter code of a state", remedy)
    return given


StateCode = Annotated[
    str,
    BeforeValidator(_state),
    Field(json_schema_extra={"enum": ["", *STATES]}),
]
"""The two-letter code of a state, or nothing."""


def _moves(given: object) -> object:
    """Return the table of moves behind either written form."""
    if isinstance(given, str):
        _state(given)
        return {ALWAYS: given} if given else {}
    if not isinstance(given, Mapping):
        raise WrongValue(
            "which is neither a state nor a table of moves",
            "write 'CA', or { 2026-01-01 = 'CA', 2028-07-01 = 'WA' }",
        )
    return given


def _in_order(moves: dict[date, str]) -> dict[date, str]:
    return dict(sorted(moves.items()))


def _as_in_file(moves: Mapping[date, str]) -> object:
    """Return one state, or the table with text as keys."""
    if set(moves) <= {ALWAYS}:
        return moves.get(ALWAYS, "")
    return {day.isoformat(): state for day, state in moves.items()}


_CODE = {"enum": ["", *STATES], "type": "string"}
StateByDate = Annotated[
    dict[Day, StateCode],
    BeforeValidator(_moves),
    AfterValidator(_in_order),
    PlainSerializer(_as_in_file),
    WithJsonSchema(
        {
            "anyOf": [
                _CODE,
                {
                    "type": "object",
                    "description": "The state from each day on.",
                    "propertyNames": {"format": "date"},
                    "additionalProperties": _CODE,
                },
            ]
        }
    ),
]
"""The state lived in by the day from which; empty if none is given."""


def in_words(moves: Mapping[date, str]) -> str:
    """Return where the household lives, such as ``CA, from 2028-07-01 WA``."""
    if not moves:
        return ""
    first, *others = sorted(moves)
    said = [moves[first] or "no state"]
    said += [f"from {day} {moves[day] or 'no state'}" for day in others]
    return ", ".join(said)


def state_on(moves: Mapping[date, str], day: date) -> str:
    """Return the state lived in on a day; before the first move it is the first one."""
    if not moves:
        return ""
    begun = [since for since in moves if since <= day]
    return moves[max(begun, default=min(moves))]


def residency_periods(
    moves: Mapping[date, str], year: int
) -> tuple[ResidencyPeriod, ...]:
    """Return the states of a year in the order of their first days, each once."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    starts = [first, *(since for since in sorted(moves) if first < since <= last)]
    ends = [*(since - timedelta(days=1) for since in starts[1:]), last]
    spans: dict[str, list[tuple[date, date]]] = {}
    for start, end in zip(starts, ends, strict=True):
        spans.setdefault(state_on(moves, start), []).append((start, end))
    return tuple(ResidencyPeriod(state, tuple(found)) for state, found in spans.items())


def part_of_days(
    moves: Mapping[date, str], state: str, first: date, last: date
) -> float:
    """Return the part of the days from ``first`` to ``last`` lived in a state."""
    starts = [first, *(since for since in sorted(moves) if first < since <= last)]
    ends = [*starts[1:], last + timedelta(days=1)]
    lived = sum(
        (end - start).days
        for start, end in zip(starts, ends, strict=True)
        if state_on(moves, start) == state
    )
    return lived / ((last - first).days + 1)
