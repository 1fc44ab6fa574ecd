"""The income of one share, of incentive stock options above all, line by line.

Amounts are dollars per share; prices may be floats or arrays of one shape, so that
every pair of exercise and sale dates is worked out at once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess, lesser_of

Flag: TypeAlias = Any
"""True or false, one or an array of them."""

HOLDING_YEARS_FROM_GRANT = 2  # IRC 422(a)(1)
HOLDING_YEARS_FROM_EXERCISE = 1  # IRC 422(a)(1) and, for long-term gain, 1222(3)


def years_after(day: date, years: int) -> date:
    """Return the same day some years on; February 29 may become February 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def long_term_from(exercised_on: date) -> date:
    """Return the first day on which a share has been held for more than one year.

    Source: IRC 1222(3), 1223; the day of exercise itself does not count.
    """
    return years_after(exercised_on, HOLDING_YEARS_FROM_EXERCISE) + timedelta(days=1)


def qualifying_from(granted_on: date, exercised_on: date) -> date:
    """Return the first day on which a sale is a qualifying disposition.

    More than two years after grant and more than one year after exercise.

    Source: IRC 422(a)(1).
    """
    after_grant = years_after(granted_on, HOLDING_YEARS_FROM_GRANT) + timedelta(days=1)
    return max(after_grant, long_term_from(exercised_on))


def amt_measured_on(
    exercised_on: date, vests_on: date | None, *, elected: Flag
) -> date:
    """Return the day on which the spread of a share enters income for the AMT.

    The day of exercise; for a share that vests later the day of vesting, unless an
    election under section 83(b) was made. For nonqualified options it is the day of the
    wages as well.

    Args:
        exercised_on: Day of exercise.
        vests_on: Day of vesting; None or not later if vested when exercised.
        elected: Whether the election was made.

    Source: IRC 56(b)(3), 83(a), 83(b)(1); Form 6251 line 2i instructions.
    """
    if elected or vests_on is None or vests_on <= exercised_on:
        return exercised_on
    return vests_on


def bargain_element(strike: Amount, value_at_exercise: Amount) -> Amount:
    """Return the spread at exercise, dollars a share, never below zero.

    It is the adjustment of Form 6251 line 2i when the share is still held at the end
    of the year. The value is that of the day it is measured on: ``amt_measured_on``.

    Source: IRC 56(b)(3), 83(a).
    """
    return excess(value_at_exercise, strike)


@dataclass(frozen=True, slots=True)
class Sale:
    """One share, of any kind, as each system of tax sees it; dollars a share.

    A share that is kept has its exercise here too: its bargain element, and no gain.

    Attributes:
        ordinary_income: Wages of the sale year for regular tax (W-2 box 1, no FICA).
        ordinary_income_later: The part of it that leaves AMTI on line 2k, because the
            bargain element entered AMTI in an earlier year.
        capital_gain: Gain or loss on the regular basis.
        amt_capital_gain: Gain or loss on the AMT basis.
        iso_bargain_element: Line 2i of the exercise year; zero if sold in that year.
    """

    ordinary_income: Amount
    ordinary_income_later: Amount
    capital_gain: Amount
    amt_capital_gain: Amount
    iso_bargain_element: Amount


def no_sale(like: Amount) -> Sale:
    """Return the sale of no share: nothing of anything, in the shape of ``like``."""
    nothing = 0.0 * like
    return Sale(nothing, nothing, nothing, nothing, nothing)


def iso_sale(
    strike: Amount,
    value_at_exercise: Amount,
    sale_price: Amount,
    *,
    qualifying: Flag,
    same_year: Flag,
    value_when_vested: Amount | None = None,
) -> Sale:
    """Work out one share that was exercised and is sold at arm's length.

    A disqualifying sale is ordinary income up to the spread at exercise, but not above
    the gain. A sale in the tax year of exercise leaves no bargain element in AMTI: both
    systems then agree. Of a share exercised before it vested, a disqualifying sale is
    ordinary income up to the spread on vesting: an election under section 83(b) counts
    for the AMT alone. Left out: wash sales and related buyers, for which the cap at the
    gain does not hold.

    Args:
        strike: Price paid, dollars a share.
        value_at_exercise: Fair market value on the day on which the spread is measured
            for the AMT, that of exercise if vested then; dollars a share.
        sale_price: Dollars a share.
        qualifying: Whether the sale is a qualifying disposition.
        same_year: Whether the sale and the day of measuring fall in one tax year.
        value_when_vested: Fair market value on the day of vesting, dollars a share; as
            ``value_at_exercise`` if None.

    Source: IRC 421(b), 422(a)(1), 422(c)(2), 56(b)(3), 1011, 1012; 26 CFR 1.422-1(b)(3)
        examples 2 and 3 (shares not vested at exercise); Form 6251 lines 2i and 2k.
    """
    spread = bargain_element(strike, value_at_exercise)
    vested = value_at_exercise if value_when_vested is None else value_when_vested
    taxed_as_wages = excess(lesser_of(vested, sale_price), strike)
    ordinary_income = np.where(qualifying, 0.0, taxed_as_wages)
    iso_bargain_element = np.where(same_year, 0.0, spread)
    capital_gain = sale_price - strike - ordinary_income
    return Sale(
        ordinary_income=ordinary_income,
        ordinary_income_later=np.where(same_year, 0.0, ordinary_income),
        capital_gain=capital_gain,
        amt_capital_gain=np.where(
            same_year, capital_gain, sale_price - (strike + iso_bargain_element)
        ),
        iso_bargain_element=iso_bargain_element,
    )
