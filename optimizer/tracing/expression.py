"""An amount that remembers how it was computed: a rule, traced.

NumPy hands every ufunc to :class:`Expression`, so rules build a graph when they are
called with expressions instead of floats. The graph has these kinds of atom:

* a *leaf*: one year's aggregate of the decisions, a known amount for each column;
* a *hinge*: ``max(u - k, 0)`` of one linear form ``u`` and one breakpoint ``k``;
* a *max*: ``max(a, b)`` of two amounts that both depend on decisions;
* a *toggle*, on or off, and what is *toggled*: an amount that counts where one is
  on;
* a *tail*: the mean of the largest part of several amounts (`piecewise_linear.py`).

Everything else is an affine combination of atoms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

import numpy as np

from isoplan.optimizer.tracing.errors import (
    CHOOSE,
    NO_NUMBER,
    PRODUCT,
    QUOTIENT,
    VOCABULARY,
    NotTraceable,
    refuses,
)
from isoplan.optimizer.tracing.piecewise_linear import mean_of_largest
from isoplan.optimizer.tracing.printing import sum_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds

TRACES = True
"""An error points past the frames of this module: see `NotTraceable`."""
SMALL = 1e-9
"""Dollars (or a coefficient) below which a difference is rounding."""
CANCELED = 1e-11
"""Part of a coefficient below which a sum is rounding: linear forms hold 12 digits."""

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

    def __repr__(self) -> str:
        """Return the name, with the number of columns."""
        return f"{self.name}, a sum over {len(self.touched):,} columns"

    def value(self, shares: np.ndarray) -> float:
        """Return the aggregate (dollars) for the shares of each column."""
        return float(self.amounts @ shares[self.touched])


@dataclass(slots=True)
class LinearForm:
    """What a hinge bends on: an affine combination of atoms, without a constant.

    Attributes:
        terms: Coefficient by atom; scaled so that the first one is 1.
        range: Its least and greatest value.
        hinges: Atoms of its hinges by breakpoint.
    """

    terms: Terms
    range: Range
    hinges: dict[float, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Hinge:
    """``max(u - breakpoint, 0)`` of linear form number ``form``.

    Attributes:
        form: Number of the linear form ``u``.
        breakpoint: Where it bends, dollars of ``u``.
        of: The amount whose positive part was asked for when the hinge was made: what
            it is so many dollars more or less than gives the hinge its name.
    """

    form: int
    breakpoint: float
    of: Expression

    def __repr__(self) -> str:
        """Return what it is the positive part of."""
        graph = self.of.graph
        terms = graph.linear_forms[self.form].terms
        return f"max({Expression(graph, terms, -self.breakpoint)}, 0)"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Max:
    """``max(a, b)``, with its range and that of ``a - b``."""

    a: Expression
    b: Expression
    difference: Range
    range: Range

    def __repr__(self) -> str:
        """Return both sides."""
        return f"max({self.a}, {self.b})"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Toggle:
    """A choice of the plan as a number: one where it is on, zero where off.

    Attributes:
        name: Used for the variable of the program, in ``[a-z0-9_]``.
        range: Zero and one.
    """

    name: str
    range: Range = Range(0.0, 1.0)

    def __repr__(self) -> str:
        """Return its name."""
        return self.name


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Toggled:
    """An amount that counts where a toggle is on, and is zero where not.

    Attributes:
        toggle: Number of the toggle.
        amount: What counts.
        inside: Range of the amount.
        range: Of the atom itself: zero is in it.
    """

    toggle: int
    amount: Expression
    inside: Range
    range: Range

    def __repr__(self) -> str:
        """Return the amount and the toggle."""
        return f"({self.amount} if {self.amount.graph.name_of(self.toggle)})"


@dataclass(frozen=True, slots=True, eq=False)
class TracedToggle:
    """A toggle that the plan decides; a rule asks for it as for a truth value.

    Attributes:
        graph: Holds its atom.
        number: Of the binary atom.
    """

    graph: Atoms
    number: int

    def choose(self, amount: Operand, otherwise: Operand) -> Expression:
        """Return ``amount`` where the toggle is on, ``otherwise`` where not."""
        return self.graph.toggled(self.number, amount, otherwise)

    def __bool__(self) -> bool:
        """Refuse: which way it goes is for the plan to decide."""
        raise NotTraceable("bool() or `if`", CHOOSE)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Tail:
    """The mean of the largest part of several amounts.

    Attributes:
        amounts: Dollars; length n.
        weights: Probability of each, adding up to one; length n.
        part: Of all, by weight; zero stands for the largest amount alone.
        ranges: Of each amount; length n.
        range: Of the mean.
    """

    amounts: tuple[Expression, ...]
    weights: tuple[float, ...]
    part: float
    ranges: tuple[Range, ...]
    range: Range

    def __repr__(self) -> str:
        """Return how many amounts it is a mean of, and of which part."""
        return f"mean of the largest {self.part:g} of {len(self.amounts)} amounts"

    def value(self, values: np.ndarray) -> np.ndarray:
        """Return the mean (dollars) when atom n has the value ``values[n]``.

        An array, if ``values`` holds those of several plans, ``atoms x plans``.
        """
        amounts = [amount.value(values) for amount in self.amounts]
        return mean_of_largest(amounts, self.weights, self.part)


Atom: TypeAlias = Leaf | Hinge | Max | Toggle | Toggled | Tail


class Atoms(Protocol):
    """What an expression, and whoever reads one, asks of the graph it belongs to."""

    atoms: list[Atom]
    linear_forms: list[LinearForm]
    column_bounds: ColumnBounds

    def constant(self, value: float) -> Expression:
        """Return a known amount (dollars) as an expression."""
        raise NotImplementedError

    def as_expression(self, operand: Operand) -> Expression:
        """Return a number or an expression as an expression."""
        raise NotImplementedError

    def leaf(self, name: str, per_share: np.ndarray) -> Operand:
        """Return an aggregate of the columns (dollars a share)."""
        raise NotImplementedError

    def linear_form(self, terms: Terms) -> tuple[int, float]:
        """Return the number of the linear form of terms, and their scale in it."""
        raise NotImplementedError

    def maximum(self, a: Operand, b: Operand) -> Expression:
        """Return ``max(a, b)``."""
        raise NotImplementedError

    def minimum(self, a: Operand, b: Operand) -> Expression:
        """Return ``min(a, b)``."""
        raise NotImplementedError

    def toggled(self, toggle: int, amount: Operand, otherwise: Operand) -> Expression:
        """Return one amount where a toggle is on, the other where not."""
        raise NotImplementedError

    def range_of(self, expression: Expression) -> Range:
        """Return the least and greatest value over all plans (dollars)."""
        raise NotImplementedError

    def name_of(self, number: int) -> str:
        """Return the name of an atom."""
        raise NotImplementedError


class Expression:
    """A sum of atoms and a constant: what a rule said, not yet a number (dollars).

    Attributes:
        graph: Holds the atoms.
        terms: Coefficient by atom.
        constant: Dollars.
        shifted: The amount of which this is so many dollars more or less, if it was
            made so: ``amount - 10_000`` remembers the amount.
    """

    __slots__ = ("constant", "graph", "shifted", "terms")

    def __init__(
        self,
        graph: Atoms,
        terms: Terms,
        constant: float,
        shifted: Expression | None = None,
    ) -> None:
        """Hold ``constant`` plus coefficient times atom for each of ``terms``."""
        self.graph = graph
        self.terms = {n: c for n, c in terms.items() if abs(c) > SMALL}
        self.constant = constant
        self.shifted = shifted

    def __repr__(self) -> str:
        """Return the sum in the names of its atoms."""
        named = ((self.graph.name_of(n), c) for n, c in self.terms.items())
        return sum_in_words(named, len(self.terms), self.constant)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Operand, **kwargs: object
    ) -> Expression:
        """Read add, subtract, multiply, divide, negative, maximum and minimum.

        Raises:
            NotTraceable: For any other, and for ``reduce``, ``out`` and their like.
        """
        read = _MEANING.get(ufunc)
        if read is None:
            raise NotTraceable(f"np.{ufunc.__name__}", VOCABULARY)
        if method != "__call__" or kwargs:
            how = "" if method == "__call__" else f".{method}"
            given = f" with {', '.join(sorted(kwargs))}" if kwargs else ""
            raise NotTraceable(f"np.{ufunc.__name__}{how}{given}", VOCABULARY)
        result: Expression = read(self.graph, *inputs)
        return result

    def __array_function__(
        self, function: Callable[..., object], *_: object
    ) -> NoReturn:
        """Refuse NumPy's functions that are no ufuncs: ``np.where`` and so on."""
        raise NotTraceable(f"np.{function.__name__}", VOCABULARY)

    def _made(
        self, terms: Terms, constant: float, shifted: Expression | None = None
    ) -> Expression:
        """Return an expression of the same graph, of terms that are all above rounding.

        They may be shared: nothing ever changes the terms of an expression.
        """
        made = object.__new__(Expression)
        made.graph, made.terms, made.constant = self.graph, terms, constant
        made.shifted = shifted
        return made

    def _plus(self, other: Expression, sign: float) -> Expression:
        """Return the sum with another expression, or the difference."""
        terms = self.terms.copy()
        for number, coefficient in other.terms.items():
            coefficient *= sign
            there = terms.get(number)
            if there is None:
                terms[number] = coefficient
                continue
            both = there + coefficient
            if abs(both) <= max(CANCELED * abs(coefficient), SMALL):
                del terms[number]
            else:
                terms[number] = both
        return self._made(terms, self.constant + sign * other.constant)

    def __add__(self, other: Operand) -> Expression:
        """Return the sum."""
        if isinstance(other, Expression):
            return self._plus(other, 1.0)
        return self._made(self.terms, self.constant + float(other), self)

    __radd__ = __add__

    def __neg__(self) -> Expression:
        """Return the amount with its sign changed."""
        return self * -1.0

    def __sub__(self, other: Operand) -> Expression:
        """Return the difference."""
        if isinstance(other, Expression):
            return self._plus(other, -1.0)
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
        raise NotTraceable("* of two amounts", PRODUCT)

    def _scaled(self, factor: float) -> Expression:
        terms = {
            n: more for n, c in self.terms.items() if abs(more := c * factor) > SMALL
        }
        return self._made(terms, self.constant * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Operand) -> Expression:
        """Return the amount divided by a known number."""
        if isinstance(divisor, Expression):
            if divisor.terms:
                raise NotTraceable("/ by an amount", QUOTIENT)
            divisor = divisor.constant
        return self._scaled(1.0 / float(divisor))

    def __rtruediv__(self, dividend: Operand) -> Expression:
        """Return a number divided by the amount, if that is known."""
        return self.graph.as_expression(dividend) / self

    def __eq__(self, other: object) -> NoReturn:
        """Refuse: two amounts are compared by :meth:`key`, not by value."""
        raise NotTraceable("==", CHOOSE)

    def __ne__(self, other: object) -> NoReturn:
        """Refuse, as for ``==``."""
        raise NotTraceable("!=", CHOOSE)

    __hash__ = object.__hash__
    __lt__ = refuses("<", CHOOSE)
    __le__ = refuses("<=", CHOOSE)
    __gt__ = refuses(">", CHOOSE)
    __ge__ = refuses(">=", CHOOSE)
    __bool__ = refuses("bool() or `if`", CHOOSE)
    __abs__ = refuses("abs()", CHOOSE)
    __float__ = refuses("float()", NO_NUMBER)
    __int__ = refuses("int()", NO_NUMBER)
    __round__ = refuses("round()", VOCABULARY)
    __floor__ = refuses("math.floor()", VOCABULARY)
    __ceil__ = refuses("math.ceil()", VOCABULARY)
    __trunc__ = refuses("math.trunc()", VOCABULARY)
    __floordiv__ = __rfloordiv__ = refuses("//", VOCABULARY)
    __mod__ = __rmod__ = refuses("%", VOCABULARY)
    __pow__ = __rpow__ = refuses("**", PRODUCT)

    def key(self) -> tuple[object, ...]:
        """Return what is the same for two equal amounts, rounding aside."""
        rounded = ((n, float(f"{c:.12g}")) for n, c in sorted(self.terms.items()))
        return (*rounded, round(self.constant, 6))

    def value(self, values: np.ndarray) -> Any:  # noqa: ANN401, a float or an array
        """Return the amount (dollars) when atom n has the value ``values[n]``.

        An array, if ``values`` holds those of several plans, ``atoms x plans``.
        """
        return self.constant + sum(c * values[n] for n, c in self.terms.items())


def total(graph: Atoms, amounts: Iterable[Operand]) -> Expression:
    """Return the sum of many amounts (dollars)."""
    result = graph.constant(0.0)
    for amount in amounts:
        result = result + amount
    return result


_MEANING: dict[np.ufunc, Callable[..., Expression]] = {
    np.add: lambda graph, a, b: graph.as_expression(a) + b,
    np.subtract: lambda graph, a, b: graph.as_expression(a) - b,
    np.multiply: lambda graph, a, b: graph.as_expression(a) * b,
    np.divide: lambda graph, a, b: graph.as_expression(a) / b,
    np.negative: lambda _, a: -a,
    np.maximum: lambda graph, a, b: graph.maximum(a, b),
    np.minimum: lambda graph, a, b: graph.minimum(a, b),
}
