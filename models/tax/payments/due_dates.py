"""When a year's income tax must be paid.

The installments before that day are those of
:mod:`isoplan.models.tax.payments.estimated_tax`.
"""

from datetime import date

from isoplan.models.law.federal_figures import statute


def income_tax_due_on(year: int) -> date:
    """Return the day on which the rest of a tax year's income tax is due.

    A return of a calendar year is due then, and the tax with it. Left out: the next
    business day where it is none, and extensions, which are to file and not to pay.

    Source: IRC 6072(a), 6151(a).
    """
    ((month, day),) = statute().income_tax_due_on.value
    return date(year + 1, month, day)


def income_tax_due_in_words() -> str:
    """Return the day of the next year, such as ``April 15``."""
    due = income_tax_due_on(2000)
    return f"{due:%B} {due.day}"
