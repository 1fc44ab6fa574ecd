"""Exercised by a day, and held to the horizon: what binds, what it costs, the audit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.preferences.exercise_all_by import ExerciseAllBy
from isoplan.optimizer.preferences.hold_to_horizon import (
    HoldToHorizon,
    last_day_of_sale,
)
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.recommend import recommend, solve_plan
from random_scenarios import random_scenario
from scenario_builder import build_scenario, grant, lot, rebuild

MONTHLY = {"cliff_months": 12, "months": 48}


def scenario(**sections: Any) -> Scenario:
    """Return a grant that vests monthly, one under water, and a lot; three years."""
    fields = {
        "plan": {"last_year": 2028, "run_off_years": 3},
        "household": {"wages": 180_000},
        "grants": [
            grant(shares=4_800, granted_on=date(2024, 1, 3), vesting=MONTHLY),
            grant("dear", shares=500, strike=70.0),
            grant("held", shares=1_000, strike=2.0),
        ],
        "lots": [lot("held", shares=300)],
        "market": {"prices": {date(2025, 1, 1): 25.0, date(2028, 1, 1): 60.0}},
    }
    return build_scenario("days", **(fields | sections))


def exercised(scenario: Scenario, name: str, by: date) -> int:
    """Return the options of a grant that the plan exercises by a day."""
    plan = recommend(scenario)
    return sum(
        each.shares
        for each in plan.actions
        if each.kind == "exercise" and each.grant == name and each.date <= by
    )


def test_all_that_is_vested_and_in_the_money_is_exercised_by_the_day() -> None:
    """A day between decision dates: what has vested by then, and nothing under water.

    Of 4,800 options from January 2024, 100 a month, 2,900 are vested in June 2026.
    """
    by = date(2026, 6, 17)
    asked = scenario(preferences={"exercise_all_by": by})
    assert exercised(scenario(), "G", by) < 2_900
    assert exercised(asked, "G", by) == 2_900
    assert exercised(asked, "held", by) == 700
    assert exercised(asked, "dear", by) == 0


def test_options_that_lapse_before_the_day_count_on_their_last() -> None:
    """The grant expires in March; the day is in December."""
    grants = [grant(shares=900, expires_on=date(2026, 3, 31))]
    asked = scenario(
        grants=grants, lots=[], preferences={"exercise_all_by": date(2026, 12, 1)}
    )
    assert exercised(asked, "G", date(2026, 3, 31)) == 900


def test_everything_is_sold_on_the_last_day() -> None:
    """The last day of the last window; the lot waits as well."""
    windows = [
        {"opens": f"{year}-05-04", "closes": f"{year}-05-22"}
        for year in (2026, 2027, 2028)
    ]
    prices = {date(2025, 1, 1): 25.0, date(2028, 1, 1): 60.0}
    market = {"prices": prices, "trading_windows": windows}
    asked = scenario(market=market, preferences={"hold_to_horizon": True})
    plan = recommend(asked)
    assert {a.date for a in plan.actions if a.kind == "sell"} == {date(2028, 5, 22)}
    (cost,) = plan.preference_costs
    assert cost.in_words == "holding all shares to the plan's end"
    assert cost.cost > 0


ASKED = [{"exercise_all_by": date(2026, 6, 17)}, {"hold_to_horizon": True}]


@pytest.mark.parametrize("preferences", ASKED, ids="+".join)
def test_the_audit_refuses_a_plan_without_it(preferences: dict[str, Any]) -> None:
    """A plan made without, held against it."""
    _, evaluated = solve_plan(situation_of(scenario()))
    asked = situation_of(scenario(preferences=preferences))
    found = list(broken_preferences(evidence_of_schedule(asked, evaluated)))
    (name,) = preferences
    assert found
    assert all(f"preferences.{name} is" in each for each in found)


def test_the_audit_refuses_a_program_without_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Options left after the day."""

    def no_rows(*_: object) -> Iterator[Any]:
        yield from ()

    monkeypatch.setattr(ExerciseAllBy, "rows", no_rows)
    with pytest.raises(AuditFailure, match=r"preferences\.exercise_all_by is"):
        recommend(scenario(preferences=ASKED[0]))


def test_the_audit_refuses_a_program_with_earlier_sales(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sales before the last day."""
    monkeypatch.setattr(
        HoldToHorizon, "forbids", lambda _, columns: np.zeros(len(columns), dtype=bool)
    )
    with pytest.raises(AuditFailure, match=r"preferences\.hold_to_horizon is true"):
        recommend(scenario(preferences=ASKED[1]))


@pytest.mark.parametrize("name", ["exercise_all_by", "hold_to_horizon"])
@pytest.mark.parametrize("seed", range(6))
def test_neither_raises_the_value(seed: int, name: str) -> None:
    """Random households: no more than free on the same days, or no schedule does."""
    free_scenario = random_scenario(seed)
    plan = free_scenario.plan
    middle = str(date(plan.start.year, 12, 5))
    asked = {"exercise_all_by": middle} if name == "exercise_all_by" else {name: True}
    situation = situation_of(rebuild(free_scenario, preferences=asked))
    free, _ = solve_plan(situation.with_preferences(Preferences()))
    sign = 1.0 if plan.objective == "after_tax_value" else -1.0
    try:
        kept, _ = solve_plan(situation)
    except InfeasiblePlan as error:
        assert f"preferences.{name}" in str(error)  # noqa: PT017
        return
    assert sign * kept.objective.value <= sign * free.objective.bound + 0.02


def test_strikes_beyond_the_cash_are_named() -> None:
    """1,000 options at 2 dollars, and nothing can be sold before 2028."""
    poor = scenario(
        household={"wages": 180_000, "cash": 500.0},
        grants=[grant(shares=1_000, strike=2.0)],
        lots=[],
        market={"prices": {date(2025, 1, 1): 25.0}, "first_sale": "2028-03-01"},
        preferences={"exercise_all_by": date(2026, 6, 17)},
    )
    with pytest.raises(InfeasiblePlan) as refused:
        recommend(poor)
    assert str(refused.value) == (
        "no schedule keeps preferences.exercise_all_by = 2026-06-17: the strikes of "
        "1,000 options alone are $2,000; loosen it, or remove it"
    )


def test_a_sunday_of_a_listed_company_stands_for_the_friday_before() -> None:
    """June 20, 2027 is a Sunday, and June 18 the observed Juneteenth: no such days."""
    market = {
        "prices": {date(2025, 1, 1): 25.0, date(2028, 1, 1): 60.0},
        "trading_days": "nyse",
    }
    by = {"exercise_all_by": date(2027, 6, 20)}
    asked = scenario(market=market, preferences=by)
    thursday = date(2027, 6, 17)
    assert situation_of(asked).exercise_days == {thursday}
    assert exercised(asked, "held", thursday) == 700
    days = {a.date for a in recommend(asked).actions if a.kind == "exercise"}
    assert days
    assert not days & {date(2027, 6, n) for n in (18, 19, 20)}


def test_a_grant_that_lapsed_before_the_plan_asks_for_nothing() -> None:
    """It expired before the first price that the file gives."""
    gone = grant("gone", shares=100, expires_on=date(2024, 12, 2))
    asked = scenario(
        grants=[gone, grant("held", shares=1_000, strike=2.0)],
        lots=[lot("held", shares=300)],
        preferences={"exercise_all_by": date(2026, 6, 17)},
    )
    assert exercised(asked, "held", date(2026, 6, 17)) == 700
    assert exercised(asked, "gone", date(2028, 12, 31)) == 0


def test_the_last_day_of_sale_is_a_closing_in_the_plan() -> None:
    """The audit refuses a sale on the market just before it."""
    market = {
        "prices": {date(2025, 1, 1): 25.0},
        "trading_days": "nyse",
        "acquisition": {"on": date(2028, 6, 14), "price": 20.0},
    }
    asked = scenario(market=market, preferences={"hold_to_horizon": True})
    assert last_day_of_sale(asked.market, asked.plan) == date(2028, 6, 14)
    sold = {a.date for a in recommend(asked).actions if a.kind == "sell"}
    assert sold == {date(2028, 6, 14)}


def test_the_last_day_of_sale_may_lie_before_a_blackout() -> None:
    """It is a Friday between decision dates; the audit counts back from the end."""
    blackout = {"begins": date(2028, 12, 11), "ends": date(2029, 1, 4)}
    market = {"prices": {date(2025, 1, 1): 25.0}, "blackouts": [blackout]}
    asked = scenario(
        market={**market, "trading_days": "nyse"},
        preferences={"hold_to_horizon": True},
    )
    sold = {a.date for a in recommend(asked).actions if a.kind == "sell"}
    assert sold == {date(2028, 12, 8)}
