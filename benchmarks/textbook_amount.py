"""An amount that writes itself into a program as a textbook would.

NumPy hands every ufunc to :class:`TextbookAmount`, so the project's own law writes the
program when it is called with such amounts. Sums stay sums. Each ``max(a, b)`` becomes
a variable, a binary and four rows: ::

    y >= a    y >= b    y <= a + M (1 - side)    y <= b + M side

with one big-M a year taken from totals; or, with ``intervals``, with the least and the
greatest value that interval arithmetic gives ``a - b`` where that is less, and without
a binary where its sign is known. Nothing is known of what the objective pulls at, or of
schedules that share an argument; only the same ``max`` of the same two amounts is not
written twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pulp

if TYPE_CHECKING:
    from collections.abc import Callable

THOUSAND = 1000.0
SMALL = 1e-9
"""A coefficient below which it is rounding."""

Operand: TypeAlias = "TextbookAmount | float"
Terms: TypeAlias = dict[pulp.LpVariable, float]


class TextbookAmount:
    """A sum of variables, in thousands of dollars, and a constant in dollars."""

    __slots__ = ("constant", "terms", "writer")

    def __init__(
        self, writer: TextbookWriter, terms: Terms, constant: float = 0.0
    ) -> None:
        """Hold the coefficients by variable, and the constant (dollars)."""
        self.writer = writer
        self.terms = {v: c for v, c in terms.items() if abs(c) > SMALL}
        self.constant = constant

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Operand, **kwargs: object
    ) -> TextbookAmount:
        """Read add, subtract, multiply, negative, maximum and minimum."""
        read = _MEANING.get(ufunc)
        if read is None or method != "__call__" or kwargs:
            unknown: TextbookAmount = NotImplemented
            return unknown
        return read(*(self.writer.amount(operand) for operand in inputs))

    def __add__(self, other: Operand) -> TextbookAmount:
        """Return the sum."""
        added = self.writer.amount(other)
        terms = dict(self.terms)
        for variable, coefficient in added.terms.items():
            terms[variable] = terms.get(variable, 0.0) + coefficient
        return TextbookAmount(self.writer, terms, self.constant + added.constant)

    __radd__ = __add__

    def __neg__(self) -> TextbookAmount:
        """Return the amount with its sign changed."""
        return self * -1.0

    def __sub__(self, other: Operand) -> TextbookAmount:
        """Return the difference."""
        return self + -self.writer.amount(other)

    def __rsub__(self, other: Operand) -> TextbookAmount:
        """Return the difference with a number."""
        return -self + other

    def __mul__(self, other: Operand) -> TextbookAmount:
        """Return the amount times a known factor."""
        factor, moving = self.writer.amount(other), self
        if factor.terms:
            factor, moving = self, factor
        if factor.terms:
            raise TypeError("the product of two decisions is not piecewise linear")
        known = factor.constant
        terms = {v: c * known for v, c in moving.terms.items()}
        return TextbookAmount(self.writer, terms, moving.constant * known)

    __rmul__ = __mul__

    def key(self) -> tuple[object, ...]:
        """Return what is the same for two equal amounts."""
        terms = sorted((v.name, c) for v, c in self.terms.items())
        return (*terms, self.constant)


class TextbookWriter:
    """Adds variables and rows, named by year and number.

    Attributes:
        problem: What is written.
        binaries: One for each ``max`` or ``min``.
        year: The tax year being written, for names.
        big_m: No two amounts compared in that year differ by more, dollars.
        intervals: Whether interval arithmetic may say so more closely.
    """

    def __init__(self, *, intervals: bool) -> None:
        """Begin an empty program."""
        self.intervals = intervals
        self.problem = pulp.LpProblem("textbook", pulp.LpMinimize)
        self.binaries: list[pulp.LpVariable] = []
        self.year = 0
        self.big_m = 0.0
        self._written: dict[tuple[object, ...], TextbookAmount] = {}
        self._ranges: dict[pulp.LpVariable, tuple[float, float]] = {}

    def amount(self, value: Operand) -> TextbookAmount:
        """Return a number as an amount; an amount as it is."""
        if isinstance(value, TextbookAmount):
            return value
        return TextbookAmount(self, {}, float(value))

    def named(
        self, name: str, value: TextbookAmount, low: float, high: float
    ) -> TextbookAmount:
        """Return a variable of its own for an amount between ``low`` and ``high``."""
        result = self._variable(name, low, high)
        self.add_row(f"is_{name}", result - value, pulp.LpConstraintEQ)
        return result

    def _variable(self, name: str, low: float, high: float) -> TextbookAmount:
        """Add a variable and remember its range (dollars)."""
        variable = self.problem.add_variable(name)
        self._ranges[variable] = low, high
        return TextbookAmount(self, {variable: 1.0})

    def range_of(self, amount: TextbookAmount) -> tuple[float, float]:
        """Return the least and the greatest value, by interval arithmetic (dollars)."""
        low = high = amount.constant
        for variable, coefficient in amount.terms.items():
            ends = [coefficient * end for end in self._ranges[variable]]
            low, high = low + min(ends), high + max(ends)
        return low, high

    def greater(self, a: TextbookAmount, b: TextbookAmount) -> TextbookAmount:
        """Return ``max(a, b)``; without a binary where the larger one is known."""
        difference = a - b
        low, high = self.range_of(difference)
        if difference.terms:
            low = max(low, -self.big_m) if self.intervals else -self.big_m
            high = min(high, self.big_m) if self.intervals else self.big_m
        if low >= 0 or high <= 0:
            return a if low >= 0 else b
        key = (a.key(), b.key())
        if key not in self._written:
            self._written[key] = self._greater(a, b, low, high)
        return self._written[key]

    def _greater(
        self, a: TextbookAmount, b: TextbookAmount, low: float, high: float
    ) -> TextbookAmount:
        """Write ``max(a, b)``, where ``a - b`` is between ``low`` and ``high``."""
        detail = f"{self.year}_{len(self.binaries)}"
        ranges = zip(self.range_of(a), self.range_of(b), strict=True)
        result = self._variable(f"greater_{detail}", *map(max, ranges))
        side = self.problem.add_variable(f"side_{detail}", cat=pulp.LpBinary)
        self.binaries.append(side)
        under_a = TextbookAmount(self, {side: -low / THOUSAND})
        under_b = TextbookAmount(self, {side: high / THOUSAND})
        most, least = pulp.LpConstraintLE, pulp.LpConstraintGE
        self.add_row(f"floor_a_{detail}", result - a, least)
        self.add_row(f"floor_b_{detail}", result - b, least)
        self.add_row(f"top_a_{detail}", result - a + low + under_a, most)
        self.add_row(f"top_b_{detail}", result - b - under_b, most)
        return result

    def add_row(self, name: str, amount: TextbookAmount, sense: int) -> None:
        """Add ``amount (sense) 0``."""
        terms = pulp.LpAffineExpression(list(amount.terms.items()))
        limit = -amount.constant / THOUSAND
        self.problem.addConstraint(pulp.LpConstraint(terms, sense, name, limit))


_MEANING: dict[np.ufunc, Callable[..., TextbookAmount]] = {
    np.add: lambda a, b: a + b,
    np.subtract: lambda a, b: a - b,
    np.multiply: lambda a, b: a * b,
    np.negative: lambda a: -a,
    np.maximum: lambda a, b: a.writer.greater(a, b),
    np.minimum: lambda a, b: -a.writer.greater(-a, -b),
}
