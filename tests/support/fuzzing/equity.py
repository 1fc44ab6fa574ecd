"""Grants, lots, units, holdings, past events and leaving of a random scenario."""

from datetime import date, timedelta
from typing import Any

from fuzzing.facts import (
    Fields,
    exercisable,
    exercised_before,
    horizon,
    last_exercise,
    lot_name,
    lots_of,
    price,
    vested,
    vesting_steps,
)
from fuzzing.pick import Pick

TODAY_PRICES = (0.5, 0.05, 0.95, 1.2)
"""Strikes as parts of the price at the start; the last is under water."""


def add_grants(pick: Pick, fields: Fields) -> None:
    """None to three grants: ISO or NSO, any vesting, early exercise, small business."""
    fields["grants"] = [_grant(pick, fields, n) for n in range(pick.of(1, 2, 1, 3, 0))]


def _grant(pick: Pick, fields: Fields, number: int) -> Fields:
    begin = fields["plan"]["start"]
    shares = pick.of(1_000, 37, 4_000, 20_000, 90_000)
    strike = max(round(price(fields, begin) * pick.of(*TODAY_PRICES), 2), 0.01)
    granted_on = min(begin - timedelta(days=pick.number(-90, 2_500)), horizon(fields))
    grant: Fields = {"name": f"G{number}"}
    if pick.chance(25):
        grant["kind"] = "nso"
    term = pick.of(3_640, 1_500, 2_700)
    grant |= {
        "granted_on": granted_on,
        "expires_on": granted_on + timedelta(days=term),
        "shares": shares,
        "strike": strike,
        "vesting": _vesting(pick, granted_on, shares),
    }
    if pick.chance(20):
        accelerated_on = granted_on + timedelta(days=pick.number(30, 1_800))
        grant["acceleration"] = {"on": accelerated_on, "share": pick.of(1.0, 0.5)}
    if pick.chance(20):
        _early(pick, grant)
    if "kind" not in grant:
        _of_incentive_options(pick, grant)
    if pick.chance(15):
        grant["small_business_stock"] = True
        if pick.chance(50):
            until = begin + timedelta(days=pick.number(0, 900))
            grant["small_business_until"] = until
    if pick.chance(20):
        grant["months_after_leaving"] = pick.of(3, 0, 18, 60)
    if fields["household"].get("state") and pick.chance(15):
        grant["work_states"] = {pick.of("CA", "NY"): pick.part(0.0, 1.0)}
    return grant


def _vesting(pick: Pick, granted_on: date, shares: int) -> Any:
    """All at once, a rule, or days one by one."""
    form = pick.of("vested", "rule", "default", "days")
    if form == "vested":
        return {"months": 0, "cliff_months": 0}
    if form == "default":
        return {}
    if form == "rule":
        months = pick.of(48, 12, 36, 60)
        cliff = pick.of(0, 12, 6)
        return {"months": months, "cliff_months": cliff, "every_months": pick.of(12, 3)}
    first = pick.number(1, shares - 1)
    days = sorted(pick.number(0, 2_000) for _ in range(2))
    return [
        {"on": granted_on + timedelta(days=days[0]), "shares": first},
        {"on": granted_on + timedelta(days=days[1] + 1), "shares": shares - first},
    ]


def _early(pick: Pick, grant: Fields) -> None:
    """Few days of vesting: each one exercised early is a tranche of its own."""
    grant["early_exercise"] = pick.of("plan_decides", "with_83b", "without_83b")
    if isinstance(grant["vesting"], dict):
        grant["vesting"] = {"months": 48, "cliff_months": 12, "every_months": 12}
    if pick.chance(30):
        allowed = grant["granted_on"] + timedelta(days=pick.number(0, 1_000))
        grant["early_exercise_from"] = allowed


def _of_incentive_options(pick: Pick, grant: Fields) -> None:
    """A value at grant below the strike, or nonqualified options as reported."""
    if pick.chance(15):
        grant["value_at_grant"] = max(round(grant["strike"] * 0.9, 2), 0.01)
    if pick.chance(15):
        grant["nonqualified_shares"] = pick.number(0, grant["shares"])


def add_employment(pick: Pick, fields: Fields) -> None:
    """Leaving, before the plan or within it."""
    if not pick.chance(20):
        return
    granted = [grant["granted_on"] for grant in fields["grants"]]
    begin = fields["plan"]["start"]
    first = max([*granted, begin - timedelta(days=200)])
    leaving: Fields = {"leaves_on": pick.day(first, first + timedelta(days=1_000))}
    if pick.chance(20):
        leaving["disabled"] = True
    fields["employment"] = leaving


def add_lots(pick: Pick, fields: Fields) -> None:
    """Shares exercised before the plan, vested then or with their day of vesting."""
    lots: list[Fields] = []
    for grant in fields["grants"]:
        own = _lots_of(pick, fields, grant) if pick.chance(45) else []
        lots += own
        if pick.chance(20) and not any("vests_on" in lot for lot in own):
            least = sum(lot["shares"] for lot in own)
            there = vested(fields, grant, fields["plan"]["start"])
            grant["exercised"] = pick.number(least, there)
    if lots:
        fields["lots"] = lots


def _lots_of(pick: Pick, fields: Fields, grant: Fields) -> list[Fields]:
    begin = fields["plan"]["start"]
    first, last = grant["granted_on"], min(begin, last_exercise(fields, grant))
    if first >= last:
        return []
    lots: list[Fields] = []
    for number in range(pick.of(1, 2)):
        day = pick.day(max(first, last - timedelta(days=900)), last)
        so_far = sum(lot["shares"] for lot in lots)
        there = min(vested(fields, grant, day), vested(fields, grant, begin)) - so_far
        lot: Fields = {"grant": grant["name"], "exercised_on": day}
        if lots and day < lots[-1]["exercised_on"]:
            continue
        if there > 0:
            lot["shares"] = pick.number(1, there)
        elif (
            not lots
            and exercisable(fields, grant, day)
            and "leaves_on" not in str(fields.get("employment"))
        ):
            step, total = vesting_steps(grant)[0]
            bought = fields["market"].get("acquisition", {"on": date.max})
            if step > bought["on"] and not bought.get("accelerates"):
                continue
            lot |= {"shares": pick.number(1, total), "vests_on": step}
            if step <= begin or pick.chance(50):
                lot["value_when_vested"] = grant["strike"] * 2
            if pick.chance(50):
                lot["election_83b"] = True
        else:
            continue
        if pick.chance(50):
            lot["name"] = f"{grant['name']} lot {number}"
        worth = price(fields, begin) * pick.of(1.0, 0.3, 3.0)
        lot["value_at_exercise"] = max(round(worth, 2), 0.01)
        if grant.get("kind") == "nso":
            lot["nonqualified"] = True
        lots.append(lot)
    names = {lot_name(lot): lot for lot in lots}
    return list(names.values())


def add_units(pick: Pick, fields: Fields) -> None:
    """An award of restricted units."""
    if not pick.chance(25):
        return
    granted_on = fields["plan"]["start"] - timedelta(days=pick.number(0, 900))
    award: Fields = {
        "name": "RSU",
        "granted_on": granted_on,
        "shares": pick.of(300, 10, 5_000),
        "vesting": {
            "months": pick.of(24, 48),
            "cliff_months": pick.of(12, 0),
            "every_months": pick.of(12, 6),
        },
    }
    if pick.chance(40):
        award["withheld"] = pick.of(0.0, 0.22, 0.5)
    fields["restricted_units"] = [award]


def add_holdings(pick: Pick, fields: Fields) -> None:
    """Shares bought, with two bases at times, or under a purchase plan."""
    if not pick.chance(30):
        return
    begin = fields["plan"]["start"]
    value = max(price(fields, begin), 0.1)
    holdings: list[Fields] = []
    for number in range(pick.of(1, 2)):
        bought = begin - timedelta(days=pick.number(0, 1_200))
        held: Fields = {
            "name": f"H{number}",
            "acquired_on": bought,
            "shares": pick.of(200, 7, 3_000),
        }
        if pick.chance(50):
            held |= {
                "kind": "espp",
                "paid": round(value * 0.5, 2),
                "offered_on": bought - timedelta(days=182),
                "value_when_offered": round(value * 0.7, 2),
                "value_when_bought": round(value * pick.part(0.55, 1.5), 2),
            }
        else:
            held["basis"] = round(value * pick.of(0.4, 0.0, 2.0), 2)
            if pick.chance(40):
                held["amt_basis"] = round(value * pick.of(1.0, 3.0), 2)
        if pick.chance(15):
            held["small_business_stock"] = True
        holdings.append(held)
    fields["holdings"] = holdings


def add_events(pick: Pick, fields: Fields) -> None:
    """An exercise or a sale between the writing of the file and the plan's start."""
    if not pick.chance(20):
        return
    begin = fields["plan"]["start"]
    day = begin - timedelta(days=pick.number(0, 40))
    events: list[Fields] = []
    grants = [
        g for g in fields["grants"] if g.get("early_exercise", "never") == "never"
    ]
    for grant in grants[:1]:
        free = vested(fields, grant, day) - exercised_before(fields, grant)
        if any(lot["exercised_on"] == day for lot in lots_of(fields, grant["name"])):
            continue
        if free > 0 and grant["granted_on"] <= day <= last_exercise(fields, grant):
            event = {"on": day, "exercise": grant["name"]}
            event |= {"shares": pick.number(1, free), "value": grant["strike"] * 1.5}
            events.append(event)
    for lot in fields.get("lots", [])[:1]:
        if "vests_on" not in lot and lot["exercised_on"] < day:
            event = {"on": day, "sell": lot_name(lot)}
            event |= {"shares": pick.number(1, lot["shares"]), "price": 12.5}
            events.append(event)
    for held in fields.get("holdings", [])[:1]:
        if held["acquired_on"] < day and pick.chance(50):
            sold = pick.number(1, held["shares"])
            event = {"on": day, "sell": held["name"], "shares": sold, "price": 7.0}
            events.append(event)
    if events:
        fields["events"] = events
