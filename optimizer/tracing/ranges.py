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
    """Return the least and greatest value of an expression (dollars)."""
    found = [
        _by_affine_bounds(graph, expression),
        _by_curve(graph, expression),
        _by_two_curves(graph, expression),
    ]
    return Range(max(r.low for r in found), min(r.high for r in found))


def _by_affine_bounds(graph: BoundedAtoms, expression: Expression) -> Range:
    """Return the range of the affine bounds."""
    lower = affine_bound(graph, expression, upper=False)
    upper = affine_bound(graph, expression, upper=True)
    greatest = graph.column_bounds.greatest
    return Range(
        lower.constant - greatest(-on_each_column(graph, lower)),
        upper.constant + greatest(on_each_column(graph, upper)),
    )


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
    flat = on_each_column(graph, Expression(graph, leaves, 0.0))
    greatest = graph.column_bounds.greatest
    return Range(
        expression.constant + low - greatest(-flat),
        expression.constant + high + greatest(flat),
    )


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
    difference = _by_affine_bounds(
        graph, Expression(graph, one.terms, 0.0) - Expression(graph, two.terms, 0.0)
    )
    low, high = two_curve_range(
        first,
        second,
        (one.range.low, one.range.high),
        (two.range.low, two.range.high),
        (difference.low, difference.high),
    )
    return Range(low, high)


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
