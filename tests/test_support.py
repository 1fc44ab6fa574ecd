"""What tests are made with: the builder of scenarios, and the brute force."""

from datetime import date

import pytest

from brute_force import all_schedules, best_by_force, check_optimum, tried_schedules
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of
from random_scenarios import random_scenario
from scenario_builder import (
    Fields,
    build_scenario,
    build_situation,
    change_fields,
    grant,
    holding,
    lot,
    rebuild,
    rsu,
    scenario_fields,
)

START, LATER, YEAR_2 = date(2026, 1, 2), date(2026, 7, 1), date(2027, 6, 1)


def test_every_item_of_the_builder_is_valid() -> None:
    """A household alone, and shares of each origin; 30 of the units pay tax."""
    situation = build_situation(
        grants=[grant()], lots=[lot()], restricted_units=[rsu()], holdings=[holding()]
    )
    shares = {each.name: each.shares for each in situation.tranches}
    assert shares == {
        "G": 900,
        "G 2025-06-02": 100,
        "RSU 2026-06-01": 70,
        "bought": 100,
    }
    assert not build_situation().tranches


def test_fields_are_made_anew() -> None:
    """A test that spoils them leaves those of the next one alone."""
    spoiled = scenario_fields(grants=[grant()])
    spoiled["market"]["prices"].clear()
    spoiled["grants"][0]["vesting"]["months"] = 48
    assert scenario_fields()["market"]["prices"] == {date(2026, 1, 1): 30.0}
    assert grant()["vesting"]["months"] == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"a.0.x": 5}, {"a": [{"x": 5, "y": 2}]}),
        ({"a.0.x": ...}, {"a": [{"y": 2}]}),
        ({"a.0": ...}, {"a": []}),
        ({"a.1": {"like": 0, "y": 3}}, {"a": [{"x": 1, "y": 2}, {"x": 1, "y": 3}]}),
        ({"b": 1}, {"a": [{"x": 1, "y": 2}], "b": 1}),
    ],
)
def test_values_change_by_path(changes: Fields, expected: Fields) -> None:
    """Set, removed, copied into a list, added."""
    assert change_fields({"a": [{"x": 1, "y": 2}]}, changes) == expected


def test_a_scenario_is_built_anew_with_other_values() -> None:
    """By path or by section; the one it came from stays as it is."""
    first = build_scenario("first", {"plan.discount_rate": 0.06}, grants=[grant()])
    second = rebuild(first, {"grants.0.shares": 7}, lots=[])
    assert (first.grants[0].shares, second.grants[0].shares) == (1_000, 7)
    assert second.plan.discount_rate == first.plan.discount_rate == 0.06


def test_a_seed_always_makes_the_same_household() -> None:
    """And another one another."""
    assert random_scenario(5) == random_scenario(5) != random_scenario(6)


def two_of_each(**fields: object) -> Columns:
    """Return two columns of two options, and two of a lot of two shares."""
    situation = build_situation(
        plan={"last_year": 2027, "run_off_years": 1},
        grants=[grant(shares=4, **fields)],
        lots=[lot(shares=2)],
        market={"prices": {START: 60_000.0, YEAR_2: 90_000.0}},
    )
    held = date(2025, 6, 2)
    choices = [
        Choice(0, START, LATER),
        Choice(0, START, YEAR_2),
        Choice(1, held, LATER),
        Choice(1, held, YEAR_2),
    ]
    return columns_of(situation, choices)


def test_every_schedule_is_tried_once() -> None:
    """Worked: six ways to use at most two options, three to sell two shares."""
    ways = [tuple(way) for way in all_schedules(two_of_each())]
    assert len(ways) == len(set(ways)) == 6 * 3
    assert all(way[0] + way[1] <= 2 and way[2] + way[3] == 2 for way in ways)


def test_steps_that_share_columns_are_refused() -> None:
    """Options of a later step could go to its own columns alone."""
    steps = [{"on": date(2025, 1, 2), "shares": 3}, {"on": LATER, "shares": 1}]
    columns = two_of_each(vesting=steps)
    late = columns_of(
        columns.situation, [Choice(0, START, YEAR_2), Choice(0, LATER, YEAR_2)]
    )
    with pytest.raises(ValueError, match="in several steps"):
        next(all_schedules(late))


def test_the_best_is_never_worse_than_another() -> None:
    """A rising price: everything waits, unless the caller forbids it."""
    schedules = tried_schedules(two_of_each())
    best = best_by_force(schedules)
    at_once = best_by_force(schedules, lambda tried: tried.shares[1] == 0)
    assert best is not None
    assert at_once is not None
    assert best > at_once + 1_000
    assert best_by_force(schedules, lambda _: False) is None


def test_a_program_that_differs_is_noticed() -> None:
    """It knows nothing of a limit that the caller counts."""
    check_optimum(two_of_each())
    with pytest.raises(AssertionError):
        check_optimum(two_of_each(), lambda tried: tried.shares[1] == 0)
    with pytest.raises(pytest.fail.Exception):
        check_optimum(two_of_each(), lambda _: False)
