"""Scales, ticks and elements of drawings."""

import re
from pathlib import Path

import pytest

from isoplan.cli.report.charts import NARROW, STATES, WIDE
from isoplan.cli.report.svg import (
    PATTERNS,
    Scale,
    bar,
    element,
    legend,
    legend_height,
    patterns,
    short,
    ticks,
    words,
)


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


def test_no_two_series_look_alike(root: Path) -> None:
    """Each has a color of its own on every ground, and a pattern of its own."""
    assert len(set(PATTERNS)) == len(PATTERNS) >= len(STATES)
    style = (root / "cli/report/templates/style.css").read_text(encoding="utf-8")
    grounds = re.findall(r":root\{[^}]*\}", style)
    assert len(grounds) == 2
    for ground in grounds:
        colors = dict(re.findall(r"--(s\d):(#\w+)", ground))
        assert len(set(colors.values())) == len(colors) == len(PATTERNS)
    for series in range(1, len(PATTERNS) + 1):
        assert f".s{series}{{fill:var(--s{series})}}" in style
        drawn = bar(0.0, 0.0, 1.0, 1.0, series, "k")
        assert f'class="s{series}"' in drawn
        assert f"url(#k-{series})" in drawn
    made = re.findall(r"<pattern.*?</pattern>", patterns("k", len(PATTERNS)))
    assert [re.findall(r'id="(.*?)"', each) for each in made] == [
        [f"k-{series}"] for series in range(1, len(PATTERNS) + 1)
    ]
    assert len({re.sub(r"<pattern[^>]*>", "", each) for each in made}) == len(PATTERNS)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("count", range(1, len(STATES) + 1))
def test_a_legend_has_the_room_it_takes(width: float, count: int) -> None:
    """Its last row ends above the drawing, ten units before it."""
    names = list(STATES.values())[:count]
    drawn = legend(names, width, "k", [])
    down = [float(y) for y in re.findall(r'<text x="[^"]*" y="(.*?)"', drawn)]
    assert len(down) == count
    assert legend_height(names, width) == max(down) - 11.0 + 18.0 + 10.0
