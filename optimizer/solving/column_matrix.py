"""A program as arrays: the rows of the law, and what every column adds to them."""

from dataclasses import dataclass

import numpy as np
import pulp

from isoplan.optimizer.program.program import RESIDUE, Program


@dataclass(frozen=True, slots=True)
class LawRows:
    """The variables and rows of the law; thousands of dollars and of shares.

    Attributes:
        names: Of the variables.
        low: Least value of each; length n variables.
        high: Greatest, likewise.
        cost: Of one of each, likewise.
        binaries: Places of those that are zero or one.
        row_low: Least value of each row; length n rows.
        row_high: Greatest, likewise.
        starts: Where each row's terms begin; length n rows + 1.
        places: Variable of each term.
        amounts: Coefficient of each term.
    """

    names: list[str]
    low: np.ndarray
    high: np.ndarray
    cost: np.ndarray
    binaries: np.ndarray
    row_low: np.ndarray
    row_high: np.ndarray
    starts: np.ndarray
    places: np.ndarray
    amounts: np.ndarray

    @classmethod
    def of(cls, program: Program) -> "LawRows":
        """Return those of a program."""
        variables = list(program.law.variables())
        place = {each.name: n for n, each in enumerate(variables)}
        cost = np.zeros(len(variables))
        for variable, amount in (program.law.objective or {}).items():
            cost[place[variable.name]] = amount
        rows = list(program.law.constraints())
        limit = np.array([-row.constant for row in rows])
        sense = np.array([row.sense for row in rows])
        terms = [list(row.items()) for row in rows]
        return cls(
            names=list(place),
            low=_ends([each.lowBound for each in variables], -np.inf),
            high=_ends([each.upBound for each in variables], np.inf),
            cost=cost,
            binaries=np.array([place[each.name] for each in program.binaries], int),
            row_low=np.where(sense == pulp.LpConstraintLE, -np.inf, limit),
            row_high=np.where(sense == pulp.LpConstraintGE, np.inf, limit),
            starts=np.cumsum([0, *map(len, terms)]),
            places=np.array([place[v.name] for row in terms for v, _ in row], int),
            amounts=np.array([each for row in terms for _, each in row], float),
        )


def _ends(given: list[float | None], unbounded: float) -> np.ndarray:
    return np.array([unbounded if each is None else each for each in given], float)


class ColumnMatrix:
    """What one of each column adds to each row and to the cost, column by column.

    Attributes:
        cost: Of one of each, thousands of dollars; length n columns.
        touched: Rows to which any column adds something, rising.
    """

    def __init__(self, program: Program) -> None:
        """Take what a program keeps beside its rows."""
        count = len(program.traced.columns)
        names = [str(row.name) for row in program.law.constraints()]
        parts = [
            (number, program.by_row[name])
            for number, name in enumerate(names)
            if name in program.by_row
        ]
        none = np.zeros(0)
        rows = [np.full(len(terms.places), number) for number, terms in parts]
        places = [terms.places for _, terms in parts]
        owner = np.concatenate([none, *places]).astype(int)
        amounts = np.concatenate([none, *(terms.amounts for _, terms in parts)])
        row = np.concatenate([none, *rows]).astype(int)
        kept = np.abs(amounts) > RESIDUE
        owner, amounts, row = owner[kept], amounts[kept], row[kept]
        order = np.argsort(owner, kind="stable")
        self._amounts, self._row = amounts[order], row[order].astype(np.int32)
        counts = np.bincount(owner, minlength=count)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        self._filled = np.flatnonzero(counts)
        self.touched = np.unique(row)
        self.cost = np.zeros(count)
        self.cost[program.by_cost.places] = program.by_cost.amounts

    def reduced_costs(self, duals: np.ndarray) -> np.ndarray:
        """Return what one more of each column costs at prices of the rows.

        Args:
            duals: Of each row; length n rows.
        """
        reduced = self.cost.copy()
        if len(self._filled):
            terms = self._amounts * duals[self._row]
            sums = np.add.reduceat(terms, self._starts[self._filled])
            reduced[self._filled] -= sums
        return reduced

    def terms(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return where the terms of some columns start, their rows and amounts."""
        begins, ends = (
            self._starts[columns].tolist(),
            self._starts[columns + 1].tolist(),
        )
        spans = [np.arange(*span) for span in zip(begins, ends, strict=True)]
        starts = np.cumsum([0, *map(len, spans)])[:-1]
        places = np.concatenate([np.zeros(0, int), *spans])
        return starts, self._row[places], self._amounts[places]
