"""What a solver answers: a schedule, a bound, and whether they are close enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from isoplan.models.base.errors import NoPlanInTime
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
        on: Whether each toggle of the graph is on: the elections of the plan.
    """

    shares: np.ndarray
    cost: float
    bound: float
    root_bound: float
    proven: bool
    nodes: int
    seconds: float
    solver: str
    on: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """When a solver may stop.

    Attributes:
        time_limit_s: Seconds.
        gap_dollars: Distance of incumbent and bound that counts as proven.
        most_nodes: Nodes of the search tree; any number if left out.
    """

    time_limit_s: float = 60.0
    gap_dollars: float = 0.01
    most_nodes: int | None = None

    def close(self, cost: float, bound: float) -> bool:
        """Return whether a plan's cost and a bound (dollars) prove it best."""
        return cost - bound <= self.gap_dollars + PROOF_SLACK


def in_dollars(program: Program, thousands: float) -> float:
    """Return a solver's objective, in thousands, as the cost of the plan in dollars."""
    return thousands * THOUSAND + program.constant


def in_shares(thousands: np.ndarray) -> np.ndarray:
    """Return a solver's columns, in thousands, as shares."""
    return thousands.clip(min=0.0) * THOUSAND


def rounded(amounts: np.ndarray, places: Sequence[int | None]) -> tuple[bool, ...]:
    """Return which binaries are nearer to one, by their places; none is off."""
    return tuple(
        place is not None and bool(np.rint(amounts[place])) for place in places
    )


def out_of_time(limits: Limits) -> NoPlanInTime:
    """Return the error for a time limit that came before any plan."""
    return NoPlanInTime(
        f"no plan was found in {limits.time_limit_s:g} s; allow more time"
    )
