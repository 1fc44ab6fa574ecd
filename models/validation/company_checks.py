"""What is wrong with a company that fails or is bought."""

from collections.abc import Iterator
from datetime import date

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.market import Market, MarketName, market_path
from isoplan.models.inputs.planning import Planning
from isoplan.models.validation.readable_parts import ReadableParts


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
