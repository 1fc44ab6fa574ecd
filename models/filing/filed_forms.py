"""The forms of a household as filed, year by year, with the shares behind them.

``FiledForms`` is what ``isoplan forms --json`` prints. Its fields are kept stable under
``version``: a field may be added within a version, never changed or removed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from isoplan.models.base.cents import in_cents
from isoplan.models.base.units import Flag
from isoplan.models.filing.lines import Line
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.results.base import Result
from isoplan.models.results.display import (
    Column,
    Displayed,
    Row,
    ShownTable,
    table_of,
)
from isoplan.models.results.number_text import dollars
from isoplan.models.tax.forms.form_8949 import Box, BrokerReports

FORMS_VERSION = 1
OF_PLAN, OF_DONE = "plan", "done"
"""Whose forms they are, where they are of no schedule by name."""


class FormLine(Result):
    """One line of a form; dollars."""

    number: str = Field(
        description="As printed on the form; empty where no number is known."
    )
    what: str = Field(description="What the line holds.")
    amount: float


class FiledForm(Result):
    """One form, or a part of one, line by line."""

    title: str
    edition: int | None = Field(
        default=None,
        description="Year of the form whose numbers the lines have; none for a "
        "worksheet, and for a state's form.",
    )
    lines: tuple[FormLine, ...]


def filed_form(title: str, lines: Iterable[Line], edition: int | None) -> FiledForm:
    """Return a form with its lines in cents.

    Args:
        title: Its name, and its part.
        lines: In the order of the form.
        edition: See `FiledForm`.
    """
    return FiledForm(
        title=title,
        edition=edition,
        lines=tuple(
            FormLine(number=number, what=what, amount=in_cents(amount))
            for number, what, amount in lines
        ),
    )


class Form3921(Result):
    """One exercise of incentive stock options: Form 3921, and what line 2i takes."""

    lot: str
    grant: str
    granted_on: date | None = Field(description="Box 1: date the option was granted.")
    exercised_on: date = Field(description="Box 2: date the option was exercised.")
    exercise_price: float = Field(description="Box 3: dollars a share.")
    value_at_exercise: float = Field(
        description="Box 4: fair market value of a share on that date, dollars."
    )
    shares: int = Field(description="Box 5: shares transferred.")
    measured_on: date = Field(
        description="Day on which the spread counts for the AMT: that of exercise, or "
        "of vesting where the shares vest later and no election under section 83(b) "
        "was made."
    )
    value_measured: float = Field(
        description="Fair market value of a share on that day, dollars."
    )
    disposed_of_in_year: int = Field(
        description="Of them sold or given by the end of that year: no adjustment."
    )
    line_2i: float = Field(
        description="Form 6251 line 2i in the year of these forms, dollars: spread of "
        "the shares that are still held at its end; zero if measured in another year."
    )


class Sale8949(Result):
    """One sale: its row of Form 8949, and the same on the AMT basis; dollars."""

    row: int = Field(description="Number of the sale within its year.")
    lot: str
    grant: str
    shares: int
    acquired_on: date = Field(description="Column (b).")
    sold_on: date = Field(description="Column (c).")
    disposition: Literal["qualifying", "disqualifying"] | None = Field(
        description="None for shares of which the law knows one kind of sale."
    )
    box: Box
    proceeds: float = Field(description="Column (d).")
    reported_basis: float = Field(
        description="Column (e): what the Form 1099-B shows where it tells the IRS a "
        "basis, else the right one."
    )
    code: str = Field(
        description="Column (f): B for a wrong basis, Q for gain on small business "
        "stock that is excluded."
    )
    adjustment: float = Field(description="Column (g).")
    gain: float = Field(description="Column (h).")
    basis: float = Field(
        description="The right basis for regular tax, income of the sale included."
    )
    amt_long_term: Flag = Field(
        description="Whether the gain on the AMT basis is long-term."
    )
    amt_basis: float = Field(description="Basis for the AMT.")
    amt_gain: float = Field(description="Gain on it, less what is excluded.")
    ordinary_income: float = Field(
        description="Wages of a disqualifying sale, which the basis includes."
    )
    ordinary_income_later: float = Field(
        description="The part of them whose spread an earlier year's line 2i took."
    )
    line_2k: float = Field(
        description="What the sale adds to Form 6251 line 2k before loss limits: AMT "
        "gain less gain, less ordinary_income_later."
    )


class GiftIncome(Result):
    """Ordinary income of shares that were given away, or exchanged; dollars."""

    lot: str
    grant: str
    shares: int
    on: date
    ordinary_income: float
    ordinary_income_later: float = Field(
        description="The part of it whose spread an earlier year's line 2i took."
    )


class FormsOfYear(Result):
    """One year's forms, and the exercises and sales that they rest on."""

    year: int
    filing_status: FilingStatus
    projected: Flag = Field(description="Whether the law's figures are projected.")
    run_off: Flag = Field(description="Whether the year is past the last decision.")
    answer: str = Field(description="The year's tax, federal and of states.")
    line_2i: float = Field(description="Form 6251 line 2i.")
    line_2k: float = Field(description="Form 6251 line 2k.")
    amt: float = Field(description="Form 6251 line 11.")
    credit_used: float = Field(description="Form 8801 line 25.")
    credit_carried_on: float = Field(
        description="Form 8801 line 26: the year's own AMT is not in it yet."
    )
    federal_tax: float = Field(description="Total tax on Form 1040, after credits.")
    state_tax: float = Field(description="Tax of all states, after credits.")
    exercises: tuple[Form3921, ...]
    sales: tuple[Sale8949, ...]
    gifts: tuple[GiftIncome, ...] = Field(
        default=(), description="Shares given away that bring ordinary income."
    )
    forms: tuple[FiledForm, ...]


SHOWN_OF_YEARS = (
    Column("2i $", "line_2i"),
    Column("2k $", "line_2k"),
    Column("AMT $", "amt"),
    Column("8801 $", "credit_used"),
    Column("line 26 $", "credit_carried_on", total=""),
    Column("state $", "state_tax", only_if="state_tax"),
    Column("federal $", "federal_tax"),
)
"""The years as a table: lines of Form 6251, of Form 8801 (credit used, line 26), and
all tax after credits."""


class FiledForms(Displayed, Result):
    """The forms of the plan, of a schedule, or of what was done."""

    version: int = FORMS_VERSION
    scenario: str
    schedule: str = Field(
        description="plan, the name of a schedule, or done for what was done."
    )
    outcome: str | None = Field(
        default=None,
        description="The outcome that the forms are of; none where the future does "
        "not part.",
    )
    broker_reports: BrokerReports = Field(
        description="What the Form 1099-B of each sale is taken to tell the IRS."
    )
    years: tuple[FormsOfYear, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Return whose forms of which years, short."""
        first, last = self.years[0].year, self.years[-1].year
        return f"<FiledForms {self.scenario!r}: {self.schedule}, {first} to {last}>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self) -> str:
        """Return whose forms these are, and what the exercises bring to them."""
        whose = {OF_PLAN: "the plan", OF_DONE: "what was done"}.get(
            self.schedule, f"the schedule {self.schedule!r}"
        )
        if self.outcome is not None:
            whose += f" in the outcome {self.outcome!r}"
        first, last = self.years[0].year, self.years[-1].year
        years = f"{first}" if first == last else f"{first} to {last}"
        amt = sum(year.amt for year in self.years)
        used = sum(year.credit_used for year in self.years)
        return (
            f"{self.scenario}: the forms of {whose}, {years}. "
            f"AMT {dollars(amt)}, credit used {dollars(used)}."
        )

    def table(self) -> ShownTable:
        """Return one row a year, with the lines that exercises and sales move."""
        notes = []
        if any(year.projected for year in self.years):
            notes.append("* the law's figures are projected by the assumed inflation")
        label = ("year", lambda year: f"{year.year}{'*' * year.projected}")
        return table_of(SHOWN_OF_YEARS, self.years, label, totals=self, notes=notes)

    def to_rows(self) -> list[Row]:
        """Return one plain row a year: its lines, without exercises, sales and forms.

        Amounts are dollars.
        """
        parts = {"answer", "exercises", "sales", "gifts", "forms"}
        return [year.model_dump(exclude=parts) for year in self.years]
