"""A solver's numbers: by whose variable, and whether they can be believed."""

from typing import Any

import numpy as np
import pulp

from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.incumbent import Incumbent
from isoplan.optimizer.solving.solution import in_dollars, in_shares, rounded

OUTSIDE = 1e-3
"""Thousands by which a solver's amount may lie outside its bounds, or its cost beside
that of its amounts: far above what tolerances leave, far below what damage does."""


class DamagedAnswer(Exception):
    """A solver's numbers cannot be those of a plan; the message says why."""


class Variables:
    """The variables of a program in the order of a solver's columns.

    Attributes:
        in_order: PuLP's, as they are written.
        place: Of each by its name.
        low: Least value of each, thousands; length n variables.
        high: Greatest, likewise.
        cost: Cost of one of each, likewise.
    """

    def __init__(self, program: Program) -> None:
        """Take the variables of a program."""
        self.program = program
        self.in_order: list[Any] = list(program.problem.variables())
        self.place = {each.name: n for n, each in enumerate(self.in_order)}
        self.low = _bounds([each.lowBound for each in self.in_order], -np.inf)
        self.high = _bounds([each.upBound for each in self.in_order], np.inf)
        self.cost = np.zeros(len(self.in_order))
        objective: Any = program.problem.objective
        for variable, coefficient in objective.items():
            self.cost[self.place[variable.name]] = coefficient
        self._columns = [self.place[each.name] for each in program.columns]
        self._elections = [
            None if each is None else self.place[each.name]
            for each in program.elections
        ]

    @property
    def is_whole(self) -> np.ndarray:
        """Return which of them must be whole; length n variables."""
        whole = [each.cat == pulp.LpInteger for each in self.in_order]
        return np.array(whole, dtype=bool)

    def incumbent(self, amounts: np.ndarray, objective: float) -> Incumbent:
        """Return the plan that a solver's amounts stand for, at the solver's cost.

        Args:
            amounts: Of each variable, thousands; length n variables.
            objective: What the solver says that they cost, thousands.

        Raises:
            DamagedAnswer: If a number is missing, infinite or out of its bounds, if the
                cost is not that of the amounts, or if the shares are not there.
        """
        if len(amounts) != len(self.in_order):
            raise DamagedAnswer(f"{len(amounts)} amounts of {len(self.in_order)}")
        if not (np.isfinite(amounts).all() and np.isfinite(objective)):
            raise DamagedAnswer("amounts that are no numbers")
        room = OUTSIDE * np.maximum(1.0, np.abs(amounts))
        if np.any(amounts < self.low - room) or np.any(amounts > self.high + room):
            raise DamagedAnswer("amounts out of their bounds")
        costs = float(self.cost @ amounts)
        if abs(costs - objective) > OUTSIDE * max(1.0, abs(costs)):
            raise DamagedAnswer("a cost that its own amounts do not have")
        shares = in_shares(amounts[self._columns])
        return Incumbent(
            shares=shares,
            cost=in_dollars(self.program, objective),
            on=rounded(amounts, self._elections),
        )


def _bounds(given: list[float | None], unbounded: float) -> np.ndarray:
    return np.array([unbounded if each is None else each for each in given])
