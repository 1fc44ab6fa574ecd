"""Which binaries of a tree's program are decided on the way of one outcome.

A plan of the tree is improved outcome by outcome: what is decided on one way is free,
everything else stays as it is. Such a part is as small as the program of one path.
"""

from dataclasses import replace

import numpy as np

from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.tracing.expression import Expression, Hinge, Leaf, Max, Toggled
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.way_columns import TreeBounds


def tree_program(tree: TracedTree, traced: TracedProblem | None = None) -> Program:
    """Return the program of a tree, with what is decided on each outcome's way.

    A dollar of an amount counts as much as the outcomes are probable that share it.

    Args:
        tree: Whose.
        traced: What is solved in place of the tree's own problem: with more flows.
    """
    program = program_of(traced or tree.traced)
    bounds = tree.traced.graph.column_bounds
    if not isinstance(bounds, TreeBounds):
        return program
    decided = _decided_on_ways(tree, bounds, program)
    probable = np.array([way.probability for way in tree.tree.ways])
    order = np.argsort(-probable, kind="stable").tolist()
    return replace(
        program,
        neighborhoods=tuple(decided[way] for way in order),
        weights=probable @ decided,
    )


def _decided_on_ways(
    tree: TracedTree, bounds: TreeBounds, program: Program
) -> np.ndarray:
    """Return which binaries are decided on each outcome's way; ``ways x binaries``."""
    ways = _WaysOfAtoms(tree, bounds)
    elections = [
        toggle for toggle, binary in enumerate(program.elections) if binary is not None
    ]
    found = [
        *(ways.of_toggle(toggle) for toggle in elections),
        *(ways.of(switch.atom) for switch in program.switches),
        *(ways.everywhere for _ in program.used),
    ]
    return np.array(
        [
            [bool(each >> way & 1) for each in found]
            for way in range(len(tree.tree.ways))
        ]
    )


class _WaysOfAtoms:
    """The outcomes that have all columns of an atom, a bit for each."""

    def __init__(self, tree: TracedTree, bounds: TreeBounds) -> None:
        self.tree, self.bounds = tree, bounds
        self.graph = tree.traced.graph
        self.everywhere = (1 << len(tree.tree.ways)) - 1
        self.known: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Return those of an atom."""
        if number not in self.known:
            atom = self.graph.atoms[number]
            if isinstance(atom, Leaf):
                found = self.bounds.ways_with(atom.touched)
            elif isinstance(atom, Max):
                found = self._of_sum(atom.a) & self._of_sum(atom.b)
            elif isinstance(atom, Hinge):
                terms = self.graph.linear_forms[atom.form].terms
                found = self._of_sum(Expression(self.graph, terms, 0.0))
            elif isinstance(atom, Toggled):
                found = self._of_sum(atom.amount)
            else:
                found = self.everywhere
            self.known[number] = found
        return self.known[number]

    def _of_sum(self, amount: Expression) -> int:
        found = self.everywhere
        for number in amount.terms:
            found &= self.of(number)
        return found

    def of_toggle(self, toggle: int) -> int:
        """Return those on whose way a deduction is chosen."""
        taken = self.tree.traced.elections.taken
        (node,) = (
            node
            for node, place in taken.items()
            if not isinstance(place, bool) and place == toggle
        )
        return sum(
            1 << number
            for number, way in enumerate(self.tree.tree.ways)
            if node in way.nodes
        )
