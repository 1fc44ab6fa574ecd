"""Tables and fields added to a scenario's text; every line that is there stays.

What comes out is read again, and must hold what was there, what was added, and nothing
else.
"""

import json
import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from isoplan.cli.scenario_text.places import spans
from isoplan.models.base.errors import IsoPlanError

WIDTH = 88
CENTS = 2
"""Decimals that every price is written with, at least."""


class NotAdded(IsoPlanError):
    """Tables cannot be added to a text; it has to be changed by hand."""


@dataclass(frozen=True, slots=True)
class Block:
    """A table that is added to a list of tables.

    Attributes:
        section: Name of the list.
        fields: By name: text, numbers, days, and tables and lists of them.
        notes: Comments that follow the fields.
    """

    section: str
    fields: Mapping[str, Any]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """A field that is added to a table of a list.

    Attributes:
        section: Name of the list.
        number: Place of the table in it, from zero.
        name: Of the field.
        value: As in a block.
    """

    section: str
    number: int
    name: str
    value: Any


def with_added(
    text: str, blocks: Sequence[Block], additions: Sequence[Addition]
) -> str:
    """Return a text with tables and fields added.

    Args:
        text: TOML.
        blocks: Each comes after the last table of its list; of a list that is not
            there, after what was added before, or at the end.
        additions: Each comes after the last field of its table.

    Raises:
        NotAdded: If a list is not written as tables, or the text would not hold what
            it should.
    """
    expected = _expected(text, blocks, additions)
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    for each in additions:
        _add_field(lines, each)
    for section in dict.fromkeys(block.section for block in blocks):
        _add_blocks(lines, section, [b for b in blocks if b.section == section])
    changed = "\n".join(lines).replace("\n", ends)
    try:
        held = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        held = {}
    if held != expected:
        sections = {b.section for b in blocks} | {a.section for a in additions}
        raise NotAdded(
            f"{' and '.join(sorted(sections))} cannot be added to as they are written; "
            "write each table under a heading of its own: [[grants]]"
        )
    return changed


def _expected(
    text: str, blocks: Sequence[Block], additions: Sequence[Addition]
) -> dict[str, Any]:
    """Return what the text should hold."""
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise NotAdded("the scenario is not TOML; write it as TOML first") from None
    for each in additions:
        expected[each.section][each.number][each.name] = _read(each.value)
    for block in blocks:
        there = expected.setdefault(block.section, [])
        if not isinstance(there, list):
            raise NotAdded(f"{block.section} is no list of tables; correct it first")
        there.append(_read(dict(block.fields)))
    return expected


def _read(value: Any) -> Any:  # noqa: ANN401 - of any field
    """Return a value as it is read again."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {name: _read(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_read(each) for each in value]
    return value


def _add_field(lines: list[str], each: Addition) -> None:
    """Insert a field after the last one under a table's own heading."""
    inside, end = False, None
    for first, last, path in spans("\n".join(lines)):
        if lines[first - 1].lstrip().startswith("["):
            inside = path == (each.section, str(each.number))
        if inside:
            end = last
    if end is None:
        raise NotAdded(
            f"{each.section}[{each.number}] is not written under a heading of its own; "
            f"write it as [[{each.section}]]"
        )
    lines[end:end] = _field(each.name, each.value)


def _add_blocks(lines: list[str], section: str, blocks: Sequence[Block]) -> None:
    """Insert tables after the last one of their list and what belongs to it."""
    last = max(
        (end for _, end, path in spans("\n".join(lines)) if path[0] == section),
        default=0,
    )
    if not last:
        while lines and not lines[-1].strip():
            lines.pop()
        last = len(lines)
    while last < len(lines) and lines[last].lstrip().startswith("#"):
        last += 1
    made: list[str] = []
    for block in blocks:
        made += ["", *_block(block)] if last or made else _block(block)
    if last == len(lines):
        made.append("")
    lines[last:last] = made


def _block(block: Block) -> list[str]:
    made = [f"[[{block.section}]]"]
    for name, value in block.fields.items():
        made += _field(name, value)
    for note in block.notes:
        made += textwrap.wrap(
            note, WIDTH, initial_indent="# ", subsequent_indent="#   "
        )
    return made


def _field(name: str, value: Any) -> list[str]:  # noqa: ANN401 - of any field
    if isinstance(value, list) and value:
        return [f"{name} = [", *(f"    {_value(each)}," for each in value), "]"]
    return [f"{name} = {_value(value)}"]


def _value(value: Any) -> str:  # noqa: ANN401 - of any field
    """Return a value as TOML writes it."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bool():
            return str(value).lower()
        case int():
            return f"{value:_}"
        case Decimal():
            decimals = -int(value.as_tuple().exponent)
            return f"{value:.{max(decimals, CENTS)}f}"
        case date():
            return value.isoformat()
        case Mapping():
            inner = ", ".join(
                f"{name} = {_value(each)}" for name, each in value.items()
            )
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return f"[{', '.join(_value(each) for each in value)}]"
