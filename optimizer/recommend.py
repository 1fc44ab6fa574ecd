"""Scenario in, proven plan out: the table of contents of the optimizer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.plan import Objective, Plan, Proof
from isoplan.models.results.verdict import BoundOf, Status
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import audit, audited, evidence_of_plan
from isoplan.optimizer.checking.diagnosis import blocking_preferences, why_infeasible
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.explaining.moves import PlanAsShares
from isoplan.optimizer.explaining.room import room_of
from isoplan.optimizer.explaining.why import explained
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.set_aside import (
    cash_needed,
    loan_use,
    safe_harbor,
    set_aside,
)
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.program import Program, in_whole_shares
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.reporting.notes import assumptions_of, notes_of
from isoplan.optimizer.reporting.preference_costs import preference_costs
from isoplan.optimizer.solving.incumbent import start_of
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve, warned_once
from isoplan.optimizer.whole_shares.rounding import whole_shares
from isoplan.optimizer.whole_shares.small_trades import without_small_trades
from isoplan.optimizer.whole_shares.whole_search import WholePlan, WholeSearch, searched

PLAN_NAME = "plan"
EARLY_PART = 0.25
"""Part of the time left that a plan so far may take in whole shares."""
ANY_PLAN = 1e12
"""Dollars of gap at which a solver stops with the first plan it finds."""


class KnownPlan(Protocol):
    """A plan that was found before, by what it does."""

    @property
    def holdings(self) -> Holdings:
        """Return the whole shares of each choice that is made."""
        ...


def recommend(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Return the best schedule of a scenario, audited, with what was proven.

    Args:
        scenario: A checked scenario.
        limits: Time limit and gap; 60 seconds and one cent if left out.
        solver: Which one is asked first; see :func:`solve`.
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
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan with what preferences cost and its room, and its schedule."""
    progress = warned_once(progress or (lambda _: None))
    stop = (limits or Limits()).started()
    begun = stop.left_s
    plan, evaluated = solve_plan(situation, stop, solver, progress, explain=True)
    around_the_solve = begun - stop.left_s - plan.proof.seconds

    def again(freer: Situation) -> Plan:
        stop.sparing(around_the_solve).look("what preferences cost")
        return solve_plan(freer, stop, solver, progress, evaluated)[0]

    costs, notes = preference_costs(situation, plan, again, progress)
    added = {
        "preference_costs": costs,
        "notes": (*plan.notes, *notes),
        "room": room_of(situation, situation.plan.start.year, evaluated.baseline),
    }
    return plan.model_copy(update=added), evaluated


def solve_plan(
    situation: Situation,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
    known: KnownPlan | None = None,
    *,
    explain: bool = False,
    early: Callable[[Plan, EvaluatedSchedule], None] | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan of one solve, without costs of preferences, and its schedule.

    Args:
        situation: Of a checked scenario.
        limits: Time limit and gap.
        solver: Which one is asked first.
        progress: Told in a few words what is going on.
        known: A plan that keeps all limits, if there is one already.
        explain: Whether to say of each action why it is what it is.
        early: Given a plan that is audited like any other, with how far it may be from
            the best, where the search for the best one takes longer.
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
    finish = partial(_finished, situation, program, baseline)

    def so_far(found: Solution) -> None:
        if early and whole_shares(traced, found.shares, found.on) is not None:
            brief = stop.sparing((1.0 - EARLY_PART) * stop.left_s)
            plan, evaluated, _ = finish(brief, solver, found, lambda _: None)
            early(plan, evaluated)

    try:
        start = start_of(situation, traced, [known.holdings] if known else [])
        after = stop.held_back * (begun - stop.left_s)
        show = so_far if early else None
        solution = solve(program, stop.sparing(after), solver, start, tell, show)
    except InfeasiblePlan as error:
        tell("no schedule keeps all limits; looking for the one that is too much ...")
        raise InfeasiblePlan(_reason(situation, stop, solver)) from error
    tell("auditing, in whole shares ...")
    plan, evaluated, on = finish(stop, solver, solution, tell)
    if explain:
        as_shares = PlanAsShares(traced, evaluated.shares, on)
        actions = explained(plan.actions, as_shares)
        plan = plan.model_copy(update={"actions": actions})
    return plan, evaluated


def _finished(
    situation: Situation,
    program: Program,
    baseline: EvaluatedYears,
    stop: Limits,
    solver: SolverName,
    solution: Solution,
    tell: Callable[[str], None],
) -> tuple[Plan, EvaluatedSchedule, tuple[bool, ...]]:
    """Return a solution as an audited plan in whole shares, and its elections."""
    traced = program.traced
    solution, evidence = audited(situation, traced, solution, stop)
    found = _in_whole_shares(program, solution, stop, solver, tell)
    whole, tidied = _without_small_trades(traced, found)
    evaluated = evaluate_schedule(
        situation,
        PLAN_NAME,
        traced.columns,
        tidied.shares,
        baseline,
        itemizes=traced.elections.itemizes(tidied.on),
        show_savings=True,
    )
    difference = abs(evidence.cost - solution.cost)
    costs = whole.cost - solution.cost, tidied.cost - whole.cost
    proof = _proof(situation, program, solution, found, difference, costs)
    plan = _plan(
        situation, evaluated, proof, found.bound, stop, finished=solution.proven
    )
    evidence = evidence_of_plan(
        situation,
        plan,
        evaluated,
        traced,
        found.bound,
        evidence.idle,
        optimal_within=stop.gap_dollars,
        fractions_gap=solution.cost - solution.bound,
    )
    audit(evidence)
    return plan, evaluated, tidied.on


def _in_whole_shares(
    program: Program,
    solution: Solution,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> WholeSearch:
    """Return plans in whole shares: rounded, branched where need be, then searched."""
    traced, on = program.traced, solution.on
    bound, seconds = solution.bound, 0.0
    bound_of: BoundOf = "fractions"
    shares = whole_shares(traced, solution.shares, on)
    if shares is None:
        tell("fractions do not round within the limits; solving in whole shares ...")
        branched = solve(in_whole_shares(program), limits, solver, tell=tell)
        on, seconds = branched.on, branched.seconds
        if branched.bound > bound:
            bound, bound_of = branched.bound, "whole_shares"
        shares = whole_shares(traced, np.round(branched.shares), on)
    if shares is None:
        raise InfeasiblePlan(
            "the best plan holds in fractions of shares, but not in whole ones; "
            "allow a little more cash, a share more in each limit on sales, or loosen "
            "a preference"
        )
    plan = _with_elections(traced, shares, on)
    known = WholeSearch((plan,), min(bound, plan.cost), bound_of, seconds)
    return searched(program, solution, known, limits, solver, tell)


def _without_small_trades(
    traced: TracedProblem, known: WholeSearch
) -> tuple[WholePlan, WholePlan]:
    """Return the plan that costs least once small trades are left out; with, without.

    A plan that is the cheapest by a dollar may have more of them than others.
    """
    tidied = [
        _with_elections(
            traced, without_small_trades(traced, plan.shares, plan.on), plan.on
        )
        for plan in known.plans
    ]
    pairs = zip(known.plans, tidied, strict=True)
    return min(pairs, key=lambda pair: pair[1].cost)


def _with_elections(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...]
) -> WholePlan:
    """Return a plan in whole shares with the solver's elections, or cheaper ones."""
    on = _elections_of(traced, shares, on)
    return WholePlan(shares, on, traced.cost_of(shares, on))


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


def _proof(
    situation: Situation,
    program: Program,
    solution: Solution,
    found: WholeSearch,
    difference: float,
    costs: tuple[float, float],
) -> Proof:
    """Return how a plan was proven.

    Args:
        situation: Of the scenario.
        program: In fractions of shares.
        solution: Of that program.
        found: Plans in whole shares.
        difference: Between program and forms, dollars.
        costs: Of whole shares, and of leaving out small trades, dollars.
    """
    known = solution.root_bound == solution.root_bound
    root = _as_objective(situation, solution.root_bound) if known else None
    return Proof(
        solver=solution.solver,
        seconds=round(solution.seconds + found.seconds, 3),
        columns=len(program.traced.columns),
        rows=program.rows,
        binaries=len(program.binaries),
        nodes=solution.nodes,
        root_bound=None if root is None else round(root, 2),
        audit_difference=round(difference, 6),
        rounding_cost=in_cents(costs[0]),
        fractions_gap=in_cents(solution.cost - solution.bound),
        fractions_bound=round(_as_objective(situation, solution.bound), 2),
        bound_of=found.bound_of,
        small_trades_cost=in_cents(costs[1]),
    )


def _plan(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    proof: Proof,
    least_cost: float,
    limits: Limits,
    *,
    finished: bool,
) -> Plan:
    value = objective_value(situation, evaluated)
    printed = round(value, 2)
    bound = _as_objective(situation, least_cost)
    is_value = situation.plan.objective == "after_tax_value"
    gap = bound - value if is_value else value - bound
    shown = round(max(gap, 0.0), 2)
    return Plan(
        scenario=situation.scenario.name,
        status=_status(gap, limits, finished=finished),
        objective=Objective(
            name=situation.plan.objective,
            value=printed,
            bound=round(bound, 2),
            gap=shown,
            gap_part=round(shown / abs(printed), 12) if printed else None,
        ),
        actions=evaluated.actions,
        set_aside=set_aside(situation, evaluated),
        safe_harbor=safe_harbor(situation, evaluated),
        loan=loan_use(situation, evaluated),
        cash_needed=cash_needed(situation, evaluated),
        years=evaluated.years,
        totals=evaluated.totals,
        proof=proof,
        assumptions=assumptions_of(situation),
        notes=notes_of(situation, evaluated),
    )


def _status(gap: float, limits: Limits, *, finished: bool) -> Status:
    """Return which verdict a plan in whole shares deserves.

    Args:
        gap: Distance of its value from its bound, dollars.
        limits: With the gap that was asked for.
        finished: Whether the search in fractions was.
    """
    if limits.close(gap, 0.0):
        return "optimal"
    return "proven_in_fractions" if finished else "feasible"


def _as_objective(situation: Situation, cost: float) -> float:
    """Return a cost, which is minimized, as the objective that users see."""
    return -cost if situation.plan.objective == "after_tax_value" else cost
