"""Kinks of a traced amount that bend together, with the sides they can take at once.

An allowance that shrinks, what is left above it and rates by bands on the rest bend
at different points, but all of them on the same argument: where that lies, all sides
are known. So all hinges of a linear form, and of every form that is itself a curve of
it, are put into one group, and each stretch of the form between two bends is one
segment of the group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from isoplan.optimizer.tracing.expression import (
    SMALL,
    Atoms,
    Expression,
    Hinge,
    LinearForm,
    Range,
    Terms,
)
from isoplan.optimizer.tracing.piecewise_linear import PiecewiseLinear

Floor = tuple[Expression, float]
"""An amount that rises with one linear form alone, and what it never falls below."""


@dataclass(frozen=True)
class Kinks:
    """Hinges that bend together.

    Attributes:
        graph: Holds the atoms.
        group: The forms that they bend on.
        inside: Range of the first of these forms.
        hinges: Their atoms.
    """

    graph: Atoms
    group: "_Group"
    inside: Range
    hinges: list[int]

    @cached_property
    def segments(self) -> list[list[Terms]]:
        """Return for each segment what stands in place of each hinge.

        Coefficients of other atoms. Worked out when first asked for: an amount meets
        few of the kinks of its graph.
        """
        return _segments(self.graph, self.group, self.inside)


@dataclass(slots=True)
class _Group:
    """A form and the linear forms that are curves of it, itself first.

    Attributes:
        number: Of the form.
        curves: By form, what it is as a function of the first one; inner ones
            stand before those that are made of them.
    """

    number: int
    curves: dict[int, list[PiecewiseLinear]] = field(default_factory=dict)


def kinks_of(graph: Atoms, floors: Iterable[Floor] = ()) -> dict[int, Kinks]:
    """Return all kinks of a graph, by the first atom of their form's hinges.

    When atoms are put in from the last to the first, a group's turn comes when nothing
    after its first hinge is left but the group itself.

    Args:
        graph: Holds the atoms.
        floors: What is known of the points that count, beyond the graph's own ranges.
    """
    least = dict(found for each in floors if (found := _least_argument(*each)))
    kinks: dict[int, Kinks] = {}
    for group in _groups(graph):
        form = graph.linear_forms[group.number]
        inside = form.range
        low = max(inside.low, least.get(group.number, inside.low))
        first = min(form.hinges.values())
        hinges = list(_hinges(graph, group))
        kinks[first] = Kinks(graph, group, Range(low, inside.high), hinges)
    return kinks


def _groups(graph: Atoms) -> list[_Group]:
    """Return the linear forms that bend, each with those that are curves of it."""
    group_of: dict[int, _Group] = {}
    for number, form in enumerate(graph.linear_forms):
        if not form.hinges:
            continue
        group_of[number] = _Group(number, {number: []})
        for other in _bent_by(graph, form):
            curve = _as_curve_of(graph, form.terms, other)
            if curve is not None and other in group_of:
                group_of[number] = group = group_of[other]
                group.curves[number] = [*group.curves[other], curve]
                break
    return list({id(group): group for group in group_of.values()}.values())


def _bent_by(graph: Atoms, form: LinearForm) -> list[int]:
    """Return the linear forms whose hinges are among the terms of another one."""
    atoms = (graph.atoms[number] for number in form.terms)
    return list({atom.form: None for atom in atoms if isinstance(atom, Hinge)})


def _as_curve_of(
    graph: Atoms, terms: Mapping[int, float], other: int
) -> PiecewiseLinear | None:
    """Return some terms as a curve of a form; None if they move with more."""
    hinges = {number: at for at, number in graph.linear_forms[other].hinges.items()}
    straight = {n: c for n, c in terms.items() if n not in hinges}
    unit = graph.linear_forms[other].terms
    first = next(iter(unit))
    slope = straight.get(first, 0.0) / unit[first]
    if any(
        abs(straight.get(n, 0.0) - slope * unit.get(n, 0.0)) > SMALL
        for n in straight.keys() | unit.keys()
    ):
        return None
    bends = sorted((hinges[n], c) for n, c in terms.items() if n in hinges)
    return PiecewiseLinear(0.0, slope, tuple(bends))


def _hinges(graph: Atoms, group: _Group) -> dict[int, tuple[int, float]]:
    """Return the form and the breakpoint of each hinge of a group, by its atom."""
    return {
        atom: (number, at)
        for number in group.curves
        for at, atom in graph.linear_forms[number].hinges.items()
    }


def _segments(graph: Atoms, group: _Group, inside: Range) -> list[list[Terms]]:
    """Return the segments of a group inside a range of its form."""
    hinges = _hinges(graph, group)
    bends = {
        u
        for number, at in hinges.values()
        for u in _where(group.curves[number], at, inside)
    }
    corners = [inside.low, *sorted(bends), inside.high]
    return [
        _segment(graph, group, hinges, (left + right) / 2.0)
        for left, right in pairwise(corners)
    ]


def _segment(
    graph: Atoms, group: _Group, hinges: Mapping[int, tuple[int, float]], u: float
) -> list[Terms]:
    """Return what each hinge of a group is where its form has the value ``u``."""
    value = {number: _through(curves, u) for number, curves in group.curves.items()}
    found: dict[int, Terms] = {}
    for atom, (number, at) in hinges.items():
        found[atom] = {}
        if value[number] <= at:
            continue
        for inner, coefficient in graph.linear_forms[number].terms.items():
            for n, c in found.get(inner, {inner: 1.0}).items():
                found[atom][n] = found[atom].get(n, 0.0) + coefficient * c
    return list(found.values())


def _through(curves: Iterable[PiecewiseLinear], u: float) -> float:
    """Return the value of curves of curves at ``u``."""
    for curve in curves:
        u = curve(u)
    return u


def _where(curves: list[PiecewiseLinear], value: float, inside: Range) -> list[float]:
    """Return where curves of curves have a value, strictly inside a range."""
    found = [value]
    for curve in reversed(curves):
        found = [u for each in found for u in _crossings(curve, each)]
    return [u for u in found if inside.low < u < inside.high]


def _crossings(curve: PiecewiseLinear, value: float) -> list[float]:
    """Return where a curve has a value, on any of its lines."""
    ends = [-float("inf"), *(at for at, _ in curve.bends), float("inf")]
    constant, slope, found = curve.at_zero, curve.slope, []
    bends = [*curve.bends, (0.0, 0.0)]
    for (left, right), (at, bend) in zip(pairwise(ends), bends, strict=True):
        if slope and left <= (u := (value - constant) / slope) <= right:
            found.append(u)
        constant, slope = constant - bend * at, slope + bend
    return found


def _least_argument(amount: Expression, floor: float) -> tuple[int, float] | None:
    """Return the form of an amount, and where it reaches its floor.

    None if it moves with several linear forms, or does not rise with the one.
    """
    for number, form in enumerate(amount.graph.linear_forms):
        shape = _as_curve_of(amount.graph, amount.terms, number)
        if shape is None:
            continue
        low, high = form.range.low, form.range.high
        values = [shape(corner) for corner in shape.corners(low, high)]
        if any(after < before for before, after in pairwise(values)):
            return None
        reached = [u for u in _crossings(shape, floor - amount.constant) if u >= low]
        return number, min(reached, default=low)
    return None
