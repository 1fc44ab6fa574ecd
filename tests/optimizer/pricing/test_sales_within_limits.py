"""Schedules under limits on sales: which shares wait for room, and what is said."""

from datetime import date

import numpy as np

from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.completed import completed
from isoplan.optimizer.pricing.common_schedules import common_schedules
from isoplan.optimizer.pricing.sales_within_limits import sold_by_limit, within_limits
from isoplan.optimizer.pricing.schedule_rules import (
    exercise_at_once,
    same_day_at_first_chance,
)
from limited_market import (
    ACQUIRED,
    APRIL,
    JULY,
    OCTOBER,
    START,
    small,
    windows,
)
from scenario_builder import rebuild


def test_sales_wait_for_room_in_order() -> None:
    """Worked by hand: 250 a window, 600 of the lot planned for July.

    250 are sold in July, 250 in April; in October 100 of the lot come before those
    planned for October, of which 150 find room. The last 250 are options, and are not
    exercised, for they can never be sold.
    """
    scenario = small(windows(JULY, APRIL, OCTOBER, most=250))
    july, april, october = date(2026, 7, 1), date(2027, 4, 1), date(2027, 10, 1)
    planned = {Choice(1, ACQUIRED, july): 600, Choice(0, START, october): 400}
    assert within_limits(situation_of(scenario), planned) == {
        Choice(1, ACQUIRED, july): 250,
        Choice(1, ACQUIRED, april): 250,
        Choice(1, ACQUIRED, october): 100,
        Choice(0, START, october): 150,
    }
    kept = small(windows(JULY, APRIL, OCTOBER, most=250), {"at_horizon": "keep"})
    assert within_limits(situation_of(kept), planned)[Choice(0, START, None)] == 250


def test_an_exercise_waits_for_the_sale_of_its_day() -> None:
    """600 of the lot come first; 400 options are exercised where room is left."""
    scenario = small(windows(JULY, APRIL, OCTOBER, most=450))
    held = within_limits(
        situation_of(scenario), same_day_at_first_chance(situation_of(scenario))
    )
    july, april, october = date(2026, 7, 1), date(2027, 4, 1), date(2027, 10, 1)
    assert held == {
        Choice(1, ACQUIRED, july): 450,
        Choice(1, ACQUIRED, april): 150,
        Choice(0, april, april): 300,
        Choice(0, october, october): 100,
    }


def test_an_exercise_does_not_wait_beyond_expiry() -> None:
    """Options that expire before the next window lapse."""
    scenario = small(windows(JULY, APRIL, most=500))
    scenario = rebuild(scenario, {"grants.0.expires_on": date(2027, 3, 31)})
    held = within_limits(
        situation_of(scenario), {Choice(0, date(2026, 7, 1), date(2026, 7, 1)): 700}
    )
    assert held == {Choice(0, date(2026, 7, 1), date(2026, 7, 1)): 500}


def test_without_limits_nothing_waits() -> None:
    """Whatever is planned stays as it is."""
    scenario = small(windows(JULY, APRIL))
    planned = exercise_at_once(situation_of(scenario))
    assert within_limits(situation_of(scenario), planned) == planned


def test_schedules_people_follow_say_what_limits_stop() -> None:
    """Of 1,000 shares 300 find room in the one window."""
    notes = {
        each.name: each.note
        for each in common_schedules(situation_of(small(windows(JULY, most=300))))
    }
    assert notes["do nothing"] == ""
    assert notes["same-day sale at the first chance"] == (
        "limits on sales leave no room for 700 shares"
    )


def test_the_users_schedule_is_completed_within_limits() -> None:
    """100 sold in October leave room for 150; 250 more are sold in April, 100 never."""
    own = {
        "name": "mine",
        "actions": [{"on": date(2027, 10, 4), "sell": "L", "shares": 100}],
    }
    scenario = small(windows(APRIL, OCTOBER, most=250), schedules=[own])
    held, added = completed(situation_of(scenario), scenario.schedules[0])
    april, october = date(2027, 4, 30), date(2027, 10, 29)
    assert held == {
        Choice(1, ACQUIRED, date(2027, 10, 4)): 100,
        Choice(1, ACQUIRED, october): 150,
        Choice(1, ACQUIRED, april): 250,
        Choice(1, ACQUIRED, None): 100,
    }
    assert added == {october: 150, april: 250}
    note = common_schedules(situation_of(scenario))[-1].note
    assert note == "400 shares left unsold are sold on 2027-04-30, 2027-10-29"


def test_shares_are_counted_by_limit() -> None:
    """Sales of one window add up; others count nowhere."""
    scenario = small(windows(JULY, most=100))
    days = [date(2026, 7, 3), date(2026, 7, 31), date(2028, 1, 1)]
    columns = columns_of(
        situation_of(scenario), [Choice(1, ACQUIRED, day) for day in days]
    )
    (sold,) = sold_by_limit(columns, np.array([30.0, 20.5, 7.0])).values()
    assert sold == 50.5
