"""Where traced amounts bend along one way through the plans: exactly, not by a grid.

Along a way the shares of the columns move with one number, in straight lines. So does
every atom until its argument changes sign. Between two points at which no argument has
changed sign every amount is a line, and where one has, the first such atom in order is
made of lines alone: the point at which it turns follows from its values at both ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.tracing.expression import Expression, Hinge, Leaf, Max
from isoplan.optimizer.tracing.graph import Graph

ROUNDING = 1e-6
"""Dollars of an argument that count as none."""
NEAREST_POINTS = 1e-7
"""Shares between two points that are the same."""


@dataclass(frozen=True, slots=True)
class Way:
    """Columns that fill one after the other.

    Attributes:
        starts: Shares of the way at which each column begins to fill; length n columns.
        sizes: Shares that it takes; length n columns.
    """

    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def in_order(cls, sizes: Sequence[float]) -> "Way":
        """Return the way that fills columns of some sizes in their order."""
        taken = np.array(sizes, dtype=float)
        return cls(np.cumsum(taken) - taken, taken)

    @property
    def length(self) -> float:
        """Return the shares of the whole way."""
        return float(self.sizes.sum())

    def shares(self, points: np.ndarray) -> np.ndarray:
        """Return the shares of each column at some points, ``columns x points``."""
        filled = points[None, :] - self.starts[:, None]
        shares: np.ndarray = np.clip(filled, 0.0, self.sizes[:, None])
        return shares


@dataclass(frozen=True, slots=True)
class Bends:
    """The points between which every traced amount is a line, with their values.

    Attributes:
        points: Shares of the way, rising from zero to its length.
        values: Of every atom at each of them (dollars), ``atoms x points``.
    """

    points: np.ndarray
    values: np.ndarray

    def of(self, amount: Expression | float) -> np.ndarray:
        """Return an amount (dollars) at every point."""
        found = amount.value(self.values) if isinstance(amount, Expression) else amount
        return np.broadcast_to(np.asarray(found, dtype=float), self.points.shape)


def bends_along(graph: Graph, way: Way, also: Sequence[Expression] = ()) -> Bends:
    """Return all points of a way at which some atom of a graph bends.

    Args:
        graph: Without toggles.
        way: Through plans that the graph's bounds allow.
        also: Amounts whose changes of sign are wanted as well.
    """
    ends = np.concatenate([[0.0], way.starts[way.sizes > 0.0], [way.length]])
    points = np.unique(ends)
    while True:
        values = graph.values_from(_leaves(graph, way.shares(points)), len(points))
        bending = [argument for _, argument in arguments(graph, values)]
        found = _turns(points, [*bending, *_of(also, values)])
        wider = np.unique(np.concatenate([points, found]))
        wider = wider[np.diff(wider, prepend=-1.0) > NEAREST_POINTS]
        if len(wider) == len(points):
            return Bends(points, values)
        points = wider


def _leaves(graph: Graph, shares: np.ndarray) -> Mapping[int, np.ndarray]:
    return {
        number: atom.amounts @ shares[atom.touched]
        for number, atom in enumerate(graph.atoms)
        if isinstance(atom, Leaf)
    }


def _of(amounts: Sequence[Expression], values: np.ndarray) -> list[np.ndarray]:
    return [np.asarray(each.value(values), dtype=float) for each in amounts]


def arguments(graph: Graph, values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the atoms that bend, in their order, with what turns each by its sign.

    Args:
        graph: Holds the atoms.
        values: Of every atom (dollars), ``atoms x points``.
    """
    for number, atom in enumerate(graph.atoms):
        if isinstance(atom, Hinge):
            terms = graph.linear_forms[atom.form].terms
            u = np.asarray(sum(c * values[n] for n, c in terms.items()))
            yield number, u - atom.breakpoint
        elif isinstance(atom, Max):
            yield number, np.asarray(atom.a.value(values) - atom.b.value(values))


def _turns(points: np.ndarray, arguments: Sequence[np.ndarray]) -> np.ndarray:
    """Return where the first argument to do so changes sign between two points."""
    found = np.full(len(points) - 1, np.nan)
    for argument in arguments:
        values = np.broadcast_to(argument, points.shape)
        left, right = values[:-1], values[1:]
        signs = np.minimum(np.abs(left), np.abs(right)) > ROUNDING
        turns = np.isnan(found) & signs & (left * right < 0.0)
        if turns.any():
            part = left[turns] / (left[turns] - right[turns])
            found[turns] = points[:-1][turns] + part * np.diff(points)[turns]
    inside: np.ndarray = found[~np.isnan(found)]
    return inside
