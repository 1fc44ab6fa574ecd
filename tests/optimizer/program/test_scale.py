"""Coefficients of a program lie within what a solver can tell from rounding."""

from datetime import date
from typing import get_args

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from scenario_builder import build_scenario, grant

SMALLEST, LARGEST = 1e-6, 1e7
"""Coefficients in thousands of dollars or of shares."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A joint return with a child, whose credit ends where the AMT begins.

    Regular tax less tentative minimum tax then bends with coefficients of some
    thousands that cancel out, rounding aside.
    """
    options = grant(
        kind="nso",
        granted_on=date(2025, 2, 5),
        expires_on=date(2029, 3, 16),
        shares=90_000,
        strike=5.0,
        vesting={"months": 12, "cliff_months": 6, "every_months": 12},
    )
    return build_scenario(
        plan={"start": date(2025, 1, 16), "last_year": 2026, "run_off_years": 0},
        household={
            "filing_status": "married_jointly",
            "state": "WA",
            "wages": 60_000,
            "children": [2025],
        },
        grants=[options],
        market={"prices": {date(2025, 1, 15): 10.0}},
    )


def test_what_cancels_out_leaves_no_coefficient(scenario: Scenario) -> None:
    """A leftover of rounding, scaled to one, would make others of a billion."""
    situation = situation_of(scenario)
    columns = possible_columns(situation)
    traced = traced_problem(situation, columns, baseline_years(situation))
    program = program_of(traced)
    sizes = {
        abs(coefficient)
        for row in program.problem.constraints()
        for coefficient in row.values()
    }
    assert SMALLEST < min(sizes) < max(sizes) < LARGEST
    costs = [
        solve(program_of(traced), Limits(60, 0.01), solver).cost
        for solver in get_args(SolverName)
    ]
    assert costs[0] == pytest.approx(costs[1], abs=0.02)
