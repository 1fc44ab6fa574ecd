"""Cash day by day, and what is borrowed where it falls short: floats or traced.

Only what the plan causes counts: savings are what is left after all other tax. A loan
stands in for what is missing, day by day; its interest is paid with the tax of each 15
April and is, like tax, what a plan wants small. So no decision is added for the loan:
what is owed is the shortage itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.by_day import cash_by_day
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import present_value_factor, year_tree
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import TaxPayment, caused_payments

DAYS_A_YEAR = 365.0
"""Of interest; a leap year bears a day more."""


@dataclass(frozen=True, slots=True)
class CashDay:
    """Cash after all that moves it on a day; dollars.

    Attributes:
        day: Which.
        free: Cash above its floor without what is borrowed, interest paid.
        owed: Borrowed from this day on.
        interest: Paid on this day.
        asks: Whether cash may leave on it.
    """

    day: date
    free: Amount
    owed: Amount
    interest: Amount
    asks: bool


def cash_moves(
    situation: Situation, flows: Mapping[date, Amount], payments: Sequence[TaxPayment]
) -> dict[date, Amount]:
    """Return cash by day: proceeds less exercise cost, less tax (dollars).

    Days on which a payment is due are among them, though no plan moves it.
    """
    moves: dict[date, Amount] = dict.fromkeys(situation.household.payments_due, 0.0)
    moves |= flows
    for each in payments:
        moves[each.day] = moves.get(each.day, 0.0) - each.amount
    return dict(sorted(moves.items()))


def asking_days(
    situation: Situation, columns: Columns, payments: Sequence[TaxPayment]
) -> set[date]:
    """Return the days on which cash may leave: exercises, tax, and payments due.

    Args:
        situation: Household, law and assumptions.
        columns: What may be done.
        payments: Of tax.
    """
    due = situation.household.payments_due
    return columns.paying_days | {each.day for each in payments} | due.keys()


def other_cash_until(situation: Situation, day: date) -> float:
    """Return what comes in by a day, whatever the plan does, less what leaves; dollars.

    Savings, which come in evenly day by day from the plan's start, less payments due.
    """
    start, saved = situation.plan.start, -situation.household.due_until(day)
    for year in range(start.year, day.year + 1):
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        days = min(day, after) - max(start, first)
        if days > timedelta(0):
            share = days / (after - first)
            saved += situation.household.savings_per_year.at(year) * share
    return saved


def cash_days(
    situation: Situation,
    moves: Mapping[date, Amount],
    asking: Collection[date],
    counting: Mapping[date, np.ndarray] | None = None,
) -> list[CashDay]:
    """Return the cash of each day on which something moves it.

    What is owed is ``max(0, -free)``: cash never waits while a loan runs. Interest runs
    from day to day and is paid with the tax of each year; savings since the day before
    pay back on the next day of the list.

    Args:
        situation: Household and assumptions; without cash, cash is counted from zero.
        moves: By day, in order; as floats or traced amounts.
        asking: Days on which cash may leave.
        counting: Where prices differ by path, the paths on which something moves cash
            on a day; on the others the loan stays as it was. Days that are left out
            count on all.
    """
    household = situation.household
    rate = 0.0 if household.loan is None else household.loan.rate
    tax_days = {node.tax_due_on for node in year_tree(situation) if node.decides}
    above_floor = (household.cash or 0.0) - household.cash_floor
    running: Amount = above_floor
    owed: Amount = excess(-above_floor) if household.loan is not None else 0.0
    accrued: Amount = 0.0
    before = situation.plan.start
    days: list[CashDay] = []
    for day, moved in moves.items():
        accrued = accrued + owed * (rate * (day - before).days / DAYS_A_YEAR)
        running, interest = running + moved, 0.0
        if day in tax_days:
            running, interest, accrued = running - accrued, accrued, 0.0
        free = running + other_cash_until(situation, day)
        if household.loan is not None:
            counts = (counting or {}).get(day)
            short = excess(-free)
            owed = short if counts is None else np.where(counts, short, owed)
        days.append(CashDay(day, free, owed, interest, day in asking))
        before = day
    return days


def cash_margins(
    situation: Situation, days: Sequence[CashDay]
) -> list[tuple[date, Amount]]:
    """Return by day what must not be negative: cash above its floor, loan included.

    The loan is paid back when the last tax is paid. Nothing is a limit if the household
    does not say what cash it has.
    """
    household = situation.household
    if household.cash is None or not days:
        return []
    most = 0.0 if household.loan is None else household.loan.most
    last = days[-1].day
    return [
        (each.day, each.free if each.day == last else each.free + most)
        for each in days
        if each.asks
    ]


def most_cash(
    situation: Situation, days: Sequence[CashDay]
) -> tuple[float, date | None]:
    """Return the most that a schedule has cost on any day, and the first such day.

    Cash at the start with all other cash since, less the cash that is left: dollars,
    never below zero; no day if nothing is ever needed.
    """
    household = situation.household
    before = (household.cash or 0.0) - household.cash_floor
    most, on = 0.0, None
    for each in days:
        spent = before + other_cash_until(situation, each.day) - float(each.free)
        if round(spent, 2) > round(most, 2):
            most, on = spent, each.day
    return round(most, 2), on


def present_value_of_interest(situation: Situation, days: Sequence[CashDay]) -> Amount:
    """Return the interest of all days, at the start (dollars)."""
    return sum(
        (each.interest * present_value_factor(situation, each.day) for each in days),
        start=0.0,
    )


def float_cash(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    evaluated_years: EvaluatedYears,
    baseline: EvaluatedYears,
) -> list[CashDay]:
    """Return the cash of a schedule by day, as floats.

    Args:
        situation: Household, law and assumptions.
        columns: What may be done.
        shares: Of each column; length n columns.
        evaluated_years: Every year of the schedule.
        baseline: The same without any exercise or sale.
    """
    caused = caused_payments(
        situation, evaluated_years.taxed_years, baseline.taxed_years
    )
    moves = cash_moves(situation, cash_by_day(columns).moved_by(shares), caused)
    return cash_days(situation, moves, asking_days(situation, columns, caused))
