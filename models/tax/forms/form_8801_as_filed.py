"""Form 8801 as it is filed with a year's return: it takes up the year before.

:func:`~isoplan.models.tax.forms.form_8801.form_8801` keeps each line in the year that
causes it, so that a year's credit follows from its own forms. The form filed with the
return of a year holds the same lines shifted: Part I and lines 16 to 19 are of the year
before, lines 22 to 26 of the year itself. Both carry the same credit on.
"""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_6251 import Form6251
from isoplan.models.tax.forms.form_8801 import Form8801


@dataclass(frozen=True, slots=True)
class YearBefore:
    """What Form 8801 takes up of the year before, dollars.

    A state's credit form takes up the same of its own AMT.

    Attributes:
        line_15: AMT that exclusion items alone would have cost (line 17 again).
        line_16: AMT of that year, Form 6251 line 11.
        line_19: Line 26 of the Form 8801 filed with that year's return.
        exclusion_items: Form 6251 with exclusion items alone, which is Part I; None
            where line 15 alone is known.
    """

    line_15: Amount
    line_16: Amount
    line_19: Amount
    exclusion_items: Form6251 | None = None

    @property
    def line_18(self) -> Amount:
        """Return the AMT that gives credit (dollars); negative where it takes some."""
        return self.line_16 - self.line_15

    @property
    def line_21(self) -> Amount:
        """Return the credit brought into the year (dollars), never below zero.

        Line 20, for electric vehicles, is left out.

        Source: Form 8801 lines 18 to 21; IRC 53(b).
        """
        return excess(self.line_18 + self.line_19)


@dataclass(frozen=True, slots=True)
class Form8801AsFiled:
    """The Form 8801 filed with a year's return, Part II, dollars.

    Attributes:
        before: Part I and lines 16 to 19; None where line 21 was given alone.
        line_21: Credit brought into the year.
        line_22: Regular tax of the year less other credits.
        line_23: Tentative minimum tax of the year.
        line_24: Line 22 less line 23, the most credit that the year can use.
        line_25: Credit used.
        line_26: Credit carried on; the year's own AMT is not in it yet.
    """

    before: YearBefore | None
    line_21: Amount
    line_22: Amount
    line_23: Amount
    line_24: Amount
    line_25: Amount
    line_26: Amount


def year_before(tax: FederalReturn, credit: Form8801) -> YearBefore:
    """Return what the next year's Form 8801 takes up of a year.

    Args:
        tax: The year's forms.
        credit: Its credit, each line in the year that causes it.

    Source: Form 8801 Part I and lines 16 to 19.
    """
    return YearBefore(
        line_15=credit.line_15,
        line_16=tax.form_6251.line_11,
        line_19=credit.line_21 - credit.line_25,
        exclusion_items=tax.exclusion_items,
    )


def form_8801_as_filed(
    before: YearBefore | None, tax: FederalReturn, brought: Amount
) -> Form8801AsFiled:
    """Return the Form 8801 that is filed with a year's return (dollars).

    Args:
        before: The year before; None where it is not known.
        tax: The year's forms.
        brought: Credit brought into the year, used where the year before is not known.

    Source: Form 8801 Part II (2025 form); IRC 53(b), (c).
    """
    line_21 = brought if before is None else before.line_21
    line_22 = tax.compared.regular_tax
    line_23 = tax.tentative_minimum_tax
    line_24 = excess(line_22, line_23)
    line_25 = lesser_of(line_21, line_24)
    return Form8801AsFiled(
        before=before,
        line_21=line_21,
        line_22=line_22,
        line_23=line_23,
        line_24=line_24,
        line_25=line_25,
        line_26=line_21 - line_25,
    )
