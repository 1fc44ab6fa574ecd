"""The relaxation over the columns in use, in HiGHS, which stays warm between solves.

All rows of the law are there; columns come when they are priced and found to pay. Rows
that columns move may be missed at a price, so that a few columns are enough for some
answer; the price rises until no row is missed, or none of any height helps.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from isoplan.models.base.errors import SolverFailure
from isoplan.optimizer.program.program import THOUSAND, Program
from isoplan.optimizer.solving.column_matrix import ColumnMatrix, LawRows
from isoplan.optimizer.solving.highs import made
from isoplan.optimizer.tracing.inventory_bounds import with_ends

OPTIMAL, INFEASIBLE, LATE = "Optimal", "Infeasible", "Time limit reached"
UNBOUNDED = "Unbounded"
"""As long as missing a row costs less than what it brings."""
EMPTY = "Empty"
"""A program without variables, whose only plan is the best one."""
ANSWERS = frozenset({OPTIMAL, INFEASIBLE, UNBOUNDED, EMPTY})
NO_ANSWER = "stopped without an answer"
FIRST_PENALTY, LAST_PENALTY = 10.0, 1e6
"""Dollars a dollar, or thousands a share, that a missed row costs at first and at
last."""
MISSED = 1e-6
"""Thousands by which tolerances let a row be missed."""
DUAL, PRIMAL = 1, 4
"""HiGHS's numbers for the two simplex methods."""
MOST_AT_ONCE = 400
"""Columns that one pricing adds at most."""
BEST_OF_EACH = 3
"""Columns of each step of the inventory that one pricing may add."""
MANY_ROWS, FEW_COLUMNS = 900, 4
"""Rows from which on, and columns to a row up to which, all columns are there at first:
presolve deals with them sooner than pricing does. In a tree of outcomes that is so."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation at one node; dollars.

    Attributes:
        bound: No plan at this node costs less, whatever columns it uses.
        cost: Of the amounts: the relaxation's, over the columns in use.
        amounts: Of the law's variables, thousands; length n variables.
        shares: Of each column; length n columns.
        slopes: What one more of each of the law's variables costs, dollars.
    """

    bound: float
    cost: float
    amounts: np.ndarray
    shares: np.ndarray
    slopes: np.ndarray


class Late(Exception):
    """Time or nodes ran out."""


class Master:
    """The relaxation, and the columns it holds by now."""

    def __init__(self, program: Program) -> None:
        """Write the rows, and no column."""
        self.program = program
        self.law = LawRows.of(program)
        self.matrix = ColumnMatrix(program)
        self.bounds = program.traced.graph.column_bounds
        self.steps = _steps(program)
        self.low = np.zeros(len(self.law.binaries))
        self.high = np.ones(len(self.law.binaries))
        self.used = np.zeros(0, int)
        self.is_used = np.zeros(len(self.matrix.cost), bool)
        self.penalty = FIRST_PENALTY
        self.iterations = 0
        self.highs = made()
        self._pass()

    @property
    def solver(self) -> str:
        """Return name and version."""
        return f"columns priced, HiGHS {self.highs.version()}"

    def add(self, columns: np.ndarray) -> None:
        """Add columns, those that are there left out."""
        new = np.unique(columns[~self.is_used[columns]])
        if not len(new):
            return
        starts, rows, amounts = self.matrix.terms(new)
        count = len(new)
        self.highs.addCols(
            count,
            self.matrix.cost[new],
            np.zeros(count),
            np.full(count, np.inf),
            len(rows),
            starts.astype(np.int32),
            rows.astype(np.int32),
            amounts,
        )
        self.used = np.concatenate([self.used, new])
        self.is_used[new] = True

    def thin_out(self, most: int) -> None:
        """Take out the columns that cost most to use, down to so many.

        Those that are in the basis, or at no cost, stay; all others can come back.
        """
        if len(self.used) <= most:
            return
        solution = self.highs.getSolution()
        first = len(self.law.names) + len(self.missing)
        costs = np.array(solution.col_dual)[first:]
        basis = self.highs.getBasis()
        status = list(basis.col_status)
        order = np.argsort(costs, kind="stable")
        goes = np.sort(order[most:])
        goes = goes[costs[goes] > 0.0]
        if not len(goes):
            return
        stays = np.setdiff1d(np.arange(len(self.used)), goes)
        places = (goes + first).astype(np.int32)
        self.highs.deleteCols(len(places), places)
        basis.col_status = status[:first] + [status[first + each] for each in stays]
        self.is_used[self.used[goes]] = False
        self.used = self.used[stays]
        self.highs.setBasis(basis)

    def set_binaries(self, low: np.ndarray, high: np.ndarray) -> None:
        """Bound the binaries; length n binaries."""
        changed = np.flatnonzero((low != self.low) | (high != self.high))
        if len(changed):
            places = self.law.binaries[changed].astype(np.int32)
            self.highs.changeColsBounds(
                len(places), places, low[changed], high[changed]
            )
            self.low, self.high = low.copy(), high.copy()

    def basis(self) -> Any:  # noqa: ANN401 - highspy carries no types
        """Return where the simplex method stands."""
        return self.highs.getBasis()

    def restore(self, basis: Any) -> None:  # noqa: ANN401
        """Let the simplex method go on from where it stood."""
        self.highs.setBasis(basis)

    def relax(
        self, ends_at: float, cutoff: float, slack: float
    ) -> tuple[float, Relaxed | None]:
        """Solve the relaxation over all columns.

        Returns:
            A bound that no plan goes below, dollars; the relaxation, or None if the
            bound reaches the cutoff or no plan is possible.

        Args:
            ends_at: By the monotonic clock.
            cutoff: Cost above which no bound need be known (dollars).
            slack: Dollars by which the bound may lie below the relaxation's cost.

        Raises:
            Late: If time is over.
        """
        best = -np.inf
        method = DUAL
        while True:
            status = self._run(ends_at, method)
            if status == INFEASIBLE:
                return np.inf, None
            if status == UNBOUNDED and self.penalty < LAST_PENALTY:
                self._raise_penalty()
                continue
            if status == UNBOUNDED:
                raise failure(NO_ANSWER, status)
            cost, reduced = self._priced()
            pays = np.maximum(-reduced, 0.0)
            pays[self.used] = 0.0
            left = self.bounds.greatest(pays) if pays.any() else 0.0
            best = max(best, cost - left)
            if best >= cutoff:
                return best, None
            if left <= slack:
                values = np.array(self.highs.getSolution().col_value)
                if values[self.missing].max(initial=0.0) <= MISSED:
                    return best, self._answer(values, cost - left, cost)
                if self.penalty >= LAST_PENALTY:
                    return best, None
                self._raise_penalty()
            else:
                self.add(self._best(pays))
            method = PRIMAL

    def tried(self, place: int, value: float, most: int) -> float:
        """Return the cost (dollars) of the columns in use with a binary fixed.

        An estimate: the simplex method takes ``most`` steps at most, no column is
        added. The state before is restored by the caller.
        """
        self.highs.changeColBounds(place, value, value)
        self.highs.setOptionValue("simplex_iteration_limit", most)
        self.highs.setOptionValue("simplex_strategy", DUAL)
        self.highs.run()
        status = self.highs.modelStatusToString(self.highs.getModelStatus())
        cost = self._cost() if status != INFEASIBLE else np.inf
        self.highs.changeColBounds(place, 0.0, 1.0)
        self.highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
        return cost

    def _pass(self) -> None:
        """Give HiGHS the law's rows, and what a missed one costs."""
        import highspy

        law, touched = self.law, self.matrix.touched
        above = touched[np.isfinite(law.row_high[touched])]
        below = touched[np.isfinite(law.row_low[touched])]
        self.missing = np.arange(len(above) + len(below)) + len(law.names)
        lp = highspy.HighsLp()
        count = len(law.names) + len(self.missing)
        rows = np.repeat(np.arange(len(law.row_low)), np.diff(law.starts))
        row = np.concatenate([rows, above, below])
        place = np.concatenate([law.places, self.missing])
        amount = np.concatenate(
            [law.amounts, -np.ones(len(above)), np.ones(len(below))]
        )
        order = np.argsort(place, kind="stable")
        lp.num_col_, lp.num_row_ = count, len(law.row_low)
        lp.col_cost_ = np.concatenate(
            [law.cost, np.full(len(self.missing), self.penalty)]
        )
        lp.col_lower_ = np.concatenate([law.low, np.zeros(len(self.missing))])
        lp.col_upper_ = np.concatenate([law.high, np.full(len(self.missing), np.inf)])
        lp.row_lower_, lp.row_upper_ = law.row_low, law.row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = count, lp.num_row_
        counts = np.bincount(place, minlength=count)
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
        lp.a_matrix_.index_ = row[order].astype(np.int32)
        lp.a_matrix_.value_ = amount[order]
        self.highs.passModel(lp)
        self.highs.setOptionValue("threads", 1)
        everything = np.arange(len(self.matrix.cost))
        if MANY_ROWS <= len(law.row_low) >= len(everything) / FEW_COLUMNS:
            self.add(everything)
        else:
            self.highs.setOptionValue("presolve", "off")

    def _run(self, ends_at: float, method: int) -> str:
        """Let HiGHS run, once more from nothing where it has lost its way."""
        status = self._status(ends_at, method)
        if status not in ANSWERS:
            self.highs.clearSolver()
            status = self._status(ends_at, DUAL)
        if status not in ANSWERS:
            raise failure(NO_ANSWER, status)
        return status

    def _status(self, ends_at: float, method: int) -> str:
        left = ends_at - time.monotonic()
        if left <= 0.0:
            raise Late
        self.highs.setOptionValue("simplex_strategy", method)
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left)
        self.highs.run()
        self.highs.setOptionValue("presolve", "off")
        self.iterations += max(self.highs.getInfo().simplex_iteration_count, 0)
        status: str = self.highs.modelStatusToString(self.highs.getModelStatus())
        if status == LATE:
            raise Late
        return status

    def _cost(self) -> float:
        objective: float = self.highs.getInfo().objective_function_value
        return objective * THOUSAND + self.program.constant

    def _priced(self) -> tuple[float, np.ndarray]:
        """Return the cost, and what a share of each column adds to it; dollars."""
        duals = np.array(self.highs.getSolution().row_dual)
        return self._cost(), self.matrix.reduced_costs(duals)

    def _best(self, pays: np.ndarray) -> np.ndarray:
        """Return the columns that pay most: the best of each step, and others."""
        order = np.flatnonzero(pays > 0.0)
        order = order[np.argsort(-pays[order], kind="stable")]
        step = self.steps[order]
        by_step = np.argsort(step, kind="stable")
        first = np.searchsorted(step[by_step], step[by_step], side="left")
        rank = np.empty(len(order), int)
        rank[by_step] = np.arange(len(order)) - first
        chosen = order[rank < BEST_OF_EACH]
        return chosen[:MOST_AT_ONCE]

    def _raise_penalty(self) -> None:
        self.penalty *= 10.0
        count = len(self.missing)
        costs = np.full(count, self.penalty)
        self.highs.changeColsCost(count, self.missing.astype(np.int32), costs)

    def _answer(self, values: np.ndarray, bound: float, cost: float) -> Relaxed:
        count = len(self.law.names)
        shares = np.zeros(len(self.matrix.cost))
        held = values[count + len(self.missing) :]
        shares[self.used] = held.clip(min=0.0) * THOUSAND
        return Relaxed(
            bound=bound,
            cost=cost,
            amounts=values[:count],
            shares=shares,
            slopes=np.array(self.highs.getSolution().col_dual[:count]) * THOUSAND,
        )


def _steps(program: Program) -> np.ndarray:
    """Return the number of the inventory's step of each column; length n columns."""
    found = np.zeros(len(program.traced.columns), int)
    blocks = with_ends(program.traced.blocks, len(found))
    for number, (block, end) in enumerate(blocks):
        found[block.first : end] = number
    return found


def failure(why: str, detail: str = "") -> SolverFailure:
    """Return the error for a HiGHS whose answer is none, or cannot be right."""
    return SolverFailure("HiGHS", why, "take --solver cbc", detail)
