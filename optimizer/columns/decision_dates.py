"""The dates on which anything may be decided, of each market for its own shares.

Days of sale are the same whatever limits sales: a blackout takes days away and adds
none, as long as the market opens on one of them between two closings. So a scenario
without it is never worth less than with it. A trading window is an occasion, and brings
its first day and its last. Days of exercise ask for no blackout.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.situation import Situation
from isoplan.models.tax.payments.due_dates import income_tax_due_on
from isoplan.models.tax.shares.disposition import long_term_from
from isoplan.models.tax.shares.section_1202 import APPLICABLE_DATE
from isoplan.optimizer.columns.remembered import remembered

MONTHS_BETWEEN = {"yearly": 12, "quarterly": 3, "monthly": 1}
SALE_DAYS_OF_MONTH = (1, 15)
"""Days of each month on which shares may be sold, whatever limits sales."""


def grid_dates(situation: Situation) -> list[date]:
    """Return the user's own rhythm: the start, and the first day of each period."""
    return _rhythm(situation, MONTHS_BETWEEN[situation.plan.decision_dates], (1,))


def _rhythm(situation: Situation, step: int, of_month: tuple[int, ...]) -> list[date]:
    """Return the start, and some days of every month that is ``step`` after another."""
    plan = situation.plan
    days = [
        date(year, month, day)
        for year in range(plan.start.year, plan.last_year + 1)
        for month in range(1, 13, step)
        for day in of_month
    ]
    return [plan.start, *(day for day in days if day > plan.start)]


def year_ends(situation: Situation) -> list[date]:
    """Return the last day of each year: the last on which its income can change."""
    plan = situation.plan
    return [date(year, 12, 31) for year in range(plan.start.year, plan.last_year + 1)]


def exercise_dates(situation: Situation, tranche: Tranche) -> list[date]:
    """Return the days on which a tranche of options may be exercised.

    The grid, vesting (no more often than the grid), the first day of early exercise,
    the first day on which shares can be sold, tender offers; and as last days year
    ends, the last day whose shares are held for more than a year by the next one, or by
    the edge of a trading window, the last day of exercise and the last one as incentive
    stock options, and the last ones of either regime of small business stock. The price
    has its own: where it turns, each step, and the day before one. Once a broker is
    needed, a first day that is no day of trading stands for the next one, and a last
    day for the one before.
    """
    plan, market = situation.plan, situation.market_of(tranche)
    first = {*grid_dates(situation), *_spaced_vest_dates(situation, tranche)}
    if tranche.vests_on is not None and tranche.steps:
        first.add(tranche.steps[0][0])
    last = {*year_ends(situation), tranche.last_exercise, tranche.iso_until}
    sales = {market.trading_day_until(day) for day in year_ends(situation)}
    sales |= _window_days(market)
    last |= {_held_a_year_by(day) for day in sales}
    if tranche.small_business_until is not None:
        last |= {tranche.small_business_until, APPLICABLE_DATE}
    starts, ends = _days_that_matter(situation, market)
    first |= starts
    last |= ends
    days = {_exercise_day(market, day, ONE_DAY) for day in first}
    days |= {_exercise_day(market, day, -ONE_DAY) for day in last}
    return sorted(
        day
        for day in days
        if plan.start <= day <= min(plan.horizon, tranche.last_exercise)
        and tranche.available(day) > 0
    )


def _held_a_year_by(sold_on: date) -> date:
    """Return the last day of exercise whose shares are long-term on a day of sale."""
    day = sold_on - timedelta(days=365)
    while long_term_from(day) > sold_on:
        day -= ONE_DAY
    return day


def same_day_dates(situation: Situation, tranche: Tranche) -> list[date]:
    """Return the days on which options may be exercised to be sold at once.

    All days of sale on which some are vested, and days of exercise, the last one among
    them, on which shares can be sold.
    """
    market = situation.market_of(tranche)
    last = min(situation.plan.horizon, tranche.last_exercise)
    days = {*sale_dates(situation, tranche.market)}
    days |= {day for day in exercise_dates(situation, tranche) if market.can_sell(day)}
    return sorted(day for day in days if day <= last and tranche.vested(day) > 0)


def _exercise_day(market: Market, day: date, step: timedelta) -> date:
    """Return the nearest day of exercise, later or earlier as ``step`` goes."""
    if date.min < day < date.max:
        while not market.can_exercise(day):
            day += step
    return day


def sale_dates(situation: Situation, name: MarketName) -> list[date]:
    """Return the days on which any lot of a market may be sold, whatever its own dates.

    Those of every market (`market_days`) on which it is open, tender offers, and of a
    time in which it opens between none of these, such as a short trading window, the
    first day and the last.
    """
    return list(_sale_dates(situation, name))


@remembered
def _sale_dates(situation: Situation, name: MarketName) -> tuple[date, ...]:
    plan, market = situation.plan, situation.markets[name]
    days = market_days(situation, market)
    found = {day for day in days if market.is_open(day)}
    found |= {each.on for each in market.tender_offers}
    if market.acquisition is not None:
        found.add(market.acquisition.on)
    for span in market.open_spans(plan.start, plan.horizon):
        if not any(span[0] <= day <= span[1] for day in days):
            found |= set(span)
    if name is None:
        found |= situation.preferences.measured_on(plan, market)
    found |= situation.preferences.last_sale_days(plan, market)
    inside = (day for day in found if plan.start <= day <= plan.horizon)
    return tuple(sorted(inside))


def market_days(situation: Situation, market: Market) -> set[date]:
    """Return days of trading on which something may be sold, if a market is open.

    Two days a month, or the user's own rhythm where a preference counts actions, so
    that there are few to choose from; the first day of sale, and the first and last day
    of each window; as last days year ends, the last day before a step of the price, and
    the last one whose proceeds are there when tax is due; and where the price turns,
    the days of trading on both sides. No blackout moves them.
    """
    plan = situation.plan
    rhythm = _rhythm(situation, 1, SALE_DAYS_OF_MONTH)
    if situation.preferences.counts_actions:
        rhythm = grid_dates(situation)
    starts, ends = _days_that_matter(situation, market)
    days = {market.trading_day_from(day) for day in {*rhythm, *starts}}
    days |= {market.trading_day_until(day) for day in {*year_ends(situation), *ends}}
    days |= {_sold_for(market, income_tax_due_on(year)) for year in plan.years}
    days |= _window_days(market)
    return {day for day in days if plan.start <= day <= plan.horizon}


def _sold_for(market: Market, due: date) -> date:
    """Return the last day of a sale whose proceeds pay what is due on a day."""
    day = due
    while not market.trades_on(day) or market.settles_on(day) > due:
        day -= ONE_DAY
    return day


def _window_days(market: Market) -> set[date]:
    """Return the first and the last day of trading of each window."""
    windows = market.trading_windows
    days = {market.trading_day_from(window.opens) for window in windows}
    return days | {market.trading_day_until(window.closes) for window in windows}


def gift_dates(situation: Situation, name: MarketName) -> list[date]:
    """Return the day of each year on which shares may be given to charity, in order.

    It is the last day on which they can be sold on their market: their value is known,
    insiders may act, and no plan gains by giving earlier than the household would.
    """
    market, gifts = situation.markets[name], situation.household.gifts
    days = sale_dates(situation, name)
    on_market = (day for day in days if market.is_open(day))
    last = {day.year: day for day in on_market}
    return [day for year, day in last.items() if gifts.at(year) > 0]


def open_days(
    situation: Situation,
    name: MarketName,
    days: set[date],
    common: Sequence[date] | None = None,
) -> list[date]:
    """Return the days of sale on a market that stand for ``days`` within the plan.

    A day, or the next one of trading, if the market is open; if not, the plan's next
    day of sale. Where that is the day of a tender offer, which may take few shares at a
    price of its own, the next day on the market is there as well.

    Args:
        situation: What is planned.
        name: Of the market.
        days: From which on shares may be sold.
        common: The plan's days of sale there, if worked out before.
    """
    plan, market = situation.plan, situation.markets[name]
    sales = sale_dates(situation, name) if common is None else common
    offers = {each.on for each in market.tender_offers}
    found: set[date] = set()
    for first in {max(day, plan.start) for day in days}:
        if first in offers:
            found.add(first)
        trading = market.trading_day_from(first)
        if market.is_open(trading):
            found.add(trading)
            continue
        later = sales[bisect_left(sales, first) :]
        found.update(later[:1])
        found.update([each for each in later if each not in offers][:1])
    return sorted(day for day in found if day <= plan.horizon)


def _days_that_matter(
    situation: Situation, market: Market
) -> tuple[set[date], set[date]]:
    """Return days that matter by themselves: first days of something, and last ones.

    The first day of sale, the IPO and tender offers, where the price turns, its steps,
    and the first day in a state; the last day before a step, and the last in a state.
    """
    plan = situation.plan
    steps = set(market.steps(plan.start, plan.horizon))
    starts = {market.opens, *(offer.on for offer in market.tender_offers), *steps}
    if market.ipo is not None:
        starts.add(market.ipo.on)
    turns = _turning_points(market)
    moves = {day for day in situation.household.state if day > plan.start}
    ends = set() if market.ends is None else {market.ends}
    before = {day - ONE_DAY for day in moves | steps | ends}
    return (
        {
            day
            for day in starts | ends | moves | turns
            if plan.start <= day <= plan.horizon
        },
        {day for day in before | turns if plan.start <= day <= plan.horizon},
    )


def _turning_points(market: Market) -> set[date]:
    """Return the days on which the given prices stop rising or stop falling.

    Between two given days the price moves one way, so no other day can be a peak to
    sell at or a dip to exercise in.
    """
    given = list(market.prices.items())
    after = market.yearly_growth > 0, market.yearly_growth < 0
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
    """Return vest dates at least one grid period apart, the first one always.

    Of small business stock they may be a month apart: each begins its years of holding.
    """
    months = MONTHS_BETWEEN[situation.plan.decision_dates]
    if tranche.small_business_until is not None:
        months = 1
    shortest = timedelta(days=30 * months - 3)
    spaced: list[date] = []
    vests = [day for day, _ in tranche.steps] if tranche.vests_on is None else []
    for day in [tranche.vests_on] if tranche.vests_on else vests:
        if day > situation.plan.start and (not spaced or day - spaced[-1] >= shortest):
            spaced.append(day)
    return set(spaced)
