"""The household: filing status, income by year, carryovers, cash."""

from datetime import date
from typing import Annotated, cast

from pydantic import Field, Strict, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Day, Dollars, FileModel, SignedDollars, Year
from isoplan.models.inputs.by_year import (
    ByYear,
    DeductionByYear,
    FilingStatusByYear,
    SignedByYear,
    every_year,
)
from isoplan.models.inputs.payments import (
    CreditBrought,
    LastStateReturns,
    Loan,
    PriorYear,
    StateCreditBrought,
)
from isoplan.models.inputs.residence import (
    StateByDate,
    part_of_days,
    residency_periods,
    state_on,
)
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore
from isoplan.models.tax.forms.schedule_8812 import (
    children_under_credit_age,
    dependent_children,
)
from isoplan.models.tax.residence import ResidencyPeriod

NOTHING = every_year(0.0)

Persons = Annotated[int, Strict(), Field(ge=0, json_schema_extra={"unit": "persons"})]
"""A number of persons."""


class ItemizedDeductions(FileModel):
    """Deductions of Schedule A, before the law's caps."""

    state_and_local_taxes: ByYear = Field(
        default=NOTHING,
        description="State and local taxes before the cap; where a state is given, "
        "without its income tax, which the plan adds.",
    )
    real_estate_taxes: ByYear = Field(
        default=NOTHING,
        description="The same for real estate taxes, if not among those: a state "
        "allows them.",
    )
    other: ByYear = Field(
        default=NOTHING,
        description="All other itemized deductions, such as mortgage interest; also "
        "deducted for the minimum tax.",
    )


class LossCarryovers(FileModel):
    """Capital losses carried into the plan's first year, as positive amounts.

    Those of the minimum tax are the same unless they are given: they differ where
    shares have been sold whose basis for the minimum tax was another.
    """

    short_term: Dollars = Field(
        default=0.0, description="Short-term loss, Schedule D line 6."
    )
    long_term: Dollars = Field(
        default=0.0, description="Long-term loss, Schedule D line 14."
    )
    amt_short_term: Dollars = Field(
        default_factory=lambda given: given.get("short_term", 0.0),
        description="Short-term loss for the minimum tax; as for regular tax if left "
        "out.",
    )
    amt_long_term: Dollars = Field(
        default_factory=lambda given: given.get("long_term", 0.0),
        description="Long-term loss for the minimum tax; as for regular tax if left "
        "out.",
    )


class Household(FileModel):
    """Who files, and everything but the options: income, deductions, credit, cash."""

    filing_status: FilingStatusByYear = Field(
        description="Filing status, or a table of changes: "
        "{ 2026 = 'single', 2028 = 'married_jointly' }."
    )
    state: StateByDate = Field(
        default={},
        description="State of residence, or a table of moves: "
        "{ 2026-01-01 = 'CA', 2028-07-01 = 'WA' }; federal tax alone if left out.",
    )
    children: tuple[Year, ...] | None = Field(
        default=None,
        description="Years in which the children are born, also one still to come; if "
        "left out, all dependents count as children under 17 in every year.",
    )
    dependents: Persons | None = Field(
        default=None,
        description="How many in the plan's first year, children included; if left "
        "out, the children that are dependents by their age.",
    )
    other_credits: ByYear = Field(
        default=NOTHING,
        description="Other nonrefundable credits, such as for education, energy or "
        "foreign tax (Schedule 3 lines 1 to 6, without Form 8801).",
    )
    wages: ByYear = Field(
        description="Wages of the household without the options (W-2 box 1)."
    )
    medicare_wages: ByYear | None = Field(
        default=None,
        description="Wages subject to Medicare tax (W-2 box 5); as wages if left out.",
    )
    social_security_wages: ByYear | None = Field(
        default=None,
        description="The option holder's own wages subject to social security tax "
        "(W-2 box 3), without the options and however high; as wages if left out, "
        "which for a couple may count too much.",
    )
    pensions: ByYear = Field(
        default=NOTHING,
        description="Taxable pensions and annuities (Form 1040 line 5b).",
    )
    ira_withdrawals: ByYear = Field(
        default=NOTHING,
        description="Taxable withdrawals from IRAs (Form 1040 line 4b), without "
        "conversions.",
    )
    roth_conversions: ByYear = Field(
        default=NOTHING,
        description="Taxable conversions to a Roth IRA (Form 1040 line 4b).",
    )
    interest: ByYear = Field(
        default=NOTHING,
        description="Taxable interest and dividends that are not qualified.",
    )
    qualified_dividends: ByYear = Field(
        default=NOTHING, description="Qualified dividends (Form 1040 line 3a)."
    )
    short_term_gain: SignedByYear = Field(
        default=SignedByYear.model_validate(0.0),
        description="Other short-term gains less losses, before carryovers and limits.",
    )
    long_term_gain: SignedByYear = Field(
        default=SignedByYear.model_validate(0.0),
        description="Other long-term gains less losses, before carryovers and limits.",
    )
    deduction: DeductionByYear = Field(
        default=DeductionByYear.model_validate("best"),
        description="Which deduction each year takes: the one that is best for the "
        "plan, unless 'standard' or 'itemized' forces it; or a table by year.",
    )
    itemized_deductions: ItemizedDeductions | None = Field(
        default=None,
        validate_default=True,
        description="Itemized deductions; none if left out.",
    )
    gifts: ByYear = Field(
        default=NOTHING,
        description="Gifts to public charities, in cash unless the plan gives shares "
        "held long enough instead; an itemized deduction.",
    )
    minimum_tax_credit: CreditBrought = Field(
        default=0.0,
        description="Credit brought into the first year: line 26 of the last Form 8801 "
        "plus last year's AMT less its exclusion part; or a table with these: "
        "{ line_26 = 0, amt = 79_206 }.",
    )
    state_minimum_tax_credit: StateCreditBrought = Field(
        default=0.0,
        description="The same of the state lived in at the start; or a table: "
        "{ carryforward = 0, amt = 12_000 }.",
    )
    small_business_gain_used: Dollars = Field(
        default=0.0,
        description="Gain on small business stock of the same company that was "
        "excluded before the plan; it counts against the cap.",
    )
    loss_carryover: LossCarryovers = Field(
        default=LossCarryovers(),
        description="Capital losses carried into the first year.",
    )
    cash: Dollars | None = Field(
        default=None,
        description="Cash at hand at the start; cash is no limit if left out.",
    )
    savings_per_year: ByYear = Field(
        default=NOTHING, description="Cash added each year from other income."
    )
    cash_floor: Dollars = Field(
        default=0.0, description="Cash must never fall below this amount."
    )
    loan: Loan | None = Field(
        default=None,
        description="Credit that may be used where cash falls short; none if left out.",
    )
    payments_due: dict[Day, SignedDollars] = Field(
        default={},
        description="What leaves the cash at hand on known days, whatever the plan "
        "does: tax still due for the year before, a loan still owed on the start; "
        "negative for a refund.",
    )
    withholding: ByYear | None = Field(
        default=None,
        description="Federal income tax withheld each year, without that on options "
        "and units; if left out, the year's tax without any exercise or sale.",
    )
    prior_year: PriorYear | None = Field(
        default=None,
        description="Tax and income of the year before the plan, which the safe "
        "harbor of estimated tax rests on.",
    )

    @property
    def state_year_before(self) -> YearBefore | None:
        """Return what the state's first credit form takes up; None for a sum."""
        given = self.state_minimum_tax_credit
        return given.year_before if isinstance(given, LastStateReturns) else None

    @property
    def state_credit_brought(self) -> float:
        """Return the state credit brought into the first year (dollars)."""
        before = self.state_year_before
        if before is None:
            return cast("float", self.state_minimum_tax_credit)
        return float(before.line_21)

    def due_until(self, day: date) -> float:
        """Return the payments due by a day, that day included (dollars)."""
        return sum(amount for on, amount in self.payments_due.items() if on <= day)

    def filing_status_in(self, year: int) -> FilingStatus:
        """Return the filing status of a year."""
        return self.filing_status.at(year)

    def social_security_wages_in(self, year: int) -> float:
        """Return the option holder's other wages for social security (dollars)."""
        given = self.social_security_wages
        return (self.wages if given is None else given).at(year)

    def deduction_in(self, year: int) -> str:
        """Return which deduction is forced in a year, or ``best``."""
        return self.deduction.at(year)

    def children_in(self, year: int) -> int:
        """Return how many children count for the child tax credit of a year."""
        if self.children is None:
            return self.dependents or 0
        return children_under_credit_age(self.children, year)

    def dependents_in(self, year: int, first_year: int) -> int:
        """Return how many dependents there are in a year, children included.

        Those of the first year who are no children stay; children come and grow up.

        Args:
            year: Tax year.
            first_year: Of the plan.
        """
        if self.children is None:
            return self.dependents or 0
        of_year = dependent_children(self.children, year)
        if self.dependents is None:
            return of_year
        return self.dependents - dependent_children(self.children, first_year) + of_year

    def other_income_in(self, year: int) -> float:
        """Return ordinary income that is neither wages nor investment (dollars)."""
        retirement = self.pensions.at(year) + self.ira_withdrawals.at(year)
        return retirement + self.roth_conversions.at(year)

    def state_on(self, day: date) -> str:
        """Return the state lived in on a day; empty if none is given."""
        return state_on(self.state, day)

    def residency_periods(self, year: int) -> tuple[ResidencyPeriod, ...]:
        """Return where the household lives in a year, in order."""
        return residency_periods(self.state, year)

    def part_of_days_in(self, state: str, first: date, last: date) -> float:
        """Return the part of the days from ``first`` to ``last`` lived in a state."""
        return part_of_days(self.state, state, first, last)

    @field_validator("itemized_deductions")
    @classmethod
    def _itemized_is_given(
        cls, given: ItemizedDeductions | None, info: ValidationInfo
    ) -> ItemizedDeductions | None:
        deduction = info.data.get("deduction")
        forced = deduction is not None and "itemized" in deduction.years.values()
        if given is None and forced and not info.data.get("state"):
            raise WrongValue(
                "is missing although deduction is 'itemized'",
                "add the table household.itemized_deductions, or set "
                "deduction = 'best'",
            )
        return given
