"""The minimum tax credit brought into a plan, from what people have.

Nobody's papers hold it as one number: the last Form 8801 carries a credit on (line 26),
and last year's AMT comes to it on the next one.
"""

from isoplan.models.inputs.payments import LastReturns, LastYear
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore, year_before
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome


def as_given(returns: LastReturns) -> YearBefore:
    """Return the year before as the household states it (dollars)."""
    return YearBefore(
        line_15=returns.amt_on_exclusion_items or 0.0,
        line_16=returns.amt or 0.0,
        line_19=returns.line_26,
    )


def worked_out(line_26: float, last_year: LastYear, law: FederalLaw) -> YearBefore:
    """Return the year before with its AMT worked out by the law (dollars).

    Args:
        line_26: Of the Form 8801 filed with that year's return, dollars.
        last_year: Income of that year.
        law: Figures of that year.
    """
    return taken_up(line_26, federal_return(_income(last_year), Carryovers(), law))


def taken_up(line_26: float, tax: FederalReturn) -> YearBefore:
    """Return what the next Form 8801 takes up of a year's forms (dollars)."""
    before = year_before(tax, tax.credit(0.0))
    return YearBefore(before.line_15, before.line_16, line_26, before.exclusion_items)


def _income(last_year: LastYear) -> YearIncome:
    """Return what the forms of a year start from."""
    short, long = last_year.short_term_gain, last_year.long_term_gain
    amt_short, amt_long = last_year.amt_short_term_gain, last_year.amt_long_term_gain
    deducted = last_year.itemized_deductions
    itemized = None
    if deducted is not None:
        itemized = ItemizedDeductions(deducted.state_and_local_taxes, deducted.other)
    return YearIncome(
        wages=last_year.wages,
        medicare_wages=last_year.wages,
        interest=last_year.interest,
        qualified_dividends=last_year.qualified_dividends,
        short_term_gain=short,
        long_term_gain=long,
        amt_short_term_gain=short if amt_short is None else amt_short,
        amt_long_term_gain=long if amt_long is None else amt_long,
        iso_bargain_element=last_year.iso_bargain_element,
        itemized=itemized,
    )
