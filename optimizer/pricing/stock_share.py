"""How much of all wealth lies in the stock, year by year, counted share by share."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.situation import Situation
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule


@dataclass(frozen=True, slots=True)
class Wealth:
    """What a household has after a day of a schedule; dollars.

    Attributes:
        day: The year's last day of sale.
        stock: Shares at the day's price, and vested options at their spread.
        other: All else: wealth outside, and what the schedule has brought in.
    """

    day: date
    stock: float
    other: float


def wealth_by_year(situation: Situation, evaluated: EvaluatedSchedule) -> list[Wealth]:
    """Return the wealth on each day on which the scenario limits the stock's part."""
    limit = situation.preferences.most_in_stock
    if limit is None:
        return []
    return [
        _wealth_after(evaluated, day, limit.other_wealth.at(day.year))
        for day in limit.measured_on(situation.plan, situation.market)
    ]


def _wealth_after(evaluated: EvaluatedSchedule, day: date, outside: float) -> Wealth:
    """Count what is held and what was brought in by the end of a day."""
    columns, tranches = evaluated.columns, evaluated.columns.situation.tranches
    price = columns.situation.market.price(day)
    vested = [(tranche.vests_on or day) <= day for tranche in tranches]
    options: list[float] = [
        tranche.available(day) * (not tranche.held and tranche.last_exercise >= day)
        for tranche in tranches
    ]
    held, cash = 0.0, 0.0
    for place in np.flatnonzero(evaluated.shares).tolist():
        choice, count = columns.choices[place], float(evaluated.shares[place])
        if choice.exercised_on > day:
            continue
        options[choice.tranche] -= count
        cash -= count * float(columns.exercise_cost[place])
        if choice.sold_on is not None and choice.sold_on <= day:
            cash += count * float(columns.sale_price[place])
        elif vested[choice.tranche]:
            held += count
    stock = held * price + sum(
        max(options[number], 0.0) * max(price - tranche.paid, 0.0)
        for number, tranche in enumerate(tranches)
        if vested[number]
    )
    years = zip(evaluated.evaluated_years.years, evaluated.baseline.years, strict=True)
    tax = sum(y.tax - base.tax for y, base in years if y.node.year <= day.year)
    return Wealth(day, stock, outside + cash - tax)
