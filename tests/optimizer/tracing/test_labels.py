"""Names of atoms, and how sums are printed."""

import numpy as np
import pytest

from isoplan.models.amounts.amounts import RateSchedule, excess, greater_of, lesser_of
from isoplan.optimizer.tracing.expression import Expression
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.printing import dollars, slug_of, sum_in_words


@pytest.fixture
def graph() -> Graph:
    """Two tranches of 1,000 shares with a column each."""
    return Graph(ColumnBounds(2, [Block(n, n, 1_000.0, False) for n in range(2)]))


@pytest.fixture
def x(graph: Graph) -> Expression:
    """A dollar a share of the first column."""
    return graph.as_expression(graph.leaf("x", np.array([1.0, 0.0])))


@pytest.fixture
def y(graph: Graph) -> Expression:
    """A dollar a share of the second column."""
    return graph.as_expression(graph.leaf("y", np.array([0.0, 1.0])))


def only_name(amount: Expression) -> str:
    """The name of the one atom that an amount is made of."""
    (number,) = amount.terms
    return amount.graph.name_of(number)


def test_a_leaf_has_the_name_it_was_made_with(graph: Graph, x: Expression) -> None:
    """Whatever an equal amount is called."""
    graph.name(x, "line_1")
    assert only_name(x) == "x"


def test_a_hinge_is_called_after_what_bends(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """With the breakpoint in dollars of that line, not of the decisions."""
    line = x + y + 10_000.0
    over = excess(line, 10_900.0)
    graph.name(line, "line_4")
    assert only_name(over) == "line_4_over_10900"


def test_of_equal_lines_the_one_that_was_asked_counts(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """Two lines that differ by a constant, or by nothing, share their bends."""
    total = x + y + 10_000.0
    less = total - 4_000.0
    again = less + 0.0
    over = excess(again, 6_900.0)
    for name, line in (("total", total), ("less", less), ("again", again)):
        graph.name(line, name)
    assert only_name(over) == "again_over_6900"


def test_a_hinge_of_a_falling_amount(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """``max(900 - u, 0)`` bends where u is over 900: one kink for both."""
    line = x + y
    left = lesser_of(line, 900.0)
    graph.name(line, "line_4")
    assert "line_4_over_900" in repr(left)


def test_the_end_of_a_phase_out_is_in_dollars_of_its_line(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """Nothing is left of 300 at a quarter of what is above 500: from 1,700 on."""
    line = x + y + 100.0
    left = excess(300.0, 0.25 * excess(line, 500.0))
    graph.name(line, "line_4")
    assert "line_4_over_500" in repr(left)
    assert "line_4_over_1700" in repr(left)


def test_a_hinge_without_a_name(graph: Graph, x: Expression, y: Expression) -> None:
    """Of one leaf after the leaf, of others after the line in which it is seen."""
    assert only_name(excess(x, 400.0)) == "x_over_400"
    hidden = excess(x - y, 0.0)
    assert only_name(hidden).startswith("bend_")
    graph.name(hidden + y, "line_9")
    assert only_name(hidden) == "bend_in_line_9"


def test_a_max_is_called_after_the_line_it_is(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """A smaller of two is kept with its sign changed, and says so."""
    larger, smaller = greater_of(x + 5.0, y), lesser_of(x + 9.0, y)
    graph.name(larger, "line_7")
    graph.name(smaller, "line_8")
    assert only_name(larger) == "line_7"
    assert only_name(smaller) == "minus_line_8"
    assert repr(smaller) == "-minus_line_8"


def test_a_max_without_a_name_is_called_after_its_sides(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """If both have one."""
    larger = greater_of(x + 5.0, y)
    assert only_name(larger).startswith("larger_")
    graph.name(x + 5.0, "line_1")
    assert only_name(larger) == "larger_of_line_1_and_y"
    assert only_name(lesser_of(x + 5.0, y)) == "minus_smaller_of_line_1_and_y"


def test_no_two_names_are_the_same(graph: Graph, x: Expression, y: Expression) -> None:
    """The second has a number behind it."""
    one, two = excess(x - y, 0.0), excess(x - 2.0 * y, 0.0)
    graph.name(one + two, "line_9")
    assert [only_name(one), only_name(two)] == ["bend_in_line_9", "bend_in_line_9_2"]


def test_naming_waits_until_a_name_is_asked_for(graph: Graph, x: Expression) -> None:
    """Most graphs are never read, and then it costs nothing; once done, it is done."""
    calls = []

    def naming() -> None:
        calls.append("called")
        graph.name(greater_of(x, 400.0), "line_2")

    graph.name_later(naming)
    assert not calls
    assert "x_over_400" in repr(greater_of(x, 400.0))
    assert repr(greater_of(x, 500.0))
    assert calls == ["called"]


def test_a_number_takes_no_name(graph: Graph) -> None:
    """A line that no decision moves is no atom."""
    graph.name(5.0, "line_1")
    assert graph.label_of(graph.constant(5.0)) is None


def test_a_sum_prints_as_it_is_written(x: Expression, y: Expression) -> None:
    """Coefficients, names and dollars; ``str`` the same as ``repr``."""
    assert repr(0.26 * x - 1_234.0) == "0.26 x - 1,234.00"
    assert str(y - x) == "y - x"
    assert repr(-x + 0.5 * y + 2.0) == "-x + 0.5 y + 2.00"
    assert repr(x - x) == "0.00"
    assert repr(x - x - 3.0) == "-3.00"


def test_atoms_print_as_what_they_are(
    graph: Graph, x: Expression, y: Expression
) -> None:
    """A leaf, a hinge, a max."""
    excess(x, 400.0)
    greater_of(x + 5.0, y)
    leaf, _, hinge, larger = graph.atoms
    assert repr(leaf) == "x, a sum over 1 columns"
    assert repr(hinge) == "max(x - 400.00, 0)"
    assert repr(larger) == "max(x + 5.00, y)"


def test_a_long_sum_is_cut_short() -> None:
    """Twelve terms, and how many more there are."""
    named = [(f"x_{n}", 1.0) for n in range(14)]
    printed = sum_in_words(named, 14, 2.5)
    assert printed.endswith("x_10 + x_11 ... and 2 more + 2.50")
    assert sum_in_words(named[:12], 12, 0.0).endswith(" + x_11")


@pytest.mark.parametrize(
    ("amount", "slug"),
    [
        (50_400.0, "50400"),
        (0.0, "0"),
        (1_250.5, "1250_50"),
        (-300.0, "minus_300"),
        (-0.001, "0"),
        (99.999, "100"),
    ],
)
def test_an_amount_in_a_name(amount: float, slug: str) -> None:
    """Whole dollars without cents; what rounding left is nothing."""
    assert slug_of(amount) == slug
    assert dollars(1_234.5) == "1,234.50"


def test_rates_print_in_their_bands(graph: Graph, x: Expression) -> None:
    """A schedule is its first rate and the rises at its breakpoints."""
    tax = RateSchedule((0.0, 200.0, 500.0), (0.1, 0.3, 0.2))(x)
    graph.name(x, "line_15")
    assert repr(tax) == "0.1 x + 0.2 line_15_over_200 - 0.1 line_15_over_500"
