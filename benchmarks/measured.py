"""Everything that was measured, as figures again: what the page is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.against import Comparison, Textbook
from benchmarks.curves import Point
from benchmarks.engines import Agreement
from benchmarks.other_solvers import NotRun, Relaxation, SolverRun
from benchmarks.phases import Watched
from benchmarks.plans import Planned
from benchmarks.results import Found, Results
from benchmarks.search import Searched
from benchmarks.startup import CutShort, Started
from benchmarks.tax_speed import TaxSpeed
from benchmarks.tree_plans import TreePlan

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the last runs have given; empty is what was never measured.

    Attributes:
        plans: Instances, planned.
        against: Instances, compared with other ways to plan them.
        same_optimum: Instances, proven by several engines.
        curves: Time and memory as an instance grows.
        started: Seconds of importing, and of `isoplan plan`.
        cut_short: Plans under a time limit.
        tax: `isoplan tax`.
        trees: Trees of outcomes, planned.
    """

    plans: tuple[Planned, ...] = ()
    against: tuple[Comparison, ...] = ()
    same_optimum: tuple[Agreement, ...] = ()
    curves: tuple[Point, ...] = ()
    started: tuple[Started, ...] = ()
    cut_short: tuple[CutShort, ...] = ()
    tax: TaxSpeed | None = None
    trees: tuple[TreePlan, ...] = ()

    def of_size(self, size: str) -> list[Planned]:
        """Return the instances of one size."""
        return [plan for plan in self.plans if plan.name.split()[0] == size]

    @property
    def imports(self) -> list[Started]:
        """Return what was imported."""
        return [each for each in self.started if each.what.startswith("import ")]

    @property
    def commands(self) -> list[Started]:
        """Return the commands."""
        return [each for each in self.started if not each.what.startswith("import ")]


def measured_of(results: Results) -> Measured:
    """Return the rows of a file as figures."""
    taxes = _each(results, "tax", lambda found: TaxSpeed(**found))
    return Measured(
        plans=_each(results, "plans", _planned),
        against=_each(results, "against", _comparison),
        same_optimum=_each(results, "same-optimum", _agreement),
        curves=_each(
            results, "curves", lambda p: Point(p["name"], _watched(p["plans"]))
        ),
        started=_each(results, "startup", lambda found: Started(**found)),
        cut_short=_each(results, "cut-short", lambda found: CutShort(**found)),
        tax=taxes[-1] if taxes else None,
        trees=_each(results, "trees", lambda found: TreePlan(**found)),
    )


def _each(
    results: Results, part: str, made: Callable[[Found], Made]
) -> tuple[Made, ...]:
    return tuple(made(row.found) for row in results.of(part).values())


def _planned(found: Found) -> Planned:
    return Planned(found["name"], _watched(found["runs"]))


def _watched(tables: list[Found]) -> tuple[Watched, ...]:
    return tuple(Watched(**each) for each in tables)


def _agreement(found: Found) -> Agreement:
    runs = {engine: _run(run) for engine, run in found["runs"].items()}
    return Agreement(found["name"], runs)


def _comparison(found: Found) -> Comparison:
    textbook = {**found["textbook"], "run": _run(found["textbook"]["run"])}
    return Comparison(
        name=found["name"],
        ours=Watched(**found["ours"]),
        relaxation=Relaxation(**found["relaxation"]),
        solvers={name: _run(each) for name, each in found["solvers"].items()},
        textbook=Textbook(**textbook),
        search=found["search"] and Searched(**found["search"]),
    )


def _run(found: Found) -> SolverRun | NotRun:
    return NotRun(**found) if "reason" in found else SolverRun(**found)
