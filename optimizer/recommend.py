"""Scenario in, proven plan out: the table of contents of the optimizer."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.plan import Objective, Plan, Proof
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import audit, audited, evidence_of_plan
from isoplan.optimizer.checking.diagnosis import blocking_preferences, why_infeasible
from isoplan.optimizer.columns.choices import user_choices
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.pricing.set_aside import loan_use, safe_harbor, set_aside
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import Program, in_whole_shares, program_of
from isoplan.optimizer.reporting.notes import assumptions_of, notes_of
from isoplan.optimizer.reporting.preference_costs import preference_costs
from isoplan.optimizer.solving.incumbent import start_of
from isoplan.optimizer.solving.rounding import whole_shares
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve, warned_once

PLAN_NAME = "plan"
WHOLE_SHARES_GAP = 5.0
"""Dollars that whole shares may cost a plan that is still called optimal."""

ANY_PLAN = 1e12
"""Dollars of gap at which a solver stops with the first plan it finds."""


def recommend(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "cbc",
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Return the best schedule of a scenario, audited, with what was proven.

    Args:
        scenario: A checked scenario.
        limits: Time limit and gap; 60 seconds and one cent if left out.
        solver: ``cbc`` or ``highs``: which one is asked first.
        progress: Told in a few words what is going on.

    Raises:
        InfeasiblePlan: If no schedule keeps all limits.
        NoPlanInTime: If time ran out before any plan was found.
        AuditFailure: If the forms do not tie to the program: a defect of isoplan.
    """
    return solve_and_price(situation_of(scenario), limits, solver, progress)[0]


def solve_and_price(
    situation: Situation,
    limits: Limits | None = None,
    solver: SolverName = "cbc",
    progress: Callable[[str], None] | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan with the cost of each preference, and its evaluated schedule."""
    progress = warned_once(progress or (lambda _: None))
    stop = (limits or Limits()).started()
    begun = stop.left_s
    plan, evaluated = solve_plan(situation, stop, solver, progress)
    around_the_solve = begun - stop.left_s - plan.proof.seconds

    def again(freer: Situation) -> Plan:
        stop.sparing(around_the_solve).look("what preferences cost")
        return solve_plan(freer, stop, solver, progress, evaluated)[0]

    costs, notes = preference_costs(situation, plan, again, progress)
    priced = {"preference_costs": costs, "notes": (*plan.notes, *notes)}
    return plan.model_copy(update=priced), evaluated


def solve_plan(
    situation: Situation,
    limits: Limits | None = None,
    solver: SolverName = "cbc",
    progress: Callable[[str], None] | None = None,
    known: EvaluatedSchedule | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan of one solve, without costs of preferences, and its schedule.

    Args:
        situation: Of a checked scenario.
        limits: Time limit and gap.
        solver: ``cbc`` or ``highs``.
        progress: Told in a few words what is going on.
        known: A plan that keeps all limits, if there is one already.
    """
    tell = progress or (lambda _: None)
    stop = (limits or Limits()).started()
    begun = stop.left_s
    columns = plan_columns(situation, user_choices(situation))
    tell(f"{len(columns):,} ways to exercise and sell; reading the law ...")
    baseline = baseline_years(situation)
    traced = traced_problem(situation, columns, baseline)
    program = program_of(traced)
    tell(f"{program.rows:,} rows, {len(program.binaries)} binaries; solving ...")
    try:
        start = start_of(situation, traced, [known.holdings] if known else [])
        after = stop.held_back * (begun - stop.left_s)
        solution = solve(program, stop.sparing(after), solver, start, tell)
    except InfeasiblePlan as error:
        tell("no schedule keeps all limits; looking for the one that is too much ...")
        raise InfeasiblePlan(_reason(situation, stop, solver)) from error
    tell("auditing, in whole shares ...")
    solution, evidence = audited(situation, traced, solution, stop)
    on = solution.on
    shares = whole_shares(traced, solution.shares, on)
    if shares is None:
        tell("fractions do not round within the limits; solving in whole shares ...")
        branched = solve(in_whole_shares(program), stop, solver)
        solution = replace(solution, seconds=solution.seconds + branched.seconds)
        on = branched.on
        shares = whole_shares(traced, np.round(branched.shares), on)
    if shares is None:
        raise InfeasiblePlan(
            "the best plan holds in fractions of shares, but not in whole ones; "
            "allow a little more cash, a share more in each limit on sales, or loosen "
            "a preference"
        )
    on = _elections_of(traced, shares, on)
    evaluated = evaluate_schedule(
        situation,
        PLAN_NAME,
        columns,
        shares,
        baseline,
        itemizes=traced.elections.itemizes(on),
        show_savings=True,
    )
    difference = abs(evidence.cost - solution.cost)
    proof = _proof(situation, traced, program, solution, difference, shares, on)
    plan = _plan(situation, solution, evaluated, proof, stop)
    idle = evidence.idle
    close = _optimal_within(stop)
    evidence = evidence_of_plan(
        situation, plan, evaluated, traced, solution, idle, optimal_within=close
    )
    audit(evidence)
    return plan, evaluated


def _elections_of(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...]
) -> tuple[bool, ...]:
    """Return the elections of a plan in whole shares: the solver's, or cheaper ones."""
    other = traced.cheapest_elections(shares, on)
    saves = traced.cost_of(shares, other) < traced.cost_of(shares, on)
    return other if saves and traced.keeps_limits(shares, other) else on


def _reason(situation: Situation, limits: Limits, solver: SolverName) -> str:
    """Return which preference or limit no schedule keeps."""

    def traced(changed: Situation) -> TracedProblem:
        columns = plan_columns(changed, user_choices(changed))
        return traced_problem(changed, columns, baseline_years(changed))

    def has_plan(freer: Situation) -> bool:
        """Return whether there is one."""
        limits.look("looking for the limit that is too much")
        any_plan = replace(limits, gap_dollars=ANY_PLAN)
        try:
            solve(program_of(traced(freer)), any_plan, solver)
        except InfeasiblePlan:
            return False
        return True

    free = situation.with_preferences(Preferences())
    try:
        if said := blocking_preferences(situation, has_plan):
            return said
        limits.look("looking for the limit that is too much")
        return why_infeasible(free, traced(free), limits, solver)
    except NoPlanInTime:
        return (
            "no schedule keeps all limits; which of them is too much was not found in "
            f"{limits.time_limit_s:g} s; allow more time, or loosen one"
        )


def _optimal_within(limits: Limits) -> float:
    """Return the gap up to which a plan in whole shares is called optimal (dollars)."""
    return limits.gap_dollars + WHOLE_SHARES_GAP


def _proof(
    situation: Situation,
    traced: TracedProblem,
    program: Program,
    solution: Solution,
    difference: float,
    shares: np.ndarray,
    on: Sequence[bool],
) -> Proof:
    known = solution.root_bound == solution.root_bound
    root = _as_objective(situation, solution.root_bound) if known else None
    rounded = traced.cost_of(shares, on)
    return Proof(
        solver=solution.solver,
        seconds=round(solution.seconds, 3),
        columns=len(traced.columns),
        rows=program.rows,
        binaries=len(program.binaries),
        nodes=solution.nodes,
        root_bound=None if root is None else round(root, 2),
        audit_difference=round(difference, 6),
        rounding_cost=round(rounded - solution.cost, 2),
    )


def _plan(
    situation: Situation,
    solution: Solution,
    evaluated: EvaluatedSchedule,
    proof: Proof,
    limits: Limits,
) -> Plan:
    value = objective_value(situation, evaluated)
    bound = _as_objective(situation, solution.bound)
    gap = (
        bound - value
        if situation.plan.objective == "after_tax_value"
        else (value - bound)
    )
    close = _optimal_within(limits)
    return Plan(
        scenario=situation.scenario.name,
        status="optimal" if solution.proven and gap <= close else "feasible",
        objective=Objective(
            name=situation.plan.objective,
            value=round(value, 2),
            bound=round(bound, 2),
            gap=round(max(gap, 0.0), 2),
        ),
        actions=evaluated.actions,
        set_aside=set_aside(situation, evaluated),
        safe_harbor=safe_harbor(situation, evaluated),
        loan=loan_use(situation, evaluated),
        years=evaluated.years,
        totals=evaluated.totals,
        proof=proof,
        assumptions=assumptions_of(situation),
        notes=notes_of(situation, evaluated),
    )


def _as_objective(situation: Situation, cost: float) -> float:
    """Return a cost, which is minimized, as the objective that users see."""
    return -cost if situation.plan.objective == "after_tax_value" else cost
