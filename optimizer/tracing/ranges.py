"""The least and the greatest value of a traced amount over all plans.

Three ways, and the best of them: nonlinear atoms replaced by their affine bounds, so
that columns shared between the parts count once; the piecewise-linear function of each
linear form on its own range; and two such functions whose arguments move together.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from isoplan.optimizer.tracing.affine_bounds import (
    BoundedAtoms,
    affine_bound,
    on_each_column,
)
from isoplan.optimizer.tracing.expression import (
    SMALL,
    Expression,
    Hinge,
    Leaf,
    Max,
    Range,
    Tail,
    Terms,
    Toggle,
    Toggled,
)
from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYTHING = Range(-inf, inf)
Interval = tuple[float, float]
Bends = dict[int, list[tuple[float, float]]]
"""Breakpoints and changes of slope, by number of the linear form."""


def range_of(graph: BoundedAtoms, expression: Expression) -> Range:
    """Return the least and greatest value of an expression (dollars).

    :meth:`Graph.range_of` keeps what this finds. Where no plan keeps all limits the
    least may come out above the greatest: whoever moves a range leaves it so.
    """
    found = _of_leaves(graph, expression) or _of_one_hinge(graph, expression)
    if found is not None:
        return found
    ranges = [
        _by_affine_bounds(graph, expression),
        _by_curve(graph, expression),
        _by_two_curves(graph, expression),
    ]
    return Range(max(r.low for r in ranges), min(r.high for r in ranges))


def _of_leaves(graph: BoundedAtoms, expression: Expression) -> Range | None:
    """Return the range of a sum over leaves; None if there is anything else in it."""
    if not all(isinstance(graph.atoms[n], Leaf) for n in expression.terms):
        return None
    per_share = on_each_column(graph, expression)
    low, high = graph.column_bounds.ends(per_share)
    return Range(expression.constant + low, expression.constant + high)


def _of_one_hinge(graph: BoundedAtoms, expression: Expression) -> Range | None:
    """Return the range of one hinge alone: from that of its form, exactly."""
    if len(expression.terms) != 1:
        return None
    ((number, slope),) = expression.terms.items()
    atom = graph.atoms[number]
    if not isinstance(atom, Hinge):
        return None
    inside = graph.linear_forms[atom.form].range
    ends = [
        expression.constant + slope * max(end - atom.breakpoint, 0.0)
        for end in (inside.low, inside.high)
    ]
    return Range(*ends) if slope > 0.0 else Range(*reversed(ends))


def _by_affine_bounds(graph: BoundedAtoms, expression: Expression) -> Range:
    """Return the range of the affine bounds."""
    lower = affine_bound(graph, expression, upper=False)
    upper = affine_bound(graph, expression, upper=True)
    low, high = (
        graph.range_of(Expression(graph, line.terms, 0.0)) for line in (lower, upper)
    )
    return Range(lower.constant + low.low, upper.constant + high.high)


def _split(graph: BoundedAtoms, expression: Expression) -> tuple[Bends, Terms]:
    """Return the hinges of an expression by linear form, and its other terms."""
    bends: Bends = {}
    others: Terms = {}
    for number, coefficient in expression.terms.items():
        atom = graph.atoms[number]
        if isinstance(atom, Hinge):
            pair = (atom.breakpoint, coefficient)
            bends.setdefault(atom.form, []).append(pair)
        else:
            others[number] = coefficient
    return bends, others


def _by_curve(graph: BoundedAtoms, expression: Expression) -> Range:
    """Add up the ranges of the leaves, of each linear form's curve, of the others."""
    bends, others = _split(graph, expression)
    leaves: Terms = {}
    low = high = 0.0
    for number, coefficient in others.items():
        atom = graph.atoms[number]
        if isinstance(atom, Max | Toggle | Toggled | Tail):
            ends = (coefficient * atom.range.low, coefficient * atom.range.high)
            low, high = low + min(ends), high + max(ends)
        else:
            leaves[number] = coefficient
    for number, pairs in bends.items():
        inside = graph.linear_forms[number].range
        curve = PiecewiseLinear(0.0, 0.0, tuple(sorted(pairs)))
        values = curve.values_on(inside.low, inside.high)
        low, high = low + min(values), high + max(values)
    flat, known = graph.range_of(Expression(graph, leaves, 0.0)), expression.constant
    return Range(known + low + flat.low, known + high + flat.high)


def _by_two_curves(graph: BoundedAtoms, expression: Expression) -> Range:
    """Return the range of an expression that bends on one or two linear forms.

    With one, the second is that of its straight part.
    """
    bends, straight = _split(graph, expression)
    pair = list(bends)
    if len(pair) == 1 and straight:
        pair.append(graph.linear_form(straight)[0])
    if len(pair) != 2 or pair[0] == pair[1]:
        return EVERYTHING
    one, two = (graph.linear_forms[number] for number in pair)
    slopes = _combination(straight, one.terms, two.terms)
    if slopes is None:
        return EVERYTHING
    first, second = (
        PiecewiseLinear(constant, slope, tuple(sorted(bends.get(number, ()))))
        for number, slope, constant in zip(
            pair, slopes, (expression.constant, 0.0), strict=True
        )
    )
    difference = _of_difference(graph, *pair)
    low, high = two_curve_range(
        first,
        second,
        (one.range.low, one.range.high),
        (two.range.low, two.range.high),
        (difference.low, difference.high),
    )
    return Range(low, high)


def _of_difference(graph: BoundedAtoms, one: int, two: int) -> Range:
    """Return the range of one linear form less another, by its affine bounds."""
    if (one, two) not in graph.differences:
        forms = (graph.linear_forms[number].terms for number in (one, two))
        first, second = (Expression(graph, terms, 0.0) for terms in forms)
        graph.differences[one, two] = _by_affine_bounds(graph, first - second)
    return graph.differences[one, two]


def _combination(
    terms: Mapping[int, float], one: Mapping[int, float], two: Mapping[int, float]
) -> tuple[float, float] | None:
    """Return ``(a, b)`` if ``terms`` is ``a * one + b * two``, else None."""
    atoms = sorted(terms.keys() | one.keys() | two.keys())
    sides = np.array([[one.get(n, 0.0), two.get(n, 0.0)] for n in atoms])
    wanted = np.array([terms.get(n, 0.0) for n in atoms])
    found = np.linalg.lstsq(sides, wanted, rcond=None)[0]
    if np.abs(sides @ found - wanted).max() > SMALL:
        return None
    return float(found[0]), float(found[1])


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
