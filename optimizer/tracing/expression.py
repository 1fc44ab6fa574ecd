"""An amount that remembers how it was computed: the law, traced.

NumPy hands every ufunc to :class:`Expression`, so the rules of ``isoplan.models.tax``
build a graph when they are called with expressions instead of floats. The graph has
three kinds of atom:

* a *leaf*: one year's aggregate of the decisions, a known amount for each column;
* a *hinge*: ``max(u - k, 0)`` of one direction ``u`` and one breakpoint ``k``;
* a *greater*: ``max(a, b)`` of two amounts that both depend on decisions.

Everything else is an affine combination of atoms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from isoplan.optimizer.tracing.graph import Graph

SMALL = 1e-9
"""Dollars (or a coefficient) below which a difference is rounding."""

Operand: TypeAlias = "Expression | float"
Terms: TypeAlias = dict[int, float]


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value of an amount, dollars."""

    low: float
    high: float


class Leaf:
    """A year's aggregate: so many dollars for each share of the columns it touches.

    Attributes:
        name: Used for the variable of the program, in ``[a-z0-9_]``.
        touched: Numbers of the columns; length n touched.
        amounts: Dollars for each share of them; length n touched.
    """

    __slots__ = ("amounts", "name", "touched")

    def __init__(self, name: str, per_share: np.ndarray) -> None:
        """Keep what is not zero of ``per_share`` (dollars, length n columns)."""
        self.name = name
        self.touched: np.ndarray = np.flatnonzero(per_share)
        self.amounts: np.ndarray = per_share[self.touched]

    def value(self, shares: np.ndarray) -> float:
        """Return the aggregate (dollars) for the shares of each column."""
        return float(self.amounts @ shares[self.touched])


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
            unknown: Expression = NotImplemented  # NumPy raises: the law may not use it
            return unknown
        result: Expression = read(self.graph, *inputs)
        return result

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

    def __mul__(self, factor: Operand) -> Expression:
        """Return the amount times a known factor."""
        if not isinstance(factor, Expression):
            return self._scaled(float(factor))
        if not factor.terms:
            return self._scaled(factor.constant)
        if not self.terms:
            return factor._scaled(self.constant)
        raise TypeError("the product of two decisions is not piecewise linear")

    def _scaled(self, factor: float) -> Expression:
        terms = {n: c * factor for n, c in self.terms.items()}
        return Expression(self.graph, terms, self.constant * factor)

    __rmul__ = __mul__

    def key(self) -> tuple[object, ...]:
        """Return what is the same for two equal amounts, rounding aside."""
        rounded = ((n, float(f"{c:.12g}")) for n, c in sorted(self.terms.items()))
        return (*rounded, round(self.constant, 6))

    def value(self, values: np.ndarray) -> Any:  # noqa: ANN401, a float or an array
        """Return the amount (dollars) when atom n has the value ``values[n]``.

        An array, if ``values`` holds those of several plans, ``atoms x plans``.
        """
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
