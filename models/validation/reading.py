"""Reading a TOML or JSON file, with a message for whatever is wrong with it."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pydantic_core import from_json

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, WrongValue, near_match, shown
from isoplan.models.validation.file_text import source_name, text_of

_JSON_START = re.compile(r"\s*(\{|\[\s*\{)")
"""An object or a list of objects; no TOML file starts so."""

MOST_PARTS = 100
"""Points in one key of TOML; no file needs more than four."""

NO_KEY = re.compile(r"[,#{]")
"""What stands in lists, comments and tables on one line, and in no bare key."""

_PARTS = frozenset({dict, list})
"""What holds further values."""

_TOML_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


def read_table(path: Path) -> dict[str, Any]:
    """Return the fields of a file: JSON if its name or beginning says so.

    Raises:
        ScenarioErrors: If it cannot be read, or is neither TOML nor JSON, or no table.
    """
    return _as_table(read_data(path), path)


def table_of_text(text: str, source: str) -> dict[str, Any]:
    """Return the fields that a text holds: JSON if its beginning says so, else TOML.

    Args:
        text: As a file would hold it.
        source: Named in each message.

    Raises:
        ScenarioErrors: If it is neither TOML nor JSON, or no table.
    """
    return _as_table(data_of_text(text, source), source)


def _as_table(data: object, source: Path | str) -> dict[str, Any]:
    if not isinstance(data, dict):
        remedy = "put all fields between { and }"
        raise _unusable(source, f"holds {shown(data)}, not a table", remedy)
    return data


def read_data(path: Path) -> object:
    """Return what a file holds: a table, or in JSON perhaps a list.

    Raises:
        ScenarioErrors: If it cannot be read, or is neither TOML nor JSON.
    """
    text = text_in(path)
    is_json = path.suffix.lower() == ".json" or bool(_JSON_START.match(text))
    return _data(text, path, is_json=is_json)


def data_of_text(text: str, source: str) -> object:
    """Return what a text holds: a table, or in JSON perhaps a list.

    Arguments and errors are those of :func:`table_of_text`, which asks for a table.
    """
    return _data(text, source, is_json=bool(_JSON_START.match(text)))


def _data(text: str, path: Path | str, *, is_json: bool) -> object:
    """Return what a text holds."""
    if not text.strip():
        raise _unusable(path, "is empty", "write a starter with isoplan init")
    try:
        return _json(text) if is_json else _toml(text)
    except json.JSONDecodeError as error:
        raise _bad_line(path, text, "JSON", error.msg, error.lineno) from None
    except tomllib.TOMLDecodeError as error:
        raise _bad_toml(path, text, str(error)) from None
    except WrongValue as error:
        raise _unusable(path, error.reason, error.remedy) from None
    except RecursionError:
        raise _unusable(path, "is nested too deeply", "use fewer brackets") from None
    except ValueError as error:
        why = f"cannot be read: {error}"
        if "digits" in why:
            why = "holds a number of thousands of digits"
        raise _unusable(path, why, "correct it") from None


def as_if_read(given: object, source: str) -> Any:  # noqa: ANN401 - as read
    """Return data made in Python as the tables and lists that a file would give.

    Mappings become tables with text as keys (2026 is ``"2026"``, a date is
    ``"2026-03-01"``), tuples become lists, NumPy's scalars Python's own.

    Args:
        given: Mappings, sequences and values.
        source: Named in each message.

    Raises:
        ScenarioErrors: If a table has a key twice, or contains itself.
    """
    try:
        return _as_data(given)
    except WrongValue as error:
        raise _unusable(source, error.reason, error.remedy) from None
    except RecursionError:
        raise _unusable(source, "is nested too deeply", "use fewer brackets") from None


def _as_data(given: object) -> object:
    if isinstance(given, Mapping):
        fields = [(_as_key(key), _as_data(value)) for key, value in given.items()]
        return _each_key_once(fields)
    if isinstance(given, list | tuple):
        return [_as_data(value) for value in given]
    return given.item() if isinstance(given, np.generic) else given


def _as_key(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def text_in(path: Path) -> str:
    """Return the text of a file.

    Raises:
        ScenarioErrors: If it cannot be read, or is no text.
    """
    try:
        return text_of(path)
    except FileNotFoundError:
        raise _unusable(path, "there is no such file", _other_file(path)) from None
    except IsADirectoryError:
        remedy = "name a file in it"
        raise _unusable(path, "is a folder, not a file", remedy) from None
    except WrongValue as error:
        raise _unusable(path, error.reason, error.remedy) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _unusable(
            path, f"cannot be read: {why}", "check the path and its permissions"
        ) from None


def _other_file(path: Path) -> str:
    """Return the remedy for a file that is not there: the one that may be meant."""
    names: list[str] = []
    with suppress(OSError, ValueError):
        names = sorted(each.name for each in path.parent.iterdir())
    kind = path.suffix or ".toml"
    meant = near_match(path.name, [name for name in names if name.endswith(kind)])
    if meant is not None:
        return f"did you mean {path.with_name(meant)}?"
    return "check the path, or write a starter with isoplan init"


def _toml(text: str) -> object:
    """Return what TOML holds; a key of thousands of parts would take it forever."""
    for line in text.split("\n"):
        key = line.partition("=")[0]
        if key.count(".") > MOST_PARTS and not NO_KEY.search(key):
            raise WrongValue("is nested too deeply", "use shorter keys")
    return tomllib.loads(text)


def _json(text: str) -> object:
    """Return what JSON holds; of two equal keys neither wins in silence.

    The quick parser keeps the last of two, so its answer counts only where the text has
    as many colons as the answer has keys: then no key is there twice. Otherwise, as
    where a text in it has a colon or there is a mistake, the other parser reads it.
    """
    with suppress(ValueError):
        quick: object = from_json(text)
        if text.count(":") == _keys_in(quick):
            return quick
    data: object = json.loads(text, object_pairs_hook=_each_key_once)
    return data


def _keys_in(data: object) -> int:
    """Return how many keys all tables within tables and lists have."""
    if isinstance(data, dict):
        return len(data) + sum(_keys_in(v) for v in data.values() if type(v) in _PARTS)
    if isinstance(data, list):
        return sum(_keys_in(value) for value in data if type(value) in _PARTS)
    return 0


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table; of two equal keys neither may win in silence."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated = next(name for name, count in counts.items() if count > 1)
        raise WrongValue(f"has the key {repeated!r} twice in one table", "remove one")
    return fields


def _bad_toml(path: Path | str, text: str, message: str) -> ScenarioErrors:
    if place := _TOML_PLACE.fullmatch(message):
        return _bad_line(path, text, "TOML", place[1], int(place[2]))
    return _bad_line(path, text, "TOML", message, len(text.splitlines()))


def _bad_line(
    path: Path | str, text: str, what: str, message: str, number: int
) -> ScenarioErrors:
    """Show the line on which the syntax breaks."""
    lines = text.split("\n")
    line = lines[min(number, len(lines)) - 1].strip()
    problem = Problem(
        path=f"line {number}",
        value=shown(line),
        reason=f"which is not {what}: {_one_line(message)}",
        remedy="text needs quotes, numbers a point and neither comma nor unit"
        if what == "TOML"
        else "look for a missing comma, quote or bracket on this line or before it",
        file=_named(path),
    )
    return ScenarioErrors([problem])


def _one_line(message: str) -> str:
    message = " ".join(message.split())
    return message[:1].lower() + message[1:]


def _unusable(path: Path | str, reason: str, remedy: str) -> ScenarioErrors:
    return ScenarioErrors([Problem("", "", reason, remedy, file=_named(path))])


def _named(source: Path | str) -> str:
    return source_name(source) if isinstance(source, Path) else source
