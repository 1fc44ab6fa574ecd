"""The points at which traced amounts bend, against a dense grid."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.amounts.amounts import RateSchedule, excess, greater_of, lesser_of
from isoplan.optimizer.tracing.bends_along import Way, bends_along
from isoplan.optimizer.tracing.expression import Expression, Operand
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds

SCHEDULE = RateSchedule((0.0, 200.0, 500.0, 700.0), (0.1, 0.3, 0.2, 0.4))

Rule = Callable[[Operand, Operand], Operand]

RULES: dict[str, Rule] = {
    "one bend": lambda x, y: excess(x + y - 150.0),
    "a schedule of what is left": lambda x, y: SCHEDULE(excess(x + 2.0 * y - 300.0)),
    "an allowance that shrinks": lambda x, y: SCHEDULE(
        x + y - excess(100.0, 0.25 * excess(x + y, 400.0))
    ),
    "the larger of two": lambda x, y: greater_of(SCHEDULE(x + y), 0.45 * y - 0.1 * x),
    "the smaller of three": lambda x, y: lesser_of(
        lesser_of(3.0 * y, 250.0), greater_of(x - 90.0, 0.5 * y)
    ),
}
"""Of two aggregates, each up to 1,000 dollars."""


def traced(rule: Rule) -> tuple[Graph, Expression, Way]:
    """Return a rule over a way that fills x by half, then y, then x in full."""
    sizes = [500.0, 1_000.0, 500.0]
    blocks = [
        Block(first=n, tranche=n, shares=size, must_be_used=False)
        for n, size in enumerate(sizes)
    ]
    graph = Graph(ColumnBounds(3, blocks))
    x = graph.leaf("x", np.array([1.0, 0.0, 1.0]))
    y = graph.leaf("y", np.array([0.0, 1.0, 0.0]))
    return graph, graph.as_expression(rule(x, y)), Way.in_order(sizes)


@pytest.mark.parametrize("name", RULES)
def test_lines_between_the_bends(name: str) -> None:
    """At every half share of the way, the value is on the line between two bends."""
    rule = RULES[name]
    graph, amount, way = traced(rule)
    bends = bends_along(graph, way)
    points = np.arange(0.0, way.length + 0.25, 0.5)
    x, y = np.clip(points, 0, 500), np.clip(points - 500.0, 0, 1_000)
    x = x + np.clip(points - 1_500.0, 0, 500)
    on_lines = np.interp(points, bends.points, bends.of(amount))
    exact = [float(rule(a, b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    assert on_lines == pytest.approx(np.array(exact), abs=1e-6)
    slopes = np.abs(np.diff(exact, 2)) > 1e-6
    turns = points[1:-1][slopes]
    nearest = np.abs(turns[:, None] - bends.points[None, :]).min(axis=1)
    assert nearest.max(initial=0.0) < 0.5


def test_no_more_points_than_bends() -> None:
    """One bend, and the ends of the three columns."""
    graph, amount, way = traced(RULES["one bend"])
    bends = bends_along(graph, way)
    assert bends.points == pytest.approx([0.0, 150.0, 500.0, 1_500.0, 2_000.0])
    assert bends.of(amount) == pytest.approx([0.0, 0.0, 350.0, 1_350.0, 1_850.0])
    assert bends.of(7.0) == pytest.approx([7.0] * 5)


def test_a_sign_that_is_asked_for() -> None:
    """Where an amount that bends nowhere changes its sign."""
    graph, amount, way = traced(lambda x, y: x - y + 200.0)
    assert 1_200.0 not in bends_along(graph, way).points
    with_sign = bends_along(graph, way, [amount])
    assert with_sign.points == pytest.approx([0, 500, 1_200, 1_500, 1_800, 2_000])


def test_a_way_of_nothing() -> None:
    """A column without shares has no start of its own."""
    way = Way.in_order([10.0, 0.0, 5.0])
    assert way.length == 15.0
    assert way.shares(np.array([12.0])).tolist() == [[10.0], [0.0], [2.0]]
