"""One household's income for one tax year, as ``isoplan tax`` takes it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo
from pydantic import field_validator as validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Dollars, FileModel, SignedDollars, Year
from isoplan.models.inputs.household import LossCarryovers, Persons
from isoplan.models.inputs.residence import StateCode
from isoplan.models.law.federal_figures import FIRST_YEAR, LAST_PUBLISHED_YEAR
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import carries_credit, state_file
from isoplan.models.returns.input_tables import (
    Deductions,
    Form6251Lines,
    Section1244Loss,
    SmallBusinessGain,
)

BETTER, STANDARD, ITEMIZED = ("better", "standard", "itemized")
"""Which deduction is taken: the one with the lower tax, or one of the two."""

_BESIDE_WAGES = (
    "pensions",
    "ira_withdrawals",
    "roth_conversions",
    "interest",
    "qualified_dividends",
    "iso_ordinary_income",
)
_GAINS = (
    "short_term_gain",
    "long_term_gain",
    "short_term_gain_regular",
    "long_term_gain_regular",
)


def _has_figures(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_PUBLISHED_YEAR:
        raise WrongValue(
            "for which there are no published figures of the law",
            f"give a year from {FIRST_YEAR} to {LAST_PUBLISHED_YEAR}",
        )
    return year


def _empty(given: object) -> object:
    return "" if given is None else given


class HouseholdYear(FileModel):
    """Income and deductions of one household in one tax year.

    Gains under the plain names, and those for the minimum tax beside them, are the
    year's own, to which ``loss_carryover`` is added. Names ending in ``_regular`` (and
    the minimum tax gains beside those) include the losses carried in.
    """

    year: Annotated[Year, AfterValidator(_has_figures)] = Field(description="Tax year.")
    filing_status: FilingStatus = Field(description="Such as 'single'.")
    state: Annotated[StateCode, BeforeValidator(_empty)] = Field(
        default="", description="State of residence all year; federal tax alone if not."
    )
    dependents: Persons | None = Field(
        default=None,
        description="How many, children included; children_under_17 if left out.",
    )
    children_under_17: Persons | None = Field(
        default=None,
        description="How many of them are under 17 at the end of the year; all of them "
        "if left out.",
    )
    other_credits: Dollars = Field(
        default=0.0,
        description="Other nonrefundable credits, Schedule 3 lines 1 to 6 without Form "
        "8801.",
    )
    wages: Dollars = Field(default=0.0, description="Wages, Form 1040 line 1a.")
    medicare_wages: Dollars | None = Field(
        default=None, description="Medicare wages (W-2 box 5); as wages if left out."
    )
    pensions: Dollars = Field(
        default=0.0, description="Taxable pensions and annuities, Form 1040 line 5b."
    )
    ira_withdrawals: Dollars = Field(
        default=0.0,
        description="Taxable withdrawals from IRAs, Form 1040 line 4b without "
        "conversions.",
    )
    roth_conversions: Dollars = Field(
        default=0.0,
        description="Taxable conversions to a Roth IRA, also in Form 1040 line 4b.",
    )
    interest: Dollars = Field(
        default=0.0, description="Taxable interest and nonqualified dividends."
    )
    qualified_dividends: Dollars = Field(
        default=0.0, description="Qualified dividends, Form 1040 line 3a."
    )
    short_term_gain: SignedDollars = Field(
        default=0.0, description="Net short-term gain or loss."
    )
    long_term_gain: SignedDollars = Field(
        default=0.0, description="Net long-term gain or loss."
    )
    short_term_gain_regular: SignedDollars | None = Field(
        default=None, description="The same, losses carried in included."
    )
    long_term_gain_regular: SignedDollars | None = Field(
        default=None, description="The same, losses carried in included."
    )
    short_term_gain_amt: SignedDollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    long_term_gain_amt: SignedDollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    iso_bargain_element: Dollars = Field(
        default=0.0, description="Spread of shares still held, Form 6251 line 2i."
    )
    iso_ordinary_income: Dollars = Field(
        default=0.0, description="Ordinary income of disqualifying sales, not in wages."
    )
    iso_ordinary_income_later: Dollars = Field(
        default=0.0,
        description="The part of iso_ordinary_income from exercises of earlier years.",
    )
    taxable_income: Dollars | None = Field(
        default=None,
        description="Form 1040 line 15, in place of wages and deductions: wages are "
        "what it takes beside all other income, with the standard deduction.",
    )
    itemized_deductions: Deductions | None = Field(
        default=None,
        description="What could be itemized; null in JSON takes the standard "
        "deduction.",
    )
    deduction: Literal["better", "standard", "itemized"] | None = Field(
        default=None,
        description="Deduction taken; the one with the lower tax if left out.",
    )
    state_tax_deducted: Annotated[bool, Strict()] = Field(
        default=True,
        description="Whether the state income tax worked out here may be itemized; "
        "false where state_and_local_taxes holds it already.",
    )
    form_6251: Form6251Lines | None = Field(
        default=None, description="Further lines of Form 6251, if there are any."
    )
    minimum_tax_credit: Dollars | None = Field(
        default=None, description="Credit carried in, Form 8801 line 21."
    )
    state_minimum_tax_credit: Dollars | None = Field(
        default=None, description="The state's minimum tax credit carried in."
    )
    loss_carryover: LossCarryovers | None = Field(
        default=None, description="Capital losses carried in."
    )
    small_business_gain: SmallBusinessGain | None = Field(
        default=None, description="Gain on small business stock, if there is any."
    )
    section_1244_loss: Section1244Loss | None = Field(
        default=None, description="Losses on section 1244 stock, if there are any."
    )

    @property
    def claims_credits(self) -> bool:
        """Whether nonrefundable credits other than the minimum tax credit may be."""
        return bool(self.dependents or self.children_under_17 or self.other_credits)

    @property
    def election(self) -> str:
        """Return which deduction is asked for: a name of ``ELECTIONS``."""
        if self.deduction is not None:
            return self.deduction
        says_null = (
            self.itemized_deductions is None
            and "itemized_deductions" in self.model_fields_set
        )
        is_standard = says_null or self.taxable_income is not None
        return STANDARD if is_standard else BETTER

    @property
    def other_income(self) -> float:
        """Return ordinary income that is neither wages nor investment (dollars)."""
        return self.pensions + self.ira_withdrawals + self.roth_conversions

    @property
    def losses_are_included(self) -> bool:
        """Whether gains already include the losses carried in."""
        return (
            self.short_term_gain_regular is not None
            or self.long_term_gain_regular is not None
        )

    @validator("taxable_income")
    @classmethod
    def _taxable_income_stands_for_wages(
        cls, given: float | None, info: ValidationInfo
    ) -> float | None:
        for name in ("wages", "medicare_wages"):
            if given is not None and info.data.get(name):
                raise WrongValue(
                    f"but {name} are given too, which follow from it",
                    "keep one of them",
                )
        return given

    @validator("taxable_income")
    @classmethod
    def _taxable_income_holds_all_other_income(
        cls, given: float | None, info: ValidationInfo
    ) -> float | None:
        status, year = info.data.get("filing_status"), info.data.get("year")
        if given is None or status is None or year is None:
            return given
        standard = federal_law(year, status).standard_deduction
        gains = sum(info.data.get(name) or 0.0 for name in _GAINS)
        other = sum(info.data.get(name) or 0.0 for name in _BESIDE_WAGES)
        other += max(gains, 0.0)
        if other > given + standard:
            raise WrongValue(
                f"but with the standard deduction, {standard:,.15g}, it is below the "
                f"other income, {other:,.15g} in all",
                "correct taxable_income, which includes all of it",
            )
        return given

    @validator(
        "loss_carryover",
        "small_business_gain",
        "section_1244_loss",
        "itemized_deductions",
    )
    @classmethod
    def _taxable_income_is_net(
        cls, given: FileModel | None, info: ValidationInfo
    ) -> FileModel | None:
        if given is not None and info.data.get("taxable_income") is not None:
            raise WrongValue(
                "but taxable_income is given, a quick question without them",
                "remove it, or give wages instead of taxable_income",
            )
        return given

    @validator("deduction")
    @classmethod
    def _deduction_is_there(cls, given: str | None, info: ValidationInfo) -> str | None:
        if given in {BETTER, ITEMIZED} and info.data.get("taxable_income") is not None:
            raise WrongValue(
                "but taxable_income assumes the standard deduction",
                "remove it, or give wages instead of taxable_income",
            )
        nothing = info.data.get("itemized_deductions") is None
        if given == ITEMIZED and nothing and not info.data.get("state"):
            raise WrongValue(
                "but there is nothing to itemize",
                "add the table itemized_deductions, or remove it",
            )
        return given

    @validator("short_term_gain_regular", "long_term_gain_regular")
    @classmethod
    def _gain_is_given_once(
        cls, given: float | None, info: ValidationInfo
    ) -> float | None:
        plain = str(info.field_name).removesuffix("_regular")
        if given is not None and info.data.get(plain):
            raise WrongValue(f"but {plain} is given too", "keep one of them")
        return given

    @validator("state")
    @classmethod
    def _state_has_figures(cls, given: str, info: ValidationInfo) -> str:
        year = info.data.get("year")
        if given and year is not None and year < state_file(given).first_year:
            raise WrongValue(
                f"whose figures of {year} are not there",
                f"give a year from {state_file(given).first_year} to "
                f"{LAST_PUBLISHED_YEAR}, or remove the state for federal tax alone",
            )
        return given

    @validator("state_minimum_tax_credit")
    @classmethod
    def _state_has_a_credit(
        cls, given: float | None, info: ValidationInfo
    ) -> float | None:
        state = info.data.get("state")
        if given and state is not None and not (state and carries_credit(state)):
            reason = "but without a state there is none"
            if state:
                reason = f"but {state_file(state).name} has no such credit to carry"
            raise WrongValue(reason, "remove it, or correct the state")
        return given

    @validator("children_under_17")
    @classmethod
    def _children_are_dependents(
        cls, given: int | None, info: ValidationInfo
    ) -> int | None:
        dependents = info.data.get("dependents")
        if given is not None and dependents is not None and given > dependents:
            raise WrongValue(
                f"which is above dependents, {dependents}, of whom they are a part",
                "count the children among dependents, or leave dependents out",
            )
        return given

    @validator("iso_ordinary_income_later")
    @classmethod
    def _later_is_a_part(cls, given: float, info: ValidationInfo) -> float:
        whole = info.data.get("iso_ordinary_income")
        if whole is not None and given > whole:
            raise WrongValue(
                f"which is above iso_ordinary_income, {whole:,.15g}, of which it is a "
                "part",
                "give the part that comes from exercises of earlier years",
            )
        return given

    @validator("loss_carryover")
    @classmethod
    def _losses_count_once(
        cls, given: LossCarryovers | None, info: ValidationInfo
    ) -> LossCarryovers | None:
        for name in ("short_term_gain_regular", "long_term_gain_regular"):
            if given is not None and info.data.get(name) is not None:
                raise WrongValue(
                    f"but {name} includes the losses carried in",
                    f"remove it, or give {name.removesuffix('_regular')} instead",
                )
        return given
