"""What the benchmark's page says of what was measured."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from benchmarks.against import Comparison, Textbook
from benchmarks.curves import Point
from benchmarks.engines import Agreement
from benchmarks.measured import Measured, measured_of
from benchmarks.other_solvers import NotRun, Relaxation, SolverRun
from benchmarks.phases import PHASES, Watched, watched
from benchmarks.plans import Planned
from benchmarks.prepared import Prepared
from benchmarks.provenance import Provenance
from benchmarks.report import report
from benchmarks.results import Results
from benchmarks.search import Searched, searched
from benchmarks.startup import NO_PLAN, CutShort, Started
from benchmarks.table import table
from benchmarks.targets import targets
from benchmarks.tax_speed import TaxSpeed
from benchmarks.tree_plans import PHASES as TREE_PHASES
from benchmarks.tree_plans import TreePlan

Tiny = Callable[..., Prepared]


@pytest.fixture(scope="module")
def plan(tiny: Tiny) -> Watched:
    """What a small plan has taken, as if its relaxation had been closer."""
    found = watched(tiny(250_000, 0, 2, 2027).situation.scenario)[0]
    return replace(found, root_gap=0.0005)


@pytest.fixture(scope="module")
def results(plan: Watched) -> Results:
    """Instances that took the same, and engines that agree."""
    here = Provenance("abcdef123", "2026-01-02", "two cores", "Python 3")
    run = SolverRun("SCIP", "10", 2.0, plan.cost + 0.5, plan.cost, True, 3)
    kept = Results()

    def keep(part: str, name: str, row: Any) -> None:
        kept.keep(part, name, asdict(row), "a-b", here)

    names = [f"{size} low 1" for size in ("S", "M", "L", "XL")]
    for name in (*names, "S low 1 caps", "XL low 1 CA", "XL low 2"):
        keep("plans", name, Planned(name, (plan, plan)))
        keep("same-optimum", name, Agreement(name, {"cbc": run, "highspy": run}))
        keep(
            "against",
            name,
            Comparison(
                name=name,
                ours=plan,
                relaxation=Relaxation(plan.seconds["solver"], plan.cost),
                solvers={"SCIP": run, "Gurobi": NotRun("Gurobi", "too large")},
                textbook=Textbook(900, 200, 0.5, run),
                search=Searched(-plan.cost - 1_000.0, 10, 20.0, 5),
            ),
        )
    keep("curves", "5 grants", Point("5 grants", (plan,)))
    for what in ("import isoplan", "isoplan plan, M low 1"):
        keep("startup", what, Started(what, 0.2, 0.2))
    spent = dict.fromkeys(TREE_PHASES, 1.5)
    sizes = {"outcomes": 27, "columns": 9_000, "rows": 6_000, "binaries": 700}
    tree = TreePlan(
        "yearly 27 CA", "auto", **sizes, nodes=50, value=5e5, root_gap=0.004,
        gap=0.00095, cpu_s=spent,
    )  # fmt: skip
    keep("trees", "yearly 27 CA", tree)
    cut = CutShort("XL low 1", 1.0, 2.0, "feasible", plan.value - 50, 80.0)
    keep("cut-short", "XL low 1", cut)
    none = CutShort("XL low 2", 1.0, 2.0, NO_PLAN, 0.0, 0.0)
    keep("cut-short", "XL low 2", none)
    keep("tax", "100 households", TaxSpeed(100, 1e-4, 1.0, 1.0, 1.0, 1.0, 4.0))
    return kept


@pytest.fixture(scope="module")
def measured(results: Results) -> Measured:
    """The same as figures."""
    return measured_of(results)


def reached(measured: Measured) -> dict[str, bool]:
    """Return what was reached, by what is wanted."""
    return {what: yes for what, _, yes in targets(measured)}


def test_a_small_plan_reaches_everything(measured: Measured) -> None:
    missed = [what for what, yes in reached(measured).items() if not yes]
    assert missed == []


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        pytest.param({"optimal": False}, "proven best", id="unproven"),
        pytest.param({"root_gap": 0.011}, "root gap at most", id="root"),
        pytest.param({"root_gap": 0.02}, "root gap under", id="roots"),
        pytest.param({"megabytes": 600.0}, "XL under 400 MB", id="memory"),
        pytest.param(
            {"seconds": dict.fromkeys([*PHASES, "solver"], 9.0)},
            "XL with federal tax alone under 5 s",
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


def test_engines_that_disagree_are_told(measured: Measured) -> None:
    first, *rest = measured.same_optimum
    run = first.runs["cbc"]
    assert isinstance(run, SolverRun)
    wrong = replace(first, runs={**first.runs, "cbc": replace(run, cost=2.0)})
    found = reached(replace(measured, same_optimum=(wrong, *rest)))
    assert not found["the same optimum to the dollar from two engines"]


def test_the_page_holds_every_instance(measured: Measured, results: Results) -> None:
    page = report(results)
    for each in measured.plans:
        assert page.count(f"| {each.name}") >= 3
    assert "truly behind" in page
    assert page.count("all of it") == 1
    assert "too large" in page
    assert "1,000 (" in page


def test_a_tree_is_shown_with_what_is_proven(results: Results) -> None:
    """Reading is all before the search: columns, law, program, start."""
    line = next(row for row in report(results).splitlines() if "yearly 27 CA" in row)
    assert [cell.strip() for cell in line.split("|")[8:13]] == [
        "0.400%",
        "0.095%",
        "6.0",
        "1.5",
        "10.5",
    ]


def test_the_page_says_where_every_row_comes_from(results: Results) -> None:
    page = report(results)
    assert "- abcdef123, 2026-01-02: two cores; Python 3" in page
    rows = [line for line in page.splitlines() if line.startswith("| XL low 1")]
    assert len(rows) == 7
    assert all("abcdef123 |" in row for row in rows)
    assert any("a-b" in row for row in rows)


def test_what_was_never_measured_is_said() -> None:
    """An empty file is a page that claims nothing."""
    page = report(Results())
    assert page.count("Not measured.") == 8
    assert "planned never, " in page
    assert "| yes" not in page
    assert not any(reached(Measured()).values())


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
