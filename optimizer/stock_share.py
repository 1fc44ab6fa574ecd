"""How much of all wealth lies in the stock, year by year, counted share by share."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcome import Outcome


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


def wealth_by_year(scenario: Scenario, outcome: Outcome) -> list[Wealth]:
    """Return the wealth on each day on which the scenario limits the stock's part."""
    limit = scenario.wishes.most_in_stock
    if limit is None:
        return []
    return [
        _wealth_after(outcome, day, limit.other_wealth.at(day.year))
        for day in limit.measured_on(scenario.plan, scenario.market)
    ]


def _wealth_after(outcome: Outcome, day: date, outside: float) -> Wealth:
    """Count what is held and what was brought in by the end of a day."""
    columns, supplies = outcome.columns, outcome.columns.scenario.supplies
    price = columns.scenario.market.price(day)
    vested = [(supply.vests_on or day) <= day for supply in supplies]
    options: list[float] = [
        supply.available(day) * (not supply.held and supply.last_exercise >= day)
        for supply in supplies
    ]
    held, cash = 0.0, 0.0
    for place in np.flatnonzero(outcome.shares).tolist():
        choice, count = columns.choices[place], float(outcome.shares[place])
        if choice.exercised_on > day:
            continue
        options[choice.supply] -= count
        cash -= count * float(columns.exercise_cost[place])
        if choice.sold_on is not None and choice.sold_on <= day:
            cash += count * float(columns.sale_price[place])
        elif vested[choice.supply]:
            held += count
    stock = held * price + sum(
        max(options[number], 0.0) * max(price - supply.paid, 0.0)
        for number, supply in enumerate(supplies)
        if vested[number]
    )
    years = zip(outcome.ledger.years, outcome.baseline.years, strict=True)
    tax = sum(y.tax - base.tax for y, base in years if y.node.year <= day.year)
    return Wealth(day, stock, outside + cash - tax)
