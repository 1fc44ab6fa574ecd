"""Which way the objective pulls every traced amount.

A convex kink whose value the plan only ever wants small needs no binary: inequalities
are exact. Whether that is so is not guessed. The derivative of the cost with respect to
each atom is propagated backwards through the graph, as an interval that holds whatever
the decisions are.
"""

from collections.abc import Iterable
from math import inf

import numpy as np

from isoplan.optimizer.tracing.expression import (
    Atoms,
    Expression,
    Hinge,
    Max,
    Range,
    Tail,
    Terms,
    Toggled,
)
from isoplan.optimizer.tracing.piecewise_linear import most_slopes

PULLED = 1e-9
"""Slope of the cost above which it counts as a pull."""


class CostSlopes:
    """The range of d(cost)/d(atom) for each atom; dollars a dollar.

    Attributes:
        low: Least slope by atom; below zero where a plan might want the atom larger.
        high: Greatest slope by atom.
    """

    def __init__(
        self, graph: Atoms, cost: Expression, at_least_zero: Iterable[Expression]
    ) -> None:
        """Propagate from ``cost`` (minimized) and from rows that must not be negative.

        A row may pull as hard as it likes, but only toward satisfying itself: it adds
        an unbounded slope of one sign.
        """
        self.low = np.zeros(len(graph.atoms))
        self.high = np.zeros(len(graph.atoms))
        self._add(cost.terms, Range(1.0, 1.0))
        for row in at_least_zero:
            self._add(row.terms, Range(-inf, 0.0))
        tails = self._propagate(graph)
        for tail, slope in tails:
            self._add_tail(graph, tail, slope)

    def _propagate(self, graph: Atoms) -> list[tuple[Tail, Range]]:
        """Hand slopes on to the atoms within; return the tails, and how they pull."""
        tails: list[tuple[Tail, Range]] = []
        lowest = {min(d.hinges.values()): d for d in graph.linear_forms if d.hinges}
        for number in range(len(graph.atoms) - 1, -1, -1):
            atom = graph.atoms[number]
            if isinstance(atom, Max):
                part = self._of_a_part(number)
                self._add(atom.a.terms, part)
                self._add(atom.b.terms, part)
            elif isinstance(atom, Toggled):
                part = self._of_a_part(number)
                self._add(atom.amount.terms, part)
                most = max(atom.range.high, -atom.range.low)
                self._add({atom.toggle: most}, part)
            elif isinstance(atom, Hinge) and number in lowest:
                form = lowest[number]
                self._add(form.terms, self._slope_of_curve(form.hinges))
            elif isinstance(atom, Tail) and self.matters(number):
                tails.append((atom, self._of_a_part(number)))
        return tails

    def _add_tail(self, graph: Atoms, tail: Tail, slope: Range) -> None:
        """Add how a tail pulls: on each amount as a whole, as hard as it likes.

        The mean rises with every amount. So the cost and a tail together pull on an
        atom as the cost and multiples, never negative, of the amounts by themselves.
        Each amount is followed alone, with a slope of one, and only then multiplied:
        its parts keep their proportions, and what one of them adds and another takes
        away stays canceled. Where the cost is itself a mean of the amounts, both pull
        on every atom in one direction; then none needs a binary that it did not need.
        """
        slopes = most_slopes(tail.weights, tail.part)
        for amount, most in zip(tail.amounts, slopes, strict=True):
            alone = CostSlopes(graph, amount, ())
            ends = [
                _times(end, most * by)
                for end in (alone.low, alone.high)
                for by in (slope.low, slope.high)
            ]
            self.low += np.minimum(np.min(ends, axis=0), 0.0)
            self.high += np.maximum(np.max(ends, axis=0), 0.0)

    def wants_larger(self, number: int) -> bool:
        """Return whether some plan could profit from overstating the atom."""
        return bool(self.low[number] < -PULLED)

    def matters(self, number: int) -> bool:
        """Return whether the cost or a row depends on the atom at all."""
        return bool(self.low[number] < -PULLED or self.high[number] > PULLED)

    def _of_a_part(self, number: int) -> Range:
        """Return the slopes with what may or may not be an atom's value."""
        return Range(
            min(0.0, float(self.low[number])), max(0.0, float(self.high[number]))
        )

    def _slope_of_curve(self, hinges: dict[float, int]) -> Range:
        """Return the range of slopes of all hinges of one linear form together.

        From the left, each breakpoint adds its hinge's slope: the sums of the first few
        are all the slopes there are.
        """
        low = high = least = greatest = 0.0
        for _, number in sorted(hinges.items()):
            low, high = low + self.low[number], high + self.high[number]
            least, greatest = min(least, low), max(greatest, high)
        return Range(float(least), float(greatest))

    def _add(self, terms: Terms, slope: Range) -> None:
        for number, coefficient in terms.items():
            ends = (coefficient * slope.low, coefficient * slope.high)
            self.low[number] += min(ends)
            self.high[number] += max(ends)


def _times(slopes: np.ndarray, factor: float) -> np.ndarray:
    """Return slopes times a factor that may have no end; rounding stays nothing."""
    pulled = np.abs(slopes) > PULLED
    found = np.zeros(len(slopes))
    if factor:
        found[pulled] = slopes[pulled] * factor
    return found
