"""Curves of one variable: values, corners, positive parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear

PHASE_OUT = PiecewiseLinear(-600.0, 1.0, ((300.0, 0.5), (1_500.0, -0.5)))
"""A base that grows by 1, by 1.5 while an exemption phases out, then by 1 again."""

slopes = st.floats(-2, 2).map(lambda value: round(value, 3))
bends = st.lists(st.tuples(st.integers(-900, 900).map(float), slopes), max_size=5).map(
    lambda pairs: tuple(sorted(dict(pairs).items()))
)
curves = st.builds(PiecewiseLinear, st.integers(-500, 500).map(float), slopes, bends)


@pytest.mark.parametrize(
    ("u", "value"), [(0, -600), (300, -300), (700, 300), (1_500, 1_500), (1_600, 1_600)]
)
def test_value(u: float, value: float) -> None:
    """Worked by hand: -600 + u, plus half of what lies between 300 and 1,500."""
    assert PHASE_OUT(u) == pytest.approx(value)


def test_corners_inside_an_interval() -> None:
    """Both ends, and breakpoints strictly between them."""
    assert PHASE_OUT.corners(300.0, 1_600.0) == [300.0, 1_500.0, 1_600.0]


@given(curve=curves, share=st.floats(0, 1))
def test_positive_part_is_the_larger_of_curve_and_zero(
    curve: PiecewiseLinear, share: float
) -> None:
    """On its interval, at any point."""
    low, high = -1_000.0, 1_000.0
    u = low + share * (high - low)
    found = curve.positive_part(low, high)(u)
    assert found == pytest.approx(max(curve(u), 0.0), abs=1e-5)


@given(curve=curves, share=st.floats(0, 1))
def test_extremes_are_at_corners(curve: PiecewiseLinear, share: float) -> None:
    """No value on an interval lies outside those at its corners."""
    values = curve.values_on(-1_000.0, 1_000.0)
    here = curve(-1_000.0 + share * 2_000.0)
    assert min(values) - 1e-6 <= here <= max(values) + 1e-6


@pytest.mark.parametrize(
    ("curve", "line"),
    [
        pytest.param(
            PiecewiseLinear(0.0, 0.0, ((400.0, 2.0),)),
            PiecewiseLinear(-800.0, 2.0, ()),
            id="from-zero",
        ),
        pytest.param(
            PiecewiseLinear(800.0, -2.0, ((400.0, 2.0),)),
            PiecewiseLinear(800.0, -2.0, ()),
            id="to-zero",
        ),
        pytest.param(
            PiecewiseLinear(5.0, 0.0, ((400.0, 2.0),)), None, id="not-from-zero"
        ),
        pytest.param(PiecewiseLinear(0.0, 0.0, ((400.0, -2.0),)), None, id="concave"),
        pytest.param(
            PiecewiseLinear(-400.0, 1.0, ((400.0, 2.0),)), None, id="two-slopes"
        ),
    ],
)
def test_line_inside_positive_part(
    curve: PiecewiseLinear, line: PiecewiseLinear | None
) -> None:
    """A curve of one bend that is ``max(line, 0)`` gives its line, others none."""
    assert curve.line_inside_positive_part() == line
