"""Cash of a walked schedule day by day, and a dollar of a day at the start: recounted.

The program's own way stands in `pricing/cash.py`. Here the same days are walked anew
from the file, so that a fault there does not hide itself.
"""

from collections.abc import Collection, Mapping
from datetime import date

from isoplan.models.situation import Situation
from isoplan.models.tax.payments.due_dates import income_tax_due_on
from isoplan.optimizer.pricing.cash import CashDay

CASH_SLACK = 0.01
"""Dollars by which cash may be short: rounding of a cent."""
DAYS_A_YEAR_OF_INTEREST = 365
DAYS_A_YEAR_OF_DISCOUNT = 365.25


def worth_at_start(situation: Situation, amount: float, on: date) -> float:
    """Return a day's amount, discounted to the plan's start (dollars)."""
    plan = situation.plan
    years = (on - plan.start).days / DAYS_A_YEAR_OF_DISCOUNT
    return float(amount / (1.0 + plan.discount_rate) ** years)


def walked_cash(
    situation: Situation, moves: Mapping[date, float], asking: Collection[date]
) -> tuple[CashDay, ...]:
    """Return the cash of each day on which something moves it.

    Args:
        situation: The file; without cash, cash is counted from zero.
        moves: Dollars by day: proceeds less exercise cost, less tax.
        asking: Days on which cash may leave.
    """
    household, plan = situation.household, situation.plan
    paid_on = {income_tax_due_on(year) for year in plan.years}
    cash = float(household.cash or 0.0) - household.cash_floor
    owed, unpaid, last = 0.0, 0.0, plan.start
    if household.loan is not None:  # from the first day, whatever comes later
        owed = max(-cash, 0.0)
    days = []
    for day in sorted(moves):
        if household.loan is not None:
            interest_a_day = owed * household.loan.rate / DAYS_A_YEAR_OF_INTEREST
            unpaid += interest_a_day * (day - last).days
        paid = unpaid if day in paid_on else 0.0
        unpaid -= paid
        cash += moves[day] - paid
        free = cash + saved_by(situation, day)
        owed = max(-free, 0.0) if household.loan is not None else 0.0
        days.append(CashDay(day, free, owed, paid, day in asking))
        last = day
    return tuple(days)


def spent_by(situation: Situation, day: CashDay) -> float:
    """Return what a schedule has cost up to a day (dollars): savings not counted in."""
    at_start = float(situation.household.cash or 0.0) - situation.household.cash_floor
    return at_start + saved_by(situation, day.day) - float(day.free)


def saved_by(situation: Situation, day: date) -> float:
    """Return the savings from the plan's start to a day, less payments due; dollars.

    Savings come in evenly in a year; a payment leaves on its day.
    """
    start, saved = situation.plan.start, 0.0
    for on, amount in situation.household.payments_due.items():
        saved -= amount if on <= day else 0.0
    for year in range(start.year, day.year + 1):
        first, next_first = date(year, 1, 1), date(year + 1, 1, 1)
        days = (min(day, next_first) - max(start, first)).days
        a_day = (
            situation.household.savings_per_year.at(year) / (next_first - first).days
        )
        saved += a_day * max(days, 0)
    return saved


def short_of_cash(situation: Situation, days: Collection[CashDay]) -> dict[date, float]:
    """Return by day what a schedule lacks (dollars; none or less if it has enough).

    A loan stands in up to its most, and is paid back on the last day. Nothing is short
    if the household does not say what cash it has.
    """
    household = situation.household
    if household.cash is None:
        return {}
    most = 0.0 if household.loan is None else household.loan.most
    last = max((each.day for each in days), default=None)
    return {
        each.day: float(-each.free - (0.0 if each.day == last else most))
        for each in days
        if each.asks
    }
