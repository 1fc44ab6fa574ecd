"""Columns that a plan can never need, because another does at least as well.

Take two columns of the same tranche and day of exercise that sell in the same tax year
and as the same kind of disposition. Only the day of sale differs, and with it the
price. Let ``gained`` be the rise in the present value of the proceeds, and ``dearer``
the rise in the price, discounted from the day on which tax is due. Moving every share
from the first column to the second leaves the plan no worse, by these claims:

1. *Proceeds* rise by ``gained``. Where the objective is the least tax, they do not
   count.
2. *Income* of the sale year: every part of it (ordinary income, gain) moves by an
   amount with the sign of ``dearer``, and all parts together by exactly ``dearer``, for
   regular tax as for the AMT. A loss of which a part is ordinary (section 1244) shrinks
   by it, the ordinary part by no more.
3. *Tax*: federal tax rises with income, by no more than a ceiling for each dollar; a
   state's by what its own slopes allow (`tax_slopes.py`). Tax is paid on its due date
   at the earliest, for a loss used up may put it off. So the present value of all tax
   rises by no more than ``ceiling * dearer`` where the price is higher, and not at all
   where it is lower, except in a state whose tax may fall as income rises. If
   ``gained`` covers that, the first column is not needed.
4. *Limits on sales*: the second column must not take room that others may need. It
   counts against no limit, or against the same one as the first.
5. *Gifts*: a gift of shares (`gifts.py`) is a kind of its own, one a year, and competes
   with none. Where a year's income limits gifts, or their deduction, the second column
   must not be cheaper, so that no income falls.
6. *Small business stock*: its gain competes within one tier alone. The taxed part of it
   then moves by a part of ``dearer`` that is never negative. Where the cap of the
   exclusion may bind, a dearer sale also takes room from later years, so such columns
   compete with none.
7. *Cash*: where it is limited, the second column must not be the poorer one on any day.
   It is not if it sells earlier and no cheaper, or at least as dear with nothing to pay
   for in between; higher tax takes less than the higher price brings. Tax in
   installments may be asked for before the sale that causes it, and again by the safe
   harbor of the next year, so only a sale at the same price is not the poorer one
   there. Who waits to sell may pay interest on a loan meanwhile. A limit on the stock's
   part of wealth is one on cash here: it is measured when the year's sales are over
   (`MostInStock`). Shares of a further market may be sold after that day, which values
   them at a price of its own: there sales compete on one side of it alone.
8. *Preferences*: where one limits a year's tax of some kind, only a sale at the same
   price replaces another, for any other one moves income. Where one counts actions,
   what goes by itself when the company ends is none, and competes with no sale. A
   column whose number of shares one fixes neither replaces another nor is replaced.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.law.state_law import StateLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.optimizer.columns.choices import NEVER, Choices
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.inventory import inventory, most_dollars
from isoplan.optimizer.columns.small_business import EARLIER, GAIN_LINES, NO_TIER
from isoplan.optimizer.columns.year_nodes import present_value_factor, year_tree
from isoplan.optimizer.preferences.registry import expressed, fixed
from isoplan.optimizer.pricing.past_sales import most_past_dollars, past_income
from isoplan.optimizer.pricing.state_returns import real_estate_taxes, taxed_twice
from isoplan.optimizer.pricing.tax_payments import tax_days
from isoplan.optimizer.pricing.year_returns import (
    base_income,
    most_ordinary_loss,
    poorest_tax,
)
from isoplan.optimizer.program.gifts import income_limits_gifts
from isoplan.optimizer.program.tax_slopes import (
    federal_slopes,
    free_year,
    state_slopes,
)
from isoplan.optimizer.tracing.expression import Range
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds

TIE = 1e-9
"""Dollars a share within which two columns are worth the same."""


def drop_dominated(columns: Columns) -> Columns:
    """Return the columns that a plan may need: those that no other one dominates."""
    return columns.at(~dominated(columns))


def dominated(columns: Columns) -> np.ndarray:
    """Return for each column whether another makes it useless; see the module."""
    useless = np.zeros(len(columns), dtype=bool)
    for first, _ in dominating_pairs(columns):
        useless[first] = True
    return useless


def dominating_pairs(
    columns: Columns, apart: np.ndarray | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield columns that are not needed, and for each one that makes it so.

    Columns are in order of tranche, day of exercise, way and day of sale, so those that
    compete lie side by side: each is compared with the next, the one after, and so on.

    Args:
        columns: All of a plan.
        apart: A number of each column; those of two numbers never compete. Length n
            columns.
    """
    situation, sold = columns.situation, columns.choices.sold
    kind = _kind(columns, apart)
    starts = np.flatnonzero(np.diff(kind, prepend=-1))
    most = int(np.diff(np.append(starts, len(kind))).max(initial=0))
    factor, slopes = _tax_by_year(columns)
    due = columns.sale_price * factor[columns.sale_year]
    spending = _spending_days(situation, columns.choices)
    # A sale on the day of exercise needs no cash for the strike, any later one does.
    cash_comes = np.where(columns.at_once, columns.choices.exercised, columns.settled)
    paid_before = np.searchsorted(spending, cash_comes)
    limited, tax_is_limited = _what_is_limited(situation)
    in_installments = situation.plan.tax_payments == "installments"
    lends = situation.household.loan is not None
    price, limit = columns.sale_price, columns.limit
    lowers_no_income = any(
        income_limits_gifts(situation, node.year)
        for node in year_tree(situation)
        if node.decides
    )
    counts = situation.plan.objective == "after_tax_value"
    value = columns.present_value if counts else np.zeros(len(columns))
    for step in range(1, most):
        pair = np.flatnonzero((kind[step:] == kind[:-step]) & (sold[:-step] != NEVER))
        early, late = pair, pair + step
        gained = value[late] - value[early]
        dearer = due[late] - due[early]
        for first, second, more, higher in (
            (early, late, gained, dearer),
            (late, early, -gained, -dearer),
        ):
            tax = slopes.high * higher
            better = more >= np.maximum(tax, slopes.low * higher)  # claims 1 to 3
            if second is late:  # of two that are the same, the earlier one stays
                better &= (more > TIE) | (tax < -TIE)
            free = (limit[second] == 0) | (limit[second] == limit[first])
            better &= free  # claim 4
            if lowers_no_income:  # claim 5
                better &= price[second] >= price[first]
            if tax_is_limited:  # claim 8
                better &= price[second] == price[first]
            if limited:  # claim 7
                no_cheaper = price[second] >= price[first]
                if slopes.high >= 1.0 or in_installments:  # tax might take more
                    no_cheaper &= price[second] == price[first]
                waits = second is late
                idle = (paid_before[second] == paid_before[first]) & (not lends)
                better &= no_cheaper & (idle if waits else True)
            yield first[better], second[better]


def _what_is_limited(situation: Situation) -> tuple[bool, bool]:
    """Return whether cash is limited, and whether a preference limits tax."""
    preferences = expressed(situation.preferences)
    cash = situation.household.cash is not None
    cash |= any(each.limits_cash for each in preferences)
    return cash, any(each.limits_tax for each in preferences)


def _kind(columns: Columns, apart: np.ndarray | None) -> np.ndarray:
    """Return a number that neighbors share if only their day of sale differs."""
    marks = [
        columns.choices.tranche,
        columns.choices.exercised,
        columns.choices.way,
        columns.sale_year,
        columns.qualifying,
        columns.long_term,
        columns.amt_long_term,
        columns.tier,
        columns.residency,
    ]
    if apart is not None:
        marks.append(apart)
    if any(each.slots for each in expressed(columns.situation.preferences)):
        marks.append(columns.goes)  # claim 8
    if (exact := fixed(columns)).any():  # claim 8
        marks.append(np.where(exact, np.arange(len(columns)) + 1, 0))
    if valued := _days_of_value(columns.situation):  # claim 7
        marks.append(np.searchsorted(valued, columns.choices.sold))
    if _cap_may_bind(columns):  # claim 6
        marks.append(np.where(columns.tier == NO_TIER, 0, np.arange(len(columns))))
    changes = np.zeros(max(len(columns) - 1, 0), dtype=bool)
    for mark in marks:
        changes |= mark[1:] != mark[:-1]
    return np.concatenate([[0], np.cumsum(changes)])[: len(columns)]


def _days_of_value(situation: Situation) -> list[int]:
    """Return the days, as ordinals, on which a preference values what is held."""
    return sorted(
        day.toordinal()
        for preference in expressed(situation.preferences)
        for day in preference.valued_on(situation)
    )


def _cap_may_bind(columns: Columns) -> bool:
    """Return whether a plan can have more gain than the exclusion's cap in all years.

    In either system, with what was excluded before.
    """
    if not np.any(columns.tier != NO_TIER):
        return False
    situation, plan = columns.situation, columns.situation.plan
    years = range(plan.start.year, plan.last_year + 1)
    laws = [situation.law(year).small_business for year in years]
    old = np.any(columns.tier == EARLIER)
    cap = min(law.cap_earlier if old else law.cap_later for law in laws)
    bounds = ColumnBounds(len(columns), inventory(columns))
    past = past_income(situation)
    most = max(
        bounds.greatest(np.sum([columns.lines[line] for line in lines], axis=0))
        + sum(past(year, line, None) for line in lines for year in years)
        for lines in GAIN_LINES
    )
    return situation.household.small_business_gain_used + most > cap


def _tax_by_year(columns: Columns) -> tuple[np.ndarray, Range]:
    """Return the present value of a dollar of tax by tax year, and the tax slopes."""
    situation = columns.situation
    tree = year_tree(situation)
    factor = np.zeros(tree[-1].year + 1)
    for node in tree:
        factor[node.year] = present_value_factor(situation, node.tax_due_on)
    found = [_slopes(columns, each.year) for each in tree if columns.moves(each.year)]
    return factor, Range(
        min(each.low for each in found), max(each.high for each in found)
    )


def _slopes(columns: Columns, year: int) -> Range:
    """Return the least and most that a year's taxes rise with a dollar of income.

    Ordinary taxable income is least without any sale and with loss limits used up,
    unless higher income lets more gifts be deducted. The tax may then fall as well, but
    no column competes with a dearer one: see :func:`dominated`.
    """
    situation = columns.situation
    law, household = situation.law(year).smoothed(), situation.household
    base = base_income(situation, law)
    poorest = poorest_tax(base, law, most_ordinary_loss(situation, law))
    least = float(poorest.form_1040.ordinary_part)
    if income_limits_gifts(situation, year):
        least = 0.0
    states = tuple(
        (residency, situation.state_law(residency.state, year).smoothed())
        for residency in situation.residencies_and_claims(year)
        if residency.state
    )
    return _year_slopes(
        base,
        law,
        most_dollars(columns) + most_past_dollars(situation) + _losses(situation),
        least,
        states,
        tuple(taxed_twice(situation, states)),
        situation.dependents_in(year),
        real_estate_taxes(household, year),
    )


@lru_cache(maxsize=64)  # plans without a preference ask again for the same years
def _year_slopes(
    base: YearIncome,
    law: FederalLaw,
    most: float,
    least_ordinary: float,
    states: tuple[tuple[ResidencyPeriod, StateLaw], ...],
    twice: tuple[tuple[int, int], ...],
    dependents: int,
    real_estate_taxes: float,
) -> Range:
    """Return the least and most that taxes rise with a dollar of income.

    A state's tax may be deducted from federal income, never by more than itself: where
    it rises, federal tax rises by less; where it falls by some part, federal tax may
    rise by its ceiling on that part.
    """
    either = [
        _slopes_under(
            replace(base, itemizes=itemizes),
            law,
            most,
            least_ordinary,
            states,
            twice,
            dependents,
            real_estate_taxes,
        )
        for itemizes in ((False, True) if base.itemized is not None else (False,))
    ]
    return Range(min(each.low for each in either), max(each.high for each in either))


def _slopes_under(
    base: YearIncome,
    law: FederalLaw,
    most: float,
    least_ordinary: float,
    states: tuple[tuple[ResidencyPeriod, StateLaw], ...],
    twice: tuple[tuple[int, int], ...],
    dependents: int,
    real_estate_taxes: float,
) -> Range:
    """Return these slopes under the election that the income holds."""
    free = free_year(base, law, most)
    federal = federal_slopes(free, least_ordinary)
    whole = [
        state_slopes(
            free,
            state_law,
            federal.high,
            dependents=dependents,
            real_estate_taxes=real_estate_taxes,
        )
        for _, state_law in states
    ]
    found = [
        _of_residency(residency, slopes)
        for (residency, _), slopes in zip(states, whole, strict=True)
    ]
    found += [_of_credit(whole[own], whole[other]) for own, other in twice]
    low = sum(each.low for each in found)
    high = sum(each.high for each in found)
    left = 1.0 - low
    return Range(low + federal.low * left, federal.high * left + high)


def _of_residency(residency: ResidencyPeriod, slopes: Range) -> Range:
    """Return the slopes of a state's part of the year.

    In a year of moving a loss carried in lowers the tax of the idle year as well, of
    which a part is taken off; and all states of the year move with it.
    """
    away = 1.0 - residency.share
    return Range(slopes.low - away * slopes.high, slopes.high - away * slopes.low)


def _of_credit(own: Range, other: Range) -> Range:
    """Return the slopes of a credit for another state's tax.

    It is the lesser of two differences, each of a state's tax at two incomes.
    """
    most = max(own.high - own.low, other.high - other.low)
    return Range(-most, most)


def _losses(situation: Situation) -> float:
    """Return all losses that the household brings along or has by itself (dollars)."""
    home = situation.household
    brought = sum(home.loss_carryover.model_dump().values())
    gains = [
        abs(amounts.at(node.year))
        for node in year_tree(situation)
        for amounts in (home.short_term_gain, home.long_term_gain)
    ]
    return float(brought + sum(gains))


def _spending_days(situation: Situation, choices: Choices) -> np.ndarray:
    """Return the days on which cash may be asked for: exercises, tax, payments due."""
    days = (*tax_days(situation), *situation.household.payments_due)
    due = [day.toordinal() for day in days]
    return np.union1d(choices.exercised, np.array(due, dtype=int))
