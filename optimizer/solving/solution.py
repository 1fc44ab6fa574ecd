"""What a solver answers: a schedule, a bound, and whether they are close enough."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from isoplan.models.base.errors import NoPlanInTime
from isoplan.optimizer.program.program import THOUSAND, Program

SolverName = Literal["auto", "cbc", "highs", "priced"]
"""CBC, HiGHS, or branch and price; by itself the last one where columns are many."""

PROOF_SLACK = 1e-3
"""Dollars: solvers stop within this of a gap and call it reached."""

BEATEN = 1e-5
"""Part of a plan's cost by which rounding may let it beat its own bound."""


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

    The clock runs for all that a command does: each solve has what is left of it.

    Attributes:
        time_limit_s: Seconds.
        gap_dollars: Distance of incumbent and bound that counts as proven.
        ends_at: When time is over, by the monotonic clock; None before it is started.
        held_back: Part of the time that it takes to read the law, which a solve leaves
            for what comes after it: audit, whole shares, report.
        most_nodes: Nodes of the search tree; any number if left out.
    """

    time_limit_s: float = 60.0
    gap_dollars: float = 0.01
    ends_at: float | None = None
    held_back: float = 0.6

    def started(self, at: float | None = None) -> Self:
        """Return the limits with their clock running, since ``at`` or now."""
        if self.ends_at is not None:
            return self
        since = time.monotonic() if at is None else at
        return replace(self, ends_at=since + self.time_limit_s)

    def sparing(self, seconds: float) -> Self:
        """Return limits that leave some seconds for what comes afterwards."""
        running = self.started()
        ends_at = running.ends_at or 0.0
        return replace(running, ends_at=ends_at - max(seconds, 0.0))

    def look(self, doing: str) -> None:
        """Do nothing while there is time.

        Raises:
            NoPlanInTime: If there is none left; it names what was being done.
        """
        if self.left_s <= 0.0:
            raise NoPlanInTime(
                f"no plan was found in {self.time_limit_s:g} s, which ended with "
                f"{doing}; allow more time"
            )

    @property
    def left_s(self) -> float:
        """Return the seconds that are left, never below zero."""
        if self.ends_at is None:
            return self.time_limit_s
        return max(self.ends_at - time.monotonic(), 0.0)

    most_nodes: int | None = None

    def close(self, cost: float, bound: float) -> bool:
        """Return whether a plan's cost and a bound (dollars) prove it best."""
        return cost - bound <= self.gap_dollars + PROOF_SLACK


def contradicts(cost: float, bound: float) -> bool:
    """Return whether a plan costs less than a bound says that any can, in dollars.

    Within what tolerances leave, which is far less than what damage does.
    """
    return not bound - cost <= 1.0 + BEATEN * abs(cost)


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
