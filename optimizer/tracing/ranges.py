"""The least and the greatest value of a traced amount over all plans.

Three ways, and the best of them: nonlinear atoms replaced by the lines that enclose
them, so that columns shared between the parts count once; the curves of each direction
on their own range; and two curves whose arguments move together.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from isoplan.optimizer.tracing.affine_bounds import enclosing_line, on_each_column
from isoplan.optimizer.tracing.expression import (
    SMALL,
    Expression,
    Greater,
    Hinge,
    Range,
    Terms,
)
from isoplan.optimizer.tracing.piecewise_linear import Curve
from isoplan.optimizer.tracing.two_curve_range import extremes_of_sum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isoplan.optimizer.tracing.graph import Graph

EVERYTHING = Range(-inf, inf)
Bends = dict[int, list[tuple[float, float]]]
"""Breakpoints and changes of slope, by direction."""


def range_of(graph: Graph, expression: Expression) -> Range:
    """Return the least and greatest value of an expression (dollars)."""
    found = [
        _by_lines(graph, expression),
        _by_curves(graph, expression),
        _on_plane(graph, expression),
    ]
    return Range(max(r.low for r in found), min(r.high for r in found))


def _by_lines(graph: Graph, expression: Expression) -> Range:
    """Return the range of the enclosing lines."""
    lower = enclosing_line(graph, expression, upper=False)
    upper = enclosing_line(graph, expression, upper=True)
    greatest = graph.column_bounds.greatest
    return Range(
        lower.constant - greatest(-on_each_column(graph, lower)),
        upper.constant + greatest(on_each_column(graph, upper)),
    )


def _split(graph: Graph, expression: Expression) -> tuple[Bends, Terms]:
    """Return the hinges of an expression by direction, and its other terms."""
    bends: Bends = {}
    others: Terms = {}
    for number, coefficient in expression.terms.items():
        atom = graph.atoms[number]
        if isinstance(atom, Hinge):
            pair = (atom.breakpoint, coefficient)
            bends.setdefault(atom.direction, []).append(pair)
        else:
            others[number] = coefficient
    return bends, others


def _by_curves(graph: Graph, expression: Expression) -> Range:
    """Add up the ranges of the leaves, of each direction's curve, of the others."""
    bends, others = _split(graph, expression)
    leaves: Terms = {}
    low = high = 0.0
    for number, coefficient in others.items():
        atom = graph.atoms[number]
        if isinstance(atom, Greater):
            ends = (coefficient * atom.range.low, coefficient * atom.range.high)
            low, high = low + min(ends), high + max(ends)
        else:
            leaves[number] = coefficient
    for number, pairs in bends.items():
        inside = graph.directions[number].range
        curve = Curve(0.0, 0.0, tuple(sorted(pairs)))
        values = curve.values_on(inside.low, inside.high)
        low, high = low + min(values), high + max(values)
    flat = on_each_column(graph, Expression(graph, leaves, 0.0))
    greatest = graph.column_bounds.greatest
    return Range(
        expression.constant + low - greatest(-flat),
        expression.constant + high + greatest(flat),
    )


def _on_plane(graph: Graph, expression: Expression) -> Range:
    """Return the range of an expression that bends on one or two directions.

    With one, the second is that of its straight part.
    """
    bends, straight = _split(graph, expression)
    pair = list(bends)
    if len(pair) == 1 and straight:
        pair.append(graph.direction(straight)[0])
    if len(pair) != 2 or pair[0] == pair[1]:
        return EVERYTHING
    one, two = (graph.directions[number] for number in pair)
    slopes = _combination(straight, one.terms, two.terms)
    if slopes is None:
        return EVERYTHING
    first, second = (
        Curve(constant, slope, tuple(sorted(bends.get(number, ()))))
        for number, slope, constant in zip(
            pair, slopes, (expression.constant, 0.0), strict=True
        )
    )
    difference = _by_lines(
        graph, Expression(graph, one.terms, 0.0) - Expression(graph, two.terms, 0.0)
    )
    low, high = extremes_of_sum(
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
