"""When a year's income tax must be paid.

The installments before that day are those of
:mod:`isoplan.models.tax.payments.estimated_tax`.
"""

from datetime import date

from isoplan.models.base.business_days import due_day
from isoplan.models.law.federal_figures import statute


def income_tax_due_on(year: int) -> date:
    """Return the day on which the rest of a tax year's income tax is due.

    A return of a calendar year is due then, and the tax with it; on a weekend or a
    legal holiday both wait for the next business day. Left out: extensions, which are
    to file and not to pay.

    Source: IRC 6072(a), 6151(a), 7503.
    """
    ((month, day),) = statute().income_tax_due_on.value
    return due_day(date(year + 1, month, day))


def income_tax_due_in_words() -> str:
    """Return the day of the next year as the statute names it: ``April 15``."""
    ((month, day),) = statute().income_tax_due_on.value
    return f"{date(2000, month, day):%B} {day}"
