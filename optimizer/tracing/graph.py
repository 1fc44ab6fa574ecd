"""The graph of traced rules: atoms made as a rule is read, no more than needed.

Two facts keep it small. A kink that its argument cannot reach is not there at all:
bounds are taken while the rule is read. And a piecewise-linear function of such a
function of ``u`` is again one of ``u``: an allowance that phases out, the base that is
left and rates that rise on it become one function of ``u``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from isoplan.optimizer.tracing.expression import (
    CANCELED,
    SMALL,
    Atom,
    Expression,
    Hinge,
    Leaf,
    LinearForm,
    Max,
    Operand,
    Range,
    Tail,
    Terms,
    Toggle,
    Toggled,
    TracedToggle,
)
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds
from isoplan.optimizer.tracing.labels import Labels, multiple
from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear, mean_of_largest
from isoplan.optimizer.tracing.plan_values import LeafTerms, one_plan
from isoplan.optimizer.tracing.ranges import range_of

if TYPE_CHECKING:
    from isoplan.optimizer.tracing.affine_bounds import AtomBounds

TRACES = True
"""An error points past the frames of this module: see `NotTraceable`."""


class Graph:
    """All atoms of one traced problem, in the order in which they were met.

    An atom's operands always have lower numbers than the atom itself.
    """

    def __init__(self, column_bounds: ColumnBounds) -> None:
        """Start an empty graph over the columns that ``column_bounds`` knows."""
        self.column_bounds = column_bounds
        self.atoms: list[Atom] = []
        self.linear_forms: list[LinearForm] = []
        self._form_of: dict[tuple[tuple[int, float], ...], int] = {}
        self._max_of: dict[tuple[object, ...], int] = {}
        self._toggled_of: dict[tuple[object, ...], int] = {}
        self.toggles: list[int] = []
        self._leaf_of: dict[bytes, int] = {}
        self._names: dict[str, int] = {}
        self.affine_bounds: dict[int, AtomBounds] = {}
        self.differences: dict[tuple[int, int], Range] = {}
        self._leaf_terms: LeafTerms | None = None
        self._without_shares = np.zeros(0)
        self._known_cuts: dict[int, list[Expression]] = {}
        self._ranges: dict[tuple[object, ...], Range] = {}
        self._labels = Labels(self)

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
        touched = np.flatnonzero(per_share)
        if not len(touched):
            return 0.0
        key = _digest(touched, per_share[touched])
        if key not in self._leaf_of:
            self.atoms.append(Leaf(self._unused(name), per_share))
            self._leaf_of[key] = len(self.atoms) - 1
        return Expression(self, {self._leaf_of[key]: 1.0}, 0.0)

    def toggle(self, name: str) -> TracedToggle:
        """Return a toggle for the plan to decide.

        Args:
            name: Used for the variable of the program, in ``[a-z0-9_]``.
        """
        self.atoms.append(Toggle(self._unused(name)))
        self.toggles.append(len(self.atoms) - 1)
        return TracedToggle(self, len(self.atoms) - 1)

    def _unused(self, name: str) -> str:
        """Return a name, with a number where one year of two outcomes has it too."""
        count = self._names.get(name, 0)
        self._names[name] = count + 1
        return f"{name}_again_{count}" if count else name

    def toggled(self, toggle: int, amount: Operand, otherwise: Operand) -> Expression:
        """Return one amount where a toggle is on, the other where not.

        A known difference of the two is a multiple of the toggle.
        """
        otherwise = self.as_expression(otherwise)
        more = self.as_expression(amount) - otherwise
        if not more.terms:
            return otherwise + Expression(self, {toggle: more.constant}, 0.0)
        key = (toggle, *more.key())
        if key not in self._toggled_of:
            inside = self.range_of(more)
            whole = Range(min(inside.low, 0.0), max(inside.high, 0.0))
            self.atoms.append(Toggled(toggle, more, inside, whole))
            self._toggled_of[key] = len(self.atoms) - 1
        return otherwise + Expression(self, {self._toggled_of[key]: 1.0}, 0.0)

    def tail(
        self, amounts: Sequence[Expression], weights: Sequence[float], part: float
    ) -> Expression:
        """Return the mean of the largest part of some amounts (dollars).

        Args:
            amounts: Dollars; length n.
            weights: Probability of each; length n.
            part: Of all, by weight; zero stands for the largest amount alone.
        """
        shares = tuple(weight / sum(weights) for weight in weights)
        found = tuple(self.range_of(amount) for amount in amounts)
        whole = Range(
            *(
                float(mean_of_largest(list(ends), shares, part))
                for ends in zip(*((each.low, each.high) for each in found), strict=True)
            )
        )
        self.atoms.append(Tail(tuple(amounts), shares, part, found, whole))
        return Expression(self, {len(self.atoms) - 1: 1.0}, 0.0)

    def name(self, amount: Operand, label: str) -> None:
        """Name an amount, and with it the atoms that it is made of.

        The first name of an amount counts. A known number takes none.

        Args:
            amount: What a rule has returned.
            label: In ``[a-z0-9_]``.
        """
        if isinstance(amount, Expression):
            self._labels.give(amount, label)

    def name_later(self, naming: Callable[[], None]) -> None:
        """Have amounts named by ``naming`` when a name is first asked for."""
        self._labels.later(naming)

    def name_of(self, number: int) -> str:
        """Return the name of an atom, in ``[a-z0-9_]``; no two have the same."""
        return self._labels.of_atom(number)

    def label_of(self, amount: Expression) -> str | None:
        """Return the name of an amount, if it was given one or is one atom."""
        return self._labels.of(amount)

    def bend_of(self, number: int) -> tuple[str, float, float] | None:
        """Return which named amount bends at a hinge; see :meth:`Labels.of_bend`."""
        return self._labels.of_bend(number)

    def range_of(self, expression: Expression) -> Range:
        """Return the least and greatest value over all plans (dollars)."""
        terms = expression.terms
        if not terms:
            return Range(expression.constant, expression.constant)
        falls = next(iter(terms.values())) < 0.0
        if falls:
            expression = -expression
        key = (*expression.terms.items(), expression.constant)
        if key not in self._ranges:
            self._ranges[key] = range_of(self, expression)
        found = self._ranges[key]
        return Range(0.0 - found.high, 0.0 - found.low) if falls else found

    def _reach_of(self, expression: Expression) -> Range:
        """Return the same range, rounding aside, for whoever asks for its signs.

        A curve asks for one amount less each of its bends, and for multiples of it:
        what differs by a constant or a factor alone is bounded once.
        """
        terms, constant = expression.terms, expression.constant
        if not terms:
            return Range(constant, constant)
        scale = next(iter(terms.values()))
        unit = {n: c / scale for n, c in terms.items()}
        found = self.range_of(Expression(self, unit, 0.0))
        ends = [_sum(constant, scale * end) for end in (found.low, found.high)]
        return Range(*ends) if scale > 0.0 else Range(*reversed(ends))

    def as_piecewise_linear(
        self, expression: Expression
    ) -> tuple[int, PiecewiseLinear] | None:
        """Return the one linear form that an expression depends on, and how.

        None if it bends on several of them, or also moves with something else.
        """
        hinged = {
            atom.form
            for number in expression.terms
            if isinstance(atom := self.atoms[number], Hinge)
        }
        if len(hinged) > 1:
            return None
        if not hinged:
            number, scale = self.linear_form(expression.terms)
            return number, PiecewiseLinear(expression.constant, scale, ())
        (number,) = hinged
        bends: list[tuple[float, float]] = []
        straight: Terms = {}
        for term, coefficient in expression.terms.items():
            atom = self.atoms[term]
            if isinstance(atom, Hinge):
                bends.append((atom.breakpoint, coefficient))
            else:
                straight[term] = coefficient
        slope = multiple(straight, self.linear_forms[number].terms)
        if slope is None:
            return None
        return number, PiecewiseLinear(expression.constant, slope, tuple(sorted(bends)))

    def linear_form(self, terms: Terms) -> tuple[int, float]:
        """Return the number of the linear form of ``terms``, and their scale in it."""
        ordered = sorted(terms.items())
        scale = ordered[0][1]
        key = tuple((number, float(f"{c / scale:.12g}")) for number, c in ordered)
        if key not in self._form_of:
            unit = dict(key)
            self._form_of[key] = len(self.linear_forms)
            self.linear_forms.append(
                LinearForm(unit, self.range_of(Expression(self, unit, 0.0)))
            )
        return self._form_of[key], scale

    def from_piecewise_linear(
        self, number: int, curve: PiecewiseLinear, of: Expression
    ) -> Expression:
        """Return a piecewise-linear function of one linear form as an expression.

        Args:
            number: Of the linear form.
            curve: The function.
            of: The amount whose positive part was asked for.
        """
        form = self.linear_forms[number]
        terms = {n: curve.slope * c for n, c in form.terms.items()}
        for at, bend in curve.bends:
            atom = self._hinge(number, at, of)
            terms[atom] = terms.get(atom, 0.0) + bend
        return Expression(self, terms, curve.at_zero)

    def _hinge(self, number: int, at: float, of: Expression) -> int:
        """Return the atom of one hinge, made when it is first asked for."""
        hinges = self.linear_forms[number].hinges
        key = round(at, 6)
        if key not in hinges:
            self.atoms.append(Hinge(number, at, of))
            hinges[key] = len(self.atoms) - 1
        return hinges[key]

    def positive_part(self, expression: Expression) -> Expression:
        """Return ``max(expression, 0)``, with the kinks it can reach and no others."""
        if not expression.terms:
            return self.constant(max(expression.constant, 0.0))
        found = self._reach_of(expression)
        if found.high <= SMALL:
            return self.constant(0.0)
        if found.low >= -SMALL:
            return expression
        curve = self.as_piecewise_linear(expression)
        if curve is None:
            number, scale = self.linear_form(expression.terms)
            curve = number, PiecewiseLinear(expression.constant, scale, ())
        number, shape = curve
        inside = self.linear_forms[number].range
        positive = shape.positive_part(inside.low, inside.high)
        return self.from_piecewise_linear(number, positive, expression)

    def maximum(self, a: Operand, b: Operand) -> Expression:
        """Return ``max(a, b)``."""
        a, b = self.as_expression(a), self.as_expression(b)
        difference = a - b if b.terms else a - b.constant
        if not difference.terms or not a.terms or not b.terms:
            return b + self.positive_part(difference)
        found = self.range_of(difference)
        if found.high <= SMALL:
            return b
        if found.low >= -SMALL:
            return a
        curve = self.as_piecewise_linear(difference)
        if curve is not None and self._bends_on(b, curve[0]):
            return b + self.positive_part(difference)
        for one, other in ((a, b), (b, a)):
            if other.key() in {each.key() for each in self.upper_bounds(one)}:
                return other
        return self._max(a, b, found)

    def minimum(self, a: Operand, b: Operand) -> Expression:
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
                and self._reach_of(one).low >= -SMALL
                and self._reach_of(one - other).low < -SMALL
            ):
                return other - self.positive_part(inner - one)
        return -self.maximum(-a, -b)

    def upper_bounds(self, expression: Expression) -> list[Expression]:
        """Return amounts that an expression never exceeds, itself first.

        Less a ``max(a, b)``, an amount is at most the same less ``a``, or less ``b``.
        """
        found = [expression]
        for number, coefficient in expression.terms.items():
            atom = self.atoms[number]
            if isinstance(atom, Max) and coefficient == -1.0:
                rest = expression + Expression(self, {number: 1.0}, 0.0)
                found += [rest - atom.a, rest - atom.b]
        return found

    def know_floor(self, amount: Expression, floor: Expression) -> None:
        """Remember that the rules never let ``amount`` fall below ``floor``.

        It adds nothing to the rules, but a relaxation does not see it by itself. Kept
        where the amount is a ``min(a, b)``, which is written as ``-max(-a, -b)``. Where
        the floor is one of its sides, the other one is never the smaller.
        """
        if len(amount.terms) != 1 or amount.constant != 0.0:
            return
        ((number, coefficient),) = amount.terms.items()
        atom = self.atoms[number]
        if not isinstance(atom, Max) or coefficient != -1.0:
            return
        self._known_cuts.setdefault(number, []).append(-floor)
        low, high = atom.difference.low, atom.difference.high
        if (-floor).key() == atom.a.key():
            low = 0.0
        elif (-floor).key() == atom.b.key():
            high = 0.0
        self.atoms[number] = replace(atom, difference=Range(low, high))
        self.affine_bounds.pop(number, None)
        self._ranges.clear()
        self.differences.clear()

    def shared_cuts(self, number: int) -> list[Expression]:
        """Return amounts that neither side of an atom ``max(a, b)`` exceeds.

        Those that are known of both sides by themselves, and the floors that
        :meth:`know_floor` was told of a ``min(a, b)``, with their sign changed.
        """
        atom = self.atoms[number]
        if not isinstance(atom, Max):
            return []
        of_b = {each.key() for each in self.upper_bounds(atom.b)}
        shared = [each for each in self.upper_bounds(atom.a) if each.key() in of_b]
        known = self._known_cuts.get(number, [])
        return list({each.key(): each for each in shared + known}.values())

    def _inside_of_positive_part(self, expression: Expression) -> Expression | None:
        """Return ``c`` if the expression is ``max(c, 0)`` with a kink, or None."""
        curve = self.as_piecewise_linear(expression) if expression.terms else None
        if curve is None or len(curve[1].bends) != 1:
            return None
        number, shape = curve
        line = shape.line_inside_positive_part()
        return (
            None
            if line is None
            else self.from_piecewise_linear(number, line, expression)
        )

    def _bends_on(self, expression: Expression, number: int) -> bool:
        """Return whether an expression moves with one linear form and nothing else."""
        curve = self.as_piecewise_linear(expression)
        return curve is not None and curve[0] == number

    def _max(self, a: Expression, b: Expression, found: Range) -> Expression:
        key = (a.key(), b.key())
        if key not in self._max_of:
            of_a, of_b = self.range_of(a), self.range_of(b)
            whole = Range(max(of_a.low, of_b.low), max(of_a.high, of_b.high))
            self.atoms.append(Max(a, b, found, whole))
            self._max_of[key] = len(self.atoms) - 1
        return Expression(self, {self._max_of[key]: 1.0}, 0.0)

    def as_expression(self, operand: Operand) -> Expression:
        """Return a number or an expression as an expression of this graph."""
        if isinstance(operand, Expression):
            return operand
        return self.constant(float(operand))

    def values(self, shares: np.ndarray, on: Sequence[bool] = ()) -> np.ndarray:
        """Return every atom's true value (dollars) for given shares of each column.

        Args:
            shares: Of each column; length n columns.
            on: Whether each toggle is on; length n toggles.
        """
        leaves = self.leaf_values(shares)
        return np.array(one_plan(self.atoms, self.linear_forms, leaves, on))

    def leaf_values(self, shares: np.ndarray) -> dict[int, float]:
        """Return the aggregate of each leaf (dollars), by its atom.

        A plan uses few of the columns, so only what these add is looked up.

        Args:
            shares: Of each column; length n columns.
        """
        values = self._terms_of_leaves().values(shares).tolist()
        return dict(zip(self._leaf_of.values(), values, strict=True))

    def leaves_at(self, places: np.ndarray) -> dict[int, np.ndarray]:
        """Return what a share of some columns adds to each leaf (dollars), by its atom.

        Args:
            places: Numbers of the columns; length n places, as each answer is.
        """
        amounts = self._terms_of_leaves().at(places)
        return dict(zip(self._leaf_of.values(), amounts, strict=True))

    def _terms_of_leaves(self) -> LeafTerms:
        """Return what each column adds to each leaf, in the order of the leaves."""
        if self._leaf_terms is None or len(self._leaf_of) != self._leaf_terms.leaves:
            atoms = (self.atoms[number] for number in self._leaf_of.values())
            leaves = [atom for atom in atoms if isinstance(atom, Leaf)]
            self._leaf_terms = LeafTerms.of(leaves, self.column_bounds.count)
        return self._leaf_terms

    def values_from(
        self,
        leaves: Mapping[int, float | np.ndarray],
        plans: int | None = None,
        on: Sequence[bool] | np.ndarray = (),
    ) -> np.ndarray:
        """Return every atom's true value (dollars) for given values of all leaves.

        Args:
            leaves: Dollars by leaf, or an array of them for several plans.
            plans: How many plans, if there are several; then ``atoms x plans`` returns.
            on: Whether each toggle is on; length n toggles, or ``toggles x
                plans``.
        """
        values: list[Any] = []
        given = dict(zip(self.toggles, on, strict=True))
        for number, atom in enumerate(self.atoms):
            if isinstance(atom, Leaf):
                values.append(leaves[number])
            elif isinstance(atom, Hinge):
                terms = self.linear_forms[atom.form].terms
                argument = sum(c * values[n] for n, c in terms.items())
                values.append(_larger(argument - atom.breakpoint, 0.0))
            elif isinstance(atom, Toggle):
                values.append(1.0 * given[number])
            elif isinstance(atom, Toggled):
                values.append(values[atom.toggle] * atom.amount.value(values))
            elif isinstance(atom, Tail):
                values.append(atom.value(values))
            else:
                values.append(_larger(atom.a.value(values), atom.b.value(values)))
        if plans is None:
            return np.array(values, dtype=float)
        found = np.empty((len(values), plans))
        for number, value in enumerate(values):
            found[number] = value
        return found

    def values_without_shares(self) -> np.ndarray:
        """Return every atom's value (dollars) when nothing is exercised or sold."""
        known = len(self._without_shares)
        if any(not isinstance(atom, Leaf) for atom in self.atoms[known:]):
            leaves = dict.fromkeys(range(len(self.atoms)), 0.0)
            on = [False] * len(self.toggles)
            self._without_shares = self.values_from(leaves, on=on)
        elif known < len(self.atoms):
            more = np.zeros(len(self.atoms) - known)
            self._without_shares = np.concatenate([self._without_shares, more])
        return self._without_shares


def _sum(a: float, b: float) -> float:
    """Return the sum of two amounts (dollars): zero, where only rounding is left."""
    both = a + b
    return 0.0 if abs(both) <= CANCELED * abs(a) else both


def _larger(a: Any, b: Any) -> Any:  # noqa: ANN401, floats or arrays
    """Return the larger of two amounts: as floats, as long as all plans share them."""
    if isinstance(a, float) and isinstance(b, float):
        return max(a, b)
    return np.maximum(a, b)


def _digest(*arrays: np.ndarray) -> bytes:
    """Return what is the same for equal arrays, and for no others."""
    found = blake2b(digest_size=32)
    for each in arrays:
        found.update(np.ascontiguousarray(each).data)
    return found.digest()
