"""A valid scenario as plain fields, and what is printed once it is spoiled."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.returns.file import HouseholdFile, load_households
from isoplan.models.scenario import load_scenario
from scenario_builder import Fields, change_fields, grant, lot, scenario_fields


@pytest.fixture
def fields() -> Fields:
    """Return the fields of a scenario with one grant, one lot and one schedule."""
    return scenario_fields(
        plan={"start": "2026-03-01", "last_year": 2030, "inflation": 0.025},
        household={"wages": {"2026": 200_000.0, "2027": 210_000.0}},
        grants=[
            grant(
                "G1",
                granted_on="2024-03-01",
                expires_on="2034-03-01",
                shares=4_800,
                strike=2.0,
                vesting={},
            )
        ],
        lots=[
            lot(
                "G1",
                name="L1",
                exercised_on="2025-06-01",
                shares=500,
                value_at_exercise=6.0,
            )
        ],
        market={
            "prices": {"2026-01-01": 10.0, "2028-01-01": 40.0},
            "first_sale": "2027-01-04",
        },
        schedules=[
            {
                "name": "mine",
                "actions": [
                    {"on": "2026-04-01", "exercise": "G1", "shares": 100},
                    {"on": "2027-05-01", "sell": "G1", "shares": 600},
                ],
            }
        ],
    )


@pytest.fixture
def changed(fields: Fields) -> Callable[[Fields], Fields]:
    """Return a function that changes the fields by path, as the builder does."""
    return partial(change_fields, fields)


@pytest.fixture
def lines_with(
    changed: Callable[[Fields], Fields], tmp_path: Path
) -> Callable[[Fields], list[str]]:
    """Return a function that changes fields and returns what loading them prints.

    The name of the file, which begins each line, is taken off.
    """

    def lines(values: Fields) -> list[str]:
        file = tmp_path / "bad.json"
        file.write_text(json.dumps(changed(values)), encoding="utf-8")
        with pytest.raises(ScenarioErrors) as caught:
            load_scenario(file)
        found = str(caught.value).splitlines()
        assert len(found) == len(caught.value.problems)
        assert all(line.startswith(f"{file}: ") for line in found)
        return [line.removeprefix(f"{file}: ") for line in found]

    return lines


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[object], HouseholdFile]:
    """Return a function that writes household-years as JSON and reads them."""

    def load(data: object) -> HouseholdFile:
        file = tmp_path / "x.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        return load_households(file)

    return load


@pytest.fixture
def problems(
    loaded: Callable[[object], HouseholdFile], tmp_path: Path
) -> Callable[[object], list[str]]:
    """Return a function with what is printed of household-years, the file taken off."""

    def found(data: object) -> list[str]:
        with pytest.raises(ScenarioErrors) as caught:
            loaded(data)
        lines = str(caught.value).splitlines()
        assert all(line.startswith(f"{tmp_path / 'x.json'}: ") for line in lines)
        return [line.split(": ", 1)[1] for line in lines]

    return found
