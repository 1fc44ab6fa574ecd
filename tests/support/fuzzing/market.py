"""Section ``market`` of a random scenario: prices, and when shares can be sold."""

from datetime import date, timedelta

from fuzzing.facts import Fields, on_market
from fuzzing.pick import Pick

FACTORS = (1.4, 0.25, 0.6, 0.95, 1.05, 2.5, 6.0)
"""By how much a price moves from one given day to the next."""


def add_market(pick: Pick, fields: Fields) -> None:
    """A listed share, or a private one on its way to the market; falls as well."""
    plan = fields["plan"]
    first, last = plan["start"], date(plan["last_year"], 12, 31)
    value = pick.of(10.0, 0.4, 60.0)
    day = first - timedelta(days=pick.number(0, 60))
    prices = {day.isoformat(): value}
    for _ in range(pick.number(0, 4)):
        day += timedelta(days=pick.number(20, 420))
        value = round(max(value * pick.of(*FACTORS), 0.05), 2)
        prices[day.isoformat()] = value
    market: Fields = {"prices": prices}
    if pick.chance(40):
        market["growth"] = pick.of(0.08, -0.3, 0.9)
    elif pick.chance(10):
        market |= {"expected_growth": pick.of(0.15, -0.1), "volatility": 0.45}
    if pick.chance(20):
        market["between_prices"] = pick.of("steps", "smooth")
    if pick.chance(15):
        market["trading_days"] = pick.of("any", "nyse")
    if pick.chance(40):
        _on_its_way(pick, market, first, last)
    if pick.chance(30):
        _windows(pick, market, first, last)
    if pick.chance(30):
        _blackouts(pick, market, first, last)
    drop_closed(market)
    if pick.chance(20):
        _offers(pick, market, first, last, value)
    if pick.chance(20):
        market["sale_cost_per_share"] = round(min(prices.values()) / 20, 3)
    fields["market"] = market


def _on_its_way(pick: Pick, market: Fields, first: date, last: date) -> None:
    """A first day of sale, or an IPO with its lock-up."""
    day = pick.day(first - timedelta(days=100), last)
    if pick.chance(50):
        market["first_sale"] = day
        return
    market["ipo"] = {"on": day}
    if pick.chance(50):
        market["ipo"]["lock_up_days"] = pick.of(0, 90, 365)
    if pick.chance(20):
        lock_up = market["ipo"].get("lock_up_days", 180)
        market["first_sale"] = day + timedelta(days=lock_up + pick.number(0, 90))


def _windows(pick: Pick, market: Fields, first: date, last: date) -> None:
    """Windows one after the other, some with a limit on their shares."""
    capped = pick.chance(60)
    windows, day = [], first - timedelta(days=pick.number(0, 60))
    for _ in range(pick.number(1, 8)):
        day += timedelta(days=pick.number(1, 150))
        if day > last:
            break
        window = {"opens": day, "closes": day + timedelta(days=pick.number(0, 60))}
        if capped and pick.chance(70):
            window["most_shares"] = pick.of(500, 40, 3_000)
        windows.append(window)
        day = window["closes"]
    if windows:
        market["trading_windows"] = windows


def _blackouts(pick: Pick, market: Fields, first: date, last: date) -> None:
    blackouts, day = [], first - timedelta(days=pick.number(0, 60))
    for _ in range(pick.number(1, 3)):
        day += timedelta(days=pick.number(1, 300))
        if day > last:
            break
        ends = day + timedelta(days=pick.number(0, 120))
        blackouts.append({"begins": day, "ends": ends})
        day = ends
    if blackouts:
        market["blackouts"] = blackouts


def add_stock_acquisition(pick: Pick, fields: Fields) -> None:
    """A buyer who pays in shares of its own, listed, with windows and blackouts.

    The last section, where nothing was drawn that names days after the closing.
    """
    ends = {"acquisition", "worthless_on"} & fields["market"].keys()
    shares = [*fields["grants"], *fields.get("holdings", [])]
    own = {"small_business_stock", "section_1244"}
    if ends or any(own & each.keys() for each in shares):
        return
    if {"schedules", "preferences", "events"} & fields.keys() or not pick.chance(30):
        return
    first, last = fields["plan"]["start"], date(fields["plan"]["last_year"], 12, 31)
    on = pick.day(first + timedelta(days=1), last)
    market, ratio = fields["market"], pick.of(0.4, 0.0625, 1.0, 2.5)
    value = round(list(market["prices"].values())[-1] / ratio * pick.of(1.0, 0.5, 2), 2)
    buyer: Fields = {"prices": {first.isoformat(): max(value, 0.05)}}
    buyer["growth"] = pick.of(0.08, -0.3, 0.9)
    for draw in (_windows, _blackouts):
        if pick.chance(40):
            draw(pick, buyer, first, last)
    drop_closed(buyer)
    if pick.chance(30):
        _offers(pick, buyer, first, last, value)
    if "trading_days" in market:
        buyer["trading_days"] = market["trading_days"]
    nothing_after(market, on)
    for name in ("between_prices", "sale_cost_per_share"):
        market.pop(name, None)
    deal = {"on": on, "buyer": "buyer", "exchange_ratio": ratio}
    market["acquisition_for_stock"] = deal
    fields["markets"] = {"buyer": buyer}


def nothing_after(market: Fields, ends: date) -> None:
    """Leave out what a market has from a day on, on which it is no longer its own."""
    prices = market["prices"].items()
    market["prices"] = {
        day: at for day, at in prices if date.fromisoformat(day) < ends
    } or dict(list(prices)[:1])
    for name, day in (
        ("tender_offers", "on"),
        ("trading_windows", "opens"),
        ("blackouts", "begins"),
    ):
        if name in market:
            market[name] = [each for each in market[name] if each[day] < ends]
            if not market[name]:
                del market[name]
    if market.get("ipo", {"on": date.min})["on"] >= ends:
        del market["ipo"]
        market.pop("first_sale", None)
    drop_closed(market)


def drop_closed(market: Fields) -> None:
    """Leave out windows without an open day, which a file may not have."""
    opened = [
        window
        for window in market.get("trading_windows", [])
        if any(
            on_market({"market": market}, window["opens"] + timedelta(days=n))
            for n in range((window["closes"] - window["opens"]).days + 1)
        )
    ]
    market.pop("trading_windows", None)
    if opened:
        market["trading_windows"] = opened


def _offers(pick: Pick, market: Fields, first: date, last: date, value: float) -> None:
    offers: dict[date, Fields] = {}
    for _ in range(pick.number(1, 2)):
        offer: Fields = {"on": pick.day(first, last)}
        if pick.chance(60):
            offer["price"] = round(value * pick.part(0.7, 1.5), 2)
        if pick.chance(50):
            offer["most_shares"] = pick.of(200, 2_000)
        if pick.chance(40):
            offer["most_of_vested"] = pick.of(0.2, 0.03, 1.0)
        offers[offer["on"]] = offer
    market["tender_offers"] = list(offers.values())
