"""What plans make of traced amounts: of leaves by columns, of atoms one by one.

A search prices thousands of plans one by one. Each uses few of the columns, so only
what these add to leaves is looked up; and for one plan Python's own floats are several
times faster than arrays of one number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.tracing.expression import (
    Atom,
    Expression,
    Hinge,
    Leaf,
    LinearForm,
    Tail,
    Toggle,
    Toggled,
)
from isoplan.optimizer.tracing.piecewise_linear import mean_of_largest


@dataclass(frozen=True, slots=True)
class LeafTerms:
    """The amounts of all leaves, ordered by column.

    Attributes:
        leaves: How many.
        starts: Where the terms of each column begin; length n columns + 1.
        leaf: Place of the leaf of each term.
        amounts: Dollars a share of each term.
    """

    leaves: int
    starts: np.ndarray
    leaf: np.ndarray
    amounts: np.ndarray

    @classmethod
    def of(cls, leaves: Sequence[Leaf], count: int) -> "LeafTerms":
        """Return the terms of some leaves over so many columns."""
        column = np.concatenate([np.zeros(0, int), *(leaf.touched for leaf in leaves)])
        amounts = np.concatenate([np.zeros(0), *(leaf.amounts for leaf in leaves)])
        sizes = [len(leaf.touched) for leaf in leaves]
        owner = np.repeat(np.arange(len(leaves)), np.array(sizes, int))
        order = np.argsort(column, kind="stable")
        counts = np.bincount(column, minlength=count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        return cls(len(leaves), starts, owner[order], amounts[order])

    def values(self, shares: np.ndarray) -> np.ndarray:
        """Return the aggregate of each leaf (dollars), in their order.

        Args:
            shares: Of each column; length n columns.
        """
        used = np.flatnonzero(shares)
        places, owner = self._of(used)
        paid = self.amounts[places] * shares[used][owner]
        return np.bincount(self.leaf[places], paid, minlength=self.leaves)

    def at(self, columns: np.ndarray) -> np.ndarray:
        """Return what a share of some columns adds to each leaf (dollars).

        Args:
            columns: Their numbers; length n columns.

        Returns:
            Leaves x n columns.
        """
        places, owner = self._of(columns)
        found = np.zeros((self.leaves, len(columns)))
        found[self.leaf[places], owner] = self.amounts[places]
        return found

    def _of(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the terms of some columns, and to which of them each belongs."""
        sizes = self.starts[columns + 1] - self.starts[columns]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(self.starts[columns], sizes) + within
        return places, np.repeat(np.arange(len(columns)), sizes)


def one_plan(
    atoms: Sequence[Atom],
    forms: Sequence[LinearForm],
    leaves: Mapping[int, float],
    on: Sequence[bool] = (),
) -> list[float]:
    """Return the value of every atom (dollars); a toggle's is one or zero.

    Args:
        atoms: In the order in which they were made.
        forms: Linear forms, on which hinges bend.
        leaves: Dollars by number of the leaf.
        on: Whether each toggle is on, in the order of the atoms.
    """
    values: list[float] = []
    toggles: Iterator[bool] = iter(on)
    for number, atom in enumerate(atoms):
        if isinstance(atom, Hinge):
            value = -atom.breakpoint
            for n, slope in forms[atom.form].terms.items():
                value += slope * values[n]
            values.append(max(value, 0.0))
        elif isinstance(atom, Leaf):
            values.append(float(leaves[number]))
        elif isinstance(atom, Toggle):
            values.append(float(next(toggles)))
        elif isinstance(atom, Toggled):
            amount = _value(atom.amount, values) if values[atom.toggle] else 0.0
            values.append(amount)
        elif isinstance(atom, Tail):
            lost = [_value(each, values) for each in atom.amounts]
            values.append(float(mean_of_largest(lost, atom.weights, atom.part)))
        else:
            values.append(max(_value(atom.a, values), _value(atom.b, values)))
    return values


def _value(amount: Expression, values: list[float]) -> float:
    """Return an expression (dollars) from the values of the atoms before it."""
    found = amount.constant
    for number, coefficient in amount.terms.items():
        found += coefficient * values[number]
    return found
