"""What the benchmark's page says of what was measured."""

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from benchmarks.against import Comparison, Textbook
from benchmarks.curves import Point
from benchmarks.measured import Measured
from benchmarks.other_solvers import NotRun, Relaxation, SolverRun
from benchmarks.phases import PHASES, Watched, watched
from benchmarks.plans import Planned
from benchmarks.prepared import Prepared
from benchmarks.report import report
from benchmarks.search import Searched, searched
from benchmarks.startup import CutShort, Started
from benchmarks.table import table
from benchmarks.targets import targets
from benchmarks.tax_speed import TaxSpeed

Tiny = Callable[..., Prepared]


@pytest.fixture(scope="module")
def plan(tiny: Tiny) -> Watched:
    """What a small plan has taken, as if its relaxation had been closer."""
    found = watched(tiny(250_000, 0, 2, 2027).situation.scenario)[0]
    return replace(found, root_gap=0.0005)


@pytest.fixture(scope="module")
def measured(plan: Watched) -> Measured:
    """Four instances that took the same, and solvers that agree."""
    run = SolverRun("SCIP", "10", 2.0, plan.cost + 0.5, plan.cost, True, 3)
    names = [f"{size} low 1" for size in ("S", "M", "L", "XL")]
    return Measured(
        plans=tuple(Planned(name, (plan, plan)) for name in names),
        against=tuple(
            Comparison(
                name=name,
                ours=plan,
                relaxation=Relaxation(plan.seconds["solver"], plan.cost),
                solvers={"SCIP": run, "Gurobi": NotRun("Gurobi", "too large")},
                textbook=Textbook(900, 200, 0.5, run),
                search=Searched(-plan.cost - 1_000.0, 10, 20.0, 5),
            )
            for name in names
        ),
        curves=(Point("grants", 5, (plan,)),),
        imports=(Started("import isoplan", 0.3, 0.2),),
        commands=(Started("isoplan plan", 0.6, 0.5),),
        cut_short=(CutShort("XL low 1", 1.0, 2.0, "feasible", plan.value - 50, 80.0),),
        tax=TaxSpeed(100, 1e-4, 1.0, 1.0, 1.0, 1.0, 4.0),
    )


def reached(measured: Measured) -> dict[str, bool]:
    """Return what was reached, by what is wanted."""
    return {what: yes for what, _, yes in targets(measured)}


def test_a_small_plan_reaches_everything(measured: Measured) -> None:
    missed = [what for what, yes in reached(measured).items() if not yes]
    assert [what for what in missed if "building" not in what] == []


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        pytest.param({"optimal": False}, "proven best", id="unproven"),
        pytest.param({"root_gap": 0.002}, "root relaxation", id="root"),
        pytest.param({"megabytes": 600.0}, "XL under 500 MB", id="memory"),
        pytest.param(
            {"seconds": dict.fromkeys([*PHASES, "solver"], 9.0)},
            "XL under 8 s",
            id="time",
        ),
    ],
)
def test_one_bad_instance_is_enough(
    measured: Measured, change: dict[str, object], missed: str
) -> None:
    *most, last = measured.plans
    bad = replace(last, runs=tuple(replace(run, **change) for run in last.runs))
    found = reached(replace(measured, plans=(*most, bad)))
    assert [yes for what, yes in found.items() if what.startswith(missed)] == [False]


def test_solvers_that_disagree_are_told(measured: Measured) -> None:
    first, *rest = measured.against
    run = first.solvers["SCIP"]
    assert isinstance(run, SolverRun)
    wrong = replace(first, solvers={"SCIP": replace(run, cost=run.cost + 2.0)})
    found = reached(replace(measured, against=(wrong, *rest)))
    assert not found["the same optimum to the dollar from two solvers"]


def test_the_page_holds_every_instance(measured: Measured) -> None:
    page = report(measured)
    for each in measured.plans:
        assert page.count(f"| {each.name}") >= 3
    assert "truly behind" in page
    assert "too large" in page
    assert "1,000 (" in page


def test_phases_add_up(plan: Watched) -> None:
    assert plan.total_s == pytest.approx(sum(plan.seconds[phase] for phase in PHASES))
    assert plan.building_s < plan.total_s
    assert plan.optimal
    assert asdict(plan)["columns"] <= plan.possible


def test_columns_of_a_table_line_up() -> None:
    assert table(["a", "b"], [["x", "1"], ["long", "22"]]) == (
        "| a    |  b |\n| ---- | -: |\n| x    |  1 |\n| long | 22 |"
    )


@pytest.mark.slow
def test_a_search_comes_close_and_never_further(tiny: Tiny) -> None:
    """Were a search to find more than the optimum, one of the two would be wrong."""
    pytest.importorskip("scipy")
    ready = tiny(250_000, 0, 2, 2027)
    best = watched(ready.situation.scenario)[0]
    found = searched(ready, 2.0)
    assert found is not None
    assert found.value <= -best.cost + 1.0
    assert found.value >= 0.9 * -best.cost
