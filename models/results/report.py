"""What a report holds: the plan, what it is compared with, and the days between.

A page, a workbook and a calendar are made from it. ``isoplan report -o FILE.json``
prints it, so every number of those files can be looked up there.
"""

import datetime
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan

REPORT_VERSION = 1


class CashOnDay(Result):
    """The plan's cash at the end of a day on which some moves; dollars."""

    date: datetime.date
    left: float = Field(
        description="Cash above its floor without what is borrowed, savings since the "
        "start included; counted from zero if the household gives no cash."
    )
    paid_out: float = Field(
        description="What the plan has cost so far less what it has brought, tax and "
        "interest included; negative once it has brought more."
    )
    owed: float = Field(description="Borrowed from this day on.")


class SharesOnDay(Result):
    """Where all options and shares are at the end of a day."""

    date: datetime.date
    options: int = Field(
        description="Options that are not exercised and have not lapsed, vested or not."
    )
    held: int = Field(description="Shares held.")
    sold: int = Field(description="Shares sold since the plan's start.")
    given: int = Field(description="Shares given to charity since then.")
    cashed_out: int = Field(description="Options that a buyer has cashed out.")
    written_off: int = Field(description="Shares that have become worthless.")
    lapsed: int = Field(description="Options that have lapsed unexercised.")


class KeyDay(Result):
    """A day that matters beside those of the plan's actions."""

    date: datetime.date
    kind: Literal["qualifying", "long_term", "expiry", "tax"] = Field(
        description="First day of a qualifying sale of a lot, or of one with long-term "
        "gain where the law knows no other kind; last day of exercise; payment of tax."
    )
    what: str = Field(description="The lot, the options, or what is paid.")
    shares: int | None = Field(
        default=None,
        description="Of a lot: shares held on the day. Of options: what the plan "
        "leaves of them on it.",
    )
    year: int | None = Field(default=None, description="Of tax: the tax year.")
    amount: float | None = Field(
        default=None,
        description="Of tax: what the plan causes, dollars; negative where it is less.",
    )


class Report(Result):
    """A plan with all that a report of it shows."""

    version: int = REPORT_VERSION
    plan: Plan
    comparison: Comparison | None = Field(
        default=None,
        description="With the schedules people follow; none if it was left out.",
    )
    cash: tuple[CashOnDay, ...] = Field(description="By day.")
    shares: tuple[SharesOnDay, ...] = Field(
        description="Before the plan's first action, and at the end of each of its "
        "years."
    )
    key_days: tuple[KeyDay, ...] = Field(description="By date.")
