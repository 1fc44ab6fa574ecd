"""Payroll tax of the employee on pay in shares: social security and Medicare."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.law.payment_law import PayrollLaw


@dataclass(frozen=True, slots=True)
class PayrollTax:
    """What equity pay adds to the payroll tax of a year, dollars.

    Attributes:
        social_security: Form W-2 box 4, the part of the equity pay.
        medicare: Form W-2 box 6, the part of it, without Additional Medicare Tax, which
            is worked out on Form 8959.
    """

    social_security: Amount
    medicare: Amount

    @property
    def total(self) -> Amount:
        """Return both (dollars)."""
        return self.social_security + self.medicare


def payroll_tax(equity_pay: Amount, other_wages: Amount, law: PayrollLaw) -> PayrollTax:
    """Work out payroll tax on equity pay, which comes on top of other wages.

    The spread of a nonstatutory option and the value of restricted stock units at
    vesting are wages; neither the spread of an incentive stock option nor its
    disqualifying sale is. Social security tax ends where the wages of the year reach
    the base.

    Args:
        equity_pay: Such wages of a year, dollars, zero or more.
        other_wages: The same employee's other wages of the year (box 3), dollars.
        law: Figures of the year.

    Source: Form W-2 boxes 3 to 6; IRC 3101(a), (b)(1), 3121(a)(1), (a)(22), 3121(v)(2).
    """
    capacity = excess(law.social_security_base, other_wages)
    below_base = equity_pay - excess(equity_pay, capacity)
    return PayrollTax(
        social_security=law.social_security_rate * below_base,
        medicare=law.medicare_rate * equity_pay,
    )
