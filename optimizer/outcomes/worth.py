"""What adapting, modeling and knowing are worth, each between two proven bounds.

All are differences of two optima, and of each optimum a plan and a bound are known. So
a difference lies between a plan less a bound and a bound less a plan.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.models.outcomes.outcomes_plan import Between, FloorOfPlan, WorthOfIt
from isoplan.optimizer.outcomes.first_steps import decided_flows, same_everywhere
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.inventory_bounds import Flow
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree

MOST_TIES = 8_000
"""Sums that are made equal for one schedule in every outcome, at most."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan on the tree, and its bound; dollars.

    Attributes:
        shares: Of each column of the tree.
        on: Whether each toggle is on.
        cost: Expected.
        bound: No plan of its kind costs less.
    """

    shares: np.ndarray
    on: tuple[bool, ...]
    cost: float
    bound: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What the tree is worth against less, and more, knowledge.

    Attributes:
        adapting: Over one schedule for all outcomes.
        modeling: Over the first steps of one path.
        knowing: What it would add to know.
        first_steps: The plan with the first steps of one path, if there is one.
        floors: What each floor under the outcomes costs, in their order; None if it is
            not known.
        notes: Why one of them is not known.
    """

    adapting: Between | None
    modeling: Between | None
    knowing: Between | None
    first_steps: Solved | None
    floors: tuple[Between | None, ...] = ()
    notes: tuple[str, ...] = ()

    def noted(self, note: str) -> "Worth":
        """Return it with one more note."""
        return replace(self, notes=(note, *self.notes))

    def shown(
        self, floors: Sequence[OutcomeFloor], values: Sequence[float]
    ) -> WorthOfIt:
        """Return it as it is shown.

        Args:
            floors: Under the outcomes of the plan.
            values: What the part of the outcomes that each speaks of is worth, dollars.
        """
        shown = (
            FloorOfPlan(
                preference=floor.name,
                in_words=floor.in_words,
                part=floor.part,
                at_least=floor.at_least,
                value=in_cents(value),
                cost=cost,
            )
            for floor, value, cost in zip(floors, values, self.floors, strict=True)
        )
        return WorthOfIt(
            adapting=self.adapting,
            modeling=self.modeling,
            knowing=self.knowing,
            floors=tuple(shown),
            notes=self.notes,
        )


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that is left for several solves.

    Attributes:
        limits: Their clock running.
        reading: Seconds that it took to read the law of the whole tree.
    """

    limits: Limits
    reading: float

    def for_a_solve(self, part: float) -> Limits:
        """Return limits for one of several solves: half of the time that is left.

        Args:
            part: Of the tree, whose law is read first.

        Raises:
            NoPlanInTime: If what is left is needed to read the law.
        """
        left = self.limits.left_s - part * self.reading
        if left <= 0.0:
            raise NoPlanInTime("no time was left for what the plan is worth")
        return replace(self.limits, time_limit_s=left / 2.0, ends_at=None)


def worth_of(
    tree: TracedTree,
    bare: TracedTree,
    solved: Solved,
    fractions: Solved,
    first: np.ndarray | None,
    clock: Clock,
    solver: SolverName,
    tell: Callable[[str], None],
) -> Worth:
    """Return what a tree's plan is worth.

    Args:
        tree: As it was solved.
        bare: The same without floors.
        solved: Its plan.
        fractions: Its plan in fractions of shares.
        first: What the plan for one path decides before the future parts, on the
            tree's columns; None if it is not possible in every outcome.
        clock: The time that is left.
        solver: ``cbc`` or ``highs``.
        tell: Told what is going on.
    """
    notes: list[str] = []
    floors = tuple(_floor_prices(tree, bare, fractions, clock, solver, notes, tell))
    steps = None
    tell("the first steps of the plan for one path ...")
    if first is None:
        notes.append("The first steps of the one-path plan cannot be followed here.")
    else:
        flows = decided_flows(tree.columns, first)
        steps = with_flows(tree, flows, clock, solver, notes, "those first steps")
    tell("each outcome, known from the start ...")
    known = _known_from_the_start(tree, clock, solver, notes)
    tell("one schedule for every outcome ...")
    ties = same_everywhere(tree.columns)
    fixed = None
    if len(ties) <= MOST_TIES:
        fixed = with_flows(tree, ties, clock, solver, notes, "one schedule for all")
    else:
        notes.append("One schedule for so many outcomes is not worked out.")
    return Worth(
        adapting=None if fixed is None else _between(solved, fixed),
        modeling=None if steps is None else _between(solved, steps),
        knowing=None if known is None else _between(known, solved),
        first_steps=steps,
        floors=floors,
        notes=tuple(notes),
    )


def _floor_prices(
    tree: TracedTree,
    bare: TracedTree,
    solved: Solved,
    clock: Clock,
    solver: SolverName,
    notes: list[str],
    tell: Callable[[str], None],
) -> Iterator[Between | None]:
    """Yield what each floor costs: the best plan without it is worth so much more.

    Both in fractions of shares, so that no price is what rounding costs.
    """
    for floor in tree.floors:
        tell(f"the plan without {floor.as_written} ...")
        others = [each for each in tree.floors if each is not floor]
        free = bare.with_floors(others)
        try:
            limits = clock.for_a_solve(1.0)
            solution = solve(tree_program(free), limits, solver, solved.shares)
        except (NoPlanInTime, SolverFailure):
            notes.append(f"There was no time left to price {floor.as_written}.")
            yield None
            continue
        cost = free.traced.cost_of(solution.shares, solution.on)
        yield _between(_solved(cost, solution), solved)


def _between(better: Solved, worse: Solved) -> Between:
    """Return by how much one optimum is worth more than another."""
    least = max(worse.bound - better.cost, 0.0)
    most = max(worse.cost - better.bound, least)
    return Between(least=round(least, 2), most=round(most, 2))


def with_flows(
    tree: TracedTree,
    flows: tuple[Flow, ...],
    clock: Clock,
    solver: SolverName,
    notes: list[str],
    what: str,
) -> Solved | None:
    """Return the tree's plan in fractions with more sums of shares fixed."""
    traced = replace(tree.traced, flows=(*tree.traced.flows, *flows))
    try:
        limits = clock.for_a_solve(1.0)
        solution = solve(tree_program(tree, traced), limits, solver)
    except InfeasiblePlan:
        notes.append(f"In some outcome no plan keeps the limits with {what}.")
        return None
    except (NoPlanInTime, SolverFailure):
        notes.append(f"There was no time left to work out {what}.")
        return None
    return _solved(traced.cost_of(solution.shares, solution.on), solution)


def _solved(cost: float, solution: Solution) -> Solved:
    return Solved(solution.shares, solution.on, cost, min(solution.bound, cost))


def _known_from_the_start(
    tree: TracedTree, clock: Clock, solver: SolverName, notes: list[str]
) -> Solved | None:
    """Return the mean of the outcomes' own optima: their costs and bounds."""
    cost = bound = 0.0
    for way, baseline in zip(tree.tree.ways, tree.baselines, strict=True):
        try:
            limits = clock.for_a_solve(1.0 / len(tree.tree.ways))
            columns = plan_columns(way.situation)
            traced = traced_problem(way.situation, columns, baseline)
            solution = solve(program_of(traced), limits, solver)
        except (InfeasiblePlan, NoPlanInTime, SolverFailure):
            notes.append("There was no time left to plan each outcome by itself.")
            return None
        own = _solved(traced.cost_of(solution.shares, solution.on), solution)
        cost += way.probability * own.cost
        bound += way.probability * own.bound
    return Solved(np.zeros(0), (), cost, bound)
