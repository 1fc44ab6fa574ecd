"""Random files with branches: what is read is what is written, and plans hold."""

import json
from dataclasses import replace

import pytest

import isoplan
from fuzzing.branches import with_branches
from fuzzing.files import json_text
from fuzzing.scenarios import numbered_file
from isoplan.models.base.errors import InfeasiblePlan, ScenarioErrors
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.preferences.cvar import Cvar
from isoplan.optimizer.preferences.worst_outcome import WorstOutcome
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.trees.traced_tree import traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns

SEED = 13
SOLVED = (1, 39)
"""Quick ones: a failure, and three outcomes."""
WRITTEN = (0, 1, 5, 6, 9, 12, 23, 25)
"""Quick to read; without a state and in several, with up to 156 binaries."""


def numbered(number: int) -> Scenario | None:
    """Return one random scenario, or None where its file is refused."""
    fields = numbered_file(SEED, number)
    if not {"start", "last_year"} <= fields.get("plan", {}).keys():
        return None
    try:
        return isoplan.load_scenario(with_branches(fields, number + 1_000 * SEED))
    except ScenarioErrors:
        return None


def test_a_file_with_branches_is_read_as_it_is_written() -> None:
    """As a dict and as JSON; most are right, with two or three outcomes."""
    counts = []
    for number in range(20):
        scenario = numbered(number)
        if scenario is not None:
            assert isoplan.load_scenario(scenario.to_dict()) == scenario
            fields = json.loads(json_text(scenario.to_dict()))
            assert isoplan.load_scenario(fields) == scenario
            counts.append(len(outcomes_of(scenario)))
    assert len(counts) >= 12
    assert set(counts) == {2, 3}


@pytest.mark.slow
@pytest.mark.parametrize("number", SOLVED)
def test_every_plan_over_outcomes_holds(number: int) -> None:
    """It passes the audit of every outcome, and is worth no less than knowing less."""
    scenario = numbered(number)
    assert scenario is not None
    try:
        plan = recommend_outcomes(scenario, Limits(60), "highs")
    except InfeasiblePlan:
        return
    mean = sum(each.probability * each.value for each in plan.outcomes)
    assert plan.objective.value == pytest.approx(mean, abs=0.02)
    for between in (plan.worth.adapting, plan.worth.modeling, plan.worth.knowing):
        assert between is None or 0.0 <= between.least <= between.most


@pytest.mark.parametrize("number", WRITTEN)
def test_floors_need_no_binary(number: int) -> None:
    """Under the worst outcome, under a tail, and with a tail as the cost itself."""
    scenario = numbered(number)
    assert scenario is not None
    tree = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    bare = traced_tree(tree_columns(tree), baselines)
    held = bare.with_floors([WorstOutcome(0.0, -30_000.0), Cvar(0.45, -10_000.0)])
    loss = bare.traced.graph.tail(bare.losses(), bare.probabilities, 0.45)
    names = [each.name for each in program_of(bare.traced).binaries]
    assert [each.name for each in program_of(held.traced).binaries] == names
    safe = program_of(replace(bare.traced, cost=loss))
    assert {each.name for each in safe.binaries} <= {*names}


@pytest.mark.slow
@pytest.mark.parametrize("number", SOLVED)
def test_a_floor_is_kept_and_never_brings_more(number: int) -> None:
    """Half of the loss of the worst outcome, where it has one."""
    scenario = numbered(number)
    assert scenario is not None
    try:
        free = recommend_outcomes(scenario, Limits(60), "highs")
    except InfeasiblePlan:
        return
    at_least = free.worst.value / 2.0
    fields = scenario.to_dict()
    fields["preferences"] = fields.get("preferences", {}) | {"worst_outcome": at_least}
    try:
        plan = recommend_outcomes(isoplan.load_scenario(fields), Limits(60), "highs")
    except InfeasiblePlan:
        return
    assert plan.worst.value >= at_least - 0.01
    assert plan.objective.value <= free.objective.bound + 0.02
