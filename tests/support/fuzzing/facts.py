"""What a scenario file says about shares and days, read from its fields alone.

Fields are plain tables and lists as a file holds them, days as ``date``. Nothing here
is shared with the project: vesting, days of sale, limits and prices are worked out from
the words of ``docs/``.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fuzzing.calendar_days import ONE_DAY, settles, trades

Fields = dict[str, Any]

WHOLE = 1e-9
"""What floating point may take from a whole share."""
BY_ITSELF = {"cash_out", "write_off"}
"""Kinds of action that a company's end brings, whatever anybody decides."""
KNOWN_MARKET = {
    "prices", "growth", "first_sale", "ipo", "trading_windows", "blackouts",
    "tender_offers", "sale_cost_per_share", "between_prices", "expected_growth",
    "volatility", "trading_days", "acquisition", "worthless_on",
    "acquisition_for_stock",
}  # fmt: skip
"""Fields of a market that :func:`price` and :func:`is_open` read."""


def knows_market(fields: Fields) -> bool:
    """Whether all that the file says of its market is understood here."""
    return fields["market"].keys() <= KNOWN_MARKET


def start(fields: Fields) -> date:
    """The plan's first day."""
    return fields["plan"]["start"]


def horizon(fields: Fields) -> date:
    """The plan's last day."""
    return date(fields["plan"]["last_year"], 12, 31)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    at = day.year * 12 + day.month - 1 + months
    first, after = (date(n // 12, n % 12 + 1, 1) for n in (at, at + 1))
    return min(first + timedelta(days=day.day - 1), after - ONE_DAY)


def last_exercise(fields: Fields, grant: Fields) -> date:
    """The last day on which a grant's options can be exercised."""
    leaving = fields.get("employment")
    if leaving is None:
        return grant["expires_on"]
    after = months_on(leaving["leaves_on"], grant.get("months_after_leaving", 3))
    if "days_after_leaving" in grant:
        after = leaving["leaves_on"] + grant["days_after_leaving"] * ONE_DAY
    return min(grant["expires_on"], after)


def closing(fields: Fields) -> date | None:
    """The day on which a buyer pays for the company, if one does."""
    bought = fields["market"].get("acquisition")
    return bought["on"] if bought else None


def exchanged(fields: Fields, day: date) -> tuple[Fields, float] | None:
    """The buyer's market in place of the company's, and its shares for one, if so."""
    deal = fields["market"].get("acquisition_for_stock")
    if deal is None or day < deal["on"]:
        return None
    buyer = {**fields, "market": fields["markets"][deal["buyer"]]}
    return buyer, deal["exchange_ratio"]


def market_ends(fields: Fields) -> date:
    """The first day without a market: of a closing, or of worthless shares."""
    failed = fields["market"].get("worthless_on", date.max)
    return closing(fields) or failed


def last_deed(fields: Fields) -> date:
    """The last day on which an option is exercised: a closing is one, a failure not."""
    failed = fields["market"].get("worthless_on")
    return failed - ONE_DAY if failed else closing(fields) or date.max


def vesting_steps(award: Fields) -> list[tuple[date, int]]:
    """Days of vesting with the shares vested by then, an acceleration included."""
    given, shares = award["vesting"], award["shares"]
    first = award["granted_on"]
    if isinstance(given, list):
        steps, so_far = [], 0
        for step in sorted(given, key=lambda step: step["on"]):
            so_far += step["shares"]
            steps.append((max(step["on"], first), so_far))
    else:
        steps = _by_rule(given, first, shares)
    if sooner := award.get("acceleration"):
        steps = _sooner(steps, sooner)
    totals = [0, *(reached for _, reached in steps)]
    return [step for step, was in zip(steps, totals, strict=False) if step[1] > was]


def _by_rule(rule: Fields, granted_on: date, shares: int) -> list[tuple[date, int]]:
    months, cliff = rule.get("months", 48), rule.get("cliff_months", 12)
    every, begin = rule.get("every_months", 1), rule.get("start", granted_on)
    steps = {}
    for month in range(1, months + 1):
        if month >= cliff and (month % every == 0 or month in (cliff, months)):
            day = max(months_on(begin, month), granted_on)
            steps[day] = shares * month // months
    if not months:
        steps[max(begin, granted_on)] = shares
    return sorted(steps.items())


def _sooner(steps: list[tuple[date, int]], sooner: Fields) -> list[tuple[date, int]]:
    """Each later step with a part of its shares on the day of acceleration."""
    on, part = sooner["on"], sooner.get("share", 1.0)
    by_then = max((total for day, total in steps if day <= on), default=0)
    total = steps[-1][1]
    found = [step for step in steps if step[0] < on]
    found.append((on, by_then + int((total - by_then) * part + WHOLE)))
    found += [
        (day, reached + int((total - reached) * part + WHOLE))
        for day, reached in steps
        if day > on
    ]
    return found


def vested(fields: Fields, award: Fields, day: date) -> int:
    """Options or units of an award that are vested on a day; none vest on leaving.

    What a closing accelerates vests on its day, or else never.
    """
    bought = fields["market"].get("acquisition")
    if bought and day >= bought["on"]:
        day = date.max if bought.get("accelerates") else bought["on"]
    return vested_by_itself(fields, award, day)


def vested_by_itself(fields: Fields, award: Fields, day: date) -> int:
    """Options that are vested on a day, without what a closing accelerates."""
    if leaving := fields.get("employment"):
        day = min(day, leaving["leaves_on"])
    return max((total for on, total in vesting_steps(award) if on <= day), default=0)


def exercisable(fields: Fields, grant: Fields, day: date) -> int:
    """Options of a grant that may have been exercised by a day, vested or early."""
    early = grant.get("early_exercise", "never") != "never"
    first = grant.get("early_exercise_from", grant["granted_on"])
    if early and day >= max(first, grant["granted_on"]):
        return vested_by_itself(fields, grant, date.max)
    return vested_by_itself(fields, grant, day)


def lot_name(lot: Fields) -> str:
    """What a lot is called in a plan."""
    return lot.get("name") or f"{lot['grant']} {lot['exercised_on']}"


def lots_of(fields: Fields, name: str) -> list[Fields]:
    """The lots of a grant."""
    return [lot for lot in fields.get("lots", []) if lot["grant"] == name]


def exercised_before(fields: Fields, grant: Fields) -> int:
    """Options of a grant that were exercised before the plan."""
    by_lots = sum(lot["shares"] for lot in lots_of(fields, grant["name"]))
    by_events = sum(
        event["shares"]
        for event in fields.get("events", [])
        if event.get("exercise") == grant["name"]
    )
    return grant.get("exercised", by_lots) + by_events


def unit_arrivals(fields: Fields) -> Iterator[tuple[str, date, int]]:
    """Shares that units bring in the plan: name of the lot, its day, how many."""
    for award in fields.get("restricted_units", []):
        reached = 0
        for day, _ in vesting_steps(award):
            total = vested_by_itself(fields, award, day)
            units, reached = total - reached, max(total, reached)
            shares = int(units * (1.0 - award.get("withheld", 0.30)) + WHOLE)
            comes = _arrives_on(fields, day)
            if comes and start(fields) <= comes <= horizon(fields) and shares:
                yield f"{award['name']} {day}", comes, shares


def _arrives_on(fields: Fields, day: date) -> date | None:
    """When a unit that vests on a day brings a share; None for never."""
    if day < market_ends(fields) or day == closing(fields):
        return day
    bought = fields["market"].get("acquisition", {})
    return bought["on"] if bought.get("accelerates") else None


def listed_on(fields: Fields) -> date:
    """The first market day; the first day of all if none is given."""
    market = fields["market"]
    if "ipo" in market:
        return market["ipo"]["on"]
    return market.get("first_sale", date.min)


def trades_on(fields: Fields, day: date) -> bool:
    """Whether the market trades on a day of the week at all."""
    return fields["market"].get("trading_days") == "any" or trades(day)


def settles_on(fields: Fields, day: date) -> date:
    """The day on which the cash of a sale is there."""
    return day if fields["market"].get("trading_days") == "any" else settles(day)


def price(fields: Fields, day: date) -> float:
    """Value of a share on a day: the last one given, or on the way to the next one."""
    if after := exchanged(fields, day):
        return price(after[0], day) * after[1]
    market = fields["market"]
    if day >= market_ends(fields):
        return market["acquisition"]["price"] if closing(fields) else 0.0
    between = market.get("between_prices")
    private = between is None and day < listed_on(fields)
    steps = between == "steps" or private
    given = sorted((date.fromisoformat(on), at) for on, at in market["prices"].items())
    since, start_at = max(p for p in given if p[0] <= day)
    later = min((p for p in given if p[0] > day), default=None)
    days = (day - since).days
    if later is None:
        years = days / 365.25
        if steps:
            years = day.year - since.year
            years -= (day.month, day.day) < (since.month, since.day)
        return start_at * (1.0 + _growth(market)) ** years
    if steps:
        return start_at
    return start_at * (later[1] / start_at) ** (days / (later[0] - since).days)


def _growth(market: Fields) -> float:
    """Growth a year after the last price; of an expected one the median's."""
    if "expected_growth" not in market:
        return market.get("growth", 0.0)
    drag = math.exp(-(market["volatility"] ** 2) / 2)
    return (1.0 + market["expected_growth"]) * drag - 1.0


def offer_on(fields: Fields, day: date) -> Fields | None:
    """The tender offer of a day, if any."""
    if after := exchanged(fields, day):
        return offer_on(after[0], day)
    offers = fields["market"].get("tender_offers", [])
    return next((offer for offer in offers if offer["on"] == day), None)


def sale_price(fields: Fields, day: date) -> float:
    """What a share sold on a day brings, the cost of the sale taken off."""
    if after := exchanged(fields, day):
        return sale_price(after[0], day) * after[1]
    if day >= market_ends(fields):
        return price(fields, day)
    offer = offer_on(fields, day)
    brings = (offer or {}).get("price", price(fields, day))
    return brings - fields["market"].get("sale_cost_per_share", 0.0)


def on_market(fields: Fields, day: date) -> bool:
    """Whether the market takes shares on a day."""
    if after := exchanged(fields, day):
        return on_market(after[0], day)
    market = fields["market"]
    if offer_on(fields, day) is not None or day >= market_ends(fields):
        return False
    opens = [market.get("first_sale", date.min)]
    if ipo := market.get("ipo"):
        opens.append(ipo["on"] + timedelta(days=ipo.get("lock_up_days", 180)))
    windows = market.get("trading_windows", [])
    within = [each for each in windows if each["opens"] <= day <= each["closes"]]
    black = [
        each
        for each in market.get("blackouts", [])
        if each["begins"] <= day <= each["ends"]
    ]
    free = day >= max(opens) and (not windows or bool(within)) and not black
    return free and trades_on(fields, day)


def is_open(fields: Fields, day: date) -> bool:
    """Whether shares can be sold on a day, on the market or to an offer."""
    offered = offer_on(fields, day) is not None or day == closing(fields)
    return on_market(fields, day) or offered


@dataclass(frozen=True)
class Cap:
    """The most shares that may be sold from one day to another, or to an offer."""

    first: date
    last: date
    most: int
    offered: bool

    def counts(self, fields: Fields, day: date) -> bool:
        """Whether a sale of a day counts: one to an offer counts against no window."""
        if day == closing(fields):
            return False
        to_an_offer = offer_on(fields, day) is not None
        return self.first <= day <= self.last and to_an_offer == self.offered


def sale_caps(fields: Fields) -> list[Cap]:
    """The limits on sales of windows and offers."""
    windows, offers = _limiting(fields)
    caps = [
        Cap(window["opens"], window["closes"], window["most_shares"], False)
        for window in windows
        if "most_shares" in window
    ]
    for offer in offers:
        limits = [offer["most_shares"]] if "most_shares" in offer else []
        if "most_of_vested" in offer:
            part = offer["most_of_vested"] * vested_since_start(fields, offer["on"])
            limits.append(int(part + WHOLE))
        if limits:
            caps.append(Cap(offer["on"], offer["on"], min(limits), True))
    return caps


def _limiting(fields: Fields) -> tuple[list[Fields], list[Fields]]:
    """Windows and offers, from a closing for stock on the buyer's for old shares."""
    market = fields["market"]
    windows, offers = market.get("trading_windows", []), market.get("tender_offers", [])
    deal = market.get("acquisition_for_stock")
    if deal is None:
        return windows, offers
    on, buyer = deal["on"], fields["markets"][deal["buyer"]]

    def old(each: Fields) -> Fields:
        if "most_shares" not in each:
            return each
        most = int(each["most_shares"] / deal["exchange_ratio"] + WHOLE)
        return {**each, "most_shares": most}

    own = [
        {**each, "closes": min(each["closes"], on - ONE_DAY)}
        for each in windows
        if each["opens"] < on
    ]
    of_buyer = [
        {**old(each), "opens": max(each["opens"], on)}
        for each in buyer.get("trading_windows", [])
        if each["closes"] >= on
    ]
    offered = [each for each in offers if each["on"] < on]
    offered += [old(e) for e in buyer.get("tender_offers", []) if e["on"] >= on]
    return [*own, *of_buyer], offered


def vested_since_start(fields: Fields, day: date) -> int:
    """All vested by a day: options not exercised before the plan, and shares held."""
    options = 0
    for grant in fields.get("grants", []):
        before = exercised_before(fields, grant)
        later = sum(
            lot["shares"]
            for lot in lots_of(fields, grant["name"])
            if lot.get("vests_on", date.min) > day
        )
        options += max(vested(fields, grant, day) - (before - later), 0)
    shares = sum(
        lot["shares"]
        for lot in fields.get("lots", [])
        if lot.get("vests_on", date.min) <= day
    )
    shares += sum(each["shares"] for each in fields.get("holdings", []))
    shares += sum(n for _, on, n in unit_arrivals(fields) if on <= day)
    for event in fields.get("events", []):
        shares += event["shares"] if "exercise" in event else -event["shares"]
    return options + shares


def at_year(given: Any, year: int) -> float:
    """The amount of a year: one for all, or by year with growth."""
    if not isinstance(given, dict):
        return given
    years = sorted(int(key) for key in given if key != "growth")
    from_year = max((each for each in years if each <= year), default=years[0])
    grown = max(year - from_year, 0)
    return given[str(from_year)] * (1.0 + given.get("growth", 0.0)) ** grown
