"""The most of all wealth in the stock: a row for each year in which it is measured.

After the year's last day of sale the stock is worth ``held``: shares not sold yet at
the day's price, and vested options not exercised yet at their spread, for a limit that
options escape would be kept by exercising late. What has not vested is nobody's yet.
Beside it stand the other wealth of the year and the ``cash`` that the plan has brought
in by then, less the tax it has caused up to that year, due or not. The limit
``held <= share (held + other + cash)`` is linear in columns and in traced tax.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph


def stock_limits(
    graph: Graph, columns: Columns, years: Sequence[TaxedYear], baseline: EvaluatedYears
) -> Iterator[tuple[str, Expression]]:
    """Yield what must not be negative for the limit to hold; nothing without a limit.

    Args:
        graph: Takes the new sums.
        columns: The decisions.
        years: Every year's taxes.
        baseline: The same household without any exercise or sale.

    Yields:
        Name and amount, dollars.
    """
    situation = columns.situation
    limit = situation.preferences.most_in_stock
    if limit is None:
        return
    taxed = list(zip(years, baseline.years, strict=True))
    for day in limit.measured_on(situation.plan, situation.market):
        held, without = stock_after(columns, day)
        brought = graph.leaf(f"brought_by_{day:%Y_%m_%d}", cash_by(columns, day))
        tax = total(
            graph, (y.tax - base.tax for y, base in taxed if y.node.year <= day.year)
        )
        cash = graph.constant(0.0) + brought - tax
        stock = graph.constant(without) + graph.leaf(f"stock_{day:%Y_%m_%d}", held)
        wealth = stock + cash + limit.other_wealth.at(day.year)
        yield f"most_in_stock_{day.year}", wealth * limit.share - stock


def stock_after(columns: Columns, day: date) -> tuple[np.ndarray, float]:
    """Return what the stock is worth after a day (dollars).

    Returns:
        For each share of a column, less what its option would be worth unexercised;
        and without any exercise.
    """
    price = columns.situation.market.price(day)
    choices, at = columns.choices, day.toordinal()
    exercised = choices.exercised <= at
    held = exercised & ((choices.sold == NEVER) | (choices.sold > at))
    worth, without = np.where(held, price, 0.0), 0.0
    for number, tranche in enumerate(columns.situation.tranches):
        if (tranche.vests_on or day) > day:
            worth[choices.tranche == number] = 0.0
            continue
        if tranche.held or tranche.last_exercise < day:
            continue
        spread = max(price - tranche.paid, 0.0)
        worth[(choices.tranche == number) & exercised] -= spread
        without += spread * tranche.available(day)
    return worth, without


def cash_by(columns: Columns, day: date) -> np.ndarray:
    """Return what one share of each column has brought in by a day, before tax; $."""
    at = day.toordinal()
    sold = (columns.choices.sold != NEVER) & (columns.choices.sold <= at)
    paid = np.where(columns.choices.exercised <= at, columns.exercise_cost, 0.0)
    brought: np.ndarray = np.where(sold, columns.sale_price, 0.0) - paid
    return brought
