"""A program in, a solution out: by one of three solvers, and where it fails another."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName

SHORT_NAMES: dict[SolverName, str] = {
    "cbc": "CBC",
    "highs": "HiGHS",
    "priced": "the search that prices columns",
}
STANDS_IN: dict[SolverName, SolverName] = {
    "cbc": "highs",
    "highs": "cbc",
    "priced": "cbc",
}
"""Who solves the program where another one failed."""
MANY_COLUMNS = 2_000
"""Columns from which on pricing them is faster than writing them all."""
MANY_SLOTS = 1_000
"""Action slots from which on HiGHS is asked first."""

WARNING = "Warning: "


def warned_once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return what tells all but the warnings that it has told before."""
    told: set[str] = set()

    def tell_news(message: str) -> None:
        if message not in told:
            tell(message)
        if message.startswith(WARNING):
            told.add(message)

    return tell_news


def solve(
    program: Program,
    limits: Limits,
    solver: SolverName = "auto",
    start: np.ndarray | None = None,
    tell: Callable[[str], None] | None = None,
    early: Callable[[Solution], None] | None = None,
) -> Solution:
    """Solve a program.

    A solver that cannot run, crashes or gives an answer that cannot be right is named,
    and another one solves the program in its place.

    Args:
        program: What to minimize.
        limits: When to stop.
        solver: ``cbc``, ``highs`` or ``priced``: which one is asked first; ``auto``
            prices columns where they are many, and asks HiGHS where action slots are.
        start: Shares of each column of a plan that is known already, which is the
            answer if time runs out before there is a better one.
        tell: Told how near a search is, and that a solver failed, with the remedy.
        early: Given the best plan so far where a search that prices columns goes on for
            a while; the others keep theirs until the end.

    Raises:
        InfeasiblePlan: If no plan keeps all limits.
        NoPlanInTime: If time ran out before any plan was found.
        SolverFailure: If both that were asked stopped for reasons of their own.
    """
    if program.traced.hopeless:
        raise InfeasiblePlan("no schedule can keep a limit that no decision moves")
    if program.impossible:
        raise InfeasiblePlan("the limits of the scenario contradict each other")
    if not len(program.traced.columns) and not program.elections:
        return _nothing_to_decide(program)
    limits = limits.started()
    first = _first(program, solver)
    try:
        return _solved(program, limits, first, start, tell, early)
    except SolverFailure as error:
        failed = error
    other = STANDS_IN[first]
    if tell is not None:
        tell(f"{WARNING}{failed}; {SHORT_NAMES[other]} takes its place ...")
    try:
        solution = _solved(program, limits, other, start, tell, early)
    except SolverFailure as error:
        why = f"{failed.why}, and {error.solver} {error.why}"
        detail = "; ".join(each for each in (failed.detail, error.detail) if each)
        remedy = f"{failed.remedy}; or {error.remedy}"
        raise SolverFailure(failed.solver, why, remedy, detail) from None
    because = f"{solution.solver} ({SHORT_NAMES[first]} {failed.why})"
    return replace(solution, solver=because)


def _first(program: Program, solver: SolverName) -> SolverName:
    """Return which solver is asked first; columns in whole shares are not priced.

    Where actions count, and may be many, HiGHS's own search finds plans that neither
    CBC nor the priced search does in a minute.
    """
    if program.whole or program.narrowed is not None:
        return "cbc" if solver in ("auto", "priced") else solver
    if solver != "auto":
        return solver
    if len(program.used) >= MANY_SLOTS:
        return "highs"
    return "priced" if len(program.traced.columns) >= MANY_COLUMNS else "cbc"


def _solved(
    program: Program,
    limits: Limits,
    solver: SolverName,
    start: np.ndarray | None,
    tell: Callable[[str], None] | None,
    early: Callable[[Solution], None] | None = None,
) -> Solution:
    """Ask one solver; what it needs is imported when it is asked.

    That no plan keeps all limits is not believed of columns that were priced alone: CBC
    has all of them, and the last word.
    """
    if solver == "priced":
        from isoplan.optimizer.solving.branch_and_price import with_pricing

        with suppress(InfeasiblePlan):
            return with_pricing(program, limits, start, tell, early)
    if solver == "highs":
        from isoplan.optimizer.solving.highs import with_highs

        return with_highs(program, limits, start, tell)
    from isoplan.optimizer.solving.cbc import with_cbc

    return with_cbc(program, limits, start, tell)


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
