"""``isoplan schema``."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.schema import schema


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Return the JSON Schema that the command prints."""
    result = CliRunner().invoke(schema)
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def fields_of(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every field of every table, with where it stands."""
    tables = {"Scenario": found, **found["$defs"]}
    for name, table in tables.items():
        for form in (table, *table.get("anyOf", [])):
            for field, about in form.get("properties", {}).items():
                yield f"{name}.{field}", about


def test_every_field_is_described(described: dict[str, Any]) -> None:
    """A reader needs no other document."""
    assert [
        name for name, about in fields_of(described) if not about.get("description")
    ] == []


def test_every_number_has_its_unit(described: dict[str, Any]) -> None:
    """Also the one that may be left out."""
    numbers = [
        (name, form)
        for name, about in fields_of(described)
        for form in (about, *about.get("anyOf", []))
        if form.get("type") in {"number", "integer"}
    ]
    assert len(numbers) > 15
    assert [name for name, form in numbers if "unit" not in form] == []


def test_unknown_fields_are_refused_everywhere(described: dict[str, Any]) -> None:
    """As the loader does."""
    tables = [described, *described["$defs"].values()]
    tables += [form for table in tables for form in table.get("anyOf", [])]
    objects = [table for table in tables if table.get("type") == "object"]
    assert len(objects) > 10
    assert all(table["additionalProperties"] is False for table in objects)


def test_a_yearly_amount_is_a_number_or_a_table(described: dict[str, Any]) -> None:
    """Both written forms are described."""
    number, table = described["$defs"]["ByYear"]["anyOf"]
    assert number["type"] == "number"
    assert number["unit"] == "USD"
    assert list(table["patternProperties"].values()) == [number]
    assert list(table["properties"]) == ["growth"]


def test_required_fields(described: dict[str, Any]) -> None:
    """Everything else has a default."""
    assert described["required"] == ["name", "plan", "household", "market"]
    assert described["$defs"]["Household"]["required"] == ["filing_status", "wages"]
