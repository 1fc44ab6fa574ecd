"""What a share is worth when, and when it can be sold."""

from bisect import bisect_right
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, field_validator

from isoplan.models.base.units import (
    Day,
    Dollars,
    DollarsPerShare,
    FileModel,
    YearlyGrowth,
)
from isoplan.models.inputs.market_access import (
    Acquisition,
    Blackout,
    PublicOffering,
    TenderOffer,
    TradingWindow,
)
from isoplan.models.tax.shares.worthless import worthless_as_of

DAYS_PER_YEAR = 365.25
ONE_DAY = timedelta(days=1)


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
        description="First day on which shares can be sold on the market, such as the "
        "end of a lock-up; any day if left out.",
    )
    ipo: PublicOffering | None = Field(
        default=None,
        description="When the company goes public: { on, lock_up_days }; no sale on "
        "the market before its lock-up ends.",
    )
    trading_windows: tuple[TradingWindow, ...] = Field(
        default=(),
        description="If given, shares are sold on the market only within these "
        "windows: { opens, closes, most_shares }.",
    )
    blackouts: tuple[Blackout, ...] = Field(
        default=(),
        description="Days on which nothing is sold on the market: { begins, ends }.",
    )
    tender_offers: tuple[TenderOffer, ...] = Field(
        default=(),
        description="Days on which the company or an investor buys shares: { on, "
        "price, most_shares, most_of_vested }.",
    )
    acquisition: Acquisition | None = Field(
        default=None,
        description="A buyer's cash for the company: { on, price, accelerates }. "
        "Shares are sold on that day and options cashed out.",
    )
    worthless_on: Day | None = Field(
        default=None,
        description="Day on which the shares become worthless: nothing can be sold "
        "from then on, options lapse, and shares count as sold for nothing on the last "
        "day of that year.",
    )
    sale_cost_per_share: Dollars = Field(
        default=0.0,
        description="What selling a share costs: commissions and fees.",
        json_schema_extra={"unit": "USD/share"},
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
        if self.ends is not None and on >= self.ends:
            return self.last_price
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

    def sale_price(self, on: date) -> float:
        """Return what a share sold on a day brings, its cost of sale taken off; $.

        The amount realized: selling costs lower it, and with it the gain, and are no
        deduction. The spread at exercise is measured by :meth:`price`, whatever a
        tender offer pays.

        Source: Form 8949 column (d), or (g) with code E; IRC 1001(b); 26 CFR
        1.263(a)-1(e)(1); Spreckels v. Commissioner, 315 U.S. 626 (1942).
        """
        if self.ends is not None and on >= self.ends:
            return self.last_price
        offered = [each.price for each in self.tender_offers if each.on == on]
        price = offered[0] if offered else None
        return (self.price(on) if price is None else price) - self.sale_cost_per_share

    @property
    def ends(self) -> date | None:
        """Return the first day without a market: of a closing, or worthless shares."""
        return self.worthless_on if self.acquisition is None else self.acquisition.on

    @property
    def last_price(self) -> float:
        """Return what a share brings once the market has ended, at no cost; dollars."""
        return 0.0 if self.acquisition is None else self.acquisition.price

    @property
    def last_exercise(self) -> date:
        """Return the last day on which options may be exercised, whatever the grant.

        Up to the closing of an acquisition, so that shares can be sold into it.
        """
        if self.acquisition is not None:
            return self.acquisition.on
        return date.max if self.ends is None else self.ends - ONE_DAY

    @property
    def shares_go_on(self) -> date | None:
        """Return the day on which all shares held go, whatever anybody decides.

        That of a closing; of worthless shares the last one of their tax year.

        Source: IRC 165(g)(1).
        """
        if self.acquisition is not None:
            return self.acquisition.on
        return worthless_as_of(self.worthless_on) if self.worthless_on else None

    def vests_on(self, day: date) -> date | None:
        """Return when what would vest on a day does at last; None if it never does."""
        return day if self.acquisition is None else self.acquisition.vests_on(day)

    @property
    def opens(self) -> date:
        """Return the first day on which the market may be open for the shares."""
        after_lock_up = date.min if self.ipo is None else self.ipo.first_sale
        return max(after_lock_up, self.first_sale or date.min)

    def can_sell(self, on: date) -> bool:
        """Return whether shares can be sold on a day, if only to a tender offer."""
        return self.next_sale_date(on) == on

    def next_sale_date(self, on: date) -> date | None:
        """Return the first day from ``on`` when shares can be sold; None if never."""
        offers = [each.on for each in self.tender_offers if each.on >= on]
        if self.acquisition is not None and on <= self.acquisition.on:
            offers.append(self.acquisition.on)
        on_market = self.next_market_date(on)
        return min(offers if on_market is None else [*offers, on_market], default=None)

    def next_market_date(self, on: date) -> date | None:
        """Return the first day from ``on`` open for sales on the market, if any.

        Not before the first sale and the end of the lock-up, within a trading window
        if there are any, outside blackouts, not on the day of a tender offer, and
        before the company is acquired or fails.
        """
        day = self._next_in_window(max(on, self.opens))
        while day is not None:
            until = self._closed_until(day)
            if until is None:
                return day if self.ends is None or day < self.ends else None
            day = self._next_in_window(until + ONE_DAY)
        return None

    def last_market_date(self, first: date, last: date) -> date | None:
        """Return the last day open for sales on the market, from one day to another.

        None if there is none; see :meth:`next_market_date`.
        """
        ends = {last, *(window.closes for window in self.trading_windows)}
        ends |= {blackout.begins - ONE_DAY for blackout in self.blackouts}
        ends |= {offer.on - ONE_DAY for offer in self.tender_offers}
        ends |= set() if self.ends is None else {self.ends - ONE_DAY}
        opened = (day for day in ends if self.next_market_date(day) == day)
        return max((day for day in opened if first <= day <= last), default=None)

    def _next_in_window(self, day: date) -> date | None:
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

    def _closed_until(self, day: date) -> date | None:
        """Return the last day of what closes the market on a day, or None."""
        ends = [each.ends for each in self.blackouts if day in each]
        ends += [each.on for each in self.tender_offers if each.on == day]
        return max(ends, default=None)
