"""The program in words: names by tranche, day, form, line and year."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pulp
import pytest

from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.names import column_names, slug
from isoplan.optimizer.program.program import Program, in_whole_shares
from isoplan.optimizer.program.readable_program import LONGEST, LONGEST_ROW, readable
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of

SHORT = re.compile(
    r"(shares|exercised|greater|segment|passed|inventory|segments|full|open|cut|used)"
    r"_\d+(_|$)"
)
"""Names that only the solved program has."""


def program(scenario: Scenario) -> Program:
    """Return a scenario's program."""
    columns = drop_dominated(possible_columns(situation_of(scenario)))
    return program_of(
        traced_problem(
            situation_of(scenario), columns, baseline_years(situation_of(scenario))
        )
    )


def names(problem: pulp.LpProblem) -> tuple[list[str], list[str]]:
    """Return the names of variables and of rows."""
    return (
        [variable.name for variable in problem.variables()],
        [row.name for row in problem.constraints()],
    )


def check_names(written: Program) -> None:
    """Every name is plain, says what it is, and is no other's."""
    short = names(written.problem)
    for kind, was, limit in zip(
        names(readable(written)), short, (LONGEST + 3, LONGEST_ROW + 3), strict=True
    ):
        assert len(set(kind)) == len(kind) == len(was)
        for name in kind:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
            assert not SHORT.match(name), name
            assert len(name) <= limit


@pytest.mark.parametrize("seed", range(20))
def test_names_are_plain_and_unique(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Of random households; PuLP would rewrite others, and two might become one."""
    check_names(program(random_scenario(seed)))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("few_trades", marks=pytest.mark.slow),
        pytest.param("giving_shares", marks=pytest.mark.slow),
        pytest.param("cash_and_installments", marks=pytest.mark.slow),
        "early_exercise",
    ],
)
def test_names_of_every_feature_are_plain_and_unique(name: str, root: Path) -> None:
    """Orders, gifts, payments by day, elections: the shipped scenarios have them."""
    check_names(program(load_scenario(root / "scenarios" / f"{name}.toml")))


def test_names_are_the_same_in_every_run(
    random_scenario: Callable[[int], Scenario],
) -> None:
    """Whoever asks for which name first."""
    one, two = program(random_scenario(5)), program(random_scenario(5))
    graph = two.traced.graph
    for number in reversed(range(len(graph.atoms))):
        graph.name_of(number)
    assert names(readable(one)) == names(readable(two))


def test_the_readable_program_is_the_program(
    random_scenario: Callable[[int], Scenario],
) -> None:
    """Bounds, rows and cost, one by one, in the same order."""
    written = program(random_scenario(1))
    copy = readable(written)
    rows = zip(written.problem.constraints(), copy.constraints(), strict=True)
    for ours, theirs in rows:
        assert list(ours.values()) == list(theirs.values())
        assert (ours.sense, ours.constant) == (theirs.sense, theirs.constant)
    assert list(written.problem.objective.values()) == list(copy.objective.values())
    limits = [
        sorted((v.lowBound or 0.0, v.upBound or 0.0, v.cat) for v in each.variables())
        for each in (written.problem, copy)
    ]
    assert limits[0] == limits[1]


def test_making_it_readable_changes_nothing(
    random_scenario: Callable[[int], Scenario],
) -> None:
    """The solved program keeps its names, so its file keeps its order."""
    written = program(random_scenario(1))
    before = names(written.problem)
    readable(written)
    assert names(written.problem) == before


def test_columns_are_named_by_tranche_and_days(root: Path) -> None:
    """Exercise and sale; shares held have no exercise; elections and gifts say so."""
    early = load_scenario(root / "scenarios" / "early_exercise.toml")
    giving = load_scenario(root / "scenarios" / "giving_shares.toml")
    found = {*column_names(possible_columns(situation_of(early)))}
    found |= {*column_names(possible_columns(situation_of(giving)))}
    day = r"\d{4}_\d\d_\d\d"
    for form in (
        rf"[a-z_0-9]+_exercised_{day}_sold_{day}",
        rf"[a-z_0-9]+_exercised_{day}_elected_sold_{day}",
        rf"[a-z_0-9]+_given_{day}",
    ):
        assert any(re.fullmatch(form, name) for name in found), form


def test_whole_shares_are_named_after_their_columns(
    random_scenario: Callable[[int], Scenario],
) -> None:
    """The integer beside each column, and the row between them."""
    written = in_whole_shares(program(random_scenario(1)))
    first = column_names(written.traced.columns)[0]
    variables, rows = names(readable(written))
    assert f"{first}_whole" in variables
    assert f"{first}_in_whole_shares" in rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022 ISO (A)", "of_2022_iso_a"),
        ("Grant A / lot 2", "grant_a_lot_2"),
        ("e2 options", "of_e2_options"),
        ("Опцион", "tranche"),
        ("x" * 50, "x" * 40),
    ],
)
def test_a_name_of_the_household_in_a_file(text: str, expected: str) -> None:
    """Readers of LP files take ``2022`` and ``e2`` for numbers."""
    assert slug(text) == expected


KINDS = {
    "a hinge": r"form_1040_ordinary_part_2029_from_\d+_to_\d+",
    "a first band": r"form_6251_line_17_2029_up_to_\d+",
    "a breakpoint reached": r"form_6251_line_4_20\d\d_is_over_\d+",
    "a max": "federal_paid_through_2029",
    "a smaller of two": "minus_federal_unrecoverable_through_20..",
    "inventory": r"[a-z0-9_]+_exercised_through_\d{4}_\d\d_\d\d",
    "a leaf": "iso_bargain_element_2029",
    "cash of a day": r"cash_\d{4}_\d\d_\d\d",
}
ROW_KINDS = {
    "an equation of a leaf": "sum_iso_bargain_element_2029",
    "bands": "form_1040_ordinary_part_2029_in_bands",
    "a band that opens": r"form_6251_line_4_[a-z0-9_]+_only_if_reached",
    "a band that is full": r"form_6251_line_4_[a-z0-9_]+_once_full_below",
    "a floor of a max": (
        r"federal_paid_through_2030_at_least_"
        r"federal_paid_before_2030_plus_form_6251_line_9_2030"
    ),
    "a limit of a smaller one": (
        r"federal_unrecoverable_through_(\d{4})_at_most_federal_paid_through_\1"
    ),
    "an equation of a max": (
        r"federal_unrecoverable_through_\d{4}_is_federal_[a-z0-9_]+"
    ),
    "a cut": r"minus_federal_unrecoverable_through_\d{4}_cut_1",
    "inventory": r"[a-z0-9_]+_vested_by_\d{4}_\d\d_\d\d",
    "cash of a day": r"cash_floor_\d{4}_\d\d_\d\d",
}


def test_every_kind_of_name(sample: Scenario) -> None:
    """Each as someone with the forms at hand would call it."""
    variables, rows = names(readable(program(sample)))
    for kinds, found in ((KINDS, variables), (ROW_KINDS, rows)):
        for kind, form in kinds.items():
            assert any(re.fullmatch(form, name) for name in found), kind


def test_orders_are_named_by_what_they_are(root: Path) -> None:
    """The binaries of a preference for few trades."""
    written = program(load_scenario(root / "scenarios" / "few_trades.toml"))
    variables, rows = names(readable(written))
    day = date(2026, 1, 1).year
    assert any(re.match(rf"uses_\w+_exercised_{day}", name) for name in variables)
    assert any(re.match(r"most_\w+_sold_", name) for name in rows)
    assert any(re.match(r"actions_\d{4}", name) for name in rows)
