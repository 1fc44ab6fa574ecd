"""What is wrong with windows, blackouts and offers, or probably not meant."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.market import ONE_DAY, Market
from isoplan.models.inputs.market_access import Blackout, TradingWindow
from isoplan.models.inputs.planning import Planning

if TYPE_CHECKING:
    from datetime import date

    from isoplan.models.scenario import Scenario

FAR_FROM_MARKET = 3.0
"""Times the market's price, or the part of it, at which an offer is doubtful."""


def market_access_problems(market: Market, plan: Planning) -> Iterator[Problem]:
    """Return the days and prices that contradict each other."""
    yield from _first_days(market)
    yield from _overlapping_blackouts(market)
    yield from _overlapping_windows(market)
    yield from _closed_windows(market)
    yield from _repeated_offers(market)
    yield from _sale_cost(market, plan)


def _first_days(market: Market) -> Iterator[Problem]:
    if market.ipo is None or market.first_sale is None:
        return
    after = market.ipo.first_sale
    if market.first_sale < after:
        yield Problem(
            "market.first_sale",
            shown(market.first_sale),
            f"before the lock-up of market.ipo ends and sales begin on {after}",
            "remove it, or correct market.ipo",
        )


def _overlapping_blackouts(market: Market) -> Iterator[Problem]:
    for (number, one), (other, two) in combinations(enumerate(market.blackouts), 2):
        if one.begins <= two.ends and two.begins <= one.ends:
            yield Problem(
                f"market.blackouts[{other}]",
                str(two),
                f"which overlaps blackouts[{number}], {one}",
                "write the two as one, or correct the days",
            )


def _overlapping_windows(market: Market) -> Iterator[Problem]:
    """Report days that would count against two limits, or one and none."""
    windows = enumerate(market.trading_windows)
    for (number, one), (other, two) in combinations(windows, 2):
        limited = {one.most_shares, two.most_shares} != {None}
        if limited and one.opens <= two.closes and two.opens <= one.closes:
            yield Problem(
                f"market.trading_windows[{other}]",
                str(two),
                f"which overlaps trading_windows[{number}], {one}, so that a sale "
                "could count against the most_shares of either",
                "correct the days, or remove most_shares from both",
            )


def _closed_windows(market: Market) -> Iterator[Problem]:
    for number, window in enumerate(market.trading_windows):
        closing = _closing(window, market.blackouts)
        if closing:
            names = ", ".join(f"blackouts[{place}]" for place in closing)
            yield Problem(
                f"market.trading_windows[{number}]",
                str(window),
                f"every day of which lies within {names}, so that nothing can be sold",
                "remove the window, or correct the days",
            )


def _closing(window: TradingWindow, blackouts: Sequence[Blackout]) -> list[int]:
    """Return the places of the blackouts that together cover a window; none if not."""
    covering: list[int] = []
    day = window.opens
    while day in window:
        found = [place for place, each in enumerate(blackouts) if day in each]
        if not found:
            return []
        covering.append(found[0])
        day = blackouts[found[0]].ends + ONE_DAY
    return covering


def _repeated_offers(market: Market) -> Iterator[Problem]:
    first: dict[date, int] = {}
    for number, offer in enumerate(market.tender_offers):
        earlier = first.setdefault(offer.on, number)
        if earlier != number:
            yield Problem(
                f"market.tender_offers[{number}].on",
                shown(offer.on),
                f"already the day of tender_offers[{earlier}]",
                "give each offer a day of its own",
            )


def _sale_cost(market: Market, plan: Planning) -> Iterator[Problem]:
    """Report a cost of sale that takes all that a share brings on some day."""
    if min(market.prices) > plan.start:
        return
    days = [plan.start, plan.horizon, *market.prices]
    days += [offer.on for offer in market.tender_offers]
    for day in sorted(days):
        if plan.start <= day <= plan.horizon and market.sale_price(day) <= 0:
            brought = market.sale_price(day) + market.sale_cost_per_share
            yield Problem(
                "market.sale_cost_per_share",
                shown(market.sale_cost_per_share),
                f"not less than the {brought:,.2f} that a share brings on {day}",
                "give the cost of selling one share, in dollars",
            )
            return


def market_access_warnings(scenario: "Scenario") -> Iterator[Problem]:
    """Return what is allowed of windows, blackouts and offers, yet hardly meant."""
    yield from _no_way_to_sell(scenario)
    yield from _too_few_sales(scenario)
    yield from _unused_offers(scenario)
    yield from _doubtful_offers(scenario.market)
    yield from _unused_windows(scenario.market)
    yield from _unused_blackouts(scenario.market)


def _no_way_to_sell(scenario: "Scenario") -> Iterator[Problem]:
    plan = scenario.plan
    first = scenario.market.next_sale_date(plan.start)
    if plan.at_horizon == "sell" and (first is None or first > plan.horizon):
        yield Problem(
            "market",
            "",
            f"has no day between {plan.start} and {plan.horizon} on which shares can "
            "be sold",
            "give plan.last_year a later year, set at_horizon = 'keep', or correct "
            "first_sale, ipo, trading_windows and blackouts",
        )


def _too_few_sales(scenario: "Scenario") -> Iterator[Problem]:
    """Report limits that leave shares held at the start unsold for certain."""
    plan, held = scenario.plan, 0
    most = _most_sales(scenario)
    for tranche in scenario.tranches:
        held += tranche.shares if tranche.held else 0
    if plan.at_horizon == "sell" and most is not None and 0 < most < held:
        yield Problem(
            "market",
            "",
            f"allows to sell {most:,} shares by {plan.horizon}, fewer than the "
            f"{held:,} held: the others count as nothing with at_horizon = 'sell'",
            "set at_horizon = 'keep', or correct most_shares and most_of_vested",
        )


def _most_sales(scenario: "Scenario") -> int | None:
    """Return how many shares the plan can sell at most; None for any number."""
    plan, market = scenario.plan, scenario.market
    days = [each.on for each in market.tender_offers if each.on >= plan.start]
    on_market = market.next_market_date(plan.start)
    while on_market is not None and on_market <= plan.horizon:
        days.append(on_market)
        limit = scenario.sale_limits.on(on_market)
        if limit is None:
            return None
        on_market = market.next_market_date(limit.last + ONE_DAY)
    limits = [scenario.sale_limits.on(day) for day in days if day <= plan.horizon]
    if None in limits:
        return None
    return sum(limit.most_shares for limit in limits if limit is not None)


def _unused_offers(scenario: "Scenario") -> Iterator[Problem]:
    plan = scenario.plan
    for number, offer in enumerate(scenario.market.tender_offers):
        if not plan.start <= offer.on <= plan.horizon:
            yield Problem(
                f"market.tender_offers[{number}].on",
                shown(offer.on),
                f"which is not used: the plan runs from {plan.start} to {plan.horizon}",
                "correct the day, or remove the offer",
            )


def _doubtful_offers(market: Market) -> Iterator[Problem]:
    for number, offer in enumerate(market.tender_offers):
        path = f"market.tender_offers[{number}]"
        if market.ipo and market.ipo.on <= offer.on < market.ipo.first_sale:
            yield Problem(
                f"{path}.on",
                shown(offer.on),
                "within the lock-up of market.ipo, which may forbid it as well",
                "check the day",
            )
        if within := [each for each in market.blackouts if offer.on in each]:
            yield Problem(
                f"{path}.on",
                shown(offer.on),
                f"within the blackout of {within[0]}, which limits sales on the market "
                "alone: shares are sold to the offer all the same",
                "check the day",
            )
        value = market.price(max(offer.on, min(market.prices)))
        times = 1.0 if offer.price is None else offer.price / value
        if not 1 / FAR_FROM_MARKET < times < FAR_FROM_MARKET:
            yield Problem(
                f"{path}.price",
                shown(offer.price),
                f"{times:,.2f} times the share price of {value:,.2f} on {offer.on}",
                "check for a slipped decimal point; a price above market value may be "
                "taxed as pay in part",
            )


def _unused_windows(market: Market) -> Iterator[Problem]:
    for number, window in enumerate(market.trading_windows):
        if market.ipo and window.closes < market.ipo.first_sale:
            yield Problem(
                f"market.trading_windows[{number}]",
                str(window),
                "which is not used: the lock-up of market.ipo ends and sales begin on "
                f"{market.ipo.first_sale}",
                "remove the window, or correct the days",
            )


def _unused_blackouts(market: Market) -> Iterator[Problem]:
    for number, blackout in enumerate(market.blackouts):
        without = [each for each in market.blackouts if each is not blackout]
        opened = market.model_copy(update={"blackouts": tuple(without)})
        first = opened.next_market_date(blackout.begins)
        if first is None or first not in blackout:
            yield Problem(
                f"market.blackouts[{number}]",
                str(blackout),
                "which is not used: the market is closed on all of its days anyway",
                "remove the blackout, or correct the days",
            )
