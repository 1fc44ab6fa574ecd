"""Windows, blackouts and offers that are allowed, yet probably not meant."""

from collections.abc import Collection, Iterator

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.problems import Problem, listed, shown
from isoplan.models.inputs.market import Market, MarketName, market_path
from isoplan.models.inputs.user_schedule import ExerciseAction, SellAction
from isoplan.models.situation import Situation

FAR_FROM_MARKET = 3.0
"""Times the market's price, or the part of it, at which an offer is doubtful."""


def market_access_warnings(
    situation: Situation, buyers: Collection[str] = ()
) -> Iterator[Problem]:
    """Return what is allowed of windows, blackouts and offers, yet hardly meant.

    Args:
        situation: Of one path.
        buyers: Markets that an acquisition for stock names on another one.
    """
    for name, market in situation.markets.items():
        path = market_path(name)
        yield from _no_way_to_sell(situation, market, path)
        yield from _too_few_sales(situation, name)
        yield from _unused_offers(situation, market, path)
        yield from _doubtful_offers(market, path)
        yield from _unused_windows(market, path)
        yield from _unused_blackouts(market, path)
        yield from _unused_end(situation, name)
        yield from _doubtful_exchange(situation, name)
    yield from _unused_markets(situation, buyers)
    yield from _days_without_trading(situation)


def _unused_markets(situation: Situation, buyers: Collection[str]) -> Iterator[Problem]:
    """Report markets on which nothing of the file is sold."""
    scenario = situation.scenario
    of_shares = (scenario.grants, scenario.restricted_units, scenario.holdings)
    used = {each.market for shares in of_shares for each in shares}
    used |= {deal.buyer for deal in situation.stock_acquisitions.values()}
    used |= set(buyers)
    for name in scenario.markets:
        if name not in used:
            yield Problem(
                market_path(name),
                "",
                "is not used: no grant, award or holding names it",
                f"write market = {name!r} where it is sold, or remove it",
            )


def _no_way_to_sell(
    situation: Situation, market: Market, path: str
) -> Iterator[Problem]:
    plan = situation.plan
    if market.shares_go_on is not None and market.shares_go_on <= plan.horizon:
        return  # they need no sale
    first = market.next_sale_date(plan.start)
    if plan.at_horizon == "sell" and (first is None or first > plan.horizon):
        yield Problem(
            path,
            "",
            f"has no day between {plan.start} and {plan.horizon} on which shares can "
            "be sold",
            "give plan.last_year a later year, set at_horizon = 'keep', or correct "
            "first_sale, ipo, trading_windows and blackouts",
        )


def _too_few_sales(situation: Situation, name: MarketName) -> Iterator[Problem]:
    """Report limits that leave shares held at the start unsold for certain."""
    plan, held = situation.plan, 0
    if situation.shares_go_on(name) is not None:
        return
    most = _most_sales(situation, name)
    for tranche in situation.tranches:
        held += tranche.shares if tranche.held and tranche.market == name else 0
    if plan.at_horizon == "sell" and most is not None and 0 < most < held:
        yield Problem(
            market_path(name),
            "",
            f"allows to sell {most:,} shares by {plan.horizon}, fewer than the "
            f"{held:,} held: the others are worth nothing with at_horizon = 'sell'",
            "set at_horizon = 'keep', or correct most_shares and most_of_vested",
        )


def _most_sales(situation: Situation, name: MarketName) -> int | None:
    """Return how many shares a market takes of the plan's; None for any number."""
    plan, market = situation.plan, situation.markets[name]
    limits_on = situation.sale_limits.markets[name].on
    days = [each.on for each in market.tender_offers if each.on >= plan.start]
    on_market = market.next_market_date(plan.start)
    while on_market is not None and on_market <= plan.horizon:
        days.append(on_market)
        limit = limits_on(on_market)
        if limit is None:
            return None
        on_market = market.next_market_date(limit.last + ONE_DAY)
    limits = [limits_on(day) for day in days if day <= plan.horizon]
    if None in limits:
        return None
    return sum(limit.most_shares for limit in limits if limit is not None)


def _unused_offers(
    situation: Situation, market: Market, path: str
) -> Iterator[Problem]:
    plan = situation.plan
    for number, offer in enumerate(market.tender_offers):
        if not plan.start <= offer.on <= plan.horizon:
            yield Problem(
                f"{path}.tender_offers[{number}].on",
                shown(offer.on),
                f"which is not used: the plan runs from {plan.start} to {plan.horizon}",
                "correct the day, or remove the offer",
            )


def _doubtful_offers(market: Market, path: str) -> Iterator[Problem]:
    for number, offer in enumerate(market.tender_offers):
        where = f"{path}.tender_offers[{number}]"
        if market.ipo and market.ipo.on <= offer.on < market.ipo.first_sale:
            yield Problem(
                f"{where}.on",
                shown(offer.on),
                f"within the lock-up of {path}.ipo, which may forbid it as well",
                "check the day",
            )
        if within := [each for each in market.blackouts if offer.on in each]:
            yield Problem(
                f"{where}.on",
                shown(offer.on),
                f"within the blackout of {within[0]}, which limits sales on the market "
                "alone: shares are sold to the offer all the same",
                "check the day",
            )
        value = market.price(max(offer.on, min(market.prices)))
        times = 1.0 if offer.price is None else offer.price / value
        if not 1 / FAR_FROM_MARKET < times < FAR_FROM_MARKET:
            yield Problem(
                f"{where}.price",
                shown(offer.price),
                f"{times:,.2f} times the share price of {value:,.2f} on {offer.on}",
                "check for a slipped decimal point; a price above market value may be "
                "taxed as pay in part",
            )


def _unused_windows(market: Market, path: str) -> Iterator[Problem]:
    for number, window in enumerate(market.trading_windows):
        if market.ipo and window.closes < market.ipo.first_sale:
            yield Problem(
                f"{path}.trading_windows[{number}]",
                str(window),
                f"which is not used: the lock-up of {path}.ipo ends and sales begin on "
                f"{market.ipo.first_sale}",
                "remove the window, or correct the days",
            )


def _unused_blackouts(market: Market, path: str) -> Iterator[Problem]:
    for number, blackout in enumerate(market.blackouts):
        without = [each for each in market.blackouts if each is not blackout]
        opened = market.model_copy(update={"blackouts": tuple(without)})
        first = opened.next_market_date(blackout.begins)
        if first is None or first not in blackout:
            yield Problem(
                f"{path}.blackouts[{number}]",
                str(blackout),
                "which is not used: the market is closed on all of its days anyway",
                "remove the blackout, or correct the days",
            )


def _days_without_trading(situation: Situation) -> Iterator[Problem]:
    """Report actions of own schedules on weekends and holidays of the exchange."""
    for place, schedule in enumerate(situation.schedules):
        path = f"schedules[{place}].actions"
        named = [
            (each, situation.market_of_name(_names(each))) for each in schedule.actions
        ]
        sales = {
            each.on: market.trading_day_from(each.on)
            for each, market in named
            if isinstance(each, SellAction) and not market.can_sell(each.on)
        }
        moved = [f"{on} on {trading}" for on, trading in sorted(sales.items())]
        if moved:
            yield Problem(
                path,
                "",
                "sells on days without trading; the sale of "
                f"{listed(moved, most=3)} instead",
                "write these days",
                owner=schedule.name,
            )
        exercises = {
            each.on
            for each, market in named
            if isinstance(each, ExerciseAction) and not market.can_exercise(each.on)
        }
        if exercises:
            yield Problem(
                path,
                "",
                "exercises on days without trading, on which no broker does: "
                f"{listed(map(str, sorted(exercises)), most=3)}",
                "give the next day of trading",
                owner=schedule.name,
            )


def _names(action: ExerciseAction | SellAction) -> str:
    return action.sell if isinstance(action, SellAction) else action.exercise


def _unused_end(situation: Situation, name: MarketName) -> Iterator[Problem]:
    """Report an end of a company that comes when the plan is over."""
    market, plan = situation.markets[name], situation.plan
    if market.ends is None or situation.shares_go_on(name) is not None:
        return
    field = "worthless_on" if market.acquisition is None else "acquisition.on"
    yield Problem(
        f"{market_path(name)}.{field}",
        shown(market.ends),
        f"which is not used: the plan ends with {plan.horizon}",
        f"give plan.last_year {market.ends.year} or a later year, or remove it",
    )


def _doubtful_exchange(situation: Situation, name: MarketName) -> Iterator[Problem]:
    """Report an exchange for far more or less than a share was worth, or too late."""
    deal, plan = situation.stock_acquisitions.get(name), situation.plan
    if deal is None:
        return
    path = f"{market_path(name)}.acquisition_for_stock"
    if deal.on > plan.horizon:
        yield Problem(
            f"{path}.on",
            shown(deal.on),
            f"which is not used: the plan ends with {plan.horizon}",
            f"give plan.last_year {deal.on.year} or a later year, or remove it",
        )
        return
    market = situation.markets[name]
    before, after = market.price(deal.on - ONE_DAY), market.price(deal.on)
    if not 1 / FAR_FROM_MARKET < after / before < FAR_FROM_MARKET:
        yield Problem(
            f"{path}.exchange_ratio",
            shown(deal.exchange_ratio),
            f"for which a share brings {after:,.2f} of {deal.buyer} on {deal.on}, and "
            f"the day before it is worth {before:,.2f}",
            "give the buyer's shares for one share of the company, not the other way "
            "round",
        )
