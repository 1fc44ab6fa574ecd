"""Actions that are decided already: made exactly, the rest planned around them."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.results.plan import Action, Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.preferences.pinned import Pinned
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.recommend import recommend, solve_plan
from random_scenarios import random_scenario
from scenario_builder import Fields, build_scenario, grant, lot, rebuild


def scenario(*pins: Fields, **sections: Any) -> Scenario:
    """Return two grants and a lot, three years, a share that doubles."""
    fields = {
        "plan": {"last_year": 2028, "run_off_years": 3},
        "household": {"wages": 180_000},
        "grants": [
            grant(shares=6_000, strike=2.0),
            grant("H", shares=3_000, granted_on=date(2023, 1, 3), strike=5.0),
        ],
        "lots": [lot(shares=400)],
        "market": {"prices": {date(2025, 1, 1): 25.0, date(2028, 1, 1): 50.0}},
    }
    fields |= sections
    if pins:
        fields["preferences"] = {"pinned": list(pins)}
    return build_scenario("pinned", **fields)


def as_pin(action: Action) -> Fields:
    """Return an action of a plan as a file pins it."""
    if action.kind == "exercise":
        return {"on": action.date, "exercise": action.options, "shares": action.shares}
    return {"on": action.date, "sell": action.lot, "shares": action.shares}


def done(plan: Plan, day: date, kind: str, grant: str) -> int:
    """Return the shares of a grant that a plan exercises or sells on a day."""
    return sum(
        action.shares
        for action in plan.actions
        if (action.date, action.kind, action.grant) == (day, kind, grant)
    )


def test_exactly_the_pinned_actions_are_made_on_any_day() -> None:
    """Days that the plan would not look at: a Tuesday in May, a Friday in November."""
    plan = recommend(
        scenario(
            {"on": "2026-05-12", "exercise": "G", "shares": 1_234},
            {"on": "2026-05-12", "exercise": "H", "shares": 7},
            {"on": "2027-11-19", "sell": "G", "shares": 1_000},
        )
    )
    assert done(plan, date(2026, 5, 12), "exercise", "G") == 1_234
    assert done(plan, date(2026, 5, 12), "exercise", "H") == 7
    assert done(plan, date(2027, 11, 19), "sell", "G") == 1_000
    (cost,) = plan.preference_costs
    assert cost.preference == "pinned"
    assert cost.in_words == "making the 3 actions that are decided already"
    assert cost.cost > 0


def test_a_sale_without_a_day_of_exercise_takes_the_oldest_shares() -> None:
    """400 of the lot of June 2025, then 100 of the pinned exercise."""
    plan = recommend(
        scenario(
            {"on": "2026-03-03", "exercise": "G", "shares": 500},
            {"on": "2027-09-14", "sell": "G", "shares": 500},
        )
    )
    day = date(2027, 9, 14)
    sold = {a.lot: a.shares for a in plan.actions if a.date == day and a.kind == "sell"}
    assert sold == {"G 2025-06-02": 400, "G 2026-03-03": 100}


def test_a_sale_may_name_its_exercise() -> None:
    """Then the lot of 2025 is not touched on that day."""
    plan = recommend(
        scenario(
            {"on": "2026-03-03", "exercise": "G", "shares": 500},
            {
                "on": "2027-09-14",
                "sell": "G",
                "exercised_on": "2026-03-03",
                "shares": 500,
            },
        )
    )
    day = date(2027, 9, 14)
    sold = {a.lot: a.shares for a in plan.actions if a.date == day and a.kind == "sell"}
    assert sold["G 2026-03-03"] == 500


def test_the_plans_own_first_actions_cost_nothing() -> None:
    """Pinned to what it does anyway, one by one and all of the first year."""
    free = recommend(scenario())
    first = [action for action in free.actions if action.date.year == 2026]
    assert first
    for pins in ([as_pin(first[0])], [as_pin(action) for action in first]):
        plan = recommend(scenario(*pins))
        assert plan.objective.value == pytest.approx(free.objective.value, abs=0.5)


@pytest.mark.parametrize("seed", range(8))
def test_a_pin_never_raises_the_value(seed: int) -> None:
    """Half of a plan's first action, of random households: worth no more than free."""
    free_scenario = random_scenario(seed)
    free = recommend(free_scenario)
    sign = 1.0 if free.objective.name == "after_tax_value" else -1.0
    if not free.actions:
        return
    half = as_pin(free.actions[0])
    half["shares"] = max(half["shares"] // 2, 1)
    half["on"] = str(half["on"])
    try:
        plan = recommend(rebuild(free_scenario, preferences={"pinned": [half]}))
    except InfeasiblePlan as error:
        assert "preferences.pinned" in str(error)  # noqa: PT017
        return
    assert sign * plan.objective.value <= sign * free.objective.bound + 0.02


def test_the_audit_refuses_a_plan_without_them() -> None:
    """A plan made without pins, held against exercises and sales that it lacks."""
    free = scenario()
    _, evaluated = solve_plan(situation_of(free))
    pinned = scenario(
        {"on": "2026-05-12", "exercise": "G", "shares": 1_234},
        {"on": "2027-11-19", "sell": "G", "shares": 1_000},
    )
    evidence = evidence_of_schedule(situation_of(pinned), evaluated)
    found = list(broken_preferences(evidence))
    asks = "preferences.pinned asks for"
    assert found == [
        f"0 options of 'G' are exercised on 2026-05-12, {asks} 1,234",
        f"0 shares of 'G' of 2025-06-02 are sold on 2027-11-19, {asks} 400",
    ]


def test_the_audit_refuses_a_program_without_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plan is then made as if nothing were pinned, and is not shown."""
    monkeypatch.setattr(Pinned, "rows", lambda *_: iter(()))
    with pytest.raises(AuditFailure, match=r"preferences\.pinned asks for"):
        recommend(scenario({"on": "2026-05-12", "exercise": "G", "shares": 1}))


def test_the_audit_refuses_more_sales_of_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One share is pinned on the day on which the free plan sells most."""
    free = recommend(scenario())
    sales = [each for each in free.actions if each.kind == "sell" and each.grant == "G"]
    day = max(sales, key=lambda each: each.shares).date
    pins = scenario({"on": day, "sell": "G", "shares": 1})
    assert done(recommend(pins), day, "sell", "G") == 1
    monkeypatch.setattr(
        Pinned, "forbids", lambda _, columns: np.zeros(len(columns), dtype=bool)
    )
    with pytest.raises(AuditFailure, match=r"preferences\.pinned asks for"):
        recommend(pins)


def test_dominance_leaves_a_pinned_column() -> None:
    """A sale in March of a rising price, where December of the same year is better."""
    plan = recommend(
        scenario({"on": "2027-03-16", "sell": "G", "shares": 400}),
    )
    assert done(plan, date(2027, 3, 16), "sell", "G") == 400


def test_pins_that_cash_does_not_carry_give_the_reason() -> None:
    """5,600 strikes of 2 dollars on the first day, years before a share can be sold."""
    poor = scenario(
        {"on": "2026-01-02", "exercise": "G", "shares": 5_600},
        household={"wages": 180_000, "cash": 5_000},
        lots=[],
        market={"prices": {date(2025, 1, 1): 25.0}, "first_sale": "2028-03-01"},
    )
    with pytest.raises(InfeasiblePlan) as refused:
        recommend(poor)
    assert str(refused.value) == (
        "no schedule keeps preferences.pinned: by 2026-01-02 they cost $11,200 more "
        "than they bring, and $5,000 of cash is there above the floor; loosen it, or "
        "remove it"
    )


def test_pins_whose_shares_cannot_be_sold_give_the_reason() -> None:
    """An exercise after the plan's last window, where all shares are to be sold."""
    window = {"opens": "2028-05-04", "closes": "2028-05-22"}
    late = scenario(
        {"on": "2028-06-01", "exercise": "H", "shares": 10},
        market={"prices": {date(2025, 1, 1): 25.0}, "trading_windows": [window]},
    )
    with pytest.raises(InfeasiblePlan) as refused:
        recommend(late)
    assert str(refused.value) == (
        "no schedule keeps preferences.pinned: at_horizon = 'sell' asks for the sale "
        "of the options of 'H' exercised on 2028-06-01, and no share can be sold from "
        "then on; loosen it, or remove it"
    )
