"""A CBC that fails reports a failure: never a time limit, never a plan."""

import stat
from pathlib import Path

import numpy as np
import pulp
import pytest

from isoplan.models.base.errors import NoPlanInTime, SolverFailure
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import Program, in_whole_shares, program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving import cbc
from isoplan.optimizer.solving.cbc_log import CbcLog
from isoplan.optimizer.solving.incumbent import Incumbent
from isoplan.optimizer.solving.rounding import whole_shares
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in CBC's place."""
    path = tmp_path / "cbc"
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(path))
    return path


@pytest.fixture(scope="module")
def dear_share(root: Path) -> Program:
    """The program of ten thousand options on a share of 200 dollars."""
    path = root / "tests" / "optimizer" / "cases" / "dear_share.toml"
    situation = situation_of(load_scenario(path))
    columns = possible_columns(situation)
    traced = traced_problem(situation, columns, baseline_years(situation))
    return program_of(traced)


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


def test_a_bound_that_a_known_plan_beats_is_not_believed() -> None:
    """A solver that contradicts a plan has proven nothing."""
    known = Incumbent(np.zeros(1), cost=10.0)
    assert cbc._believed(15.0, known) == -np.inf
    assert cbc._believed(9.0, known) == 9.0
    assert cbc._believed(15.0, None) == 15.0


def test_a_search_in_whole_shares_starts_from_the_plan_it_is_given(
    dear_share: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its binaries and whole shares; without them CBC would look for a plan first."""
    logs: list[CbcLog] = []
    run = cbc._Model._run

    def watched(model: cbc._Model, seconds: float, what: list[str]) -> CbcLog:
        logs.append(run(model, seconds, what))
        return logs[-1]

    monkeypatch.setattr(cbc._Model, "_run", watched)
    fractions = solve(dear_share, Limits())
    shares = whole_shares(dear_share.traced, fractions.shares, fractions.on)
    assert shares is not None
    solve(in_whole_shares(dear_share), Limits(), "cbc", shares)
    assert logs[-1].used_start


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_a_search_ends_after_so_many_nodes(
    dear_share: Program, solver: SolverName
) -> None:
    """With the bound proven by then, below what whole shares cost."""
    whole = in_whole_shares(dear_share)
    stopped = solve(whole, Limits(most_nodes=1), solver, np.zeros(len(whole.columns)))
    full = solve(whole, Limits())
    assert not stopped.proven
    assert stopped.bound <= full.bound + 0.02
    assert full.proven


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
