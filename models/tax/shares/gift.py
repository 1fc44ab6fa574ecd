"""Shares given away, to a person or to charity: what the giver's return sees of each.

A gift realizes no gain. But it disposes of the share (IRC 424(c)(1)), and what the law
put off until then is income: of incentive stock options not held long enough, and of a
purchase plan. Transfers to a spouse are no dispositions (IRC 424(c)(4), 1041), and
neither is death (IRC 424(c)(1)(A)). Amounts are dollars per share, floats or arrays.
"""

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.tax.shares.disposition import Flag, Sale, bargain_element
from isoplan.models.tax.shares.purchase_plan import purchase_plan_wages


def iso_gift(
    strike: Amount,
    value_at_exercise: Amount,
    *,
    qualifying: Flag,
    same_year: Flag,
    value_when_vested: Amount | None = None,
) -> Sale:
    """Work out one share of an incentive stock option that is given away.

    Held long enough, it brings no income; the higher AMT basis goes unused. Before that
    the gift is a disqualifying disposition. Its ordinary income is the whole bargain
    element at exercise, whatever the share is worth by then: the limit at the gain
    needs a sale or exchange on which a loss would be recognized (IRC 422(c)(2)). In the
    year of exercise both systems agree and line 2i is zero; later the income leaves
    AMTI on line 2k, for the bargain element was in it before. Who receives the share
    takes over its basis, with the income added.

    Args:
        strike: Price paid, dollars a share.
        value_at_exercise: Fair market value on the day on which the spread is measured
            for the AMT.
        qualifying: Whether the share was held long enough.
        same_year: Whether the gift and the day of measuring fall in one tax year.
        value_when_vested: Fair market value on the day of vesting; as
            ``value_at_exercise`` if None.

    Source: IRC 421(b), 422(a)(1), 422(c)(2), 424(c)(1), 56(b)(3), 1015(a); 26 CFR
        1.421-2(b)(1), 1.422-1(b)(1), (2); Form 6251 lines 2i and 2k, instructions.
    """
    vested = value_at_exercise if value_when_vested is None else value_when_vested
    ordinary_income = np.where(qualifying, 0.0, bargain_element(strike, vested))
    spread = bargain_element(strike, value_at_exercise)
    return Sale(
        ordinary_income=ordinary_income,
        ordinary_income_later=np.where(same_year, 0.0, ordinary_income),
        capital_gain=0.0 * ordinary_income,
        amt_capital_gain=0.0 * ordinary_income,
        iso_bargain_element=np.where(same_year, 0.0, spread),
    )


def purchase_plan_gift(
    paid: Amount,
    value_when_offered: Amount,
    offering_price: Amount,
    value_when_bought: Amount,
    value_when_given: Amount,
    *,
    qualifying: Flag,
) -> Sale:
    """Work out one share of a purchase plan that is given away.

    Always ordinary income: held long enough the discount of the offering, but not more
    than what the share has gained; before that the whole spread on purchase.

    Args:
        paid: Dollars a share.
        value_when_offered: Fair market value on the first day of the offering.
        offering_price: Price of the plan as if bought on that day.
        value_when_bought: Fair market value on the day of purchase.
        value_when_given: Fair market value on the day of the gift.
        qualifying: Whether the share was held long enough.

    Source: IRC 421(b), 423(a)(1), 423(c), 424(c)(1); 26 CFR 1.423-2(k).
    """
    ordinary_income: Amount = np.where(
        qualifying,
        purchase_plan_wages(paid, value_when_offered, offering_price, value_when_given),
        excess(value_when_bought, paid),
    )
    nothing = 0.0 * ordinary_income
    return Sale(ordinary_income, nothing, nothing, nothing, nothing)
