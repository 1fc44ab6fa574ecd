"""What a report of a plan over outcomes holds: the plan, and each outcome's days.

``isoplan report -o FILE.json`` prints it, so every number of the other files can be
looked up there.
"""

import datetime

from pydantic import Field

from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.base import Result
from isoplan.models.results.report import CashOnDay, KeyDay, SharesOnDay

OUTCOMES_REPORT_VERSION = 1


class WealthOnDay(Result):
    """What an outcome has come to at the end of a year of the plan; dollars."""

    date: datetime.date
    cash: float = Field(
        description="Brought in by the plan so far less what it has cost; sales that "
        "settle later, and tax of the year that is paid later, are counted already."
    )
    shares: float = Field(
        description="Price of the shares held, before tax on their sale; options "
        "count nothing."
    )
    wealth: float = Field(description="Both together.")


class OutcomeFacts(Result):
    """The days of one outcome."""

    name: str
    cash: tuple[CashOnDay, ...] = Field(description="By day.")
    shares: tuple[SharesOnDay, ...] = Field(
        description="Before the first action, and at the end of each year."
    )
    key_days: tuple[KeyDay, ...] = Field(description="By date.")
    wealth: tuple[WealthOnDay, ...] = Field(description="By year.")


class Fan(Result):
    """An amount over the outcomes as a year ends, each with its probability; dollars.

    A quantile is the least amount that so much probability does not exceed.
    """

    date: datetime.date
    mean: float
    least: float
    low: float = Field(description="The quantile of a tenth.")
    middle: float = Field(description="The quantile of a half.")
    high: float = Field(description="The quantile of nine tenths.")
    most: float


class OutcomesReport(Result):
    """A plan over outcomes with all that a report of it shows."""

    version: int = OUTCOMES_REPORT_VERSION
    plan: OutcomesPlan
    outcomes: tuple[OutcomeFacts, ...] = Field(description="In the plan's order.")
    wealth: tuple[Fan, ...] = Field(description="Of cash and shares, by year.")
    cash: tuple[Fan, ...] = Field(
        description="Of the cash alone, without shares held, by year."
    )
