"""A scenario restated: in today's shares, and with one market through a closing."""

from isoplan.models.equity.splits import ShareFacts, in_todays_shares, splits_by
from isoplan.models.equity.stock_acquisition import (
    acquisitions_for_stock,
    through_acquisitions,
)
from isoplan.models.scenario import Scenario


def without_splits(scenario: Scenario) -> Scenario:
    """Return a checked scenario in today's shares, which has no splits any more."""
    events = dict(enumerate(scenario.events))
    if not splits_by(events, scenario.plan.start):
        return scenario
    facts = in_todays_shares(
        ShareFacts(
            market=scenario.market,
            markets=scenario.markets,
            grants=dict(enumerate(scenario.grants)),
            lots=dict(enumerate(scenario.lots)),
            restricted_units=dict(enumerate(scenario.restricted_units)),
            holdings=dict(enumerate(scenario.holdings)),
            events=events,
        ),
        scenario.plan.start,
    )
    lists = ("grants", "lots", "restricted_units", "holdings", "events")
    update = {name: tuple(getattr(facts, name).values()) for name in lists}
    markets = {"market": facts.market, "markets": dict(facts.markets)}
    return scenario.model_copy(update=markets | update)


def with_buyers(scenario: Scenario) -> Scenario:
    """Return a checked scenario whose markets go on where a buyer pays in shares."""
    if not acquisitions_for_stock(scenario.market, scenario.markets):
        return scenario
    market, markets = through_acquisitions(
        scenario.market, scenario.markets, scenario.plan
    )
    return scenario.model_copy(update={"market": market, "markets": markets})
