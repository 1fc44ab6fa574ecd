"""California: Schedule P (540), the alternative minimum tax."""

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.law.federal_law import AmtLaw
from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_6251 import exemption, separate_addition
from isoplan.models.tax.states.deductions import part_itemized
from isoplan.models.tax.states.filer import StateFiler, state_agi
from isoplan.models.tax.states.minimum_tax import StateMinimumTax


def interest_and_gifts(filer: StateFiler, law: StateLaw) -> Amount:
    """Return what stays deducted for the AMT (dollars): nothing if not itemized.

    If the standard deduction is taken, it is added back whole.

    Source: Schedule P (540) lines 1 to 7 and 18.
    """
    return part_itemized(filer, state_agi(filer, law), filer.other_deductions, law)


def small_business_difference(federal: FederalReturn, law: StateLaw) -> Amount:
    """Return what small business stock adds to line 9 beyond the federal line 2k.

    California taxes its gain, whose exclusion differs on the two bases (dollars).

    Source: Schedule P (540) line 9; R&TC 18152.5.
    """
    return law.small_business_gain_taxed * (
        federal.amt_section_1202.excluded - federal.section_1202.excluded
    )


def schedule_p_540(
    filer: StateFiler,
    regular_tax: Amount,
    exemption_credits: Amount,
    law: StateLaw,
    figures: AmtLaw,
) -> StateMinimumTax:
    """Work out Schedule P (540), and its exclusion items for FTB 3510.

    Taxable income with the standard deduction or real estate taxes added back and
    the limit on itemized deductions undone is adjusted gross income less interest and
    gifts (lines 1 to 7, 15, 18). Lines 9 and 10 are the difference on dispositions,
    gain on small business stock included, and the spread; California's AMT basis is the
    federal one for shares bought as a resident. One rate, for gains too.

    Credits: exemption credits come off regular tax, not off the tentative minimum tax.
    Left out: AMT losses carried over are those of the federal AMT.

    Args:
        filer: The filer's year.
        regular_tax: Line 25: before credits and the 1% over a million, dollars.
        exemption_credits: Those used, dollars.
        law: Figures of the state.
        figures: Those of its AMT.

    Source: Schedule P (540) Parts I to III (2025 form), FTB 3510; R&TC 17062, 17063,
        17039.
    """
    agi = state_agi(filer, law)
    exclusion = agi - interest_and_gifts(filer, law)
    federal = filer.federal
    gain_taxed = small_business_difference(federal, law)
    spread = federal.form_6251.line_2i + federal.form_6251.line_2k + gain_taxed
    amti = exclusion + spread
    line_21 = amti + separate_addition(amti, figures)
    line_22 = exemption(line_21, figures)
    exclusion = exclusion + separate_addition(exclusion, figures)
    return StateMinimumTax(
        amti=line_21,
        exemption=line_22,
        tentative_minimum_tax=figures.rates(excess(line_21, line_22)),
        exclusion_minimum_tax=figures.rates(
            excess(exclusion, exemption(exclusion, figures))
        ),
        regular_tax=regular_tax,
        credits=exemption_credits,
    )
