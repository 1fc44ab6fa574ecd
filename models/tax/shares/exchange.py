"""Shares given for the exercise of an incentive stock option: what each new share is.

As many new shares as were given are exchanged for them; the others cost the cash
beside them alone. Amounts are dollars per share.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExchangedBasis:
    """Basis of a share that was received for one given; dollars.

    Attributes:
        regular: For regular tax.
        amt: For the AMT.
    """

    regular: float
    amt: float


def exchanged_basis(
    basis: float, amt_basis: float, income: float, *, same_year: bool
) -> ExchangedBasis:
    """Return the basis of a share received for one given.

    That of the share given, with the ordinary income that giving it brought: shares
    from options given before they were held long enough are disposed of by it, and no
    loss caps the income, for none would be recognized (`iso_gift` has the same rule).
    The AMT basis has the bargain element of the earlier exercise already, unless both
    fall in one year, where both systems agree. The holding period goes on as well,
    except for the one that a qualifying sale of the new option's shares asks for.

    Args:
        basis: Of the share given, for regular tax.
        amt_basis: For the AMT, bargain element included.
        income: Ordinary income that giving it brings.
        same_year: Whether it was exercised in the same tax year.

    Source: IRC 1036(a), 1031(d), 1223(1), 424(c)(1)(B), 424(c)(3); 26 CFR
        1.422-5(b)(3)(i), 1.424-1(c)(3); Rev. Rul. 80-244 for the AMT (IRC 56(b)(3)).
    """
    regular = basis + income
    in_one_year = same_year and income > 0
    return ExchangedBasis(regular, regular if in_one_year else amt_basis)


def additional_share_cost(cash: float, shares: int) -> float:
    """Return what one of the new shares beyond those exchanged was paid with (dollars).

    Nothing, with the cash spread over them. So the spread of the whole exercise is that
    of these shares alone: their value less this cost is the adjustment of Form 6251
    line 2i, and the wages of a disqualifying disposition.

    Args:
        cash: Paid beside the shares given, dollars.
        shares: New shares beyond those given.

    Source: 26 CFR 1.422-5(b)(3)(ii); Form 6251 line 2i instructions.
    """
    return cash / shares
