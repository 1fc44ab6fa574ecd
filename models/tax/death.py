"""What shares that are retained will one day be taxed on; dollars a share."""

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.tax.disposition import Flag
from isoplan.models.tax.purchase_plan import purchase_plan_wages


def income_if_sold(value: Amount, basis: Amount) -> Amount:
    """Return what will be taxed of a share that is sold one day, dollars a share.

    Its gain over the regular basis. A higher AMT basis counts for nothing here; it
    would free left-over credit when the share is sold.

    Args:
        value: Market value, dollars a share.
        basis: For regular tax, dollars a share.

    Source: IRC 1001(a), 1011.
    """
    return excess(value, basis)


def income_at_death(
    value: Amount,
    *,
    paid: Amount,
    value_when_offered: Amount,
    offering_price: Amount,
    purchase_plan: Flag,
) -> Amount:
    """Return what is still taxed of a share held until death, dollars a share.

    Its basis becomes the value at death, and holding periods no longer count; of
    purchase-plan shares the discount stays wages.

    Args:
        value: Market value at death.
        paid: Dollars a share.
        value_when_offered: Of purchase-plan shares, on the first day of the offering.
        offering_price: Of the plan, as if bought on that day.
        purchase_plan: Whether the share is one of a purchase plan.

    Source: IRC 1014(a), 421(c)(1)(A), 423(c).
    """
    discount = purchase_plan_wages(paid, value_when_offered, offering_price, value)
    taxed: Amount = np.where(purchase_plan, discount, 0.0)
    return taxed


def step_up_note(rate: str, *, purchase_plan: bool) -> str:
    """Return what a reader must know of shares that are taken to be held until death.

    Args:
        rate: Of tax on what stays taxable, in words.
        purchase_plan: Whether shares of a purchase plan are among them.
    """
    said = (
        "Shares kept at the end count at their price: they are taken to be held until "
        "death, which leaves their gain untaxed (IRC 1014)"
    )
    if purchase_plan:
        said += f", but {rate} of the discount of purchase-plan shares (IRC 423(c))"
    return said + "."
