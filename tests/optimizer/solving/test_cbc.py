"""A CBC that fails reports a failure: never a time limit, never a plan."""

import stat
from pathlib import Path

import pulp
import pytest

from isoplan.models.base.errors import NoPlanInTime, SolverFailure
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in CBC's place."""
    path = tmp_path / "cbc"
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(path))
    return path


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "ended with exit code 3"),
        ("kill -9 $$", "ended with exit code -9"),
        ("echo Unable to open file plan.mps", "stopped without an answer: Unable"),
        ("true", "stopped without an answer"),
    ],
)
def test_a_cbc_that_fails(
    script: str, words: str, stand_in: Path, sample: Scenario
) -> None:
    """It crashes, is killed, cannot read its file, or says nothing at all."""
    _script(stand_in, script)
    with pytest.raises(SolverFailure, match=f"CBC, .*{words}.*--solver highs"):
        recommend(sample)


def test_a_cbc_that_is_missing(stand_in: Path, sample: Scenario) -> None:
    """No traceback."""
    assert not stand_in.exists()
    with pytest.raises(SolverFailure, match="cannot be called: No such file"):
        recommend(sample)


def test_a_cbc_that_may_not_be_executed(stand_in: Path, sample: Scenario) -> None:
    """No traceback either."""
    stand_in.write_text("#!/bin/sh\n")
    with pytest.raises(SolverFailure, match="cannot be called: Permission denied"):
        recommend(sample)


def test_a_search_that_stops_without_a_bound_proves_nothing(
    stand_in: Path, sample: Scenario
) -> None:
    """CBC's last word is all that is known: no plan, and no claim of one."""
    _script(stand_in, "echo 'Result - Stopped on time limit'")
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
    _script(script, f'"{real}" "$@" | sed "s/^Result - {optimal}/Result - {stopped}/"')
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(script))
    plan = recommend(load_scenario(root / "scenarios" / "few_trades.toml"))
    assert plan.status == "feasible"
    assert plan.objective.bound == plan.proof.root_bound
    assert plan.objective.gap > 100.0
