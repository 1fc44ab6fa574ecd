"""A program in words: every row and variable named by what it stands for.

The program that is solved has short names, which cost nothing and keep its file in the
same order whatever things are called. People read this one, form in hand: tranches and
days, forms, lines and years; thousands of dollars and of shares.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pulp

from isoplan.optimizer.program.names import (
    band_names,
    column_names,
    exercise_name,
    inventory_names,
    max_names,
)
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.tracing.expression import Hinge, Leaf, Max, Toggled
from isoplan.optimizer.tracing.labels import unique
from isoplan.optimizer.tracing.sensitivity import CostSlopes

LONGEST = 90
"""Characters of a variable's name: PuLP writes no file with one above 100."""
LONGEST_ROW = 200
"""Characters of a row's name: readers of such files take up to 255."""

Pair = tuple[str, str]
"""The short name of a row or variable, and what it is called in words."""


def readable(program: Program) -> pulp.LpProblem:
    """Return the same problem with every row and variable named in words.

    Names are in ``[a-z0-9_]``, for PuLP rewrites the rest, and no two are the same.
    """
    solved: Any = program.problem
    words = dict(_variables(program))
    problem, taken = pulp.LpProblem("thousands_of_dollars_and_shares"), set[str]()
    of = {}
    for short in solved.variables():
        name = unique(_in_words(words, short.name)[:LONGEST], taken)
        of[short.name] = problem.add_variable(
            name, short.lowBound, short.upBound, short.cat
        )
    words, taken = dict(_rows(program, of)), set()
    for row in solved.constraints():
        name = unique(_in_words(words, row.name)[:LONGEST_ROW], taken)
        terms = pulp.LpAffineExpression([(of[v.name], c) for v, c in row.items()])
        problem.addConstraint(pulp.LpConstraint(terms, row.sense, name, -row.constant))
    cost = solved.objective.items()
    problem.setObjective(pulp.LpAffineExpression([(of[v.name], c) for v, c in cost]))
    return problem


def _in_words(words: dict[str, str], short: str) -> str:
    return words.get(short, short)


def _variables(program: Program) -> Iterator[Pair]:
    """Yield every variable that has a name in words."""
    traced, graph = program.traced, program.traced.graph
    columns = column_names(traced.columns)
    for number, name in enumerate(columns):
        yield f"shares_{number}", name
        yield f"whole_{number}", f"{name}_whole"
    for number, (name, _) in enumerate(_inventory(program)):
        yield f"exercised_{number}", name
    for number, atom in enumerate(graph.atoms):
        if isinstance(atom, Leaf):
            yield atom.name, graph.name_of(number)
        elif isinstance(atom, Max):
            names = max_names(graph, number, atom)
            yield f"greater_{number}", names.variable
            yield f"greater_{number}_takes_b", names.takes_b
        elif isinstance(atom, Toggled):
            yield f"toggled_{number}", graph.name_of(number)
    yield from _cut_leaves(program)
    for number, hinges in _hinges(program):
        bands = band_names(graph, hinges)
        for place, name in enumerate(bands.bands):
            yield f"segment_{number}_{place}", name
        for place, name in enumerate(bands.reached):
            yield f"passed_{number}_{place}", name
    for short, name in _orders(program):
        yield f"used_{short}", f"uses_{name}"


def _rows(program: Program, variables: dict[str, pulp.LpVariable]) -> Iterator[Pair]:
    """Yield every row that has a name in words.

    Args:
        program: What they are rows of.
        variables: By short name.
    """
    graph = program.traced.graph
    for number, name in enumerate(column_names(program.traced.columns)):
        yield f"in_whole_{number}", f"{name}_in_whole_shares"
    for number, (_, name) in enumerate(_inventory(program)):
        yield f"inventory_{number}", name
    for number, atom in enumerate(graph.atoms):
        if isinstance(atom, Leaf):
            if atom.name in variables:
                yield f"sum_{atom.name}", f"sum_{variables[atom.name].name}"
            continue
        for place in range(4):
            yield f"cut_{number}_{place}", _cut_name(program, number, place)
        if isinstance(atom, Max):
            names = max_names(graph, number, atom)
            for letter, floor, equals in zip(
                "ab", names.floors, names.equals, strict=True
            ):
                yield f"greater_{number}_{letter}", floor
                yield f"greater_{number}_is_{letter}", equals
        elif isinstance(atom, Toggled):
            name = graph.name_of(number)
            for row in ("most", "least"):
                yield f"{row}_{number}_on", f"{row}_of_{name}"
                yield f"{row}_{number}_off", f"{row}_left_out_of_{name}"
    for number, hinges in _hinges(program):
        yield from _rows_of_bands(program, number, hinges)
    for short, name in _orders(program):
        for what in ("most", "smallest", "exercised", "goes"):
            yield f"{what}_{short}", f"{what}_{name}"


def _rows_of_bands(program: Program, number: int, hinges: list[int]) -> Iterator[Pair]:
    names = band_names(program.traced.graph, hinges)
    yield f"segments_{number}", names.row
    for place, reached in enumerate(names.reached):
        yield f"full_{number}_{place}", f"{reached}_once_full_below"
        for later in range(place + 1, len(names.bands)):
            row = f"{names.bands[later]}_only_if_reached"
            yield f"open_{number}_{place}_{later}", row


def _inventory(program: Program) -> list[tuple[str, str]]:
    return inventory_names(program.traced.columns, program.traced.blocks)


def _hinges(program: Program) -> Iterator[tuple[int, list[int]]]:
    """Yield the hinges of each linear form that are written, by rising breakpoint."""
    traced = program.traced
    slopes = CostSlopes(traced.graph, traced.cost, [r.amount for r in traced.rows])
    for number, form in enumerate(traced.graph.linear_forms):
        written = [n for _, n in sorted(form.hinges.items()) if slopes.matters(n)]
        if written:
            yield number, written


def _cut_name(program: Program, number: int, place: int) -> str:
    return f"{program.traced.graph.name_of(number)}_cut_{place + 1}"


def _cut_leaves(program: Program) -> Iterator[Pair]:
    """Yield the sums over columns that cuts alone read, named after the first cut."""
    known = {"hidden", "most"}
    rows = {row.name: row for row in program.problem.constraints()}
    named: set[str] = set()
    for number, atom in enumerate(program.traced.graph.atoms):
        for place in range(4) if isinstance(atom, Hinge | Max) else ():
            row: Iterable[pulp.LpVariable] = rows.get(f"cut_{number}_{place}") or ()
            for variable in row:
                short = variable.name
                if short.split("_")[0] in known and short not in named:
                    named.add(short)
                    yield short, f"{_cut_name(program, number, place)}_columns"


def _orders(program: Program) -> Iterator[Pair]:
    """Yield every order: what is exercised, or how shares are disposed of, and when."""
    columns = program.traced.columns
    slots = program.traced.slots.slots
    names = column_names(columns) if slots else []
    for slot in slots:
        place = int(slot.columns[0])
        is_exercise = slot.lot is None
        yield slot.name, exercise_name(columns, place) if is_exercise else names[place]
