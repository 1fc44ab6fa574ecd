"""Figures of how tax is paid: payroll tax, withholding, installments."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from isoplan.models.base.business_days import due_day
from isoplan.models.law.filing_status import FilingStatus

if TYPE_CHECKING:
    from isoplan.models.law.federal_figures import Statute

BASE_STEP = 300.0
"""Dollars of which the base of social security tax is a multiple (42 USC 430(b))."""


@dataclass(frozen=True, slots=True)
class PayrollLaw:
    """The employee's part of payroll tax (IRC 3101), dollars and fractions.

    Attributes:
        social_security_rate: On wages up to the base.
        social_security_base: Wages of one employee that bear it in a year.
        medicare_rate: On all wages.
    """

    social_security_rate: float
    social_security_base: float
    medicare_rate: float


@dataclass(frozen=True, slots=True)
class EstimatedTaxLaw:
    """Safe harbors and installments (IRC 6654), dollars and fractions.

    Attributes:
        current_year_share: Of this year's tax that is enough.
        prior_year_share: Of last year's tax that is enough.
        high_income_share: The same where last year's income was high.
        high_income_from: Adjusted gross income of last year above which it was.
        least_balance: Tax less withholding below which nothing is asked for.
        due_on: Month and day of each installment; one in January is of the next year.
        installment_share: Of the required payment in each.
    """

    current_year_share: float
    prior_year_share: float
    high_income_share: float
    high_income_from: float
    least_balance: float
    due_on: tuple[tuple[int, int], ...]
    installment_share: float

    def dates(self, year: int) -> tuple[date, ...]:
        """Return the days on which installments of a tax year are due, in order.

        Source: IRC 6654(c)(2), 7503.
        """
        first, _ = self.due_on[0]
        return tuple(
            due_day(date(year + (month < first), month, day))
            for month, day in self.due_on
        )


def payroll_law(fixed: "Statute", year: int, inflation: float) -> PayrollLaw:
    """Return the figures of payroll tax in a year.

    After the last base that was published, it grows by ``inflation`` a year.
    """
    bases = fixed.social_security_wage_base.from_year
    known = max(first for first in bases if first <= year)
    base = bases[known]
    if year > max(bases):
        grown = base * (1.0 + inflation) ** (year - known)
        base = BASE_STEP * round(grown / BASE_STEP)
    return PayrollLaw(
        social_security_rate=fixed.social_security_rate.value,
        social_security_base=float(base),
        medicare_rate=fixed.medicare_rate.value,
    )


def estimated_tax_law(fixed: "Statute", filing_status: FilingStatus) -> EstimatedTaxLaw:
    """Return the figures of installments for a filing status."""
    return EstimatedTaxLaw(
        current_year_share=fixed.estimated_current_year_share.value,
        prior_year_share=fixed.estimated_prior_year_share.value,
        high_income_share=fixed.estimated_high_income_share.value,
        high_income_from=fixed.estimated_high_income_start.of(filing_status),
        least_balance=fixed.estimated_least_balance.value,
        due_on=fixed.estimated_due_on.value,
        installment_share=fixed.estimated_installment_share.value,
    )
