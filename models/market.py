"""What a share is worth when, and when it can be sold."""

from bisect import bisect_right
from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from isoplan.models.problems import WrongValue
from isoplan.models.units import Day, DollarsPerShare, FileModel, YearlyGrowth

DAYS_PER_YEAR = 365.25


class TradingWindow(FileModel):
    """Days on which shares may be sold, both ends included."""

    opens: Day = Field(description="First day of the window.")
    closes: Day = Field(description="Last day of the window.")

    @field_validator("closes")
    @classmethod
    def _closes_after_it_opens(cls, closes: date, info: ValidationInfo) -> date:
        opens = info.data.get("opens")
        if opens is not None and closes < opens:
            raise WrongValue(
                f"before the window opens on {opens}", "exchange the two days"
            )
        return closes


class Market(FileModel):
    """The price of a share by date, and the days on which shares can be sold."""

    prices: Annotated[dict[Day, DollarsPerShare], Field(min_length=1)] = Field(
        description="Price or fair market value of one share by day, the first at or "
        "before the plan's start; between two days it grows at a constant rate."
    )
    growth: YearlyGrowth = Field(
        default=0.0, description="Growth of the price a year after the last day given."
    )
    first_sale: Day | None = Field(
        default=None,
        description="First day on which shares can be sold, such as the end of a "
        "lock-up; any day if left out.",
    )
    trading_windows: tuple[TradingWindow, ...] = Field(
        default=(),
        description="If given, shares are sold only within these windows.",
    )

    @field_validator("prices")
    @classmethod
    def _in_order(cls, prices: dict[date, float]) -> dict[date, float]:
        return dict(sorted(prices.items()))

    def price(self, on: date) -> float:
        """Return the price of a share on a day, dollars.

        Between two given days the price grows at a constant rate; after the last one
        it grows by ``growth`` a year of 365.25 days.

        Raises:
            ValueError: If the day is before the first price.
        """
        days = list(self.prices)
        passed = bisect_right(days, on)
        if passed == 0:
            raise ValueError(f"no price on {on}: the first one is of {days[0]}")
        before = days[passed - 1]
        start = self.prices[before]
        if passed == len(days):
            years = (on - before).days / DAYS_PER_YEAR
            return start * float((1.0 + self.growth) ** years)
        after = days[passed]
        share_of_way = (on - before).days / (after - before).days
        return start * float((self.prices[after] / start) ** share_of_way)

    def can_sell(self, on: date) -> bool:
        """Return whether shares can be sold on a day."""
        return self.next_sale_date(on) == on

    def next_sale_date(self, on: date) -> date | None:
        """Return the first day from ``on`` when shares can be sold; None if never."""
        day = max(on, self.first_sale) if self.first_sale is not None else on
        if not self.trading_windows:
            return day
        return min(
            (
                max(day, window.opens)
                for window in self.trading_windows
                if window.closes >= day
            ),
            default=None,
        )
