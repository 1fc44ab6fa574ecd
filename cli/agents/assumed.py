"""What an answer rests on that nobody said: each field left out, and what holds then.

Invents nothing: these are the defaults that the schema states.
"""

from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from isoplan.models.scenario import Scenario

SECTIONS = ("plan", "household", "market")
ALWAYS = ("state", "cash", "inflation")
"""Told when left out though nothing stands in for them: much hangs on it."""


def left_out(scenario: Scenario) -> dict[str, Any]:
    """Return the fields that a scenario leaves out, with the value that holds.

    One whose value then is none, zero or empty is told if :data:`ALWAYS` names it.
    """
    found: dict[str, Any] = {}
    for section in SECTIONS:
        found |= left_out_of(getattr(scenario, section), f"{section}.")
    return found


def left_out_of(table: BaseModel, before: str = "") -> dict[str, Any]:
    """Return the fields that a table leaves out, with the value that holds.

    Args:
        table: As read.
        before: What stands before each name.
    """
    values = {
        name: getattr(table, name)
        for name in type(table).model_fields
        if name not in table.model_fields_set
    }
    plain = to_jsonable_python(values, fallback=str)
    return {
        f"{before}{name}": None if _counts_as_nothing(value) else value
        for name, value in plain.items()
        if name in ALWAYS or not _counts_as_nothing(value)
    }


def _counts_as_nothing(value: object) -> bool:
    """Return whether a value, or each one that it holds, is none, zero or empty."""
    if isinstance(value, dict):
        return all(_counts_as_nothing(each) for each in value.values())
    return not value
