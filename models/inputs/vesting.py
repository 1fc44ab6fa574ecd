"""When options and units vest: by a rule, day by day, and sooner if accelerated."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import (
    Day,
    FileModel,
    Months,
    Rate,
    SomeShares,
    months_after,
    whole_shares,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

Steps = tuple[tuple[date, int], ...]
"""Days of vesting, in order, each with all shares vested by then."""


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


class Acceleration(FileModel):
    """Vesting that comes sooner: at a change of control, or on leaving."""

    on: Day = Field(description="Day on which unvested shares vest at once.")
    share: Annotated[Rate, Field(gt=0)] = Field(
        default=1.0, description="Part of each later step that vests on this day."
    )


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


def check_sum(vesting: object, shares: int | None, what: str) -> None:
    """Refuse a list of days that does not add up to the shares granted.

    Args:
        vesting: In either form.
        shares: Granted; None if they could not be read.
        what: Vests: options or units.

    Raises:
        WrongValue: If it does not.
    """
    if isinstance(vesting, tuple) and shares is not None:
        total = sum(step.shares for step in vesting)
        if total != shares:
            raise WrongValue(
                f"which adds up to {total:,} shares while {shares:,} were granted",
                f"list the days on which all granted {what} vest",
            )


def check_days(given: Sequence[VestingStep], steps: Steps | None) -> None:
    """Refuse parts of days of vesting that are no such days, or more than they bring.

    Args:
        given: Days with a part of what vests on each.
        steps: When shares vest; None if it could not be read.

    Raises:
        WrongValue: Of the first one that is wrong.
    """
    if steps is None:
        return
    left = dict(increments(steps))
    for step in given:
        if step.on not in left:
            raise WrongValue(
                f"in which {step.on} is given twice, or no option vests on it",
                "give each day of vesting at most once",
            )
        if step.shares > (vesting := left.pop(step.on)):
            raise WrongValue(
                f"in which {step.shares:,} are more than the {vesting:,} that vest on "
                f"{step.on}",
                f"give at most {vesting} for that day",
            )


def vest_dates(
    vesting: Vesting, granted_on: date, shares: int, acceleration: Acceleration | None
) -> Steps:
    """Return days and shares vested by then; nothing vests before the grant."""
    frozen = cast("Hashable", vesting), cast("Hashable", acceleration)
    return _vest_dates(frozen[0], granted_on, shares, frozen[1])


@lru_cache(maxsize=1024)
def _vest_dates(
    vesting: VestingRule | tuple[VestingStep, ...],
    granted_on: date,
    shares: int,
    acceleration: Acceleration | None,
) -> Steps:
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
    found = tuple(vested.items())
    return found if acceleration is None else _accelerated(found, acceleration)


def _accelerated(steps: Steps, acceleration: Acceleration) -> Steps:
    """Return the steps with a part of what is unvested on a day vesting on it.

    Each later step keeps the rest of its shares; the total is rounded down each day.
    """
    before = [(day, total) for day, total in steps if day <= acceleration.on]
    vested = before[-1][1] if before else 0
    all_shares = steps[-1][1]
    if vested == all_shares:
        return steps
    totals = dict(before)

    def with_part(total: int) -> int:
        later = total - vested
        left = (all_shares - vested - later) * acceleration.share
        return vested + later + whole_shares(left)

    totals[acceleration.on] = with_part(vested)
    for day, total in steps:
        if day > acceleration.on and with_part(total) > totals[acceleration.on]:
            totals[day] = with_part(total)
    return _rising(tuple(totals.items()))


def until(steps: Steps, last: date | None) -> Steps:
    """Return the steps up to a day: vesting ends on leaving."""
    return steps if last is None else tuple(s for s in steps if s[0] <= last)


def increments(steps: Steps) -> list[tuple[date, int]]:
    """Return the days of vesting, each with the shares that vest on it."""
    before = [0, *(total for _, total in steps)]
    return [
        (day, total - was) for (day, total), was in zip(steps, before, strict=False)
    ]


def cumulative(parts: Sequence[tuple[date, int]]) -> Steps:
    """Return shares by day as running totals, days without any left out."""
    totals = accumulate(shares for _, shares in parts)
    days = [day for day, _ in parts]
    return _rising(tuple(zip(days, totals, strict=True)))


def _rising(steps: Steps) -> Steps:
    """Return only the steps that add shares, the last total of each day."""
    by_day = dict(steps)
    rising: list[tuple[date, int]] = []
    for day, total in by_day.items():
        if total > (rising[-1][1] if rising else 0):
            rising.append((day, total))
    return tuple(rising)
