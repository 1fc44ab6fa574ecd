"""Checks of what the end of a company does to its holders, whatever they decide."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import floor

from isoplan.models.inputs.market import Market
from isoplan.optimizer.checking.act_checks import PRICE_SLACK
from isoplan.optimizer.checking.sale_checks import not_for_sale
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.option_count import market_in_file
from isoplan.optimizer.recount.share_income import sale_price
from isoplan.optimizer.recount.walk import Walk


def company_end(evidence: Evidence) -> Iterator[str]:
    """Nothing is held or done once the company is bought, or has failed for taxes.

    Shares are written off on the last day of the year in which they became worthless,
    at no price, and on no other.
    """
    walk, horizon = evidence.walk, evidence.situation.plan.horizon
    for disposed in walk.disposals:
        act, market = disposed.act, _market_of(walk, disposed.act)
        if act.kind == "write_off" and (
            market is None
            or market.worthless_on is None
            or act.date != _last_day(market)
            or act.price not in {0, None}
        ):
            yield f"{act.in_words}: written off, which no company's failure asks for"
    for act in evidence.acts:
        last = _last_day(_market_of(walk, act))
        if last is not None and last <= horizon and act.date > last:
            yield f"{act.in_words}: after {last}, when nothing is left of the company"
    for lot, shares in walk.kept.items():
        last = _last_day(walk.parcels[lot].market)
        ended = last is not None and last <= horizon
        if ended and not shares <= evidence.slack:
            yield f"{shares:,.6g} shares of {lot!r} are held beyond {last}"


def cash_outs(evidence: Evidence) -> Iterator[str]:
    """A buyer pays out the options left in the money on the closing, and all of them.

    Those vested by then, or all, less those exercised; at the price above the strike.
    """
    situation, walk = evidence.situation, evidence.walk
    for each in walk.cash_outs:
        act, options = each.act, each.options
        bought = None
        if options is not None:
            bought = market_in_file(situation, options.grant).acquisition
        if bought is None or act.date != bought.on or options is None:
            yield f"{act.in_words}: cashed out, which no buyer does on that day"
            continue
        paid = bought.price - options.grant.strike
        if act.price is not None and differs(act.price, paid, PRICE_SLACK):
            yield f"{act.in_words} at {act.price}, a buyer pays {paid:.6f}"
    for name, options in walk.options.items():
        bought = market_in_file(situation, options.grant).acquisition
        if bought is None or bought.on > situation.plan.horizon:
            continue
        vested = options.total if bought.accelerates else options.vested(bought.on)
        there = vested - walk.exercised(name)
        if options.last < bought.on or options.grant.strike >= bought.price:
            there = 0.0
        paid_out = walk.cashed_out(name)
        if differs(paid_out, max(there, 0.0), evidence.slack):
            yield f"{paid_out:,.6g} of {name!r} are cashed out, {there:,.6g} are left"


def buyers_shares(evidence: Evidence) -> Iterator[str]:
    """After an acquisition for stock a share goes as so many of the buyer's.

    On a day on which those are sold, at their price, and told as so many of them.
    """
    situation = evidence.situation
    market = {each.grant: each.market for each in situation.tranches}
    shares: dict[tuple[bool, str], Fraction] = defaultdict(Fraction)
    told: Counter[tuple[bool, str]] = Counter()
    for act in evidence.acts:
        deal = situation.stock_acquisitions.get(market.get(act.grant))
        if deal is None or act.date < deal.on:
            if act.buyer or act.buyer_shares is not None:
                yield f"{act.in_words}: told as shares of {act.buyer!r}"
            continue
        buyer = situation.scenario.markets[deal.buyer]
        if act.kind == "sell" and (reason := not_for_sale(buyer, act.date)):
            yield f"{act.in_words}, of {deal.buyer!r}: {reason}"
        if act.price is None:
            continue
        price = sale_price(buyer, act.date) * deal.exchange_ratio
        if act.kind == "sell" and differs(act.price, price, PRICE_SLACK):
            yield f"{act.in_words} at {act.price}, those of the buyer bring {price:.6f}"
        lot = act.kind == "exercise", act.lot or act.options
        shares[lot] += Fraction(act.shares)
        told[lot] += act.buyer_shares or 0
        right = floor(shares[lot] * deal.ratio)
        if (
            act.buyer != deal.buyer
            or act.buyer_shares is None
            or differs(told[lot], right, evidence.slack)
        ):
            yield (
                f"{act.in_words}: {act.buyer_shares} of {act.buyer!r}, so that "
                f"{told[lot]:,} are told of the lot, which are {right:,} of "
                f"{deal.buyer!r}"
            )


def _market_of(walk: Walk, act: Act) -> Market | None:
    """Return the market of the shares or options of an act, if it has any."""
    if (options := walk.options.get(act.options)) is not None:
        return market_in_file(walk.situation, options.grant)
    parcel = walk.parcels.get(act.lot)
    return None if parcel is None else parcel.market


def _last_day(market: Market | None) -> date | None:
    """Return the last day on which anybody holds a share, if there is one."""
    if market is None:
        return None
    if market.acquisition is not None:
        return market.acquisition.on
    return date(market.worthless_on.year, 12, 31) if market.worthless_on else None
