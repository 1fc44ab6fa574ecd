"""A market with other prices or days from some day on; before it stays as it is."""

from collections.abc import Callable
from datetime import date
from typing import Any

from isoplan.models.base.units import months_after
from isoplan.models.equity.price_course import course_until
from isoplan.models.inputs.market import DAYS_PER_YEAR, Market
from isoplan.models.situation import Situation


def sale_reference(situation: Situation, market: Market) -> date | None:
    """Return the day whose price is called the exit price; None without a sale.

    The first day in the plan on which shares can be sold once the market has opened;
    of a market that is open when the plan starts, the end of the plan or the closing.
    """
    plan = situation.plan
    if market.worthless_on is not None and market.worthless_on <= plan.horizon:
        return None
    opens = opens_on(market)
    if opens > plan.start:
        first = market.next_sale_date(opens)
        return first if first is not None and first <= plan.horizon else None
    bought = market.acquisition
    last = plan.horizon if bought is None else min(bought.on, plan.horizon)
    return last if last > plan.start else None


def opens_on(market: Market) -> date:
    """Return the first market day, or that of a closing which comes before it."""
    bought = market.acquisition
    return market.listed_on if bought is None else min(market.listed_on, bought.on)


def scaled(situation: Situation, market: Market, factor: float) -> Market:
    """Return a market whose price is another by the exit; today's stays as it is.

    Where the first market day is still to come, all prices from it on are multiplied.
    Where the market is open already, the price drifts away from today's at a constant
    rate, so that it is multiplied by the factor on the reference day.

    Args:
        situation: With the plan's dates.
        market: As it is.
        factor: Of the price on the reference day.
    """
    if opens_on(market) > situation.plan.start:
        return _jumping(market, opens_on(market), factor)
    return _drifting(situation, market, factor)


def _jumping(market: Market, day: date, factor: float) -> Market:
    """Return a market whose prices from a day on are multiplied."""
    prices = course_until(market, day)
    if market.ends is None or day < market.ends:
        prices[day] = market.price(day) * factor
    prices |= {d: p * factor for d, p in market.prices.items() if d > day}
    return _with_sales(market, prices, lambda on: factor if on >= day else 1.0)


def _drifting(situation: Situation, market: Market, factor: float) -> Market:
    """Return a market whose price drifts away from that of the plan's start."""
    start = situation.plan.start
    reference = sale_reference(situation, market) or situation.plan.horizon
    days = (reference - start).days

    def drift(on: date) -> float:
        return float(factor ** (max((on - start).days, 0) / days))

    prices = {day: price for day, price in market.prices.items() if day <= start}
    prices[start] = market.price(start)
    prices |= {d: p * drift(d) for d, p in market.prices.items() if d > start}
    growth = (1.0 + market.yearly_growth) * factor ** (DAYS_PER_YEAR / days) - 1.0
    return _with_sales(market, prices, drift).model_copy(
        update={"growth": growth, "expected_growth": None, "volatility": None}
    )


def _with_sales(
    market: Market, prices: dict[date, float], factor: Callable[[date], float]
) -> Market:
    """Return a market with other prices, in tender offers and of a buyer too."""
    offers = tuple(
        each
        if each.price is None
        else each.model_copy(update={"price": each.price * factor(each.on)})
        for each in market.tender_offers
    )
    update: dict[str, Any] = {"prices": dict(sorted(prices.items()))}
    if offers:
        update["tender_offers"] = offers
    if bought := market.acquisition:
        price = bought.price * factor(bought.on)
        update["acquisition"] = bought.model_copy(update={"price": price})
    return market.model_copy(update=update)


def fallen(market: Market, on: date, price: float) -> Market:
    """Return a market whose share falls on a day, to a price or to nothing, and stays.

    Args:
        market: As it is; nobody buys the company any more.
        on: First day of the fallen price.
        price: Dollars a share; 0 for worthless shares.
    """
    update: dict[str, Any] = {"acquisition": None}
    if price <= 0.0:
        return market.model_copy(update=update | {"worthless_on": on})
    offers = tuple(
        each.model_copy(update={"price": None}) if each.on >= on else each
        for each in market.tender_offers
    )
    update |= {
        "prices": dict(sorted((course_until(market, on) | {on: price}).items())),
        "growth": 0.0,
        "expected_growth": None,
        "volatility": None,
        "tender_offers": offers,
    }
    return market.model_copy(update=update)


def moved(market: Market, months: int) -> Market:
    """Return a market whose first market day, and all that follows, comes later.

    Prices, offers, windows, blackouts and a closing move by as many days as the first
    market day. Prices given before it that it would overtake are dropped.

    Args:
        market: One with a first market day.
        months: Later, or sooner if below zero.
    """
    first = opens_on(market)
    listed = months_after(first, months)
    by = listed - first

    def shifted(day: date) -> date:
        return day + by if day >= first else day

    prices = {d: p for d, p in market.prices.items() if d < min(first, listed)}
    prices |= {shifted(d): p for d, p in market.prices.items() if d >= first}
    update: dict[str, Any] = {
        "prices": dict(sorted(prices.items())),
        "trading_windows": tuple(
            each.model_copy(
                update={"opens": shifted(each.opens), "closes": shifted(each.closes)}
            )
            for each in market.trading_windows
        ),
        "blackouts": tuple(
            each.model_copy(
                update={"begins": shifted(each.begins), "ends": shifted(each.ends)}
            )
            for each in market.blackouts
        ),
        "tender_offers": tuple(
            each.model_copy(update={"on": shifted(each.on)})
            for each in market.tender_offers
        ),
    }
    if market.first_sale is not None:
        update["first_sale"] = shifted(market.first_sale)
    if market.ipo is not None:
        update["ipo"] = market.ipo.model_copy(update={"on": shifted(market.ipo.on)})
    if market.acquisition is not None:
        on = shifted(market.acquisition.on)
        update["acquisition"] = market.acquisition.model_copy(update={"on": on})
    given = market.model_fields_set
    return market.model_copy(
        update={name: value for name, value in update.items() if name in given}
    )
