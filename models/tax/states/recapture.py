"""Taxes that take back the benefit of low brackets as income grows."""

from itertools import pairwise

import numpy as np

from isoplan.models.amounts.amounts import Amount, RateSchedule, excess, lesser_of
from isoplan.models.amounts.steps import (
    rounded_up,
    share_above,
    share_of_width,
)
from isoplan.models.law.state_law import StateLaw
from isoplan.models.law.state_rules import BracketRecapture


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
    bracket, once taxable income has reached that bracket; then it is whole. For the
    first rate the worksheet multiplies taxable income itself, so that below the rate's
    bracket the benefit is smaller. Above the last limit all is flat.

    The jump at a bracket comes from deductions: income is already above the bracket by
    their amount. Smoothed, the phase-in starts when adjusted gross income, not taxable
    income, reaches the bracket: too much by at most the benefit times deductions over
    50,000 (about 300 at 215,400 and 4,800 at 1,077,550 of a single filer), for incomes
    within one deduction above a bracket. The first benefit is whole from the start (at
    most 500 too much, for large deductions), and the last limit takes one more width.

    Args:
        agi: Adjusted gross income, dollars.
        taxable_income: Dollars.
        law: Figures of the state.

    Source: New York Tax Law 601(d-4); IT-201 instructions, tax computation worksheets.
    """
    recapture = law.bracket_recapture
    if recapture is None:
        return 0.0
    tax: Amount = 0.0
    brackets, rate = law.brackets, recapture.first_rate
    first = brackets.starts[brackets.rates.index(rate)]
    for start, benefit in _benefits(brackets, rate):
        if start >= recapture.flat_over:
            continue
        over = max(start, recapture.over_agi)
        reached = share_of_width(agi, over, recapture.phase_in)
        if not law.smooth:
            next_bracket = _bracket_after(start or first, law)
            whole = share_above(taxable_income, next_bracket, smooth=False)
            counted = share_above(taxable_income, start, smooth=False) if start else 1.0
            reached = np.maximum(counted * reached, whole)
            if not start:
                counted = lesser_of(taxable_income, first)
                benefit = excess(rate * counted, brackets(counted))
        tax = tax + benefit * reached
    return _flat_at_the_top(agi, taxable_income, tax, recapture, law)


def _bracket_after(income: float, law: StateLaw) -> float:
    """Return where the next bracket starts (dollars)."""
    return next(start for start in law.brackets.starts if start > income)


def _flat_at_the_top(
    agi: Amount,
    taxable_income: Amount,
    tax: Amount,
    recapture: BracketRecapture,
    law: StateLaw,
) -> Amount:
    """Return the recapture once the top rate is flat, the one below until then."""
    last, before = law.brackets.rates[-1], law.brackets.rates[-2]
    over = recapture.flat_over
    if law.smooth:
        missing = (last - before) * over
        return tax + missing * share_of_width(agi, over, recapture.phase_in)
    flat = last * taxable_income - law.brackets(taxable_income)
    return tax + share_above(agi, over, smooth=False) * (flat - tax)
