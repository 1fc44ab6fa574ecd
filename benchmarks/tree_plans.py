"""Trees of outcomes, read and solved: where the CPU seconds go, and what is proven.

Each is asked for a proof within a tenth of a percent, in a process of its own:
``python -m benchmarks.tree_plans yearly 27 CA``.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar, get_args

import click
import numpy as np

from benchmarks.trees import Tree, tree_names
from isoplan.models.base.errors import NoPlanInTime
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.habits import start_on
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns
from isoplan.optimizer.trees.whole_tree import whole_tree

WANTED = 0.001
"""Part of the value within which a plan is to be proven."""
TIME_LIMIT_S = 300.0
"""By the clock, for the search; the table counts CPU seconds."""
PHASES = ("columns", "law", "program", "start", "solve", "whole", "audit")
NONE = float("inf")
"""In place of a gap: no plan, or no relaxation, in time."""

Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class TreePlan:
    """One tree, and what it took.

    Attributes:
        name: Of the tree.
        solver: Which was asked.
        outcomes: How many it has.
        columns: Of the program.
        rows: Likewise.
        binaries: Likewise.
        nodes: Of the search.
        value: Of the plan in whole shares, dollars; zero if there is none.
        root_gap: Distance of the relaxation to the plan, as a part of its value.
        gap: Distance of what is proven to the plan in fractions, likewise.
        cpu_s: CPU seconds by phase, of this process and those it started.
    """

    name: str
    solver: str
    outcomes: int
    columns: int
    rows: int
    binaries: int
    nodes: int
    value: float
    root_gap: float
    gap: float
    cpu_s: dict[str, float]

    @property
    def reading_s(self) -> float:
        """Return the CPU seconds from a scenario to its program and its start."""
        return sum(self.cpu_s[phase] for phase in PHASES[:4])

    @property
    def total_s(self) -> float:
        """Return the CPU seconds from a scenario to a plan that is audited."""
        return sum(self.cpu_s.values())


class _Watch:
    """Counts CPU seconds by phase."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PHASES, 0.0)

    def __call__(self, phase: str, work: Callable[[], Returned]) -> Returned:
        before = _cpu_s()
        done = work()
        self.spent[phase] += _cpu_s() - before
        return done


def _cpu_s() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    spent = [resource.getrusage(who) for who in both]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def planned_tree(instance: Tree, solver: SolverName) -> TreePlan:
    """Plan a tree until it is proven within the part that is wanted, or time ends."""
    watch = _Watch()
    tree = tree_of(instance.scenario)
    columns = watch("columns", lambda: tree_columns(tree))
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    traced = watch("law", lambda: traced_tree(columns, baselines))
    program = watch("program", lambda: tree_program(traced))
    start = watch("start", lambda: start_on(traced))
    solution = watch("solve", lambda: _solved(traced, program, start, solver))
    value = 0.0 if solution is None else _in_whole(traced, program, solution, watch)
    return TreePlan(
        name=instance.name,
        solver=solver,
        outcomes=len(tree.ways),
        columns=len(columns),
        rows=program.rows,
        binaries=len(program.binaries),
        nodes=0 if solution is None else solution.nodes,
        value=value,
        root_gap=_part(solution, None if solution is None else solution.root_bound),
        gap=_part(solution, None if solution is None else solution.bound),
        cpu_s=watch.spent,
    )


def _solved(
    tree: TracedTree, program: Program, start: np.ndarray | None, solver: SolverName
) -> Solution | None:
    value = 0.0 if start is None else abs(tree.traced.cost_of(start, _off(tree)))
    limits = Limits(TIME_LIMIT_S, max(WANTED * value, 1.0))
    try:
        return solve(program, limits.started(), solver, start)
    except NoPlanInTime:
        return None


def _off(tree: TracedTree) -> tuple[bool, ...]:
    return (False,) * len(tree.traced.graph.toggles)


def _in_whole(
    tree: TracedTree, program: Program, solution: Solution, watch: _Watch
) -> float:
    """Return the value in whole shares, audited (dollars)."""
    limits = Limits(TIME_LIMIT_S, 1.0).started()
    found = watch(
        "whole",
        lambda: whole_tree(tree, program, solution, limits, "auto", lambda _: None),
    )
    plan = found.best
    evaluated = watch("audit", lambda: evaluated_outcomes(tree, plan.shares, plan.on))
    watch("audit", lambda: audit_outcomes(tree, plan.shares, plan.on, evaluated))
    return -plan.cost


def _part(solution: Solution | None, bound: float | None) -> float:
    """Return the distance of a plan to a bound, as a part of its value."""
    if solution is None or bound is None or bound != bound:
        return NONE
    return (solution.cost - bound) / max(abs(solution.cost), 1.0)


def in_its_own_process(instance: Tree, solver: SolverName = "auto") -> TreePlan:
    """Plan a tree where nothing else runs."""
    words = ["benchmarks.tree_plans", *instance.name.split(), "--solver", solver]
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return TreePlan(**json.loads(done.stdout.splitlines()[-1]))


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--solver", type=click.Choice(get_args(SolverName)), default="auto")
def main(*, words: tuple[str, ...], solver: SolverName) -> None:
    """Plan the tree of that name, and print what it took as JSON."""
    found = tree_names().get(" ".join(words))
    if found is None:
        raise click.BadParameter(f"give one of {', '.join(tree_names())}")
    click.echo(json.dumps(asdict(planned_tree(found, solver))))


if __name__ == "__main__":
    main()
