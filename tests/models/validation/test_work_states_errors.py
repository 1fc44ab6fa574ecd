"""What can be wrong with where options were earned, and the line that it prints."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import load_scenario
from scenario_builder import grant, holding, scenario_fields

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
GIVEN = "grants[0].work_states of 'G1' is a table with "

WRONG = [
    pytest.param(
        {"grants.0.work_states": {"CA": 0.7, "WA": 0.4}},
        GIVEN + "CA, WA, which is 1.1 of the workdays together; give parts that add up "
        "to 1, or to less for work done elsewhere",
        id="more-than-all-workdays",
    ),
    pytest.param(
        {"grants.0.work_states": {"California": 1.0}},
        "grants[0].work_states.California of 'G1' is 'California', which is not the "
        "two-letter code of a state; as in 'CA', 'NY' or 'TX'",
        id="a-name-of-a-state",
    ),
    pytest.param(
        {"grants.0.work_states": {"CA": 1.0}},
        GIVEN + "CA, but without household.state no state's tax is worked out; add "
        "household.state, or remove it",
        id="work-without-a-residence",
    ),
]


@pytest.mark.parametrize(("values", "line"), WRONG)
def test_each_problem_in_a_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with(values) == [line]


LEFT_ALABAMA = {"2020-01-01": "AL", "2023-06-01": "TX"}
SINCE_2022 = {"granted_on": "2022-06-01", "expires_on": "2032-05-31"}
BOUGHT = holding(
    kind="espp",
    offered_on="2022-01-03",
    acquired_on="2023-07-03",
    paid=8.0,
    value_when_offered=10.0,
    value_when_bought=10.0,
)


def load_of_2024(path: Path, moves: object, options: Fields, *bought: Fields) -> None:
    """Read a plan from March 2024 on."""
    fields = scenario_fields(
        "early",
        plan={"start": "2024-03-01", "last_year": 2025},
        household={"state": moves},
        grants=[grant(**SINCE_2022, **options)],
        market={"prices": {"2024-03-01": 10.0}},
        holdings=list(bought),
    )
    file = path / "early.json"
    file.write_text(json.dumps(fields, default=str), encoding="utf-8")
    load_scenario(file)


@pytest.mark.parametrize(
    ("moves", "options", "bought", "field"),
    [
        ("TX", {"work_states": {"AL": 0.5}}, (), r"grants\[0\].work_states of 'G' is"),
        (LEFT_ALABAMA, {}, (), "household.state is 'AL',"),
        (LEFT_ALABAMA, {"work_states": {"TX": 1.0}}, (BOUGHT,), "household.state is"),
    ],
    ids=["by-the-grant", "by-residence", "purchase-plan"],
)
def test_a_state_left_behind_needs_figures(
    moves: object, options: Fields, bought: tuple[Fields], field: str, tmp_path: Path
) -> None:
    """Alabama's figures begin with 2025."""
    said = ".*options earned in Alabama may be income of 2024, and its figures begin"
    with pytest.raises(ScenarioErrors, match=field + said):
        load_of_2024(tmp_path, moves, options, *bought)


def test_states_where_nothing_was_earned_need_none(tmp_path: Path) -> None:
    """Left before the grant, or given no part of the work."""
    load_of_2024(tmp_path, {"2019-01-01": "AL", "2022-01-01": "TX"}, {})
    load_of_2024(tmp_path, LEFT_ALABAMA, {"work_states": {"TX": 1.0, "AL": 0.0}})
