"""Minnesota: Schedule M1MT, the alternative minimum tax."""

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.law.state_law import StateLaw
from isoplan.models.law.state_rules import StateAmtLaw
from isoplan.models.tax.forms.form_6251 import exemption
from isoplan.models.tax.states.deductions import part_itemized
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.minimum_tax import StateMinimumTax


def m1mt(
    filer: StateFiler, regular_tax: Amount, state: StateLaw, law: StateAmtLaw
) -> StateMinimumTax:
    """Work out Schedule M1MT, and its exclusion items for M1MTC.

    Federal adjusted gross income and the adjustments of Form 6251 lines 2c to 3, among
    them the spread and the difference on dispositions. No deduction for real estate
    taxes or home mortgage interest. Gifts are deducted where the Minnesota return
    itemizes; other deductions are taken for mortgage interest.

    Args:
        filer: The filer's year.
        regular_tax: Tax by the brackets, dollars.
        state: Figures of the state.
        law: Those of its AMT.

    Source: Schedule M1MT lines 1 to 27 (gifts: line 11, from M1SA line 18), M1MTC (line
        8); Minn. Stat. 290.091.
    """
    figures = law.figures
    agi = filer.federal.form_1040.line_11
    exclusion = agi - part_itemized(filer, agi, filer.gifts, state)
    spread = filer.federal.form_6251.line_2i + filer.federal.form_6251.line_2k
    amti = exclusion + spread
    left = exemption(amti, figures)
    return StateMinimumTax(
        amti=amti,
        exemption=left,
        tentative_minimum_tax=figures.rates(excess(amti, left)),
        exclusion_minimum_tax=figures.rates(
            excess(exclusion, exemption(exclusion, figures))
        ),
        regular_tax=regular_tax,
    )
