"""A program ready to be solved: what the law asks for, and what columns add to it.

Money is in thousands of dollars and columns in thousands of shares, so that numbers in
the program lie near one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pulp

from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.tracing.expression import Expression

THOUSAND = 1000.0
RESIDUE = 1e-11
"""A coefficient no larger is what rounding left of two that canceled. Kept, it ruins
CBC's scaling: the search has then called an optimum proven that was none."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A binary, and the amount whose sign it tells.

    Attributes:
        binary: One where the amount is above zero.
        amount: Dollars.
        atom: Number of the atom that it holds to its value.
        written: What stands for that atom: coefficient by variable, thousands.
    """

    binary: pulp.LpVariable
    amount: Expression
    atom: int
    written: Mapping[pulp.LpVariable, float]


@dataclass(frozen=True, slots=True)
class ColumnTerms:
    """What columns add to a row, or to the cost.

    Attributes:
        places: Of the columns that add anything.
        amounts: What one of each adds; length n places.
    """

    places: np.ndarray
    amounts: np.ndarray

    def pairs(
        self, columns: Sequence[pulp.LpVariable]
    ) -> list[tuple[pulp.LpVariable, float]]:
        """Return each variable with its coefficient, as far as it is no residue."""
        kept = np.abs(self.amounts) > RESIDUE
        places, amounts = self.places[kept], self.amounts[kept]
        chosen = [columns[place] for place in places.tolist()]
        return list(zip(chosen, amounts.tolist(), strict=True))


@dataclass(frozen=True)
class Program:
    """A program ready to be solved.

    What the law asks for is written; what columns add to it is kept beside it as
    arrays. So columns may be many: a solver that needs them all asks for `problem`, one
    that prices them takes the few it needs.

    Attributes:
        law: The PuLP problem without its columns; minimizes cost in thousands of
            dollars.
        by_row: What columns add to a row, by its name.
        by_cost: What they add to the cost, thousands of dollars.
        elections: One binary variable for each toggle of the graph; None for one that
            the cost does not depend on.
        switches: The binary variables of the law, and what they tell.
        used: One binary variable for each action slot, one where it is used.
        traced: What the program was written from.
        impossible: Whether limits leave an amount no value at all: there is no plan.
            CBC does not read such a program.
        whole: The integer variable of each column that must be a whole number of
            shares, by its place; empty where fractions are allowed.
        narrowed: The problem that is solved in place of the whole one, if it is.
        neighborhoods: Which binaries are free, set by set, where a plan is improved
            part by part; each of length n binaries.
        weights: What a dollar counts in the amount of each binary, one if left out;
            length n binaries.
    """

    law: pulp.LpProblem
    by_row: Mapping[str, ColumnTerms]
    by_cost: ColumnTerms
    elections: tuple[pulp.LpVariable | None, ...]
    switches: tuple[Switch, ...]
    used: tuple[pulp.LpVariable, ...]
    traced: TracedProblem
    impossible: bool = False
    whole: Mapping[int, pulp.LpVariable] = field(default_factory=dict)
    narrowed: pulp.LpProblem | None = None
    neighborhoods: tuple[np.ndarray, ...] = ()
    weights: np.ndarray | None = None

    @cached_property
    def columns(self) -> tuple[pulp.LpVariable, ...]:
        """Return one variable a column, thousands of shares."""
        return tuple(
            self.law.add_variable(f"shares_{number}", lowBound=0)
            for number in range(len(self.traced.columns))
        )

    @cached_property
    def problem(self) -> pulp.LpProblem:
        """Return the PuLP problem with all its columns."""
        if self.narrowed is not None:
            return self.narrowed
        problem = pulp.LpProblem("isoplan", pulp.LpMinimize)
        cost: Any = self.law.objective
        problem.setObjective(self._with_columns(cost, self.by_cost))
        rows: list[Any] = list(self.law.constraints())
        for row in rows:
            terms = self._with_columns(row, self.by_row.get(row.name))
            limit = -row.constant
            problem.addConstraint(pulp.LpConstraint(terms, row.sense, row.name, limit))
        return problem

    def _with_columns(
        self, terms: Mapping[pulp.LpVariable, float], added: ColumnTerms | None
    ) -> pulp.LpAffineExpression:
        pairs = [] if added is None else added.pairs(self.columns)
        return pulp.LpAffineExpression([*pairs, *terms.items()])

    @property
    def binaries(self) -> tuple[pulp.LpVariable, ...]:
        """Return all binary variables."""
        made = (each for each in self.elections if each is not None)
        return (*made, *(switch.binary for switch in self.switches), *self.used)

    @property
    def constant(self) -> float:
        """Return the part of the cost that no decision moves (dollars)."""
        return self.traced.cost.constant

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int((self.narrowed or self.law).numConstraints())

    def switched_on(self, shares: np.ndarray, on: Sequence[bool]) -> list[bool]:
        """Return what each binary is when these shares are exercised and sold.

        Args:
            shares: Of each column; length n columns.
            on: Whether each toggle of the graph is on.
        """
        values = self.traced.graph.values(shares, on)
        made = [
            one
            for one, each in zip(on, self.elections, strict=True)
            if each is not None
        ]
        of_law = [switch.amount.value(values) > 0.0 for switch in self.switches]
        return made + of_law + self.traced.slots.used(shares)


def in_whole_shares(program: Program) -> Program:
    """Return the program with every column a whole number of shares.

    A copy, which gains rows: much harder to solve. Its bound holds for every plan in
    whole shares.
    """
    problem = program.problem.copy()
    whole = {
        place: add_whole_column(problem, place, column, 0, None)
        for place, column in enumerate(program.columns)
    }
    return replace(program, narrowed=problem, whole=whole)


def add_whole_column(
    problem: pulp.LpProblem,
    place: int,
    column: pulp.LpVariable,
    least: int,
    most: int | None,
) -> pulp.LpVariable:
    """Make a column a whole number of shares in a range, and return that number."""
    whole = problem.add_variable(f"whole_{place}", least, most, cat=pulp.LpInteger)
    terms = affine({column: THOUSAND, whole: -1.0})
    row = pulp.LpConstraint(terms, pulp.LpConstraintEQ, f"in_whole_{place}", 0.0)
    problem.addConstraint(row)
    return whole


def affine(terms: Mapping[pulp.LpVariable, float]) -> pulp.LpAffineExpression:
    """Return a sum for PuLP, without what rounding left."""
    kept = [(v, c) for v, c in terms.items() if abs(c) > RESIDUE]
    return pulp.LpAffineExpression(kept)
