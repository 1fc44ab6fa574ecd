"""A scenario without a view on the price: what it is worth is the tax alone.

The share begins at its price of the plan's start and grows at the discount rate, so
that a share is worth the same in present value on any day. What one schedule is then
worth more than another is tax, and the time value of strikes and tax.
"""

from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning
from isoplan.models.scenario import Scenario


def without_price_view(scenario: Scenario) -> Scenario:
    """Return the scenario with a share worth the same on any day, in present value.

    That is so of each market. Prices before the plan's start stay as they were; tender
    offers and a buyer of the company pay the market's price. Days and limits of sales
    stay too.
    """
    changed = {
        name: _flat(market, scenario.plan) for name, market in scenario.markets.items()
    }
    main = _flat(scenario.market, scenario.plan)
    return scenario.model_copy(update={"market": main, "markets": changed})


def _flat(market: Market, plan: Planning) -> Market:
    """Return a market whose price from the plan's start on grows at the discount."""
    before = {day: price for day, price in market.prices.items() if day < plan.start}
    offers = (
        offer.model_copy(update={"price": None}) if offer.on > plan.start else offer
        for offer in market.tender_offers
    )
    changed = market.model_copy(
        update={
            "prices": before | {plan.start: market.price(plan.start)},
            "between_prices": "smooth",
            "growth": plan.discount_rate,
            "expected_growth": None,
            "volatility": None,
            "tender_offers": tuple(offers),
        }
    )
    if market.acquisition is not None:
        open_ended = changed.model_copy(update={"acquisition": None})
        price = open_ended.price(market.acquisition.on)
        closing = market.acquisition.model_copy(update={"price": price})
        changed = changed.model_copy(update={"acquisition": closing})
    return changed
