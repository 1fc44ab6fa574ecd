"""Random households: the optimum ties to the forms, and no search beats the bound."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve

CENT = 0.01
FAST = range(200, 208)
SLOW = range(208, 223)

RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]


def check(scenario: Scenario, random_plan: RandomPlan) -> None:
    """Solve a household; tie the optimum to the forms; try to beat its bound."""
    columns = possible_columns(situation_of(scenario))
    if not len(columns):
        return
    baseline = baseline_years(situation_of(scenario))
    traced = traced_problem(situation_of(scenario), columns, baseline)
    try:
        solution = solve(program_of(traced), Limits(10, CENT))
    except InfeasiblePlan:
        assert scenario.household.cash is not None
        return
    evaluated = evaluate_years(situation_of(scenario), columns, solution.shares)
    forms = evaluated.present_value_of_tax - baseline.present_value_of_tax
    if scenario.plan.objective == "after_tax_value":
        forms -= evaluated.present_value_before_tax
    if solution.proven:
        assert forms == pytest.approx(solution.cost, abs=CENT)
    assert forms <= solution.cost + CENT
    assert best_found(traced, solution.shares, random_plan) >= solution.bound - CENT


def best_found(
    traced: TracedProblem, optimum: np.ndarray, random_plan: RandomPlan
) -> float:
    """Return the least cost of a local search from random plans and the optimum.

    It moves a random part of a column to another of the same tranche, or to none, and
    keeps what is better and within cash; it knows nothing of the program.
    """
    pick = np.random.default_rng(3)
    owners = np.array([choice.tranche for choice in traced.columns.choices])
    forced = {block.tranche for block in traced.blocks if block.must_be_used}
    best = np.inf
    for start in (optimum, random_plan(traced, pick), random_plan(traced, pick)):
        shares, cost = start.copy(), priced(traced, start)
        for _ in range(60 if shares.any() else 0):
            source = int(pick.choice(np.flatnonzero(shares > 0)))
            mine = np.flatnonzero(owners == owners[source])
            part = shares[source] * float(pick.choice([0.1, 0.5, 1.0]))
            moved = shares.copy()
            moved[source] -= part
            target = int(pick.choice(mine))
            if owners[source] in forced or pick.random() < 0.8:
                if not reachable(traced, source, target):
                    continue
                moved[target] += part
            if moved.sum() == 0:
                continue
            if (found := priced(traced, moved)) < cost:
                shares, cost = moved, found
        best = min(best, cost)
    return best


def reachable(traced: TracedProblem, source: int, target: int) -> bool:
    """Return whether shares of one column are surely vested for the other."""
    choices = traced.columns.choices
    return choices[target].exercised_on >= choices[source].exercised_on


def priced(traced: TracedProblem, shares: np.ndarray) -> float:
    """Return a plan's cost by the law, infinite if cash does not carry it."""
    values = traced.graph.values(shares, traced.cheapest_elections(shares))
    if any(row.amount.value(values) < -1e-6 for row in traced.rows):
        return np.inf
    return traced.cost.value(values)


@pytest.mark.parametrize("seed", FAST)
def test_ties_and_is_not_beaten(
    seed: int, random_scenario: Callable[[int], Scenario], random_plan: RandomPlan
) -> None:
    """To the cent before rounding; no schedule that a search finds beats the bound."""
    check(random_scenario(seed), random_plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SLOW)
def test_ties_and_is_not_beaten_for_many(
    seed: int, random_scenario: Callable[[int], Scenario], random_plan: RandomPlan
) -> None:
    """Two hundred more: all statuses, losses, old credit, low incomes, little cash."""
    check(random_scenario(seed), random_plan)
