"""Changes since an earlier plan: exercises and sales done, and those planned now."""

import datetime
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result

ActionKind = Literal["exercise", "sell", "give", "cash_out", "write_off"]
"""What an action does."""


class ActionChange(Result):
    """Actions of one kind with shares of one grant on one day; shares."""

    date: datetime.date
    kind: ActionKind
    grant: str
    planned_then: int = Field(description="By the earlier plan.")
    done: int = Field(description="By the scenario's events, up to this plan's start.")
    planned_now: int = Field(description="By this plan.")

    @property
    def change(self) -> int:
        """Return the shares done or planned now, more than were planned then."""
        return self.done + self.planned_now - self.planned_then


class Outlook(Result):
    """What a plan brings from one day on, through one year's taxes; dollars."""

    exercised: int = Field(description="Options exercised.")
    sold: int = Field(description="Shares sold.")
    given: int = Field(default=0, description="Shares given to charity.")
    proceeds: float = Field(description="Of all sales and cash-outs.")
    exercise_cost: float = Field(description="Strikes paid.")
    total_tax: float = Field(description="All tax, that on other income included.")
    amt: float = Field(description="Federal AMT.")
    credit_used: float = Field(description="Federal minimum tax credit used.")
    credit_carryforward_out: float = Field(
        description="Federal credit left after the last year."
    )
    present_value: float = Field(
        description="Of proceeds, and cash saved by gifts of shares, less exercise "
        "cost less all tax, on the start of this plan, at its discount rate."
    )
    objective: float = Field(
        description="Of the whole plan, from its own start, as it was printed."
    )


class Changes(Result):
    """A plan beside the one that was made earlier for the same household."""

    earlier_start: datetime.date = Field(description="Start of the earlier plan.")
    start: datetime.date = Field(description="Start of this plan.")
    last_year: int = Field(description="Last tax year that both plans reach.")
    split: float = Field(
        default=1.0,
        description="Shares now for one share of the earlier plan, by stock splits "
        "since; its shares are restated here.",
    )
    actions: tuple[ActionChange, ...] = Field(description="By date.")
    then: Outlook = Field(description="The earlier plan, from the start of this one.")
    now: Outlook = Field(description="This plan.")
