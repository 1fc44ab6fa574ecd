"""A company's end, section 1244, days after leaving, gifts: small sections each."""

from datetime import timedelta

from fuzzing.facts import Fields, horizon, lot_name, start
from fuzzing.market import nothing_after
from fuzzing.pick import Pick


def add_company_end(pick: Pick, fields: Fields) -> None:
    """A buyer of the company, or its failure, and no day of the market after it."""
    if not pick.chance(16):
        return
    market = fields["market"]
    ends = pick.day(start(fields), horizon(fields) + timedelta(days=90))
    if pick.chance(50):
        value = list(market["prices"].values())[-1]
        paid = round(value * pick.of(1.3, 0.5, 3.0), 2)
        market["acquisition"] = {"on": ends, "price": paid}
        if pick.chance(50):
            market["acquisition"]["accelerates"] = True
    else:
        market["worthless_on"] = ends
    nothing_after(market, ends)


def add_days_after_leaving(pick: Pick, fields: Fields) -> None:
    """A plan document that counts in days."""
    for grant in fields["grants"]:
        if "months_after_leaving" not in grant and pick.chance(15):
            grant["days_after_leaving"] = pick.of(90, 0, 30, 365)


def add_section_1244(pick: Pick, fields: Fields) -> None:
    """Stock whose loss is ordinary, of a grant or bought."""
    for each in (*fields["grants"], *fields.get("holdings", [])):
        if pick.chance(12) and each.get("kind") != "espp":
            each["section_1244"] = True


def add_gifts(pick: Pick, fields: Fields) -> None:
    """Shares of a lot or a holding given away before the plan, to whom it may be."""
    events = fields.get("events", [])
    named = [
        (lot_name(lot), lot["exercised_on"], lot["shares"])
        for lot in fields.get("lots", [])
        if "vests_on" not in lot
    ]
    named += [
        (held["name"], held["acquired_on"], held["shares"])
        for held in fields.get("holdings", [])
    ]
    gifts = []
    for name, since, shares in named:
        sold = [event["shares"] for event in events if event.get("sell") == name]
        day = start(fields) - timedelta(days=pick.number(0, 40))
        left = shares - sum(sold)
        if left < 1 or day <= since or not pick.chance(15):
            continue
        gift: Fields = {"on": day, "sell": name, "shares": pick.number(1, left)}
        gift["given"] = True
        if taker := pick.of("person", "charity", None):
            gift["given_to"] = taker
        gifts.append(gift)
    if gifts:
        fields["events"] = [*events, *gifts]
