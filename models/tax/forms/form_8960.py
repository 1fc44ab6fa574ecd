"""Form 8960: net investment income tax."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.law.federal_law import ThresholdLaw


@dataclass(frozen=True, slots=True)
class Form8960:
    """Form 8960 by line, dollars.

    Attributes:
        line_12: Net investment income.
        line_15: Income above the threshold.
        line_17: The tax.
    """

    line_12: Amount
    line_15: Amount
    line_17: Amount


def form_8960(investment_income: Amount, agi: Amount, law: ThresholdLaw) -> Form8960:
    """Work out the tax on investment income above a threshold.

    Gain on ISO shares is investment income; the ordinary part of a disqualifying sale
    is not, and the AMT spread is in neither amount. Left out: deductions against
    investment income.

    Args:
        investment_income: Interest, dividends and net gain (or the loss allowed),
            dollars.
        agi: Adjusted gross income, dollars; stands in for the modified one.
        law: Rate and threshold.

    Source: Form 8960 lines 8 to 17; IRC 1411(a), (b), (c).
    """
    line_12 = excess(investment_income)
    line_15 = excess(agi, law.threshold)
    return Form8960(line_12, line_15, law.rate * lesser_of(line_12, line_15))
