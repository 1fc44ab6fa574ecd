"""What is wanted of the project's speed, beside what was measured."""

from collections.abc import Iterator

from benchmarks.against import Comparison
from benchmarks.measured import Measured

NOT_MEASURED = "not measured"
NO_RELAXATION = 1.0
"""A root gap so wide that the relaxation was not solved."""


def targets(measured: Measured) -> Iterator[tuple[str, str, bool]]:
    """Yield what is wanted, what was measured, and whether it was reached."""
    plans = measured.plans
    proven = sum(plan.first.optimal for plan in plans)
    yield "proven best", f"{proven} of {len(plans)}", 0 < proven == len(plans)
    yield _at_most(
        "root relaxation within 0.1% of the optimum",
        [(p.name, 100 * min(p.first.root_gap, NO_RELAXATION)) for p in plans],
        0.1,
        "{:.2f}%",
    )
    yield from _times(measured)
    yield from _agreement(measured)
    what = "isoplan tax through arrays: 100,000 households a second"
    if measured.tax is None:
        yield what, NOT_MEASURED, False
        return
    fastest = measured.tax.households_a_second["law"]
    yield what, f"{fastest:,.0f}", fastest >= 100_000


def _times(measured: Measured) -> Iterator[tuple[str, str, bool]]:
    """Yield what is wanted of seconds and memory."""
    totals = {
        size: [(p.name, p.total_s) for p in measured.of_size(size)] for size in SIZES
    }
    yield _at_most("L under 1 s", totals["L"], 1.0, "{:.2f} s")
    yield _at_most(
        "L at most 3 times CBC's own relaxation (solver's time)",
        [
            (each.name, solver_ratio(each))
            for each in measured.against
            if each.name.split()[0] == "L"
        ],
        3.0,
        "{:.1f}",
    )
    yield _at_most("XL under 8 s", totals["XL"], 8.0, "{:.2f} s")
    yield _at_most(
        "M from process start to exit under 1 s",
        [(each.what, each.median_s) for each in measured.commands],
        1.0,
        "{:.2f} s",
    )
    yield _at_most(
        "import under 0.4 s",
        [(each.what, each.median_s) for each in measured.imports],
        0.4,
        "{:.2f} s",
    )
    yield _at_most(
        "XL under 500 MB, solver included",
        [(plan.name, plan.megabytes) for plan in measured.of_size("XL")],
        500.0,
        "{:.0f} MB",
    )
    yield _at_most(
        "L and XL: building less than a third of the total",
        [
            (p.name, 100 * p.building)
            for size in ("L", "XL")
            for p in measured.of_size(size)
        ],
        100 / 3,
        "{:.0f}%",
    )


SIZES = ("S", "M", "L", "XL")


def solver_ratio(against: Comparison) -> float:
    """Return the solver's time over that of CBC's relaxation, of the same run."""
    return against.ours.seconds["solver"] / against.relaxation.seconds


def _at_most(
    what: str, figures: list[tuple[str, float]], limit: float, shape: str
) -> tuple[str, str, bool]:
    """Return one preference, how many reach it, and the worst of them."""
    if not figures:
        return what, NOT_MEASURED, False
    reached = sum(figure <= limit for _, figure in figures)
    name, worst = max(figures, key=lambda each: each[1])
    said = f"{reached} of {len(figures)}; most: {shape.format(worst)} ({name})"
    return what, said, reached == len(figures)


def _agreement(measured: Measured) -> Iterator[tuple[str, str, bool]]:
    """Yield whether a second engine has proven the same optimum."""
    found = measured.same_optimum
    agree = sum(each.agrees for each in found)
    most = max((each.apart for each in found), default=0.0)
    yield (
        "the same optimum to the dollar from two engines",
        f"{agree} of {len(found)}; furthest apart: {most:.2f} dollars",
        0 < agree == len(found),
    )
