"""The same optimum from several engines: each proves it, and all agree to the dollar.

An engine is one of the project's own, by the name that `isoplan plan --solver` knows,
or a solver that reads the program as it is written. The own ones go the whole way, from
the scenario to the audit; so an engine that never writes a program is one like any
other. ``python -m benchmarks.engines 'S middle 1' --engines cbc,highspy`` asks some of
them about one instance.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import get_args

import click

from benchmarks.model import Model, model_of
from benchmarks.other_solvers import (
    GAP,
    PROOF_SLACK,
    NotRun,
    SolverRun,
    with_gurobi,
    with_highs,
    with_scip,
)
from benchmarks.prepared import asked_for
from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.program import THOUSAND
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName

TIME_LIMIT_S = 60.0
CENTS = 0.02
"""Dollars that a plan's own figures are rounded by, value and bound together."""


@dataclass(frozen=True)
class Question:
    """What all engines are asked: one scenario, and its program where one reads it."""

    scenario: Scenario

    @cached_property
    def model(self) -> Model:
        """Return the program, written when the first engine asks for it."""
        situation = situation_of(self.scenario)
        columns = plan_columns(situation, user_choices(situation))
        traced = traced_problem(situation, columns, baseline_years(situation))
        return model_of(program_of(traced))


Engine = Callable[[Question, float], SolverRun | NotRun]


def _own(solver: SolverName, question: Question, time_limit_s: float) -> SolverRun:
    """Plan with an engine of the project; its figures are those of the plan."""
    limits = Limits(time_limit_s, GAP * THOUSAND)
    situation = situation_of(question.scenario)
    plan, _ = solve_plan(situation, limits, solver)
    proof = plan.proof
    if proof.fractions_bound is None:
        raise ValueError(f"{solver} proves nothing in fractions of shares")
    value = proof.fractions_bound - proof.fractions_gap
    return SolverRun(
        name=solver,
        version=proof.solver,
        seconds=proof.seconds,
        cost=-value,
        bound=-proof.fractions_bound,
        proven=proof.fractions_gap <= (GAP + PROOF_SLACK) * THOUSAND + CENTS,
        nodes=proof.nodes,
    )


def _reads(
    solve: Callable[[Model, float], SolverRun | NotRun],
    question: Question,
    time_limit_s: float,
) -> SolverRun | NotRun:
    """Solve the program as it is written."""
    return solve(question.model, time_limit_s)


ENGINES: dict[str, Engine] = {
    **{name: partial(_own, name) for name in get_args(SolverName) if name != "auto"},
    "highspy": partial(_reads, with_highs),
    "pyscipopt": partial(_reads, with_scip),
    "gurobipy": partial(_reads, with_gurobi),
}
"""By name: the project's own, then packages that read the written program."""
LEFT_OUT = ("highs", "gurobipy")
"""What is not asked by itself: HiGHS reads the same program as ``highspy`` does, and
Gurobi's free license is too small for most."""
ASKED = tuple(name for name in ENGINES if name not in LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the engines said of one instance.

    Attributes:
        name: Of the instance.
        runs: By engine.
    """

    name: str
    runs: dict[str, SolverRun | NotRun]

    @property
    def proven(self) -> dict[str, SolverRun]:
        """Return the runs that proved their plan best."""
        return {
            engine: run
            for engine, run in self.runs.items()
            if isinstance(run, SolverRun) and run.proven
        }

    @property
    def optimum(self) -> float | None:
        """Return the value that the first of them proved (dollars); None if none."""
        return next((-run.cost for run in self.proven.values()), None)

    @property
    def apart(self) -> float:
        """Return how far the proven optima lie apart (dollars)."""
        costs = [run.cost for run in self.proven.values()]
        return max(costs) - min(costs) if costs else 0.0

    @property
    def agrees(self) -> bool:
        """Return whether at least two engines have proven the same optimum."""
        enough = len(self.proven) >= 2
        return enough and self.apart <= (GAP + PROOF_SLACK) * THOUSAND + CENTS


def agreement(
    name: str,
    scenario: Scenario,
    engines: Sequence[str] = ASKED,
    time_limit_s: float = TIME_LIMIT_S,
) -> Agreement:
    """Ask several engines for the optimum of one scenario."""
    question = Question(scenario)
    runs: dict[str, SolverRun | NotRun] = {}
    for engine in engines:
        try:
            run = ENGINES[engine](question, time_limit_s)
        except NoPlanInTime:
            run = NotRun(engine, f"no plan in {time_limit_s:g} s")
        runs[engine] = replace(run, shares=None) if isinstance(run, SolverRun) else run
    return Agreement(name, runs)


def asked_engines(words: str) -> tuple[str, ...]:
    """Return the engines of a list with commas.

    Raises:
        click.BadParameter: If one of them is unknown.
    """
    engines = tuple(words.split(","))
    for engine in engines:
        if engine not in ENGINES:
            raise click.BadParameter(f"{engine!r} is none of {', '.join(ENGINES)}")
    return engines


@click.command()
@click.argument("name")
@click.option("--engines", default=",".join(ASKED), show_default=True)
@click.option("--time-limit", default=TIME_LIMIT_S, show_default=True)
def main(*, name: str, engines: str, time_limit: float) -> None:
    """Ask engines for the optimum of the instance NAME, and print it as JSON."""
    scenario = asked_for(name.split()).scenario
    found = agreement(name, scenario, asked_engines(engines), time_limit)
    click.echo(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
