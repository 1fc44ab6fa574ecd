"""Shares moved between a plan's columns, many moves priced at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer

Move = Mapping[int, float]
"""Shares added to a column, by its number; below zero taken from it. What is added and
not taken is exercised besides."""


@dataclass(frozen=True, slots=True)
class PlanAsShares:
    """A plan as shares of the columns of its traced problem.

    Attributes:
        traced: The problem.
        shares: Of each column, whole; length n columns.
        on: Whether each toggle of the graph is on.
    """

    traced: TracedProblem
    shares: np.ndarray
    on: tuple[bool, ...]

    @property
    def used(self) -> list[int]:
        """Return the numbers of the columns in use."""
        found: list[int] = np.flatnonzero(self.shares).tolist()
        return found

    def moved(self, moves: Sequence[Move]) -> "PricedMoves":
        """Return what becomes of the plan by each of some moves."""
        places = np.array(sorted({*self.used, *(n for m in moves for n in m)}))
        pricer = CandidatePricer(self.traced, places, self.on)
        candidates = np.repeat(self.shares[places][:, None], len(moves) + 1, axis=1)
        row = {place: number for number, place in enumerate(places.tolist())}
        for number, move in enumerate(moves, start=1):
            for place, count in move.items():
                candidates[row[place], number] += count
        values = pricer.values(candidates)
        cost = np.asarray(self.traced.cost.value(values), dtype=float)
        costs = np.broadcast_to(cost, len(moves) + 1)
        return PricedMoves(pricer, candidates[:, 1:], values, costs[1:] - costs[0])


@dataclass(frozen=True, slots=True)
class PricedMoves:
    """Moves of a plan, with what they cost and what they break.

    Attributes:
        pricer: Of the columns in use and those moved to.
        candidates: Shares after each move, ``few x moves``.
        values: Of every atom, the plan itself first, ``atoms x (1 + moves)``.
        costs: What the objective loses by each move; dollars, length n moves.
    """

    pricer: CandidatePricer
    candidates: np.ndarray
    values: np.ndarray
    costs: np.ndarray

    def there(self) -> np.ndarray:
        """Return whether the shares of each move are there by then."""
        return self.pricer.within_inventory(self.candidates)

    def keeps_limits(self) -> np.ndarray:
        """Return whether each move keeps every limit."""
        missed = self.pricer.limits_missed(self.candidates) == 0.0
        keeps: np.ndarray = self.there() & missed
        return keeps

    def missed_rows(self, number: int) -> list[str]:
        """Return the names of the rows that a move misses, most missed first."""
        missed = self.pricer.missing_by_row(self.candidates[:, [number]])[:, 0]
        order = np.argsort(-missed, kind="stable")
        rows = self.pricer.traced.rows
        return [rows[place].name for place in order.tolist() if missed[place] > 0.0]
