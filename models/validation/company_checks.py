"""What is wrong with a company that fails or is bought."""

from collections.abc import Iterator
from datetime import date

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.equity.stock_acquisition import between_both
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, RestrictedUnits
from isoplan.models.inputs.market import Market, MarketName, all_markets, market_path
from isoplan.models.inputs.market_access import StockAcquisition
from isoplan.models.inputs.planning import Planning
from isoplan.models.validation.readable_parts import ReadableParts

COST_SLACK = 1e-6
"""Dollars a share by which two costs of sale may differ and be the same."""


def company_problems(parts: ReadableParts, name: MarketName) -> Iterator[Problem]:
    """Return what contradicts the end of a market's company, or each other."""
    market, plan, of = parts.market_named(name), parts.plan, market_path(name)
    if market is None or plan is None:
        return
    if market.worthless_on is not None and market.acquisition is not None:
        yield Problem(
            f"{of}.worthless_on",
            shown(market.worthless_on),
            f"but {of}.acquisition buys the shares on {market.acquisition.on}",
            "remove one of the two",
        )
        return
    too_early = list(_before_the_plan(market, plan, of))
    yield from too_early
    if market.ends is not None and not too_early:
        yield from _days_after(market, market.ends, of)
        yield from _unvested(parts, name)
    yield from _days_after_exchange(market, of)


def _before_the_plan(market: Market, plan: Planning, of: str) -> Iterator[Problem]:
    if market.acquisition is not None and market.acquisition.on < plan.start:
        yield Problem(
            f"{of}.acquisition.on",
            shown(market.acquisition.on),
            f"before the plan's start on {plan.start}, when nothing is left to decide",
            "correct the day, or move plan.start to the closing or before it",
        )
    failed = market.worthless_on
    if failed is not None and failed.year < plan.start.year:
        yield Problem(
            f"{of}.worthless_on",
            shown(failed),
            f"in a year before {plan.start.year}: the loss belongs to {failed.year}, "
            "and what is left of it is carried over",
            "give it as household.loss_carryover, and remove the company's shares; or "
            f"start the plan in {failed.year}",
        )


def _days_after(market: Market, ends: date, of: str) -> Iterator[Problem]:
    """Report what happens on a market that has ended."""
    why = "worthless_on" if market.acquisition is None else "acquisition"
    field = f"{of}.{why}" + ".on" * (market.acquisition is not None)
    days = {f"{of}.prices.{day}": day for day in market.prices}
    days |= {
        f"{of}.tender_offers[{number}].on": each.on
        for number, each in enumerate(market.tender_offers)
    }
    days |= {
        f"{of}.trading_windows[{number}].opens": each.opens
        for number, each in enumerate(market.trading_windows)
    }
    if market.ipo is not None:
        days[f"{of}.ipo.on"] = market.ipo.on
    for path, day in days.items():
        if day >= ends:
            yield Problem(
                path,
                shown(day),
                f"but shares are not traded from {ends} on, by {of}.{why}",
                f"give a day up to {ends - ONE_DAY}, remove it, or correct {field}",
            )


def _unvested(parts: ReadableParts, name: MarketName) -> Iterator[Problem]:
    """Report lots that are not vested when the company is bought."""
    market = parts.market_named(name)
    grants = {each.name for each in parts.grants.values() if each.market == name}
    if market is None or (bought := market.acquisition) is None:
        return
    for number, lot in parts.lots.items():
        if lot.vests_on is None or lot.grant not in grants:
            continue
        if market.vests_on(lot.vests_on) is None:
            yield Problem(
                f"lots[{number}].vests_on",
                shown(lot.vests_on),
                f"after the closing on {bought.on}, which does not accelerate vesting",
                f"set {market_path(name)}.acquisition.accelerates = true, or remove "
                "the lot and give what is paid back for it as other income",
                owner=lot.label,
            )


def stock_acquisition_problems(parts: ReadableParts) -> list[Problem]:
    """Return what contradicts an acquisition for shares, or is not modeled with it."""
    if parts.market is None or parts.plan is None:
        return []
    found: list[Problem] = []
    for name, market in all_markets(parts.market, parts.markets).items():
        deal = market.acquisition_for_stock
        if deal is None:
            continue
        path = f"{market_path(name)}.acquisition_for_stock"
        problems = list(_of_itself(parts, name, market, deal, path))
        if not problems:
            buyer = parts.markets[deal.buyer]
            problems += _of_buyer(buyer, deal, path)
            problems += _of_both(market, buyer, deal, parts.plan, path)
            problems += _limits(parts, name, deal)
        found += (*problems, *_special_shares(parts, name, deal))
    return found


def _of_itself(
    parts: ReadableParts,
    name: MarketName,
    market: Market,
    deal: StockAcquisition,
    path: str,
) -> Iterator[Problem]:
    """Report a buyer who is not there, a closing that has been, and a second end."""
    if deal.buyer == name:
        yield Problem(
            f"{path}.buyer",
            shown(deal.buyer),
            "the company's own market",
            "give the buyer's shares a market of their own among [markets]",
        )
    elif deal.buyer not in parts.markets:
        yield Problem(
            f"{path}.buyer",
            shown(deal.buyer),
            "which names none of the scenario's markets",
            named_remedy(deal.buyer, parts.markets, "markets")
            if parts.markets
            else f"add [{market_path(deal.buyer)}] with the prices of its shares",
        )
    if parts.plan is not None and deal.on <= parts.plan.start:
        yield Problem(
            f"{path}.on",
            shown(deal.on),
            f"by the plan's start on {parts.plan.start}, so that the buyer's shares "
            "are held already",
            f"remove it, give {market_path(name)} the buyer's prices, and write the "
            f"event {{ on = {deal.on}, split = {deal.exchange_ratio:.15g} }}, which "
            "restates what is dated before",
        )
    if market.ends is not None:
        other = "worthless_on" if market.acquisition is None else "acquisition"
        yield Problem(
            path,
            shown(deal.on),
            f"beside {market_path(name)}.{other}, and the company ends in one way",
            "remove one of the two",
        )


def _of_buyer(buyer: Market, deal: StockAcquisition, path: str) -> Iterator[Problem]:
    """Report a buyer whose shares are not there to be received, or go on."""
    named = market_path(deal.buyer)
    if buyer.acquisition_for_stock is not None:
        yield Problem(
            f"{path}.buyer",
            shown(deal.buyer),
            "which is bought for stock itself: one such closing after another is not "
            "modeled",
            f"leave out {named}.acquisition_for_stock, and let {named}.prices tell "
            "what becomes of a share",
        )
    if buyer.ends is not None and buyer.ends <= deal.on:
        yield Problem(
            f"{path}.on",
            shown(deal.on),
            f"but the buyer's shares are traded no longer from {buyer.ends} on, by "
            f"{named}",
            "correct one of the days",
        )


def _of_both(
    market: Market,
    buyer: Market,
    deal: StockAcquisition,
    plan: Planning,
    path: str,
) -> Iterator[Problem]:
    """Report two markets that cannot be told as one that goes on."""
    of, named = path.rpartition(".")[0], market_path(deal.buyer)
    try:
        between_both(market, buyer, deal.on)
    except ValueError:
        yield Problem(
            f"{of}.between_prices",
            shown(market.between_prices or "left out"),
            f"but {named} moves otherwise, and one word holds before {deal.on} and "
            "from it on",
            "leave it out for both where the company is private and its buyer listed; "
            "else write the same in both",
        )
    if market.trading_days != buyer.trading_days:
        yield Problem(
            f"{of}.trading_days",
            shown(market.trading_days),
            f"but {named} has {buyer.trading_days!r}, and days of trading are counted "
            "the same through the closing",
            "write the same in both",
        )
    cost, after = market.sale_cost_per_share, buyer.sale_cost_per_share
    told = float(after * deal.ratio)
    first = market.next_sale_date(plan.start)
    sold_before = first is not None and first < deal.on
    if (cost or sold_before) and abs(cost - told) > COST_SLACK:
        yield Problem(
            f"{of}.sale_cost_per_share",
            shown(cost),
            f"but that of {named}, {after:.15g}, is {told:.15g} for one share of the "
            "company, and the cost is the same through the closing",
            f"give {told:.15g}, or correct that of {named}",
        )


def _limits(
    parts: ReadableParts, name: MarketName, deal: StockAcquisition
) -> Iterator[Problem]:
    """Report a limit on the buyer's shares where other shares count against it too."""
    buyer = parts.markets[deal.buyer]
    limited = any(each.most_shares is not None for each in buyer.trading_windows)
    limited |= any(
        each.most_shares is not None or each.most_of_vested is not None
        for each in buyer.tender_offers
        if each.on >= deal.on
    )
    others = [
        path
        for path, each in parts.on_markets
        if isinstance(each, Grant | RestrictedUnits | Holding)
        and each.market == deal.buyer
    ]
    if limited and others:
        yield Problem(
            market_path(deal.buyer),
            "",
            "limits how many of its shares are sold, and both those of "
            f"{others[0]} and those that replace {market_path(name)} count: such a "
            "limit is not modeled",
            "remove most_shares and most_of_vested, or leave out the shares",
        )


def _special_shares(
    parts: ReadableParts, name: MarketName, deal: StockAcquisition
) -> Iterator[Problem]:
    """Report shares whose own rules an exchange changes.

    Source: IRC 1202(h)(4)(B); IRC 1244(d)(2), 26 CFR 1.1244(d)-3(a).
    """
    for path, each in parts.on_markets:
        if not isinstance(each, Grant | Holding) or each.market != name:
            continue
        if each.small_business_stock:
            yield Problem(
                f"{path}.small_business_stock",
                "true",
                f"but its shares are exchanged on {deal.on}: from then on the gain up "
                "to that day alone may be excluded (IRC 1202(h)(4)(B)), which is not "
                "modeled",
                "set it to false, and allow for the exclusion yourself",
                owner=each.name,
            )
        if each.section_1244:
            yield Problem(
                f"{path}.section_1244",
                "true",
                f"but its shares are exchanged on {deal.on}, and the buyer's are no "
                "section 1244 stock (26 CFR 1.1244(d)-3(a))",
                "set it to false",
                owner=each.name,
            )


def _days_after_exchange(market: Market, of: str) -> Iterator[Problem]:
    """Report what happens on a company's own market once its shares are exchanged."""
    deal = market.acquisition_for_stock
    if deal is None:
        return
    days = {f"{of}.prices.{day}": day for day in market.prices}
    for field, first in (
        ("tender_offers", "on"),
        ("trading_windows", "opens"),
        ("blackouts", "begins"),
    ):
        days |= {
            f"{of}.{field}[{number}].{first}": getattr(each, first)
            for number, each in enumerate(getattr(market, field))
        }
    if market.ipo is not None:
        days[f"{of}.ipo.on"] = market.ipo.on
    for path, day in days.items():
        if day >= deal.on:
            yield Problem(
                path,
                shown(day),
                f"but its shares are those of the buyer from {deal.on} on, by "
                f"{of}.acquisition_for_stock",
                f"write it under {market_path(deal.buyer)}, in the buyer's shares; or "
                f"give a day up to {deal.on - ONE_DAY}",
            )
