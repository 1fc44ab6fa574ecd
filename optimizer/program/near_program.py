"""The program in whole shares near a plan: other columns hold nothing at all.

It finds plans, and proves nothing of those that use another column or go farther.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pulp

from isoplan.optimizer.program.program import Program, add_whole_column

ELSEWHERE = "elsewhere"
"""Row that keeps all other columns at zero."""


def near_program(program: Program, ranges: Mapping[int, tuple[int, int]]) -> Program:
    """Return the program of whole shares in ranges, and of no shares elsewhere.

    Its other columns stand in one row alone, so that it is short however many there
    are. Binaries are free.

    Args:
        program: In fractions of shares.
        ranges: The fewest and the most shares of each column that may be used, by its
            place.
    """
    empty = {
        column: 1.0
        for place, column in enumerate(program.columns)
        if place not in ranges
    }
    problem = pulp.LpProblem("isoplan_near", pulp.LpMinimize)
    cost = program.problem.objective or pulp.LpAffineExpression()
    problem.setObjective(_without(cost.items(), empty))
    for row in program.problem.constraints():
        if left := _without(row.items(), empty):
            kept = pulp.LpConstraint(left, row.sense, row.name, -row.constant)
            problem.addConstraint(kept)
    if empty:
        none = pulp.LpAffineExpression(empty)
        row = pulp.LpConstraint(none, pulp.LpConstraintLE, ELSEWHERE, 0.0)
        problem.addConstraint(row)
    whole = {
        place: add_whole_column(problem, place, program.columns[place], least, most)
        for place, (least, most) in ranges.items()
    }
    return replace(program, narrowed=problem, whole=whole)


def _without(
    terms: Iterable[tuple[pulp.LpVariable, float]],
    empty: Mapping[pulp.LpVariable, float],
) -> pulp.LpAffineExpression:
    """Return a sum without the columns that hold nothing."""
    return pulp.LpAffineExpression([(v, c) for v, c in terms if v not in empty])
