"""The audit: every schedule walked again from the scenario file before it is shown.

Three kinds of schedules come here: what a solver answered, in fractions; the plan in
whole shares; and the schedules people follow. All run through the same list of checks.
"""

from dataclasses import replace
from datetime import date
from math import inf

import numpy as np

from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.checking import checks
from isoplan.optimizer.checking.solver_acts import acts_of_solution
from isoplan.optimizer.columns.by_day import cash_by_day, pay_by_day
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    objective_value,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.recount.acts import acts_of_plan
from isoplan.optimizer.recount.evidence import Evidence, ProgramSays, Shown
from isoplan.optimizer.solving.solution import Limits, Solution

HALF_A_CENT = 0.005
"""Dollars by which rounding may widen a gap that is still called proven."""
SOLVER_ROUNDING = 5e-7
"""Part of a proven plan's cost that the solver's feasibility tolerances may add."""
BINARIES_ROUNDING, MOST_ROUNDING = 1e-5, 1.0
"""Solvers take a binary within a millionth for whole. What several may hide together:
part of the range of cost, and dollars at most."""


def audit(evidence: Evidence) -> None:
    """Run all checks.

    Raises:
        AuditFailure: With all findings, if there are any.
    """
    found: list[str] = []
    for check in checks.CHECKS:
        found += (f"{finding} ({check.name})" for finding in check.findings(evidence))
        if found and check.first:
            break
    if found:
        raise AuditFailure(
            f"the audit refuses a schedule: {'; '.join(found)}. This is a defect of "
            "isoplan; please report the scenario"
        )


def audited(
    situation: Situation, traced: TracedProblem, solution: Solution, limits: Limits
) -> tuple[Solution, Evidence]:
    """Audit a solver's solution, and return it at its true cost, with the evidence.

    Its true cost is what the traced law gives its amounts, and that must tie to the
    forms. A proven solution may claim another one as far as tolerances leave it, and
    stays proven if its true cost is as near to the bound as was asked for. One
    that time cut short may overstate its cost, for nothing has yet pressed its
    inequalities together. One that claims still less than its forms is a defect.

    Raises:
        AuditFailure: If a check fails.
    """
    claimed, bound = solution.cost, solution.bound
    rounding = SOLVER_ROUNDING * abs(claimed)
    if np.isfinite(solution.shares).all():
        true = traced.cost_of(solution.shares, solution.on)
        hidden = min(BINARIES_ROUNDING * _span(traced), MOST_ROUNDING)
        overstated = claimed > true and not solution.proven
        if overstated or -hidden <= claimed - true <= rounding:
            claimed = true
        if bound - claimed <= rounding:
            bound = min(bound, claimed)
    checked = replace(solution, cost=claimed, bound=bound)
    evidence = evidence_of_solution(situation, traced, checked)
    audit(evidence)
    checked = replace(checked, bound=min(bound, claimed))
    short = claimed - checked.bound
    proven = solution.proven and short <= limits.gap_dollars + HALF_A_CENT
    proven |= limits.close(claimed, solution.bound)
    return replace(checked, proven=proven), evidence


def _span(traced: TracedProblem) -> float:
    """Return how far apart two plans' costs can be, in dollars."""
    cost = traced.cost.graph.range_of(traced.cost)
    return float(cost.high - cost.low)


def evidence_of_solution(
    situation: Situation, traced: TracedProblem, solution: Solution
) -> Evidence:
    """Return the evidence of a solver's solution, fractions of shares included."""
    return Evidence(
        situation=situation,
        acts=acts_of_solution(traced.columns, solution.shares),
        days=_days_looked_at(traced),
        whole=False,
        itemizes=traced.elections.itemizes(solution.on),
        program=_program_says(
            traced, solution.shares, solution.on, solution.cost, solution.bound
        ),
    )


def evidence_of_plan(
    situation: Situation,
    plan: Plan,
    evaluated: EvaluatedSchedule,
    traced: TracedProblem,
    bound: float,
    idle: EvaluatedYears | None = None,
    *,
    optimal_within: float = 0.0,
    fractions_gap: float = inf,
) -> Evidence:
    """Return the evidence of a plan in whole shares.

    Args:
        situation: The file.
        plan: What is to be shown.
        evaluated: What it was made from.
        traced: The program's law.
        bound: Proven for plans in whole shares; what the plan is measured by, dollars.
        idle: The years without any exercise or sale, if worked out before.
        optimal_within: Gap up to which the plan may be called optimal, dollars.
        fractions_gap: Distance of the solver's fractions from their bound, dollars.
    """
    on = traced.elections.on(evaluated.evaluated_years.itemizes)
    cost = traced.cost_of(evaluated.shares, on)
    return Evidence(
        situation=situation,
        acts=acts_of_plan(plan.actions),
        days=[each.day for each in evaluated.cash],
        shown=Shown(plan.years, plan.totals, plan.objective.value),
        plan=plan,
        keeps_limits=True,
        itemizes=[year.deduction_taken == "itemized" for year in plan.years],
        program=_program_says(traced, evaluated.shares, on, cost, bound),
        optimal_within=optimal_within,
        fractions_gap=fractions_gap,
        known_idle=idle,
    )


def evidence_of_schedule(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    idle: EvaluatedYears | None = None,
) -> Evidence:
    """Return the evidence of a schedule in whole shares that is no plan of ours."""
    return Evidence(
        situation=situation,
        acts=acts_of_plan(evaluated.actions),
        days=[each.day for each in evaluated.cash],
        shown=Shown(
            evaluated.years, evaluated.totals, objective_value(situation, evaluated)
        ),
        itemizes=[year.deduction_taken == "itemized" for year in evaluated.years],
        known_idle=idle,
    )


def _program_says(
    traced: TracedProblem,
    shares: np.ndarray,
    on: tuple[bool, ...],
    cost: float,
    bound: float,
) -> ProgramSays:
    """Return what the program makes of shares of each column, and of elections."""
    values = traced.graph.values(shares, on)
    return ProgramSays(
        cost=cost,
        bound=bound,
        cash=tuple(
            (day, float(traced.graph.as_expression(amount).value(values)))
            for day, amount in traced.cash_limits
        ),
    )


def _days_looked_at(traced: TracedProblem) -> list[date]:
    """Return the days on which the program looks at cash besides those of tax."""
    columns, situation = traced.columns, traced.columns.situation
    days = set(cash_by_day(columns).days)
    if situation.plan.tax_payments == "installments":  # else nothing is withheld
        days |= {
            situation.pay_settles_on(day)
            for year in situation.plan.years
            for day in pay_by_day(columns, year).days
        }
    return sorted(days)
