"""Why an action is what it is: what stops it, and what the next best one loses."""

from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field

from isoplan.models.results.base import Result

StoppedBy: TypeAlias = Literal[
    "amt_begins",
    "amt_rate",
    "exemption",
    "tax_bracket",
    "gain_rate",
    "net_investment_tax",
    "additional_medicare_tax",
    "deduction",
    "credit",
    "state_amt",
    "state_tax",
    "rate",
    "vesting",
    "all_options",
    "cash",
    "sale_limit",
    "gift_limit",
    "preference",
    "holding_date",
    "first_sale_day",
    "tax_year",
    "last_sale_day",
    "whole_lot",
    "company_end",
    "best_found",
]
"""What stops an action there."""


class Why(Result):
    """The numbers behind the sentence of an action; dollars."""

    stopped_by: StoppedBy = Field(
        description="What keeps more shares from this action: a line of the law where "
        "the tax bends, a limit, or that there are no more; of a lot that goes as a "
        "whole, what keeps it until that day."
    )
    year: int | None = Field(
        default=None, description="Tax year of the line where the tax bends."
    )
    on: date | None = Field(
        default=None,
        description="Day of the limit: of cash, of vesting, of the holding period.",
    )
    tax_on_last_share: float | None = Field(
        default=None,
        description="Tax of the action's year on its last share, federal and state.",
    )
    tax_on_next_share: float | None = Field(
        default=None, description="The same on one share more."
    )
    next_share_loses: float | None = Field(
        default=None,
        description="What the objective loses by one share more, taken from where that "
        "costs least; none if there is none to take.",
    )
    next_best: str = Field(
        default="",
        description="The best of the neighboring alternatives that keep all limits: "
        "another decision date, some more or fewer, or not at all.",
    )
    next_best_loses: float | None = Field(
        default=None,
        description="What the objective loses by it, the plan's deductions unchanged; "
        "below zero within the plan's gap.",
    )
