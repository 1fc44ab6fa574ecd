"""One plan of one scenario file, by whatever checkout it is run in, as JSON.

It asks little of the checkout, so that older commits can be measured with it.
"""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.memory import ChildMemory, peak_megabytes
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits

GAP_DOLLARS = 1.0
TIME_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class OnePlan:
    """What a plan took and proved.

    Attributes:
        fingerprint: Of the instance, by the law of that checkout; empty where it cannot
            say.
        columns: Of the program.
        rows: Of the program.
        binaries: Of the program.
        nodes: Of the search.
        value: Of the plan in whole shares, dollars.
        gap: To its bound, dollars.
        status: Of the plan.
        root_bound: Of the relaxation, as the objective; None where it is not told.
        cpu_s: Seconds of this process and of those it started.
        wall_s: Seconds by the clock.
        solver_s: Seconds in the solver.
        megabytes: Most memory of this process.
        solver_megabytes: Most memory of a solver that it started.
    """

    fingerprint: str
    columns: int
    rows: int
    binaries: int
    nodes: int
    value: float
    gap: float
    status: str
    root_bound: float | None
    cpu_s: float
    wall_s: float
    solver_s: float
    megabytes: float
    solver_megabytes: float


def one_plan(path: Path, solver: str) -> OnePlan:
    """Plan a scenario file; what is imported and read before is not counted."""
    scenario = load_scenario(path)
    named: dict[str, Any] = {"solver": solver} if solver else {}
    solvers = ChildMemory()
    began, started = _cpu_s(), time.perf_counter()
    with solvers:
        plan = recommend(scenario, Limits(TIME_LIMIT_S, GAP_DOLLARS), **named)
    cpu, wall, proof = _cpu_s() - began, time.perf_counter() - started, plan.proof
    megabytes = peak_megabytes()
    return OnePlan(
        fingerprint=_fingerprint(path),
        columns=proof.columns,
        rows=proof.rows,
        binaries=proof.binaries,
        nodes=proof.nodes,
        value=plan.objective.value,
        gap=plan.objective.gap,
        status=plan.status,
        root_bound=proof.root_bound,
        cpu_s=cpu,
        wall_s=wall,
        solver_s=proof.seconds,
        megabytes=megabytes,
        solver_megabytes=solvers.megabytes,
    )


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    spent = [resource.getrusage(who) for who in (_SELF, _CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


_SELF, _CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


def _fingerprint(path: Path) -> str:
    """Return the fingerprint; empty where a checkout has not what it is made with."""
    try:
        from benchmarks.fingerprint import fingerprint

        return fingerprint(load_scenario(path))
    except (ImportError, AttributeError, TypeError):
        return ""


def main() -> None:
    """Plan the file given first, with the solver given second, if there is one."""
    path, *solver = sys.argv[1:]
    found = one_plan(Path(path), "".join(solver))
    click.echo(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
