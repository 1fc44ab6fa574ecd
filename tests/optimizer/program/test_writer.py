"""The written form of a tiny program, kept as text beside this test."""

import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pulp
import pytest

from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.readable_program import readable
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from scenario_builder import build_situation, grant, rebuild

RECORD = Path(__file__).with_name("tiny_program.lp")


def tiny_program() -> Program:
    """One grant, two years, three columns: hold, sell the same day, sell in 2027.

    In California, with minimum tax credit of an old exercise.
    """
    situation = build_situation(
        "tiny",
        plan={"last_year": 2027, "inflation": 0.0, "run_off_years": 1},
        household={
            "state": "CA",
            "wages": 200_000,
            "cash": 100_000,
            "minimum_tax_credit": 20_000,
        },
        grants=[grant(shares=12_000, strike=5.0)],
        market={"prices": {date(2026, 1, 1): 30.0, date(2027, 1, 4): 36.0}},
    )
    first, later, last = date(2026, 1, 2), date(2027, 1, 4), date(2027, 6, 1)
    choices = [Choice(0, first, first), Choice(0, first, later), Choice(0, last, last)]
    columns = columns_of(situation, choices)
    return program_of(traced_problem(situation, columns, baseline_years(situation)))


def written(program: Program, folder: Path) -> str:
    """Return the program as PuLP writes it."""
    path = folder / "program.lp"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PuLP 3.3 announces changes of 4.0
        readable(program).writeLP(str(path))
    return path.read_text()


def test_the_written_program_is_the_recorded_one(tmp_path: Path) -> None:
    """Recorded: a change to the mathematics shows as a readable difference.

    Readable by whoever has the forms at hand. A row such as ``form_1040_line_15_2026``
    ``_in_bands`` adds up one amount from its bands, which all forms then share: a band
    has the name of the line that bends at its lower end.


    If it is meant, replace ``tiny_program.lp`` by what is written now.
    """
    assert written(tiny_program(), tmp_path) == RECORD.read_text()


def test_the_same_scenario_gives_the_same_program(tmp_path: Path) -> None:
    """Deterministic, to the last character."""
    assert written(tiny_program(), tmp_path) == written(tiny_program(), tmp_path)


@pytest.mark.parametrize("of", [lambda program: program.problem, readable])
def test_every_row_and_variable_has_a_plain_name(
    of: Callable[[Program], pulp.LpProblem],
) -> None:
    """Names in ``[a-z0-9_]`` only: PuLP rewrites the rest, and two could become one."""
    problem = of(tiny_program())
    for things in (problem.variables(), problem.constraints()):
        names = [thing.name for thing in things]
        assert all(n.replace("_", "").isalnum() and n.islower() for n in names)
        assert len(set(names)) == len(names)


def test_no_round_big_m() -> None:
    """Every bound comes from the data: no variable is wider than the money at stake.

    All shares sold at 100 bring 1,000 thousand dollars.
    """
    for variable in tiny_program().problem.variables():
        if variable.upBound is not None and not variable.name.startswith("greater"):
            assert variable.upBound <= 1_000.0 + 200.0


def test_no_coefficient_is_what_rounding_left() -> None:
    """Two that cancel leave 1e-18 at times, which ruins CBC's scaling.

    With California's forms CBC then called a plan proven that another solver beat by
    1,856 dollars.
    """
    path = Path(__file__).parents[3] / "scenarios" / "pre_ipo_couple.toml"
    california = rebuild(load_scenario(path), {"household.state": "CA"})
    situation = situation_of(california)
    columns = drop_dominated(possible_columns(situation))
    traced = traced_problem(situation, columns, baseline_years(situation))
    rows = program_of(traced).problem.constraints()
    sizes = [abs(coefficient) for row in rows for coefficient in row.values()]
    assert len(rows) > 400
    assert min(sizes) > 1e-6
