"""Reading an earlier plan: what is refused, in one line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.results.plan import PLAN_VERSION, Plan
from isoplan.models.scenario import Scenario

Fields = dict[str, Any]


@pytest.fixture
def scenario(fields: Fields) -> Scenario:
    """The scenario of the other tests, which starts on 2026-03-01."""
    return Scenario.model_validate(fields)


@pytest.fixture
def printed() -> Fields:
    """What a plan of a year before printed, as far as it is compared."""
    amounts = (
        "regular_tax", "tentative_minimum_tax", "amt", "credit_generated",
        "credit_used", "credit_carryforward_out", "niit", "additional_medicare_tax",
        "total_tax", "tax_caused", "cash",
    )  # fmt: skip
    year = dict.fromkeys(amounts, 0.0) | {"run_off": False, "projected": False}
    totals = ("after_tax_value", "total_tax", "tax_caused", "amt", "credit_used")
    counts = ("columns", "rows", "binaries", "nodes")
    proof = ("seconds", "root_bound", "audit_difference", "rounding_cost")
    return {
        "version": PLAN_VERSION,
        "scenario": "test, a year ago",
        "status": "optimal",
        "objective": {"name": "least_tax", "value": 0.0, "bound": 0.0, "gap": 0.0},
        "actions": [
            {
                "date": "2025-06-01",
                "kind": "exercise",
                "grant": "G1",
                "lot": "G1 2025-06-01",
                "shares": 500,
                "price": 2.0,
                "disposition": None,
            }
        ],
        "years": [
            {**year, "year": number, "exercised": 0, "sold": 0}
            for number in (2025, 2026)
        ],
        "totals": dict.fromkeys((*totals, "credit_carryforward_out"), 0.0),
        "proof": {
            "solver": "CBC",
            **dict.fromkeys(counts, 0),
            **dict.fromkeys(proof, 0.0),
        },
        "assumptions": {"start": "2025-03-01"},
        "notes": [],
    }


@pytest.fixture
def loaded(scenario: Scenario, tmp_path: Path) -> Callable[[object], Plan]:
    """Return a function that writes a file and reads it as an earlier plan."""

    def load(given: object) -> Plan:
        file = tmp_path / "old.json"
        text = given if isinstance(given, str) else json.dumps(given)
        file.write_text(text, encoding="utf-8")
        return load_earlier_plan(file, scenario)

    return load


@pytest.fixture
def line_of(
    loaded: Callable[[object], Plan], tmp_path: Path
) -> Callable[[object], str]:
    """Return a function that returns why a file is refused, without its name."""

    def line(given: object) -> str:
        with pytest.raises(ScenarioErrors) as caught:
            loaded(given)
        (problem,) = caught.value.problems
        return str(problem).removeprefix(f"{tmp_path / 'old.json'}: ")

    return line


def test_a_plan_is_read_back(loaded: Callable[[object], Plan], printed: Fields) -> None:
    """With fields that were added since at their defaults."""
    plan = loaded(printed)
    assert plan.actions[0].shares == 500
    assert plan.years[0].state_tax_after_credit == 0.0
    assert plan.against is None


def test_what_is_no_json(line_of: Callable[[object], str]) -> None:
    """The line on which it breaks."""
    assert line_of('{"version": 1,\n"actions" []}').startswith(
        "line 2 is '\"actions\" []}', which is not JSON: "
    )


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ([], "an empty list"),
        ({"name": "x", "plan": {}}, "a table with name, plan"),
        (
            {"version": 1, "objective": "least_tax", "schedules": []},
            "a comparison",
        ),
    ],
)
def test_what_is_no_plan(
    given: object, what: str, line_of: Callable[[object], str]
) -> None:
    """Something else that isoplan reads or prints."""
    assert line_of(given) == (
        f"holds {what}, not a plan; give a file that isoplan plan --json has printed"
    )


WRONG = [
    pytest.param(
        {"version": 1, "safe_harbour": None, "wish_costs": []},
        "holds a plan of version 1, and this isoplan reads version 2; print it again "
        "from the scenario file of that time",
        id="keys-of-an-earlier-version",
    ),
    pytest.param(
        {"version": 3},
        "holds a plan of version 3, and this isoplan reads version 2; print it again "
        "from the scenario file of that time",
        id="version",
    ),
    pytest.param(
        {"years": [{"year": 2025}]},
        "holds a plan whose years.0.projected cannot be read; give a file that isoplan "
        "plan --json has printed",
        id="field-missing",
    ),
    pytest.param(
        {"assumptions": {"start": "2026-03-01"}},
        "holds a plan made from 2026-03-01, which is not before this plan's start on "
        "2026-03-01; give the plan of an earlier start, or move plan.start",
        id="not-earlier",
    ),
    pytest.param(
        {"assumptions": {}},
        "holds a plan made from an unknown day, which is not before this plan's start "
        "on 2026-03-01; give the plan of an earlier start, or move plan.start",
        id="no-start",
    ),
]


@pytest.mark.parametrize(("values", "line"), WRONG)
def test_what_does_not_fit(
    values: Fields,
    line: str,
    printed: Fields,
    line_of: Callable[[object], str],
) -> None:
    """A plan that cannot be compared."""
    assert line_of({**printed, **values}) == line


def test_a_plan_that_ends_before(
    printed: Fields, line_of: Callable[[object], str]
) -> None:
    """Nothing of it is left to compare."""
    del printed["years"][1]
    assert line_of(printed) == (
        "holds a plan that ends with 2025, before this plan's start on 2026-03-01, so "
        "there is nothing to compare; give a later plan"
    )


def test_a_plan_of_another_household(
    printed: Fields, line_of: Callable[[object], str]
) -> None:
    """By the names of its grants, or by a strike."""
    action = printed["actions"][0]
    action["price"] = 3.0
    assert line_of(printed) == (
        "holds the plan of 'test, a year ago', which exercises 'G1' at 3.00 where the "
        "scenario's strike is 2.00, so it is of another household; give the plan of "
        "this household"
    )
    action["grant"] = "Other"
    assert line_of(printed) == (
        "holds the plan of 'test, a year ago', which acts on 'Other'; the scenario has "
        "no grant of that name, so it is of another household; give the plan of this "
        "household, or name its grants as they were"
    )
