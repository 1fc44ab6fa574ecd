"""A company bought for shares of its buyer: one market before and after the closing.

In a reorganization in which shares alone are paid nothing is recognized, and nothing
begins anew (`models/tax/shares/reorganization.py`). So all that changes is what a share
is worth and when it is sold: from the closing on an old share stands for so many of the
buyer's, at their price and under their windows. Strikes, bases, holding periods and
vesting stay as they were, told for an old share. The market is restated, and nothing
after that knows of the buyer.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.units import whole_shares
from isoplan.models.equity.price_course import course_from, course_until
from isoplan.models.inputs.market import Between, Market, MarketName, all_markets
from isoplan.models.inputs.market_access import (
    Blackout,
    PublicOffering,
    StockAcquisition,
    TenderOffer,
    TradingWindow,
)
from isoplan.models.inputs.planning import Planning


def through_acquisitions(
    main: Market, further: Mapping[str, Market], plan: Planning
) -> tuple[Market, dict[str, Market]]:
    """Return the markets, each of a company bought for shares through its closing.

    Args:
        main: The main market.
        further: Further ones by name, the buyers' among them.
        plan: Its dates.
    """
    found = {
        name: market
        if (deal := market.acquisition_for_stock) is None
        else through_acquisition(market, further[deal.buyer], deal, plan)
        for name, market in all_markets(main, further).items()
    }
    return found.pop(None), {name: found[name] for name in further}


def acquisitions_for_stock(
    main: Market, further: Mapping[str, Market]
) -> dict[MarketName, StockAcquisition]:
    """Return the acquisitions for shares by the market of the company bought."""
    return {
        name: deal
        for name, market in all_markets(main, further).items()
        if (deal := market.acquisition_for_stock) is not None
    }


def through_acquisition(
    market: Market, buyer: Market, deal: StockAcquisition, plan: Planning
) -> Market:
    """Return a market that is the company's own, and from the closing on the buyer's.

    All of it is told for an old share.
    """
    on, ratio = deal.on, float(deal.ratio)
    prices = course_until(market, on)
    prices |= course_from(buyer, on, max(plan.horizon, on), ratio)
    update: dict[str, Any] = {
        "acquisition_for_stock": None,
        "prices": prices,
        "between_prices": between_both(market, buyer, on),
        "growth": buyer.growth,
        "expected_growth": buyer.expected_growth,
        "volatility": buyer.volatility,
        "trading_days": buyer.trading_days,
        "trading_windows": _windows(market, buyer, deal, plan),
        "blackouts": _blackouts(market, buyer, on),
        "tender_offers": _offers(market, buyer, deal),
        "acquisition": buyer.acquisition
        and buyer.acquisition.model_copy(
            update={"price": buyer.acquisition.price * ratio}
        ),
        "worthless_on": buyer.worthless_on,
        "sale_cost_per_share": buyer.sale_cost_per_share * ratio,
    }
    return market.model_copy(update=update | _opening(market, buyer, on))


def between_both(market: Market, buyer: Market, on: date) -> Between | None:
    """Return how prices move through a closing, as ``between_prices`` says it.

    Raises:
        ValueError: If one word cannot say it of both.
    """
    before, listed = market.between_prices, market.listed_on < on
    after = buyer.between_prices
    if after is None and buyer.listed_on <= on:
        after = "smooth"
    if before == after and (before is not None or not listed):
        return before
    if after == "smooth" and before == "smooth":
        return before
    steps_first = before != "smooth" and (before is None or not listed)
    if after == "smooth" and steps_first and (listed or buyer.listed_on <= on):
        return None
    if after is None and before == "steps" and not listed:
        return None
    if after == "steps" and before is None and not listed:
        return after
    raise ValueError(f"prices move otherwise before {on} than from it on")


def _opening(market: Market, buyer: Market, on: date) -> dict[str, Any]:
    """Return the first days of trading and of sale: the company's, or the buyer's."""
    if market.listed_on < on:
        return {}
    if buyer.listed_on > on:
        return {"ipo": buyer.ipo, "first_sale": buyer.first_sale}
    if buyer.opens > on:
        days = (buyer.opens - on).days
        return {"ipo": PublicOffering(on=on, lock_up_days=days), "first_sale": None}
    return {"ipo": None, "first_sale": on}


def _windows(
    market: Market, buyer: Market, deal: StockAcquisition, plan: Planning
) -> tuple[TradingWindow, ...]:
    """Return the company's windows before the closing, and the buyer's from it on."""
    on, before, after = deal.on, market.trading_windows, buyer.trading_windows
    if not before and not after:
        return ()
    if not before:
        before = (TradingWindow(opens=min(plan.start, on), closes=on - ONE_DAY),)
    if not after:
        after = (TradingWindow(opens=on, closes=max(plan.horizon, on)),)
    own = (
        each.model_copy(update={"closes": min(each.closes, on - ONE_DAY)})
        for each in before
        if each.opens < on
    )
    of_buyer = (
        each.model_copy(
            update={
                "opens": max(each.opens, on),
                "most_shares": _old_shares(each.most_shares, deal),
            }
        )
        for each in after
        if each.closes >= on
    )
    return (*own, *of_buyer)


def _blackouts(market: Market, buyer: Market, on: date) -> tuple[Blackout, ...]:
    """Return the company's blackouts before the closing, and the buyer's from it on."""
    own = (
        each.model_copy(update={"ends": min(each.ends, on - ONE_DAY)})
        for each in market.blackouts
        if each.begins < on
    )
    of_buyer = (
        each.model_copy(update={"begins": max(each.begins, on)})
        for each in buyer.blackouts
        if each.ends >= on
    )
    if market.listed_on < on < buyer.opens:
        locked = Blackout(begins=on, ends=buyer.opens - ONE_DAY)
        return (*own, locked, *of_buyer)
    return (*own, *of_buyer)


def _offers(
    market: Market, buyer: Market, deal: StockAcquisition
) -> tuple[TenderOffer, ...]:
    """Return the company's offers before the closing, and the buyer's from it on."""
    ratio = float(deal.ratio)
    of_buyer = (
        each.model_copy(
            update={
                "price": None if each.price is None else each.price * ratio,
                "most_shares": _old_shares(each.most_shares, deal),
            }
        )
        for each in buyer.tender_offers
        if each.on >= deal.on
    )
    return (*(e for e in market.tender_offers if e.on < deal.on), *of_buyer)


def _old_shares(new: int | None, deal: StockAcquisition) -> int | None:
    """Return a number of the buyer's shares as old ones, a fraction left out."""
    return None if new is None else whole_shares(float(new / deal.ratio))
