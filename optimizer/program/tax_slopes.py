"""By how much a year's taxes can move with a dollar of income, whatever the plan.

Found by tracing the law once a year over free amounts of every kind of income, and by
reading off every slope that it can have (`slopes.py`). Nothing of the law is repeated
here: a new rate, floor or phase-out is in the slopes as soon as it is in the law.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import state_return
from isoplan.optimizer.tracing.expression import Expression, Range
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds
from isoplan.optimizer.tracing.slopes import Move, slopes

SIGNED = ("short", "long", "amt_short", "amt_long")
"""Free amounts of either sign; the last two are what AMT gains differ by."""
UNSIGNED = ("iso_bargain_element", "ordinary", "later")
"""Free amounts that are never negative."""
OF_THE_PRICE = ("ordinary", "later", "short", "long")
"""Those that rise with the price of a sale."""
NOTHING = Range(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class FreeYear:
    """A year traced over free amounts of every kind of income.

    Attributes:
        law: Figures of the year and filing status.
        income: The year's other income with the free amounts on top.
        federal: The federal forms of it.
        moves: What moves with a dollar of a sale's price, for each kind of sale.
    """

    law: FederalLaw
    income: YearIncome
    federal: FederalReturn
    moves: tuple[Move, ...]


def free_year(base: YearIncome, law: FederalLaw, most: float) -> FreeYear:
    """Trace a year's federal forms.

    Losses carried in only shift the gains, which are free anyway. Gain on small
    business stock is left out: what is taxed of a dollar of it is at most a dollar, and
    to the forms ordinary income, with a ceiling on its rate (see
    :func:`isoplan.models.tax.forms.form_1040.form_1040`), so it moves no tax by more
    than ordinary income does. Neither is a loss that section 1244 makes ordinary: a
    dollar less of it is a dollar of ordinary income, or of capital gain for one of the
    two systems.

    Args:
        base: The year's other income.
        law: Figures of the year and filing status.
        most: No kind of income moves by more, dollars.
    """
    free = _free_amounts(most)
    short = base.short_term_gain + free["short"]
    long = base.long_term_gain + free["long"]
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
    moves = tuple(free[name].terms for name in OF_THE_PRICE)
    return FreeYear(law, income, federal_return(income, Carryovers(), law), moves)


def _free_amounts(most: float) -> dict[str, Expression]:
    """Return the free amounts by name, none above ``most`` (dollars) in size."""
    names = (*UNSIGNED, *SIGNED)
    count = 2 * len(names)
    blocks = [Block(n, n, most, must_be_used=False) for n in range(count)]
    graph = Graph(ColumnBounds(count, blocks))
    free = {}
    for place, name in enumerate(names):
        per_dollar = np.zeros(count)
        per_dollar[2 * place] = 1.0
        if name in SIGNED:
            per_dollar[2 * place + 1] = -1.0
        free[name] = graph.as_expression(graph.leaf(name, per_dollar))
    return free


def federal_slopes(year: FreeYear, least_ordinary: float) -> Range:
    """Return the least and most that a year's federal tax rises with a dollar.

    The running totals of paid and unrecoverable tax never move by more than the
    greatest of regular tax, the tentative minimum tax and that on exclusion items (see
    :func:`isoplan.models.tax.forms.form_8801.running_credit`), other credits taken off
    or not; the taxes that no credit lowers come on top. No tax falls as income rises,
    unless other credits exceed it: they then lower AMT that still comes back later.

    Args:
        year: The year, traced.
        least_ordinary: The least that ordinary taxable income can be, dollars.
    """
    tax = year.federal
    known = [(tax.form_1040.ordinary_part, least_ordinary)]
    used = tax.credits_used
    in_credit = (
        tax.regular_tax - used,
        tax.tentative_minimum_tax,
        tax.tentative_minimum_tax - used,
        tax.exclusion_items.line_9 - used,
    )
    on_top = _slopes(year, (tax.surtaxes,), known).high
    high = _slopes(year, in_credit, known).high + on_top
    claims = year.income.credits
    rises = claims is None or claims.tax_suffices
    return Range(0.0 if rises else -high, high)


def state_slopes(
    year: FreeYear,
    law: StateLaw,
    federal_ceiling: float,
    *,
    dependents: int = 0,
    real_estate_taxes: float = 0.0,
) -> Range:
    """Return the least and most that a dollar of a sale's price adds to a state's tax.

    Least is zero or below, for a state's tax may fall where another deduction rises;
    most is the largest slope of regular tax, of the tentative minimum tax and of that
    on exclusion items, for running totals never move by more, with surtaxes on top.
    A credit that is a share of the federal one used in the same year may be taken away
    in one year and come in another: twice the share of what federal tax can move by.

    Args:
        year: The year, traced.
        law: Figures of the state and year, smoothed.
        federal_ceiling: The most that federal tax rises with a dollar.
        dependents: Of the household.
        real_estate_taxes: As a state's forms ask for them, dollars.
    """
    if law.kind is StateKind.NONE:
        return NOTHING
    filer = StateFiler(year.income, year.federal, dependents, real_estate_taxes)
    tax = state_return(filer, law)
    minimum = tax.minimum_tax
    sides = [tax.tax_before_credits - tax.credits]
    if minimum is not None:
        sides += [
            minimum.tentative_minimum_tax - minimum.credits,
            minimum.tentative_minimum_tax,
            minimum.exclusion_minimum_tax - minimum.credits,
        ]
    found, on_top = _slopes(year, sides), _slopes(year, (tax.surtax,))
    by_credit = 0.0
    if law.amt is not None:
        by_credit = 2.0 * law.amt.credit_rate * federal_ceiling
    return Range(
        found.low + on_top.low - by_credit, found.high + on_top.high + by_credit
    )


def _slopes(
    year: FreeYear,
    amounts: Iterable[Amount],
    known: Iterable[tuple[Amount, float]] = (),
) -> Range:
    """Return the slopes of any of some amounts with a sale's price, and zero.

    What never moves has none but zero.
    """
    traced = [each for each in amounts if isinstance(each, Expression)]
    if not traced:
        return NOTHING
    floors = [(each, low) for each, low in known if isinstance(each, Expression)]
    found = slopes(traced, year.moves, floors)
    return Range(min(found.low, 0.0), max(found.high, 0.0))
