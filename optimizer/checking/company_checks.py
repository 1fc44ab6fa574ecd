"""Checks of what the end of a company does to its holders, whatever they decide."""

from collections.abc import Iterator
from datetime import date

from isoplan.models.inputs.market import Market
from isoplan.optimizer.checking.act_checks import PRICE_SLACK
from isoplan.optimizer.recount.evidence import Evidence, differs


def company_end(evidence: Evidence) -> Iterator[str]:
    """Nothing is held or done once the company is bought, or has failed for taxes.

    Shares are written off on the last day of the year in which they became worthless,
    at no price, and on no other.
    """
    market, walk = evidence.situation.market, evidence.walk
    last = _last_day(market)
    for disposed in walk.disposals:
        act = disposed.act
        if act.kind == "write_off" and (
            market.worthless_on is None
            or act.date != last
            or act.price not in {0, None}
        ):
            yield f"{act.in_words}: written off, which no company's failure asks for"
    if last is None or last > evidence.situation.plan.horizon:
        return
    for act in evidence.acts:
        if act.date > last:
            yield f"{act.in_words}: after {last}, when nothing is left of the company"
    for lot, shares in walk.kept.items():
        if not shares <= evidence.slack:
            yield f"{shares:,.6g} shares of {lot!r} are held beyond {last}"


def cash_outs(evidence: Evidence) -> Iterator[str]:
    """A buyer pays out the options left in the money on the closing, and all of them.

    Those vested by then, or all, less those exercised; at the price above the strike.
    """
    market, walk = evidence.situation.market, evidence.walk
    bought = market.acquisition
    for each in walk.cash_outs:
        act, options = each.act, each.options
        if bought is None or act.date != bought.on or options is None:
            yield f"{act.in_words}: cashed out, which no buyer does on that day"
            continue
        paid = bought.price - options.grant.strike
        if act.price is not None and differs(act.price, paid, PRICE_SLACK):
            yield f"{act.in_words} at {act.price}, a buyer pays {paid:.6f}"
    if bought is None or bought.on > evidence.situation.plan.horizon:
        return
    for name, options in walk.options.items():
        vested = options.total if bought.accelerates else options.vested(bought.on)
        there = vested - walk.exercised(name)
        if options.last < bought.on or options.grant.strike >= bought.price:
            there = 0.0
        paid_out = walk.cashed_out(name)
        if differs(paid_out, max(there, 0.0), evidence.slack):
            yield f"{paid_out:,.6g} of {name!r} are cashed out, {there:,.6g} are left"


def _last_day(market: Market) -> date | None:
    """Return the last day on which anybody holds a share, if there is one."""
    if market.acquisition is not None:
        return market.acquisition.on
    return date(market.worthless_on.year, 12, 31) if market.worthless_on else None
