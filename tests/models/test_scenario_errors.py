"""All problems of a file at once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from isoplan.models.errors import IsoPlanError, ScenarioErrors
from isoplan.models.scenario import Scenario, load_scenario

Fields = dict[str, Any]


def test_the_fields_are_valid_before_a_change(fields: Fields, tmp_path: Path) -> None:
    """Or the tests of single mistakes would show nothing."""
    file = tmp_path / "good.json"
    file.write_text(json.dumps(fields), encoding="utf-8")
    assert load_scenario(file).name == "test"


def test_all_problems_come_at_once(lines_with: Callable[[Fields], list[str]]) -> None:
    """Also those between fields, although others could not be read at all."""
    values = {
        "plan.inflation": ...,
        "household.wages": "lots",
        "grants.0.strike": -1,
        "grants.0.expires_on": "2036-05-01",
        "lots.0.value_at_exercise": float("nan"),
        "lots.0.exercised_on": "2027-01-01",
        "lots.1": {"like": 0, "name": "L2", "grant": "G9"},
        "market.prices": {"2026-04-01": 10.0},
        "market.growht": 0.1,
        "schedules.0.actions.0.on": "2026-02-01",
    }
    starts = [
        "plan.inflation is missing",
        "household.wages is 'lots'",
        "grants[0].expires_on of 'G1' is '2036-05-01'",
        "grants[0].strike of 'G1' is -1",
        "lots[0].value_at_exercise of 'L1' is nan",
        "lots[1].value_at_exercise of 'L2' is nan",
        "market.growht is not a field",
        "lots[0].exercised_on of 'L1' is 2027-01-01",
        "lots[1].exercised_on of 'L2' is 2027-01-01",
        "lots[1].grant of 'L2' is 'G9'",
        "market.prices is a table with 2026-04-01",
        "schedules[0].actions[0].on of 'mine' is 2026-02-01",
    ]
    lines = lines_with(values)
    assert len(lines) == len(starts)
    for start in starts:
        assert sum(line.startswith(start) for line in lines) == 1, start


def test_a_scenario_made_in_python_is_checked_as_well(
    changed: Callable[[Fields], Fields],
) -> None:
    """The root refuses what the loader refuses."""
    with pytest.raises(ValidationError, match="names none of the scenario's grants"):
        Scenario.model_validate(changed({"lots.0.grant": "G2"}))


def test_the_error_is_one_of_ours() -> None:
    """So that a command can turn it into an exit code."""
    assert issubclass(ScenarioErrors, IsoPlanError)
