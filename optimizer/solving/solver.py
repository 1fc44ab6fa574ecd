"""What is asked of a solver, and what it answers; CBC and HiGHS have a file each."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.optimizer.program.writer import THOUSAND, Program

SolverName = Literal["cbc", "highs"]

PROOF_SLACK = 1e-3
"""Dollars: solvers stop within this of a gap and call it reached."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver found and what it proved; dollars.

    Attributes:
        shares: Of each column; length n columns.
        cost: Of the best plan found (the incumbent).
        bound: No plan costs less.
        root_bound: The bound of the relaxation, before branching and cuts.
        proven: Whether cost and bound are within the gap asked for.
        nodes: Nodes of the search tree.
        seconds: Spent in the solver.
        solver: Its name and version.
    """

    shares: np.ndarray
    cost: float
    bound: float
    root_bound: float
    proven: bool
    nodes: int
    seconds: float
    solver: str


@dataclass(frozen=True, slots=True)
class Limits:
    """When a solver may stop.

    Attributes:
        time_limit_s: Seconds.
        gap_dollars: Distance of incumbent and bound that counts as proven.
    """

    time_limit_s: float = 60.0
    gap_dollars: float = 0.01

    def close(self, cost: float, bound: float) -> bool:
        """Return whether a plan's cost and a bound (dollars) prove it best."""
        return cost - bound <= self.gap_dollars + PROOF_SLACK


def solve(
    program: Program,
    limits: Limits,
    solver: SolverName = "cbc",
    start: np.ndarray | None = None,
) -> Solution:
    """Solve a program.

    Args:
        program: What to minimize.
        limits: When to stop.
        solver: ``cbc``, or ``highs`` where it is installed.
        start: Shares of each column of a plan that is known already, which is the
            answer if time runs out before there is a better one.

    Raises:
        InfeasiblePlan: If no plan keeps all limits.
        NoPlanInTime: If time ran out before any plan was found.
        SolverFailure: If the solver stopped for a reason of its own.
    """
    if program.traced.hopeless:
        raise InfeasiblePlan("no schedule can keep a limit that no decision moves")
    if not program.columns:
        return _nothing_to_decide(program)
    if solver == "highs":
        from isoplan.optimizer.solving.highs import with_highs

        return with_highs(program, limits, start)
    from isoplan.optimizer.solving.cbc import with_cbc

    return with_cbc(program, limits, start)


def _nothing_to_decide(program: Program) -> Solution:
    """Return the one plan there is when nothing can be exercised or sold."""
    return Solution(
        shares=np.zeros(0),
        cost=program.constant,
        bound=program.constant,
        root_bound=program.constant,
        proven=True,
        nodes=0,
        seconds=0.0,
        solver="none",
    )


def in_dollars(program: Program, thousands: float) -> float:
    """Return a solver's objective, in thousands, as the cost of the plan in dollars."""
    return thousands * THOUSAND + program.constant


def in_shares(thousands: np.ndarray) -> np.ndarray:
    """Return a solver's columns, in thousands, as shares."""
    return thousands.clip(min=0.0) * THOUSAND


def out_of_time(limits: Limits) -> NoPlanInTime:
    """Return the error for a time limit that came before any plan."""
    return NoPlanInTime(
        f"no plan was found in {limits.time_limit_s:g} s; allow more time"
    )
