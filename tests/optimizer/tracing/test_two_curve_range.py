"""The range of a sum of two curves equals the extremes of a fine grid."""

import numpy as np
import pytest

from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear
from isoplan.optimizer.tracing.ranges import two_curve_range


def random_curve(pick: np.random.Generator) -> PiecewiseLinear:
    """Return a curve with up to three bends on whole tens."""
    at = sorted(set(pick.integers(-9, 10, size=3).tolist()))
    bends = tuple((10.0 * a, float(pick.normal())) for a in at)
    return PiecewiseLinear(float(pick.normal(0, 20)), float(pick.normal()), bends)


@pytest.mark.parametrize("seed", range(30))
def test_extremes_of_a_grid(seed: int) -> None:
    """All bends and ends lie on the grid, so its extremes are the polygon's."""
    pick = np.random.default_rng(seed)
    first, second = random_curve(pick), random_curve(pick)
    steps = np.arange(-100.0, 101.0, 10.0)
    between = sorted((10.0 * pick.integers(-15, 16, size=2)).tolist())
    values = [
        first(u) + second(v)
        for u in steps.tolist()
        for v in steps.tolist()
        if between[0] <= u - v <= between[1]
    ]
    found = two_curve_range(
        first, second, (-100.0, 100.0), (-100.0, 100.0), (between[0], between[1])
    )
    assert found == pytest.approx((min(values), max(values)))


def test_an_empty_polygon_says_nothing() -> None:
    """A difference that cannot be leaves the range open."""
    line = PiecewiseLinear(0.0, 1.0, ())
    found = two_curve_range(line, line, (0.0, 1.0), (0.0, 1.0), (5.0, 6.0))
    assert found == (float("-inf"), float("inf"))
