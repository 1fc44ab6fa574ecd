"""The relaxation first, then the search from what the relaxation suggests.

The relaxation is solved by itself. Priced by the law, its columns are a plan, often the
best one already: then nothing is left to prove. If not, the search starts from the
binaries that a known plan calls for, and the solver need not look for a first plan by
itself, which took CBC longer than all the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, nan
from typing import Protocol

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.incumbent import Incumbent, best_incumbent, cheaper
from isoplan.optimizer.solving.solution import (
    PROOF_SLACK,
    Limits,
    Solution,
    contradicts,
    out_of_time,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call of a solver brought.

    Attributes:
        incumbent: The best plan found, at the cost that the solver gives; or None.
        bound: No plan costs less, dollars.
        nodes: Of the search tree.
    """

    incumbent: Incumbent | None
    bound: float
    nodes: int = 0


class SolverModel(Protocol):
    """A program in a solver's hands."""

    @property
    def program(self) -> Program:
        """What is solved."""
        ...

    @property
    def seconds(self) -> float:
        """Spent in the solver up to now."""
        ...

    @property
    def solver(self) -> str:
        """Its name and version."""
        ...

    def relaxation(self, limits: Limits) -> Answer:
        """Solve the program as if binaries might be fractions.

        Without an answer in time, the bound is that of the cost's range.
        """
        ...

    def search(self, limits: Limits, first: Incumbent | None) -> Answer:
        """Search from the binaries that a first plan calls for, if there is one."""
        ...

    def failure(self, why: str) -> SolverFailure:
        """Return the error for an answer that cannot be right."""
        ...


def relax_then_search(
    model: SolverModel,
    limits: Limits,
    start: np.ndarray | None,
    tell: Callable[[str], None] | None = None,
) -> Solution:
    """Solve a program; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        model: What to minimize, in a solver's hands.
        limits: When to stop, their clock running.
        start: Shares of each column of a plan that is known already, or None.
        tell: Told how near the best plan known is once a search begins.
    """
    program = model.program
    try:
        relaxed = model.relaxation(limits)
    except InfeasiblePlan:  # or so it seems: the full search has the last word
        return _solution(model, limits, model.search(limits, None), nan)
    known = _known(program, relaxed.incumbent, start)
    answer = replace(relaxed, incumbent=known)
    proven = known is not None and limits.close(known.cost, relaxed.bound)
    if relaxed.incumbent is not None and not proven:
        first = known if program.whole else known or relaxed.incumbent
        if tell is not None and known is not None:
            tell(how_near(known.cost - relaxed.bound))
        searched = model.search(limits, first)
        answer = Answer(
            incumbent=cheaper(known, searched.incumbent),
            bound=max(relaxed.bound, _believed(program, searched.bound, known)),
            nodes=searched.nodes,
        )
    return _solution(model, limits, answer, relaxed.bound)


def how_near(gap: float) -> str:
    """Return for people how near the best plan known is to the bound (dollars)."""
    return f"searching; the best plan so far is within ${gap:,.0f} of the best possible"


def range_bound(program: Program) -> float:
    """Return the least cost that the ranges of the law's amounts allow (dollars)."""
    cost = program.traced.cost
    low: float = cost.graph.range_of(cost).low
    return low


def _known(
    program: Program, relaxed: Incumbent | None, start: np.ndarray | None
) -> Incumbent | None:
    """Return the best plan that is known once the relaxation is solved."""
    if program.whole:
        return best_incumbent(program, [start])
    if not program.binaries:
        return relaxed or best_incumbent(program, [start])
    return best_incumbent(program, [relaxed, start])


def _believed(program: Program, bound: float, known: Incumbent | None) -> float:
    """Return a bound; none at all where a known plan in whole shares beats it.

    Among whole shares CBC's tolerances have cut plans off that are cents better.
    """
    beaten = known is not None and known.cost < bound - PROOF_SLACK
    return -inf if program.whole and beaten else bound


def _solution(
    model: SolverModel, limits: Limits, answer: Answer, root_bound: float
) -> Solution:
    """Return an answer with what it took, or raise if there is no plan in it."""
    found = answer.incumbent
    if found is None:
        raise out_of_time(limits)
    if contradicts(found.cost, answer.bound):
        raise model.failure("proves a bound that its own plan beats")
    return Solution(
        shares=found.shares,
        on=found.on,
        cost=found.cost,
        bound=min(answer.bound, found.cost),
        root_bound=root_bound,
        proven=limits.close(found.cost, answer.bound),
        nodes=answer.nodes,
        seconds=model.seconds,
        solver=model.solver,
    )
