"""What vesting, leaving and the law's limits cost: each binds, none pays to tighten."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.results.plan import Plan
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.option_count import option_counts
from scenario_builder import VESTED, Fields, build_situation, grant

START = date(2026, 1, 2)
SLACK = 1.0
"""Dollars that two proven plans may be apart by their gaps and whole shares."""


def options(**fields: Any) -> Fields:
    """Return 20,000 options at 4 dollars, which vest over three years."""
    given = {
        "granted_on": date(2025, 6, 2),
        "expires_on": date(2035, 6, 1),
        "shares": 20_000,
        "strike": 4.0,
        "vesting": {"cliff_months": 12, "months": 36, "every_months": 12},
    }
    return grant(**(given | fields))


def planned_with(fields: Fields | None = None, **sections: Any) -> tuple[Plan, float]:
    """Plan a household with one grant; return the plan and its value."""
    household = {"wages": 170_000, **sections.pop("household", {})}
    market = {
        "prices": {START: 6.0, date(2028, 1, 1): 25.0, date(2029, 1, 1): 32.0},
        "first_sale": date(2028, 1, 3),
    }
    situation = build_situation(
        "limits",
        plan={
            "start": START,
            "last_year": 2029,
            "decision_dates": "yearly",
            "run_off_years": 4,
        },
        household=household,
        grants=[options(**(fields or {}))],
        market=sections.pop("market", market),
        **sections,
    )
    plan, _ = solve_plan(situation)
    assert plan.status != "feasible"
    return plan, plan.objective.value


def test_a_later_departure_never_costs() -> None:
    """Each year longer lets more vest; the last one lets everything vest."""
    days = [date(2026, 7, 31), date(2027, 7, 31), date(2028, 7, 31)]
    found = [planned_with(employment={"leaves_on": day}) for day in days]
    exercised = [sum(y.exercised for y in plan.years) for plan, _ in found]
    assert exercised == [6_666, 13_333, 20_000]
    values = [value for _, value in found]
    assert values == sorted(values)
    assert values[0] < values[1] - SLACK


def test_a_longer_window_after_leaving_never_costs() -> None:
    """Three months bind: little cash is there before the shares can be sold."""
    left = {"leaves_on": date(2027, 7, 31)}
    home = {"cash": 5_000}
    values = [
        planned_with({"months_after_leaving": months}, employment=left, household=home)[
            1
        ]
        for months in (3, 12, 60)
    ]
    assert values[0] <= values[1] + SLACK
    assert values[1] <= values[2] + SLACK
    assert values[0] < values[2] - SLACK


@pytest.mark.parametrize(
    ("leaves_on", "window", "last", "last_iso"),
    [
        ("2027-11-30", {"days_after_leaving": 90}, "2028-02-28", "2028-02-29"),
        ("2027-11-30", {"months_after_leaving": 3}, "2028-02-29", "2028-02-29"),
        ("2027-11-30", {}, "2028-02-29", "2028-02-29"),
        ("2026-11-30", {"days_after_leaving": 90}, "2027-02-28", "2027-02-28"),
        ("2027-07-31", {"days_after_leaving": 90}, "2027-10-29", "2027-10-31"),
        ("2027-02-28", {"days_after_leaving": 90}, "2027-05-29", "2027-05-28"),
        ("2027-07-31", {"days_after_leaving": 0}, "2027-07-31", "2027-10-31"),
        ("2027-07-31", {"days_after_leaving": 3_660}, "2030-12-31", "2027-10-31"),
    ],
)
def test_ninety_days_are_not_three_months(
    leaves_on: str, window: Fields, last: str, last_iso: str
) -> None:
    """Each counted exactly; the law's own three months are always months."""
    options = grant(expires_on="2030-12-31", **window)
    situation = build_situation(
        grants=[options],
        plan={"last_year": 2030},
        employment={"leaves_on": leaves_on},
    )
    (tranche,) = situation.tranches
    assert str(tranche.last_exercise) == last
    assert str(tranche.iso_until) == last_iso
    (counted,) = option_counts(situation, []).values()
    assert str(counted.last) == last


def test_disability_never_costs() -> None:
    """Of a window of twelve months, all is that of incentive stock options."""
    window = {"months_after_leaving": 12}
    left = {"leaves_on": date(2027, 7, 31)}
    _, able = planned_with(window, employment=left)
    _, disabled = planned_with(window, employment={**left, "disabled": True})
    assert disabled >= able - SLACK


def test_more_ways_to_exercise_early_never_cost() -> None:
    """A plan that decides itself is no worse than one that must elect, or must not."""
    ways = ("never", "with_83b", "without_83b", "plan_decides")
    value = {way: planned_with({"early_exercise": way})[1] for way in ways}
    best = value["plan_decides"] + SLACK
    assert all(each <= best for each in value.values())
    assert value["plan_decides"] > value["never"] + SLACK


@pytest.mark.parametrize("value_at_grant", [3.0, 4.0])
def test_the_hundred_thousand_dollar_limit_costs(value_at_grant: float) -> None:
    """40,000 options at 2 are within it, at 3 or 4 they are not; the spread is wide."""
    at_once = {"vesting": VESTED, "shares": 40_000}
    market = {"prices": {START: 24.0, date(2029, 1, 1): 32.0}}
    held = planned_with({**at_once, "value_at_grant": value_at_grant}, market=market)
    free = planned_with({**at_once, "value_at_grant": 2.0}, market=market)
    assert free[1] > held[1] + SLACK
    assert any("NSO part" in action.lot for action in held[0].actions)
    assert not any("NSO part" in action.lot for action in free[0].actions)


def test_nonqualified_options_free_a_credit() -> None:
    """With an old credit, their wages come when they let the most of it out.

    The credit is worth more with the options than without any: pay is a lever.
    """
    nso = {"kind": "nso", "vesting": VESTED}
    home = {"wages": 60_000}
    with_credit = {**home, "minimum_tax_credit": 80_000}
    plan, value = planned_with(nso, household=with_credit)
    _, without = planned_with(nso, household=home)
    idle, _ = planned_with({"strike": 90.0}, household=with_credit)
    used, used_idle = (
        sum(year.credit_used for year in each.years) for each in (plan, idle)
    )
    assert used > used_idle + 10_000
    assert value > without + 10_000


def test_what_an_election_and_a_late_exercise_ask_for_is_said() -> None:
    """A note for each, and none where nothing of the kind is planned."""
    plain, _ = planned_with()
    assert not any("83(b)" in note or "422(a)(2)" in note for note in plain.notes)
    elected, _ = planned_with({"early_exercise": "with_83b"})
    assert any("within 30 days" in note for note in elected.notes)
    late, _ = planned_with(
        {"months_after_leaving": 60},
        employment={"leaves_on": date(2027, 7, 31)},
        household={"cash": 5_000},
    )
    assert any("after 2027-10-31 are nonqualified" in note for note in late.notes)
