"""Schedules under limits on sales: what they sell in each, and what has to wait.

The program knows each limit as a row (`traced_problem.py`). Here the same is counted
sale by sale, for schedules that others made and as a check on our own.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from isoplan.models.equity.sale_limits import RemainingCapacity, SaleLimit
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, at_the_end
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.decision_dates import sale_dates


def sold_by_limit(columns: Columns, shares: np.ndarray) -> dict[SaleLimit, float]:
    """Return how many shares a plan sells under each limit.

    Args:
        columns: What may be done.
        shares: Of each column; length n columns.
    """
    limits = columns.situation.sale_limits
    sold = dict.fromkeys(limits, 0.0)
    for place in np.flatnonzero(shares).tolist():
        day = columns.choices[place].sold_on
        limit = None if day is None else limits.on(day)
        if limit is not None and not columns.given[place]:
            sold[limit] += float(shares[place])
    return sold


def within_limits(
    situation: Situation, holdings: Mapping[Choice, int]
) -> dict[Choice, int]:
    """Return holdings with sales put off to the next open day that has room for them.

    Those planned for a day of a limit go first come, first served. Exercises of the
    day of sale wait with it, as long as the options last. What finds no room by the end
    of the plan is kept, if it is held at the start or ``at_horizon = "keep"``;
    other options are not exercised.
    """
    feasible = {choice: n for choice, n in holdings.items() if choice.sold_on is None}
    if not tuple(situation.sale_limits):
        return at_the_end(situation, holdings)
    capacity = RemainingCapacity(situation.sale_limits)
    planned = {choice.sold_on for choice in holdings if choice.sold_on is not None}
    waiting: dict[Choice, int] = {}
    for day in sorted({*planned, *sale_dates(situation)}):
        waiting |= {c: n for c, n in holdings.items() if c.sold_on == day}
        for choice in list(waiting):
            moved = _sold_on(situation, choice, day)
            if moved is not None and (sold := capacity.sell(day, waiting[choice])):
                feasible[moved] = feasible.get(moved, 0) + sold
                waiting[choice] -= sold
    for choice, shares in waiting.items():
        may_stay = situation.plan.at_horizon == "keep" and not _is_same_day(
            situation, choice
        )
        if shares and (may_stay or situation.tranches[choice.tranche].held):
            unsold = replace(choice, sold_on=None)
            feasible[unsold] = feasible.get(unsold, 0) + shares
    return at_the_end(situation, feasible)


def _is_same_day(situation: Situation, choice: Choice) -> bool:
    """Return whether options are exercised to be sold at once."""
    held = situation.tranches[choice.tranche].held
    return not held and choice.exercised_on == choice.sold_on


def _sold_on(situation: Situation, choice: Choice, day: date) -> Choice | None:
    """Return a choice with its sale put off to a day; None if that cannot be.

    Options exercised on the day of sale may have lapsed, or be under water.
    """
    if not _is_same_day(situation, choice):
        return replace(choice, sold_on=day)
    tranche = situation.tranches[choice.tranche]
    if day > tranche.last_exercise or situation.market.sale_price(day) <= tranche.paid:
        return None
    return replace(choice, exercised_on=day, sold_on=day)
