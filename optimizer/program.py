"""Traced law to a mixed-integer program: PuLP variables and rows.

Money is in thousands of dollars and columns in thousands of shares, so that numbers in
the program lie near one. Every bound and every big-M comes from the range of a traced
amount. The written form of each atom is exact whatever the solver does with it, or
exact because :class:`~isoplan.optimizer.sensitivity.Pulls` shows that misstating it
cannot pay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pulp

from isoplan.optimizer.bounds import with_ends
from isoplan.optimizer.expression import Direction, Expression, Greater, Leaf, Terms
from isoplan.optimizer.lines import column_ceiling
from isoplan.optimizer.sensitivity import Pulls
from isoplan.optimizer.traced import TracedProblem

if TYPE_CHECKING:
    from isoplan.optimizer.graph import Graph

THOUSAND = 1000.0
import os
KEEP=float(os.environ.get('KEEP','0.1'));MOST=float(os.environ.get('MOST','2'))

Sum = dict[pulp.LpVariable, float]
"""Coefficient by variable; thousands of dollars."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program ready to be solved.

    Attributes:
        problem: The PuLP problem; minimises cost in thousands of dollars.
        columns: One variable a column, thousands of shares; None if fixed at zero.
        binaries: All binary variables.
        constant: Part of the cost that no decision moves, dollars.
    """

    problem: pulp.LpProblem
    columns: tuple[pulp.LpVariable, ...]
    binaries: tuple[pulp.LpVariable, ...]
    constant: float

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.problem.numConstraints())


def program_of(traced: TracedProblem) -> Program:
    """Write the program of a traced problem."""
    return _Writer(traced).written()


def in_whole_shares(program: Program) -> Program:
    """Return the program with every column a whole number of shares.

    The same problem, which gains rows: much harder to solve, and for the rare plan that
    holds in fractions of shares alone.
    """
    problem = program.problem
    for number, column in enumerate(program.columns):
        whole = problem.add_variable(f"whole_{number}", 0, None, cat=pulp.LpInteger)
        terms = _affine({column: THOUSAND, whole: -1.0})
        row = pulp.LpConstraint(terms, pulp.LpConstraintEQ, f"in_whole_{number}", 0.0)
        problem.addConstraint(row)
    return program


class _Writer:
    """Adds one thing after another; names are ``<what>_<year>_<detail>``."""

    def __init__(self, traced: TracedProblem) -> None:
        self.traced = traced
        self.graph: Graph = traced.graph
        self.problem = pulp.LpProblem("isoplan", pulp.LpMinimize)
        self.pulls = Pulls(self.graph, traced.cost, [r.amount for r in traced.rows])
        self.binaries: list[pulp.LpVariable] = []
        self.ups = {}
        self.at_no_shares = self.graph.values(np.zeros(len(traced.columns)))
        self.atom_sums: dict[int, Sum] = {}
        self.columns = tuple(
            self.problem.add_variable(f"shares_{number}", lowBound=0)
            for number in range(len(traced.columns))
        )

    def written(self) -> Program:
        """Add the inventory, every atom that matters, the rows and the cost."""
        self.add_inventory()
        needed = [n for n in range(len(self.graph.atoms)) if self.pulls.matters(n)]
        only_in_cost = self.leaves_only_in_cost(needed)
        lowest = {
            min(d.hinges.values()): number
            for number, d in enumerate(self.graph.directions)
            if d.hinges
        }
        for number, atom in enumerate(list(self.graph.atoms)):
            if isinstance(atom, Leaf):
                if number in only_in_cost:
                    self.atom_sums[number] = self.sum_of_leaf(atom)
                elif self.pulls.matters(number):
                    self.add_leaf(number, atom)
            elif isinstance(atom, Greater):
                if self.pulls.matters(number):
                    self.add_greater(number, atom)
            elif number in lowest:
                self.add_direction(lowest[number])
        for row in self.traced.rows:
            self.add_row(
                row.name,
                self.sum_of(row.amount.terms),
                ">=",
                -row.amount.constant / THOUSAND,
            )
        self.problem.setObjective(_affine(self.sum_of(self.traced.cost.terms)))
        return Program(
            problem=self.problem,
            columns=self.columns,
            binaries=tuple(self.binaries),
            constant=self.traced.cost.constant,
        )

    def leaves_only_in_cost(self, needed: Iterable[int]) -> set[int]:
        """Return leaves that no atom and no row reads: they need no variable."""
        read: set[int] = set()
        for number in needed:
            atom = self.graph.atoms[number]
            if isinstance(atom, Greater):
                read |= atom.a.terms.keys() | atom.b.terms.keys()
        for direction in self.graph.directions:
            if any(self.pulls.matters(n) for n in direction.hinges.values()):
                read |= direction.terms.keys()
        for row in self.traced.rows:
            read |= row.amount.terms.keys()
        return self.traced.cost.terms.keys() - read

    def add_inventory(self) -> None:
        """Limit what is exercised by what has vested, as a running total per block.

        ``exercised_b = exercised_(b-1) + columns of block b <= vested by then``. The
        shares of a lot are all in some column, sold or kept.
        """
        blocks = self.traced.blocks
        running: pulp.LpVariable | None = None
        available, supply = 0.0, -1
        for position, (block, end) in enumerate(with_ends(blocks, len(self.columns))):
            if block.supply != supply:
                running, available, supply = None, 0.0, block.supply
            available += block.shares / THOUSAND
            last = position + 1 == len(blocks) or (
                blocks[position + 1].supply != supply
            )
            least = available if block.must_be_used and last else 0.0
            total = self.problem.add_variable(f"exercised_{position}", least, available)
            terms: Sum = dict.fromkeys(self.columns[block.first : end], 1.0)
            terms[total] = -1.0
            if running is not None:
                terms[running] = 1.0
            self.add_row(f"inventory_{position}", terms, "==", 0.0)
            running = total

    def sum_of_leaf(self, leaf: Leaf) -> Sum:
        """Return an aggregate as a sum of columns; $1000 for each 1000 shares."""
        columns = [self.columns[number] for number in leaf.touched.tolist()]
        return dict(zip(columns, leaf.amounts.tolist(), strict=True))

    def add_leaf(self, number: int, leaf: Leaf) -> None:
        """Add a variable for a year's aggregate, so that rows stay short."""
        found = self.graph.range_of(Expression(self.graph, {number: 1.0}, 0.0))
        variable = self.problem.add_variable(
            leaf.name, found.low / THOUSAND, found.high / THOUSAND
        )
        self.atom_sums[number] = {variable: 1.0}
        self.add_row(
            f"sum_{leaf.name}", {**self.sum_of_leaf(leaf), variable: -1.0}, "==", 0.0
        )

    def add_greater(self, number: int, atom: Greater) -> None:
        """Add ``g = max(a, b)``.

        ``g >= a`` and ``g >= b`` always. Where a plan might want ``g`` too large, a
        binary chooses the side: ``g <= a + (b - a)_high z`` and
        ``g <= b + (a - b)_high (1 - z)``. What neither side exceeds limits ``g`` as
        well, whatever the binary.
        """
        variable = self.problem.add_variable(
            f"greater_{number}", atom.range.low / THOUSAND, atom.range.high / THOUSAND
        )
        self.atom_sums[number] = {variable: 1.0}
        sides = [(atom.a, -atom.difference.low), (atom.b, atom.difference.high)]
        for name, (side, _) in zip("ab", sides, strict=True):
            self.add_row(
                f"greater_{number}_{name}",
                _added({variable: 1.0}, self.sum_of(side.terms), -1.0),
                ">=",
                side.constant / THOUSAND,
            )
        if not self.pulls.wants_larger(number):
            return
        for place, ceiling in enumerate(self.graph.shared_ceilings(number)):
            self.add_row(
                f"greater_{number}_below_{place}",
                _added({variable: 1.0}, self.sum_of(ceiling.terms), -1.0),
                "<=",
                ceiling.constant / THOUSAND,
            )
        for name, base, over in (("a", atom.a, atom.b), ("b", atom.b, atom.a)):
            ceiling = self.sum_of_column_ceiling(over - base)
            if ceiling is None:
                continue
            constant, terms = ceiling
            terms = _added({variable: 1.0}, terms, -1.0)
            self.add_row(
                f"greater_{number}_ceiling_{name}",
                _added(terms, self.sum_of(base.terms), -1.0),
                "<=",
                (base.constant + constant) / THOUSAND,
            )
        side_b = self.add_binary(f"greater_{number}_takes_b")
        for name, (side, above) in zip("ab", sides, strict=True):
            terms = _added({variable: 1.0}, self.sum_of(side.terms), -1.0)
            slack = above / THOUSAND
            terms[side_b] = -slack if name == "a" else slack
            limit = side.constant / THOUSAND + (0.0 if name == "a" else slack)
            self.add_row(f"greater_{number}_is_{name}", terms, "<=", limit)

    def add_direction(self, number: int) -> None:
        """Add the hinges of one direction, as segments that fill one after another.

        ``u = low + sum of segments``; ``max(u - k, 0)`` is the sum of the segments past
        ``k``. At a breakpoint that the plan might want to pass too early, a binary says
        whether the segments before it are full; only then may those after it hold
        anything. Elsewhere the cheapest order is already the right one.
        """
        direction = self.graph.directions[number]
        hinges = sorted(
            (at, atom)
            for at, atom in direction.hinges.items()
            if self.pulls.matters(atom)
        )
        if not hinges:
            return
        low, high = direction.range.low, direction.range.high
        corners = [low, *(at for at, _ in hinges), high]
        widths = [max(b - a, 0.0) / THOUSAND for a, b in pairwise(corners)]
        segments = [
            self.problem.add_variable(f"segment_{number}_{place}", 0.0, width)
            for place, width in enumerate(widths)
        ]
        for place, (_, atom) in enumerate(hinges):
            self.atom_sums[atom] = dict.fromkeys(segments[place + 1 :], 1.0)
        terms = _added(dict.fromkeys(segments, -1.0), self.sum_of(direction.terms), 1.0)
        self.add_row(f"segments_{number}", terms, "==", low / THOUSAND)
        self.add_order(direction, number, hinges, segments, widths)

    def add_order(
        self,
        direction: Direction,
        number: int,
        hinges: list[tuple[float, int]],
        segments: list[pulp.LpVariable],
        widths: list[float],
    ) -> None:
        """Add a binary at each breakpoint that the plan might pass too early."""
        ordered = [
            place
            for place, (_, atom) in enumerate(hinges)
            if self.pulls.wants_larger(atom)
        ]
        if not ordered:
            return
        start = 0
        ends = [*(place + 1 for place in ordered[1:]), len(segments)]
        for place, stop in zip(ordered, ends, strict=True):
            passed = self.add_binary(f"passed_{number}_{place}")
            before = range(start, place + 1)
            width = sum(widths[i] for i in before)
            at, atom = hinges[place]
            past = Expression(self.graph, direction.terms, -at)
            for name, base, over in (("a", None, past), ("b", past, -past)):
                ceiling = self.sum_of_column_ceiling(over)
                if ceiling is None:
                    continue
                terms = _added(dict(self.atom_sums[atom]), ceiling[1], -1.0)
                constant = ceiling[0]
                if base is not None:
                    _added(terms, self.sum_of(base.terms), -1.0)
                    constant += base.constant
                self.add_row(f"hinge_{atom}_ceiling_{name}", terms, "<=", constant / THOUSAND)
            full: Sum = {segments[i]: 1.0 for i in before}
            self.add_row(f"full_{number}_{place}", {**full, passed: -width}, ">=", 0.0)
            for i in range(place + 1, stop):
                self.add_row(
                    f"open_{number}_{place}_{i}",
                    {segments[i]: 1.0, passed: -widths[i]},
                    "<=",
                    0.0,
                )
            start = place + 1

    def sum_of_column_ceiling(self, expression):
        constant, per_share = column_ceiling(self.graph, expression)
        inside = self.graph.range_of(expression)
        most = constant + self.graph.column_bounds.greatest(per_share)
        at_none = expression.value(self.at_no_shares)
        chord = inside.high * (at_none - inside.low) / (inside.high - inside.low)
        if chord - constant < KEEP * inside.high or most > MOST * inside.high:
            return None
        top = per_share.max()
        if top <= 0:
            return constant, {}
        unit = per_share / top
        key = np.round(unit, 9).tobytes()
        if key not in self.ups:
            v = self.problem.add_variable(f"up_{len(self.ups)}", 0.0, None)
            self.ups[key] = v
            self.add_row(f"sum_up_{len(self.ups)}", {**{self.columns[n]: float(unit[n]) for n in np.flatnonzero(unit)}, v: -1.0}, "==", 0.0)
        return constant, {self.ups[key]: top}

    def add_binary(self, name: str) -> pulp.LpVariable:
        """Add a variable that is zero or one."""
        variable = self.problem.add_variable(name, cat=pulp.LpBinary)
        self.binaries.append(variable)
        return variable

    def sum_of(self, terms: Terms) -> Sum:
        """Return a combination of atoms as a combination of variables."""
        result: Sum = {}
        for number, coefficient in terms.items():
            _added(result, self.atom_sums[number], coefficient)
        return result

    def add_row(self, name: str, terms: Sum, sense: str, constant: float) -> None:
        """Add ``terms (sense) constant``."""
        self.problem.addConstraint(
            pulp.LpConstraint(_affine(terms), _SENSES[sense], name, constant)
        )


_SENSES: Mapping[str, int] = {
    "<=": pulp.LpConstraintLE,
    "==": pulp.LpConstraintEQ,
    ">=": pulp.LpConstraintGE,
}


def _added(into: Sum, terms: Sum, factor: float) -> Sum:
    """Add a multiple of ``terms`` to ``into``, and return it."""
    for variable, coefficient in terms.items():
        into[variable] = into.get(variable, 0.0) + factor * coefficient
    return into


def _affine(terms: Sum) -> pulp.LpAffineExpression:
    return pulp.LpAffineExpression([(v, c) for v, c in terms.items() if c])
