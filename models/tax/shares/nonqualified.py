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


def cash_out_pay(strike: Amount, price: Amount) -> Amount:
    """Return the wages of an option that a buyer cashes out, dollars a share.

    The payment ends the option, so no share is ever transferred: section 421 and the
    exception from social security and Medicare tax cover shares from an exercise and
    their disposition alone. The wages of an incentive stock option are therefore those
    of a nonqualified one, and the AMT adjusts nothing. To exercise it before the
    closing and sell the share into it is a disqualifying disposition instead, without
    payroll tax.

    Args:
        strike: Exercise price, dollars a share.
        price: What the buyer pays for a share, dollars.

    Source: IRC 83(a), 421(a), 421(b), 3121(a)(22), 3401(a); 26 CFR 1.83-7(a). Mitchell
        v. Commissioner, 65 T.C. 1099, 1110 (1976), aff'd, 590 F.2d 312 (9th Cir. 1979):
        section 421 does not apply to an option canceled before exercise, and the gain
        is compensation; so for a statutory option paid out when the company was bought,
        Bagley v. Commissioner, 85 T.C. 663 (1985), aff'd, 806 F.2d 169 (8th Cir. 1986).
    """
    return nonqualified_pay(strike, price)


def cash_out_note(shares: str) -> str:
    """Return what a reader must know of options that a buyer cashes out.

    Args:
        shares: How many options, in words.
    """
    return (
        f"{shares} options are cashed out: wages with payroll tax, of incentive stock "
        "options too (no share is transferred, IRC 421(b), 3121(a)(22)). Exercised "
        "before the closing and sold into it, these bear no payroll tax."
    )


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
