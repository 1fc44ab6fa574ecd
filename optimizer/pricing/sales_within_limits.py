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
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.completed import at_the_end
from isoplan.optimizer.columns.decision_dates import sale_dates


def sold_by_limit(columns: Columns, shares: np.ndarray) -> dict[SaleLimit, float]:
    """Return how many shares a plan sells under each limit.

    Args:
        columns: What may be done.
        shares: Of each column; length n columns.
    """
    situation = columns.situation
    limits = situation.sale_limits
    sold = dict.fromkeys(limits, 0.0)
    for place in np.flatnonzero(shares).tolist():
        choice = columns.choices[place]
        day, market = choice.sold_on, situation.tranches[choice.tranche].market
        limit = None if day is None else limits.on(market, day)
        if limit is not None and not columns.given[place]:
            sold[limit] += float(shares[place])
    return sold


def within_limits(
    situation: Situation, holdings: Mapping[Choice, int], *, looks_ahead: bool = True
) -> dict[Choice, int]:
    """Return holdings with sales put off to the next open day that has room for them.

    Those planned for a day of a limit go first come, first served. Exercises of the
    day of sale wait with it, as long as the options last. What finds no room by the end
    of the plan is kept, if it is held at the start or ``at_horizon = "keep"``;
    other options are not exercised.

    Args:
        situation: Knows the limits.
        holdings: Whole shares by what is done with them.
        looks_ahead: Whether it is known at an exercise that its shares will find no
            room; if not, they were exercised and are kept.
    """
    feasible = {choice: n for choice, n in holdings.items() if choice.sold_on is None}
    if not tuple(situation.sale_limits):
        return at_the_end(situation, holdings)
    capacity = RemainingCapacity(situation.sale_limits)
    opened = {name: set(sale_dates(situation, name)) for name in situation.markets}
    for choice in holdings:
        if choice.sold_on is not None:
            opened[situation.tranches[choice.tranche].market].add(choice.sold_on)
    waiting: dict[Choice, int] = {}
    for day in sorted(set().union(*opened.values())):
        waiting |= {c: n for c, n in holdings.items() if c.sold_on == day}
        for choice in list(waiting):
            market = situation.tranches[choice.tranche].market
            if day not in opened[market]:
                continue
            moved = _sold_on(situation, choice, day)
            if moved is not None and (
                sold := capacity.sell(market, day, waiting[choice])
            ):
                feasible[moved] = feasible.get(moved, 0) + sold
                waiting[choice] -= sold
    for choice, shares in waiting.items():
        may_stay = situation.plan.at_horizon == "keep" or not looks_ahead
        may_stay &= not _is_same_day(situation, choice)
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
    brings = situation.market_of(tranche).sale_price(day)
    if day > tranche.last_exercise or brings <= tranche.paid:
        return None
    return replace(choice, exercised_on=day, sold_on=day)
