"""Form 1040: income, deduction, and the tax with its rates for gains and dividends."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, Election, excess, lesser_of
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.schedule_a import (
    ItemizedDeductions,
    ScheduleA,
    schedule_a,
)


@dataclass(frozen=True, slots=True)
class GainBands:
    """Gains and qualified dividends by the rate that applies to them, dollars.

    Attributes:
        at_zero: Taxed at 0%.
        at_fifteen: Taxed at 15%.
        at_twenty: Taxed at 20%.
    """

    at_zero: Amount
    at_fifteen: Amount
    at_twenty: Amount

    def tax(self, law: FederalLaw) -> Amount:
        """Return the tax on all three (dollars)."""
        zero, fifteen, twenty = law.preferential.rates
        return zero * self.at_zero + fifteen * self.at_fifteen + twenty * self.at_twenty


def gain_bands(ordinary: Amount, gain: Amount, law: FederalLaw) -> GainBands:
    """Stack gains on ordinary income and see which rate each dollar meets.

    The forms subtract step by step (line 9 is the smaller of line 19 and of what the
    ordinary part leaves of it, and so on). Each of these steps is the part of the stack
    below a breakpoint less the part of ordinary income below it, and is written so.

    Args:
        ordinary: Ordinary taxable income below the gains, dollars, at least zero.
        gain: Net capital gain and qualified dividends, dollars, at least zero.
        law: Figures of the year and filing status.

    Source: Qualified Dividends and Capital Gain Tax Worksheet lines 6 to 20; Form 6251
        lines 19 to 33; IRC 1(h)(1).
    """
    _, fifteen_from, twenty_from = law.preferential.starts
    stack = ordinary + gain
    below_fifteen = lesser_of(stack, fifteen_from) - lesser_of(ordinary, fifteen_from)
    below_twenty = lesser_of(stack, twenty_from) - lesser_of(ordinary, twenty_from)
    return GainBands(
        at_zero=below_fifteen,
        at_fifteen=below_twenty - below_fifteen,
        at_twenty=gain - below_twenty,
    )


@dataclass(frozen=True, slots=True)
class Form1040:
    """The lines of Form 1040 that a plan moves (2025 numbering), dollars.

    Attributes:
        line_11: Adjusted gross income.
        schedule_a: The deduction of line 12, and its parts.
        taxable_income_signed: Line 15 without its floor at zero.
        line_15: Taxable income.
        ordinary_part: Taxable income less gains with rates of their own (worksheet
            line 5; line 21 of the Schedule D Tax Worksheet).
        at_twenty_eight: Section 1202 gain taxed at 28% (line 41 of the latter).
        bands: Gains and dividends by the rates of their own.
        at_own_rates: Tax with the rates of gains (worksheet line 23; line 45 of the
            latter).
        line_16: Regular tax, before credits.
    """

    line_11: Amount
    schedule_a: ScheduleA
    taxable_income_signed: Amount
    line_15: Amount
    ordinary_part: Amount
    at_twenty_eight: Amount
    bands: GainBands
    at_own_rates: Amount
    line_16: Amount


def form_1040(
    agi: Amount,
    preferential_income: Amount,
    itemized: ItemizedDeductions | None,
    law: FederalLaw,
    twenty_eight_percent_gain: Amount = 0.0,
    itemizes: Election = True,
) -> Form1040:
    """Work out taxable income and regular tax by the rate schedules.

    28% rate gain is taxed as ordinary income in the brackets below 25%, above them at
    28%; other gains then lie on the ordinary part alone. Below 100,000 of taxable
    income the printed tax table may differ by a few dollars.

    Args:
        agi: Adjusted gross income, dollars.
        preferential_income: Qualified dividends and net capital gain without 28% rate
            gain, dollars.
        itemized: What may be itemized; None where there is nothing.
        law: Figures of the year and filing status.
        twenty_eight_percent_gain: The part of net capital gain left out above, dollars.
        itemizes: Whether the household elects to itemize.

    Source: Form 1040 lines 11 to 16; Qualified Dividends and Capital Gain Tax
        Worksheet lines 1 to 25; Schedule D Tax Worksheet lines 10 to 46 (lines 14, 18
        to 21 and 41 for 28% rate gain); IRC 1(h), 1(j), 63.
    """
    deductions = schedule_a(itemized, agi, law, itemizes)
    signed = agi - deductions.deduction
    taxable = excess(signed)
    with_rate_gain = excess(taxable, preferential_income)
    rate_gain = with_rate_gain - excess(
        taxable, preferential_income + twenty_eight_percent_gain
    )
    small_business = law.small_business
    at_twenty_eight = lesser_of(
        rate_gain, excess(with_rate_gain, small_business.rate_from)
    )
    ordinary = with_rate_gain - at_twenty_eight
    bands = gain_bands(ordinary, taxable - with_rate_gain, law)
    on_rate_gain = small_business.rate * at_twenty_eight
    at_own_rates = law.ordinary(ordinary) + on_rate_gain + bands.tax(law)
    return Form1040(
        line_11=agi,
        schedule_a=deductions,
        taxable_income_signed=signed,
        line_15=taxable,
        ordinary_part=ordinary,
        at_twenty_eight=at_twenty_eight,
        bands=bands,
        at_own_rates=at_own_rates,
        line_16=lesser_of(at_own_rates, law.ordinary(taxable)),
    )
