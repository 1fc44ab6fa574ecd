"""A scenario whose prices are those of one path: to its end, or as far as it is known.

Whoever evaluates a schedule of the whole one with floats finds what the path came to:
that is what the arrays are checked against.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from isoplan.models.equity.price_course import course_from
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation
from isoplan.optimizer.stress.price_paths import NEVER_FAILS, PricePaths

LEAST_PRICE = 1e-6
"""Dollars a share: no price of a file is lower."""


def scenario_on_path(
    situation: Situation, paths: PricePaths, place: int, days: Collection[date]
) -> Scenario:
    """Return the scenario with the prices of a path on some days.

    Args:
        situation: The scenario, in today's shares.
        paths: Prices, known on these days.
        place: Of the path among them.
        days: Whose prices are written into the file; between them it goes on as the
            file says.
    """
    markets = {
        name: _on_path(situation, paths.at_one(place), name, days)
        for name in situation.markets
    }
    main = markets.pop(None)
    further = {str(name): market for name, market in markets.items()}
    return situation.scenario.model_copy(update={"market": main, "markets": further})


def _on_path(
    situation: Situation, path: PricePaths, name: MarketName, days: Collection[date]
) -> Market:
    """Return a market with the prices of a path."""
    market, start = situation.markets[name], situation.plan.start
    fails_on = int(path.fails_on[name][0])
    fails = None if fails_on == NEVER_FAILS else date.fromordinal(fails_on)
    ends = fails or market.ends or date.max
    prices = {day: price for day, price in market.prices.items() if day <= start}
    prices |= {
        day: float(path.price(name, day)[0])
        for day in sorted({start, *days})
        if start <= day < ends
    }
    offers = tuple(
        offer
        if offer.price is None or not start < offer.on < ends
        else offer.model_copy(
            update={"price": offer.price * float(path.factor(name, offer.on)[0])}
        )
        for offer in market.tender_offers
    )
    changed: dict[str, object] = {"prices": prices, "tender_offers": offers}
    if fails is not None:
        changed["worthless_on"] = fails
    elif market.acquisition is not None and market.acquisition.on > start:
        bought = market.acquisition
        paid = bought.price * float(path.factor(name, bought.on)[0])
        changed["acquisition"] = bought.model_copy(update={"price": paid})
    return market.model_copy(update=changed)


def market_seen_on(
    situation: Situation,
    path: PricePaths,
    name: MarketName,
    day: date,
    days: Collection[date],
    course: Market,
) -> Market:
    """Return a market with a path's prices so far, and its own course from a day on.

    Args:
        situation: The scenario at the market's own prices.
        path: Prices of one path.
        name: Of the market.
        day: From which its own course goes on, at the path's level.
        days: Whose prices before it are written into the file, beside those of its own.
        course: The market as it is believed to go on.
    """
    market, start = situation.markets[name], situation.plan.start
    fails_on = int(path.fails_on[name][0])
    failed = date.fromordinal(fails_on) if fails_on < day.toordinal() else None
    ends = failed or course.ends or date.max

    def factor(on: date) -> float:
        return float(path.factor(name, min(on, day))[0])

    prices = {on: price for on, price in market.prices.items() if on <= start}
    prices |= {
        on: market.price(on) * factor(on)
        for on in sorted({*market.prices, *days})
        if start < on < min(day, ends)
    }
    if failed is None:
        prices |= course_from(course, day, situation.plan.horizon, factor(day))
    offers = (
        each
        if each.price is None
        else each.model_copy(update={"price": each.price * factor(each.on)})
        for each in course.tender_offers
        if each.on < ends
    )
    changed: dict[str, Any] = {
        "prices": {on: max(price, LEAST_PRICE) for on, price in prices.items()},
        "tender_offers": tuple(offers),
    }
    if failed is not None:
        changed["worthless_on"] = failed
    elif (bought := course.acquisition) is not None:
        price = max(bought.price * factor(bought.on), LEAST_PRICE)
        changed["acquisition"] = bought.model_copy(update={"price": price})
    return course.model_copy(update=changed)
