"""The schedules people follow: what each does, checked by hand on small scenarios."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.decision_dates import exercise_dates
from isoplan.optimizer.compare import compare
from isoplan.optimizer.pricing.common_schedules import RULES, common_schedules
from isoplan.optimizer.pricing.evaluated_schedule import evaluate_schedule
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.schedule_rules import (
    columns_and_shares,
    even_split,
    exercise_at_once,
    nothing,
    same_day_at_first_chance,
    up_to_the_amt_line,
)
from scenario_builder import Fields, build_scenario, grant

Made = Callable[..., Scenario]


def followed(name: str, scenario: Scenario) -> Holdings:
    """Return what a household does that follows a rule."""
    (rule,) = (each for each in RULES if each.name == name)
    return rule.followed(situation_of(scenario))


@pytest.fixture
def made() -> Made:
    """Make a small scenario: one grant of 1,000 options, vested, strike 10."""

    def make(**changes: Any) -> Scenario:
        plan = {
            "start": date(2025, 1, 2),
            "last_year": 2027,
            "inflation": 0.0,
            "decision_dates": "yearly",
            "run_off_years": 2,
        }
        sections: Fields = {
            "plan": plan,
            "household": {"wages": 150_000},
            "grants": [grant()],
            "market": {"prices": {date(2025, 1, 1): 100.0}},
        }
        return build_scenario("small", **(sections | changes))

    return make


def test_crossover_2025_single_150k(made: Made) -> None:
    """Published: bargain 34,511.54 is the crossover, 383 shares at a spread of 90."""
    held = up_to_the_amt_line(situation_of(made()))
    first = {c.exercised_on: n for c, n in held.items()}
    assert first[date(2025, 1, 2)] == 383


def test_crossover_goes_on_until_nothing_is_left(made: Made) -> None:
    """In 2026 the sale of the first lot makes room: worked by hand.

    Regular tax on 133,900 is 24,734; the gain of 383 x 90 adds 15%, 5,170.50, and is
    none for the AMT. 29,904.50 / 0.26 + 90,100 - 150,000 = 55,117.3: 612 shares. The
    five that remain follow in 2027.
    """
    by_year: dict[int, int] = {}
    for choice, shares in up_to_the_amt_line(situation_of(made())).items():
        year = choice.exercised_on.year
        by_year[year] = by_year.get(year, 0) + shares
    assert by_year == {2025: 383, 2026: 612, 2027: 5}


def test_rest_of_a_part_is_sold_the_same_day() -> None:
    """Neither mix has AMT in any year; the AMT line lies below a part here."""
    scenario = build_scenario(
        plan={"last_year": 2029, "run_off_years": 2},
        household={"wages": 150_000},
        grants=[
            grant(shares=60_000, strike=1.0),
            grant("H", shares=18_000, strike=0.5),
        ],
    )
    situation = situation_of(scenario)
    for name in ("to the AMT line, rest same-day", "AMT-free mix of hold and same-day"):
        held = followed(name, scenario)
        assert sum(held.values()) == 78_000
        evaluated = evaluate_schedule(
            situation, name, *columns_and_shares(situation, held)
        )
        assert all(year.amt <= 0.01 for year in evaluated.years)
        by_year = [year.exercised for year in evaluated.years[:4]]
        same_day = [c for c in held if c.exercised_on == c.sold_on]
        assert by_year == [19_500] * 4
        assert {choice.exercised_on.year for choice in same_day} >= {2026, 2027}


def test_a_part_of_a_grant_goes_over_what_is_vested() -> None:
    """With early exercise each vesting has a tranche, and the grant one part a year.

    500 options vest in each of 2026 and 2028: a quarter of 1,000 a year in four years.
    """
    scenario = made_early()
    by_year: dict[int, int] = {}
    for choice, shares in followed("even split over the years, hold", scenario).items():
        year = choice.exercised_on.year
        by_year[year] = by_year.get(year, 0) + shares
    assert by_year == {2026: 250, 2027: 250, 2028: 250, 2029: 250}


def made_early() -> Scenario:
    """Return a grant that may be exercised early and vests 500 options twice."""
    steps = [{"on": date(year, 1, 1), "shares": 500} for year in (2026, 2028)]
    early = grant(vesting=steps, early_exercise="with_83b")
    return build_scenario(plan={"last_year": 2029}, grants=[early])


def test_at_once_holds_until_qualifying(made: Made) -> None:
    """All on the first day, sold on the first day after one year."""
    held = exercise_at_once(situation_of(made()))
    assert held == {Choice(0, date(2025, 1, 2), date(2026, 1, 3)): 1_000}


def test_even_split_takes_a_third_each_year(made: Made) -> None:
    """1,000 over three years: 333, 333, 334; the last third is sold at the end."""
    held = even_split(situation_of(made()))
    assert held == {
        Choice(0, date(2025, 1, 2), date(2026, 1, 3)): 333,
        Choice(0, date(2026, 1, 1), date(2027, 1, 2)): 333,
        Choice(0, date(2027, 1, 1), date(2027, 12, 31)): 334,
    }


def test_same_day_sales(made: Made) -> None:
    """At the first chance: the first day; at expiry: the last day of the plan."""
    first = Choice(0, date(2025, 1, 2), date(2025, 1, 2))
    last = Choice(0, date(2027, 12, 31), date(2027, 12, 31))
    assert same_day_at_first_chance(situation_of(made())) == {first: 1_000}
    assert followed("same-day sale at expiry", made()) == {last: 1_000}


def test_under_water_is_left_alone(made: Made) -> None:
    """Nobody exercises at 10 what is worth 4."""
    poor = made(market={"prices": {date(2025, 1, 1): 4.0}})
    for schedule in common_schedules(situation_of(poor)):
        assert not schedule.holdings, schedule.name


def test_nothing_is_exercised_that_can_never_be_sold(made: Made) -> None:
    """Without a day of sale in the plan, holding would be worth nothing."""
    market = {"prices": {date(2025, 1, 1): 100.0}, "first_sale": date(2030, 1, 1)}
    for schedule in common_schedules(situation_of(made(market=market))):
        assert not schedule.holdings, schedule.name


def test_lots_are_kept_by_do_nothing_and_sold_by_the_others(made: Made) -> None:
    """A lot held before the plan is sold when qualifying, but by "do nothing"."""
    lot = {
        "grant": "G",
        "exercised_on": date(2024, 6, 3),
        "shares": 100,
        "value_at_exercise": 80.0,
    }
    scenario = made(lots=[lot])
    assert nothing(situation_of(scenario)) == {Choice(1, date(2024, 6, 3), None): 100}
    held = exercise_at_once(situation_of(scenario))
    assert held[Choice(1, date(2024, 6, 3), date(2025, 6, 4))] == 100
    assert sum(held.values()) == 1_000


def test_the_users_own_schedule_is_completed(made: Made) -> None:
    """What the user leaves unsold is sold on the last open day, and a note says so."""
    own = {
        "name": "mine",
        "actions": [{"on": date(2025, 3, 3), "exercise": "G", "shares": 40}],
    }
    schedule = common_schedules(situation_of(made(schedules=[own])))[-1]
    assert schedule.name == "mine"
    assert schedule.holdings == {Choice(0, date(2025, 3, 3), date(2027, 12, 31)): 40}
    assert "40 shares left unsold are sold on 2027-12-31" in schedule.note


def test_nothing_is_sold_before_it_is_exercised(made: Made) -> None:
    """The last open day lies before the user's exercise: the shares stay unsold."""
    window = {"opens": date(2026, 3, 3), "closes": date(2026, 3, 4)}
    own = {
        "name": "late",
        "actions": [{"on": date(2026, 6, 10), "exercise": "G", "shares": 40}],
    }
    market = {"prices": {date(2025, 1, 1): 100.0}, "trading_windows": [window]}
    schedule = common_schedules(situation_of(made(market=market, schedules=[own])))[-1]
    assert schedule.holdings == {Choice(0, date(2026, 6, 10), None): 40}
    assert schedule.note == ""


def test_the_plan_may_do_what_the_user_does(made: Made) -> None:
    """A dip between decision dates, and a schedule that exercises there and holds."""
    prices = {
        date(2025, 1, 1): 100.0,
        date(2025, 4, 7): 100.0,
        date(2025, 5, 5): 20.0,
        date(2025, 6, 2): 100.0,
    }
    own = {
        "name": "buy the dip",
        "actions": [{"on": date(2025, 5, 6), "exercise": "G", "shares": 1_000}],
    }
    scenario = made(market={"prices": prices}, schedules=[own])
    comparison = compare(scenario)
    ours, theirs = comparison.schedules[0], comparison.schedules[-1]
    assert theirs.name == "buy the dip"
    assert ours.after_tax_value >= theirs.after_tax_value - 0.02
    assert date(2025, 5, 5) in exercise_dates(
        situation_of(scenario), situation_of(scenario).tranches[0]
    )
