"""The audit of a comparison: each schedule as shown beside the walk of its actions."""

from collections.abc import Iterator, Sequence
from datetime import date

from isoplan.models.base.errors import AuditFailure
from isoplan.models.inputs.market import Market
from isoplan.models.results.comparison import (
    ComparedSchedule,
    Comparison,
    WithoutPriceView,
)
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.act_checks import PRICE_SLACK, not_finite
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.recount.acts import Act, acts_of_plan
from isoplan.optimizer.recount.cash_walk import (
    CASH_SLACK,
    short_of_cash,
    worth_at_start,
)
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.share_income import sale_price

CENT = 0.011
"""Dollars by which the difference of two figures rounded to the cent may be off."""
TWO_CENTS = 0.021
CAUSES_SLACK = 0.05
"""Dollars by which the sum of nine rounded causes may be off."""
TOTALS = (
    "after_tax_value",
    "total_tax",
    "tax_caused",
    "amt",
    "credit_used",
    "credit_wiped_out",
    "credit_carryforward_out",
    "state_tax_after_credit",
    "state_amt",
    "state_credit_used",
    "state_credit_wiped_out",
    "state_credit_carryforward_out",
)
"""Figures that a schedule shows as its totals, which its own audit has checked."""


PRICED = {
    *("prices", "between_prices", "growth", "expected_growth", "volatility"),
    *("tender_offers", "acquisition"),
}
"""Fields of a market that a scenario without a view on the price has otherwise."""


def audit_comparison(
    comparison: Comparison,
    evidence: Sequence[Evidence],
    without_view: Sequence[Evidence] = (),
) -> None:
    """Check what is shown of every schedule against the walk of its actions.

    Args:
        comparison: What is to be shown.
        evidence: Of each schedule, in its order; audited.
        without_view: The same without a view on the price; empty if that is not shown.

    Raises:
        AuditFailure: With all findings, if there are any.
    """
    best = comparison.schedules[0]
    found = [f"{finding} (comparison)" for finding in _of_all(comparison, evidence)]
    for shown, walked in zip(comparison.schedules, evidence, strict=True):
        found += (
            f"{shown.name!r}: {finding} (comparison)"
            for finding in _of_one(shown, walked, best)
        )
    found += (
        f"{finding} (without a view on the price)"
        for finding in _of_view(comparison, evidence[0], without_view)
    )
    if found:
        raise AuditFailure(
            f"the audit refuses a comparison: {'; '.join(found)}. This is a defect of "
            "isoplan; please report the scenario"
        )


def _of_all(comparison: Comparison, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Yield what is wrong with the comparison as a whole."""
    names = [each.name for each in comparison.schedules]
    for name in {name for name in names if names.count(name) > 1}:
        yield f"two schedules are called {name!r}"
    own = {each.name for each in evidence[0].situation.scenario.schedules}
    for name in sorted(own - set(names)):
        yield f"the household's own schedule {name!r} is missing"
    yield from not_finite(comparison)


def _of_view(
    comparison: Comparison, of_file: Evidence, without_view: Sequence[Evidence]
) -> Iterator[str]:
    """Yield what is wrong with what is shown without a view on the price."""
    views = [each.without_price_view for each in comparison.schedules]
    if not without_view:
        if any(views) or comparison.verdict_without_price_view:
            yield "it is shown, and nothing was walked"
        return
    best = views[0]
    for shown, view, walked in zip(
        comparison.schedules, views, without_view, strict=True
    ):
        if view is None or best is None:
            yield f"{shown.name!r} has none"
            continue
        yield from _prices_without_view(of_file, walked)
        yield from (
            f"{shown.name!r}: {finding}" for finding in _of_one_view(view, walked, best)
        )


def _of_one_view(
    shown: WithoutPriceView, walked: Evidence, best: WithoutPriceView
) -> Iterator[str]:
    """Yield what is wrong with one schedule without a view on the price."""
    value = walked.figures.after_tax_value
    if differs(shown.after_tax_value, value, CENT):
        yield f"its value is shown as {shown.after_tax_value:,.2f}, it is {value:,.2f}"
    if differs(shown.objective_value, walked.objective_value, CENT):
        yield f"its objective is shown as {shown.objective_value:,.2f}"
    worse_by = best.after_tax_value - shown.after_tax_value
    if differs(shown.worse_by, worse_by, TWO_CENTS):
        yield f"it is shown {shown.worse_by:,.2f} behind, it is {worse_by:,.2f}"
    short = short_of_cash(walked.situation, walked.figures.cash)
    if shown.affordable != all(amount <= CASH_SLACK for amount in short.values()):
        yield "cash carries it, or not, unlike what is shown"
    if shown.keeps_preferences == any(broken_preferences(walked)):
        yield "it keeps the preferences, or not, unlike what is shown"


def _prices_without_view(of_file: Evidence, walked: Evidence) -> Iterator[str]:
    """Yield days on which a share is not worth what it is at the plan's start.

    And whether anything of the file but prices after the start is not as it was.
    """
    changed, file = walked.situation, of_file.situation.scenario
    for name in (None, *file.markets):
        yield from _prices_of_market(of_file, walked, name)
    markets = {"market": file.market, "markets": file.markets}
    if changed.scenario.model_copy(update=markets) != file:
        yield "more than the market differs from the file"
    if _access(changed) != _access(of_file.situation):
        yield "days and limits of sales, or earlier prices, differ from the file"


def _prices_of_market(
    of_file: Evidence, walked: Evidence, name: str | None
) -> Iterator[str]:
    """Yield the days on which a share of one market is not worth what it is today."""
    changed = walked.situation
    start, market = changed.plan.start, changed.scenario.market_named(name)
    today = of_file.situation.scenario.market_named(name).price(start)
    last = min(changed.plan.horizon, market.ends or changed.plan.horizon)
    prices = {day: market.price(day) for day in (start, last)}
    for act in walked.acts:
        if not _is_of_market(walked, act, name):
            continue
        sold = act.kind == "sell" and start < act.date <= last
        sold &= act.date != market.ends
        cost = market.sale_cost_per_share if sold else 0.0
        price = sale_price(market, act.date) if sold else market.price(act.date)
        prices[act.date] = price + cost
    for day, price in prices.items():
        worth = worth_at_start(changed, price, day)
        if differs(worth, today, PRICE_SLACK * max(today, 1.0)):
            yield f"a share of {day} is worth {worth:,.6f} at the start, not {today}"


def _is_of_market(walked: Evidence, act: Act, name: str | None) -> bool:
    """Return whether an act is one of shares or options of a market."""
    options = walked.walk.options.get(act.options)
    if options is not None:
        return options.grant.market == name
    parcel = walked.walk.parcels.get(act.lot)
    return parcel is not None and parcel.market_name == name


def _access(situation: Situation) -> list[object]:
    """Return all that markets hold but prices after the plan's start."""
    file, start = situation.scenario, situation.plan.start
    markets = (file.market, *file.markets.values())
    return [_of_access(market, start) for market in markets]


def _of_access(market: Market, start: date) -> object:
    rest = market.model_dump(exclude=PRICED)
    if market.acquisition is not None:
        rest |= market.acquisition.model_dump(exclude={"price"})
    offers = [offer.model_dump(exclude={"price"}) for offer in market.tender_offers]
    before = {day: price for day, price in market.prices.items() if day < start}
    return rest, offers, before


def _of_one(
    shown: ComparedSchedule, walked: Evidence, best: ComparedSchedule
) -> Iterator[str]:
    """Yield what is wrong with one schedule."""
    if acts_of_plan(shown.actions) != tuple(walked.acts):
        yield "its actions are not those that were walked"
    if walked.shown is not None:
        for name in TOTALS:
            said, right = getattr(shown, name), getattr(walked.shown.totals, name)
            if differs(said, right, CENT):
                yield f"{name} is shown as {said:,.2f}, it is {right:,.2f}"
    if differs(shown.objective_value, walked.objective_value, CENT):
        yield f"its objective is shown as {shown.objective_value:,.2f}"
    worse_by = best.after_tax_value - shown.after_tax_value
    if differs(shown.worse_by, worse_by, TWO_CENTS):
        yield f"it is shown {shown.worse_by:,.2f} behind, it is {worse_by:,.2f}"
    causes = sum(shown.causes.model_dump().values())
    if differs(causes, shown.worse_by, CAUSES_SLACK):
        yield f"its causes add up to {causes:,.2f}, not to {shown.worse_by:,.2f}"
    short = short_of_cash(walked.situation, walked.figures.cash)
    if shown.affordable != all(amount <= CASH_SLACK for amount in short.values()):
        yield "cash carries it, or not, unlike what is shown"
    if shown.keeps_preferences == any(broken_preferences(walked)):
        yield "it keeps the preferences, or not, unlike what is shown"
