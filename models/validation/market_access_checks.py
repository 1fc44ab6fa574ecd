"""What is wrong with windows, blackouts and offers."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.market_access import Blackout, TradingWindow
from isoplan.models.inputs.planning import Planning

if TYPE_CHECKING:
    from datetime import date


def market_access_problems(
    market: Market, plan: Planning, path: str
) -> Iterator[Problem]:
    """Return the days and prices that contradict each other.

    Args:
        market: Which.
        plan: Its dates.
        path: Of the market's table in the file.
    """
    yield from _first_days(market, path)
    yield from _overlapping_blackouts(market, path)
    yield from _overlapping_windows(market, path)
    yield from _closed_windows(market, path)
    yield from _repeated_offers(market, path)
    yield from _sale_cost(market, plan, path)


def _first_days(market: Market, path: str) -> Iterator[Problem]:
    if market.ipo is None or market.first_sale is None:
        return
    after = market.ipo.first_sale
    if market.first_sale < after:
        yield Problem(
            f"{path}.first_sale",
            shown(market.first_sale),
            f"before the lock-up of {path}.ipo ends and sales begin on {after}",
            f"remove it, or correct {path}.ipo",
        )


def _overlapping_blackouts(market: Market, path: str) -> Iterator[Problem]:
    for (number, one), (other, two) in combinations(enumerate(market.blackouts), 2):
        if one.begins <= two.ends and two.begins <= one.ends:
            yield Problem(
                f"{path}.blackouts[{other}]",
                str(two),
                f"which overlaps blackouts[{number}], {one}",
                "write the two as one, or correct the days",
            )


def _overlapping_windows(market: Market, path: str) -> Iterator[Problem]:
    """Report days that would count against two limits, or one and none."""
    windows = enumerate(market.trading_windows)
    for (number, one), (other, two) in combinations(windows, 2):
        limited = {one.most_shares, two.most_shares} != {None}
        if limited and one.opens <= two.closes and two.opens <= one.closes:
            yield Problem(
                f"{path}.trading_windows[{other}]",
                str(two),
                f"which overlaps trading_windows[{number}], {one}, so that a sale "
                "could count against the most_shares of either",
                "correct the days, or remove most_shares from both",
            )


def _closed_windows(market: Market, path: str) -> Iterator[Problem]:
    for number, window in enumerate(market.trading_windows):
        closing = _closing(window, market.blackouts)
        if closing:
            names = ", ".join(f"blackouts[{place}]" for place in closing)
            yield Problem(
                f"{path}.trading_windows[{number}]",
                str(window),
                f"every day of which lies within {names}, so that nothing can be sold",
                "remove the window, or correct the days",
            )


def _closing(window: TradingWindow, blackouts: Sequence[Blackout]) -> list[int]:
    """Return the places of the blackouts that together cover a window; none if not."""
    covering: list[int] = []
    day = window.opens
    while day in window:
        covers = [place for place, each in enumerate(blackouts) if day in each]
        if not covers:
            return []
        covering.append(covers[0])
        day = blackouts[covers[0]].ends + ONE_DAY
    return covering


def _repeated_offers(market: Market, path: str) -> Iterator[Problem]:
    first: dict[date, int] = {}
    for number, offer in enumerate(market.tender_offers):
        earlier = first.setdefault(offer.on, number)
        if earlier != number:
            yield Problem(
                f"{path}.tender_offers[{number}].on",
                shown(offer.on),
                f"already the day of tender_offers[{earlier}]",
                "give each offer a day of its own",
            )


def _sale_cost(market: Market, plan: Planning, path: str) -> Iterator[Problem]:
    """Report a cost of sale that takes all that a share brings on some day."""
    if min(market.prices) > plan.start:
        return
    days = [plan.start, plan.horizon, *market.prices]
    days += [offer.on for offer in market.tender_offers]
    for day in sorted(days):
        if market.ends is not None and day >= market.ends:
            return
        if plan.start <= day <= plan.horizon and market.sale_price(day) <= 0:
            brought = market.sale_price(day) + market.sale_cost_per_share
            yield Problem(
                f"{path}.sale_cost_per_share",
                shown(market.sale_cost_per_share),
                f"not less than the {brought:,.2f} that a share brings on {day}",
                "give the cost of selling one share, in dollars",
            )
            return
