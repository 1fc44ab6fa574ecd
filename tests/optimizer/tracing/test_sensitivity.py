"""Which way a cost pulls each atom: worked by hand on small graphs."""

import numpy as np
import pytest

from isoplan.models.amounts.amounts import RateSchedule, excess, greater_of
from isoplan.optimizer.tracing.expression import Expression, Hinge
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.sensitivity import CostSlopes


@pytest.fixture
def graph() -> Graph:
    """Two tranches of 1,000 shares with a column each."""
    blocks = [Block(0, 0, 1_000.0, False), Block(1, 1, 1_000.0, False)]
    return Graph(ColumnBounds(2, blocks))


@pytest.fixture
def x(graph: Graph) -> Expression:
    """A dollar a share of the first column."""
    return graph.as_expression(graph.leaf("x", np.array([1.0, 0.0])))


@pytest.fixture
def y(graph: Graph) -> Expression:
    """A dollar a share of the second column."""
    return graph.as_expression(graph.leaf("y", np.array([0.0, 1.0])))


def wanted_larger(graph: Graph, pulls: CostSlopes) -> list[float]:
    """Return the breakpoints of hinges that some plan might want larger."""
    return sorted(
        atom.breakpoint
        for number, atom in enumerate(graph.atoms)
        if isinstance(atom, Hinge) and pulls.wants_larger(number)
    )


def test_rising_rates_need_no_binary(graph: Graph, x: Expression) -> None:
    """A tax that is paid wants every hinge of a convex schedule small."""
    tax = RateSchedule((0.0, 300.0, 600.0), (0.1, 0.2, 0.4))(x)
    assert wanted_larger(graph, CostSlopes(graph, tax - x, [])) == []


def test_a_falling_rate_needs_one(graph: Graph, x: Expression) -> None:
    """Where the rate falls from 42 to 28% the plan would pass the kink too early."""
    tax = RateSchedule((0.0, 300.0, 600.0), (0.26, 0.42, 0.28))(x)
    assert wanted_larger(graph, CostSlopes(graph, tax, [])) == [600.0]


def test_a_tax_recovered_pulls_the_other_way(graph: Graph, x: Expression) -> None:
    """A schedule that is gained instead of paid wants its convex kinks large."""
    tax = RateSchedule((0.0, 300.0, 600.0), (0.1, 0.2, 0.4))(x)
    assert wanted_larger(graph, CostSlopes(graph, -tax, [])) == [300.0, 600.0]


def test_a_row_pulls_toward_itself(graph: Graph, x: Expression) -> None:
    """Money that must not run out wants what it is paid from large."""
    bonus = excess(x, 400.0)
    pulls = CostSlopes(graph, x, [bonus - 100.0])
    assert wanted_larger(graph, pulls) == [400.0]


def test_what_is_not_asked_for_does_not_matter(graph: Graph, x: Expression) -> None:
    """An atom outside cost and rows is left out of the program."""
    (number,) = excess(x, 400.0).terms
    pulls = CostSlopes(graph, x, [])
    assert not pulls.matters(number)


def test_slope_through_a_max(graph: Graph, x: Expression, y: Expression) -> None:
    """Either side may be the larger one: its slope is between none and all of it."""
    larger = greater_of(2.0 * x, y)
    pulls = CostSlopes(graph, larger, [])
    (first,), (second,) = x.terms, y.terms
    assert (pulls.low[first], pulls.high[first]) == (0.0, 2.0)
    assert (pulls.low[second], pulls.high[second]) == (0.0, 1.0)


def test_slopes_hold_at_random_points(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """No difference quotient of a nested cost leaves the range of the slopes."""
    base = excess(x + y, excess(600.0, 0.5 * excess(x + y, 300.0)))
    cost = greater_of(0.28 * base, 0.35 * x) - 0.2 * excess(y, 250.0)
    pulls = CostSlopes(graph, cost, [])
    pick = np.random.default_rng(5)
    for _ in range(200):
        point = pick.uniform(0, 999, size=2)
        for column, leaf in enumerate((x, y)):
            moved = point.copy()
            moved[column] += 1.0
            rise = cost.value(graph.values(moved)) - cost.value(graph.values(point))
            (number,) = leaf.terms
            assert pulls.low[number] - 1e-6 <= rise <= pulls.high[number] + 1e-6
