"""Straight lines above and below a traced amount, over the columns alone.

A nonlinear atom lies between lines in its own operands. Put in one after the other,
from the last atom to the first, they leave a sum over leaves, in which columns that the
parts share have found each other: what one part adds and another takes away is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from isoplan.optimizer.tracing.expression import (
    SMALL,
    Expression,
    Greater,
    Hinge,
    Leaf,
    Range,
    Terms,
)

if TYPE_CHECKING:
    from isoplan.optimizer.tracing.graph import Graph


@dataclass(slots=True)
class AtomLines:
    """The lines around one nonlinear atom ``base + max(argument, 0)``.

    Attributes:
        base: What the kink stands on: zero, or the second side of a ``max(a, b)``.
        argument: What the kink bends on.
        inside: Range of the argument.
        chord: Line through the kink's two ends, above it.
        sides: The atom to the right and to the left of its kink: two lines below it.
        ceiling: A line above it that falls to the base with the columns, once asked
            for.
    """

    base: Expression
    argument: Expression
    inside: Range
    chord: Expression
    sides: tuple[Expression, Expression]
    ceiling: Expression | None = None


def lines_of(graph: Graph, number: int) -> AtomLines:
    """Return the lines around one nonlinear atom."""
    if number not in graph.lines:
        graph.lines[number] = _lines_of(graph, number)
    return graph.lines[number]


def _lines_of(graph: Graph, number: int) -> AtomLines:
    atom = graph.atoms[number]
    if isinstance(atom, Greater):
        argument, inside, base = atom.a - atom.b, atom.difference, atom.b
        sides = (atom.a, atom.b)
    elif isinstance(atom, Hinge):
        direction, at = graph.directions[atom.direction], atom.breakpoint
        argument = Expression(graph, direction.terms, -at)
        inside = Range(direction.range.low - at, direction.range.high - at)
        base = graph.constant(0.0)
        sides = (argument, base)
    else:
        raise TypeError(f"atom {number} is a leaf")
    return AtomLines(base, argument, inside, base + _chord(argument, inside), sides)


def _chord(argument: Expression, inside: Range) -> Expression:
    """Return the line above ``max(argument, 0)`` on the argument's range."""
    if inside.high <= 0:
        return argument.graph.constant(0.0)
    if inside.low >= 0:
        return argument
    return (argument - inside.low) * (inside.high / (inside.high - inside.low))


def enclosing_line(
    graph: Graph, expression: Expression, *, upper: bool, by_columns: bool = False
) -> Expression:
    """Return a sum over leaves above (or below) an expression, whatever the plan.

    Args:
        graph: Holds the atoms.
        expression: What is to be enclosed.
        upper: Above or below.
        by_columns: Whether kinks are covered by their ceilings instead of their chords:
            looser at their ends, tight where nothing is exercised.
    """
    terms, constant = dict(expression.terms), expression.constant
    waiting = [-n for n in terms if not isinstance(graph.atoms[n], Leaf)]
    heapify(waiting)
    while waiting:
        number = -heappop(waiting)
        coefficient = terms.pop(number, 0.0)
        if coefficient == 0.0:
            continue
        if (coefficient > 0) == upper:
            line = _line_above(graph, number, by_columns=by_columns)
        else:
            line = _line_below(lines_of(graph, number), coefficient, terms)
        constant += coefficient * line.constant
        for inner, slope in line.terms.items():
            if inner in terms:
                terms[inner] += coefficient * slope
                if abs(terms[inner]) <= SMALL:
                    del terms[inner]
            else:
                terms[inner] = coefficient * slope
                if not isinstance(graph.atoms[inner], Leaf):
                    heappush(waiting, -inner)
    return Expression(graph, terms, constant)


def _line_above(graph: Graph, number: int, *, by_columns: bool) -> Expression:
    found = lines_of(graph, number)
    bends = found.inside.low < 0 < found.inside.high
    if not (by_columns and bends):
        return found.chord
    if found.ceiling is None:
        found.ceiling = _ceiling(graph, number, found)
    return found.ceiling


def _line_below(found: AtomLines, coefficient: float, others: Terms) -> Expression:
    """Return the side of an atom that leaves a sum with the fewest terms.

    Args:
        found: The atom's lines.
        coefficient: Of the atom, in the sum.
        others: The sum's other terms.
    """
    right, left = found.sides
    if found.inside.low >= 0 or found.inside.high <= 0:
        return right if found.inside.low >= 0 else left
    more_right = _left_over(right.terms, coefficient, others)
    more_left = _left_over(left.terms, coefficient, others)
    if more_right == more_left:
        return right if found.inside.high > -found.inside.low else left
    return right if more_right < more_left else left


def _left_over(terms: Terms, coefficient: float, others: Terms) -> int:
    """Return how many more terms ``others`` have with a multiple of ``terms`` added."""
    more = 0
    for number, slope in terms.items():
        there = others.get(number)
        if there is None:
            more += 1
        elif abs(there + coefficient * slope) <= SMALL:
            more -= 1
    return more


def column_ceiling(graph: Graph, expression: Expression) -> Expression:
    """Return a sum over leaves that ``max(expression, 0)`` never exceeds.

    Above the expression lies a line, a constant and so much for each share. Columns
    that lower it only hide what the others do, so without them it is no smaller; and
    what is left rises from its value at no shares to its greatest value, below the
    chord between them. Taking away the few columns that lower the line, or keeping the
    few that raise it, is the same: whichever are fewer become a new leaf.
    """
    line = enclosing_line(graph, expression, upper=True, by_columns=True)
    per_share = on_each_column(graph, line)
    raises = np.maximum(per_share, 0.0)
    lowers = np.maximum(-per_share, 0.0)
    if np.count_nonzero(lowers) < np.count_nonzero(raises):
        rising = line - line.constant + graph.leaf(f"hidden_{len(graph.atoms)}", lowers)
    else:
        rising = graph.constant(0.0) + graph.leaf(f"most_{len(graph.atoms)}", raises)
    if line.constant >= 0.0:
        return rising + line.constant
    most = graph.column_bounds.greatest(raises)
    return rising * (max(1.0 + line.constant / most, 0.0) if most > 0 else 0.0)


def _ceiling(graph: Graph, number: int, found: AtomLines) -> Expression:
    """Return the ceiling of an atom, on whichever side it is lower without shares."""
    left = column_ceiling(graph, found.argument)
    if isinstance(graph.atoms[number], Hinge):
        return left
    right = column_ceiling(graph, -found.argument)
    if right.constant < left.constant:
        return found.sides[0] + right
    return found.base + left


def on_each_column(graph: Graph, expression: Expression) -> np.ndarray:
    """Return dollars for each share of each column, of a sum over leaves."""
    per_share = np.zeros(graph.column_bounds.count)
    for number, coefficient in expression.terms.items():
        leaf = graph.atoms[number]
        if isinstance(leaf, Leaf):
            per_share[leaf.touched] += coefficient * leaf.amounts
    return per_share
