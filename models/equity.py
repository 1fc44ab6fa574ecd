"""Grants of incentive stock options, their vesting, and lots already held."""

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator

from isoplan.models.problems import WrongValue, shown
from isoplan.models.tax.disposition import qualifying_from, years_after
from isoplan.models.units import (
    Day,
    DollarsPerShare,
    FileModel,
    Months,
    Name,
    Shares,
    SomeShares,
    months_after,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

LONGEST_TERM_YEARS = 10  # IRC 422(b)(3)


class VestingRule(FileModel):
    """Vesting in equal steps after a cliff; all of it on the last day."""

    start: Day | None = Field(
        default=None, description="First day of vesting; the day of grant if left out."
    )
    months: Months = Field(
        default=48, description="Months until everything is vested; 0 for at once."
    )
    cliff_months: Months = Field(
        default=12,
        validate_default=True,
        description="Months before the first shares vest; 0 for no cliff.",
    )
    every_months: Annotated[Months, Field(gt=0)] = Field(
        default=1, description="Months between two steps after the cliff."
    )

    @field_validator("cliff_months")
    @classmethod
    def _cliff_is_within(cls, cliff: int, info: ValidationInfo) -> int:
        months = info.data.get("months", cliff)
        if cliff > months:
            raise WrongValue(
                f"more than the {months} months in which all shares vest",
                f"give at most {months} months",
            )
        return cliff

    def steps(self, granted_on: date, shares: int) -> list[tuple[date, int]]:
        """Return the days of vesting with the shares vested by then, in order."""
        start = self.start or granted_on
        later = range(self.every_months, self.months, self.every_months)
        months = {month for month in later if month > self.cliff_months}
        months |= {self.cliff_months or self.every_months, self.months}
        return [
            (months_after(start, month), shares * month // max(self.months, 1))
            for month in sorted(months)
            if month < self.months
        ] + [(months_after(start, self.months), shares)]


class VestingStep(FileModel):
    """Shares that vest on one day."""

    on: Day = Field(description="Day on which the shares vest.")
    shares: SomeShares = Field(description="Shares that vest on this day.")


def _written_as(given: object) -> str | None:
    """Return which of its two forms a vesting is written in."""
    if isinstance(given, VestingRule | dict):
        return "VestingRule"
    return "VestingStep" if isinstance(given, list | tuple) else None


Vesting = Annotated[
    Annotated[VestingRule, Tag("VestingRule")]
    | Annotated[tuple[VestingStep, ...], Tag("VestingStep")],
    Discriminator(
        _written_as,
        custom_error_type="wrong_form",
        custom_error_message="which is neither a rule nor a list of days; write {} for "
        "48 months with a cliff of 12, or a list of { on, shares }",
    ),
]
"""A rule, or the days one by one."""


@lru_cache(maxsize=1024)
def _vest_dates(
    vesting: VestingRule | tuple[VestingStep, ...], granted_on: date, shares: int
) -> tuple[tuple[date, int], ...]:
    """Return days and shares vested by then; nothing vests before the grant."""
    if isinstance(vesting, VestingRule):
        steps = vesting.steps(granted_on, shares)
    else:
        ordered = sorted(vesting, key=lambda step: step.on)
        totals = accumulate(step.shares for step in ordered)
        steps = [(step.on, total) for step, total in zip(ordered, totals, strict=True)]
    vested: dict[date, int] = {}
    reached = 0
    for day, total in steps:
        if total > reached:
            vested[max(day, granted_on)] = reached = total
    return tuple(vested.items())


class Grant(FileModel):
    """One grant of incentive stock options; only vested options are exercised."""

    name: Name = Field(description="Shown in every report; each grant has its own.")
    granted_on: Day = Field(description="Day of grant.")
    expires_on: Day = Field(
        description="Last day of exercise, at most ten years after the grant."
    )
    shares: SomeShares = Field(description="Options granted, vested or not.")
    strike: DollarsPerShare = Field(description="Exercise price of one share.")
    vesting: Vesting = Field(
        description="When the options vest: a rule, where {} is 48 months with a "
        "cliff of 12, or a list of days and shares."
    )
    exercised: Shares | None = Field(
        default=None,
        description="Options exercised before the plan starts; the shares of the "
        "grant's lots if left out.",
    )

    def vest_dates(self) -> tuple[tuple[date, int], ...]:
        """Return each day of vesting with the shares vested by then, in order."""
        vesting = cast("Hashable", self.vesting)  # both forms are frozen
        return _vest_dates(vesting, self.granted_on, self.shares)

    def vested(self, on: date) -> int:
        """Return the shares vested by a day, in whole shares."""
        steps = self.vest_dates()
        passed = bisect_right(steps, on, key=lambda step: step[0])
        return steps[passed - 1][1] if passed else 0

    def qualifying_from(self, exercised_on: date) -> date:
        """Return the first day on which a sale is a qualifying disposition.

        Source: IRC 422(a)(1).
        """
        return qualifying_from(self.granted_on, exercised_on)

    @field_validator("expires_on")
    @classmethod
    def _term_is_lawful(cls, expires_on: date, info: ValidationInfo) -> date:
        granted_on: date | None = info.data.get("granted_on")
        if granted_on is None:
            return expires_on
        last = years_after(granted_on, LONGEST_TERM_YEARS)
        if expires_on > last:
            raise WrongValue(
                f"more than {LONGEST_TERM_YEARS} years after {granted_on}, so it is "
                "not an incentive stock option (IRC 422(b)(3))",
                f"it must expire by {last}",
            )
        if expires_on <= granted_on:
            raise WrongValue(
                f"not after the day of grant, {granted_on}",
                f"give a day after it, up to {last}",
            )
        return expires_on

    @field_validator("vesting")
    @classmethod
    def _vesting_adds_up(cls, vesting: object, info: ValidationInfo) -> object:
        shares = info.data.get("shares")
        if isinstance(vesting, tuple) and shares is not None:
            total = sum(step.shares for step in vesting)
            if total != shares:
                raise WrongValue(
                    f"which adds up to {total:,} shares while {shares:,} were granted",
                    "list the days on which all granted options vest",
                )
        return vesting

    @field_validator("exercised")
    @classmethod
    def _exercised_were_granted(
        cls, exercised: int | None, info: ValidationInfo
    ) -> int | None:
        shares = info.data.get("shares")
        if exercised is not None and shares is not None and exercised > shares:
            raise WrongValue(
                f"more than the {shares:,} options granted",
                f"give at most {shown(shares)}, or correct shares",
            )
        return exercised


class Lot(FileModel):
    """Shares of one grant, exercised on one day before the plan and still held."""

    name: Name | None = Field(
        default=None, description="Shown in reports; grant and day if left out."
    )
    grant: Name = Field(description="Name of the grant that the shares come from.")
    exercised_on: Day = Field(description="Day of exercise.")
    shares: SomeShares = Field(description="Shares still held.")
    value_at_exercise: DollarsPerShare = Field(
        description="Fair market value of one share on the day of exercise."
    )

    @property
    def label(self) -> str:
        """Return the lot's name, or its grant and day of exercise."""
        return self.name or f"{self.grant} {self.exercised_on}"
