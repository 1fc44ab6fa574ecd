"""Colorado: DR 0104AMT, and a credit that is a share of the federal one."""

from isoplan.models.amounts.amounts import Amount, lesser_of
from isoplan.models.law.state_rules import StateAmtLaw
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.minimum_tax import StateMinimumTax


def dr_0104amt(
    filer: StateFiler, regular_tax: Amount, added_back: Amount, law: StateAmtLaw
) -> StateMinimumTax:
    """Work out DR 0104AMT from the federal base after its exemption.

    Federal deductions are added back as for the normal tax, except what Form 6251 line
    2a has added back already: the standard deduction, or taxes.

    Args:
        filer: The filer's year.
        regular_tax: Normal tax, dollars.
        added_back: Federal deductions added back above those, dollars.
        law: Figures of the state.

    Source: DR 0104AMT lines 1 to 8 and their instructions (lines 2 and 4: no amount
        twice); C.R.S. 39-22-105.
    """
    form = filer.federal.form_6251
    exclusion = filer.federal.exclusion_items.line_6 + added_back
    return StateMinimumTax(
        amti=form.line_6 + added_back,
        exemption=form.line_5,
        tentative_minimum_tax=law.figures.rates(form.line_6 + added_back),
        exclusion_minimum_tax=law.figures.rates(exclusion),
        regular_tax=regular_tax,
        carries_credit=False,
    )


def colorado_credit(
    federal_credit_used: Amount, state_tax: Amount, law: StateAmtLaw
) -> Amount:
    """Return the credit of the year (dollars): what is not used is lost.

    Args:
        federal_credit_used: Form 8801 line 25, dollars.
        state_tax: Colorado tax with its AMT, dollars.
        law: Figures of the state.

    Source: DR 0104CR, credit for prior year alternative minimum tax; C.R.S.
        39-22-105(3).
    """
    return lesser_of(law.credit_rate * federal_credit_used, state_tax)
