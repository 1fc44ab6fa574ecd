"""What was measured, as the page `RESULTS.md`."""

from collections.abc import Iterator
from math import isfinite
from typing import TypeAlias

from benchmarks.against import Comparison
from benchmarks.engines import Agreement
from benchmarks.instances import instances
from benchmarks.measured import Measured, measured_of
from benchmarks.other_solvers import NotRun, SolverRun
from benchmarks.phases import PHASES
from benchmarks.plans import Planned
from benchmarks.results import Results
from benchmarks.startup import NO_PLAN, CutShort
from benchmarks.table import table
from benchmarks.targets import NO_RELAXATION, targets
from benchmarks.tree_plans import TIME_LIMIT_S, WANTED

Tabled: TypeAlias = tuple[str, list[str], list[list[str]]]
"""What is said before a table, its heads, and its rows."""

HEAD = """# What was measured

Written by `python -m benchmarks page` from `results.json`, in which `make bench` keeps
the raw figures; do not edit. What each column means, and why some figures are not
reached, is told in [docs/speed.md](../docs/speed.md). Seconds depend on the machine and
on what else it does; ratios are taken in one run. The last column of a table is the
commit at which the row was measured, with a plus where files differed from it. A test
fails where an instance has changed since."""


def report(results: Results) -> str:
    """Return the page."""
    parts = [HEAD, _runs(results)]
    for title, text in _sections(results, measured_of(results)):
        parts += [f"## {title}", text]
    return "\n\n".join(parts)


def _runs(results: Results) -> str:
    """Return where the rows come from, and what was never measured."""
    lines = [
        f"- {run.commit}, {run.day}: {run.machine}; {run.versions}"
        for run in results.runs
    ]
    planned = results.of("plans")
    missing = [each.name for each in instances() if each.name not in planned]
    if missing:
        lines.append(f"- planned never, {len(missing)} instances: {', '.join(missing)}")
    return "\n".join(lines)


def _sections(results: Results, measured: Measured) -> Iterator[tuple[str, str]]:
    yield "What is wanted, and what was reached", _targets(measured)
    tables = {
        "plans": ("Every instance, planned", _plans),
        "against": ("Against other ways, in one run", _against),
        "same-optimum": ("The same optimum from several engines", _same_optimum),
        "curves": ("As an instance grows", _curves),
        "trees": ("Trees of outcomes", _trees),
        "cut-short": ("A plan cut short", _cut_short),
        "startup": ("From start to exit", _startup),
        "tax": ("isoplan tax", _tax),
    }
    for part, (title, tabled) in tables.items():
        rows = results.of(part)
        if not rows:
            yield title, "Not measured."
            continue
        said, heads, cells = tabled(measured)
        commits = [results.commit(part, name) for name in rows]
        if part == "plans":
            heads = [*heads, "fingerprint"]
            prints = [row.fingerprint for row in rows.values()]
            cells = [[*row, each] for row, each in zip(cells, prints, strict=True)]
        if part != "tax":
            heads = [*heads, "commit"]
            cells = [[*row, each] for row, each in zip(cells, commits, strict=True)]
        yield title, said + table(heads, cells)


def _targets(measured: Measured) -> str:
    rows = [
        [what, said, "yes" if reached else "**no**"]
        for what, said, reached in targets(measured)
    ]
    return table(["wanted", "measured", "reached"], rows)


def _plans(measured: Measured) -> Tabled:
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
            _root_gap(plan),
            *(f"{plan.seconds(phase):.2f}" for phase in PHASES),
            f"{plan.total_s:.2f}",
            f"{plan.building:.0%}",
            f"{plan.first.megabytes:.0f}",
            f"{plan.first.solver_megabytes:.0f}",
        ]
        for plan in measured.plans
    ]
    return "", [*heads, "MB", "solver MB"], rows


def _root_gap(plan: Planned) -> str:
    """Return the root gap; there is none where time ended before the relaxation."""
    gap = plan.first.root_gap
    return f"{gap:.3%}" if gap < NO_RELAXATION else "not solved"


def _against(measured: Measured) -> Tabled:
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
                _behind(each),
            ]
        )
    return "", [*heads, "search behind"], rows


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


def _same_optimum(measured: Measured) -> Tabled:
    found = measured.same_optimum
    engines = list(dict.fromkeys(engine for each in found for engine in each.runs))
    rows = [
        [
            each.name,
            "not proven" if each.optimum is None else f"{each.optimum:,.2f}",
            *(_apart(each, engine) for engine in engines),
            "yes" if each.agrees else "**no**",
        ]
        for each in found
    ]
    said = (
        "What each engine proved beside the first one, in dollars, and the seconds "
        "that it took; two proofs within the gap of a dollar are the same.\n\n"
    )
    return said, ["instance", "optimum", *engines, "the same from two"], rows


def _apart(each: Agreement, engine: str) -> str:
    """Return how far an engine's optimum is from the first one, and its seconds."""
    run = each.runs.get(engine)
    if run is None:
        return "not asked"
    if isinstance(run, NotRun):
        return "too large" if "large" in run.reason else run.reason
    if not run.proven or each.optimum is None:
        return f"not proven in {run.seconds:.0f} s"
    apart = round(-run.cost - each.optimum, 2) + 0.0
    return f"{apart:.2f} ({run.seconds:.2f} s)"


def _curves(measured: Measured) -> Tabled:
    heads = ["what there is", "columns", "binaries", "nodes", "building s", "solver s"]
    rows = [
        [
            point.name,
            f"{point.mean('columns'):,.0f}",
            f"{point.mean('binaries'):.0f}",
            f"{point.mean('nodes'):.0f}",
            f"{point.mean('building_s'):.2f}",
            f"{point.mean('solver_s'):.2f}",
            f"{point.mean('total_s'):.2f}",
            f"{point.mean('megabytes'):.0f}",
            f"{point.mean('solver_megabytes'):.0f}",
            f"{len(point.plans)}",
        ]
        for point in measured.curves
    ]
    said = (
        "Means of households of middle income with 10 years, 10 grants, quarterly "
        "dates and federal tax alone, except for what is named.\n\n"
    )
    return said, [*heads, "total s", "MB", "solver MB", "households"], rows


def _trees(measured: Measured) -> Tabled:
    heads = ["tree", "outcomes", "columns", "rows", "binaries", "nodes", "value"]
    heads += ["root gap", "proven gap", "reading s", "solving s", "total s"]
    rows = [
        [
            each.name,
            f"{each.outcomes}",
            f"{each.columns:,}",
            f"{each.rows:,}",
            f"{each.binaries:,}",
            f"{each.nodes:,}",
            f"{each.value:,.0f}",
            f"{each.root_gap:.3%}",
            f"{each.gap:.3%}",
            f"{each.reading_s:.1f}",
            f"{each.cpu_s['solve']:.1f}",
            f"{each.total_s:.1f}",
        ]
        for each in measured.trees
    ]
    said = (
        f"Asked for a proof within {WANTED:.1%} of the value, with {TIME_LIMIT_S:.0f} "
        "s by the clock for the search. All seconds here are CPU seconds.\n\n"
    )
    return said, heads, rows


def _cut_short(measured: Measured) -> Tabled:
    rows = [
        [
            each.name,
            f"{each.limit_s:g}",
            each.status,
            *_came_to(measured, each),
            f"{each.seconds:.1f}",
        ]
        for each in measured.cut_short
    ]
    heads = ["instance", "limit s", "status", "value", "gap shown", "truly behind"]
    return "", [*heads, "start to exit s"], rows


def _came_to(measured: Measured, plan: CutShort) -> tuple[str, str, str]:
    """Return value, gap shown, and by how much the plan is truly behind."""
    if plan.status == NO_PLAN:
        return "none", "none", "all of it"
    part = plan.gap / max(abs(plan.value), 1.0)
    behind = _short_of(measured, plan.name, plan.value)
    return f"{plan.value:,.0f}", f"{plan.gap:,.0f} ({part:.2%})", behind


def _short_of(measured: Measured, name: str, value: float) -> str:
    """Return by how much a value is less than the best one, if that is known."""
    best = [plan.first.value for plan in measured.plans if plan.name == name]
    return f"{max(best[0] - value, 0.0):,.0f}" if best else "not known"


def _startup(measured: Measured) -> Tabled:
    rows = [
        [each.what, f"{each.median_s:.2f}", f"{each.least_s:.2f}"]
        for each in measured.started
    ]
    return "", ["what", "median s", "least s"], rows


def _tax(measured: Measured) -> Tabled:
    speed = measured.tax
    if speed is None:
        return "Not measured.", ["phase"], []
    rows = [
        [phase.replace("_", " "), f"{getattr(speed, phase):.2f}", f"{rate:,.0f}"]
        for phase, rate in speed.households_a_second.items()
    ]
    said = f"{speed.households:,} households.\n\n"
    return said, ["phase", "seconds", "households a second"], rows
