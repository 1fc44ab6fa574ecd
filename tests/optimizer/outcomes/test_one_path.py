"""The plan of one path is the tree with one path, and knowing earlier never hurts."""

from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.outcomes.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.outcomes.tree import tree_of
from isoplan.optimizer.outcomes.tree_columns import tree_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import Program, program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import Fields
from uncertain_household import BAD, GOOD, uncertain

CENT = 0.01
SURE: Fields = {"name": "sure", "from": "2027-03-01", "probability": 1.0}
HALF: Fields = {"from": "2027-03-01", "probability": 0.5}
TAXED: Fields = {"wages": 150_000, "state": "CA", "cash": 40_000}


def traced(scenario: Scenario) -> TracedTree:
    """Return the tree of a scenario, traced."""
    tree = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    return traced_tree(tree_columns(tree), baselines)


def value(scenario: Scenario) -> float:
    """Return the greatest expected value in fractions of shares (dollars)."""
    return -solve(program_of(traced(scenario).traced), Limits(60, 0.001), "highs").cost


def rows(program: Program) -> list[tuple[Any, ...]]:
    """Return every row of a program with its terms, and the cost."""
    objective: Any = program.problem.objective
    found = [("cost", 0, 0.0, *((v.name, c) for v, c in objective.items()))]
    found += [
        (row.name, row.sense, row.constant, *((v.name, c) for v, c in row.items()))
        for row in program.problem.constraints()
    ]
    return found


@pytest.mark.parametrize("preferences", [{}, {"actions_per_year": 2}])
def test_one_outcome_is_the_program_of_one_path(preferences: Fields) -> None:
    """Same rows, same terms, same cost; slots and all."""
    scenario = uncertain(SURE, household=TAXED, preferences=preferences)
    (outcome,) = [way.outcome for way in tree_of(scenario).ways]
    situation = situation_of(outcome.scenario)
    columns = plan_columns(situation)
    alone = traced_problem(situation, columns, baseline_years(situation))
    assert rows(program_of(traced(scenario).traced)) == rows(program_of(alone))


def test_two_equal_outcomes_are_worth_what_one_is() -> None:
    """To the cent."""
    one = uncertain(SURE, household=TAXED)
    two = uncertain(
        {**HALF, "name": "heads"}, {**HALF, "name": "tails"}, household=TAXED
    )
    assert value(two) == pytest.approx(value(one), abs=CENT)


def test_to_know_earlier_never_lowers_the_value() -> None:
    """The prices are the same; only the day on which they are known moves."""
    values = []
    for day in ("2026-07-01", "2027-03-01", "2027-08-30"):
        good = {**GOOD, "from": day}
        bad = {**BAD, "from": day}
        values.append(value(uncertain(good, bad)))
    assert values[0] >= values[1] - CENT
    assert values[1] >= values[2] - CENT
    assert values[0] > values[2] + 100.0  # else nothing would be known by it
