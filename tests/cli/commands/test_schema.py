"""``isoplan schema``."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.schema import schema
from isoplan.models.returns.inputs import HouseholdYear


def printed(*arguments: str) -> dict[str, Any]:
    """Return the JSON Schema that the command prints."""
    result = CliRunner().invoke(schema, arguments)
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Return the schema of a scenario."""
    return printed()


@pytest.fixture(scope="module")
def of_tax() -> dict[str, Any]:
    """Return the schema of the inputs of ``isoplan tax``."""
    return printed("tax")


@pytest.fixture(params=["described", "of_tax"])
def either(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return one schema after the other."""
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


def fields_of(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every field of every table, with where it stands."""
    tables = {"of the file": found, **found["$defs"]}
    for name, table in tables.items():
        for form in (table, *table.get("anyOf", [])):
            for field, about in form.get("properties", {}).items():
                yield f"{name}.{field}", about


def test_every_field_is_described(either: dict[str, Any]) -> None:
    """A reader needs no other document."""
    assert [
        name for name, about in fields_of(either) if not about.get("description")
    ] == []


def test_every_number_has_its_unit(either: dict[str, Any]) -> None:
    """Also the one that may be left out."""
    numbers = [
        (name, form)
        for name, about in fields_of(either)
        for form in (about, *about.get("anyOf", []))
        if form.get("type") in {"number", "integer"}
    ]
    assert len(numbers) > 15
    assert [name for name, form in numbers if "unit" not in form] == []


def test_unknown_fields_are_refused_everywhere(either: dict[str, Any]) -> None:
    """As the loader does."""
    tables = [either, *either["$defs"].values()]
    tables += [form for table in tables for form in table.get("anyOf", [])]
    objects = [table for table in tables if table.get("type") == "object"]
    assert len(objects) >= 5
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


def test_the_schema_of_tax_holds_every_input(of_tax: dict[str, Any]) -> None:
    """With the tables inside, and what must be there."""
    assert list(of_tax["properties"]) == list(HouseholdYear.model_fields)
    assert of_tax["required"] == ["year", "filing_status"]
    tables = {"Deductions", "Form6251Lines", "LossCarryovers"}
    tables |= {"SmallBusinessGain", "Section1244Loss"}
    assert set(of_tax["$defs"]) == tables | {"FilingStatus"}
    lines = of_tax["$defs"]["Form6251Lines"]["properties"]
    assert lines["line_8"]["minimum"] == 0
    assert lines["line_2l"]["minimum"] == -lines["line_2l"]["maximum"] < 0


def test_a_scenario_is_described_if_nothing_is_named(described: dict[str, Any]) -> None:
    """As before there were two; another word is refused."""
    assert printed("scenario") == described
    result = CliRunner().invoke(schema, ["taxes"])
    assert result.exit_code == 2
    assert "'taxes' is not one of 'scenario', 'tax'" in result.output
