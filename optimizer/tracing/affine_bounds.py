"""Affine bounds: sums over the columns alone, above and below a traced amount.

A nonlinear atom lies between affine amounts in its own operands. Put in one after the
other, from the last atom to the first, they leave a sum over leaves, in which columns
that the parts share have met: what one part adds and another takes away is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Protocol

import numpy as np

from isoplan.optimizer.tracing.expression import (
    SMALL,
    Atoms,
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


@dataclass(slots=True)
class AtomBounds:
    """The affine bounds of one nonlinear atom ``base + max(argument, 0)``.

    Attributes:
        base: What the kink stands on: zero, or the second side of a ``max(a, b)``.
        argument: What the kink bends on.
        inside: Range of the argument.
        chord: Straight through the kink's two ends, above it.
        sides: The atom to the right and to the left of its kink: two bounds below it.
        cut: A bound above it that falls to the base with the columns, once asked
            for.
    """

    base: Expression
    argument: Expression
    inside: Range
    chord: Expression
    sides: tuple[Expression, Expression]
    cut: Expression | None = None


class BoundedAtoms(Atoms, Protocol):
    """Atoms, with the affine bounds that are known of them."""

    affine_bounds: dict[int, AtomBounds]
    differences: dict[tuple[int, int], Range]


def affine_bounds_of(graph: BoundedAtoms, number: int) -> AtomBounds:
    """Return the affine bounds of one nonlinear atom."""
    if number not in graph.affine_bounds:
        graph.affine_bounds[number] = _affine_bounds_of(graph, number)
    return graph.affine_bounds[number]


def _affine_bounds_of(graph: BoundedAtoms, number: int) -> AtomBounds:
    atom = graph.atoms[number]
    if isinstance(atom, Max):
        argument, inside, base = atom.a - atom.b, atom.difference, atom.b
        sides = (atom.a, atom.b)
    elif isinstance(atom, Hinge):
        form, at = graph.linear_forms[atom.form], atom.breakpoint
        argument = Expression(graph, form.terms, -at)
        inside = Range(form.range.low - at, form.range.high - at)
        base = graph.constant(0.0)
        sides = (argument, base)
    elif isinstance(atom, Toggled):
        return _bounds_of_toggled(graph, atom)
    elif isinstance(atom, Toggle):
        none, one = graph.constant(0.0), graph.constant(1.0)
        return AtomBounds(none, none, atom.range, one, (none, none))
    elif isinstance(atom, Tail):
        low, high = graph.constant(atom.range.low), graph.constant(atom.range.high)
        return AtomBounds(low, graph.constant(0.0), Range(0.0, 0.0), high, (low, low))
    else:
        raise TypeError(f"atom {number} is a leaf")
    return AtomBounds(base, argument, inside, base + _chord(argument, inside), sides)


def _bounds_of_toggled(graph: BoundedAtoms, atom: Toggled) -> AtomBounds:
    """Return the affine bounds of an amount that counts, or is zero."""
    none, inside = graph.constant(0.0), atom.inside
    below = -_chord(-atom.amount, Range(-inside.high, -inside.low))
    above = _chord(atom.amount, inside)
    return AtomBounds(none, atom.amount, inside, above, (below, below))


def _chord(argument: Expression, inside: Range) -> Expression:
    """Return the line above ``max(argument, 0)`` on the argument's range."""
    if inside.high <= 0:
        return argument.graph.constant(0.0)
    if inside.low >= 0:
        return argument
    return (argument - inside.low) * (inside.high / (inside.high - inside.low))


def affine_bound(
    graph: BoundedAtoms,
    expression: Expression,
    *,
    upper: bool,
    by_columns: bool = False,
) -> Expression:
    """Return a sum over leaves above (or below) an expression, whatever the plan.

    Args:
        graph: Holds the atoms.
        expression: What is to be enclosed.
        upper: Above or below.
        by_columns: Whether kinks are covered by their cuts instead of their chords:
            looser at their ends, tight where nothing is exercised.
    """
    atoms, known = graph.atoms, graph.affine_bounds
    terms, constant = expression.terms.copy(), expression.constant
    waiting = [-n for n in terms if type(atoms[n]) is not Leaf]
    heapify(waiting)
    while waiting:
        number = -heappop(waiting)
        coefficient = terms.pop(number, 0.0)
        if coefficient == 0.0:
            continue
        if (coefficient > 0) == upper:
            line = _bound_above(graph, number, by_columns=by_columns)
        else:
            found = known.get(number) or affine_bounds_of(graph, number)
            line = _bound_below(found, coefficient, terms)
        constant += coefficient * line.constant
        for inner, slope in line.terms.items():
            there, added = terms.get(inner), coefficient * slope
            if there is None:
                terms[inner] = added
                if type(atoms[inner]) is not Leaf:
                    heappush(waiting, -inner)
            elif abs(there + added) <= SMALL:
                del terms[inner]
            else:
                terms[inner] = there + added
    return Expression(graph, terms, constant)


def _bound_above(graph: BoundedAtoms, number: int, *, by_columns: bool) -> Expression:
    found = graph.affine_bounds.get(number) or affine_bounds_of(graph, number)
    if not by_columns:
        return found.chord
    bends = found.inside.low < 0 < found.inside.high
    if not bends:
        return found.chord
    if found.cut is None:
        found.cut = _atom_cut(graph, number, found)
    return found.cut


def _bound_below(found: AtomBounds, coefficient: float, others: Terms) -> Expression:
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


def column_cut(graph: BoundedAtoms, expression: Expression) -> Expression:
    """Return a sum over leaves that ``max(expression, 0)`` never exceeds.

    Above the expression lies a line, a constant and so much for each share. Columns
    that lower it only hide what the others do, so without them it is no smaller; and
    what is left rises from its value at no shares to its greatest value, below the
    chord between them. Taking away the few columns that lower the line, or keeping the
    few that raise it, is the same: whichever are fewer become a new leaf.
    """
    line = affine_bound(graph, expression, upper=True, by_columns=True)
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


def _atom_cut(graph: BoundedAtoms, number: int, found: AtomBounds) -> Expression:
    """Return the cut of an atom, on whichever side it is lower without shares."""
    left = column_cut(graph, found.argument)
    if not isinstance(graph.atoms[number], Max):
        return left
    right = column_cut(graph, -found.argument)
    if right.constant < left.constant:
        return found.sides[0] + right
    return found.base + left


def on_each_column(graph: BoundedAtoms, expression: Expression) -> np.ndarray:
    """Return dollars for each share of each column, of a sum over leaves."""
    per_share = np.zeros(graph.column_bounds.count)
    for number, coefficient in expression.terms.items():
        leaf = graph.atoms[number]
        if isinstance(leaf, Leaf):
            per_share[leaf.touched] += coefficient * leaf.amounts
    return per_share
