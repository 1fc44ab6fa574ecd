"""How the household pays: what it borrows, and what the year before the plan leaves."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Dollars, FileModel, Rate, SignedDollars
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore

LARGEST_LOAN_RATE = 0.5


class PriorYear(FileModel):
    """The federal return of the year before the plan, for the safe harbor."""

    tax: Dollars = Field(
        description="Tax after credits, with AMT and surtaxes (Form 2210 line 8 "
        "before its percentage)."
    )
    adjusted_gross_income: Dollars = Field(
        description="Adjusted gross income (Form 1040 line 11)."
    )

    @model_validator(mode="after")
    def _tax_is_a_part_of_income(self) -> Self:
        if self.tax > self.adjusted_gross_income:
            raise WrongValue(
                f"whose tax, {self.tax:,.0f}, is more than its "
                f"adjusted_gross_income, {self.adjusted_gross_income:,.0f}",
                "correct one of them",
            )
        return self


class Loan(FileModel):
    """Credit that stands in where cash would fall below its floor."""

    most: Annotated[Dollars, Field(gt=0)] = Field(
        description="Most that can be borrowed at a time."
    )
    rate: Annotated[Rate, Field(le=LARGEST_LOAN_RATE)] = Field(
        description="Interest a year, paid each April 15 and when the plan ends."
    )


class LastYearDeductions(FileModel):
    """What was itemized on the return of the year before the plan."""

    state_and_local_taxes: Dollars = Field(
        default=0.0, description="All of Schedule A line 5d, before the cap."
    )
    other: Dollars = Field(
        default=0.0, description="All other itemized deductions of that year."
    )


class LastYear(FileModel):
    """Income of the year before the plan, from which its AMT is worked out.

    Gains include losses carried into that year.
    """

    filing_status: FilingStatus | None = Field(
        default=None, description="Of that year; as household.filing_status if not."
    )
    wages: Dollars = Field(description="Wages of that year, Form 1040 line 1a.")
    interest: Dollars = Field(
        default=0.0, description="Taxable interest and nonqualified dividends."
    )
    qualified_dividends: Dollars = Field(
        default=0.0, description="Qualified dividends, Form 1040 line 3a."
    )
    short_term_gain: SignedDollars = Field(
        default=0.0, description="Net short-term gain or loss, Schedule D line 7."
    )
    long_term_gain: SignedDollars = Field(
        default=0.0, description="Net long-term gain or loss, Schedule D line 15."
    )
    amt_short_term_gain: SignedDollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_long_term_gain: SignedDollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    iso_bargain_element: Dollars = Field(
        default=0.0,
        description="Spread of options exercised and held at its end, Form 6251 line "
        "2i.",
    )
    itemized_deductions: LastYearDeductions | None = Field(
        default=None, description="Taken if given; else the standard deduction."
    )


class LastReturns(FileModel):
    """The federal credit by what people have: their last Form 8801, and last year."""

    line_26: Dollars = Field(
        default=0.0,
        description="Line 26 of the Form 8801 filed with last year's return; 0 without "
        "one.",
    )
    amt: Dollars | None = Field(
        default=None, description="Last year's AMT, Form 6251 line 11."
    )
    amt_on_exclusion_items: Dollars | None = Field(
        default=None,
        description="What exclusion items alone would have cost last year, line 15 of "
        "the next Form 8801; 0 if left out.",
    )
    last_year: LastYear | None = Field(
        default=None,
        description="Last year's income instead, from which both are worked out.",
    )

    @model_validator(mode="after")
    def _amt_is_given_once(self) -> Self:
        given = [
            name
            for name in ("amt", "amt_on_exclusion_items")
            if getattr(self, name) is not None
        ]
        if self.last_year is not None and given:
            raise WrongValue(
                f"which gives both last_year and {given[0]}, which follows from it",
                "keep one of them",
            )
        if self.last_year is None and self.amt is None:
            raise WrongValue(
                "which does not tell last year's AMT",
                "add amt (Form 6251 line 11; 0 if there was none), or last_year",
            )
        return self


class LastStateReturns(FileModel):
    """A state's credit by what people have: its last credit form, and last year."""

    carryforward: Dollars = Field(
        default=0.0,
        description="Credit carried on by the form filed with last year's return, such "
        "as FTB 3510; 0 without one.",
    )
    amt: Dollars = Field(
        description="Last year's AMT of the state, such as Schedule P (540) line 26."
    )
    amt_on_exclusion_items: Dollars = Field(
        default=0.0, description="The part of it on exclusion items alone."
    )

    @property
    def year_before(self) -> YearBefore:
        """Return what the first year's credit form takes up (dollars).

        Source: FTB 3510 lines 28 to 31.
        """
        return YearBefore(
            line_15=self.amt_on_exclusion_items,
            line_16=self.amt,
            line_19=self.carryforward,
        )


NUMBER = "[number]"
"""Stands for the form of a credit that is a number, not a table."""


def _written_as(table: type[FileModel]) -> Callable[[object], str]:
    """Return what tells which of its two forms a credit is written in."""

    def written_as(given: object) -> str:
        return table.__name__ if isinstance(given, dict | FileModel) else NUMBER

    return written_as


CreditBrought = Annotated[
    Annotated[Dollars, Tag(NUMBER)] | Annotated[LastReturns, Tag("LastReturns")],
    Discriminator(_written_as(LastReturns)),
]
"""The credit brought into the first year in dollars, or what it follows from."""

StateCreditBrought = Annotated[
    Annotated[Dollars, Tag(NUMBER)]
    | Annotated[LastStateReturns, Tag("LastStateReturns")],
    Discriminator(_written_as(LastStateReturns)),
]
"""The same of the state lived in at the start."""
