"""The household: filing status, income by year, carryovers, cash."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Dollars, FileModel
from isoplan.models.inputs.by_year import (
    ByYear,
    FilingStatusByYear,
    SignedByYear,
    every_year,
)
from isoplan.models.inputs.payments import Loan, PriorYear
from isoplan.models.inputs.residence import StateByDate, residency_periods, state_on
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.residence import ResidencyPeriod

NOTHING = every_year(0.0)


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
    """Capital losses carried into the plan's first year, as positive amounts."""

    short_term: Dollars = Field(
        default=0.0, description="Short-term loss, Schedule D line 6."
    )
    long_term: Dollars = Field(
        default=0.0, description="Long-term loss, Schedule D line 14."
    )
    amt_short_term: Dollars = Field(
        default=0.0, description="Short-term loss for the minimum tax."
    )
    amt_long_term: Dollars = Field(
        default=0.0, description="Long-term loss for the minimum tax."
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
    dependents: Annotated[int, Strict(), Field(ge=0)] = Field(
        default=0,
        description="How many; some states allow for them.",
        json_schema_extra={"unit": "persons"},
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
    deduction: Literal["standard", "itemized", "larger"] = Field(
        default="larger",
        description="Which deduction is taken; the larger one, judged each year "
        "without exercises and sales, unless said otherwise.",
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
    minimum_tax_credit: Dollars = Field(
        default=0.0,
        description="Minimum tax credit carried into the first year (Form 8801).",
    )
    state_minimum_tax_credit: Dollars = Field(
        default=0.0,
        description="Minimum tax credit of the state lived in at the start.",
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

    def filing_status_in(self, year: int) -> FilingStatus:
        """Return the filing status of a year."""
        return self.filing_status.at(year)

    def social_security_wages_in(self, year: int) -> float:
        """Return the option holder's other wages for social security (dollars)."""
        given = self.social_security_wages
        return (self.wages if given is None else given).at(year)

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

    @field_validator("itemized_deductions")
    @classmethod
    def _itemized_is_given(
        cls, given: ItemizedDeductions | None, info: ValidationInfo
    ) -> ItemizedDeductions | None:
        if given is None and info.data.get("deduction") == "itemized":
            raise WrongValue(
                "is missing although deduction is 'itemized'",
                "add the table household.itemized_deductions, or set "
                "deduction = 'larger'",
            )
        return given
