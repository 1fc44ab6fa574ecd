"""What an agent can read: schemas, fields in words, the starter and the examples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from isoplan.models.returns.schemas import OF_FILES, schema_of
from isoplan.scenarios import examples, story

EXAMPLE = "isoplan://examples/"
STARTER = "isoplan://starter"


@dataclass(frozen=True, slots=True)
class Page:
    """Something to read.

    Attributes:
        uri: Its address.
        name: Short.
        description: What it holds.
        mime_type: Of its text.
    """

    uri: str
    name: str
    description: str
    mime_type: str


def pages() -> list[Page]:
    """Return all that can be read."""
    found = [
        Page(
            STARTER,
            "starter",
            "A commented scenario to start from; its figures are nobody's.",
            "application/toml",
        )
    ]
    for what in OF_FILES:
        of = "a scenario" if what == "scenario" else "the inputs of the tool tax"
        found += [
            Page(
                f"isoplan://fields/{what}",
                f"fields of {what}",
                f"Every field of {of} in a line: type, default, meaning.",
                "text/markdown",
            ),
            Page(
                f"isoplan://schema/{what}",
                f"schema of {what}",
                f"The JSON Schema of {of}.",
                "application/schema+json",
            ),
        ]
    found += [
        Page(f"{EXAMPLE}{name}", f"example {name}", story(path), "application/toml")
        for name, path in examples().items()
    ]
    return found


def text_of(uri: str) -> str | None:
    """Return the text of a page; None if there is none of that address."""
    if uri not in {page.uri for page in pages()}:
        return None
    if uri == STARTER:
        return files("isoplan.cli").joinpath("starter.toml").read_text(encoding="utf-8")
    if uri.startswith(EXAMPLE):
        return examples()[uri.removeprefix(EXAMPLE)].read_text(encoding="utf-8")
    kind, _, what = uri.removeprefix("isoplan://").partition("/")
    if kind == "schema":
        return json.dumps(schema_of(what), indent=1)
    return fields_in_words(schema_of(what))


def fields_in_words(schema: dict[str, Any]) -> str:
    """Return every field of a schema, a heading a table and a line a field."""
    tables = {"": schema, **schema.get("$defs", {})}
    return "\n".join(
        line
        for name, table in tables.items()
        if "properties" in table
        for line in _table(name or "the file", table)
    )


def _table(name: str, table: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    if "description" in table:
        yield f"{' '.join(table['description'].split())}\n"
    required = table.get("required", [])
    for field, described in table["properties"].items():
        default = described.get("default")
        then = "required" if field in required else "optional"
        if default is not None and default != "" and _is_plain(default):
            then = f"default {json.dumps(default)}"
        unit = f" {described['unit']}" if "unit" in described else ""
        meaning = " ".join(described.get("description", "").split())
        yield f"- `{field}` ({_type(described)}{unit}; {then}): {meaning}"
    yield ""


def _is_plain(default: object) -> bool:
    """Return whether a default is one value: a table's fields have their own."""
    return not isinstance(default, dict | list)


def _type(described: dict[str, Any]) -> str:
    """Return what a field may hold, in words."""
    if "$ref" in described:
        return str(described["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in described:
            return " or ".join(dict.fromkeys(map(_type, described[several])))
    if "enum" in described:
        return " or ".join(json.dumps(each) for each in described["enum"])
    if described.get("type") == "array":
        return f"list of {_type(described.get('items', {}))}"
    return str(described.get("format") or described.get("type") or "any")
