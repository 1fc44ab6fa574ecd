"""Slopes of traced amounts: by hand, and at random points of random amounts."""

import numpy as np
import pytest

from isoplan.models.amounts.amounts import Amount, excess, greater_of, lesser_of
from isoplan.optimizer.tracing import slopes as module
from isoplan.optimizer.tracing.expression import Expression, Range
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.slopes import linear_forms, slopes

MOST = 100.0


def free(count: int = 2) -> list[Expression]:
    """Amounts between nothing and ``MOST`` that move freely."""
    blocks = [Block(n, n, MOST, must_be_used=False) for n in range(count)]
    graph = Graph(ColumnBounds(count, blocks))
    unit = np.eye(count)
    return [graph.as_expression(graph.leaf(f"free_{n}", unit[n])) for n in range(count)]


def of(amount: Amount, *moving: Expression) -> Range:
    """Return the slopes of an amount with each of some leaves alone."""
    return slopes([amount], [leaf.terms for leaf in moving])


def test_a_bracket_has_its_own_rates() -> None:
    """10%, then 30%: no slope in between, none outside."""
    x, _ = free()
    tax = 0.1 * x + 0.2 * excess(x, 40.0)
    assert of(tax, x) == Range(pytest.approx(0.1), pytest.approx(0.3))


def test_what_one_part_adds_another_takes_away() -> None:
    """The larger of x and y counts in both parts; it is the same one in both.

    Apart, the first part could rise by two and the second not fall.
    """
    x, y = free()
    larger = greater_of(x, y)
    amount = excess(larger + x, 50.0) - larger
    assert of(amount, x) == Range(-1.0, 1.0)


def test_kinks_of_one_amount_take_sides_together() -> None:
    """A phase-out that is over before the next one begins never meets it.

    The second one bends on the base that the first one leaves: a direction of its own,
    but a curve of the same income.
    """
    x, y = free()
    gains = excess(x, 10.0)
    income = gains + y
    base = income + 0.5 * (excess(income, 50.0) - excess(income, 70.0))
    again = base + 0.5 * (excess(base, 90.0) - excess(base, 110.0))
    assert of(again, y) == Range(1.0, pytest.approx(1.5))


def test_a_floor_leaves_out_what_lies_below() -> None:
    """The rate of a band that ends below the floor is none of the slopes."""
    x, y = free()
    base = excess(x + y, 5.0)
    tax = 0.5 * base - 0.4 * excess(base, 30.0)
    whole = slopes([tax], [x.terms])
    above = slopes([tax], [x.terms], floors=[(base, 31.0)])
    assert whole == Range(0.0, 0.5)
    assert above == Range(pytest.approx(0.1), pytest.approx(0.1))


def test_a_floor_on_what_moves_with_more_says_nothing() -> None:
    """An amount of two linear forms has no least argument."""
    x, y = free()
    both = excess(x, 5.0) + excess(y, 5.0)
    tax = excess(x, 20.0)
    assert slopes([tax], [x.terms], floors=[(both, 50.0)]) == Range(0.0, 1.0)


@pytest.mark.parametrize("most_forms", [1, 3, 5_000])
@pytest.mark.parametrize("seed", range(20))
def test_every_slope_is_among_the_forms(
    seed: int, most_forms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random nests of the law's words, at random points, with few forms and many."""
    pick = np.random.default_rng(seed)
    leaves = free(3)
    steps = [tuple(pick.integers(0, 3 + n, 2)) for n in range(6)]
    kinds, numbers = pick.integers(0, 3, 6), pick.uniform(-1, 1, (6, 2))

    def law(*given: Amount) -> Amount:
        known = list(given)
        for (one, other), kind, (a, b) in zip(steps, kinds, numbers, strict=True):
            left, right = known[one] * a + 20.0 * b, known[other] * b
            words = (excess, greater_of, lesser_of)
            known.append(words[kind](left, right))
        return sum(known)

    monkeypatch.setattr(module, "MOST_FORMS", most_forms)
    forms = linear_forms([leaves[0] + law(*leaves)])
    atoms = [next(iter(leaf.terms)) for leaf in leaves]
    high, low = forms.high[:, atoms], forms.low[:, atoms]
    points = pick.uniform(0, MOST, (3, 500))
    for axis in range(3):
        further = points.copy()
        further[axis] += 1e-6
        rise = (law(*further) - law(*points) + (further[0] - points[0])) / 1e-6
        assert rise.max() <= high[:, axis].max() + 1e-4
        assert rise.min() >= low[:, axis].min() - 1e-4
