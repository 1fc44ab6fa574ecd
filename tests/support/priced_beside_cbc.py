"""``make agree``: random scenarios by the search that prices columns, and by CBC.

Two of five are small random households, two have every feature a file can have, and
the future of the fifth parts. CBC has all columns of each; what it proves is held
against what the other one proves.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass

import click

from fuzzing.branches import with_branches, with_uncertainty
from fuzzing.scenarios import numbered_file
from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, NoPlanInTime
from isoplan.models.branching.outcomes import is_uncertain
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns
from random_scenarios import on_two_markets, random_scenario

GAP = 0.01
CENT = 0.01
ROUNDING = 1e-8
"""Part of a cost by which the tolerances of two solvers may differ, beside a cent."""
TREE_EVERY = 5
"""One scenario of so many is a tree, where a run goes through all numbers."""
TREES = 100_000
"""Numbers from here on are of scenarios whose future parts."""
EVERY = 25
"""Scenarios from one line of progress to the next."""

Answered = Solution | str
"""What a solver found, or in a word why it found nothing."""


@dataclass(frozen=True)
class Beside:
    """One program solved twice.

    Attributes:
        program: What was solved, in fractions of shares.
        cbc: With all columns.
        priced: With those that pay.
    """

    program: Program
    cbc: Answered
    priced: Answered

    @property
    def verdict(self) -> str:
        """In a few words how the two compare."""
        if isinstance(self.cbc, str) or isinstance(self.priced, str):
            same = self.cbc == self.priced
            return f"both {self.cbc}" if same else "one has a plan, one has none"
        if not self.priced.proven:
            return "proven by CBC alone" if self.cbc.proven else "proven by neither"
        return "proven by both" if self.cbc.proven else "proven by pricing alone"

    @property
    def wrong(self) -> list[str]:
        """What cannot be if both are right, in sentences."""
        cbc, priced = self.cbc, self.priced
        if isinstance(cbc, str) or isinstance(priced, str):
            late = "no plan in time" in (cbc, priced)
            return [] if cbc == priced or late else [f"CBC {cbc}, priced {priced}"]
        room = CENT + ROUNDING * abs(cbc.cost)
        found = []
        if not priced.solver.startswith(("columns priced", "none")):
            found.append(f"solved by {priced.solver}")
        if priced.bound > cbc.cost + room:
            found.append(f"bound {priced.bound:.4f} above CBC's cost {cbc.cost:.4f}")
        if cbc.bound > priced.cost + room:
            found.append(f"cost {priced.cost:.4f} below CBC's bound {cbc.bound:.4f}")
        traced = self.program.traced
        law = traced.cost_of(priced.shares, priced.on)
        if abs(law - priced.cost) > room:
            found.append(f"cost {priced.cost:.4f}, by the law {law:.4f}")
        if not traced.keeps_limits(priced.shares, priced.on):
            found.append("the plan breaks a limit")
        return found


def program_for(scenario: Scenario) -> Program:
    """Return a scenario's program, in fractions of shares; over all its outcomes."""
    if is_uncertain(scenario):
        tree = tree_of(scenario)
        baselines = tuple(baseline_years(way.situation) for way in tree.ways)
        return tree_program(traced_tree(tree_columns(tree), baselines))
    situation = situation_of(scenario)
    columns = plan_columns(situation, user_choices(situation))
    return program_of(traced_problem(situation, columns, baseline_years(situation)))


def answered(program: Program, seconds: float, solver: SolverName) -> Answered:
    """Return what a solver finds in some seconds."""
    try:
        return solve(program, Limits(seconds, GAP), solver)
    except InfeasiblePlan:
        return "infeasible"
    except NoPlanInTime:
        return "no plan in time"


def beside(scenario: Scenario, seconds: float) -> Beside:
    """Return a scenario's program solved by both."""
    program = program_for(scenario)
    cbc, priced = (answered(program, seconds, name) for name in ("cbc", "priced"))
    return Beside(program, cbc, priced)


def numbered(number: int) -> Scenario:
    """Return the scenario of a number: a random household, or one of every feature.

    Raises:
        ScenarioErrors: If its file has a mistake, as a few of them have.
    """
    if number >= TREES:
        return random_tree(number - TREES)
    kind, seed = number % 4, 5_000 + number
    if kind < 2:
        return checked_scenario(numbered_file(5, number))
    scenario = random_scenario(seed)
    return scenario if kind == 2 else on_two_markets(scenario, seed)


def random_tree(number: int) -> Scenario:
    """Return a small random household whose future parts, by a story or a volatility.

    Raises:
        ScenarioErrors: If the branches do not suit it.
    """
    seed = 9_000 + number
    scenario = random_scenario(seed)
    fields = scenario.to_dict()
    fields["plan"]["start"] = scenario.plan.start
    if number % 2:
        return checked_scenario(with_branches(fields, seed))
    return checked_scenario(with_uncertainty(fields, seed))


@click.command()
@click.option("--count", default=300, show_default=True, help="Scenarios.")
@click.option("--first", default=0, show_default=True, help="Number of the first one.")
@click.option("--time-limit", default=20.0, show_default=True, help="Of a solve, s.")
def agree(count: int, first: int, time_limit: float) -> None:
    """Solve random scenarios by both; exit code 1 if they contradict each other."""
    verdicts: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    failed = 0
    for place in range(first, first + count):
        number = TREES + place // TREE_EVERY if place % TREE_EVERY == 4 else place
        begun = time.monotonic()
        try:
            found = beside(numbered(number), time_limit)
        except IsoPlanError:
            verdicts["refused"] += 1
            continue
        verdicts[found.verdict] += 1
        for name, each in (("CBC", found.cbc), ("priced", found.priced)):
            spent[name] += 0.0 if isinstance(each, str) else each.seconds
        if found.wrong:
            failed += 1
            click.echo(f"{number}: {'; '.join(found.wrong)}")
        elif "alone" in found.verdict or "neither" in found.verdict:
            seconds = time.monotonic() - begun
            click.echo(f"{number}: {found.verdict}, {seconds:.0f} s", err=True)
        if verdicts.total() % EVERY == 0:
            click.echo(f"{verdicts.total()} done: {dict(verdicts)}", err=True)
    for verdict, times in verdicts.most_common():
        click.echo(f"  {verdict:28}{times:6}")
    for name, seconds in spent.items():
        click.echo(f"  seconds in {name:17}{seconds:6.0f}")
    click.echo(f"contradictions: {failed}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    agree()
