"""What may become known within the plan: branches of the future, or a volatility.

A branch is a piece of future that begins on the day on which something becomes known.
What it does not change stays as it was in the piece before it.
"""

import itertools
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import (
    Day,
    DollarsPerShare,
    FileModel,
    Name,
    Rate,
    Volatility,
    YearlyGrowth,
)
from isoplan.models.inputs.by_year import ByYear
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.market_access import (
    Acquisition,
    Blackout,
    PublicOffering,
    StockAcquisition,
    TenderOffer,
    TradingWindow,
)
from isoplan.models.inputs.residence import StateByDate

Probability = Annotated[Rate, Field(gt=0)]
"""A probability as a fraction, above zero."""


class BranchMarket(FileModel):
    """What a branch changes of a market, from the branch's first day on.

    Prices and lists replace those of the piece before from that day on.
    """

    prices: dict[Day, DollarsPerShare] | None = Field(
        default=None,
        description="Prices of the branch, in place of all later ones of [market]; "
        "between the branch's first day and the first of them the price moves as "
        "[market] does.",
    )
    growth: YearlyGrowth | None = Field(
        default=None,
        description="Growth of the price a year after the last day given.",
    )
    first_sale: Day | None = Field(
        default=None, description="First day on which shares can be sold on the market."
    )
    ipo: PublicOffering | None = Field(
        default=None, description="When the company goes public: { on, lock_up_days }."
    )
    trading_windows: tuple[TradingWindow, ...] | None = Field(
        default=None, description="Windows that open in the branch."
    )
    blackouts: tuple[Blackout, ...] | None = Field(
        default=None, description="Blackouts that begin in the branch."
    )
    tender_offers: tuple[TenderOffer, ...] | None = Field(
        default=None, description="Offers of the branch."
    )
    acquisition: Acquisition | None = Field(
        default=None,
        description="A buyer's cash for the company; nothing that [market] has from "
        "that day on takes place.",
    )
    acquisition_for_stock: StockAcquisition | None = Field(
        default=None,
        description="A buyer's shares for those of the company; nothing that [market] "
        "has from that day on takes place.",
    )
    worthless_on: Day | None = Field(
        default=None,
        description="Day on which the shares become worthless; nothing that [market] "
        "has from that day on takes place.",
    )


class BranchHousehold(FileModel):
    """What a branch changes of the household, from the year of its first day on."""

    wages: ByYear | None = Field(default=None, description="As household.wages.")
    medicare_wages: ByYear | None = Field(
        default=None, description="As household.medicare_wages."
    )
    social_security_wages: ByYear | None = Field(
        default=None, description="As household.social_security_wages."
    )
    savings_per_year: ByYear | None = Field(
        default=None, description="As household.savings_per_year."
    )
    withholding: ByYear | None = Field(
        default=None, description="As household.withholding."
    )
    state: StateByDate | None = Field(
        default=None,
        description="State lived in from the branch's first day on, or a table of "
        "moves.",
    )


class Branch(FileModel):
    """A piece of future that begins on the day on which something becomes known."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: Name = Field(description="Shown in every result; no two have the same.")
    begins: Day = Field(
        alias="from",
        description="Day from which it is known whether this branch comes; before it, "
        "what stands in the file or in the branch before holds.",
    )
    after: Name | None = Field(
        default=None,
        description="Name of the branch that it parts from; the file without branches "
        "if left out.",
    )
    probability: Probability = Field(
        description="Given the branch that it parts from: those of all branches that "
        "part there add up to 1."
    )
    market: BranchMarket = Field(
        default=BranchMarket(), description="What it changes of [market]."
    )
    markets: dict[Name, BranchMarket] = Field(
        default={}, description="The same of further markets, by name."
    )
    employment: Employment | None = Field(
        default=None, description="When the option holder leaves, in this branch."
    )
    household: BranchHousehold = Field(
        default=BranchHousehold(), description="What it changes of the household."
    )


class Jump(FileModel):
    """A sudden fall that may come between two steps, beside the volatility."""

    probability_per_year: Annotated[Rate, Field(gt=0, lt=1)] = Field(
        description="Chance that it comes within a year."
    )
    to: Annotated[Rate, Field(gt=0, lt=1)] = Field(
        description="What is left of the price after it, as a fraction."
    )


class Uncertainty(FileModel):
    """A volatility, for which branches are made whose mean is the market's price."""

    volatility: Volatility = Field(
        description="Standard deviation of a year's growth, logarithmic: 0.6 is 60 "
        "percent."
    )
    steps: Annotated[tuple[Day, ...], Field(min_length=1)] = Field(
        description="Days on which it becomes known what the price has done since the "
        "step before, or since the plan's start."
    )
    branches: Literal[2, 3] = Field(
        default=3,
        description="Into how many the future parts at each step; one more with a "
        "jump.",
        json_schema_extra={"unit": "branches"},
    )
    jump: Jump | None = Field(
        default=None,
        description="A sudden fall that may come: { probability_per_year, to }.",
    )

    @field_validator("steps")
    @classmethod
    def _rise(cls, steps: tuple[date, ...]) -> tuple[date, ...]:
        for before, step in itertools.pairwise(steps):
            if step <= before:
                raise WrongValue(
                    f"where {step} does not come after {before}",
                    "write the days in order, each once",
                )
        return steps
