"""A walk over what was decided before: pinned actions, a day to exercise by, a hold."""

from collections.abc import Iterator
from datetime import date

from fuzzing.calendar_days import ONE_DAY
from fuzzing.facts import (
    Fields,
    exercised_before,
    horizon,
    is_open,
    knows_market,
    last_exercise,
    lot_name,
    lots_of,
    market_ends,
    price,
    start,
    vested,
)
from fuzzing.share_limits import day_of

Key = tuple[date, str, date | None]
"""Of a pinned sale: its day, what it names, and the day of exercise if it says so."""


def pinned_actions(fields: Fields, plan: Fields) -> Iterator[str]:
    """On a pinned day a grant or lot has the pinned action, and no other."""
    pinned = fields.get("preferences", {}).get("pinned", [])
    exercises: dict[tuple[date, str], int] = {}
    sales: dict[Key, int] = {}
    for each in pinned:
        if "exercise" in each:
            of = each["on"], each["exercise"]
            exercises[of] = exercises.get(of, 0) + each["shares"]
        else:
            key = each["on"], each["sell"], each.get("exercised_on")
            sales[key] = sales.get(key, 0) + each["shares"]
    for (day, name), asked in exercises.items():
        made = sum(
            act["shares"]
            for act in plan["actions"]
            if act["kind"] == "exercise" and (day_of(act), act["grant"]) == (day, name)
        )
        if made != asked:
            yield f"{made} of {name!r} exercised on {day}, pinned are {asked}"
    for (day, name, since), asked in sales.items():
        lots = _lots_named(fields, plan, name, since)
        made = sum(
            act["shares"]
            for act in plan["actions"]
            if act["kind"] == "sell" and day_of(act) == day and act["lot"] in lots
        )
        if made != asked:
            yield f"{made} of {name!r} sold on {day}, pinned are {asked}"


def _lots_named(
    fields: Fields, plan: Fields, name: str, since: date | None
) -> set[str]:
    """The lots that a pinned sale means: one, or those exercised on a day."""
    lots = {
        act["lot"]
        for act in plan["actions"]
        if act["kind"] == "exercise" and act["grant"] == name and day_of(act) == since
    }
    lots |= {
        lot_name(lot) for lot in lots_of(fields, name) if lot["exercised_on"] == since
    }
    return lots | {name}


def all_exercised_by(fields: Fields, plan: Fields) -> Iterator[str]:
    """By the day asked for no vested option in the money is left."""
    by = fields.get("preferences", {}).get("exercise_all_by")
    if by is None or by >= market_ends(fields) or not knows_market(fields):
        return
    for grant in fields.get("grants", []):
        day = min(by, last_exercise(fields, grant))
        if day < start(fields) or not price(fields, day) > 1.001 * grant["strike"]:
            continue
        made = exercised_before(fields, grant) + sum(
            act["shares"]
            for act in plan["actions"]
            if act["kind"] == "exercise"
            and act["grant"] == grant["name"]
            and day_of(act) <= day
        )
        if not made >= vested(fields, grant, day):
            yield f"{made} options of {grant['name']!r} are exercised by {day}"


def held_to_the_horizon(fields: Fields, plan: Fields) -> Iterator[str]:
    """Nothing is sold before the plan's last day of sale."""
    asked = fields.get("preferences", {}).get("hold_to_horizon")
    if not asked or not knows_market(fields):
        return
    last = horizon(fields)
    while last >= start(fields) and not is_open(fields, last):
        last -= ONE_DAY
    for act in plan["actions"]:
        if act["kind"] == "sell" and day_of(act) < last:
            yield f"sold on {act['date']}, before {last}"
