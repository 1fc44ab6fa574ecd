"""An amount that remembers how it was computed: the law, traced.

NumPy hands every ufunc to :class:`Expression`, so the rules of ``isoplan.models.tax``
build a graph when they are called with expressions instead of floats. The graph has
three kinds of atom:

* a *leaf*: one year's aggregate of the decisions, a known amount for each column;
* a *hinge*: ``max(u - k, 0)`` of one direction ``u`` and one breakpoint ``k``;
* a *greater*: ``max(a, b)`` of two amounts that both depend on decisions.

Everything else is an affine combination of atoms. Two facts keep the graph small. A
kink that its argument cannot reach is not there at all: bounds are taken while the
law is read. And a nonlinear function of a piecewise-linear function of ``u`` is again
a piecewise-linear function of ``u``: an exemption that phases out, the base that is
left and the two-rate tax on it become one curve of AMTI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from isoplan.optimizer.curve import Curve
from isoplan.optimizer.plane import extremes_of_sum

if TYPE_CHECKING:
    from isoplan.optimizer.bounds import ColumnBounds

SMALL = 1e-9
"""Dollars (or a coefficient) below which a difference is rounding."""

Operand: TypeAlias = "Expression | float"
Terms: TypeAlias = dict[int, float]


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value of an amount, dollars."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """A year's aggregate: dollars for each share of each column; length n columns."""

    name: str
    per_share: np.ndarray


@dataclass(slots=True)
class Direction:
    """What a hinge bends on: an affine combination of atoms, without a constant.

    Attributes:
        terms: Coefficient by atom; scaled so that the first one is 1.
        range: Its least and greatest value.
        hinges: Atoms of its hinges by breakpoint.
    """

    terms: Terms
    range: Range
    hinges: dict[float, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hinge:
    """``max(u - breakpoint, 0)`` of direction number ``direction``."""

    direction: int
    breakpoint: float


@dataclass(frozen=True, slots=True)
class Greater:
    """``max(a, b)``, with its range and that of ``a - b``."""

    a: Expression
    b: Expression
    difference: Range
    range: Range


Atom: TypeAlias = Leaf | Hinge | Greater


class Graph:
    """All atoms of one traced scenario, in the order in which they were met.

    An atom's operands always have lower numbers than the atom itself.
    """

    def __init__(self, column_bounds: ColumnBounds) -> None:
        """Start an empty graph over the columns that ``column_bounds`` knows."""
        self.column_bounds = column_bounds
        self.atoms: list[Atom] = []
        self.directions: list[Direction] = []
        self._direction_of: dict[tuple[tuple[int, float], ...], int] = {}
        self._greater_of: dict[tuple[object, ...], int] = {}
        self._leaf_of: dict[bytes, int] = {}

    def constant(self, value: float) -> Expression:
        """Return a known amount (dollars) as an expression."""
        return Expression(self, {}, float(value))

    def leaf(self, name: str, per_share: np.ndarray) -> Operand:
        """Return an aggregate of the columns, or 0.0 when no column touches it.

        Two aggregates that are the same for every column are one leaf.

        Args:
            name: Used for the variable of the program, in ``[a-z0-9_]``.
            per_share: Dollars for each share of each column; length n columns.
        """
        if not np.any(per_share):
            return 0.0
        key = per_share.tobytes()
        if key not in self._leaf_of:
            self.atoms.append(Leaf(name, per_share))
            self._leaf_of[key] = len(self.atoms) - 1
        return Expression(self, {self._leaf_of[key]: 1.0}, 0.0)

    def range_of(self, expression: Expression) -> Range:
        """Return the least and greatest value over all plans (dollars).

        Three ways, and the best of them: hinges replaced by the lines that enclose
        them, so that columns shared between the parts count once; the curves of each
        direction on their own range; and two curves whose arguments move together.
        """
        low_line = self._enclosing_line(expression, upper=False)
        high_line = self._enclosing_line(expression, upper=True)
        lows = [self._on_columns(low_line).low]
        highs = [self._on_columns(high_line).high]
        for low, high in (
            self._range_by_curves(expression),
            self._range_on_plane(expression),
        ):
            lows.append(low)
            highs.append(high)
        return Range(max(lows), min(highs))

    def _on_columns(self, expression: Expression) -> Range:
        """Return the range of an expression that has leaves only."""
        if not expression.terms:
            return Range(expression.constant, expression.constant)
        per_share = np.zeros(self.column_bounds.count)
        for number, coefficient in expression.terms.items():
            leaf = self.atoms[number]
            if isinstance(leaf, Leaf):
                per_share += coefficient * leaf.per_share
        return Range(
            expression.constant - self.column_bounds.greatest(-per_share),
            expression.constant + self.column_bounds.greatest(per_share),
        )

    def _enclosing_line(self, expression: Expression, *, upper: bool) -> Expression:
        """Replace atoms by lines above (or below) them until only leaves are left."""
        terms = dict(expression.terms)
        constant = expression.constant
        while True:
            number = max(
                (n for n in terms if not isinstance(self.atoms[n], Leaf)), default=None
            )
            if number is None:
                return Expression(self, terms, constant)
            coefficient = terms.pop(number)
            line = self._line_of(number, above=(coefficient > 0) == upper)
            constant += coefficient * line.constant
            for inner, slope in line.terms.items():
                terms[inner] = terms.get(inner, 0.0) + coefficient * slope

    def _line_of(self, number: int, *, above: bool) -> Expression:
        """Return a line above or below one nonlinear atom, in its own operands."""
        atom = self.atoms[number]
        if isinstance(atom, Hinge):
            direction = self.directions[atom.direction]
            argument = Expression(self, direction.terms, -atom.breakpoint)
            return _hinge_line(argument, direction.range, atom.breakpoint, above=above)
        if isinstance(atom, Greater):
            over = _hinge_line(atom.a - atom.b, atom.difference, 0.0, above=above)
            return atom.b + over
        raise TypeError(f"atom {number} is a leaf")

    def _range_by_curves(self, expression: Expression) -> tuple[float, float]:
        """Add up the ranges of the leaves, of each direction's curve, of the others."""
        leaves: Terms = {}
        curves: dict[int, list[tuple[float, float]]] = {}
        low = high = 0.0
        for number, coefficient in expression.terms.items():
            atom = self.atoms[number]
            if isinstance(atom, Leaf):
                leaves[number] = coefficient
            elif isinstance(atom, Hinge):
                curves.setdefault(atom.direction, []).append(
                    (atom.breakpoint, coefficient)
                )
            else:
                ends = (coefficient * atom.range.low, coefficient * atom.range.high)
                low, high = low + min(ends), high + max(ends)
        for number, bends in curves.items():
            inside = self.directions[number].range
            values = Curve(0.0, 0.0, tuple(sorted(bends))).values_on(
                inside.low, inside.high
            )
            low, high = low + min(values), high + max(values)
        flat = self._on_columns(Expression(self, leaves, expression.constant))
        return low + flat.low, high + flat.high

    def _range_on_plane(self, expression: Expression) -> tuple[float, float]:
        """Return the range when the expression bends on one or two directions."""
        everything = (float("-inf"), float("inf"))
        bends: dict[int, list[tuple[float, float]]] = {}
        straight: Terms = {}
        for term, coefficient in expression.terms.items():
            atom = self.atoms[term]
            if isinstance(atom, Hinge):
                bends.setdefault(atom.direction, []).append(
                    (atom.breakpoint, coefficient)
                )
            else:
                straight[term] = coefficient
        if not bends or len(bends) > 2 or (len(bends) == 1 and not straight):
            return everything
        pair = [(n, dict(self.directions[n].terms)) for n in bends]
        if len(bends) == 1:
            number, _ = self._direction(straight)
            pair.append((number, dict(self.directions[number].terms)))
        slopes = _combination(straight, pair[0][1], pair[1][1])
        if slopes is None or pair[0][0] == pair[1][0]:
            return everything
        u, v = (Expression(self, terms, 0.0) for _, terms in pair)
        difference = self._range_by_lines(u - v)
        curves = [
            Curve(constant, slope, tuple(sorted(bends.get(number, ()))))
            for (number, _), slope, constant in zip(
                pair, slopes, (expression.constant, 0.0), strict=True
            )
        ]
        first, second = (self.directions[number].range for number, _ in pair)
        return extremes_of_sum(
            curves[0],
            curves[1],
            (first.low, first.high),
            (second.low, second.high),
            (difference.low, difference.high),
        )

    def _range_by_lines(self, expression: Expression) -> Range:
        """Return the range by enclosing lines alone, which never asks for a plane."""
        return Range(
            self._on_columns(self._enclosing_line(expression, upper=False)).low,
            self._on_columns(self._enclosing_line(expression, upper=True)).high,
        )

    def as_curve(self, expression: Expression) -> tuple[int, Curve] | None:
        """Return the one direction that an expression is a curve of, and the curve.

        None if it bends on several directions, or also moves with something else.
        """
        hinged = {
            atom.direction
            for number in expression.terms
            if isinstance(atom := self.atoms[number], Hinge)
        }
        if len(hinged) > 1:
            return None
        if not hinged:
            number, scale = self._direction(expression.terms)
            return number, Curve(expression.constant, scale, ())
        (number,) = hinged
        bends: list[tuple[float, float]] = []
        straight: Terms = {}
        for term, coefficient in expression.terms.items():
            atom = self.atoms[term]
            if isinstance(atom, Hinge):
                bends.append((atom.breakpoint, coefficient))
            else:
                straight[term] = coefficient
        slope = _multiple(straight, self.directions[number].terms)
        if slope is None:
            return None
        return number, Curve(expression.constant, slope, tuple(sorted(bends)))

    def _direction(self, terms: Terms) -> tuple[int, float]:
        """Return the number of the direction of ``terms``, and their scale in it."""
        ordered = sorted(terms.items())
        scale = ordered[0][1]
        key = tuple((number, float(f"{c / scale:.12g}")) for number, c in ordered)
        if key not in self._direction_of:
            unit = dict(key)
            self._direction_of[key] = len(self.directions)
            self.directions.append(
                Direction(unit, self.range_of(Expression(self, unit, 0.0)))
            )
        return self._direction_of[key], scale

    def from_curve(self, number: int, curve: Curve) -> Expression:
        """Return a curve of one direction as an expression."""
        direction = self.directions[number]
        terms = {n: curve.slope * c for n, c in direction.terms.items()}
        for at, bend in curve.bends:
            atom = self._hinge(number, at)
            terms[atom] = terms.get(atom, 0.0) + bend
        return Expression(self, terms, curve.at_zero)

    def _hinge(self, number: int, at: float) -> int:
        """Return the atom of one hinge, made when it is first asked for."""
        hinges = self.directions[number].hinges
        key = round(at, 6)
        if key not in hinges:
            self.atoms.append(Hinge(number, at))
            hinges[key] = len(self.atoms) - 1
        return hinges[key]

    def positive_part(self, expression: Expression) -> Expression:
        """Return ``max(expression, 0)``, with the kinks it can reach and no others."""
        if not expression.terms:
            return self.constant(max(expression.constant, 0.0))
        found = self.range_of(expression)
        if found.high <= SMALL:
            return self.constant(0.0)
        if found.low >= -SMALL:
            return expression
        curve = self.as_curve(expression)
        if curve is None:
            number, scale = self._direction(expression.terms)
            curve = number, Curve(expression.constant, scale, ())
        number, shape = curve
        inside = self.directions[number].range
        return self.from_curve(number, shape.positive_part(inside.low, inside.high))

    def greater(self, a: Operand, b: Operand) -> Expression:
        """Return ``max(a, b)``."""
        a, b = self.as_expression(a), self.as_expression(b)
        difference = a - b
        if not difference.terms or not a.terms or not b.terms:
            return b + self.positive_part(difference)
        found = self.range_of(difference)
        if found.high <= SMALL:
            return b
        if found.low >= -SMALL:
            return a
        curve = self.as_curve(difference)
        if curve is not None and self._bends_on(b, curve[0]):
            return b + self.positive_part(difference)
        for one, other in ((a, b), (b, a)):
            if _key(other) in map(_key, self.ceilings(one)):
                return other
        return self._greater(a, b, found)

    def lesser(self, a: Operand, b: Operand) -> Expression:
        """Return ``min(a, b)``.

        With ``a`` never negative, ``min(a, max(c, 0))`` is ``max(c, 0)`` less
        ``max(c - a, 0)``: two parallel kinks, of which only the second bends against a
        plan that wants the amount small.
        """
        a, b = self.as_expression(a), self.as_expression(b)
        for one, other in ((a, b), (b, a)):
            inner = self._inside_of_positive_part(other)
            if (
                inner is not None
                and one.terms
                and self.range_of(one).low >= -SMALL
                and self.range_of(one - other).low < -SMALL
            ):
                return other - self.positive_part(inner - one)
        return -self.greater(-a, -b)

    def ceilings(self, expression: Expression) -> list[Expression]:
        """Return amounts that an expression never exceeds, itself first.

        Less a ``max(a, b)``, an amount is at most the same less ``a``, or less ``b``.
        """
        found = [expression]
        for number, coefficient in expression.terms.items():
            atom = self.atoms[number]
            if isinstance(atom, Greater) and coefficient == -1.0:
                rest = expression + Expression(self, {number: 1.0}, 0.0)
                found += [rest - atom.a, rest - atom.b]
        return found

    def shared_ceilings(self, atom: Greater) -> list[Expression]:
        """Return amounts that neither side of a ``max(a, b)`` exceeds.

        With the credit in running totals, what is settled is the smaller of two totals
        that both contain the regular tax just paid: so it is never less than that.
        """
        of_b = {_key(each) for each in self.ceilings(atom.b)}
        return [each for each in self.ceilings(atom.a) if _key(each) in of_b]

    def _inside_of_positive_part(self, expression: Expression) -> Expression | None:
        """Return ``c`` if the expression is ``max(c, 0)`` with a kink, or None."""
        curve = self.as_curve(expression) if expression.terms else None
        if curve is None or len(curve[1].bends) != 1:
            return None
        number, shape = curve
        line = shape.line_inside_positive_part()
        return None if line is None else self.from_curve(number, line)

    def _bends_on(self, expression: Expression, number: int) -> bool:
        """Return whether an expression moves with one direction and nothing else."""
        curve = self.as_curve(expression)
        return curve is not None and curve[0] == number

    def _greater(self, a: Expression, b: Expression, found: Range) -> Expression:
        key = (_key(a), _key(b))
        if key not in self._greater_of:
            of_a, of_b = self.range_of(a), self.range_of(b)
            whole = Range(max(of_a.low, of_b.low), max(of_a.high, of_b.high))
            self.atoms.append(Greater(a, b, found, whole))
            self._greater_of[key] = len(self.atoms) - 1
        return Expression(self, {self._greater_of[key]: 1.0}, 0.0)

    def as_expression(self, operand: Operand) -> Expression:
        """Return a number or an expression as an expression of this graph."""
        if isinstance(operand, Expression):
            return operand
        return self.constant(float(operand))

    def values(self, shares: np.ndarray) -> np.ndarray:
        """Return every atom's true value (dollars) for given shares of each column."""
        values = np.zeros(len(self.atoms))
        for number, atom in enumerate(self.atoms):
            if isinstance(atom, Leaf):
                values[number] = float(atom.per_share @ shares)
            elif isinstance(atom, Hinge):
                terms = self.directions[atom.direction].terms
                argument = sum(c * values[n] for n, c in terms.items())
                values[number] = max(argument - atom.breakpoint, 0.0)
            else:
                values[number] = max(atom.a.value(values), atom.b.value(values))
        return values


def _key(expression: Expression) -> tuple[object, ...]:
    rounded = ((n, float(f"{c:.12g}")) for n, c in sorted(expression.terms.items()))
    return (*rounded, round(expression.constant, 6))


def _multiple(terms: Mapping[int, float], unit: Mapping[int, float]) -> float | None:
    """Return ``m`` if ``terms`` is ``m`` times ``unit``, else None."""
    if not terms:
        return 0.0
    if terms.keys() != unit.keys():
        return None
    first = next(iter(unit))
    scale = terms[first] / unit[first]
    close = all(
        abs(terms[n] - scale * c) <= SMALL * max(1.0, abs(scale * c))
        for n, c in unit.items()
    )
    return scale if close else None


def _combination(
    terms: Mapping[int, float], one: Mapping[int, float], two: Mapping[int, float]
) -> tuple[float, float] | None:
    """Return ``(a, b)`` if ``terms`` is ``a`` times ``one`` plus ``b`` times ``two``."""
    atoms = sorted(terms.keys() | one.keys() | two.keys())
    sides = np.array([[one.get(n, 0.0), two.get(n, 0.0)] for n in atoms])
    wanted = np.array([terms.get(n, 0.0) for n in atoms])
    found = np.linalg.lstsq(sides, wanted, rcond=None)[0]
    if np.abs(sides @ found - wanted).max() > SMALL:
        return None
    return float(found[0]), float(found[1])


def _hinge_line(
    argument: Expression, inside: Range, breakpoint_: float, *, above: bool
) -> Expression:
    """Return a line above or below ``max(argument, 0)``.

    ``inside`` is the range of the argument before ``breakpoint_`` was taken off.
    """
    low, high = inside.low - breakpoint_, inside.high - breakpoint_
    if high <= 0:
        return argument.graph.constant(0.0)
    if low >= 0:
        return argument
    if above:
        slope = high / (high - low)
        return (argument - low) * slope
    return argument if high > -low else argument.graph.constant(0.0)


class Expression:
    """A sum of atoms and a constant: what the law said, not yet a number (dollars)."""

    __slots__ = ("constant", "graph", "terms")

    def __init__(self, graph: Graph, terms: Terms, constant: float) -> None:
        """Hold ``constant`` plus coefficient times atom for each of ``terms``."""
        self.graph = graph
        self.terms = {n: c for n, c in terms.items() if abs(c) > SMALL}
        self.constant = constant

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Operand, **kwargs: object
    ) -> Expression:
        """Read add, subtract, multiply, negative, maximum and minimum."""
        read = _MEANING.get(ufunc)
        if read is None or method != "__call__" or kwargs:
            return NotImplemented  # NumPy raises: the law used an unknown operation
        return read(self.graph, *inputs)

    def __add__(self, other: Operand) -> Expression:
        """Return the sum."""
        if not isinstance(other, Expression):
            return Expression(self.graph, self.terms, self.constant + float(other))
        terms = dict(self.terms)
        for number, coefficient in other.terms.items():
            terms[number] = terms.get(number, 0.0) + coefficient
        return Expression(self.graph, terms, self.constant + other.constant)

    __radd__ = __add__

    def __neg__(self) -> Expression:
        """Return the amount with its sign changed."""
        return self * -1.0

    def __sub__(self, other: Operand) -> Expression:
        """Return the difference."""
        return self + (-other)

    def __rsub__(self, other: Operand) -> Expression:
        """Return the difference with a number."""
        return -self + other

    def __mul__(self, factor: float) -> Expression:
        """Return the amount times a known factor."""
        if isinstance(factor, Expression):
            if factor.terms and self.terms:
                raise TypeError("the product of two decisions is not piecewise linear")
            if factor.terms:
                return factor * self.constant
            factor = factor.constant
        known = float(factor)
        return Expression(
            self.graph,
            {n: c * known for n, c in self.terms.items()},
            self.constant * known,
        )

    __rmul__ = __mul__

    def value(self, values: np.ndarray) -> float:
        """Return the amount (dollars) when atom n has the value ``values[n]``."""
        return self.constant + sum(c * values[n] for n, c in self.terms.items())


def total(graph: Graph, amounts: Iterable[Operand]) -> Expression:
    """Return the sum of many amounts (dollars)."""
    result = graph.constant(0.0)
    for amount in amounts:
        result = result + amount
    return result


_MEANING: dict[np.ufunc, Callable[..., Expression]] = {
    np.add: lambda graph, a, b: graph.as_expression(a) + b,
    np.subtract: lambda graph, a, b: graph.as_expression(a) - b,
    np.multiply: lambda graph, a, b: graph.as_expression(a) * b,
    np.negative: lambda _, a: -a,
    np.maximum: lambda graph, a, b: graph.greater(a, b),
    np.minimum: lambda graph, a, b: graph.lesser(a, b),
}
