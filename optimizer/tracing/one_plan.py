"""The values of all atoms for one plan: plain floats, one atom after another.

A search prices thousands of plans one by one, and Python's own floats are several times
faster there than arrays of one number.
"""

from collections.abc import Iterator, Mapping, Sequence

from isoplan.optimizer.tracing.expression import (
    Atom,
    Expression,
    Hinge,
    Leaf,
    LinearForm,
    Toggle,
    Toggled,
)


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
        else:
            values.append(max(_value(atom.a, values), _value(atom.b, values)))
    return values


def _value(amount: Expression, values: list[float]) -> float:
    """Return an expression (dollars) from the values of the atoms before it."""
    found = amount.constant
    for number, coefficient in amount.terms.items():
        found += coefficient * values[number]
    return found
