"""A search that is stopped proves no more than what CBC says of it."""

from pathlib import Path

import pulp
import pytest

from cbc_stand_in import put
from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in CBC's place."""
    path = tmp_path / "cbc"
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(path))
    return path


def test_a_search_that_stops_without_a_bound_proves_nothing(
    stand_in: Path, sample: Scenario
) -> None:
    """CBC's last word is all that is known: no plan, and no claim of one."""
    put(stand_in, "echo 'Result - Stopped on time limit'")
    try:
        plan = recommend(sample, Limits(time_limit_s=5.0))
    except NoPlanInTime:
        return
    assert plan.status == "feasible"
    assert plan.objective.gap > 1_000.0


def test_a_search_that_is_stopped_proves_no_more_than_its_bound(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real CBC, whose last word becomes that of a time limit, without a bound."""
    script = tmp_path / "cbc"
    optimal, stopped = "Optimal solution found", "Stopped on time limit"
    real = pulp.PULP_CBC_CMD.pulp_cbc_path
    put(script, f'"{real}" "$@" | sed "s/^Result - {optimal}/Result - {stopped}/"')
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(script))
    plan = recommend(load_scenario(root / "scenarios" / "few_trades.toml"))
    assert plan.status == "feasible"
    assert plan.objective.bound == plan.proof.root_bound
    assert plan.objective.gap > 100.0
