"""The range of a sum of two curves whose arguments move together."""

from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear

Interval = tuple[float, float]


def two_curve_range(
    first: PiecewiseLinear,
    second: PiecewiseLinear,
    first_in: Interval,
    second_in: Interval,
    difference_in: Interval,
) -> Interval:
    """Return the least and greatest ``first(u) + second(v)``.

    ``u`` and ``v`` lie in their intervals and ``u - v`` in its own: a polygon. The sum
    is linear wherever neither curve bends, so its extremes lie where two of these lines
    meet: a corner of the first curve, one of the second, an end of the difference.

    Args:
        first: PiecewiseLinear of ``u``, dollars.
        second: PiecewiseLinear of ``v``, dollars.
        first_in: Interval of ``u``.
        second_in: Interval of ``v``.
        difference_in: Interval of ``u - v``.
    """
    corners_u, corners_v = first.corners(*first_in), second.corners(*second_in)
    points = [(u, v) for u in corners_u for v in corners_v]
    for difference in difference_in:
        points += [(u, u - difference) for u in corners_u]
        points += [(v + difference, v) for v in corners_v]
    slack = 1e-6
    values = [
        first(u) + second(v)
        for u, v in points
        if _inside(u, first_in, slack)
        and _inside(v, second_in, slack)
        and _inside(u - v, difference_in, slack)
    ]
    if not values:
        return float("-inf"), float("inf")
    return min(values), max(values)


def _inside(value: float, interval: Interval, slack: float) -> bool:
    return interval[0] - slack <= value <= interval[1] + slack
