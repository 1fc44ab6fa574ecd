"""The dates on which anything may be decided."""

from datetime import date, timedelta

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import ONE_DAY, Market
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.section_1202 import APPLICABLE_DATE

MONTHS_BETWEEN = {"yearly": 12, "quarterly": 3, "monthly": 1}


def grid_dates(situation: Situation) -> list[date]:
    """Return the user's own rhythm: the start, and the first day of each period."""
    plan = situation.plan
    step = MONTHS_BETWEEN[plan.decision_dates]
    days = [
        date(year, month, 1)
        for year in range(plan.start.year, plan.last_year + 1)
        for month in range(1, 13, step)
    ]
    return [plan.start, *(day for day in days if day > plan.start)]


def year_ends(situation: Situation) -> list[date]:
    """Return the last day of each year: the last on which its income can change."""
    plan = situation.plan
    return [date(year, 12, 31) for year in range(plan.start.year, plan.last_year + 1)]


def exercise_dates(situation: Situation, tranche: Tranche) -> list[date]:
    """Return the days on which a tranche of options may be exercised.

    The grid, year ends, vesting (no more often than the grid), the first day of early
    exercise, the last day of exercise and the last one as incentive stock options, the
    last ones of either regime of small business stock, the first day on which shares
    can be sold, and the days on which the price turns.
    """
    plan = situation.plan
    days = {*grid_dates(situation), *year_ends(situation)}
    days |= {tranche.last_exercise, tranche.iso_until}
    if tranche.vests_on is not None and tranche.steps:
        days.add(tranche.steps[0][0])
    if tranche.small_business_until is not None:
        days |= {tranche.small_business_until, APPLICABLE_DATE}
    days |= _spaced_vest_dates(situation, tranche)
    days |= _market_dates(situation)
    return sorted(
        day
        for day in days
        if plan.start <= day <= min(plan.horizon, tranche.last_exercise)
        and tranche.available(day) > 0
    )


def sale_dates(situation: Situation) -> list[date]:
    """Return the days on which any lot may be sold, whatever its own dates.

    The grid, year ends, the edges of trading windows and blackouts, tender offers, and
    the days on which the price turns. A day on which the market is closed stands for
    the next open one.
    """
    days = {*grid_dates(situation), *year_ends(situation), *_market_dates(situation)}
    return open_days(situation, days)


def gift_dates(situation: Situation) -> list[date]:
    """Return the day of each year on which shares may be given to charity, in order.

    It is the last day on which they can be sold on the market: their value is known,
    insiders may act, and no plan gains by giving earlier than the household would.
    """
    market, gifts = situation.market, situation.household.gifts
    on_market = (d for d in sale_dates(situation) if market.next_market_date(d) == d)
    last = {day.year: day for day in on_market}
    return [day for year, day in last.items() if gifts.at(year) > 0]


def open_days(situation: Situation, days: set[date]) -> list[date]:
    """Return the first open day on or after each of ``days`` within the plan.

    Where that is the day of a tender offer, which may take few shares at a price of its
    own, the market's first open day is there as well.
    """
    plan, market = situation.plan, situation.market
    found = {
        opened
        for day in days
        for next_date in (market.next_sale_date, market.next_market_date)
        if (opened := next_date(max(day, plan.start))) is not None
    }
    return sorted(day for day in found if day <= plan.horizon)


def _market_dates(situation: Situation) -> set[date]:
    """Return the days that matter by themselves, whatever the user's rhythm.

    Edges of windows and blackouts, tender offers, the first day of sale, the IPO, where
    the price turns, and the last day in a state and the first one in the next.
    """
    market = situation.market
    days = {
        day
        for window in market.trading_windows
        for day in (window.opens, window.closes)
    }
    for blackout in market.blackouts:
        days |= {blackout.begins - ONE_DAY, blackout.ends + ONE_DAY}
    days |= {offer.on for offer in market.tender_offers}
    days |= {market.opens}
    if market.ends is not None:
        days |= {market.ends - ONE_DAY, market.ends}
    if market.ipo is not None:
        days.add(market.ipo.on)
    days |= _turning_points(market)
    moves = [day for day in situation.household.state if day > situation.plan.start]
    days |= {day - back for day in moves for back in (timedelta(0), ONE_DAY)}
    return {day for day in days if day >= situation.plan.start}


def _turning_points(market: Market) -> set[date]:
    """Return the days on which the given prices stop rising or stop falling.

    Between two given days the price moves one way, so no other day can be a peak to
    sell at or a dip to exercise in.
    """
    given = list(market.prices.items())
    after = market.growth > 0, market.growth < 0
    days: set[date] = set()
    for place, (day, price) in enumerate(given):
        before = given[place - 1][1] if place else price
        rises, falls = after
        if place + 1 < len(given):
            rises, falls = given[place + 1][1] > price, given[place + 1][1] < price
        if (before < price and not rises) or (before > price and not falls):
            days.add(day)
    return days


def _spaced_vest_dates(situation: Situation, tranche: Tranche) -> set[date]:
    """Return vest dates at least one grid period apart, the first one always."""
    shortest = timedelta(days=30 * MONTHS_BETWEEN[situation.plan.decision_dates] - 3)
    spaced: list[date] = []
    vests = [day for day, _ in tranche.steps] if tranche.vests_on is None else []
    for day in [tranche.vests_on] if tranche.vests_on else vests:
        if day > situation.plan.start and (not spaced or day - spaced[-1] >= shortest):
            spaced.append(day)
    return set(spaced)
