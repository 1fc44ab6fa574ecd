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
    Terms,
    Toggled,
)

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
