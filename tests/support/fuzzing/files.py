"""A scenario's fields as the text of a TOML or JSON file, and back."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from fuzzing.facts import Fields


def toml_text(fields: Fields) -> str:
    """The fields as TOML: sections as tables, everything inside them in one line."""
    lines = [
        f"{key} = {_value(fields[key])}" for key in fields if _is_plain(fields[key])
    ]
    for key, section in fields.items():
        if isinstance(section, dict):
            lines += ["", f"[{_key(key)}]", *_lines(section)]
        elif not _is_plain(section):
            for item in section:
                lines += ["", f"[[{_key(key)}]]", *_lines(item)]
    return "\n".join(lines) + "\n"


def json_text(fields: Fields) -> str:
    """The fields as JSON, days as text."""
    return json.dumps(fields, default=_as_text, indent=1)


def read(path: Path) -> Fields:
    """The fields of a file kept before."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _is_plain(value: Any) -> bool:
    """Whether a field of the root is a value, not a section."""
    if isinstance(value, list):
        return not value or not all(isinstance(item, dict) for item in value)
    return not isinstance(value, dict)


def _lines(table: Fields) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    plain = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return key if plain else json.dumps(key)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(_lines(value))
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    if value is None:
        return '""'
    return repr(value)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a file")
