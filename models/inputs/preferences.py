"""Preferences: what a household would rather do than have the last dollar.

A plan of forty small trades is hard to follow, and one that leaves all wealth in one
share is hard to sleep with. Each preference is a limit that the plan keeps, and has a
price: how much more the plan could bring without it
(see `optimizer/reporting/preference_costs.py`).

An action is a row of the plan's table: options of one grant exercised on one day, or
shares of one lot sold or given on one day.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, Strict, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import FileModel, Rate, SomeShares, Year
from isoplan.models.inputs.by_year import ByYear
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning

ALL = "all"
"""Stands for all preferences together."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class StockLimit(FileModel):
    """The most of the household's wealth that may lie in the stock."""

    share: Annotated[Rate, Field(gt=0)] = Field(
        description="Part of all wealth that shares and vested options may be worth "
        "after the last day of sale in each year."
    )
    other_wealth: ByYear = Field(
        description="Wealth outside the stock at the end of each year, without what "
        "the plan itself brings in."
    )
    from_year: Year | None = Field(
        default=None,
        description="First year in which the limit holds; the first one with a day on "
        "which shares can be sold if left out.",
    )

    def measured_on(self, plan: Planning, market: Market) -> list[date]:
        """Return the days after which the limit holds: each year's last one of sale.

        What could not be sold by then is no fault of the plan, so a year without such
        a day is left out, and on the day itself selling everything keeps any limit.
        """
        first_year = max(self.from_year or plan.start.year, plan.start.year)
        days = [
            market.last_market_date(
                max(plan.start, date(year, 1, 1)), date(year, 12, 31)
            )
            for year in range(first_year, plan.last_year + 1)
        ]
        return [day for day in days if day is not None]

    @field_validator("share")
    @classmethod
    def _leaves_something(cls, share: float) -> float:
        if share == 1:
            raise WrongValue(
                "which limits nothing: the stock is never more than all wealth",
                "give a part below 1, such as 0.3, or remove most_in_stock",
            )
        return share


class Preferences(FileModel):
    """Limits on the plan that the household sets for itself."""

    actions_per_year: (
        Annotated[int, Strict(), Field(ge=1, json_schema_extra={"unit": "actions"})]
        | None
    ) = Field(
        default=None,
        description="Most actions in a calendar year: rows of the plan's table.",
    )
    smallest_trade: SomeShares | None = Field(
        default=None,
        description="Fewest shares of any action; of a lot or grant with fewer, all.",
    )
    whole_lots: bool = Field(
        default=False,
        strict=True,
        description="Whether each lot is sold, or kept, as a whole.",
    )
    most_in_stock: StockLimit | None = Field(
        default=None, description="The most of all wealth that may lie in the stock."
    )

    @property
    def given(self) -> tuple[str, ...]:
        """Return the names of the preferences stated, as the file writes them."""
        return tuple(name for name, value in self if value)

    def without(self, *names: str) -> "Preferences":
        """Return the preferences without some of them."""
        return self.model_copy(
            update={name: Preferences.model_fields[name].default for name in names}
        )

    def least_shares(self, of_all: int) -> int:
        """Return the fewest shares of an action, where there are ``of_all`` of a kind.

        The few shares that were bought, vested or granted together may go together.
        """
        return min(self.smallest_trade or 0, of_all)

    def in_words(self, name: str) -> str:
        """Return what a preference asks for, to be followed by what that costs.

        Args:
            name: One of ``given``, or ``ALL``.
        """
        most = self.actions_per_year or 0
        spelled = NUMBERS[most] if most < len(NUMBERS) else f"{most:,}"
        share = self.most_in_stock.share if self.most_in_stock is not None else 0.0
        return {
            "actions_per_year": f"holding the plan to {spelled} action"
            + ("s" if most > 1 else "")
            + " a year",
            "smallest_trade": f"trading no fewer than {self.smallest_trade or 0:,} "
            "shares at a time",
            "whole_lots": "selling each lot as a whole",
            "most_in_stock": f"keeping at most {share * 100:.4g}% of wealth in the "
            "stock",
            ALL: "keeping all of these preferences together",
        }[name]
