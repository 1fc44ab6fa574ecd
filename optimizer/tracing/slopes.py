"""By how much a traced amount can move with its leaves, wherever they stand.

A traced amount is piecewise linear: at every point each of its kinks lies on one side,
and what is left is a linear form of the leaves. Here the sides are put in, from the
last atom to the first, and every form that this leaves is kept. An atom that occurs
twice takes the same side twice, so what one part adds and another one takes away is
gone, as in the rule itself; and all hinges of one direction, and of what is a curve of
it, take their sides together (`kinks.py`). Whether the sides of other kinks can be
taken at once is not asked: the forms are all there are and a few more, so bounds taken
from them hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.tracing.expression import Atoms, Expression, Leaf, Max, Range
from isoplan.optimizer.tracing.kinks import Floor, Kinks, kinks_of

MOST_FORMS = 5_000
"""Forms above which the sides that are left are not put in one by one: a form then
holds the range of its slopes over all of them, which is wider."""
DECIMALS = 9
"""To which two slopes must agree to be one."""

Move = Mapping[int, float]
"""By how much each leaf moves, by its atom."""


def slopes(
    amounts: Sequence[Expression], moves: Sequence[Move], floors: Iterable[Floor] = ()
) -> Range:
    """Return the least and greatest slope of any of some amounts along several moves.

    Args:
        amounts: Traced in one graph, one or more; dollars.
        moves: Ways in which the leaves move together.
        floors: What is known of the points that count, beyond the leaves' own ranges.

    Returns:
        Dollars for each unit of a move; the hull over all amounts, moves and points.
    """
    graph = amounts[0].graph
    steps = np.array([_row(graph, move) for move in moves]).T
    forms = linear_forms(amounts, floors, moving=np.any(steps != 0.0, axis=1))
    found = _times(forms, steps)
    return Range(float(found.low.min()), float(found.high.max()))


@dataclass(frozen=True, slots=True)
class Forms:
    """Linear forms of atoms, each with a range for every slope.

    Attributes:
        low: Least slope; forms x atoms.
        high: Greatest slope; forms x atoms. The same, as long as all sides are put in.
    """

    low: np.ndarray
    high: np.ndarray

    @property
    def exact(self) -> bool:
        """Return whether every slope is one number."""
        return self.low is self.high

    def use(self) -> np.ndarray:
        """Return whether any form has each atom; length n atoms."""
        used: np.ndarray = self.low.any(axis=0)
        return used if self.exact else used | self.high.any(axis=0)


def linear_forms(
    amounts: Sequence[Expression],
    floors: Iterable[Floor] = (),
    moving: np.ndarray | None = None,
) -> Forms:
    """Return every linear form of the leaves that traced amounts can be.

    Args:
        amounts: Traced in one graph, one or more; dollars.
        floors: What is known of the points that count.
        moving: Whether each atom is a leaf that moves; the slopes with others are left
            out. All leaves count if left out itself.

    Returns:
        Slopes with the leaves; those with all other atoms are zero.
    """
    graph = amounts[0].graph
    still = np.array([isinstance(atom, Leaf) for atom in graph.atoms], dtype=bool)
    still &= ~moving if moving is not None else False
    kinks = kinks_of(graph, floors)
    first = _distinct(np.array([_row(graph, amount.terms) for amount in amounts]))
    forms = Forms(first, first)
    used = forms.use()
    for number in reversed(range(len(graph.atoms))):
        atom = graph.atoms[number]
        if isinstance(atom, Max) and used[number]:
            sides = [_row(graph, side.terms)[None, :] for side in (atom.a, atom.b)]
            forms = _put_in(forms, [number], sides, still)
        elif number in kinks and used[kinks[number].hinges].any():
            forms = _put_in_kinks(graph, forms, kinks[number], still)
        else:
            continue
        used = forms.use()
    return forms


def _row(graph: Atoms, terms: Mapping[int, float]) -> np.ndarray:
    row = np.zeros(len(graph.atoms))
    row[list(terms)] = list(terms.values())
    return row


def _put_in_kinks(graph: Atoms, forms: Forms, kinks: Kinks, still: np.ndarray) -> Forms:
    """Return the forms with each segment of some kinks in their place."""
    segments = [
        np.array([_row(graph, terms) for terms in segment])
        for segment in kinks.segments
    ]
    return _put_in(forms, kinks.hinges, segments, still)


def _put_in(
    forms: Forms, atoms: list[int], ways: list[np.ndarray], still: np.ndarray
) -> Forms:
    """Return the forms with other atoms in place of some.

    Args:
        forms: What they stand in.
        atoms: Numbers of the atoms; length n.
        ways: What may stand in their place, together; each n x atoms.
        still: Whether each atom is a leaf that does not move.
    """
    of_atoms = Forms(forms.low[:, atoms], forms.high[:, atoms])
    if forms.exact:
        of_atoms = Forms(of_atoms.low, of_atoms.low)
    added = [_times(of_atoms, np.where(still, 0.0, way)) for way in ways]
    low, high = forms.low.copy(), forms.high.copy()
    low[:, atoms] = high[:, atoms] = 0.0
    if forms.exact and len(low) <= MOST_FORMS:
        each = np.concatenate([low + way.low for way in added])
        distinct = _distinct(each)
        return Forms(distinct, distinct)
    return Forms(
        low + np.min([way.low for way in added], axis=0),
        high + np.max([way.high for way in added], axis=0),
    )


def _distinct(forms: np.ndarray) -> np.ndarray:
    """Return each form once, rounding aside."""
    rounded = np.round(forms, DECIMALS) + 0.0
    whole, length = rounded.tobytes(), rounded.shape[1] * rounded.itemsize
    places = {
        whole[place * length : (place + 1) * length]: place
        for place in range(len(rounded))
    }
    return rounded[list(places.values())]


def _times(forms: Forms, rows: np.ndarray) -> Forms:
    """Return the forms with rows of coefficients in place of their atoms.

    Args:
        forms: Forms x n.
        rows: n x any number.
    """
    if forms.exact:
        exactly = forms.low @ rows
        return Forms(exactly, exactly)
    rises, falls = np.maximum(rows, 0.0), np.minimum(rows, 0.0)
    return Forms(
        forms.low @ rises + forms.high @ falls, forms.high @ rises + forms.low @ falls
    )
