"""Grants of options."""

from bisect import bisect_right
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue, shown
from isoplan.models.base.units import (
    Day,
    Days,
    DollarsPerShare,
    FileModel,
    Flag,
    Months,
    Name,
    Rate,
    Shares,
    SomeShares,
    months_after,
)
from isoplan.models.inputs.residence import StateCode
from isoplan.models.inputs.vesting import (
    Acceleration,
    Steps,
    Vesting,
    VestingStep,
    check_days,
    check_sum,
    increments,
    vest_dates,
)
from isoplan.models.tax.shares.disposition import qualifying_from, years_after

LONGEST_TERM_YEARS = 10  # IRC 422(b)(3)
CUSTOMARY_MONTHS_AFTER_LEAVING = 3
ROUNDING = 1e-6
"""By how much parts of a whole may miss it together."""

EarlyExercise = Literal["never", "with_83b", "without_83b", "plan_decides"]
"""Whether unvested options are exercised, and with an 83(b) election."""


class Grant(FileModel):
    """One grant of options: incentive stock options, or nonqualified ones."""

    name: Name = Field(description="Shown in every report; each grant has its own.")
    kind: Literal["iso", "nso"] = Field(
        default="iso",
        description="Incentive stock options, whose part beyond the $100,000 limit is "
        "nonqualified, or nonqualified ones.",
    )
    granted_on: Day = Field(description="Day of grant.")
    expires_on: Day = Field(
        description="Last day of exercise; of incentive stock options at most ten "
        "years after the grant."
    )
    shares: SomeShares = Field(description="Options granted, vested or not.")
    strike: DollarsPerShare = Field(description="Exercise price of one share.")
    value_at_grant: DollarsPerShare | None = Field(
        default=None,
        description="Fair market value of one share on the day of grant, for the "
        "$100,000 limit; the strike if left out.",
    )
    vesting: Vesting = Field(
        description="When the options vest: a rule, where {} is 48 months with a "
        "cliff of 12, or a list of days and shares."
    )
    acceleration: Acceleration | None = Field(
        default=None, description="Vesting that comes sooner: { on, share }."
    )
    exercised: Shares | None = Field(
        default=None,
        description="Options exercised before the plan starts; the shares of the "
        "grant's lots if left out.",
    )
    early_exercise: EarlyExercise = Field(
        default="never",
        description="Whether unvested options may be exercised, and whether with an "
        "election under section 83(b) within 30 days.",
    )
    early_exercise_from: Day | None = Field(
        default=None,
        description="First day on which unvested options may be exercised, where it "
        "was allowed after the grant; the day of grant if left out.",
    )
    nonqualified_shares: Shares | tuple[VestingStep, ...] | None = Field(
        default=None,
        description="Options that are nonqualified as the employer reports them, the "
        "last ones to vest, or { on, shares } for days of vesting; by the $100,000 "
        "limit if left out.",
    )
    months_after_leaving: Months | None = Field(
        default=None,
        description="Months after leaving in which vested options can be exercised, 3 "
        "if left out; later than three months they are nonqualified.",
    )
    days_after_leaving: Days | None = Field(
        default=None,
        description="The same in days, where the plan document counts so: 90 days are "
        "not three months.",
    )

    market: Name | None = Field(
        default=None,
        description="Name of the market among [markets] on which the shares are sold, "
        "that of the employer who granted the options; [market] if left out.",
    )
    small_business_stock: Flag = Field(
        default=False,
        description="Whether the shares are small business stock (QSBS, IRC 1202), "
        "whose gain may be excluded after some years; the company knows.",
    )
    small_business_until: Day | None = Field(
        default=None,
        description="Last day on which shares are issued as small business stock, such "
        "as that before a round that makes the company too large; no end if left out.",
    )

    section_1244: Flag = Field(
        default=False,
        description="Whether the shares are section 1244 stock, issued to the "
        "household for money by a small business corporation: a loss is ordinary up to "
        "$50,000 a year, $100,000 on a joint return.",
    )

    work_states: dict[StateCode, Rate] | None = Field(
        default=None,
        description="Part of the workdays from grant to exercise that were worked in "
        "each state: { CA = 0.6, WA = 0.4 }; by the days lived there if left out.",
    )

    @property
    def small_business_last(self) -> date | None:
        """Return the last day on which exercises give small business stock, if any."""
        if not self.small_business_stock:
            return None
        return self.small_business_until or date.max

    @property
    def early_from(self) -> date | None:
        """Return the first day on which unvested options may be exercised, if any."""
        if self.early_exercise == "never":
            return None
        return max(self.granted_on, self.early_exercise_from or self.granted_on)

    @property
    def first_exercise(self) -> date:
        """Return the first day on which any option may be exercised."""
        first = self.vest_dates()[0][0]
        return first if self.early_from is None else min(first, self.early_from)

    def nonqualified_by_day(self) -> dict[date, int]:
        """Return the options given as nonqualified, by day of vesting."""
        given = self.nonqualified_shares or 0
        if isinstance(given, tuple):
            return {step.on: step.shares for step in given}
        found: dict[date, int] = {}
        for day, shares in reversed(increments(self.vest_dates())):
            found[day] = min(shares, given)
            given -= found[day]
        return found

    @property
    def window_after_leaving(self) -> tuple[str, int]:
        """Return the field of the plan document's window, and its months or days."""
        if self.days_after_leaving is not None:
            return "days_after_leaving", self.days_after_leaving
        months = self.months_after_leaving
        return (
            "months_after_leaving",
            CUSTOMARY_MONTHS_AFTER_LEAVING if months is None else months,
        )

    def exercise_ends(self, leaves_on: date) -> date:
        """Return the last day of exercise of who leaves on a day.

        By the plan document, in days or in months; how long the law takes options for
        incentive stock options is another question: see `iso_exercise_ends`.
        """
        field, length = self.window_after_leaving
        if field == "days_after_leaving":
            ends = leaves_on + timedelta(days=length)
        else:
            ends = months_after(leaves_on, length)
        return min(self.expires_on, ends)

    def vest_dates(self) -> Steps:
        """Return each day of vesting with the shares vested by then, in order."""
        return vest_dates(self.vesting, self.granted_on, self.shares, self.acceleration)

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
        if expires_on > last and info.data.get("kind") != "nso":
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

    @field_validator("value_at_grant")
    @classmethod
    def _priced_at_value(
        cls, value_at_grant: float | None, info: ValidationInfo
    ) -> float | None:
        strike, kind = info.data.get("strike"), info.data.get("kind")
        if value_at_grant is None or strike is None or kind == "nso":
            return value_at_grant
        if value_at_grant > strike:
            raise WrongValue(
                f"above the strike of {shown(strike)}, so it is not an incentive stock "
                "option (IRC 422(b)(4))",
                "correct either, or set kind = 'nso'",
            )
        return value_at_grant

    @field_validator("early_exercise_from")
    @classmethod
    def _early_within_the_term(
        cls, early_exercise_from: date | None, info: ValidationInfo
    ) -> date | None:
        if early_exercise_from is None:
            return None
        if info.data.get("early_exercise", "") == "never":
            raise WrongValue(
                "but early_exercise is 'never'",
                "set early_exercise, or remove it",
            )
        first, last = info.data.get("granted_on"), info.data.get("expires_on")
        if first and last and not first <= early_exercise_from <= last:
            raise WrongValue(
                f"outside the grant's term, {first} to {last}",
                "give a day within it, or leave it out",
            )
        return early_exercise_from

    @field_validator("nonqualified_shares")
    @classmethod
    def _nonqualified_were_granted(
        cls, given: int | tuple[VestingStep, ...] | None, info: ValidationInfo
    ) -> int | tuple[VestingStep, ...] | None:
        if given is None:
            return None
        if info.data.get("kind") == "nso":
            raise WrongValue(
                "but all options of kind 'nso' are nonqualified", "remove it"
            )
        if isinstance(given, tuple):
            check_days(given, _vesting_of(info))
        elif given > info.data.get("shares", given):
            raise WrongValue(
                f"more than the {info.data['shares']:,} options granted",
                f"give at most {info.data['shares']}",
            )
        return given

    @field_validator("days_after_leaving")
    @classmethod
    def _days_or_months(cls, days: int | None, info: ValidationInfo) -> int | None:
        months = info.data.get("months_after_leaving")
        if days is not None and months is not None:
            raise WrongValue(
                f"beside months_after_leaving = {months}",
                "keep the one that the plan document counts in",
            )
        return days

    @field_validator("small_business_until")
    @classmethod
    def _ends_what_began(
        cls, small_business_until: date | None, info: ValidationInfo
    ) -> date | None:
        if small_business_until and not info.data.get("small_business_stock", True):
            raise WrongValue(
                "but the shares are not small business stock",
                "set small_business_stock = true, or remove it",
            )
        return small_business_until

    @field_validator("work_states")
    @classmethod
    def _worked_once(cls, given: dict[str, float] | None) -> dict[str, float] | None:
        together = sum((given or {}).values())
        if together > 1.0 + ROUNDING:
            raise WrongValue(
                f"which is {shown(together)} of the workdays together",
                "give parts that add up to 1, or to less for work done elsewhere",
            )
        return given

    @field_validator("vesting")
    @classmethod
    def _vesting_adds_up(cls, vesting: object, info: ValidationInfo) -> object:
        check_sum(vesting, info.data.get("shares"), "options")
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


def _vesting_of(info: ValidationInfo) -> Steps | None:
    """Return the days of vesting of a grant that is being read, if they are known."""
    names = ("vesting", "granted_on", "shares", "acceleration")
    if not info.data.keys() >= set(names):
        return None
    return vest_dates(*(info.data[name] for name in names))
