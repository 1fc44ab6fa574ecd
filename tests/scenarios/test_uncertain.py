"""Every shipped scenario whose future parts, solved."""

from pathlib import Path

import pytest

from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.scenario import load_scenario
from isoplan.models.warnings.branches import all_warnings
from isoplan.optimizer.outcomes.beside import FIRST_STEPS
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios" / "uncertain").glob("*.toml"))
LARGEST_GAP = 5.0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_warns_of_nothing(path: Path) -> None:
    """Neither on its one path nor in any outcome."""
    assert all_warnings(load_scenario(path)) == []


def pays_no_amt_on_gains_that_vanish(plan: OutcomesPlan) -> None:
    """One path pays $190,000 of AMT before the company fails; the tree next to none."""
    first = plan.beside[0]
    assert first.name == FIRST_STEPS
    assert first.amt_on_vanished_gains > 190_000.0
    assert max(each.amt_on_vanished_gains for each in plan.outcomes) < 100.0
    assert first.worst < -160_000.0
    assert plan.worst.value > -15_000.0
    assert plan.worth.modeling is not None
    assert plan.worth.modeling.least > 50_000.0


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_is_proven_and_worth_more_than_habits(path: Path) -> None:
    """Within five dollars; VSS, EVPI and adapting are known; no habit beats it."""
    plan = recommend_outcomes(load_scenario(path))
    if path.stem == "failure_after_exercise":
        pays_no_amt_on_gains_that_vanish(plan)
    assert plan.status != "feasible"
    assert plan.objective.gap <= LARGEST_GAP
    assert plan.proof.audit_difference < 0.01
    worth = plan.worth
    assert worth.notes == ()
    for between in (worth.adapting, worth.modeling, worth.knowing):
        assert between is not None
        assert 0.0 <= between.least <= between.most < between.least + 2 * LARGEST_GAP
    for each in plan.beside:
        assert each.expected <= plan.objective.value + LARGEST_GAP
