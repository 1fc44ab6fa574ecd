"""All problems of a file at once."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings

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


def lines_printed(file: Path) -> list[str]:
    """Return the problems of a file, or its warnings if it has none."""
    try:
        return scenario_warnings(situation_of(load_scenario(file)))
    except ScenarioErrors as error:
        return [str(problem) for problem in error.problems]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["2026-03-01", "2027-02-29", "G1", 10**400, -(10**400), {}, []]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(
        st.sampled_from(["2026", "growth", "x", "years", "a\nb"]), st.floats()
    ),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_field_is_read_or_refused(
    data: st.DataObject, fields: Fields, tmp_path: Path
) -> None:
    """One to three fields hold anything at all; there is never a traceback."""
    given_fields = copy.deepcopy(fields)
    for _ in range(data.draw(st.integers(1, 3))):
        table: Any = given_fields
        while True:
            keys = list(table) if isinstance(table, dict) else list(range(len(table)))
            key = data.draw(st.sampled_from(keys))
            below = table[key]
            if (
                not isinstance(below, dict | list)
                or not below
                or data.draw(st.integers(0, 3)) == 0
            ):
                break
            table = below
        table[key] = data.draw(JUNK)
    file = tmp_path / "junk.json"
    file.write_text(json.dumps(given_fields), encoding="utf-8")
    assert all(line.isprintable() for line in lines_printed(file))
