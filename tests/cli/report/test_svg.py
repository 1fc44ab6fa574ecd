"""Scales, ticks and elements of drawings."""

import pytest

from isoplan.cli.report.svg import Scale, element, short, ticks, words


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 40_565.0, [0, 10_000, 20_000, 30_000, 40_000, 50_000]),
        (-65_885.0, 809_425.0, [-200_000, 0, 200_000, 400_000, 600_000, 800_000, 1e6]),
        (0.0, 0.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (120.0, 480.0, [0, 100, 200, 300, 400, 500]),
        (-10.0, -1.0, [-10, -8, -6, -4, -2, 0]),
    ],
)
def test_ticks_are_round_and_span_all(
    low: float, high: float, expected: list[float]
) -> None:
    """Zero is always among them."""
    assert ticks(low, high) == pytest.approx(expected)


def test_a_scale_is_straight() -> None:
    """Down the drawing, as amounts grow upward."""
    up = Scale(0.0, 100.0, 210.0, 10.0)
    assert [up(0.0), up(50.0), up(100.0)] == [210.0, 110.0, 10.0]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "$0"), (500, "$500"), (20_000, "$20k"), (-1_500_000, "-$1.5M"),
        (2_500, "$2.5k"),
    ],
)  # fmt: skip
def test_amounts_of_an_axis_are_short(amount: float, text: str) -> None:
    """With the sign in front of the unit."""
    assert short(amount, "$") == text


def test_elements_escape_what_they_hold() -> None:
    """Text and attributes; what is None is left out."""
    assert words("<&", 1, 2.5, class_="a") == (
        '<text x="1" y="2.5" class="a">&lt;&amp;</text>'
    )
    assert element("path", d='"', stroke_width=None) == '<path d="&quot;"/>'
    assert element("g", aria_label="x") == '<g aria-label="x"/>'
