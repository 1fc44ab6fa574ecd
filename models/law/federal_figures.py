"""The files of federal figures: what each holds, and how it is read.

Every table carries its source; a figure without one is refused. A file is read when a
year is first asked for, and once.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from isoplan.models.law.filing_status import FilingStatus

_FOLDER = files("isoplan.models.law").joinpath("federal")
_YEARS = [
    int(year)
    for name in (file.name for file in _FOLDER.iterdir())
    if name.endswith(".toml") and (year := name.removesuffix(".toml")).isdigit()
]
FIRST_YEAR = min(_YEARS)
LAST_PUBLISHED_YEAR = max(_YEARS)


class _Sourced(BaseModel):
    """A table of figures that says where they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str = Field(min_length=1)
    confirmed_by: int = Field(ge=1)


class _ByStatus(_Sourced):
    """One figure for each filing status."""

    single: float
    married_jointly: float
    married_separately: float
    head_of_household: float
    qualifying_surviving_spouse: float

    def of(self, status: FilingStatus) -> float:
        return float(getattr(self, status.value))


class _ListByStatus(_Sourced):
    """A list of figures for each filing status."""

    single: tuple[float, ...]
    married_jointly: tuple[float, ...]
    married_separately: tuple[float, ...]
    head_of_household: tuple[float, ...]
    qualifying_surviving_spouse: tuple[float, ...]

    def of(self, status: FilingStatus) -> tuple[float, ...]:
        found: tuple[float, ...] = getattr(self, status.value)
        return found


class _Number(_Sourced):
    value: float


class _Switch(_Sourced):
    value: bool


class _Numbers(_Sourced):
    value: tuple[float, ...]


class _Days(_Sourced):
    """Days of any year, month and day."""

    value: tuple[tuple[int, int], ...]


class _Statuses(_Sourced):
    value: tuple[FilingStatus, ...]


class _FromYear(_Sourced):
    """A figure that changes with the years; separate filers may have their own."""

    from_year: dict[int, float]
    married_separately_from_year: dict[int, float] | None = None

    def of(self, status: FilingStatus, year: int) -> float:
        schedule = self.from_year
        if status is FilingStatus.MARRIED_SEPARATELY:
            schedule = self.married_separately_from_year or schedule
        return schedule[max(first for first in schedule if first <= year)]


class YearTables(BaseModel):
    """One year's file of indexed figures."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    year: int
    ordinary_rate_starts: _ListByStatus
    standard_deduction: _ByStatus
    fifteen_percent_from: _ByStatus
    twenty_percent_from: _ByStatus
    amt_exemption: _ByStatus
    amt_phase_out_start: _ByStatus
    amt_high_rate_start: _ByStatus


class Statute(BaseModel):
    """The file of figures that are not indexed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    ordinary_rates: _Numbers
    gain_rates: _Numbers
    amt_rates: _Numbers
    amt_phase_out_rate: _FromYear
    amt_separate_addition: _Statuses
    iso_value_limit: _Number
    iso_months_after_leaving: _Number
    iso_months_after_disability: _Number
    election_83b_days: _Number
    wash_sale_days: _Number
    capital_loss_limit: _ByStatus
    section_1244_limit: _ByStatus
    niit_rate: _Number
    niit_threshold: _ByStatus
    additional_medicare_rate: _Number
    additional_medicare_threshold: _ByStatus
    salt_cap: _FromYear
    salt_phase_down_start: _FromYear
    salt_phase_down_rate: _FromYear
    salt_floor: _FromYear
    itemized_limit_fraction: _FromYear
    itemized_limit_applies_to_amt: _Switch
    social_security_rate: _Number
    medicare_rate: _Number
    social_security_wage_base: _FromYear
    supplemental_rates: _Numbers
    supplemental_high_rate_start: _Number
    income_tax_due_on: _Days
    estimated_current_year_share: _Number
    estimated_prior_year_share: _Number
    estimated_high_income_share: _Number
    estimated_high_income_start: _ByStatus
    estimated_least_balance: _Number
    estimated_due_on: _Days
    estimated_installment_share: _Number
    gift_limit: _FromYear
    share_gift_limit: _Number
    gift_floor: _FromYear
    gifts_without_itemizing: _ByStatus
    gifts_without_itemizing_from: _Number
    small_business_cap_earlier: _ByStatus
    small_business_cap_later: _FromYear
    small_business_cap_rounding: _Number
    small_business_basis_multiple: _Number
    small_business_exclusion: _Numbers
    section_1202_gain_rate: _Number
    section_1202_gain_brackets: _Number
    child_credit: _FromYear
    child_credit_rounding: _Number
    other_dependent_credit: _Number
    child_credit_phase_out_start: _ByStatus
    child_credit_phase_out_step: _Number
    child_credit_lost_per_step: _Number
    child_credit_age: _Number
    dependent_child_age: _Number


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath(name).read_text(encoding="utf-8"))


@cache
def statute() -> Statute:
    """Return the figures that statutes fix."""
    return Statute.model_validate(_read("statute.toml"))


@cache
def year_tables(year: int) -> YearTables:
    """Return the figures of a year that has a file."""
    return YearTables.model_validate(_read(f"{year}.toml"))
