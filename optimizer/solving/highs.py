"""HiGHS: a second opinion on the same program, and where CBC cannot run the first.

It runs in this process, and is given the program in memory: it needs no file.
"""

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.optimizer.program.program import THOUSAND, Program
from isoplan.optimizer.solving.incumbent import Incumbent
from isoplan.optimizer.solving.relax_then_search import (
    Answer,
    range_bound,
    relax_then_search,
)
from isoplan.optimizer.solving.solution import Limits, Solution, in_dollars
from isoplan.optimizer.solving.variables import DamagedAnswer, Variables

FEASIBLE = 2
"""HiGHS's number for a solution that keeps all rows."""
OPTIMAL, LATE = "Optimal", "Time limit reached"
NODES = "Solution limit reached"
STOPPED = frozenset({LATE, "Interrupted by user", "Bound on objective reached", NODES})
"""How HiGHS says that it ended."""
SEARCH: dict[str, Any] = {
    "mip_heuristic_effort": 0.0,
    "mip_allow_restart": False,
    "mip_pool_soft_limit": 100,
    "mip_pscost_minreliable": 2,
}
"""What pays for a search that starts from a plan, as with CBC: two to four times faster
on the shipped scenarios that have to search."""
LOOK_S = 0.05
"""Seconds between looks for a signal while HiGHS runs."""
LATE_S = 0.2
"""Seconds after its time limit at which HiGHS is told to stop."""
END_S = 1.0
"""Seconds in which it must then have stopped."""
THREAD = "isoplan solver"
"""Name of the thread in which it runs; one that is left alone keeps it."""
INTEGER = 1
"""HiGHS's number for a variable that must be whole."""
OUTPUT = 1
"""Number of standard output."""


def with_highs(
    program: Program,
    limits: Limits,
    start: np.ndarray | None,
    tell: Callable[[str], None] | None = None,
) -> Solution:
    """Solve a program with HiGHS; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        program: What to minimize.
        limits: When to stop.
        start: Shares of each column of a plan that is known already, or None.
        tell: Told how near the best plan known is once a search begins.
    """
    return relax_then_search(_Model(program), limits.started(), start, tell)


class _Model:
    """A program in memory, and the runs of HiGHS on it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.variables = Variables(program)
        self.seconds = 0.0
        self.lost = False
        self.highs = made()
        self.highs.passModel(_as_highs_takes_it(program, self.variables))

    @property
    def solver(self) -> str:
        """Return name and version."""
        return f"HiGHS {self.highs.version()}"

    def relaxation(self, limits: Limits) -> Answer:
        """Solve the program as if binaries might be fractions."""
        left = limits.left_s
        status = self._run(left) if left > 0 else LATE
        found = self._incumbent()
        if status != OPTIMAL or found is None:
            return Answer(None, range_bound(self.program))
        return Answer(found, found.cost)

    def search(self, limits: Limits, first: Incumbent | None) -> Answer:
        """Search from the binaries that a first plan calls for, if there is one."""
        whole = np.flatnonzero(self.variables.is_whole).astype(np.int32)
        kinds = np.full(len(whole), INTEGER, dtype=np.uint8)
        self.highs.changeColsIntegrality(len(whole), whole, kinds)
        if limits.most_nodes is not None:
            self.highs.setOptionValue("mip_max_nodes", limits.most_nodes)
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", limits.gap_dollars / THOUSAND)
        left = limits.left_s
        if left <= 0:
            return Answer(None, -inf)
        if first is not None and len(whole):
            for name, value in SEARCH.items() if not self.program.used else ():
                self.highs.setOptionValue(name, value)
            self.highs.setSolution(*self._start(first))
        status = self._run(left)
        found = self._incumbent()
        if self.lost:
            return Answer(None, -inf)
        info = self.highs.getInfo()
        bound = -inf
        if isfinite(info.mip_dual_bound) and len(whole):
            bound = in_dollars(self.program, info.mip_dual_bound)
        elif status == OPTIMAL and found is not None:
            bound = found.cost
        return Answer(found, bound, max(info.mip_node_count, 0))

    def _start(self, first: Incumbent) -> tuple[int, np.ndarray, np.ndarray]:
        """Return how many integers a plan sets, their places, and their values."""
        on = self.program.switched_on(first.shares, first.on)
        values = dict(zip(self.program.binaries, map(float, on), strict=True))
        for column, whole in self.program.whole.items():
            values[whole] = float(np.round(first.shares[column]))
        places = [self.variables.place[each.name] for each in values]
        return (
            len(places),
            np.array(places, dtype=np.int32),
            np.array(list(values.values())),
        )

    def failure(self, why: str) -> SolverFailure:
        """Return the error for an answer that cannot be right."""
        return _failure(why)

    def _run(self, seconds: float) -> str:
        """Let HiGHS run, and return how it ended, in its words.

        It runs in a thread of its own, so that a signal is heard while it runs. One
        that does not stop when told to is left alone with its thread.

        Raises:
            InfeasiblePlan: If HiGHS proves that there is no plan.
            SolverFailure: If it ends without an answer.
        """
        highs = self.highs
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        started = time.monotonic()
        has_ended = threading.Event()

        def run() -> None:
            try:
                highs.run()
            finally:
                has_ended.set()

        until = started + seconds + LATE_S
        threading.Thread(target=run, name=THREAD, daemon=True).start()
        try:
            while not has_ended.wait(LOOK_S) and time.monotonic() < until:
                pass
        finally:
            if not has_ended.is_set():
                highs.cancelSolve()
                has_ended.wait(END_S)
        self.seconds += time.monotonic() - started
        if not has_ended.is_set():
            self.lost = True
            return LATE
        status: str = highs.modelStatusToString(highs.getModelStatus())
        if status == "Infeasible":
            raise InfeasiblePlan("no schedule keeps all limits of the scenario")
        if status != OPTIMAL and status not in STOPPED:
            raise _failure("stopped without an answer", status)
        return status

    def _incumbent(self) -> Incumbent | None:
        """Return the plan that HiGHS holds, if it keeps all rows."""
        if self.lost:
            return None
        info = self.highs.getInfo()
        if info.primal_solution_status != FEASIBLE:
            return None
        amounts = np.array(self.highs.getSolution().col_value)
        try:
            return self.variables.incumbent(amounts, info.objective_function_value)
        except DamagedAnswer as error:
            raise _failure("gave a plan that cannot be read", str(error)) from None


def made() -> Any:  # noqa: ANN401 - highspy carries no types
    """Return HiGHS, silent.

    Raises:
        SolverFailure: If it is not installed, or cannot be loaded.
    """
    try:
        import highspy

        with without_greeting():
            highs = highspy.Highs()  # type: ignore[no-untyped-call]
            highs.silent()
    except ImportError as error:
        remedy = "pip install highspy, or take --solver cbc"
        why = "is not installed, or cannot be loaded"
        raise SolverFailure("HiGHS", why, remedy, str(error)) from None
    highs.HandleUserInterrupt = True
    return highs


def _as_highs_takes_it(program: Program, variables: Variables) -> Any:  # noqa: ANN401
    """Return the program as HiGHS takes it: bounds, costs, and row after row."""
    import highspy

    lp = highspy.HighsLp()
    rows = list(program.problem.constraints())
    infinity = highspy.kHighsInf
    lp.num_col_, lp.num_row_ = len(variables.in_order), len(rows)
    lp.col_cost_ = variables.cost
    lp.col_lower_ = np.maximum(variables.low, -infinity)
    lp.col_upper_ = np.minimum(variables.high, infinity)
    limit = np.array([-row.constant for row in rows])
    sense = np.array([row.sense for row in rows])
    lp.row_lower_ = np.where(sense == pulp.LpConstraintLE, -infinity, limit)
    lp.row_upper_ = np.where(sense == pulp.LpConstraintGE, infinity, limit)
    terms = [list(row.items()) for row in rows]
    place = variables.place
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, terms)])
    lp.a_matrix_.index_ = np.array(
        [place[variable.name] for row in terms for variable, _ in row], dtype=np.int32
    )
    lp.a_matrix_.value_ = np.array([each for row in terms for _, each in row])
    return lp


def _failure(why: str, detail: str = "") -> SolverFailure:
    """Return the error for a HiGHS that gave no answer."""
    remedy = "update it with pip install --upgrade highspy, or take --solver cbc"
    return SolverFailure("HiGHS", why, remedy, detail)


@contextmanager
def without_greeting() -> Iterator[None]:
    """Keep C's standard output quiet: HiGHS greets there when it is made.

    Standard output carries the result alone, so that JSON stays JSON. Where standard
    output is closed there is nothing to keep quiet.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        kept = os.dup(OUTPUT)
    except OSError:
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), OUTPUT)
            try:
                yield
            finally:
                _flush_c()
                os.dup2(kept, OUTPUT)
    finally:
        os.close(kept)


def _flush_c() -> None:
    """Let C write what it holds back, as far as its library can be found."""
    name = "ucrtbase" if sys.platform == "win32" else None
    try:
        ctypes.CDLL(name).fflush(None)
    except (OSError, AttributeError, TypeError):
        return
