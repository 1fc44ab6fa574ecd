"""Everything that was measured, as it is kept between runs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.against import Comparison, Textbook
from benchmarks.curves import Point
from benchmarks.other_solvers import NotRun, Relaxation, SolverRun
from benchmarks.phases import Watched
from benchmarks.plans import Planned
from benchmarks.search import Searched
from benchmarks.startup import CutShort, Started
from benchmarks.tax_speed import TaxSpeed

Table = dict[str, Any]
"""A dataclass, as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the last runs have given.

    Attributes:
        plans: Every instance, planned.
        against: Every instance, compared with other ways to plan it.
        curves: Time and memory as an instance grows.
        imports: Seconds of importing.
        commands: Seconds of `isoplan plan`.
        cut_short: Plans under a time limit.
        tax: `isoplan tax`.
    """

    plans: tuple[Planned, ...]
    against: tuple[Comparison, ...]
    curves: tuple[Point, ...]
    imports: tuple[Started, ...]
    commands: tuple[Started, ...]
    cut_short: tuple[CutShort, ...]
    tax: TaxSpeed

    def of_size(self, size: str) -> list[Planned]:
        """Return the instances of one size."""
        return [plan for plan in self.plans if plan.name.split()[0] == size]


def read_measured(folder: Path, parts: tuple[str, ...]) -> Measured:
    """Return what a folder keeps, a file a part."""
    kept = {
        name: json.loads(Path(folder, f"{name}.json").read_text(encoding="utf-8"))
        for name in parts
    }
    startup = kept["startup"]
    return Measured(
        plans=tuple(Planned(p["name"], _watched(p["runs"])) for p in kept["plans"]),
        against=tuple(map(_comparison, kept["against"])),
        curves=tuple(
            Point(p["curve"], p["at"], _watched(p["plans"])) for p in kept["curves"]
        ),
        imports=tuple(Started(**each) for each in startup["imports"]),
        commands=tuple(Started(**each) for each in startup["commands"]),
        cut_short=tuple(CutShort(**each) for each in startup["cut_short"]),
        tax=TaxSpeed(**kept["tax"]),
    )


def _watched(tables: list[Table]) -> tuple[Watched, ...]:
    return tuple(Watched(**each) for each in tables)


def _comparison(found: Table) -> Comparison:
    textbook = {**found["textbook"], "run": _run(found["textbook"]["run"])}
    return Comparison(
        name=found["name"],
        ours=Watched(**found["ours"]),
        relaxation=Relaxation(**found["relaxation"]),
        solvers={name: _run(each) for name, each in found["solvers"].items()},
        textbook=Textbook(**textbook),
        search=found["search"] and Searched(**found["search"]),
    )


def _run(found: Table) -> SolverRun | NotRun:
    return NotRun(**found) if "reason" in found else SolverRun(**found)
