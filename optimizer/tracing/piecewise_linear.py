"""Piecewise-linear functions: a line and its bends, and the mean of a largest part.

With probabilities ``p`` that add up to one, the mean of the largest ``part`` of the
amounts ``a`` is the smallest ``t + sum(p max(a - t, 0)) / part`` over all ``t``. It
rises with every amount, by no more than ``p / part`` for each dollar. A plan that only
ever wants it small needs no binary for it: ``t`` and the amounts above ``t`` are free
variables, and the smallest sum is the mean itself.

Source: R. T. Rockafellar and S. Uryasev, Journal of Risk 2 (2000), 21-41.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

NEGLIGIBLE_BEND = 1e-12


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """``at_zero + slope * u`` plus ``bend * max(u - k, 0)`` for each bend.

    Attributes:
        at_zero: Constant of the line left of all bends, dollars.
        slope: Its slope.
        bends: Pairs of breakpoint and change of slope, by rising breakpoint.
    """

    at_zero: float
    slope: float
    bends: tuple[tuple[float, float], ...]

    def __call__(self, u: float) -> float:
        """Return the value at ``u``."""
        bent = sum(bend * max(u - at, 0.0) for at, bend in self.bends)
        return self.at_zero + self.slope * u + bent

    def corners(self, low: float, high: float) -> list[float]:
        """Return both ends of an interval and the breakpoints inside it."""
        return [low, *(at for at, _ in self.bends if low < at < high), high]

    def values_on(self, low: float, high: float) -> list[float]:
        """Return the values at the corners: least and greatest are among them."""
        return [self(u) for u in self.corners(low, high)]

    def positive_part(self, low: float, high: float) -> "PiecewiseLinear":
        """Return ``max(curve, 0)``, right on ``[low, high]`` and there alone."""
        corners = self.corners(low, high)
        points = [(low, max(self(low), 0.0))]
        for left, right in pairwise(corners):
            before, after = self(left), self(right)
            if before * after < 0:
                points.append((left + (right - left) * before / (before - after), 0.0))
            points.append((right, max(after, 0.0)))
        return _through(points)

    def line_inside_positive_part(self) -> "PiecewiseLinear | None":
        """Return the line ``c`` if this curve of one bend is ``max(c, 0)``, or None."""
        ((at, bend),) = self.bends
        if bend <= 0 or abs(self.at_zero + self.slope * at) > 1e-6 * max(1.0, abs(at)):
            return None
        if abs(self.slope) < NEGLIGIBLE_BEND:
            return PiecewiseLinear(-bend * at, bend, ())
        if abs(self.slope + bend) < NEGLIGIBLE_BEND:
            return PiecewiseLinear(self.at_zero, self.slope, ())
        return None


def _through(points: list[tuple[float, float]]) -> PiecewiseLinear:
    """Return the curve that connects points with rising first coordinate."""
    apart = [points[0]]
    for point in points[1:]:
        if point[0] > apart[-1][0] + NEGLIGIBLE_BEND:
            apart.append(point)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairwise(apart)]
    bends = tuple(
        (at, after - before)
        for (at, _), before, after in zip(apart[1:], slopes, slopes[1:], strict=False)
        if abs(after - before) > NEGLIGIBLE_BEND
    )
    (x, y), slope = apart[0], slopes[0]
    return PiecewiseLinear(y - slope * x, slope, bends)


def mean_of_largest(
    amounts: list[float] | list[np.ndarray], weights: tuple[float, ...], part: float
) -> np.ndarray:
    """Return the mean of the largest part of amounts, plan by plan (dollars).

    Args:
        amounts: Each a number, or one number a plan; length n.
        weights: Of each; length n.
        part: Of all, by weight.
    """
    given = np.array(np.broadcast_arrays(*amounts), dtype=float)
    order = np.argsort(-given, axis=0, kind="stable")
    ranked = np.take_along_axis(given, order, axis=0)
    reached = np.minimum(np.cumsum(np.array(weights)[order], axis=0), part)
    counts = np.diff(reached, axis=0, prepend=0.0)
    total = counts.sum(axis=0)
    largest: np.ndarray = ranked[0]
    if part <= 0.0:
        return largest
    mean: np.ndarray = (counts * ranked).sum(axis=0) / total
    return mean


def is_largest(weights: tuple[float, ...], part: float) -> bool:
    """Return whether the mean is one amount alone, the largest."""
    return part <= min(weights)


def most_slopes(weights: tuple[float, ...], part: float) -> list[float]:
    """Return by how much the mean rises at most with each amount; length n."""
    if is_largest(weights, part):
        return [1.0] * len(weights)
    return [min(1.0, weight / part) for weight in weights]
