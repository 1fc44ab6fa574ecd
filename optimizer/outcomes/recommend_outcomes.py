"""Scenario with branches in, adapted plan out: one call a line."""

from collections.abc import Callable
from dataclasses import dataclass

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import (
    InfeasiblePlan,
)
from isoplan.models.base.problems import listed
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.outcomes.outcomes_plan import Beside, OutcomesPlan
from isoplan.models.results.plan import Objective, Plan, Proof
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.beside import beside_plan
from isoplan.optimizer.outcomes.best_floors import why_infeasible, why_no_floor
from isoplan.optimizer.outcomes.first_steps import decided_shares
from isoplan.optimizer.outcomes.one_path import (
    FOR_ONE_PATH,
    one_path_plan,
    part_of,
    traced_outcomes,
)
from isoplan.optimizer.outcomes.results import (
    nodes_shown,
    outcome_shown,
    pieces_shown,
    values_under,
)
from isoplan.optimizer.outcomes.solved_tree import in_fractions, status_of
from isoplan.optimizer.outcomes.worth import Clock, Solved, Worth, worth_of
from isoplan.optimizer.preferences.registry import floors_of
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
)
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.reporting.notes import assumptions_of, on_exchanges
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import warned_once
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.tree import OutcomeTree, tree_of
from isoplan.optimizer.trees.tree_columns import (
    vesting_in_some,
)
from isoplan.optimizer.trees.whole_tree import whole_tree
from isoplan.optimizer.whole_shares.whole_search import WholeSearch

AFTERWARDS = 0.4
"""Part of the time that is left for what the plan is worth, once it is found."""
TO_SHOW = 5.0
"""Times as long as the audit takes what is put beside the plan."""


@dataclass(frozen=True, slots=True)
class _Audited:
    """Every outcome's schedule, and how far its forms are from the program ($)."""

    evaluated: list[EvaluatedSchedule]
    difference: float


@dataclass(frozen=True, slots=True)
class PlannedOutcomes:
    """A plan over outcomes with the schedules behind it.

    Attributes:
        plan: As it is shown.
        tree: The outcomes.
        evaluated: The schedule of each outcome, in their order.
        one_path: What the plan for one path does, with the numbers of the tree's
            tranches; None if there is none.
        seconds: That the tree took, from reading its law to the audit.
    """

    plan: OutcomesPlan
    tree: OutcomeTree
    evaluated: tuple[EvaluatedSchedule, ...]
    one_path: dict[Choice, int] | None
    seconds: float

    @property
    def situations(self) -> tuple[Situation, ...]:
        """Return what each outcome is planned for."""
        return tuple(way.situation for way in self.tree.ways)

    def of(self, name: str) -> tuple[Situation, Plan, EvaluatedSchedule]:
        """Return an outcome's situation, its plan as of one path, and its schedule."""
        names = [each.name for each in self.plan.outcomes]
        at = names.index(name)
        plan = self.plan.plan_of(self.plan.outcomes[at])
        return self.situations[at], plan, self.evaluated[at]


def recommend_outcomes(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> OutcomesPlan:
    """Return the best adapted plan of a scenario with branches, audited.

    Arguments and errors are those of :func:`plan_outcomes`.
    """
    return plan_outcomes(scenario, limits, solver, progress).plan


def plan_outcomes(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> PlannedOutcomes:
    """Return that plan with what it does in each outcome.

    Args:
        scenario: A checked scenario whose future parts.
        limits: Time limit and gap; 60 seconds and one cent if left out.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
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
    one_path = one_path_plan(tree, part_of(stop, FOR_ONE_PATH), solver)
    began = begun = stop.left_s
    bare = traced_outcomes(tree, one_path, tell)
    traced = bare.with_floors(floors_of(scenario.preferences))
    program = tree_program(traced)
    tell(f"{program.rows:,} rows, {len(program.binaries)} binaries; solving ...")
    reading = begun - stop.left_s
    solution, found = _solved(bare, traced, program, stop, reading, solver, tell)
    plan = found.best
    tell("auditing every outcome ...")
    begun = stop.left_s
    evaluated = evaluated_outcomes(traced, plan.shares, plan.on)
    difference = audit_outcomes(traced, plan.shares, plan.on, evaluated)
    auditing, took = begun - stop.left_s, began - stop.left_s
    first = decided_shares(traced.columns, one_path.holdings)
    worth = worth_of(
        traced,
        bare,
        Solved(plan.shares, plan.on, plan.cost, found.bound),
        Solved(solution.shares, solution.on, solution.cost, solution.bound),
        None if one_path.why_not else first,
        Clock(stop.sparing(TO_SHOW * auditing), reading),
        solver,
        tell,
    )
    if one_path.why_not:
        worth = worth.noted(one_path.why_not)
    audited = _Audited(evaluated, difference)
    done = None if one_path.why_not else one_path.holdings
    beside = beside_plan(traced, worth.first_steps, done)
    shown = _shown(traced, program, solution, found, audited, worth, beside, stop)
    return PlannedOutcomes(shown, tree, tuple(evaluated), done, took)


def _solved(
    bare: TracedTree,
    tree: TracedTree,
    program: Program,
    limits: Limits,
    reading: float,
    solver: SolverName,
    tell: Callable[[str], None],
) -> tuple[Solution, WholeSearch]:
    """Return the solution in fractions, at what the law makes it cost, and the plan.

    Args:
        bare: Without floors.
        tree: With them.
        program: Of it.
        limits: Their clock running.
        reading: Seconds that it took to read the law: a solve leaves so many.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first.
        tell: Told what is going on.

    Raises:
        InfeasiblePlan: With the floor that is too high, or the outcome that has no plan
            by itself, if there is one.
    """
    kept = max(AFTERWARDS * limits.left_s, reading)
    stop = limits.sparing(reading)
    try:
        solution = in_fractions(tree, program, limits.sparing(kept), solver, tell)
    except InfeasiblePlan as error:
        why = why_infeasible(bare, tree.floors, stop, solver, tell)
        raise InfeasiblePlan(why or str(error)) from error
    try:
        return solution, whole_tree(tree, program, solution, stop, solver, tell)
    except InfeasiblePlan as error:
        why = why_no_floor(bare, tree.floors, stop, solver, tell)
        raise InfeasiblePlan(why or str(error)) from error


def _shown(
    tree: TracedTree,
    program: Program,
    solution: Solution,
    found: WholeSearch,
    audited: _Audited,
    worth: Worth,
    beside: tuple[Beside, ...],
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
        status=status_of(bound - value, solution.proven, limits),
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
        beside=beside,
        worth=worth.shown(tree.floors, values_under(tree.floors, outcomes)),
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
    told = (note for way in tree.tree.ways for note in on_exchanges(way.situation))
    notes += dict.fromkeys(told)
    if waiting := vesting_in_some(tree.tree):
        notes.append(
            f"Options of {listed(waiting, most=3)} are not exercised before they vest: "
            "in some outcome they never do, or do so on another day."
        )
    return tuple(notes)
