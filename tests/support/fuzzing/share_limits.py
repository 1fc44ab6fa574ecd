"""A walk over a plan's actions: shares, days and prices, from file and JSON alone.

Each function yields in words what a plan breaks. An amount that is no number breaks it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from fuzzing.facts import (
    BY_ITSELF,
    Fields,
    closing,
    exercisable,
    exercised_before,
    horizon,
    is_open,
    knows_market,
    last_deed,
    last_exercise,
    listed_on,
    lot_name,
    lots_of,
    months_on,
    offer_on,
    on_market,
    price,
    sale_caps,
    sale_price,
    start,
    trades_on,
    unit_arrivals,
    vested,
)

PRICE_SLACK = 2e-6
"""Dollars: prices are printed with six digits."""


def day_of(action: Fields) -> date:
    """The day of an action of a plan's JSON."""
    return date.fromisoformat(action["date"])


def days_within_the_plan(fields: Fields, plan: Fields) -> Iterator[str]:
    """Every action lies within the plan, in order, with at least a share."""
    days = [day_of(action) for action in plan["actions"]]
    if days != sorted(days):
        yield "actions are not in the order of their days"
    for action, day in zip(plan["actions"], days, strict=True):
        if not start(fields) <= day <= horizon(fields):
            yield f"{action['kind']} on {day}, outside the plan"
        if not action["shares"] >= 1:
            yield f"{action['kind']} of {action['shares']} shares on {day}"


def options_exercised(fields: Fields, plan: Fields) -> Iterator[str]:
    """No more options are exercised than may be, on no day too late."""
    grants = {grant["name"]: grant for grant in fields.get("grants", [])}
    done = {name: exercised_before(fields, grants[name]) for name in grants}
    for action in plan["actions"]:
        if action["kind"] != "exercise":
            continue
        day, name = day_of(action), action["grant"]
        grant = grants[name]
        done[name] += action["shares"]
        later = sum(
            lot["shares"]
            for lot in lots_of(fields, name)
            if lot.get("vests_on", date.min) > day
            and grant.get("early_exercise", "never") == "never"
        )
        if not done[name] - later <= exercisable(fields, grant, day):
            yield f"{done[name]} options of {name!r} exercised by {day}"
        last = min(last_exercise(fields, grant), last_deed(fields))
        if not grant["granted_on"] <= day <= last:
            yield f"{name!r} exercised on {day}"
        by_broker = day >= listed_on(fields) and not fields.get("schedules")
        of_offer = offer_on(fields, day) is not None or day == closing(fields)
        if by_broker and not of_offer and not trades_on(fields, day):
            yield f"{name!r} exercised on {day}, no day of trading"
        if not abs(action["price"] - grant["strike"]) <= PRICE_SLACK:
            yield f"{name!r} exercised at {action['price']}, not its strike"


def company_ends(fields: Fields, plan: Fields) -> Iterator[str]:
    """A buyer pays out the options left in the money; a failure leaves no share."""
    bought, failed = closing(fields), fields["market"].get("worthless_on")
    if failed and failed <= horizon(fields):
        failed = date(failed.year, 12, 31)
    left: Counter[str] = Counter()
    for grant in fields.get("grants", []) if bought else []:
        spread = fields["market"]["acquisition"]["price"] - grant["strike"]
        if spread > 0 and bought <= min(horizon(fields), last_exercise(fields, grant)):
            done = exercised_before(fields, grant) - _not_vested_yet(fields, grant)
            left[grant["name"]] = max(vested(fields, grant, bought) - done, 0)
    for action in plan["actions"]:
        day, kind = day_of(action), action["kind"]
        if bought and day > bought:
            yield f"{kind} on {day}, after the closing"
        if kind == "exercise":
            left[action["grant"]] -= action["shares"]
        if kind == "write_off" and (day != failed or action["price"] != 0):
            yield f"written off on {day} at {action['price']}"
        if kind == "cash_out":
            left[action["grant"]] -= action["shares"]
            strike = _of_name(fields["grants"], action["grant"])["strike"]
            spread = price(fields, day) - strike
            if day != bought or not abs(action["price"] - spread) <= PRICE_SLACK:
                yield f"cashed out on {day} at {action['price']}, not {spread:.6f}"
    early = {
        grant["name"]
        for grant in fields.get("grants", [])
        if grant.get("early_exercise", "never") != "never"
    }
    for name, options in left.items():
        if bought and options and name not in early and options > 0:
            yield f"{options} options of {name!r} are not cashed out"


def _not_vested_yet(fields: Fields, grant: Fields) -> int:
    """Shares exercised before the plan that a closing finds unvested."""
    on = closing(fields)
    accelerates = fields["market"]["acquisition"].get("accelerates")
    return sum(
        lot["shares"]
        for lot in lots_of(fields, grant["name"])
        if on and not accelerates and lot.get("vests_on", date.min) > on
    )


def _of_name(items: list[Fields], name: str) -> Fields:
    return next(item for item in items if item["name"] == name)


def shares_held(fields: Fields, plan: Fields) -> Iterator[str]:
    """No lot loses more shares than are in it; options' shares go only if vested."""
    lots: Counter[str] = Counter()
    if not fields.get("events"):
        for lot in fields.get("lots", []):
            lots[lot_name(lot)] += lot["shares"]
        for held in fields.get("holdings", []):
            lots[held["name"]] += held["shares"]
    arriving = sorted(unit_arrivals(fields), key=lambda unit: unit[1])
    grants = {grant["name"]: grant for grant in fields.get("grants", [])}
    gone: Counter[str] = Counter()
    known = {
        action["lot"] for action in plan["actions"] if action["kind"] == "exercise"
    }
    known |= {*lots, *(name for name, _, _ in arriving)}
    for action in plan["actions"]:
        day, lot = day_of(action), action["lot"]
        while arriving and arriving[0][1] <= day:
            lots[arriving[0][0]] += arriving.pop(0)[2]
        if action["kind"] == "exercise":
            lots[lot] += action["shares"]
            continue
        if action["kind"] == "cash_out":
            continue
        lots[lot] -= action["shares"]
        if action["kind"] != "write_off":  # of shares that have not vested as well
            gone[action["grant"]] += action["shares"]
        if lots[lot] < 0 and (not fields.get("events") or lot in known):
            yield f"{-lots[lot]} shares of {lot!r} too many are gone by {day}"
        if grant := grants.get(action["grant"]):
            yield from _gone_unvested(fields, grant, gone[action["grant"]], day)


def _gone_unvested(
    fields: Fields, grant: Fields, gone: int, day: date
) -> Iterator[str]:
    """Shares gone before the plan and in it are no more than have vested."""
    held = sum(lot["shares"] for lot in lots_of(fields, grant["name"]))
    for event in fields.get("events", []):
        if event.get("exercise") == grant["name"]:
            held += event["shares"]
    before = exercised_before(fields, grant) - held
    if not before + gone <= vested(fields, grant, day):
        yield f"{gone} shares of {grant['name']!r} gone by {day}, not all vested"


def sale_days_open(fields: Fields, plan: Fields) -> Iterator[str]:
    """Shares are sold on open days, and given on days of the market."""
    if not knows_market(fields):
        return
    for action in plan["actions"]:
        day = day_of(action)
        if action["kind"] == "sell" and not is_open(fields, day):
            yield f"sold on {day}, when nothing can be sold"
        if action["kind"] == "give" and not on_market(fields, day):
            yield f"given on {day}, when the market is closed"


def sale_prices(fields: Fields, plan: Fields) -> Iterator[str]:
    """A sale brings the price of the day, or of the offer, less its cost."""
    if not knows_market(fields):
        return
    for action in plan["actions"]:
        day = day_of(action)
        expected = {"sell": sale_price, "give": price}.get(action["kind"])
        if expected is None:
            continue
        right = expected(fields, day)
        if not abs(action["price"] - right) <= PRICE_SLACK + 1e-9 * right:
            yield f"{action['kind']} on {day} at {action['price']}, not {right:.6f}"


def caps_on_sales(fields: Fields, plan: Fields) -> Iterator[str]:
    """Windows and offers take no more than their most shares."""
    if not knows_market(fields):
        return
    for cap in sale_caps(fields):
        sold = sum(
            action["shares"]
            for action in plan["actions"]
            if action["kind"] == "sell" and cap.counts(fields, day_of(action))
        )
        if not sold <= cap.most:
            yield f"{sold} shares sold from {cap.first} to {cap.last}, of {cap.most}"


def nothing_left_over(fields: Fields, plan: Fields) -> Iterator[str]:
    """What the plan exercises it sells or gives, unless shares may be kept."""
    if fields["plan"].get("at_horizon") == "keep":
        return
    left: Counter[str] = Counter()
    for action in plan["actions"]:
        if action["kind"] == "exercise":
            left[action["lot"]] += action["shares"]
        elif action["kind"] == "write_off":
            left[action["lot"]] = 0
        elif action["lot"] in left:
            left[action["lot"]] -= action["shares"]
    yield from (f"{n} shares of {lot!r} are never sold" for lot, n in left.items() if n)


def holding_periods(fields: Fields, plan: Fields) -> Iterator[str]:
    """A sale of incentive stock options' shares says rightly whether it qualifies."""
    grants = {grant["name"]: grant for grant in fields.get("grants", [])}
    since = {lot_name(lot): lot["exercised_on"] for lot in fields.get("lots", [])}
    for action in plan["actions"]:
        day, lot = day_of(action), action["lot"]
        if action["kind"] == "exercise":
            since.setdefault(lot, day)
        if action["kind"] == "write_off":
            continue
        grant, exercised_on = grants.get(action["grant"]), since.get(lot)
        called = action["disposition"]
        if grant is None or called is None or exercised_on is None:
            continue
        if {(2, 29)} & {(d.month, d.day) for d in (grant["granted_on"], exercised_on)}:
            continue
        long = day > months_on(grant["granted_on"], 24) and day > months_on(
            exercised_on, 12
        )
        if called != ("qualifying" if long else "disqualifying"):
            yield f"{lot!r}, exercised {exercised_on}, sold {day}, is called {called}"


def preferences_on_actions(fields: Fields, plan: Fields) -> Iterator[str]:
    """Actions a year, the smallest trade, whole lots, no disqualifying sale."""
    asked = fields.get("preferences", {})
    actions = [
        each
        for each in plan["actions"]
        if each["kind"] not in BY_ITSELF
        and not (each["kind"] == "sell" and day_of(each) == closing(fields))
    ]
    most = asked.get("actions_per_year")
    for year, count in Counter(day_of(each).year for each in actions).items():
        if most is not None and not count <= most:
            yield f"{count} actions in {year}, of {most}"
    if asked.get("no_disqualifying_sales"):
        for each in actions:
            if each["disposition"] == "disqualifying":
                yield f"a disqualifying sale on {each['date']}"
    if "smallest_trade" in asked:
        yield from _small_trades(fields, actions, asked["smallest_trade"])
    if asked.get("whole_lots"):
        yield from _parts_of_lots(fields, actions)


def _small_trades(fields: Fields, actions: list[Fields], least: int) -> Iterator[str]:
    """A trade below the least is of all that a lot, or a grant undivided, has."""
    whole = {lot_name(lot): lot["shares"] for lot in fields.get("lots", [])}
    whole |= {held["name"]: held["shares"] for held in fields.get("holdings", [])}
    whole |= {name: shares for name, _, shares in unit_arrivals(fields)}
    if fields.get("events"):
        return
    for grant in fields.get("grants", []):
        parts = {
            each["options"]
            for each in actions
            if each["grant"] == grant["name"] and each["kind"] == "exercise"
        }
        before = exercised_before(fields, grant)
        total = vested(fields, grant, date.max) - before
        if parts <= {grant["name"]}:
            whole |= {
                each["lot"]: total for each in actions if each["grant"] == grant["name"]
                and each["lot"] not in whole
            }  # fmt: skip
    for each in actions:
        asked = min(least, whole.get(each["lot"], 0))
        if not each["shares"] >= asked:
            yield f"{each['shares']} shares of {each['lot']!r} on {each['date']}"


def _parts_of_lots(fields: Fields, actions: list[Fields]) -> Iterator[str]:
    """A lot goes on one day, all of it."""
    there: defaultdict[str, int] = defaultdict(int)
    if not fields.get("events"):
        for lot in fields.get("lots", []):
            there[lot_name(lot)] = lot["shares"]
        for held in fields.get("holdings", []):
            there[held["name"]] = held["shares"]
        there |= {name: shares for name, _, shares in unit_arrivals(fields)}
    ways: Counter[str] = Counter()
    for each in actions:
        if each["kind"] == "exercise":
            there[each["lot"]] += each["shares"]
            continue
        ways[each["lot"]] += 1
        if ways[each["lot"]] > 1:
            yield f"{each['lot']!r} goes in parts"
        if each["lot"] in there and each["shares"] != there[each["lot"]]:
            yield f"{each['shares']} of the {there[each['lot']]} of {each['lot']!r} go"
