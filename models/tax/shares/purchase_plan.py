"""What one share from an employee stock purchase plan does to a return when sold.

Amounts are dollars per share, floats or arrays of one shape.
"""

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.tax.shares.disposition import Flag, Sale


def purchase_plan_wages(
    paid: Amount,
    value_when_offered: Amount,
    offering_price: Amount,
    value_now: Amount,
) -> Amount:
    """Return the wages of a qualifying disposition or of death, dollars a share.

    The discount on the first day of the offering, but not more than the gain. A gift
    brings them too.

    Args:
        paid: Dollars a share.
        value_when_offered: Fair market value on the first day of the offering.
        offering_price: Price of the plan as if bought on that day.
        value_now: Fair market value on the day of disposition or death.

    Source: IRC 423(c).
    """
    discount = excess(value_when_offered, offering_price)
    return lesser_of(excess(value_now, paid), discount)


def espp_sale(
    paid: Amount,
    value_when_offered: Amount,
    offering_price: Amount,
    value_when_bought: Amount,
    sale_price: Amount,
    *,
    qualifying: Flag,
    sale_cost: Amount = 0.0,
) -> Sale:
    """Work out one share bought under a purchase plan and sold at arm's length.

    A qualifying sale is ordinary income up to the discount on the first day of the
    offering, but not above what the buyer pays beyond the price paid. A disqualifying
    one is ordinary income by the spread on purchase, whatever it sells for; the loss is
    then a capital one. Neither bears payroll tax, and the AMT has no adjustment: 421
    applies to it unchanged.

    Args:
        paid: Dollars a share.
        value_when_offered: Fair market value on the first day of the offering.
        offering_price: Price of the plan as if bought on that day.
        value_when_bought: Fair market value on the day of purchase.
        sale_price: Dollars a share received, the cost of the sale taken off.
        qualifying: Whether it is sold more than two years after the first day of the
            offering and more than one year after the purchase.
        sale_cost: Dollars a share. It lowers the gain, not the value when sold, which
            is what the buyer pays.

    Source: IRC 421(a), (b), 423(a), 423(c), 3121(a)(22); 26 CFR 1.423-2(k).
    """
    ordinary_income: Amount = np.where(
        qualifying,
        purchase_plan_wages(
            paid, value_when_offered, offering_price, sale_price + sale_cost
        ),
        excess(value_when_bought, paid),
    )
    capital_gain = sale_price - paid - ordinary_income
    return Sale(
        ordinary_income=ordinary_income,
        ordinary_income_later=0.0 * ordinary_income,
        capital_gain=capital_gain,
        amt_capital_gain=capital_gain,
        iso_bargain_element=0.0 * ordinary_income,
    )
