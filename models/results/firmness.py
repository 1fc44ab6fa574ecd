"""How firm a plan's first step is: where it stays the same, and what a fall costs."""

from datetime import date
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.number_text import in_a_row

FactName = Literal[
    "exit_price",
    "growth",
    "discount_rate",
    "income",
    "date_of_sale",
    "probability",
    "volatility",
]
LimitName = Literal["cash", "sale_limit", "windows", "blackouts", "lock_up", "vesting"]
Depth = Literal["first", "all"]
Cut = Literal["", "late", "failed"]
"""What left open which first step is best: time was over, or a plan failed."""
Value = float | date
"""Of a fact: dollars, a fraction, or a day."""


class StepAction(Result):
    """One part of a first step."""

    kind: Literal["exercise", "sell", "give"]
    grant: str
    of: str = Field(
        description="The options that are exercised, or the lot that is sold or given."
    )
    shares: int


class FirstStep(Result):
    """What the household does first: its exercises, sales and gifts of one day."""

    on: date | None = Field(description="None where a plan does nothing at all.")
    actions: tuple[StepAction, ...]

    @property
    def in_words(self) -> str:
        """Return the step in words, to stand within a sentence."""
        if self.on is None:
            return "do nothing"
        parts = [f"{each.kind} {each.shares:,} of {each.of}" for each in self.actions]
        return f"{in_a_row(parts)} on {self.on}"


class Elsewhere(Result):
    """The first step of the best plan where a fact has another value."""

    value: Value
    step: FirstStep | None = Field(
        description="None where no schedule keeps all limits."
    )
    keeping_costs: float | None = Field(
        default=None,
        description="Dollars that keeping to this plan's first step loses there, at "
        "most: up to the bound of the best plan; none if it was not worked out, or the "
        "step cannot be kept.",
    )


class FirmRange(Result):
    """The values of one fact that were tried, and where the first step is the same."""

    fact: FactName
    of: str = Field(
        default="",
        description="The branch or outcome whose fact it is; empty for the whole.",
    )
    in_words: str = Field(description="What the fact is, with its unit.")
    now: Value = Field(description="As the scenario has it.")
    lowest: Value = Field(
        description="The lowest value tried where the first step stays the same, and "
        "with it all values tried between it and the scenario's."
    )
    highest: Value = Field(description="The highest such value.")
    below: Elsewhere | None = Field(
        default=None,
        description="The next lower value tried, where another step is better; none "
        "if no lower one was tried.",
    )
    above: Elsewhere | None = Field(
        default=None, description="The same of the next higher value."
    )
    tried: tuple[Value, ...] = Field(description="All values tried, in order.")
    cut: Cut = Field(
        default="",
        description="Why an end was not looked for any further: late, time was over; "
        "failed, a plan could not be made. Empty where both ends were found.",
    )


class Fall(Result):
    """What is lost if the share falls after a part of the plan was done; dollars.

    Both sides meet the same fall: the household that has acted, and the one that did
    nothing. Afterwards neither exercises; shares held go as worthless, or are sold on
    the first day on which they can be. Credit comes back and losses are deducted in the
    years after, run-off included.
    """

    after: date = Field(description="Last day of the plan that was carried out.")
    on: date = Field(description="First day of the fallen price.")
    price: float = Field(description="Dollars a share from then on; 0 is worthless.")
    loss: float = Field(
        description="Value after tax of having done nothing, less that of having "
        "acted; present value. Below zero where acting was better all the same."
    )
    paid: float = Field(description="Strikes paid.")
    proceeds: float = Field(
        description="Of sales, beyond those of the household that did nothing."
    )
    tax_added: float = Field(
        description="Tax of the years in which there is more of it, interest left out."
    )
    amt_added: float = Field(
        description="AMT of all years, beyond that of the household that did nothing."
    )
    tax_returned: float = Field(description="Tax of the years in which there is less.")
    returned_by: int | None = Field(
        description="Last year in which there is less; none if none."
    )
    credit_left: float = Field(
        description="Federal minimum tax credit still unused when the run-off ends, "
        "beyond that of the household that did nothing."
    )
    shares: int = Field(description="Exercised by the plan and still held at the fall.")


class LimitPrice(Result):
    """What the plan would be worth more with one limit loosened; dollars."""

    limit: LimitName
    of: str = Field(description="Field of the scenario file that sets the limit.")
    loosened: str = Field(description="By how much, in words.")
    worth: float = Field(
        description="The best objective with it, less the plan's: after-tax value "
        "gained, or tax saved; below zero where it is worth less."
    )
    at_least: float = Field(description="What is proven: it is worth no less.")
    at_most: float = Field(description="What is proven: it is worth no more.")


class Firmness(Result):
    """How firm the plan's first step is."""

    depth: Depth = Field(
        description="first: the fall and the exit price alone; all: everything."
    )
    step: FirstStep
    same_means: str = Field(
        description="When the first step stays the same: a clause in words."
    )
    trifle: float | None = Field(
        default=None,
        description="Dollars that keeping to the step may lose for it to stay the "
        "same; none where that is not tried, as of a step with a gift.",
    )
    gap: float = Field(description="Dollars within which each other plan is proven.")
    solves: int = Field(description="Plans solved again.")
    fall: Fall | None = Field(
        default=None, description="After the first step alone, to nothing."
    )
    falls: tuple[Fall, ...] = Field(
        default=(),
        description="To the other price that was asked for; and with depth all, to "
        "nothing after the plan up to the end of each year in which it holds shares.",
    )
    ranges: tuple[FirmRange, ...] = ()
    limits: tuple[LimitPrice, ...] = Field(
        default=(),
        description="The limits that are worth something to loosen, or cost something.",
    )
    free_limits: tuple[str, ...] = Field(
        default=(), description="Those that were loosened and brought nothing."
    )
    left_out: tuple[str, ...] = Field(
        default=(), description="What was not worked out, and why; sentences."
    )
