"""Children and other credits in plans: the traced law, the optimum, the words."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pulp
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from random_scenarios import random_scenario
from scenario_builder import rebuild


def with_children(seed: int) -> Scenario:
    """Return a random household with children, grown dependents, other credits."""
    pick = np.random.default_rng(seed)
    scenario = random_scenario(seed)
    first = scenario.plan.start.year
    births = [first - int(pick.integers(-1, 20)) for _ in range(pick.integers(1, 4))]
    changes: dict[str, Any] = {
        "household.children": births,
        "household.other_credits": float(pick.choice([0, 900, 12_000])),
    }
    if first >= 2025 and pick.random() < 0.5:
        changes["household.state"] = str(pick.choice(["CA", "CO", "AL", "OR", "NY"]))
    return rebuild(scenario, changes)


def check_tie(seed: int, random_plan: Callable[..., np.ndarray]) -> None:
    """Compare the cost of random plans as traced with that of the forms."""
    scenario = with_children(seed)
    situation = situation_of(scenario)
    columns, baseline = possible_columns(situation), baseline_years(situation)
    if not len(columns):
        return
    traced = traced_problem(situation, columns, baseline)
    pick = np.random.default_rng(3)
    for _ in range(5):
        shares = random_plan(traced, pick)
        years = evaluate_years(situation, columns, shares)
        cost = years.present_value_of_tax - baseline.present_value_of_tax
        left = years.years[-1].credit.line_26
        on = traced.elections.on(years.itemizes)
        values = traced.graph.values(shares, on)
        assert traced.credit_left.value(values) == pytest.approx(left, abs=0.01)
        if scenario.plan.objective == "after_tax_value":
            cost -= years.present_value_before_tax
        if scenario.household.loan is None:
            assert traced.cost_of(shares, on) == pytest.approx(cost, abs=0.01)


@pytest.mark.parametrize("seed", range(700, 712))
def test_the_traced_law_ties(seed: int, random_plan: Callable[..., np.ndarray]) -> None:
    """Random households of all incomes, every other one in a state."""
    check_tie(seed, random_plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(712, 772))
def test_the_traced_law_ties_for_many(
    seed: int, random_plan: Callable[..., np.ndarray]
) -> None:
    """The same for many more."""
    check_tie(seed, random_plan)


@pytest.mark.parametrize("seed", range(900, 904))
def test_the_program_ties_pulled_both_ways(
    seed: int, random_plan: Callable[..., np.ndarray], fixed_value: Callable[..., float]
) -> None:
    """The cost itself, minimized and maximized with the columns fixed."""
    situation = situation_of(with_children(seed))
    columns = possible_columns(situation)
    if not len(columns):
        return
    traced = traced_problem(situation, columns, baseline_years(situation))
    shares = random_plan(traced, np.random.default_rng(4))
    on = traced.cheapest_elections(shares)
    exact = traced.cost_of(shares, on)
    for sense in (pulp.LpMinimize, pulp.LpMaximize):
        found = fixed_value(traced, traced.cost, shares, sense, on)
        assert found == pytest.approx(exact, abs=0.01 + 1e-7 * abs(exact))


@pytest.mark.parametrize("wages", [20_000, 150_000])
def test_dominated_columns_are_never_needed(sample: Scenario, wages: float) -> None:
    """The optimum is the same without them, with credits above the tax too."""
    scenario = rebuild(
        sample,
        {
            "household.children": [2015, 2018, 2024],
            "household.wages": wages,
            "household.other_credits": 8_000,
        },
    )
    situation = situation_of(scenario)
    baseline, every = baseline_years(situation), possible_columns(situation)
    costs = []
    for columns in (every, drop_dominated(every)):
        traced = traced_problem(situation, columns, baseline)
        costs.append(solve(program_of(traced), Limits(60, 0.01)).cost)
    assert costs[0] == pytest.approx(costs[1], abs=0.02)


def test_claims_of_each_year(sample: Scenario) -> None:
    """A child of 16 grows up, one is born, an adult stays; the limit never binds."""
    first = sample.plan.start.year
    changed = {
        "household.children": [first - 16, first + 1],
        "household.dependents": 2,
        "household.other_credits": {str(first): 700, str(first + 1): 0},
    }
    situation = situation_of(rebuild(sample, changed))
    claims = [situation.credit_claims(year) for year in range(first, first + 4)]
    assert claims == [
        CreditClaims(1.0, 1.0, 700.0),
        CreditClaims(1.0, 2.0, 0.0),
        CreditClaims(1.0, 2.0, 0.0),
        CreditClaims(1.0, 1.0, 0.0),
    ]
    assert situation_of(sample).credit_claims(first) is None


def test_what_dependents_count_as_is_said(sample: Scenario) -> None:
    """Without years of birth all of them are children; the plan says the remedy."""
    plan = recommend(rebuild(sample, {"household.dependents": 2}))
    assert any("give household.children" in note for note in plan.notes)
    assert plan.totals.nonrefundable_credits > 0
    older = recommend(rebuild(sample, {"household.children": [2015]}))
    assert not any("household.children" in note for note in older.notes)


def test_the_steps_of_the_credit_are_said(sample: Scenario) -> None:
    """In a year within the phase-out the line leaves a little more than the steps."""
    changed = {"household.children": [2020, 2022], "household.wages": 210_500}
    plan = recommend(rebuild(sample, changed))
    assert any("falls in steps" in note for note in plan.notes)


def test_an_old_credit_comes_back_more_slowly(sample: Scenario) -> None:
    """A joint couple with 250,000 of wages and 60,000 of credit, by 2031.

    By the forms of 2026 regular tax of 37,471 less 6,600 exceeds a TMT of 28,551 by
    2,320: about 20,000 is back in six years, and all of it without children.
    """
    changed = {
        "household.filing_status": "married_jointly",
        "household.wages": 250_000,
        "household.interest": 0,
        "household.qualified_dividends": 0,
        "household.minimum_tax_credit": 60_000,
        "plan.inflation": 0.025,
        "plan.run_off_years": 10,
    }
    back = []
    for children in ([], [2024, 2024, 2024]):
        scenario = rebuild(sample, changed | {"household.children": children})
        years = baseline_years(situation_of(scenario)).years
        used = [y.credit.line_25 for y in years if y.node.year <= 2031]
        back.append(float(sum(used)))
    assert back[0] == pytest.approx(60_000, abs=1)
    assert back[1] == pytest.approx(19_000, abs=2_000)
