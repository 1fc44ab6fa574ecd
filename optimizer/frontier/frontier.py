"""The frontier of mean and tail: its two ends, and floors evenly between them.

The ends are found exactly: the best mean, and the best tail with the best mean that
keeps it. Each floor between them is solved from the safe end on, so that the plan of
the floor above is one of its own to begin with. Of all plans found, a floor has the one
of the best mean that keeps it, and no higher floor has a better bound: so mean and
bound never rise with the tail, whatever time cuts off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import (
    InfeasiblePlan,
    IsoPlanError,
    NoPlanInTime,
    SolverFailure,
)
from isoplan.models.outcomes.frontier import BesideFrontier, Frontier, FrontierPoint
from isoplan.models.outcomes.outcomes_plan import Beside, Between
from isoplan.models.outcomes.tail import mean_of_worst
from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.beside import beside_plan
from isoplan.optimizer.outcomes.best_floors import safest, why_infeasible
from isoplan.optimizer.outcomes.first_steps import decided_flows, decided_shares
from isoplan.optimizer.outcomes.one_path import (
    FOR_ONE_PATH,
    OnePath,
    one_path_plan,
    part_of,
    traced_outcomes,
)
from isoplan.optimizer.outcomes.results import pieces_shown
from isoplan.optimizer.outcomes.solved_tree import solved_tree, status_of
from isoplan.optimizer.outcomes.worth import Clock, with_flows
from isoplan.optimizer.preferences.registry import floor_of_tail, floors_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import warned_once
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.tree import tree_of

POINTS = 6
"""Plans on the frontier where nobody says."""
MOST_POINTS = 50
"""Plans that may be asked for."""
TAIL = 0.2
"""The tail where nobody says: the worst fifth."""
CENT = 0.01
"""Dollars up to which two tails are the same."""
AFTERWARDS = 0.15
"""Part of the time that is left for the audit and for what stands beside."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan in whole shares that has been found.

    Attributes:
        shares: Of each column of the tree.
        on: Whether each toggle is on.
        mean: Expected value, dollars.
        tail: Mean value of the worst part of the outcomes, dollars.
    """

    shares: np.ndarray
    on: tuple[bool, ...]
    mean: float
    tail: float


@dataclass(frozen=True, slots=True)
class _Floor:
    """What is proven of one floor under the tail.

    Attributes:
        at_least: The floor, dollars.
        bound: No plan that keeps it has a higher mean.
        proven: Whether its own program was solved to the gap, in fractions of shares.
    """

    at_least: float
    bound: float
    proven: bool


def frontier(
    scenario: Scenario,
    part: float = TAIL,
    points: int = POINTS,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Frontier:
    """Return plans from the best mean to the best tail, each proven and audited.

    Args:
        scenario: A checked scenario whose future parts.
        part: Of the outcomes, by probability, that is the tail.
        points: Plans at most, both ends included; two or more.
        limits: Time limit of all, and gap of each; 60 seconds and a cent if left out.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
        progress: Told in a few words what is going on.

    Raises:
        IsoPlanError: If its future does not part.
        InfeasiblePlan: If no schedule keeps all limits in every outcome.
        NoPlanInTime: If time ran out before any plan was found.
        AuditFailure: If the forms do not tie to a program: a defect of isoplan.
    """
    tell = warned_once(progress or (lambda _: None))
    stop = (limits or Limits()).started()
    begun = stop.left_s
    tree = tree_of(scenario)
    if not tree.parts:
        raise IsoPlanError(
            f"the future of {scenario.name!r} does not part, and a frontier weighs "
            "outcomes against each other; add [[branches]] or [uncertainty]"
        )
    tell(f"{len(tree.ways)} outcomes; first the plan for one path ...")
    one_path = one_path_plan(tree, part_of(stop, FOR_ONE_PATH / 2.0), solver)
    bare = traced_outcomes(tree, one_path, tell)
    base = bare.with_floors(floors_of(scenario.preferences))
    reading = begun - stop.left_s
    clock = stop.sparing(max(AFTERWARDS * stop.left_s, reading / 2.0))
    search = _Search(base, part, clock, solver, tell)
    try:
        floors = search.floors(points)
    except InfeasiblePlan as error:
        why = why_infeasible(bare, base.floors, clock, solver, tell)
        raise InfeasiblePlan(why or str(error)) from error
    notes, after = search.notes, Clock(stop, 0.0)
    beside = _beside(base, one_path, after, solver, notes, tell)
    tell("auditing every plan ...")
    return Frontier(
        scenario=scenario.name,
        part=part,
        parts_on=tree.all_pieces[1].begins,
        outcomes=tuple(way.outcome.name for way in tree.ways),
        probabilities=tuple(round(p, 9) for p in base.probabilities),
        points=tuple(search.shown(floors)),
        safest_bound=search.safest_bound,
        beside=tuple(_tail_of(each, base.probabilities, part) for each in beside),
        seconds=round(begun - stop.left_s, 3),
        notes=tuple(notes),
    )


class _Search:
    """The plans found so far, and what is proven of each floor."""

    def __init__(
        self,
        base: TracedTree,
        part: float,
        limits: Limits,
        solver: SolverName,
        tell: Callable[[str], None],
    ) -> None:
        self.base, self.part, self.limits, self.tell = base, part, limits, tell
        self.solver: SolverName = solver
        self.loss = base.traced.graph.tail(base.losses(), base.probabilities, part)
        self.known: list[_Known] = []
        self.safest_bound: float | None = None
        self.notes: list[str] = []

    def floors(self, points: int) -> list[_Floor]:
        """Return the floors, from the best mean's to the safest plan's.

        Raises:
            InfeasiblePlan: If no schedule keeps all limits.
            NoPlanInTime: If time ran out before both ends were found.
        """
        left = points + 1
        self.tell("the plan of the best mean ...")
        first = self.solved(None, left)
        self.tell("the plan of the best tail ...")
        try:
            found = safest(
                self.base, self.part, self.share(left - 1), self.solver, self.tell
            )
        except (NoPlanInTime, SolverFailure):
            self.notes.append("There was no time left to look for a safer plan.")
            return [first]
        safe = self.learned(found.best.shares, found.best.on)
        self.safest_bound = in_cents(max(-found.bound, safe.tail))
        low, high = self.best(first.at_least).tail, safe.tail
        if high <= low + CENT:
            return [first]
        step = (high - low) / (points - 1)
        made: list[_Floor] = []
        for number in range(points - 1, 0, -1):
            at_least = high if number == points - 1 else low + number * step
            self.tell(f"plan {points - number} of {points - 1} with a better tail ...")
            made.append(self.solved(at_least - CENT / 2.0, number + 1))
        return [first, *made[::-1]]

    def share(self, left: int) -> Limits:
        """Return limits for one of some solves that are left: as much time for each."""
        seconds = self.limits.left_s / max(left, 1)
        return replace(self.limits, time_limit_s=seconds, ends_at=None).started()

    def solved(self, at_least: float | None, left: int) -> _Floor:
        """Solve for the best mean above a floor, or without one; remember the plan.

        Args:
            at_least: Of the tail, dollars.
            left: Solves that are left, this one included.

        Raises:
            NoPlanInTime: If time ran out, and no plan above the floor is known.
        """
        tree = self.base if at_least is None else self.with_floor(at_least)
        floor = -np.inf if at_least is None else at_least
        known = [each for each in self.known if each.tail >= floor]
        start = max(known, key=lambda each: each.mean).shares if known else None
        try:
            solved = solved_tree(
                tree,
                self.share(left),
                self.solver,
                self.tell,
                start=start,
                rounding=lambda: self.share(left),
            )
        except (NoPlanInTime, SolverFailure, InfeasiblePlan):
            if not known:
                raise
            return _Floor(floor, np.inf, proven=False)
        found = solved.found
        plan = self.learned(found.best.shares, found.best.on)
        if at_least is None:
            floor = plan.tail
        bound = -min(found.bound, found.best.cost)
        return _Floor(floor, bound, solved.solution.proven)

    def with_floor(self, at_least: float) -> TracedTree:
        """Return the tree with a floor under its tail (dollars)."""
        return self.base.with_floor(floor_of_tail(self.part, at_least), self.loss)

    def learned(self, shares: np.ndarray, on: tuple[bool, ...]) -> _Known:
        """Remember a plan with its mean and its tail."""
        traced = self.base.traced
        values = traced.graph.values(shares, on)
        mean, tail = -traced.cost.value(values), -self.loss.value(values)
        plan = _Known(shares, on, float(mean), float(tail))
        self.known.append(plan)
        return plan

    def best(self, at_least: float) -> _Known:
        """Return the plan of the best mean whose tail is at least an amount."""
        kept = [each for each in self.known if each.tail >= at_least]
        return max(kept, key=lambda each: (each.mean, each.tail))

    def shown(self, floors: Sequence[_Floor]) -> Iterator[FrontierPoint]:
        """Yield the points, audited: each plan once, and none beside a better one."""
        bound, tail, top = np.inf, -np.inf, (np.nan, np.nan)
        for floor in floors:
            bound = min(bound, floor.bound)
            plan = self.best(floor.at_least)
            if np.isnan(top[0]):
                top = plan.mean, max(bound, plan.mean)
            if plan.tail <= tail + CENT:
                continue
            tail = plan.tail
            yield self.point(floor, plan, max(bound, plan.mean), top)

    def point(
        self, floor: _Floor, plan: _Known, bound: float, top: tuple[float, float]
    ) -> FrontierPoint:
        """Return a plan as it is shown, every outcome audited.

        Args:
            floor: Under its tail.
            plan: The best one known.
            bound: No plan that keeps the floor has a higher mean (dollars).
            top: The best mean, and its bound.
        """
        tree = self.with_floor(min(floor.at_least, plan.tail))
        evaluated = evaluated_outcomes(tree, plan.shares, plan.on)
        audit_outcomes(tree, plan.shares, plan.on, evaluated)
        values = [each.after_tax_value for each in evaluated]
        least = max(top[0] - bound, 0.0)
        most = max(top[1] - plan.mean, least)
        return FrontierPoint(
            expected=in_cents(plan.mean),
            tail=in_cents(mean_of_worst(values, tree.probabilities, self.part)),
            worst=in_cents(min(values)),
            costs=in_cents(top[0] - plan.mean),
            price=Between(least=in_cents(least), most=in_cents(most)),
            bound=in_cents(bound),
            gap=in_cents(bound - plan.mean),
            status=status_of(bound - plan.mean, floor.proven, self.limits),
            values=tuple(in_cents(value) for value in values),
            first_step=pieces_shown(tree.tree, evaluated)[0].actions,
        )


def _beside(
    tree: TracedTree,
    one_path: OnePath,
    clock: Clock,
    solver: SolverName,
    notes: list[str],
    tell: Callable[[str], None],
) -> tuple[Beside, ...]:
    """Return the first steps of one path, that plan blindly, and the habits."""
    tell("the first steps of the plan for one path ...")
    first = None
    if not one_path.why_not:
        first = decided_shares(tree.columns, one_path.holdings)
    steps = None
    if first is None:
        notes.append(
            one_path.why_not
            or "The first steps of the one-path plan cannot be followed here."
        )
    else:
        flows = decided_flows(tree.columns, first)
        steps = with_flows(tree, flows, clock, solver, notes, "those first steps")
    done = None if one_path.why_not else one_path.holdings
    return beside_plan(tree, steps, done)


def _tail_of(
    beside: Beside, probabilities: Sequence[float], part: float
) -> BesideFrontier:
    """Return what another way of deciding comes to, with its tail."""
    return BesideFrontier(
        name=beside.name,
        expected=beside.expected,
        tail=in_cents(mean_of_worst(beside.values, probabilities, part)),
        worst=beside.worst,
    )
