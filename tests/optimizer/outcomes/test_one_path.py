"""The plan of one path is the tree with one path, and knowing earlier never hurts."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.numbering import Numbering
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import keyed_columns, tree_columns
from scenario_builder import Fields, grant
from uncertain_household import BAD, GOOD, uncertain

CENT = 0.01
SURE: Fields = {"name": "sure", "from": "2027-03-01", "probability": 1.0}
HALF: Fields = {"from": "2027-03-01", "probability": 0.5}
TAXED: Fields = {"wages": 150_000, "state": "CA", "cash": 40_000}


def traced(scenario: Scenario, *, every_column: bool = False) -> TracedTree:
    """Return the tree of a scenario, traced; with the columns dropped, or without."""
    tree = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    columns = tree_columns(tree)
    if every_column:
        columns = Numbering(tree, keyed_columns(tree)).joined()
    return traced_tree(columns, baselines)


def value(scenario: Scenario, *, every_column: bool = False) -> float:
    """Return the greatest expected value in fractions of shares (dollars)."""
    tree = traced(scenario, every_column=every_column)
    return -solve(program_of(tree.traced), Limits(60, 0.001), "highs").cost


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


FALLS: Fields = {
    "name": "falls",
    "from": "2027-03-01",
    "probability": 0.4,
    "market": {"prices": {"2027-03-01": 12.0, "2027-09-01": 8.0}},
}


def test_columns_that_are_dropped_are_not_needed() -> None:
    """What is best before the future parts in one outcome is not in the other."""
    scenario = uncertain(GOOD, FALLS)
    every = value(scenario, every_column=True)
    assert value(scenario) == pytest.approx(every, abs=CENT)
    tree = tree_of(scenario)
    assert len(tree_columns(tree)) < len(traced(scenario, every_column=True).columns)


def test_shared_days_are_open_to_all_that_share_them() -> None:
    """Where the price turns in one outcome, the others may act on that day too."""
    turns = {**GOOD, "market": {"prices": {"2027-03-01": 60.0, "2028-03-01": 20.0}}}
    rises = {"prices": {"2026-01-01": 20.0, "2028-12-31": 50.0}}
    scenario = uncertain(turns, FALLS, market=rises)
    one, other = (
        {
            int(day)
            for day in way.columns.choices.exercised
            if day < date(2027, 3, 1).toordinal()
        }
        for way in traced(scenario, every_column=True).columns.ways
    )
    assert one == other
    assert date(2027, 2, 28).toordinal() in one


def test_what_is_exercised_for_one_outcome_may_end_as_a_loss() -> None:
    """At the money now; sold at a loss, or kept, where the price falls."""
    at_the_money = [grant(shares=600, strike=20.0)]
    plan = {"last_year": 2028, "decision_dates": "yearly", "at_horizon": "keep"}
    scenario = uncertain(GOOD, FALLS, grants=at_the_money, plan=plan)
    tree = tree_columns(tree_of(scenario))
    falls = tree.ways[1].columns
    early = falls.choices.exercised == date(2026, 1, 2).toordinal()
    ends = falls.choices.sold[early]
    assert (ends == NEVER).any()
    assert (ends > date(2027, 9, 1).toordinal()).any()
    assert value(scenario) > 0.0
