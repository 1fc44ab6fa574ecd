"""The least and the greatest value of a traced amount over all plans.

Three ways, and the best of them: nonlinear atoms replaced by the lines that enclose
them, so that columns shared between the parts count once; the curves of each direction
on their own range; and two curves whose arguments move together.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from isoplan.optimizer.curve import Curve
from isoplan.optimizer.expression import (
    SMALL,
    Expression,
    Greater,
    Hinge,
    Leaf,
    Range,
    Terms,
)
from isoplan.optimizer.plane import extremes_of_sum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isoplan.optimizer.graph import Graph

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
    return Range(
        _on_columns(graph, _enclosing_line(graph, expression, upper=False)).low,
        _on_columns(graph, _enclosing_line(graph, expression, upper=True)).high,
    )


def column_ceiling(graph: Graph, expression: Expression) -> tuple[float, np.ndarray]:
    """Return an amount that ``max(expression, 0)`` never exceeds, linear in columns.

    Above the expression lies a line, a constant and so much for each share. Columns
    that lower it only hide what the others do, so without them it is no smaller; and
    what is left rises from its value at no shares to its greatest value, below the
    chord between them.

    Returns:
        A constant (dollars), and dollars for each share of each column.
    """
    line = _enclosing_line(graph, expression, upper=True, by_columns=True)
    per_share = np.maximum(on_each_column(graph, line), 0.0)
    if line.constant >= 0.0:
        return line.constant, per_share
    most = graph.column_bounds.greatest(per_share)
    part = max(1.0 + line.constant / most, 0.0) if most > 0 else 0.0
    return 0.0, part * per_share


def on_each_column(graph: Graph, expression: Expression) -> np.ndarray:
    """Return dollars for each share of each column, of an expression of leaves."""
    per_share = np.zeros(graph.column_bounds.count)
    for number, coefficient in expression.terms.items():
        leaf = graph.atoms[number]
        if isinstance(leaf, Leaf):
            per_share += coefficient * leaf.per_share
    return per_share


def _on_columns(graph: Graph, expression: Expression) -> Range:
    """Return the range of an expression that has leaves only."""
    if not expression.terms:
        return Range(expression.constant, expression.constant)
    per_share = on_each_column(graph, expression)
    return Range(
        expression.constant - graph.column_bounds.greatest(-per_share),
        expression.constant + graph.column_bounds.greatest(per_share),
    )


def _enclosing_line(graph: Graph, expression: Expression, *, upper: bool, by_columns: bool=False) -> Expression:
    """Replace atoms by lines above (or below) them until only leaves are left."""
    terms = dict(expression.terms)
    constant = expression.constant
    while True:
        number = max(
            (n for n in terms if not isinstance(graph.atoms[n], Leaf)), default=None
        )
        if number is None:
            return Expression(graph, terms, constant)
        coefficient = terms.pop(number)
        line = _line_of(graph, number, coefficient, terms, upper=upper, by_columns=by_columns)
        constant += coefficient * line.constant
        for inner, slope in line.terms.items():
            terms[inner] = terms.get(inner, 0.0) + coefficient * slope


def _line_of(
    graph: Graph, number: int, coefficient: float, others: Terms, *, upper: bool, by_columns: bool=False
) -> Expression:
    """Return a line above or below one nonlinear atom, in its own operands.

    Args:
        graph: Holds the atom.
        number: The atom.
        coefficient: Of the atom, in the sum that is to be enclosed.
        others: The sum's other terms: of several lines the one counts that cancels
            most of them and adds fewest.
        upper: Whether the sum is to be enclosed from above.
    """
    atom = graph.atoms[number]
    above = (coefficient > 0) == upper
    if isinstance(atom, Hinge):
        direction = graph.directions[atom.direction]
        argument = Expression(graph, direction.terms, -atom.breakpoint)
        inside = Range(
            direction.range.low - atom.breakpoint,
            direction.range.high - atom.breakpoint,
        )
        sides = [argument, graph.constant(0.0)]
        base = sides[1]
    elif isinstance(atom, Greater):
        argument, inside, base = atom.a - atom.b, atom.difference, atom.b
        sides = [atom.a, atom.b]
    else:
        raise TypeError(f"atom {number} is a leaf")
    if above and by_columns and inside.high > 0 and inside.low < 0:
        found = graph.ceiling_cache.get(number)
        if found is None:
            options = []
            for b0, o0 in ([(base, argument)] if isinstance(atom, Hinge) else [(atom.b, atom.a-atom.b),(atom.a, atom.b-atom.a)]):
                constant, per = column_ceiling(graph, o0)
                options.append((constant, b0 + graph.leaf(f"up_{number}", per) + constant))
            found = min(options, key=lambda o: o[0])[1]
            graph.ceiling_cache[number] = found
        return found
    if above:
        return base + _line_above_positive_part(argument, inside)
    if inside.high <= 0 or inside.low >= 0:
        return sides[inside.low < 0]
    one, other = (_left_over(side.terms, coefficient, others) for side in sides)
    if one != other:
        return sides[one > other]
    return sides[inside.high <= -inside.low]


def _left_over(terms: Terms, coefficient: float, others: Terms) -> int:
    """Return how many more terms ``others`` have with a multiple of ``terms`` added."""
    return sum(
        -1 if abs(others.get(n, 0.0) + coefficient * c) <= SMALL else n not in others
        for n, c in terms.items()
    )


def _line_above_positive_part(argument: Expression, inside: Range) -> Expression:
    """Return a line above ``max(argument, 0)`` on the argument's range."""
    if inside.high <= 0:
        return argument.graph.constant(0.0)
    if inside.low >= 0:
        return argument
    return (argument - inside.low) * (inside.high / (inside.high - inside.low))


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
    flat = _on_columns(graph, Expression(graph, leaves, expression.constant))
    return Range(low + flat.low, high + flat.high)


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
