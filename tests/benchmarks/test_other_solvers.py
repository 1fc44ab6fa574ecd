"""Every solver that is installed finds the same optimum of the same program."""

from collections.abc import Callable

import pytest

from benchmarks.model import Model, model_of
from benchmarks.other_solvers import (
    NotRun,
    SolverRun,
    cbc_relaxation,
    with_cbc,
    with_gurobi,
    with_highs,
    with_scip,
)
from benchmarks.prepared import Prepared
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve

Tiny = Callable[..., Prepared]
Solver = Callable[[Model, float], SolverRun | NotRun]


@pytest.mark.parametrize("solver", [with_cbc, with_highs, with_scip, with_gurobi])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the solvers' own
def test_another_solver_agrees(solver: Solver, tiny: Tiny) -> None:
    """Within the gap of a dollar that both may leave."""
    program = tiny(250_000, 0, 2, 2027).program()
    ours, theirs = solve(program, Limits()), solver(model_of(program), 60.0)
    if isinstance(theirs, NotRun):
        pytest.skip(theirs.reason)
    assert ours.proven
    assert theirs.proven
    assert theirs.cost == pytest.approx(ours.cost, abs=1.01)


def test_the_relaxation_costs_no_more(tiny: Tiny) -> None:
    """Without whole numbers there are more plans, so the best one is no worse."""
    program = tiny(250_000, 0, 2, 2027).program()
    relaxed = cbc_relaxation(model_of(program))
    assert relaxed.cost <= solve(program, Limits()).cost + 0.01


def test_a_plan_is_read_in_shares(tiny: Tiny) -> None:
    """What CBC's text says of the columns costs what CBC says it costs."""
    ready = tiny(250_000, 0, 2, 2027)
    run = with_cbc(model_of(ready.program()), 60.0)
    assert isinstance(run, SolverRun)
    assert run.shares is not None
    assert ready.cost(run.shares) == pytest.approx(run.cost, abs=0.5)
