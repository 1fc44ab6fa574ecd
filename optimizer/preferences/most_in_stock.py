"""The most of all wealth in the stock: a row for each year in which it is measured.

The stock is that of the main market. Shares and vested options of other markets are
counted beside it, as other wealth.

After the year's last day of sale the stock is worth ``held``: shares not sold yet at
the day's price, and vested options not exercised yet at their spread, for a limit that
options escape would be kept by exercising late. What has not vested is nobody's yet.
Beside it stand the other wealth of the year and the ``cash`` that the plan has brought
in by then, less the tax it has caused up to that year, due or not. The limit
``held <= share (held + other + cash)`` is linear in columns and in traced tax.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

import numpy as np

from isoplan.models.inputs.by_year import ByYear
from isoplan.models.inputs.market import MarketName
from isoplan.models.inputs.preferences import Preferences, StockLimit
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.base import LaterFile, Preference, TracedPlan
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.option_count import market_in_file
from isoplan.optimizer.tracing.expression import Expression, total

CENT = 0.01


@dataclass(frozen=True, slots=True)
class MostInStock(Preference):
    """No more of all wealth lies in the stock than a share of it.

    For dominance it is a limit on cash, measured when the year's sales are over.
    """

    name: ClassVar[str] = "most_in_stock"
    limits_cash: ClassVar[bool] = True
    limit: StockLimit

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        limit = preferences.most_in_stock
        return None if limit is None else cls(limit)

    @classmethod
    def left_in(cls, preferences: Preferences, later: LaterFile) -> object:
        """Return the limit; what was brought in before is wealth outside the stock."""
        limit = preferences.most_in_stock
        if limit is None:
            return None
        other = {
            str(year): max(limit.other_wealth.at(year) + later.brought, 0.0)
            for year in range(later.day.year, later.last_year + 1)
        }
        update = {"other_wealth": ByYear.model_validate(other)}
        return limit.model_copy(update=update)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return f"keeping at most {self.limit.share * 100:.4g}% of wealth in the stock"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return f"preferences.most_in_stock.share = {self.limit.share:g}"

    def valued_on(self, situation: Situation) -> Sequence[date]:
        """Return the days on which it is measured, if there are further markets."""
        if not situation.scenario.markets:
            return ()
        return self.limit.measured_on(situation.plan, situation.market)

    def rows(self, plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
        """Yield what the limit leaves on each day on which it is measured (dollars)."""
        limit, graph, columns = self.limit, plan.graph, plan.columns
        situation = columns.situation
        taxed = list(zip(plan.years, plan.baseline.years, strict=True))
        for day in limit.measured_on(situation.plan, situation.market):
            held, without = stock_after(columns, day)
            others, fixed = others_after(columns, day)
            others = others + cash_by(columns, day)
            brought = plan.leaf(f"brought_by_{day:%Y_%m_%d}", others)
            tax = total(
                graph,
                (y.tax - base.tax for y, base in taxed if y.node.year <= day.year),
            )
            cash = graph.constant(fixed) + brought - tax
            stock = graph.constant(without) + plan.leaf(f"stock_{day:%Y_%m_%d}", held)
            wealth = stock + cash + limit.other_wealth.at(day.year)
            yield f"most_in_stock_{day.year}", wealth * limit.share - stock

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Count the stock and all other wealth of each year."""
        for wealth in wealth_by_year(evidence):
            most = self.limit.share * (wealth.stock + wealth.other)
            if not wealth.stock <= most + CENT:
                yield (
                    f"{wealth.stock:,.2f} dollars in the stock after {wealth.day}, "
                    f"preferences.most_in_stock allows {most:,.2f}"
                )


def stock_after(columns: Columns, day: date) -> tuple[np.ndarray, float]:
    """Return what the stock is worth after a day (dollars); see `_worth_after`."""
    return _worth_after(columns, day, None)


def others_after(columns: Columns, day: date) -> tuple[np.ndarray, float]:
    """Return what other companies' stock and funds are worth; see `_worth_after`."""
    worth, without = np.zeros(len(columns)), 0.0
    for name in columns.situation.scenario.markets:
        more, fixed = _worth_after(columns, day, name)
        worth, without = worth + more, without + fixed
    return worth, without


def _worth_after(
    columns: Columns, day: date, name: MarketName
) -> tuple[np.ndarray, float]:
    """Return what is held of one market after a day (dollars).

    Returns:
        For each share of a column, less what its option would be worth unexercised;
        and without any exercise.
    """
    price = columns.situation.markets[name].price(day)
    choices, at = columns.choices, day.toordinal()
    exercised = choices.exercised <= at
    held = exercised & ((choices.sold == NEVER) | (choices.sold > at))
    worth, without = np.where(held, price, 0.0), 0.0
    for number, tranche in enumerate(columns.situation.tranches):
        if tranche.market != name or (tranche.vests_on or day) > day:
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


def wealth_by_year(evidence: Evidence) -> list[Wealth]:
    """Return the wealth on each day on which the scenario limits the stock's part."""
    situation = evidence.situation
    limit = situation.preferences.most_in_stock
    if limit is None:
        return []
    return [
        _wealth_after(evidence, day, limit.other_wealth.at(day.year))
        for day in limit.measured_on(situation.plan, situation.market)
    ]


def _wealth_after(evidence: Evidence, day: date, outside: float) -> Wealth:
    """Count what is held and what was brought in by the end of a day."""
    walk, figures = evidence.walk, evidence.figures
    worth: dict[str | None, float] = defaultdict(float)
    for lot, parcel in walk.parcels.items():
        if parcel.vested_on <= day:
            price = parcel.market.price(day)
            worth[parcel.market_name] += walk.left_of(lot, day) * price
    for name, count in walk.options.items():
        if day <= count.last:
            left = max(count.vested(day) - walk.exercised(name, day), 0.0)
            price = market_in_file(evidence.situation, count.grant).price(day)
            worth[count.grant.market] += left * max(price - count.grant.strike, 0.0)
    stock = worth.pop(None, 0.0)
    cash = sum(flow for on, flow in walk.flows.items() if on <= day)
    years = zip(figures.returns.years, figures.idle.years, strict=True)
    tax = sum(y.tax - idle.tax for y, idle in years if y.node.year <= day.year)
    return Wealth(day, stock, outside + sum(worth.values()) + cash - tax)
