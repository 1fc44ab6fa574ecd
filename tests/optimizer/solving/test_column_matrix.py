"""The program as arrays is the program that PuLP would write."""

import numpy as np
import pytest

from isoplan.optimizer.program.program import RESIDUE, ColumnTerms, Program
from isoplan.optimizer.solving.column_matrix import ColumnMatrix, LawRows
from priced_beside_cbc import numbered, program_for

SEEDS = [1003, 1028, 2]
"""A limit on sales; action slots and cash; a random household."""

Row = tuple[str, float, dict[str, float]]


@pytest.fixture(scope="module", params=SEEDS)
def program(request: pytest.FixtureRequest) -> Program:
    """A random scenario's program."""
    return program_for(numbered(request.param))


def as_written(program: Program) -> list[Row]:
    """Return every row as PuLP has it: sense, limit, coefficient by variable."""
    return [
        (
            "<=>"[row.sense + 1],
            -row.constant,
            {each.name: amount for each, amount in row.items()},
        )
        for row in program.problem.constraints()
    ]


def as_arrays(program: Program) -> list[Row]:
    """Return every row as the arrays have it."""
    law, matrix = LawRows.of(program), ColumnMatrix(program)
    rows: list[Row] = []
    for number, (low, high) in enumerate(zip(law.row_low, law.row_high, strict=True)):
        span = slice(law.starts[number], law.starts[number + 1])
        names = [law.names[place] for place in law.places[span]]
        terms = dict(zip(names, law.amounts[span].tolist(), strict=True))
        sense = "=" if low == high else "<" if np.isinf(low) else ">"
        rows.append((sense, float(low if np.isfinite(low) else high), terms))
    everything = np.arange(len(matrix.cost))
    starts, row, amounts = matrix.terms(everything)
    owners = np.repeat(everything, np.diff([*starts, len(row)]))
    for column, place, amount in zip(owners, row, amounts, strict=True):
        rows[place][2][f"shares_{column}"] = float(amount)
    return rows


def test_rows_are_those_of_the_problem(program: Program) -> None:
    """Sense, limit and every coefficient, those of the columns included."""
    assert as_arrays(program) == as_written(program)


def test_bounds_costs_and_binaries_are_those_of_the_problem(program: Program) -> None:
    """Of each variable of the law, by its name; a column costs what it adds."""
    law, matrix = LawRows.of(program), ColumnMatrix(program)
    written = {each.name: each for each in program.problem.variables()}
    costs = {each.name: amount for each, amount in program.problem.objective.items()}
    for name, low, high, cost in zip(
        law.names, law.low, law.high, law.cost, strict=True
    ):
        if name in written:
            ends = written[name].lowBound, written[name].upBound
            assert (low, high) == ends
        assert cost == costs.get(name, 0.0)
    assert [law.names[place] for place in law.binaries] == [
        each.name for each in program.binaries
    ]
    for column, cost in enumerate(matrix.cost.tolist()):
        assert cost == costs.get(f"shares_{column}", 0.0)


def test_a_reduced_cost_is_the_cost_less_what_the_rows_pay(program: Program) -> None:
    """At any prices of the rows."""
    matrix = ColumnMatrix(program)
    rows = as_written(program)
    prices = np.random.default_rng(1).normal(size=len(rows))
    expected = matrix.cost.copy()
    for (_, _, terms), price in zip(rows, prices.tolist(), strict=True):
        for name, amount in terms.items():
            if name.startswith("shares_"):
                expected[int(name.removeprefix("shares_"))] -= price * amount
    assert matrix.reduced_costs(prices) == pytest.approx(expected)


def test_some_columns_have_the_terms_that_they_have_among_all(program: Program) -> None:
    """In the order that is asked for."""
    matrix = ColumnMatrix(program)
    everything = np.arange(len(matrix.cost))
    starts, rows, amounts = matrix.terms(everything)
    ends = [*starts[1:], len(rows)]
    some = everything[::-3]
    found = matrix.terms(some)
    wanted = [(rows[starts[c] : ends[c]], amounts[starts[c] : ends[c]]) for c in some]
    assert found[1].tolist() == np.concatenate([rows for rows, _ in wanted]).tolist()
    assert found[2].tolist() == np.concatenate([each for _, each in wanted]).tolist()
    sizes = [len(rows) for rows, _ in wanted]
    assert found[0].tolist() == np.cumsum([0, *sizes[:-1]]).tolist()
    assert [len(each) for each in matrix.terms(np.zeros(0, int))] == [0, 0, 0]


def test_what_rounding_left_is_no_term(program: Program) -> None:
    """It ruins a solver's scaling, and the rows as PuLP has them leave it out too."""
    name = next(iter(program.by_row))
    old = program.by_row[name]
    left = np.where(np.arange(len(old.places)) == 0, RESIDUE / 2.0, old.amounts)
    program = Program(
        **{
            each: getattr(program, each)
            for each in ("law", "by_cost", "elections", "switches", "used", "traced")
        },
        by_row={**program.by_row, name: ColumnTerms(old.places, left)},
    )
    assert RESIDUE / 2.0 not in ColumnMatrix(program).terms(old.places)[2]
    assert as_arrays(program) == as_written(program)
