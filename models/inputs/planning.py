"""The plan's dates, rates and objective."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import Day, FileModel, Rate, Year
from isoplan.models.law.federal_figures import FIRST_YEAR, LAST_PUBLISHED_YEAR

LONGEST_PLAN_YEARS = 40
LARGEST_RATE = 0.5


class Planning(FileModel):
    """The plan's dates and its assumptions."""

    start: Day = Field(
        description="First day of the plan; what happened before is given as it is."
    )
    last_year: Year = Field(description="Last year in which anything is decided.")
    decision_dates: Literal["yearly", "quarterly", "monthly"] = Field(
        default="quarterly",
        description="How often something may be decided, besides the dates that "
        "matter by themselves.",
    )
    discount_rate: Annotated[Rate, Field(gt=0, le=LARGEST_RATE)] = Field(
        default=0.04,
        description="What a dollar a year later is worth less; above zero, so that of "
        "two equal plans the one that recovers credit earlier wins.",
    )
    run_off_years: Annotated[int, Strict()] = Field(
        default=10,
        ge=0,
        le=LONGEST_PLAN_YEARS,
        description="Years after the last one in which left-over credit is still "
        "recovered and nothing is decided.",
        json_schema_extra={"unit": "years"},
    )
    inflation: Annotated[Rate, Field(le=LARGEST_RATE)] | None = Field(
        default=None,
        validate_default=True,
        description="Inflation a year by which the law's indexed amounts grow after "
        f"{LAST_PUBLISHED_YEAR}, the last year published.",
    )
    objective: Literal["after_tax_value", "least_tax"] = Field(
        default="after_tax_value",
        description="What is best: the most value after tax, or, with all shares sold "
        "by the end, the least tax.",
    )
    at_horizon: Literal["sell", "keep"] = Field(
        default="sell",
        description="Whether all exercised shares are sold by the end of the last "
        "year or may be kept.",
    )
    kept_shares_tax_rate: Rate = Field(
        default=0.238,
        description="Tax rate assumed on the gain of shares kept at the end, a state's "
        "tax on it included.",
    )
    step_up_at_death: Annotated[bool, Strict()] = Field(
        default=False,
        description="Whether shares kept at the end are taken to be held until death, "
        "when their gain goes untaxed (IRC 1014).",
    )
    tax_payments: Literal["april", "installments"] = Field(
        default="april",
        description="When tax leaves the cash at hand: all of it on April 15 of the "
        "next year, or as withholding, installments and the balance.",
    )

    @property
    def horizon(self) -> date:
        """Return the last day of the plan."""
        return date(self.last_year, 12, 31)

    @property
    def last_taxed_year(self) -> int:
        """Return the last year whose tax is worked out, run-off included."""
        return self.last_year + self.run_off_years

    @property
    def years(self) -> range:
        """Return the years in which something may be decided."""
        return range(self.start.year, self.last_year + 1)

    @field_validator("start")
    @classmethod
    def _law_is_known(cls, start: date) -> date:
        if start.year < FIRST_YEAR:
            raise WrongValue(
                f"before {FIRST_YEAR}, the first year with figures of the law",
                f"start the plan in {FIRST_YEAR} or later",
            )
        return start

    @field_validator("discount_rate", mode="before")
    @classmethod
    def _earlier_is_worth_more(cls, rate: object) -> object:
        if rate == 0 and not isinstance(rate, bool):
            raise WrongValue(
                "but without any discount two plans could recover the credit in "
                "different years and count as equal",
                "use 0.0001 for almost no discount",
            )
        return rate

    @field_validator("last_year")
    @classmethod
    def _last_year_follows_start(cls, last_year: int, info: ValidationInfo) -> int:
        start: date | None = info.data.get("start")
        if start is None:
            return last_year
        latest = start.year + LONGEST_PLAN_YEARS
        if last_year < start.year:
            raise WrongValue(
                f"before the plan starts on {start}",
                f"give a year from {start.year} to {latest}",
            )
        if last_year > latest:
            raise WrongValue(
                f"more than {LONGEST_PLAN_YEARS} years after the start on {start}",
                f"give a year up to {latest}; options last at most ten years",
            )
        return last_year

    @field_validator("inflation")
    @classmethod
    def _law_can_be_projected(
        cls, inflation: float | None, info: ValidationInfo
    ) -> float | None:
        last_year, run_off = info.data.get("last_year"), info.data.get("run_off_years")
        if inflation is not None or last_year is None or run_off is None:
            return inflation
        last = last_year + run_off
        if last > LAST_PUBLISHED_YEAR:
            raise WrongValue(
                f"is missing, but the plan and its run-off reach {last} and figures of "
                f"the law are published up to {LAST_PUBLISHED_YEAR}",
                "assume a rate for later years, such as inflation = 0.025",
            )
        return inflation

    @field_validator("at_horizon")
    @classmethod
    def _least_tax_sells(cls, at_horizon: str, info: ValidationInfo) -> str:
        if at_horizon == "keep" and info.data.get("objective") == "least_tax":
            raise WrongValue(
                "but least_tax compares plans that sell all shares by the end",
                "set at_horizon = 'sell', or objective = 'after_tax_value'",
            )
        return at_horizon

    @field_validator("step_up_at_death")
    @classmethod
    def _something_is_kept(cls, steps_up: bool, info: ValidationInfo) -> bool:
        if steps_up and info.data.get("at_horizon") == "sell":
            raise WrongValue(
                "but with at_horizon = 'sell' no share is kept until then",
                "set at_horizon = 'keep', or remove it",
            )
        return steps_up
