"""Random files with branches: what is read is what is written, and plans hold."""

import json

import pytest

import isoplan
from fuzzing.branches import with_branches
from fuzzing.files import json_text
from fuzzing.scenarios import numbered_file
from isoplan.models.base.errors import InfeasiblePlan, ScenarioErrors
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.solving.solution import Limits

SEED = 13
SOLVED = (1, 39)
"""Quick ones: a failure, and three outcomes."""


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
