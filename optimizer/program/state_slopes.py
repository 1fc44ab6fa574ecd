"""By how much a state's tax can move with a dollar of income, whatever the plan.

Found by tracing the state's law once over free amounts of every kind of income, and by
carrying slopes back through it as intervals (`sensitivity.py`). Intervals overstate
what is possible, so the bounds hold, if not closely.
"""

from dataclasses import replace

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.federal_return import Carryovers, YearIncome, federal_return
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return
from isoplan.optimizer.pricing.state_returns import real_estate_taxes
from isoplan.optimizer.tracing.expression import Expression, Range
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.sensitivity import CostSlopes

FREE = (
    "iso_bargain_element",
    "ordinary",
    "later",
    "short",
    "long",
    "amt_short",
    "amt_long",
)
"""Amounts that move freely; the last two are what AMT gains differ by."""
OF_THE_PRICE = ("ordinary", "later", "short", "long")
"""Those that rise with the price of a sale."""


def state_slopes(
    situation: Situation,
    law: StateLaw,
    base: YearIncome,
    most: float,
    federal_ceiling: float,
) -> Range:
    """Return the least and most that a dollar of a sale's price adds to a state's tax.

    Least is zero or below, for a state's tax may fall where another deduction rises;
    most is the largest slope of regular tax, of the tentative minimum tax and of that
    on exclusion items, for running totals never move by more, with surtaxes on top.
    Colorado's credit is a share of the federal one used in the same year: a dollar may
    take that away in one year and bring it in another, twice the share of what federal
    tax can move by.

    Args:
        situation: Household and assumptions.
        law: Figures of the state and year, smoothed.
        base: The year's other income.
        most: No kind of income moves by more, dollars.
        federal_ceiling: The most that federal tax rises with a dollar.
    """
    if law.kind is StateKind.NONE:
        return Range(0.0, 0.0)
    free = _free_amounts(most)
    tax = _traced(situation, law, base, free)
    minimum = tax.minimum_tax
    sides = [tax.tax_before_credits - tax.credits]
    if minimum is not None:
        sides += [
            minimum.tentative_minimum_tax - minimum.credits,
            minimum.tentative_minimum_tax,
            minimum.exclusion_minimum_tax - minimum.credits,
        ]
    found = [_slopes(free, side) for side in sides]
    on_top = _slopes(free, tax.surtax)
    by_credit = 0.0
    if law.amt is not None:
        by_credit = 2.0 * law.amt.credit_rate * federal_ceiling
    return Range(
        min(0.0, *(each.low for each in found)) + min(0.0, on_top.low) - by_credit,
        max(0.0, *(each.high for each in found)) + max(0.0, on_top.high) + by_credit,
    )


def _free_amounts(most: float) -> dict[str, Expression]:
    """Return an amount for each name in ``FREE``, gains of either sign."""
    count = 2 * len(FREE)
    blocks = [Block(n, n, most, must_be_used=False) for n in range(count)]
    graph = Graph(ColumnBounds(count, blocks))
    free = {}
    for place, name in enumerate(FREE):
        per_dollar = np.zeros(count)
        per_dollar[2 * place] = 1.0
        if name.endswith(("short", "long")):
            per_dollar[2 * place + 1] = -1.0
        free[name] = graph.as_expression(graph.leaf(name, per_dollar))
    return free


def _traced(
    situation: Situation, law: StateLaw, base: YearIncome, free: dict[str, Expression]
) -> StateReturn:
    short, long = (
        base.short_term_gain + free["short"],
        base.long_term_gain + free["long"],
    )
    income = replace(
        base,
        iso_bargain_element=free["iso_bargain_element"],
        iso_ordinary_income=free["ordinary"] + free["later"],
        iso_ordinary_income_later=free["later"],
        short_term_gain=short,
        long_term_gain=long,
        amt_short_term_gain=short + free["amt_short"],
        amt_long_term_gain=long + free["amt_long"],
    )
    federal = federal_return(income, Carryovers(), situation.law(law.year))
    filer = StateFiler(
        income=income,
        federal=federal,
        dependents=situation.household.dependents,
        real_estate_taxes=real_estate_taxes(situation.household, law.year),
    )
    return state_return(filer, law)


def _slopes(free: dict[str, Expression], amount: Amount) -> Range:
    """Return the range of slopes of an amount with respect to a sale's price."""
    if not isinstance(amount, Expression):
        return Range(0.0, 0.0)
    pulls = CostSlopes(amount.graph, amount, [])
    leaves = [next(iter(free[name].terms)) for name in OF_THE_PRICE]
    return Range(
        float(min(pulls.low[leaf] for leaf in leaves)),
        float(max(pulls.high[leaf] for leaf in leaves)),
    )
