"""What can be wrong with units, holdings, early exercise and leaving."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

AWARD = {
    "name": "units",
    "granted_on": "2025-05-15",
    "shares": 800,
    "vesting": {"every_months": 3},
}
PURCHASE = {
    "name": "plan",
    "kind": "espp",
    "acquired_on": "2025-11-14",
    "shares": 300,
    "paid": 6.8,
    "offered_on": "2025-05-15",
    "value_when_offered": 8.0,
    "value_when_bought": 9.5,
}

MISTAKES = [
    pytest.param(
        {"grants.0.value_at_grant": 2.5},
        "grants[0].value_at_grant of 'G1' is 2.5, above the strike of 2.0, so it is "
        "not an incentive stock option (IRC 422(b)(4)); correct either, or set kind = "
        "'nso'",
        id="strike-below-the-value-at-grant",
    ),
    pytest.param(
        {"lots.0.vests_on": "2025-06-01"},
        "lots[0].vests_on of 'L1' is '2025-06-01', not after the exercise on "
        "2025-06-01; leave it out for shares vested when they were exercised",
        id="vested-when-exercised",
    ),
    pytest.param(
        {"lots.0.election_83b": True},
        "lots[0].election_83b of 'L1' is true, but the shares were vested when "
        "exercised, so there is no election; add vests_on, or remove it",
        id="election-for-vested-shares",
    ),
    pytest.param(
        {"lots.0.value_when_vested": 9.0},
        "lots[0].value_when_vested of 'L1' is 9.0, but no day of vesting is given; add "
        "vests_on, or remove it",
        id="value-without-a-day",
    ),
    pytest.param(
        {"lots.0.vests_on": "2025-09-01"},
        "lots[0].value_when_vested of 'L1' is missing, and the market has no price as "
        "early as 2025-09-01; give the value of a share on that day",
        id="no-value-when-vested",
    ),
    pytest.param(
        {
            "employment": {"leaves_on": "2026-06-30"},
            "lots.0.vests_on": "2026-09-01",
            "schedules": [],
        },
        "lots[0].vests_on of 'L1' is 2026-09-01, after leaving on 2026-06-30, so the "
        "shares never vest; remove the lot, or correct the day",
        id="vests-after-leaving",
    ),
    pytest.param(
        {"employment": {"leaves_on": "2024-02-01"}, "lots": [], "schedules": []},
        "grants[0].granted_on of 'G1' is 2024-03-01, after leaving on 2024-02-01; "
        "remove the grant, or correct employment.leaves_on",
        id="granted-after-leaving",
    ),
    pytest.param(
        {"restricted_units": [{**AWARD, "granted_on": "2031-01-01"}]},
        "restricted_units[0].granted_on of 'units' is 2031-01-01, after the plan's "
        "last day, 2030-12-31; remove the award, or give plan.last_year a later year",
        id="award-after-the-plan",
    ),
    pytest.param(
        {
            "restricted_units": [
                {**AWARD, "vesting": [{"on": "2026-05-15", "shares": 9}]}
            ]
        },
        "restricted_units[0].vesting of 'units' is a list of 1, which adds up to 9 "
        "shares while 800 were granted; list the days on which all granted units vest",
        id="units-do-not-add-up",
    ),
    pytest.param(
        {"restricted_units": [{**AWARD, "name": "L1"}]},
        "restricted_units[0].name is 'L1', which is also the name of a lot, so that a "
        "sale of it could mean either; give the award another name",
        id="award-named-as-a-lot",
    ),
    pytest.param(
        {"holdings": [{**PURCHASE, "acquired_on": "2026-05-15"}]},
        "holdings[0].acquired_on of 'plan' is 2026-05-15, after the plan's start on "
        "2026-03-01; a holding is held when the plan starts; correct the day, or move "
        "plan.start",
        id="holding-after-the-start",
    ),
    pytest.param(
        {"holdings": [{**PURCHASE, "offered_on": "2025-11-14"}]},
        "holdings[0] of 'plan' is offered on 2025-11-14, not before the purchase on "
        "2025-11-14; correct offered_on or acquired_on",
        id="offered-when-bought",
    ),
    pytest.param(
        {"holdings": [{**PURCHASE, "paid": None}]},
        "holdings[0] of 'plan' is of kind 'espp' without paid; add paid",
        id="purchase-plan-without-its-price",
    ),
    pytest.param(
        {"holdings": [{**PURCHASE, "basis": 6.8}]},
        "holdings[0] of 'plan' is of kind 'espp', which has no basis; remove basis, or "
        "correct kind",
        id="purchase-plan-with-a-basis",
    ),
    pytest.param(
        {"holdings": [{**PURCHASE, "discount": 0.2}]},
        "holdings[0].discount of 'plan' is 0.2, which is above 0.15; give 0.15 or "
        "less, as a fraction: 0.03 is 3 percent",
        id="discount-above-the-lawful-one",
    ),
]


@pytest.mark.parametrize(("values", "line"), MISTAKES)
def test_one_mistake_is_one_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy; nothing follows from it twice."""
    assert lines_with(values) == [line]


ACTIONS = [
    pytest.param(
        {"employment": {"leaves_on": "2026-06-30"}},
        [{"on": "2026-10-01", "exercise": "G1", "shares": 100}],
        "schedules[0].actions[0].on of 'mine' is 2026-10-01, after 'G1' lapses on "
        "2026-09-30, after leaving; give a day from 2025-03-01 to 2026-09-30",
        id="exercise-too-long-after-leaving",
    ),
    pytest.param(
        {"grants.0.early_exercise": "with_83b"},
        [
            {"on": "2026-04-01", "exercise": "G1", "shares": 4_300},
            {"on": "2027-01-04", "sell": "G1", "shares": 4_000},
        ],
        "schedules[0].actions[1].shares of 'mine' is 4000, more than the 3,400 shares "
        "of 'G1' held and vested on 2027-01-04; sell fewer, or sell after they are "
        "exercised and vested",
        id="sold-before-vested",
    ),
    pytest.param(
        {"grants.0.early_exercise": "with_83b"},
        [{"on": "2026-04-01", "exercise": "G1", "shares": 4_301}],
        "schedules[0].actions[0].shares of 'mine' is 4301, more than the 4,300 options "
        "of 'G1' that can be exercised on 2026-04-01 and not exercised yet; exercise "
        "fewer, or later",
        id="more-than-granted",
    ),
    pytest.param(
        {"restricted_units": [AWARD]},
        [{"on": "2027-01-04", "sell": "units", "shares": 1_000}],
        "schedules[0].actions[0].shares of 'mine' is 1000, more than the 210 shares of "
        "'units' held and vested on 2027-01-04; sell fewer, or sell after they are "
        "exercised and vested",
        id="more-units-than-arrived",
    ),
]


@pytest.mark.parametrize(("values", "actions", "line"), ACTIONS)
def test_a_schedule_can_only_do_what_can_be_done(
    values: Fields, actions: list[Fields], line: str, lines_with: Lines
) -> None:
    """Leaving, vesting and early exercise bind a user's schedule too."""
    assert lines_with({**values, "schedules.0.actions": actions}) == [line]
