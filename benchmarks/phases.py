"""Where the time goes in one plan, and how much memory it takes.

The project's own pipeline is run as it stands, with a watch around each of its calls.
For honest memory, run this in a process of its own: ``python -m benchmarks.phases``.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.memory import ChildMemory, peak_megabytes
from benchmarks.prepared import asked_for
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer import recommend
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.solution import Limits

GAP_DOLLARS = 1.0
TIME_LIMIT_S = 60.0

PHASES = {
    "columns": ("plan_columns",),
    "law": ("baseline_years", "traced_problem"),
    "program": ("program_of",),
    "start": ("start_of",),
    "solve": ("solve",),
    "plan": ("audited", "whole_shares", "evaluate_schedule", "audit"),
}
"""The calls of `isoplan.optimizer.recommend` that each phase is made of."""

BUILDING = ("columns", "law", "program", "start")


@dataclass(frozen=True, slots=True)
class Watched:
    """One plan, and what it took.

    Attributes:
        possible: Columns before dominance.
        columns: Columns after it.
        rows: Rows of the program.
        binaries: Binary variables.
        nodes: Of the search tree.
        cost: What the plan loses in fractions of shares, dollars: its value negated.
        value: After-tax value in whole shares, dollars.
        gap: Distance to the proven bound, dollars.
        optimal: Whether the plan was proven, in fractions of shares at least.
        root_gap: Distance of the relaxation to the optimum, as a fraction of it.
        seconds: By phase, and in the solver alone.
        megabytes: The most memory held so far by this process.
        solver_megabytes: The most memory held by a solver it has started; zero where
            the system does not say.
    """

    possible: int
    columns: int
    rows: int
    binaries: int
    nodes: int
    cost: float
    value: float
    gap: float
    optimal: bool
    root_gap: float
    seconds: dict[str, float]
    megabytes: float
    solver_megabytes: float

    @property
    def total_s(self) -> float:
        """Return all seconds from a scenario to its plan."""
        return sum(self.seconds[phase] for phase in PHASES)

    @property
    def solver_s(self) -> float:
        """Return the seconds in the solver alone."""
        return self.seconds["solver"]

    @property
    def building_s(self) -> float:
        """Return the seconds before the solver is called."""
        return sum(self.seconds[phase] for phase in BUILDING)


def watched(scenario: Scenario) -> tuple[Watched, Program]:
    """Plan a scenario, and return what it took, with its program."""
    taken: dict[str, float] = {}
    returned: dict[str, Any] = {}
    calls = [name for names in PHASES.values() for name in names]
    before = {name: getattr(recommend, name) for name in calls}
    for name, call in before.items():
        setattr(recommend, name, _with_watch(name, call, taken, returned))
    solvers = ChildMemory()
    try:
        with solvers:
            plan = recommend.recommend(scenario, Limits(TIME_LIMIT_S, GAP_DOLLARS))
    finally:
        for name, call in before.items():
            setattr(recommend, name, call)
    seconds = {
        phase: sum(taken[name] for name in names) for phase, names in PHASES.items()
    }
    solution, program = returned["solve"], returned["program_of"]
    optimum = abs(solution.cost)
    result = Watched(
        possible=len(possible_columns(situation_of(scenario))),
        columns=plan.proof.columns,
        rows=plan.proof.rows,
        binaries=plan.proof.binaries,
        nodes=plan.proof.nodes,
        cost=solution.cost,
        value=plan.objective.value,
        gap=plan.objective.gap,
        optimal=plan.status != "feasible",
        root_gap=(solution.cost - solution.root_bound) / optimum if optimum else 0.0,
        seconds={**seconds, "solver": solution.seconds},
        megabytes=peak_megabytes(),
        solver_megabytes=solvers.megabytes,
    )
    return result, program


def _with_watch(
    name: str,
    call: Callable[..., Any],
    taken: dict[str, float],
    returned: dict[str, Any],
) -> Callable[..., Any]:
    """Return a function that adds up its seconds, and keeps what it returned last."""

    def timed(*arguments: object, **named: object) -> object:
        started = time.perf_counter()
        returned[name] = call(*arguments, **named)
        taken[name] = taken.get(name, 0.0) + time.perf_counter() - started
        return returned[name]

    return timed


def main() -> None:
    """Plan a scenario, and print what it took as JSON.

    The scenario is an instance by its name, such as ``S middle 1``, or a JSON file.
    """
    result, _ = watched(_asked_for(sys.argv[1:]))
    click.echo(json.dumps(asdict(result)))


def _asked_for(arguments: list[str]) -> Scenario:
    if len(arguments) == 1:
        return load_scenario(Path(arguments[0]))
    return asked_for(arguments).scenario


if __name__ == "__main__":
    main()
