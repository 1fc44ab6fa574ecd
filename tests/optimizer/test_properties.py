"""What must hold of every optimum: more choice or more cash never makes it worse."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import Columns, columns_of, possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve

CENTS = 0.03
"""Dollars: two solves, each within a cent."""
SEEDS = [
    *(502, 503),
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (504, 507)),
]


def least_cost(scenario: Scenario, columns: Columns | None = None) -> float:
    """Return the least cost (dollars); infinite when no plan keeps the limits."""
    used = possible_columns(situation_of(scenario)) if columns is None else columns
    traced = traced_problem(
        situation_of(scenario), used, baseline_years(situation_of(scenario))
    )
    try:
        return solve(program_of(traced), Limits(60, 0.01)).cost
    except InfeasiblePlan:
        return np.inf


def with_cash(scenario: Scenario, cash: float | None) -> Scenario:
    """Return the scenario with another amount of cash."""
    home = scenario.household.model_copy(update={"cash": cash})
    return scenario.model_copy(update={"household": home})


@pytest.mark.parametrize("seed", SEEDS)
def test_more_cash_never_costs(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """From little to more to no limit at all."""
    scenario = random_scenario(seed)
    costs = [
        least_cost(with_cash(scenario, cash)) for cash in (15e3, 80e3, 600e3, None)
    ]
    for less, more in pairwise(costs):
        assert more <= less + CENTS


@pytest.mark.parametrize("seed", SEEDS)
def test_a_worthless_grant_changes_nothing(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """A strike that the price never reaches."""
    scenario = random_scenario(seed)
    worthless = scenario.grants[0].model_copy(
        update={"name": "worthless", "strike": 1e6, "exercised": 0}
    )
    more = scenario.model_copy(update={"grants": (*scenario.grants, worthless)})
    assert least_cost(more) == pytest.approx(least_cost(scenario), abs=CENTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_choice_more_never_costs(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Half of the columns, then all of them; blocks keep a column each."""
    scenario = random_scenario(seed)
    everything = possible_columns(situation_of(scenario))
    pick = np.random.default_rng(seed)
    firsts, retained = set(), []
    for choice in everything.choices:
        key = (choice.tranche, choice.exercised_on)
        if key not in firsts or choice.sold_on is None or pick.random() < 0.5:
            retained.append(choice)
        firsts.add(key)
    fewer = least_cost(scenario, columns_of(situation_of(scenario), retained))
    assert least_cost(scenario, everything) <= fewer + CENTS
