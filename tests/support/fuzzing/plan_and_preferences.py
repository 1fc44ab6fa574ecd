"""Sections ``plan`` and ``preferences`` of a random scenario."""

from datetime import date

from fuzzing.facts import Fields, horizon, start
from fuzzing.pick import Pick


def add_plan(pick: Pick, fields: Fields) -> None:
    """Dates of one to four years, a rhythm, an objective, what becomes of shares."""
    first = pick.of(2026, 2025, 2027)
    plan: Fields = {
        "start": pick.day(date(first, 1, 1), date(first, 12, 20)),
        "last_year": first + pick.of(1, 0, 2, 2, 3),
        "decision_dates": pick.of("yearly", "yearly", "yearly", "quarterly", "monthly"),
        "inflation": pick.of(0.02, 0.0, 0.03),
        "run_off_years": pick.of(0, 2, 5),
    }
    if plan["decision_dates"] == "monthly":
        plan["last_year"] = min(plan["last_year"], first + 1)
    if pick.chance(30):
        plan["discount_rate"] = pick.of(0.001, 0.04, 0.15)
    if pick.chance(20):
        plan["objective"] = "least_tax"
    elif pick.chance(35):
        plan["at_horizon"] = "keep"
        if pick.chance(30):
            plan["kept_shares_tax_rate"] = pick.part(0.0, 0.4)
        if pick.chance(30):
            plan["step_up_at_death"] = True
    if pick.chance(30):
        plan["tax_payments"] = pick.of("installments", "installments", "april")
    fields["plan"] = plan


def add_preferences(pick: Pick, fields: Fields) -> None:
    """One or two of the preferences, in a third of all scenarios."""
    if not pick.chance(30):
        return
    plan = fields["plan"]
    asked: Fields = {}
    for _ in range(pick.number(1, 2)):
        name = pick.of(
            "no_amt",
            "actions_per_year",
            "smallest_trade",
            "whole_lots",
            "most_in_stock",
            "most_amt",
            "no_disqualifying_sales",
        )
        if name == "actions_per_year":
            asked[name] = pick.number(1, 5)
        elif name == "smallest_trade":
            asked[name] = pick.of(50, 300, 1_500)
        elif name == "most_in_stock":
            asked[name] = _stock_limit(pick, plan)
        elif name == "most_amt":
            asked[name] = _amt_limit(pick, plan)
        else:
            asked[name] = True
    if asked.get("no_amt"):
        asked.pop("most_amt", None)
    fields["preferences"] = asked


def add_decided_before(pick: Pick, fields: Fields) -> None:
    """What was decided before: actions, a day to exercise all by, a hold."""
    if not pick.chance(15):
        return
    asked: Fields = {}
    schedules = fields.get("schedules", [])
    kind = pick.of("pinned", "exercise_all_by", "hold_to_horizon")
    if kind == "pinned" and schedules:
        actions = schedules[0]["actions"]
        pinned = [action for action in actions if pick.chance(60)]
        made = {(each["exercise"], each["on"]) for each in pinned if "exercise" in each}
        asked["pinned"] = [
            each
            for each in pinned
            if "exercised_on" not in each
            or (each["sell"], each["exercised_on"]) in made
        ]
    elif kind == "exercise_all_by":
        asked[kind] = pick.day(start(fields), horizon(fields))
    elif kind == "hold_to_horizon":
        asked[kind] = True
    if asked.get(kind):
        fields["preferences"] = fields.get("preferences", {}) | asked


def _stock_limit(pick: Pick, plan: Fields) -> Fields:
    limit: Fields = {
        "share": pick.part(0.1, 0.9),
        "other_wealth": pick.of(0, 50_000, 500_000),
    }
    if pick.chance(50):
        limit["from_year"] = pick.number(plan["start"].year, plan["last_year"])
    return limit


def _amt_limit(pick: Pick, plan: Fields) -> Fields:
    limit: Fields = {}
    if pick.chance(80):
        limit["federal"] = pick.of(0, 1_000, 20_000)
    if pick.chance(30) or not limit:
        first = str(plan["start"].year)
        limit["state"] = {first: pick.of(0, 2_000), "growth": pick.of(0.0, 0.05)}
    return limit
