"""Taxes that take back the benefit of low brackets as income grows."""

from itertools import pairwise

import numpy as np

from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.amounts import Amount, RateSchedule, excess, lesser_of
from isoplan.models.tax.states.steps import (
    rounded_up,
    share_above,
    share_of_width,
)


def recaptured_in_steps(agi: Amount, law: StateLaw) -> Amount:
    """Return what rises with adjusted gross income in steps (dollars).

    Source: Connecticut Tax Calculation Schedule, Tables C and D; C.G.S. 12-700(a).
    """
    tax: Amount = 0.0
    for each in law.recaptures:
        counted = rounded_up(excess(agi, each.start), each.step, smooth=law.smooth)
        tax = tax + lesser_of(counted * (each.per_step / each.step), each.most)
    return tax


def _benefits(brackets: RateSchedule, first_rate: float) -> list[tuple[float, float]]:
    """Return from which taxable income each rate becomes flat, and what that costs.

    The first one starts at zero: it is the rate of the bracket that begins the list,
    on all income, less the schedule. Each next one adds the step between two rates on
    all income below its bracket.
    """
    first = brackets.rates.index(first_rate)
    start = brackets.starts[first]
    found = [(0.0, first_rate * start - brackets(start))]
    for place, (below, above) in enumerate(pairwise(brackets.rates[first:]), first + 1):
        start = brackets.starts[place]
        found.append((start, (above - below) * start))
    return found


def bracket_recapture(agi: Amount, taxable_income: Amount, law: StateLaw) -> Amount:
    """Return the tax that makes marginal rates flat at high income (dollars).

    A rate's benefit is phased in over 50,000 of adjusted gross income above its
    bracket, once taxable income has reached that bracket; then it is whole. The jump
    at the bracket comes from deductions: income is already above the bracket by their
    amount. Smoothed, the phase-in starts when adjusted gross income, not taxable
    income, reaches the bracket: too much by at most the benefit times deductions over
    50,000 (about 300 at 215,400 and 4,800 at 1,077,550 of a single filer), for incomes
    within one deduction above a bracket. Above the last limit all is flat; smoothed,
    over one more width.

    Args:
        agi: Adjusted gross income, dollars.
        taxable_income: Dollars.
        law: Figures of the state.

    Source: New York Tax Law 601(d-4); IT-201 instructions, tax computation worksheets.
    """
    recapture = law.bracket_recapture
    if recapture is None:
        return 0.0
    flat_tier = recapture.flat_over
    tiers = [
        each
        for each in _benefits(law.brackets, recapture.first_rate)
        if each[0] < flat_tier
    ]
    tax: Amount = 0.0
    for start, benefit in tiers:
        over = max(start, recapture.over_agi)
        reached = share_of_width(agi, over, recapture.phase_in)
        if law.smooth:
            tax = tax + benefit * reached
        elif start:
            whole = _higher_bracket_reached(taxable_income, start, law)
            counted = share_above(taxable_income, start, smooth=False)
            tax = tax + benefit * np.maximum(counted * reached, whole)
        else:
            tax = tax + _first_benefit(taxable_income, reached, law)
    return _flat_at_the_top(agi, taxable_income, tax, law)


def _higher_bracket_reached(
    taxable_income: Amount, start: float, law: StateLaw
) -> Amount:
    higher = [each for each in law.brackets.starts if each > start]
    if not higher:
        return 0.0
    return share_above(taxable_income, higher[0], smooth=False)


def _first_benefit(taxable_income: Amount, reached: Amount, law: StateLaw) -> Amount:
    """Return the benefit of the first flat rate (dollars), as the worksheet has it.

    The worksheet multiplies taxable income itself, so that below the first rate's
    bracket the benefit is smaller.
    """
    recapture = law.bracket_recapture
    if recapture is None:
        return 0.0
    start = law.brackets.starts[law.brackets.rates.index(recapture.first_rate)]
    counted = lesser_of(taxable_income, start)
    benefit = recapture.first_rate * counted - law.brackets(counted)
    whole = _higher_bracket_reached(taxable_income, start, law)
    return excess(benefit) * np.maximum(reached, whole)


def _flat_at_the_top(
    agi: Amount, taxable_income: Amount, tax: Amount, law: StateLaw
) -> Amount:
    recapture = law.bracket_recapture
    if recapture is None:
        return tax
    last, before = law.brackets.rates[-1], law.brackets.rates[-2]
    missing = (last - before) * recapture.flat_over
    if law.smooth:
        over, width = recapture.flat_over, recapture.phase_in
        return tax + missing * share_of_width(agi, over, width)
    flat = last * taxable_income - law.brackets(taxable_income)
    above = share_above(agi, recapture.flat_over, smooth=False)
    return tax + above * (flat - tax)
