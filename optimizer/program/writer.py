"""Traced law to a mixed-integer program: PuLP variables and rows.

Every bound and every big-M comes from the range of a traced
amount. The written form of each atom is exact whatever the solver does with it, or
exact because :class:`~isoplan.optimizer.tracing.sensitivity.CostSlopes` shows that
misstating it cannot pay. Names are short here, for no person reads them, and a solver's
file has its columns in their order; `readable_program.py` says what each of them stands
for.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pulp

from isoplan.optimizer.program.program import (
    THOUSAND,
    ColumnTerms,
    Program,
    Switch,
    affine,
)
from isoplan.optimizer.program.tail_rows import Sum, add_tail
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.tracing.cuts import useful_cuts
from isoplan.optimizer.tracing.expression import (
    Expression,
    Hinge,
    Leaf,
    LinearForm,
    Max,
    Range,
    Tail,
    Terms,
    Toggle,
    Toggled,
)
from isoplan.optimizer.tracing.inventory_bounds import with_ends
from isoplan.optimizer.tracing.sensitivity import CostSlopes

if TYPE_CHECKING:
    from isoplan.optimizer.tracing.graph import Graph

NO_VALUE = 0.01
"""Dollars by which the least of a range must exceed its greatest to be no rounding."""


def program_of(traced: TracedProblem) -> Program:
    """Write the program of a traced problem."""
    return _Writer(traced).written()


class _Writer:
    """Adds one thing after another; names are ``<what>_<number>_<detail>``."""

    def __init__(self, traced: TracedProblem) -> None:
        self.traced = traced
        self.graph: Graph = traced.graph
        self.problem = pulp.LpProblem("isoplan", pulp.LpMinimize)
        self.slopes = CostSlopes(
            self.graph, traced.cost, [r.amount for r in traced.rows]
        )
        self.switches: list[Switch] = []
        self.atom_sums: dict[int, Sum] = {}
        self.toggles: dict[int, pulp.LpVariable] = {}
        self.impossible = False
        self.by_row: dict[str, ColumnTerms] = {}
        self.cost_by_column = np.zeros(len(traced.columns))

    def written(self) -> Program:
        """Add the inventory, every atom that matters, the rows and the cost."""
        self.add_inventory()
        self.add_flows()
        lowest = {
            min(d.hinges.values()): number
            for number, d in enumerate(self.graph.linear_forms)
            if d.hinges
        }
        for number, atom in enumerate(list(self.graph.atoms)):
            if isinstance(atom, Max) and self.slopes.matters(number):
                self.add_max(number, atom)
            elif isinstance(atom, Toggle) and self.slopes.matters(number):
                toggle = self.problem.add_variable(atom.name, cat=pulp.LpBinary)
                self.atom_sums[number] = {toggle: 1.0 / THOUSAND}
                self.toggles[number] = toggle
            elif isinstance(atom, Toggled) and self.slopes.matters(number):
                self.add_toggled(number, atom)
            elif isinstance(atom, Tail) and self.slopes.matters(number):
                if self.slopes.wants_larger(number):
                    raise TypeError(f"{atom} is wanted larger, and has no rows for it")
                tail = add_tail(self, f"tail_{number}", atom)
                self.atom_sums[number] = {tail: 1.0}
            elif isinstance(atom, Hinge) and number in lowest:
                self.add_linear_form(lowest[number])
        for row in (each for each in self.traced.rows if each.amount.terms):
            self.add_row(
                row.name,
                self.sum_of(row.amount.terms),
                ">=",
                -row.amount.constant / THOUSAND,
            )
        used = self.add_orders()
        self.problem.setObjective(affine(self.sum_of_cost()))
        moved = np.flatnonzero(self.cost_by_column)
        return Program(
            law=self.problem,
            by_row=self.by_row,
            by_cost=ColumnTerms(moved, self.cost_by_column[moved]),
            elections=tuple(map(self.toggles.get, self.graph.toggles)),
            switches=tuple(self.switches),
            used=used,
            traced=self.traced,
            impossible=self.impossible,
        )

    def sum_of_cost(self) -> Sum:
        """Return the cost; leaves that nothing else reads need no variable.

        What columns add to it by themselves is added up beside it.
        """
        result: Sum = {}
        for number, coefficient in self.traced.cost.terms.items():
            atom = self.graph.atoms[number]
            if isinstance(atom, Leaf) and number not in self.atom_sums:
                self.cost_by_column[atom.touched] += coefficient * atom.amounts
            else:
                _added(result, self.atom_sums[number], coefficient)
        return result

    def add_inventory(self) -> None:
        """Limit exercises by vesting, as a running total per block.

        ``exercised_b = exercised_(b-1) + columns of block b <= vested by then``. The
        shares of a lot are all in some column, sold or kept.
        """
        blocks = self.traced.blocks
        running: pulp.LpVariable | None = None
        available, tranche = 0.0, -1
        count = len(self.traced.columns)
        reached: list[tuple[pulp.LpVariable, float]] = []
        for position, (block, end) in enumerate(with_ends(blocks, count)):
            if block.tranche != tranche:
                running, available, tranche = None, 0.0, block.tranche
                if block.before is not None:
                    running, available = reached[block.before]
            available += block.shares / THOUSAND
            last = position + 1 == len(blocks) or (
                blocks[position + 1].tranche != tranche
            )
            least = available if block.must_be_used and last else 0.0
            total = self.problem.add_variable(f"exercised_{position}", least, available)
            terms: Sum = {total: -1.0}
            if running is not None:
                terms[running] = 1.0
            places = np.arange(block.first, end)
            mine = ColumnTerms(places, np.ones(len(places)))
            self.add_row(f"inventory_{position}", terms, "==", 0.0, mine)
            running = total
            reached.append((total, available))

    def add_flows(self) -> None:
        """Fix the sums of shares that are fixed."""
        for flow in self.traced.flows:
            mine = ColumnTerms(flow.places, flow.amounts)
            self.add_row(flow.name, {}, "==", flow.total / THOUSAND, mine)

    def add_orders(self) -> tuple[pulp.LpVariable, ...]:
        """Add what the preferences limit: a binary for each slot, and their rows."""
        slots = self.traced.slots
        used = tuple(
            self.problem.add_variable(f"used_{slot.name}", cat=pulp.LpBinary)
            for slot in slots.slots
        )
        for row in slots.rows():
            scale = THOUSAND if row.columns else 1.0
            terms: Sum = {used[n]: each / scale for n, each in row.slots.items()}
            places, amounts = list(row.columns), list(row.columns.values())
            mine = ColumnTerms(np.array(places, dtype=int), np.array(amounts))
            self.add_row(row.name, terms, "<=", row.limit / scale, mine)
        return used

    def add_leaf(self, number: int) -> None:
        """Add a variable for a year's aggregate, so that rows stay short."""
        leaf = self.graph.atoms[number]
        if not isinstance(leaf, Leaf):
            raise TypeError(f"atom {number} is read before it is written")
        found = self.graph.range_of(Expression(self.graph, {number: 1.0}, 0.0))
        variable = self.add_amount(leaf.name, found)
        self.atom_sums[number] = {variable: 1.0}
        mine = ColumnTerms(leaf.touched, leaf.amounts)
        self.add_row(f"sum_{leaf.name}", {variable: -1.0}, "==", 0.0, mine)

    def add_max(self, number: int, atom: Max) -> None:
        """Add ``g = max(a, b)``.

        ``g >= a`` and ``g >= b`` always. Where a plan might want ``g`` too large, a
        binary chooses the side: ``g <= a + (b - a)_high z`` and
        ``g <= b + (a - b)_high (1 - z)``. What neither side exceeds limits ``g`` as
        well, whatever the binary. Where one side is known never to be the smaller, it
        is ``g``.
        """
        variable = self.add_amount(f"greater_{number}", atom.range)
        self.atom_sums[number] = {variable: 1.0}
        if atom.difference.low >= 0.0 or atom.difference.high <= 0.0:
            name, side = "a", atom.a
            if atom.difference.low < 0.0:
                name, side = "b", atom.b
            terms = _added({variable: 1.0}, self.sum_of(side.terms), -1.0)
            limit = side.constant / THOUSAND
            self.add_row(f"greater_{number}_is_{name}", terms, "==", limit)
            return
        sides = [(atom.a, -atom.difference.low), (atom.b, atom.difference.high)]
        for name, (side, _) in zip("ab", sides, strict=True):
            self.add_row(
                f"greater_{number}_{name}",
                _added({variable: 1.0}, self.sum_of(side.terms), -1.0),
                ">=",
                side.constant / THOUSAND,
            )
        if not self.slopes.wants_larger(number):
            return
        self.add_cuts(number)
        name = f"greater_{number}_takes_b"
        side_b = self.add_switch(name, atom.b - atom.a, number)
        for name, (side, above) in zip("ab", sides, strict=True):
            terms = _added({variable: 1.0}, self.sum_of(side.terms), -1.0)
            slack = above / THOUSAND
            terms[side_b] = -slack if name == "a" else slack
            limit = side.constant / THOUSAND + (0.0 if name == "a" else slack)
            self.add_row(f"greater_{number}_is_{name}", terms, "<=", limit)

    def add_toggled(self, number: int, atom: Toggled) -> None:
        """Add ``g = amount`` where a toggle is on, and ``g = 0`` where it is off.

        With ``low <= amount <= high``, exact for either value of the toggle ``z``:
        ``low z <= g <= high z`` and, of what is left where it is off,
        ``low (1 - z) <= amount - g <= high (1 - z)``.
        """
        low, high = atom.inside.low / THOUSAND, atom.inside.high / THOUSAND
        variable = self.add_amount(f"toggled_{number}", atom.range)
        self.atom_sums[number] = {variable: 1.0}
        toggle = self.toggles[atom.toggle]
        self.add_row(f"most_{number}_on", {variable: 1.0, toggle: -high}, "<=", 0.0)
        self.add_row(f"least_{number}_on", {variable: 1.0, toggle: -low}, ">=", 0.0)
        known = atom.amount.constant / THOUSAND
        rest = _added({variable: -1.0}, self.sum_of(atom.amount.terms), 1.0)
        for name, sense, end in (("most", "<=", high), ("least", ">=", low)):
            row = _added(dict(rest), {toggle: end}, 1.0)
            self.add_row(f"{name}_{number}_off", row, sense, end - known)

    def add_linear_form(self, number: int) -> None:
        """Add the hinges of one linear form, as segments that fill one after another.

        ``u = low + sum of segments``; ``max(u - k, 0)`` is the sum of the segments past
        ``k``. At a breakpoint that the plan might want to pass too early, a binary says
        whether the segments before it are full; only then may those after it hold
        anything. Elsewhere the cheapest sequence is already the right one.
        """
        form = self.graph.linear_forms[number]
        hinges = sorted(
            (at, atom) for at, atom in form.hinges.items() if self.slopes.matters(atom)
        )
        if not hinges:
            return
        low, high = self.ends_of(form.range)
        corners = [low, *(at for at, _ in hinges), high]
        widths = [max(b - a, 0.0) / THOUSAND for a, b in pairwise(corners)]
        segments = [
            self.problem.add_variable(f"segment_{number}_{place}", 0.0, width)
            for place, width in enumerate(widths)
        ]
        for place, (_, atom) in enumerate(hinges):
            self.atom_sums[atom] = dict.fromkeys(segments[place + 1 :], 1.0)
        terms = _added(dict.fromkeys(segments, -1.0), self.sum_of(form.terms), 1.0)
        self.add_row(f"segments_{number}", terms, "==", low / THOUSAND)
        self.add_order(form, number, hinges, segments, widths)

    def add_order(
        self,
        form: LinearForm,
        number: int,
        hinges: list[tuple[float, int]],
        segments: list[pulp.LpVariable],
        widths: list[float],
    ) -> None:
        """Add a binary at each breakpoint that the plan might pass too early."""
        ordered = [
            place
            for place, (_, atom) in enumerate(hinges)
            if self.slopes.wants_larger(atom)
        ]
        if not ordered:
            return
        start = 0
        ends = [*(place + 1 for place in ordered[1:]), len(segments)]
        for place, stop in zip(ordered, ends, strict=True):
            at, atom = hinges[place]
            amount = Expression(self.graph, form.terms, -at)
            passed = self.add_switch(f"passed_{number}_{place}", amount, atom)
            self.add_cuts(atom)
            before = range(start, place + 1)
            width = sum(widths[i] for i in before)
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

    def add_amount(self, name: str, found: Range) -> pulp.LpVariable:
        """Add a variable for an amount (dollars), between its least and greatest."""
        low, high = self.ends_of(found)
        return self.problem.add_variable(name, low / THOUSAND, high / THOUSAND)

    def ends_of(self, found: Range) -> tuple[float, float]:
        """Return the ends of a range, in order (dollars).

        Limits that contradict each other leave no value: what must be sold is more than
        what can be. Then there is no plan, whatever the rows say.
        """
        if found.low <= found.high:
            return found.low, found.high
        self.impossible |= found.low - found.high > NO_VALUE
        middle = (found.low + found.high) / 2.0
        return middle, middle

    def add_switch(self, name: str, amount: Expression, atom: int) -> pulp.LpVariable:
        """Add a variable that is one where an amount is above zero, and zero below.

        It holds an atom to its value, which is written already.
        """
        variable = self.problem.add_variable(name, cat=pulp.LpBinary)
        self.switches.append(Switch(variable, amount, atom, self.atom_sums[atom]))
        return variable

    def add_cuts(self, number: int) -> None:
        """Add what an atom never exceeds, whatever its binary.

        A cut that reads a kink which nothing else asks for is left out: such a kink
        is not written, and no cut is needed for the program to be exact.
        """
        for place, cut in enumerate(useful_cuts(self.graph, number)):
            if not all(self.is_written(each) for each in cut.terms):
                continue
            self.add_row(
                f"cut_{number}_{place}",
                _added(dict(self.atom_sums[number]), self.sum_of(cut.terms), -1.0),
                "<=",
                cut.constant / THOUSAND,
            )

    def is_written(self, number: int) -> bool:
        """Return whether an atom has its variables, or is a leaf, which gets them."""
        is_leaf = isinstance(self.graph.atoms[number], Leaf)
        return is_leaf or number in self.atom_sums

    def sum_of(self, terms: Terms) -> Sum:
        """Return a combination of atoms as a combination of variables."""
        result: Sum = {}
        for number, coefficient in terms.items():
            if number not in self.atom_sums:
                self.add_leaf(number)
            _added(result, self.atom_sums[number], coefficient)
        return result

    def add_row(
        self,
        name: str,
        terms: Sum,
        sense: str,
        constant: float,
        columns: ColumnTerms | None = None,
    ) -> None:
        """Add ``terms + columns (sense) constant``; money and shares in thousands."""
        if columns is not None and len(columns.places):
            self.by_row[name] = columns
        self.problem.addConstraint(
            pulp.LpConstraint(affine(terms), _SENSES[sense], name, constant)
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
