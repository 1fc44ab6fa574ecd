"""Scenario with branches in, adapted plan out: one call a line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import (
    InfeasiblePlan,
    NoPlanInTime,
    SolverFailure,
)
from isoplan.models.base.problems import listed
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.plan import Objective, Proof
from isoplan.models.results.verdict import Status
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.beside import beside_plan
from isoplan.optimizer.outcomes.first_steps import decided_shares
from isoplan.optimizer.outcomes.habits import start_on
from isoplan.optimizer.outcomes.neighborhoods import tree_program
from isoplan.optimizer.outcomes.results import (
    nodes_shown,
    outcome_shown,
    pieces_shown,
)
from isoplan.optimizer.outcomes.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.outcomes.tree import OutcomeTree, tree_of
from isoplan.optimizer.outcomes.tree_columns import (
    tranche_names,
    tree_columns,
    vesting_in_some,
)
from isoplan.optimizer.outcomes.whole_tree import whole_tree
from isoplan.optimizer.outcomes.worth import Clock, Solved, Worth, worth_of
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
)
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.reporting.notes import assumptions_of
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve, warned_once
from isoplan.optimizer.whole_shares.whole_search import WholeSearch

if TYPE_CHECKING:
    from isoplan.optimizer.outcomes.way_columns import TreeColumns

FOR_ONE_PATH = 0.2
"""Part of the time that the plan for one path may take."""
AFTERWARDS = 0.4
"""Part of the time that is left for what the plan is worth, once it is found."""
TO_SHOW = 5.0
"""Times as long as the audit takes what is put beside the plan."""


@dataclass(frozen=True, slots=True)
class OnePath:
    """The plan for the one path of the file without branches.

    Attributes:
        holdings: What it does, with the numbers of the tree's tranches.
        why_not: Why there is none; empty if there is one.
    """

    holdings: dict[Choice, int]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Audited:
    """Every outcome's schedule, and how far its forms are from the program ($)."""

    evaluated: list[EvaluatedSchedule]
    difference: float


def recommend_outcomes(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> OutcomesPlan:
    """Return the best adapted plan of a scenario with branches, audited.

    Args:
        scenario: A checked scenario whose future parts.
        limits: Time limit and gap; 60 seconds and one cent if left out.
        solver: ``cbc`` or ``highs``: which one is asked first.
        progress: Told in a few words what is going on.

    Raises:
        InfeasiblePlan: If no schedule keeps all limits in every outcome.
        NoPlanInTime: If time ran out before any plan was found.
        AuditFailure: If the forms do not tie to the program: a defect of isoplan.
    """
    tell = warned_once(progress or (lambda _: None))
    stop = (limits or Limits()).started()
    tree = tree_of(scenario)
    tell(f"{len(tree.ways)} outcomes; first the plan for one path ...")
    one_path = _one_path(tree, _part_of(stop, FOR_ONE_PATH), solver)
    begun = stop.left_s
    traced, program = _program(tree, one_path, tell)
    reading = begun - stop.left_s
    kept = max(AFTERWARDS * stop.left_s, reading)
    solution = _solved(traced, program, stop.sparing(kept), solver, tell)
    found = whole_tree(traced, program, solution, stop.sparing(reading), solver, tell)
    plan = found.best
    tell("auditing every outcome ...")
    begun = stop.left_s
    evaluated = evaluated_outcomes(traced, plan.shares, plan.on)
    difference = audit_outcomes(traced, plan.shares, plan.on, evaluated)
    auditing = begun - stop.left_s
    first = decided_shares(traced.columns, one_path.holdings)
    worth = worth_of(
        traced,
        Solved(plan.shares, plan.on, plan.cost, found.bound),
        None if one_path.why_not else first,
        Clock(stop.sparing(TO_SHOW * auditing), reading),
        solver,
        tell,
    )
    if one_path.why_not:
        worth = worth.noted(one_path.why_not)
    audited = _Audited(evaluated, difference)
    return _shown(traced, program, solution, found, audited, worth, stop)


def _part_of(limits: Limits, part: float) -> Limits:
    """Return limits that end after a part of the time that is left."""
    seconds = part * limits.left_s
    return replace(limits, time_limit_s=seconds, ends_at=None).started()


def _one_path(tree: OutcomeTree, limits: Limits, solver: SolverName) -> OnePath:
    """Return what the plan for the one path does."""
    situation = situation_of(without_branches(tree.scenario))
    number = {name: n for n, name in enumerate(tranche_names(tree))}
    try:
        _, evaluated = solve_plan(situation, limits, solver)
    except (InfeasiblePlan, NoPlanInTime) as error:
        return OnePath({}, f"There is no plan for the one path: {error}.")
    holdings: dict[Choice, int] = {}
    for choice, count in evaluated.holdings.items():
        name = situation.tranches[choice.tranche].name
        if name in number:
            holdings[replace(choice, tranche=number[name])] = count
    return OnePath(holdings)


def _program(
    tree: OutcomeTree, one_path: OnePath, tell: Callable[[str], None]
) -> tuple[TracedTree, Program]:
    """Return the tree's program, in which the first steps of one path are possible."""
    parts = tree.all_pieces[1].begins
    decided = [
        choice
        for choice in one_path.holdings
        if choice.sold_on is not None and choice.sold_on < parts
    ]
    columns: TreeColumns = tree_columns(tree, decided)
    tell(f"{len(columns):,} ways to exercise and sell; reading the law ...")
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    traced = traced_tree(columns, baselines)
    program = tree_program(traced)
    tell(f"{program.rows:,} rows, {len(program.binaries)} binaries; solving ...")
    return traced, program


def _solved(
    tree: TracedTree,
    program: Program,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> Solution:
    """Return the solution in fractions of shares, at what the law makes it cost.

    Raises:
        InfeasiblePlan: With the outcome that has no plan by itself, if there is one.
    """
    try:
        solution = solve(program, limits, solver, start_on(tree), tell)
    except InfeasiblePlan as error:
        tell("no schedule keeps all limits; looking for the outcome that has none ...")
        raise InfeasiblePlan(_why(tree, limits, solver, str(error))) from error
    cost = tree.traced.cost_of(solution.shares, solution.on)
    bound = min(solution.bound, cost)
    return replace(
        solution,
        cost=cost,
        bound=bound,
        proven=solution.proven or limits.close(cost, bound),
    )


def _why(tree: TracedTree, limits: Limits, solver: SolverName, said: str) -> str:
    """Return which outcome has no plan by itself, or that they have none together."""
    for way in tree.tree.ways:
        try:
            solve_plan(way.situation, replace(limits, gap_dollars=1e12), solver)
        except InfeasiblePlan as error:
            return f"in the outcome {way.outcome.name!r}: {error}"
        except (NoPlanInTime, SolverFailure):
            return said
    return (
        "each outcome has a plan by itself, but what is decided before they part keeps "
        "no plan open in all of them; allow more cash, or loosen a preference"
    )


def _shown(
    tree: TracedTree,
    program: Program,
    solution: Solution,
    found: WholeSearch,
    audited: _Audited,
    worth: Worth,
    limits: Limits,
) -> OutcomesPlan:
    """Return the plan as it is shown."""
    scenario, ways = tree.tree.scenario, tree.tree.ways
    plan, evaluated = found.best, audited.evaluated
    outcomes = tuple(
        outcome_shown(way, each) for way, each in zip(ways, evaluated, strict=True)
    )
    value = -plan.cost
    bound = max(-found.bound, value)
    gap = round(bound - value, 2)
    printed = round(value, 2)
    known = solution.root_bound == solution.root_bound
    return OutcomesPlan(
        scenario=scenario.name,
        status=_status(bound - value, solution, limits),
        objective=Objective(
            name="after_tax_value",
            value=printed,
            bound=round(bound, 2),
            gap=gap,
            gap_part=round(gap / abs(printed), 12) if printed else None,
        ),
        parts_on=tree.tree.all_pieces[1].begins,
        pieces=pieces_shown(tree.tree, evaluated),
        nodes=nodes_shown(tree.tree, evaluated),
        outcomes=outcomes,
        beside=beside_plan(tree, worth.first_steps),
        worth=worth.shown(),
        proof=Proof(
            solver=solution.solver,
            seconds=round(solution.seconds + found.seconds, 3),
            columns=len(tree.columns),
            rows=program.rows,
            binaries=len(program.binaries),
            nodes=solution.nodes,
            root_bound=round(-solution.root_bound, 2) if known else None,
            audit_difference=round(audited.difference, 6),
            rounding_cost=in_cents(plan.cost - solution.cost),
            fractions_gap=in_cents(solution.cost - solution.bound),
            fractions_bound=round(-solution.bound, 2),
            bound_of=found.bound_of,
        ),
        assumptions=assumptions_of(situation_of(without_branches(scenario))),
        notes=_notes(tree),
    )


def _status(gap: float, solution: Solution, limits: Limits) -> Status:
    """Return which verdict a plan in whole shares deserves."""
    if limits.close(gap, 0.0):
        return "optimal"
    return "proven_in_fractions" if solution.proven else "feasible"


def _notes(tree: TracedTree) -> tuple[str, ...]:
    """Return what a reader must know."""
    notes = [
        (
            "Probabilities and prices are what the file assumes, not a forecast. "
            "Before the future parts all outcomes do the same; afterwards each does "
            "its own best."
        )
    ]
    if tree.tree.scenario.schedules:
        notes.append("The file's own schedules are of one path, and are left out.")
    if waiting := vesting_in_some(tree.tree):
        notes.append(
            f"Options of {listed(waiting, most=3)} are not exercised before they vest: "
            "in some outcome they never do, or do so on another day."
        )
    return tuple(notes)
