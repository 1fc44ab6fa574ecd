"""A program in, a solution out: CBC, or HiGHS where it is installed."""

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.optimizer.program.writer import Program
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName


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
    if not program.columns and not program.elections:
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
