"""Names of atoms, found from the names that a caller gives to amounts.

A rule does not know that it is traced, so it cannot name what it makes. Its results are
named afterwards, and an atom is called after the named amount that it belongs to: a
hinge after the amount that bends there, a max after the amount that it is.
"""

from collections.abc import Callable, Iterator
from itertools import count

from isoplan.optimizer.tracing.expression import (
    SMALL,
    Atoms,
    Expression,
    Hinge,
    Leaf,
    Max,
    Tail,
    Terms,
    Toggle,
    Toggled,
)
from isoplan.optimizer.tracing.printing import slug_of

LONGEST = 80
"""Characters of a name that is made of two."""
Key = tuple[frozenset[tuple[int, float]], float]


class Labels:
    """Every name of one graph.

    What an atom is called depends on the named amounts and the order in which they were
    named, not on who asks first.
    """

    def __init__(self, graph: Atoms) -> None:
        """Start without a name for anything but leaves, which have their own."""
        self._graph = graph
        self._named: dict[Key, str] = {}
        self._named_itself: dict[int, tuple[Expression, str]] = {}
        self._named_on: dict[frozenset[int], list[tuple[str, Expression]]] = {}
        self._first_seen_in: dict[int, str] = {}
        self._waiting: list[Callable[[], None]] = []
        self._atoms: list[str] = []
        self._taken: set[str] = set()

    def later(self, naming: Callable[[], None]) -> None:
        """Have amounts named once a name is asked for: most graphs never are."""
        self._waiting.append(naming)

    def give(self, amount: Expression, label: str) -> None:
        """Name an amount; the first name of equal amounts is the one of both.

        Where an amount bends, its own name counts: that of the very amount which a rule
        was given.
        """
        if not amount.terms:
            return
        self._atoms.clear()
        self._taken.clear()
        self._named_itself.setdefault(id(amount), (amount, label))
        if (key := _key(amount)) in self._named:
            return
        self._named[key] = label
        self._named_on.setdefault(frozenset(amount.terms), []).append((label, amount))
        for number in amount.terms:
            self._first_seen_in.setdefault(number, label)

    def of(self, amount: Expression) -> str | None:
        """Return the name of an amount, if it has one, or is one atom."""
        self._settle()
        if amount.constant == 0.0 and len(amount.terms) == 1:
            ((number, coefficient),) = amount.terms.items()
            if coefficient == 1.0:
                return self.of_atom(number)
        return self._named.get(_key(amount))

    def of_atom(self, number: int) -> str:
        """Return the name of an atom, in ``[a-z0-9_]``; no two have the same."""
        self._settle()
        while len(self._atoms) <= number:
            name = self._name(len(self._atoms))
            self._atoms.append(unique(name, self._taken))
        return self._atoms[number]

    def of_bend(self, number: int) -> tuple[str, float, float] | None:
        """Return the named amount that bends at a hinge, as far as one is known.

        Returns:
            Its name, its value at the bend (dollars), and by how much it rises with the
            hinge's linear form.
        """
        self._settle()
        hinge = self._graph.atoms[number]
        if not isinstance(hinge, Hinge):
            raise TypeError(f"atom {number} is no hinge")
        for amount in self._arguments(hinge):
            _, label = self._named_itself.get(id(amount), (amount, self.of(amount)))
            if label is None and (label := self.of(-amount)) is not None:
                amount = -amount
            if label is None:
                continue
            found = self._on_form(amount, hinge)
            if found is not None:
                return label, *found
        unit = self._graph.linear_forms[hinge.form].terms
        for label, amount in self._named_on.get(frozenset(unit), ()):
            found = self._on_form(amount, hinge)
            if found is not None:
                return label, *found
        return None

    def _settle(self) -> None:
        """Do what waits, in its order; a naming may itself ask for names."""
        waiting, self._waiting = self._waiting, []
        for naming in waiting:
            naming()

    def _arguments(self, hinge: Hinge) -> Iterator[Expression]:
        """Yield amounts that may have bent at a hinge, the nearest first."""
        waiting, seen = [hinge.of], set[int]()
        while waiting:
            amount: Expression | None = waiting.pop(0)
            while amount is not None and id(amount) not in seen:
                seen.add(id(amount))
                yield amount
                inner = (self._graph.atoms[n] for n in amount.terms)
                waiting += [
                    atom.of
                    for atom in inner
                    if isinstance(atom, Hinge) and atom.form == hinge.form
                ]
                amount = amount.shifted

    def _on_form(self, amount: Expression, hinge: Hinge) -> tuple[float, float] | None:
        """Return an amount's value and slope where a linear form reaches a hinge.

        None if it depends on anything else, or does not rise or fall to the right.
        """
        straight: Terms = {}
        value, slope = amount.constant, 0.0
        for number, coefficient in amount.terms.items():
            atom = self._graph.atoms[number]
            if not isinstance(atom, Hinge) or atom.form != hinge.form:
                straight[number] = coefficient
            elif atom.breakpoint <= hinge.breakpoint + SMALL:
                value += coefficient * (hinge.breakpoint - atom.breakpoint)
                slope += coefficient
        scale = multiple(straight, self._graph.linear_forms[hinge.form].terms)
        if scale is None or abs(slope + scale) <= SMALL:
            return None
        return value + scale * hinge.breakpoint, slope + scale

    def _name(self, number: int) -> str:
        """Return what an atom is called, not yet told apart from others."""
        atom = self._graph.atoms[number]
        if isinstance(atom, Leaf | Toggle):
            return atom.name
        for sign, prefix in ((1.0, ""), (-1.0, "minus_")):
            label = self._named.get((frozenset({(number, sign)}), 0.0))
            if label is not None:
                return prefix + label
        if isinstance(atom, Hinge):
            return self._name_of_hinge(number, atom)
        if isinstance(atom, Toggled):
            seen_in = self._first_seen_in.get(number, f"amount_{number}")
            return f"{seen_in}_if_{self.of_atom(atom.toggle)}"
        if isinstance(atom, Tail):
            return f"tail_{number}"
        return self._name_of_max(number, atom)

    def _name_of_hinge(self, number: int, hinge: Hinge) -> str:
        """Return what a hinge is called: the part of an amount over a breakpoint."""
        bend = self.of_bend(number)
        if bend is not None:
            label, value, slope = bend
            return f"{label}_{'over' if slope > 0 else 'under'}_{slug_of(value)}"
        terms = self._graph.linear_forms[hinge.form].terms
        if len(terms) == 1:
            (only,) = terms
            return f"{self.of_atom(only)}_over_{slug_of(hinge.breakpoint)}"
        seen_in = self._first_seen_in.get(number)
        return f"bend_{number}" if seen_in is None else f"bend_in_{seen_in}"

    def _name_of_max(self, number: int, atom: Max) -> str:
        """Return what a max is called: after its sides, or what it is part of."""
        for sign, which in ((1.0, "larger_of"), (-1.0, "minus_smaller_of")):
            a, b = self.of(atom.a * sign), self.of(atom.b * sign)
            name = f"{which}_{a}_and_{b}"
            if a is not None and b is not None and len(name) <= LONGEST:
                return name
        seen_in = self._first_seen_in.get(number)
        return f"larger_{number}" if seen_in is None else f"{seen_in}_larger_of"


def unique(name: str, taken: set[str]) -> str:
    """Return a name, with a number behind it if it is taken, and take it."""
    if name in taken:
        name = next(n for i in count(2) if (n := f"{name}_{i}") not in taken)
    taken.add(name)
    return name


def multiple(terms: Terms, unit: Terms) -> float | None:
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


def _key(amount: Expression) -> Key:
    terms = frozenset((n, round(c, 9)) for n, c in amount.terms.items())
    return terms, round(amount.constant, 2)
