"""Form 6251: alternative minimum taxable income, exemption, tentative minimum tax."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.law.federal_law import AmtLaw, FederalLaw
from isoplan.models.tax.forms.form_1040 import Form1040, GainBands, gain_bands


@dataclass(frozen=True, slots=True)
class ForeignTaxCredits:
    """Foreign tax credits, as worked out elsewhere; dollars.

    Attributes:
        regular: Schedule 3 line 1.
        minimum: Form 6251 line 8.
    """

    regular: Amount = 0.0
    minimum: Amount = 0.0


@dataclass(frozen=True, slots=True)
class Form6251:
    """Form 6251 by line (2025 numbering), dollars.

    Attributes:
        line_1: Taxable income before its floor, IRC 68 undone where the AMT says so.
        line_2a: Standard deduction, or taxes from Schedule A.
        line_2i: Spread of incentive stock options exercised and still held.
        line_2k: Difference of AMT and regular gain or loss on dispositions.
        other_lines: Lines 2b to 2h, 2j, 2l to 2t and 3 together.
        line_4: Alternative minimum taxable income, with the separate filer's addition.
        line_5: Exemption after its phase-out.
        line_6: The base of the tax.
        line_13: Gains with rates of their own, figured for the AMT.
        line_17: The base less those gains.
        line_18: The 26 and 28% tax on line 17.
        bands: Those gains by rate (lines 23, 30 and 33).
        line_8: Foreign tax credit for the AMT; at most line 7.
        line_9: Tentative minimum tax (lines 7 and 40 less line 8).
        line_10: Regular tax less the foreign tax credit.
        line_11: Alternative minimum tax.
    """

    line_1: Amount
    line_2a: Amount
    line_2i: Amount
    line_2k: Amount
    other_lines: Amount
    line_4: Amount
    line_5: Amount
    line_6: Amount
    line_13: Amount
    line_17: Amount
    line_18: Amount
    bands: GainBands
    line_8: Amount
    line_9: Amount
    line_10: Amount
    line_11: Amount


def separate_addition(amti: Amount, law: AmtLaw) -> Amount:
    """Return what a separate filer adds to AMTI (dollars); zero for everybody else.

    It makes two separate filers lose the exemption that a couple would lose.

    Source: Form 6251 line 4 instructions; IRC 55(d)(2), last sentence.
    """
    if not law.separate_addition:
        return 0.0
    return lesser_of(
        law.phase_out_rate * excess(amti, law.exemption_gone_at), law.exemption
    )


def exemption(amti: Amount, law: AmtLaw) -> Amount:
    """Return the exemption left after its phase-out (dollars).

    Source: Form 6251 line 5 and its worksheet; IRC 55(d)(2), (4).
    """
    lost = law.phase_out_rate * excess(amti, law.phase_out_start)
    return excess(law.exemption, lost)


def form_6251(
    regular: Form1040,
    *,
    iso_bargain_element: Amount,
    disposition_difference: Amount,
    preferential_income: Amount,
    law: FederalLaw,
    other_lines: Amount = 0.0,
    foreign: ForeignTaxCredits | None = None,
) -> Form6251:
    """Work out Form 6251 from Form 1040 and the items that the AMT treats otherwise.

    Called a second time without deferral items (no bargain element, no disposition
    difference, regular gains) it is Part I of Form 8801.

    Line 40 takes the smaller of line 38 (gains at their own rates) and line 39 (all at
    26 and 28%). Gains bear 20% at the most, so line 38 is never the larger one and
    stands alone here. 28% rate gain bears 26 and 28%, as in line 15 of Part III. Left
    out: unrecaptured section 1250 gain.

    Args:
        regular: The year's Form 1040.
        iso_bargain_element: Line 2i, dollars.
        disposition_difference: Line 2k, dollars, signed.
        preferential_income: Line 13: qualified dividends and net capital gain on the
            AMT basis, without 28% rate gain, dollars.
        law: Figures of the year and filing status.
        other_lines: Lines 2b to 2h, 2j, 2l to 2t and 3 together, dollars, signed.
        foreign: Line 8, and what line 10 takes off; None without any.

    Source: Form 6251 Parts I to III (2025 form); IRC 55, 56(b), 59(a).
    """
    line_1 = regular.taxable_income_signed
    if not law.itemized_limit.applies_to_amt:
        line_1 = line_1 - regular.schedule_a.top_bracket_reduction
    line_2a = regular.schedule_a.not_allowed_for_amt
    amti = regular.line_11 - regular.schedule_a.allowed_for_amt
    amti = amti + iso_bargain_element + disposition_difference + other_lines
    line_4 = amti + separate_addition(amti, law.amt)
    line_5 = exemption(line_4, law.amt)
    line_6 = excess(line_4, line_5)
    gains = lesser_of(line_6, preferential_income)
    line_17 = line_6 - gains
    line_18 = law.amt.rates(line_17)
    bands = gain_bands(regular.ordinary_part, gains, law)
    line_8: Amount = 0.0
    line_9, line_10 = line_18 + bands.tax(law), regular.line_16
    if foreign is not None:
        line_8 = lesser_of(foreign.minimum, line_9)
        line_9 = line_9 - line_8
        line_10 = line_10 - lesser_of(foreign.regular, line_10)
    return Form6251(
        line_1=line_1,
        line_2a=line_2a,
        line_2i=iso_bargain_element,
        line_2k=disposition_difference,
        other_lines=other_lines,
        line_4=line_4,
        line_5=line_5,
        line_6=line_6,
        line_13=preferential_income,
        line_17=line_17,
        line_18=line_18,
        bands=bands,
        line_8=line_8,
        line_9=line_9,
        line_10=line_10,
        line_11=excess(line_9, line_10),
    )
