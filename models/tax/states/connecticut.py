"""Connecticut: Form CT-6251, the alternative minimum tax."""

import numpy as np

from isoplan.models.amounts.amounts import Amount, lesser_of
from isoplan.models.law.state_rules import StateAmtLaw
from isoplan.models.tax.forms.form_6251 import Form6251
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.minimum_tax import StateMinimumTax


def _minimum_tax(form: Form6251, law: StateAmtLaw) -> Amount:
    """Return the smaller of the two taxes on federal amounts (dollars)."""
    return lesser_of(law.figures.rates(form.line_9), law.rate_of_income * form.line_4)


def ct_6251(
    filer: StateFiler,
    regular_tax: Amount,
    credits_used: Amount,
    law: StateAmtLaw,
    *,
    smooth: bool,
) -> StateMinimumTax:
    """Work out Form CT-6251 for a resident without Connecticut modifications.

    It is due only with federal AMT. Without federal AMT, 19% of federal tax is rarely
    above Connecticut's tax; smoothed, the condition is left out. The credit of CT-8801
    never generates a negative amount (line 22). The credit for property tax comes off
    tax and AMT together, and before the credit of CT-8801.

    Args:
        filer: The filer's year.
        regular_tax: Connecticut income tax before credits, dollars.
        credits_used: Credits that lower it, dollars.
        law: Figures of the state.
        smooth: Whether the condition is left out.

    Source: Form CT-6251 lines 5, 14 to 23; CT-8801 lines 20 to 30; Form CT-1040 lines
        6 to 13; C.G.S. 12-700a.
    """
    form = filer.federal.form_6251
    tentative = _minimum_tax(form, law)
    if not smooth:
        tentative = np.where(form.line_11 > 0, tentative, 0.0)
    exclusion = _minimum_tax(filer.federal.exclusion_items, law)
    return StateMinimumTax(
        amti=form.line_4,
        exemption=form.line_5,
        tentative_minimum_tax=tentative,
        exclusion_minimum_tax=lesser_of(exclusion, tentative),
        regular_tax=regular_tax,
        credits=credits_used,
    )
