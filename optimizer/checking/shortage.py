"""Which day lacks how much cash, when no schedule keeps to it."""

from dataclasses import dataclass, replace
from datetime import date

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.expression import Expression

NEAR = 0.5
"""Dollars within which a day lacks as much as the day that lacks most."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """The least that any schedule lacks, and when.

    Attributes:
        day: First day on which so much is lacking.
        amount: Dollars: with so much more cash at the start there is a schedule.
        proven: Whether no schedule lacks less.
    """

    day: date
    amount: float
    proven: bool


def shortage(
    traced: TracedProblem, limits: Limits, solver: SolverName = "auto"
) -> Shortage | None:
    """Return the cash that the schedule closest to its limits lacks.

    None if another limit stands in the way, or if time ran out first.

    The same law and the same decisions with another objective, and cash no limit: the
    greatest shortage of all days is made as small as it can be.

    Args:
        traced: The problem that no schedule solves.
        limits: Time limit and gap.
        solver: Which one is asked first.
    """
    lacking = [-traced.graph.as_expression(amount) for _, amount in traced.cash_limits]
    if not lacking:
        return None
    on_sales = [row for row in traced.rows if row.limit is not None]
    elastic = replace(traced, cost=_greatest(traced, lacking), rows=on_sales)
    try:
        solution = solve(program_of(elastic), limits, solver)
    except (InfeasiblePlan, NoPlanInTime):
        return None
    values = traced.graph.values(solution.shares, solution.on)
    found = [each.value(values) for each in lacking]
    if max(found) <= 0.0:
        return None
    first = next(
        day
        for (day, _), amount in zip(traced.cash_limits, found, strict=True)
        if amount >= max(found) - NEAR
    )
    return Shortage(first, float(max(found)), solution.proven)


def _greatest(traced: TracedProblem, amounts: list[Expression]) -> Expression:
    """Return the greatest of zero and all amounts, halves first: no long chain."""
    if len(amounts) == 1:
        return traced.graph.positive_part(amounts[0])
    half = len(amounts) // 2
    return traced.graph.maximum(
        _greatest(traced, amounts[:half]), _greatest(traced, amounts[half:])
    )
