"""Several engines prove the same optimum, or the page says that they do not."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import click
import pytest

from benchmarks.engines import ASKED, ENGINES, Agreement, agreement, asked_engines
from benchmarks.other_solvers import NotRun, SolverRun
from benchmarks.prepared import Prepared
from isoplan.optimizer.solving.solution import SolverName

Tiny = Callable[..., Prepared]
RUN = SolverRun("cbc", "CBC 2", 1.0, -1_000.0, -1_000.5, True, 3)


def test_two_engines_prove_the_same(tiny: Tiny) -> None:
    scenario = tiny(250_000, 0, 2, 2027).situation.scenario
    found = agreement("tiny", scenario, ("cbc", "highspy"), 60.0)
    assert found.agrees
    assert list(found.proven) == ["cbc", "highspy"]


def test_every_engine_of_the_project_is_one() -> None:
    assert set(get_args(SolverName)) - {"auto"} <= set(ENGINES)
    assert ASKED[0] == "cbc"


def test_engines_that_disagree_do_not_agree() -> None:
    wrong = replace(RUN, cost=-1_002.0)
    found = Agreement("S low 1", {"cbc": RUN, "highspy": wrong})
    assert not found.agrees
    assert found.apart == pytest.approx(2.0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(NotRun("highspy", "not installed"), id="missing"),
        pytest.param(replace(RUN, proven=False), id="unproven"),
    ],
)
def test_one_proof_is_not_enough(other: SolverRun | NotRun) -> None:
    assert not Agreement("S low 1", {"cbc": RUN, "highspy": other}).agrees


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="none of cbc"):
        asked_engines("cbc,cplex")
