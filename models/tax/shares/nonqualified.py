"""What one share does to a return when it comes from a nonqualified option or purchase.

Amounts are dollars per share, floats or arrays of one shape.
"""

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.tax.shares.disposition import Sale


def nonqualified_pay(strike: Amount, value_when_taxed: Amount) -> Amount:
    """Return the wages of a nonqualified exercise, dollars a share, never below zero.

    They bear income tax, social security and Medicare tax, and belong to the day of
    exercise, or to that of vesting for a share not vested then without an election
    under section 83(b).

    Source: IRC 83(a), 83(b), 3121(a); 26 CFR 1.83-7(a); Form W-2 boxes 1, 3 and 5.
    """
    return excess(value_when_taxed, strike)


def nonqualified_sale(
    strike: Amount, value_when_taxed: Amount, sale_price: Amount
) -> Sale:
    """Work out the sale of a share from a nonqualified option.

    Its basis is the strike with the wages taxed; the AMT sees nothing else.

    Source: IRC 83(a), 1012; 26 CFR 1.83-4(b).
    """
    basis = strike + nonqualified_pay(strike, value_when_taxed)
    return share_sale(basis, basis, sale_price)


def share_sale(basis: Amount, amt_basis: Amount, sale_price: Amount) -> Sale:
    """Work out the sale of an ordinary share with its basis.

    Source: IRC 1001(a), 1012; for the AMT 56(b)(3), last sentence.
    """
    nothing = 0.0 * sale_price
    return Sale(
        ordinary_income=nothing,
        ordinary_income_later=nothing,
        capital_gain=sale_price - basis,
        amt_capital_gain=sale_price - amt_basis,
        iso_bargain_element=nothing,
    )
