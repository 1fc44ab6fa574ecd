"""What was measured, as the page `RESULTS.md`."""

import os
import platform
from collections.abc import Iterator
from math import isfinite

from benchmarks.against import Comparison
from benchmarks.measured import Measured
from benchmarks.other_solvers import NotRun, SolverRun
from benchmarks.phases import PHASES
from benchmarks.table import table
from benchmarks.targets import targets

HEAD = """# What was measured

Written by `make bench`; do not edit. What each column means, and why some figures are
not reached, is told in [docs/speed.md](../docs/speed.md). Seconds depend on the machine
and on what else it does; ratios are taken in one run."""


def report(measured: Measured) -> str:
    """Return the page."""
    parts = [HEAD, _machine()]
    for title, text in _sections(measured):
        parts += [f"## {title}", text]
    return "\n\n".join(parts)


def _machine() -> str:
    return (
        f"Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()} with {os.cpu_count()} cores."
    )


def _sections(measured: Measured) -> Iterator[tuple[str, str]]:
    yield "What is wanted, and what was reached", _targets(measured)
    yield "Every instance, planned", _plans(measured)
    yield "Against other ways, in one run", _against(measured)
    yield "The same optimum from other solvers", _agreement(measured)
    yield "As an instance grows", _curves(measured)
    yield "A plan cut short", _cut_short(measured)
    yield "From start to exit", _startup(measured)
    yield "isoplan tax", _tax(measured)


def _targets(measured: Measured) -> str:
    rows = [
        [what, said, "yes" if reached else "**no**"]
        for what, said, reached in targets(measured)
    ]
    return table(["wanted", "measured", "reached"], rows)


def _plans(measured: Measured) -> str:
    heads = ["instance", "possible columns", "columns", "rows", "binaries", "nodes"]
    heads += ["root gap", *(f"{phase} s" for phase in PHASES), "total s", "building"]
    rows = [
        [
            plan.name,
            f"{plan.first.possible:,}",
            f"{plan.first.columns:,}",
            f"{plan.first.rows:,}",
            f"{plan.first.binaries}",
            f"{plan.first.nodes}",
            f"{plan.first.root_gap:.3%}",
            *(f"{plan.seconds(phase):.2f}" for phase in PHASES),
            f"{plan.total_s:.2f}",
            f"{plan.building:.0%}",
            f"{plan.first.megabytes:.0f}",
            f"{plan.first.solver_megabytes:.0f}",
        ]
        for plan in measured.plans
    ]
    return table([*heads, "MB", "solver MB"], rows)


def _against(measured: Measured) -> str:
    solvers = list(measured.against[0].solvers)
    heads = ["instance", "solver s", "CBC's LP s", "to LP"]
    heads += [f"{name} to solver" for name in solvers]
    heads += ["textbook rows", "binaries", "textbook to plan", "search to plan"]
    rows = []
    for each in measured.against:
        solver = each.ours.seconds["solver"]
        rows.append(
            [
                each.name,
                f"{solver:.2f}",
                f"{each.relaxation.seconds:.2f}",
                f"{solver / each.relaxation.seconds:.1f}",
                *(_times(run, solver) for run in each.solvers.values()),
                f"{each.textbook.rows:,}",
                f"{each.textbook.binaries:,}",
                _textbook(each),
                _search(each),
            ]
        )
    return table(
        [*heads, "search behind"],
        [
            [*row, _behind(each)]
            for row, each in zip(rows, measured.against, strict=True)
        ],
    )


def _times(run: SolverRun | NotRun, seconds: float) -> str:
    """Return how many times as long a solver took, or how far it came."""
    if isinstance(run, NotRun):
        return "too large" if "large" in run.reason else "not there"
    if run.proven:
        return f"{run.seconds / seconds:.1f}"
    return f"> {run.seconds / seconds:.1f}"


def _textbook(each: Comparison) -> str:
    """Return the textbook's time over a whole plan's, or how far it came."""
    run = each.textbook.run
    if isinstance(run, NotRun):
        return run.reason
    ratio = (each.textbook.writing_s + run.seconds) / each.ours.total_s
    if run.proven:
        return f"{ratio:.0f}"
    if not isfinite(run.cost):
        return f"> {ratio:.0f}, no plan"
    return f"> {ratio:.0f}, {run.cost - each.ours.cost:,.0f} behind"


def _search(each: Comparison) -> str:
    if each.search is None:
        return "not there"
    return f"{each.search.seconds / each.ours.total_s:.0f}"


def _behind(each: Comparison) -> str:
    """Return by how much the search is worse, in dollars and of the plan's value."""
    if each.search is None:
        return ""
    behind = -each.ours.cost - each.search.value
    return f"{behind:,.0f} ({behind / abs(each.ours.cost):.2%})"


def _agreement(measured: Measured) -> str:
    solvers = list(measured.against[0].solvers)
    rows = [
        [
            each.name,
            f"{-each.ours.cost:,.2f}",
            *(_apart(run, each.ours.cost) for run in each.solvers.values()),
        ]
        for each in measured.against
    ]
    return "Dollars by which the others' optimum differs.\n\n" + table(
        ["instance", "optimum", *solvers], rows
    )


def _apart(run: SolverRun | NotRun, cost: float) -> str:
    if isinstance(run, NotRun):
        return "too large" if "large" in run.reason else "not there"
    if not run.proven:
        return f"not proven in {run.seconds:.0f} s"
    return f"{abs(run.cost - cost):.4f}"


def _curves(measured: Measured) -> str:
    heads = ["what grows", "columns", "binaries", "nodes", "building s", "total s"]
    rows = [
        [
            f"{point.at} {point.curve}",
            f"{point.mean('columns'):,.0f}",
            f"{point.mean('binaries'):.0f}",
            f"{point.mean('nodes'):.0f}",
            f"{point.mean('building_s'):.2f}",
            f"{point.mean('total_s'):.2f}",
            f"{point.mean('megabytes'):.0f}",
        ]
        for point in measured.curves
    ]
    return (
        "Means of three households of middle income with 10 years, 10 grants and "
        "quarterly dates, except for the one that grows.\n\n"
        + table([*heads, "MB"], rows)
    )


def _cut_short(measured: Measured) -> str:
    rows = [
        [
            each.name,
            f"{each.limit_s:g}",
            each.status,
            f"{each.value:,.0f}",
            f"{each.gap:,.0f} ({each.gap / abs(each.value):.2%})",
            f"{_short_of(measured, each.name, each.value):,.0f}",
            f"{each.seconds:.1f}",
        ]
        for each in measured.cut_short
    ]
    heads = ["instance", "limit s", "status", "value", "gap shown", "truly behind"]
    return table([*heads, "start to exit s"], rows)


def _short_of(measured: Measured, name: str, value: float) -> float:
    """Return by how much a value is less than the best one."""
    best = next(plan.first.value for plan in measured.plans if plan.name == name)
    return max(best - value, 0.0)


def _startup(measured: Measured) -> str:
    rows = [
        [each.what, f"{each.median_s:.2f}", f"{each.least_s:.2f}"]
        for each in (*measured.imports, *measured.commands)
    ]
    return table(["what", "median s", "least s"], rows)


def _tax(measured: Measured) -> str:
    speed = measured.tax
    rows = [
        [phase.replace("_", " "), f"{getattr(speed, phase):.2f}", f"{rate:,.0f}"]
        for phase, rate in speed.households_a_second.items()
    ]
    return f"{speed.households:,} households.\n\n" + table(
        ["phase", "seconds", "households a second"], rows
    )
