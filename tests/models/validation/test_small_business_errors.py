"""What can be wrong with small business stock, and what is probably not meant."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
Changed = Callable[[Fields], Fields]

HOLDING = {"name": "H1", "acquired_on": "2024-05-01", "shares": 10, "basis": 0.5}

WRONG = [
    pytest.param(
        {"grants.0.small_business_until": "2027-06-30"},
        "grants[0].small_business_until of 'G1' is '2027-06-30', but the shares are "
        "not small business stock; set small_business_stock = true, or remove it",
        id="an-end-without-a-beginning",
    ),
    pytest.param(
        {
            "grants.0.granted_on": "2008-03-01",
            "grants.0.expires_on": "2018-02-28",
            "grants.0.small_business_stock": True,
            "lots.0.exercised_on": "2010-09-27",
            "schedules": [],
        },
        "lots[0].exercised_on of 'L1' is 2010-09-27, before 2010-09-28: of small "
        "business stock acquired so early a part is a preference of the minimum tax "
        "(IRC 57(a)(7)), which is not modeled; set small_business_stock = false for "
        "its grant, and allow for the exclusion yourself",
        id="a-lot-from-before-the-full-exclusion",
    ),
    pytest.param(
        {
            "holdings": [
                {**HOLDING, "acquired_on": "2009-05-01", "small_business_stock": True}
            ]
        },
        "holdings[0] of 'H1' is small business stock acquired before 2010-09-28, of "
        "which a part is a preference of the minimum tax (IRC 57(a)(7)): not modeled; "
        "set small_business_stock = false, and allow for the exclusion by yourself",
        id="a-holding-from-before-the-full-exclusion",
    ),
]


@pytest.mark.parametrize(("values", "line"), WRONG)
def test_each_problem_in_a_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with(values) == [line]


ODD = [
    pytest.param(
        {"household.small_business_gain_used": 1_000_000.0},
        "household.small_business_gain_used is 1000000.0, which is not used: no grant "
        "or holding is small business stock; set its small_business_stock = true, or "
        "remove it",
        id="use-of-a-cap-without-stock",
    ),
    pytest.param(
        {"grants.0.small_business_stock": True, "plan.last_year": 2028},
        "grants[0].small_business_stock of 'G1' is true, which changes nothing: no "
        "share is held long enough before 2029-03-01, after the plan ends; give "
        "plan.last_year a later year, or remove it",
        id="a-plan-too-short",
    ),
]


@pytest.mark.parametrize(("values", "line"), ODD)
def test_warnings(values: Fields, line: str, changed: Changed) -> None:
    """Fields that change nothing."""
    assert scenario_warnings(
        situation_of(Scenario.model_validate(changed(values)))
    ) == [line]


def test_no_warning_where_it_counts(changed: Changed) -> None:
    """A grant, a lot that follows it, and a holding."""
    values = {
        "grants.0.small_business_stock": True,
        "household.small_business_gain_used": 1_000_000.0,
        "holdings": [{**HOLDING, "small_business_stock": True}],
    }
    scenario = Scenario.model_validate(changed(values))
    assert scenario_warnings(situation_of(scenario)) == []
    ends = {
        each.name: each.small_business_until for each in situation_of(scenario).tranches
    }
    assert ends == {"G1": date.max, "L1": date.max, "H1": date.max}
