"""A field of a scenario's text set or taken away; comments and order stay.

What comes out is read again, and must hold what was asked for and nothing else: where
an editor of text would do more or less, the text is left as it is.
"""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from re import compile as pattern
from typing import Any

from isoplan.models.base.errors import IsoPlanError
from isoplan.models.scenario import THE_SCENARIO
from isoplan.models.validation.reading import table_of_text

_DAY = pattern(r"\d{4}-\d\d-\d\d")
NAMES = frozenset({"name", "story", "exercise", "sell", "grant", "market", "after"})
"""Fields whose text may look like a day and is none."""

Step = str | int
Value = Any


class NotEdited(IsoPlanError):
    """A field cannot be set in a text; it has to be written there by hand."""


def edited(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """Return a text with fields set or taken away.

    Args:
        text: TOML.
        edits: Each with ``path``, a list of names and places from zero, and ``value``;
            without a value the field is taken away. A place beyond a list's last one
            adds to it.

    Raises:
        NotEdited: If a path leads nowhere, or the text would not hold what it should.
        ScenarioErrors: If the text is not TOML.
    """
    import tomlkit

    expected = table_of_text(text, THE_SCENARIO)
    document = tomlkit.parse(text)
    try:
        for each in edits:
            _edit(expected, document, each)
        changed = tomlkit.dumps(document)
        held = tomllib.loads(changed)
    except (ValueError, TypeError, KeyError) as error:
        raise NotEdited(f"the text cannot be changed here: {error}") from None
    if held != expected:
        raise NotEdited("this cannot be set in the form; write it in the text")
    return changed


def _edit(expected: Value, document: Value, edit: Mapping[str, Any]) -> None:
    """Make an edit in what the text should hold, and in the text."""
    path = list(edit["path"])
    if not path:
        raise NotEdited("a field without a name cannot be set")
    if "value" in edit:
        _set(expected, path, _as_toml(path, edit["value"]))
        _set(document, path, _as_item(path, edit["value"]))
    else:
        _remove(expected, path)
        _remove(document, path)


def as_toml(text: str) -> str:
    """Return the text of a scenario as TOML: JSON is written anew.

    Raises:
        ScenarioErrors: If it is neither.
    """
    import tomlkit

    table = table_of_text(text, THE_SCENARIO)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return tomlkit.dumps(_without_null(table))
    return text


def values_of(text: str) -> dict[str, Any]:
    """Return what a text holds, days as text.

    Raises:
        ScenarioErrors: If it is neither TOML nor JSON.
    """
    shown: dict[str, Any] = _shown(table_of_text(text, THE_SCENARIO))
    return shown


def _shown(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _shown(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _without_null(value: Value) -> Value:
    if isinstance(value, dict):
        return {n: _without_null(v) for n, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_null(each) for each in value if each is not None]
    return value


def _as_toml(path: Sequence[Step], value: Value) -> Value:
    """Return a value as a file holds it: a day is a day."""
    if isinstance(value, str) and _DAY.fullmatch(value) and path[-1] not in NAMES:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, list):
        return [_as_toml(path, each) for each in value]
    if isinstance(value, dict):
        return {name: _as_toml([*path, name], each) for name, each in value.items()}
    return value


def _as_item(path: Sequence[Step], value: Value) -> Value:
    """Return a value as it is written: within a section tables stand on one line."""
    import tomlkit

    plain = _as_toml(path, value)
    if not isinstance(plain, dict):
        return plain
    depth = sum(isinstance(step, str) for step in path)
    if depth == 1:
        return tomlkit.item(plain)
    table = tomlkit.inline_table()
    table.update(plain)
    return table


def _set(table: Value, path: Sequence[Step], value: Value) -> None:
    *above, last = path
    for step in above:
        if isinstance(step, str) and isinstance(table, dict) and step not in table:
            table[step] = {}
        table = _within(table, step)
    if isinstance(last, int):
        if not isinstance(table, list) or not 0 <= last <= len(table):
            raise NotEdited(f"there is no list with a place {last}")
        if last == len(table):
            table.append(value)
        else:
            table[last] = value
    elif isinstance(table, dict):
        table[last] = value
    else:
        raise NotEdited(f"{last} is no field of what stands there")


def _remove(table: Value, path: Sequence[Step]) -> None:
    *above, last = path
    for step in above:
        table = _within(table, step)
    _within(table, last)
    del table[last]


def _within(table: Value, step: Step) -> Value:
    if isinstance(step, str) or step >= 0:
        with suppress(KeyError, IndexError, TypeError):
            return table[step]
    raise NotEdited(f"there is no {step} to be changed")
