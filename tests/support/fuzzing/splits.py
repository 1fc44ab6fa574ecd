"""Stock splits: a random one, and a file's fields restated in today's shares."""

from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from fuzzing.facts import Fields, start, vesting_steps
from fuzzing.pick import Pick

FEWEST_SHARES = 40
"""Of every grant, lot and event, so that a reverse split leaves some of them."""


def add_split(pick: Pick, fields: Fields) -> None:
    """A split before the plan's start, of 3 for 1, 3 for 2 or 1 for 2."""
    if not pick.chance(12):
        return
    day = start(fields) - timedelta(days=pick.of(pick.number(0, 40), 400, 1_500))
    ratio = pick.of(3, 1.5, 2, 0.5, 1.3333333)
    counts = [
        each["shares"]
        for section in ("grants", "lots", "restricted_units", "holdings", "events")
        for each in fields.get(section, [])
    ]
    later = [lot for lot in fields.get("lots", []) if lot["exercised_on"] >= day]
    later += [event for event in fields.get("events", []) if event["on"] >= day]
    if ratio < 1 and (later or min(counts, default=0) < FEWEST_SHARES):
        ratio = 2
    split = {"on": day, "split": ratio}
    fields["events"] = [*fields.get("events", []), split]


def in_todays_shares(fields: Fields) -> Fields:
    """The fields as if their splits had always been; the same where there are none."""
    events = fields.get("events", [])
    splits = sorted(
        (each for each in events if "split" in each), key=lambda each: each["on"]
    )
    if not splits:
        return fields
    today = deepcopy(fields)
    today["events"] = [each for each in today["events"] if "split" not in each]
    for split in splits:
        _restate(today, split["on"], Fraction(split["split"]).limit_denominator(1_000))
    if not today["events"]:
        del today["events"]
    return today


SHARES = {"shares", "exercised", "nonqualified_shares", "most_shares"}
DOLLARS = {
    "strike", "value_at_grant", "value_at_exercise", "value_when_vested", "basis",
    "amt_basis", "paid", "value_when_offered", "value_when_bought", "value", "price",
}  # fmt: skip
DAY_OF = {
    "grants": "granted_on",
    "restricted_units": "granted_on",
    "lots": "exercised_on",
    "holdings": "acquired_on",
    "events": "on",
}


def _restate(fields: Fields, on: date, ratio: Fraction) -> None:
    """All that is dated before the split."""
    for section, day in DAY_OF.items():
        for item in fields.get(section, []):
            if item[day] < on:
                _restate_item(item, ratio)
    market = fields["market"]
    market["prices"] = {
        day: at / float(ratio) if date.fromisoformat(day) < on else at
        for day, at in market["prices"].items()
    }
    for offer in market.get("tender_offers", []):
        if offer["on"] < on:
            _restate_item(offer, ratio)


def _restate_item(item: Fields, ratio: Fraction) -> None:
    """Counts rounded down, vesting by running totals, dollars a share divided."""
    if "vesting" in item and ratio.denominator > 1:
        plain = {key: item[key] for key in item if key != "acceleration"}
        so_far, steps = 0, []
        for day, total in vesting_steps(plain):
            by_then = floor(total * ratio)
            steps.append({"on": day, "shares": by_then - so_far})
            so_far = by_then
        item["vesting"] = [step for step in steps if step["shares"]]
    elif isinstance(item.get("vesting"), list):
        for step in item["vesting"]:
            step["shares"] *= int(ratio)
    for key in item.keys() & SHARES:
        item[key] = floor(item[key] * ratio)
    for key in item.keys() & DOLLARS:
        item[key] = item[key] / float(ratio)
