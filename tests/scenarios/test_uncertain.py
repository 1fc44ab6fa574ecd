"""Every shipped scenario whose future parts, solved."""

from pathlib import Path

import pytest

from isoplan.models.scenario import load_scenario
from isoplan.models.warnings.branches import all_warnings
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios" / "uncertain").glob("*.toml"))
LARGEST_GAP = 5.0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_warns_of_nothing(path: Path) -> None:
    """Neither on its one path nor in any outcome."""
    assert all_warnings(load_scenario(path)) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_is_proven_and_worth_more_than_habits(path: Path) -> None:
    """Within five dollars; VSS, EVPI and adapting are known; no habit beats it."""
    plan = recommend_outcomes(load_scenario(path))
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
