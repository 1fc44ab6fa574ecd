"""Checks of sales and gifts: open days, limits, prices, dispositions, what is left."""

from collections.abc import Iterator
from datetime import date

from isoplan.models.base.business_days import is_trading_day
from isoplan.models.inputs.events import SaleEvent
from isoplan.models.inputs.market import Market, market_path
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.charity import share_gift_limit
from isoplan.optimizer.checking.act_checks import PRICE_SLACK
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.option_count import OptionCount, market_in_file
from isoplan.optimizer.recount.share_income import exclusion, sale_price
from isoplan.optimizer.recount.walk import Walk

GIFT_SLACK = 0.05
"""Dollars by which gifts may pass a limit that rests on rounded income."""


def open_days(evidence: Evidence) -> Iterator[str]:
    """Shares are sold when the market is open, or to a tender offer of the day."""
    for each in evidence.walk.disposals:
        if each.parcel is None:
            continue
        market = each.parcel.market
        if each.act.kind == "write_off":
            continue
        closed = not_for_sale if each.act.kind == "sell" else _closed_by
        if reason := closed(market, each.act.date):
            yield f"{each.act.in_words}: {reason}"


def sale_limits(evidence: Evidence) -> Iterator[str]:
    """No window and no tender offer takes more shares than it may."""
    file = evidence.situation.scenario
    yield from _limits_of(evidence, None, file.market)
    for name, market in file.markets.items():
        yield from _limits_of(evidence, name, market)


def _limits_of(
    evidence: Evidence, market_name: str | None, market: Market
) -> Iterator[str]:
    """Yield what is sold beyond the limits of one market."""
    walk, path = evidence.walk, market_path(market_name)
    sales = [
        each
        for each in walk.disposals
        if each.act.kind == "sell"
        and each.parcel is not None
        and each.parcel.market_name == market_name
    ]
    for number, window in enumerate(market.trading_windows):
        sold = sum(
            each.act.shares
            for each in sales
            if window.opens <= each.act.date <= window.closes
            and not _is_offered(market, each.act.date)
            and not _is_bought(market, each.act.date)
        )
        name = f"{path}.trading_windows[{number}] ({window})"
        yield from _above(evidence, sold, window.most_shares, name)
    for number, offer in enumerate(market.tender_offers):
        sold = sum(each.act.shares for each in sales if each.act.date == offer.on)
        name = f"{path}.tender_offers[{number}] ({offer.on})"
        most = offer.limit(_vested(walk, market_name, offer.on))
        yield from _above(evidence, sold, most, name)


def sale_prices(evidence: Evidence) -> Iterator[str]:
    """A sale brings the day's price less its cost; a gift counts at the market's."""
    for each in evidence.walk.disposals:
        act = each.act
        if act.price is None or each.parcel is None:
            continue
        market = each.parcel.market
        given = act.kind == "give"
        price = market.price(act.date) if given else sale_price(market, act.date)
        if differs(act.price, price, PRICE_SLACK):
            yield f"{act.in_words} at {act.price}, the day's price is {price:.6f}"


def dispositions(evidence: Evidence) -> Iterator[str]:
    """A sale is called qualifying or disqualifying as its holding periods are."""
    for exercised in evidence.walk.exercises:
        act = exercised.act
        if act.disposition is not None or act.exclusion is not None:
            yield f"{act.in_words}: an exercise with terms of a sale"
    for each in evidence.walk.disposals:
        act, parcel = each.act, each.parcel
        if act.price is None or parcel is None:
            continue
        qualifies = parcel.qualifies(act.date)
        right = parcel.treatment.disposition(qualifying=qualifies)
        right = None if act.kind == "give" else right
        if act.disposition != right:
            yield f"{act.in_words}: called {act.disposition}, by the law {right}"


def exclusions(evidence: Evidence) -> Iterator[str]:
    """The part of a gain that section 1202 excludes is that of its holding period."""
    for each in evidence.walk.disposals:
        if each.act.price is None or each.left is None:
            continue
        right = exclusion(evidence.situation, each.left)
        if each.act.exclusion != right:
            yield f"{each.act.in_words}: excluded {each.act.exclusion}, by law {right}"


def disposal(evidence: Evidence) -> Iterator[str]:
    """What is exercised is sold or given by the end, if the scenario asks for it.

    With ``least_tax`` so is all that could be sold on a day on which it pays.
    """
    plan, walk = evidence.situation.plan, evidence.walk
    if not evidence.keeps_limits or plan.at_horizon != "sell":
        return
    for lot, shares in walk.kept.items():
        if shares > evidence.slack and not walk.parcels[lot].held_at_start:
            yield f"{shares:,.6g} shares of {lot!r} are exercised and never sold"
    if plan.objective != "least_tax":
        return
    for lot, shares in walk.kept.items():
        parcel = walk.parcels[lot]
        days = _days_open_to_all(evidence.situation, parcel.market)
        could = any(day >= parcel.sellable_on for day in days)
        if shares > evidence.slack and parcel.held_at_start and could:
            yield f"{shares:,.6g} shares of {lot!r} are never sold"
    for name, options in walk.options.items():
        least = _worth_exercising(evidence.situation, options)
        used = walk.exercised(name) + walk.cashed_out(name)
        if not used >= least - evidence.slack:
            yield (
                f"{used:,.6g} options of {name!r} are exercised, "
                f"{least:,} are worth selling"
            )


def gifts(evidence: Evidence) -> Iterator[str]:
    """Shares are given that a sale would have taxed as long-term gain alone."""
    for each in evidence.walk.disposals:
        if each.act.kind != "give" or each.left is None or each.parcel is None:
            continue
        held_long_enough = each.left.qualifying and each.left.long_term
        if not (each.parcel.treatment.may_be_given and held_long_enough):
            yield f"{each.act.in_words}: given before they are held long enough"


def gift_limits(evidence: Evidence) -> Iterator[str]:
    """No year gives more in shares than the household gives and the year deducts."""
    if not evidence.whole:
        return
    situation = evidence.situation
    for returns in evidence.figures.returns.years:
        year, forms = returns.node.year, returns.returns.tax.form_1040
        given = sum(
            each.left.price * each.act.shares
            for each in evidence.walk.disposals
            if each.act.kind == "give"
            and each.act.date.year == year
            and each.left is not None
        )
        if not given:
            continue
        limit = share_gift_limit(float(forms.line_11), situation.law(year).charity)
        most = min(situation.household.gifts.at(year), float(limit))
        if not given + _given_before(situation, year) <= most + GIFT_SLACK:
            yield (
                f"shares worth {given:,.2f} are given in {year}, where {most:,.2f} "
                "may be"
            )


def _above(
    evidence: Evidence, sold: float, most: int | None, limit: str
) -> Iterator[str]:
    if most is not None and not sold <= most + evidence.slack:
        yield f"{sold:,.6g} shares are sold in {limit}, which allows {most:,}"


def _is_offered(market: Market, day: date) -> bool:
    return _is_bought(market, day) or any(
        offer.on == day for offer in market.tender_offers
    )


def _is_bought(market: Market, day: date) -> bool:
    return market.acquisition is not None and market.acquisition.on == day


def not_for_sale(market: Market, day: date) -> str:
    """Return why no share is sold on a day, on the market or to an offer, if so."""
    return "" if _is_offered(market, day) else _closed_by(market, day)


def _closed_by(market: Market, day: date) -> str:
    """Return why the market is closed for the shares on a day; empty if it is open."""
    if market.acquisition is not None and day >= market.acquisition.on:
        return f"the company is bought on {market.acquisition.on}"
    if market.worthless_on is not None and day >= market.worthless_on:
        return f"the shares are worthless from {market.worthless_on}"
    if market.trading_days == "nyse" and not is_trading_day(day):
        return "no day of trading"
    if market.first_sale is not None and day < market.first_sale:
        return f"no sale before {market.first_sale}"
    if market.ipo is not None and (day - market.ipo.on).days < market.ipo.lock_up_days:
        return f"locked up for {market.ipo.lock_up_days} days from {market.ipo.on}"
    windows = market.trading_windows
    if windows and not any(each.opens <= day <= each.closes for each in windows):
        return "outside all trading windows"
    blackouts = [each for each in market.blackouts if each.begins <= day <= each.ends]
    if blackouts:
        return f"in the blackout {blackouts[0]}"
    return "on the day of a tender offer" if _is_offered(market, day) else ""


def _vested(walk: Walk, market: str | None, on: date) -> int:
    """Return a market's vested shares by a day, all that the plan could draw on."""
    shares = sum(
        int(parcel.shares)
        for parcel in walk.parcels.values()
        if parcel.held_at_start
        and parcel.market_name == market
        and parcel.vested_on <= on
    )
    return shares + sum(
        options.vested(on)
        for options in walk.options.values()
        if options.grant.market == market
    )


def _days_open_to_all(situation: Situation, market: Market) -> list[date]:
    """Return days on which every plan may exercise and sell any number on a market.

    The start and the last days of trading of each year, where open: the plan needs no
    other to be asked why it did not.
    """
    plan = situation.plan
    ends = [market.trading_day_until(date(year, 12, 31)) for year in plan.years]
    return [day for day in [plan.start, *ends] if not _closed_by(market, day)]


def _worth_exercising(situation: Situation, options: OptionCount) -> int:
    """Return how many options could be exercised and sold at once above the strike."""
    strike, market = options.grant.strike, market_in_file(situation, options.grant)
    return max(
        (
            options.vested(day)
            for day in _days_open_to_all(situation, market)
            if options.first <= day <= options.last and sale_price(market, day) > strike
        ),
        default=0,
    )


def _given_before(situation: Situation, year: int) -> float:
    """Return the value of shares given to charity in a year before the start ($)."""
    value = 0.0
    for event in situation.scenario.events:
        if not isinstance(event, SaleEvent) or not event.given:
            continue
        if event.given_to == "person" or event.on.year != year:
            continue
        market = situation.market_of_name(event.acts_on)
        day = max(event.on, min(market.prices))
        value += event.shares * market.price(day)
    return value
