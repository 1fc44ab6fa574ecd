"""How the household pays: what it borrows, and the tax of the year before the plan."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Dollars, FileModel, Rate

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
