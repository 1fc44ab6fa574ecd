"""Random schedules that keep every limit on shares and days, as a file holds them."""

from datetime import date

from fuzzing.calendar_days import ONE_DAY
from fuzzing.facts import (
    Cap,
    Fields,
    closing,
    exercised_before,
    horizon,
    is_open,
    knows_market,
    last_deed,
    last_exercise,
    lot_name,
    lots_of,
    sale_caps,
    start,
    unit_arrivals,
    vested_by_itself,
)
from fuzzing.pick import Pick
from fuzzing.splits import in_todays_shares

LONGEST_WAIT = 500
"""Days after which the search for an open day ends."""


def add_schedules(pick: Pick, fields: Fields) -> None:
    """Up to two schedules of the household's own."""
    if not knows_market(fields):
        return
    today = in_todays_shares(fields)
    schedules = [
        {"name": f"own {number}", "actions": actions}
        for number in range(pick.of(1, 2, 0))
        if (actions := own_actions(pick, today))
    ]
    if schedules:
        fields["schedules"] = schedules


def own_actions(pick: Pick, fields: Fields) -> list[Fields]:
    """Exercises and sales within all limits, of a file in today's shares."""
    exercises = [
        action
        for grant in fields["grants"]
        for action in _exercises(pick, fields, grant)
    ]
    sold: dict[Cap, int] = dict.fromkeys(sale_caps(fields), 0)
    actions = list(exercises)
    for source, there, shares in _sources(fields, exercises):
        left = shares
        for _ in range(pick.of(1, 2, 0)):
            day = _open_day(pick, fields, there)
            if day is None:
                break
            caps = [cap for cap in sold if cap.counts(fields, day)]
            most = min([left, *(cap.most - sold[cap] for cap in caps)])
            if most < 1:
                continue
            count = pick.of(most, pick.number(1, most))
            for cap in caps:
                sold[cap] += count
            left -= count
            actions.append({"on": day, **source, "shares": count})
    return actions


def _exercises(pick: Pick, fields: Fields, grant: Fields) -> list[Fields]:
    """Exercises of vested options, each on a day of its own."""
    if any("vests_on" in lot for lot in lots_of(fields, grant["name"])):
        return []
    first = max(start(fields), grant["granted_on"])
    last = min(horizon(fields), last_exercise(fields, grant), last_deed(fields))
    if first > last:
        return []
    days = sorted({pick.day(first, last) for _ in range(pick.of(1, 2, 0))})
    done, actions = exercised_before(fields, grant), []
    for day in days:
        free = vested_by_itself(fields, grant, day) - done
        if free > 0:
            count = pick.of(free, pick.number(1, free))
            name = grant["name"]
            actions.append({"on": day, "exercise": name, "shares": count})
            done += count
    return actions


def _sources(fields: Fields, exercises: list[Fields]) -> list[tuple[Fields, date, int]]:
    """What may be sold: its name, the first day, the shares."""
    found: list[tuple[Fields, date, int]] = []
    held_since = {lot["exercised_on"] for lot in fields.get("lots", [])}
    for action in exercises:
        on, name = action["on"], action["exercise"]
        if on > start(fields) or on not in held_since:
            source = {"sell": name, "exercised_on": on}
            found.append((source, on, action["shares"]))
    if fields.get("events"):
        return found
    for lot in fields.get("lots", []):
        there = max(start(fields), lot.get("vests_on", date.min))
        found.append(({"sell": lot_name(lot)}, there, lot["shares"]))
    found += [
        ({"sell": held["name"]}, start(fields), held["shares"])
        for held in fields.get("holdings", [])
    ]
    found += [
        ({"sell": name}, day, shares)
        for name, day, shares in unit_arrivals(fields)
        if day != closing(fields)
    ]
    return found


def _open_day(pick: Pick, fields: Fields, first: date) -> date | None:
    """A day of sale from a random one on; None if none comes in time."""
    if first > horizon(fields):
        return None
    edges = [
        window[edge]
        for window in fields["market"].get("trading_windows", [])
        for edge in ("opens", "closes")
        if first <= window[edge] <= horizon(fields)
    ]
    day = pick.of(first, pick.day(first, horizon(fields)), *edges[:4])
    for _ in range(LONGEST_WAIT):
        if day > horizon(fields):
            return None
        if is_open(fields, day):
            return day
        day += ONE_DAY
    return None
