"""One instance: the project's plan, and everything it is compared with, in one run."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import click

from benchmarks.instances import Instance
from benchmarks.model import Model, model_of
from benchmarks.other_solvers import (
    NotRun,
    Relaxation,
    SolverRun,
    cbc_relaxation,
    with_cbc,
    with_gurobi,
    with_highs,
    with_scip,
)
from benchmarks.phases import Watched, watched
from benchmarks.prepared import Prepared, asked_for, prepared
from benchmarks.search import Searched, searched
from benchmarks.textbook import textbook_program

SOLVER_LIMIT_S = 90.0
"""What other solvers may take."""
TEXTBOOK_LIMIT_S = 60.0
"""What the textbook's program may take."""
SEARCH_FACTOR = 100.0
"""The general search is given this many times what a plan took, ..."""
SEARCH_LIMIT_S = 120.0
"""... or this, if that is less."""

SOLVERS: dict[str, Callable[[Model, float], SolverRun | NotRun]] = {
    "HiGHS": with_highs,
    "SCIP": with_scip,
    "Gurobi": with_gurobi,
}


@dataclass(frozen=True, slots=True)
class Textbook:
    """The textbook's program of the same problem, solved by CBC.

    Attributes:
        rows: Of it.
        binaries: Of it.
        writing_s: Seconds to write it.
        run: What CBC made of it.
    """

    rows: int
    binaries: int
    writing_s: float
    run: SolverRun | NotRun


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was measured of one instance.

    Attributes:
        name: Of the instance.
        ours: The project's plan.
        relaxation: CBC's own time for the relaxation.
        solvers: Others on the same program, by name.
        textbook: The textbook's program.
        search: The general search, or None where it is not installed.
    """

    name: str
    ours: Watched
    relaxation: Relaxation
    solvers: dict[str, SolverRun | NotRun]
    textbook: Textbook
    search: Searched | None


def compared(instance: Instance) -> Comparison:
    """Measure one instance; its memory is that of the plan alone, taken first."""
    ours, program = watched(instance.scenario)
    model = model_of(program)
    relaxation = cbc_relaxation(model)
    solvers = {name: run(model, SOLVER_LIMIT_S) for name, run in SOLVERS.items()}
    ready = prepared(instance.scenario)
    seconds = min(SEARCH_FACTOR * ours.total_s, SEARCH_LIMIT_S)
    return Comparison(
        name=instance.name,
        ours=ours,
        relaxation=relaxation,
        solvers=solvers,
        textbook=_textbook(ready),
        search=searched(ready, seconds),
    )


def _textbook(ready: Prepared) -> Textbook:
    started = time.perf_counter()
    model = textbook_program(ready.situation, ready.columns, ready.baseline)
    writing = time.perf_counter() - started
    run = with_cbc(model, TEXTBOOK_LIMIT_S)
    if isinstance(run, SolverRun):
        run = replace(run, shares=None)
    return Textbook(model.rows, model.binaries, writing, run)


def main() -> None:
    """Measure one instance, such as ``S middle 1``, and print it as JSON."""
    found = compared(asked_for(sys.argv[1:]))
    click.echo(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
