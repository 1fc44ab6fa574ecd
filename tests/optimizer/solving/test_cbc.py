"""A search that is stopped proves no more than what CBC says of it."""

from pathlib import Path

import numpy as np
import pulp
import pytest

from cbc_stand_in import put
from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.program import Program, in_whole_shares
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend, solve_plan
from isoplan.optimizer.solving import cbc, relax_then_search
from isoplan.optimizer.solving.cbc_log import CbcLog
from isoplan.optimizer.solving.incumbent import Incumbent
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.whole_shares.rounding import whole_shares


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


def test_a_search_that_stops_without_a_bound_proves_nothing(
    stand_in: Path, sample: Scenario
) -> None:
    """CBC's last word is all that is known: no plan, and no claim of one."""
    put(stand_in, "echo 'Result - Stopped on time limit'")
    try:
        plan = recommend(sample, Limits(time_limit_s=5.0), "cbc")
    except NoPlanInTime:
        return
    assert plan.status == "feasible"
    assert plan.objective.gap > 1_000.0


def test_a_bound_that_a_known_plan_beats_is_not_believed(dear_share: Program) -> None:
    """A search in whole shares that contradicts a plan has proven nothing."""
    whole = in_whole_shares(dear_share)
    known = Incumbent(np.zeros(1), cost=10.0)
    assert relax_then_search._believed(whole, 15.0, known) == -np.inf
    assert relax_then_search._believed(whole, 9.0, known) == 9.0
    assert relax_then_search._believed(whole, 15.0, None) == 15.0


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
    solve(in_whole_shares(dear_share), Limits(most_nodes=20), "cbc", shares)
    assert logs[-1].used_start


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_a_search_ends_after_so_many_nodes(
    dear_share: Program, solver: SolverName
) -> None:
    """With the bound proven by then, below what whole shares cost."""
    whole = in_whole_shares(dear_share)
    nothing = np.zeros(len(whole.columns))
    stopped = solve(whole, Limits(most_nodes=1), solver, nothing)
    further = solve(whole, Limits(most_nodes=200), solver, nothing)
    assert not stopped.proven
    assert stopped.nodes < further.nodes
    assert stopped.bound <= further.bound + 0.02


def test_a_search_that_is_stopped_proves_no_more_than_its_bound(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real CBC, whose last word becomes that of a time limit, without a bound."""
    script = tmp_path / "cbc"
    optimal, stopped = "Optimal solution found", "Stopped on time limit"
    real = pulp.PULP_CBC_CMD.pulp_cbc_path
    put(script, f'"{real}" "$@" | sed "s/^Result - {optimal}/Result - {stopped}/"')
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(script))
    path = root / "scenarios" / "few_trades.toml"
    plan, _ = solve_plan(situation_of(load_scenario(path)), solver="cbc")
    assert plan.status == "feasible"
    assert plan.objective.bound == plan.proof.root_bound
    assert plan.objective.gap > 100.0
