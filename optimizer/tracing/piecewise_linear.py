"""Piecewise-linear functions of one variable, as a line and its bends."""

from dataclasses import dataclass
from itertools import pairwise

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
