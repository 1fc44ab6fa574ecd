"""The mean of the largest part of amounts: its value, its range, how it pulls."""

from collections.abc import Sequence

import numpy as np
import pytest

from isoplan.models.amounts.amounts import excess, greater_of
from isoplan.models.outcomes.tail import mean_of_worst
from isoplan.optimizer.tracing.expression import Expression, Hinge, Max
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.sensitivity import CostSlopes

WEIGHTS = (0.5, 0.2, 0.3)


@pytest.fixture
def graph() -> Graph:
    """Two tranches of 1,000 shares with a column each."""
    blocks = [Block(0, 0, 1_000.0, False), Block(1, 1, 1_000.0, False)]
    return Graph(ColumnBounds(2, blocks))


@pytest.fixture
def amounts(graph: Graph) -> list[Expression]:
    """Three amounts that bend."""
    x = graph.as_expression(graph.leaf("x", np.array([1.0, 0.0])))
    y = graph.as_expression(graph.leaf("y", np.array([0.0, 1.0])))
    return [excess(x, 300.0) - y, greater_of(x, 2.0 * y) - 500.0, y - 0.5 * x]


@pytest.mark.parametrize("part", [0.0, 0.2, 0.35, 0.8, 1.0])
def test_a_tail_is_the_worst_part_with_its_sign_changed(
    graph: Graph, amounts: Sequence[Expression], part: float
) -> None:
    """At random plans, one by one and several at once, and within its range."""
    tail = graph.tail(amounts, WEIGHTS, part)
    inside = graph.range_of(tail)
    pick = np.random.default_rng(7)
    points = pick.uniform(0.0, 1_000.0, size=(50, 2))
    one_by_one = []
    for point in points:
        values = graph.values(point)
        losses = [float(each.value(values)) for each in amounts]
        found = float(tail.value(values))
        gains = [-each for each in losses]
        assert found == pytest.approx(-mean_of_worst(gains, WEIGHTS, part))
        assert inside.low - 1e-6 <= found <= inside.high + 1e-6
        one_by_one.append(found)
    leaves = dict(enumerate(points.T))
    together = graph.values_from(leaves, len(points))
    assert tail.value(together) == pytest.approx(np.array(one_by_one))


def test_a_tail_pulls_on_amounts_as_a_whole(graph: Graph) -> None:
    """What one part of an amount adds and another takes away stays canceled.

    The tax rises at 14, then 35, then 28 cents a dollar of the larger of two incomes.
    Only the kink at which the rate falls needs a binary; the larger income, which no
    rate below zero makes welcome, needs none, under a floor neither.
    """
    x = graph.as_expression(graph.leaf("x", np.array([1.0, 0.0])))
    y = graph.as_expression(graph.leaf("y", np.array([0.0, 1.0])))
    inner = greater_of(x, 2.0 * y)
    tax = 0.14 * inner + 0.21 * excess(inner, 300.0) - 0.07 * excess(inner, 600.0)
    bend = [n for n, atom in enumerate(graph.atoms) if isinstance(atom, Hinge | Max)]
    alone = CostSlopes(graph, tax, [])
    tail = graph.tail([tax, 2.0 * tax], (0.4, 0.6), 0.5)
    floor = CostSlopes(graph, tax, [graph.constant(500.0) - tail])
    assert [alone.wants_larger(number) for number in bend] == [False, False, True]
    assert [floor.wants_larger(number) for number in bend] == [False, False, True]
    assert floor.high[bend].max() == np.inf
    (number,) = tail.terms
    assert not floor.wants_larger(number)
    assert CostSlopes(graph, -tail, []).wants_larger(number)
