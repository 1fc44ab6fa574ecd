"""What a share is worth when, and when it can be sold."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from isoplan.models.base.business_days import (
    ONE_DAY,
    first_from,
    is_trading_day,
    last_until,
    settlement_day,
)
from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import (
    Day,
    Dollars,
    DollarsPerShare,
    FileModel,
    Volatility,
    YearlyGrowth,
)
from isoplan.models.inputs.market_access import (
    Acquisition,
    Blackout,
    PublicOffering,
    StockAcquisition,
    TenderOffer,
    TradingWindow,
)
from isoplan.models.tax.shares.worthless import worthless_as_of

DAYS_PER_YEAR = 365.25

Between = Literal["steps", "smooth"]
"""How a price moves between two days on which it is given."""

MarketName = str | None
"""Name of a market among ``[markets]``; None for ``[market]``, the main one."""


def market_path(name: MarketName) -> str:
    """Return the path of a market's table in a scenario file."""
    return "market" if name is None else f"markets.{name}"


class Market(FileModel):
    """The price of a share by date, and the days on which shares can be sold."""

    prices: Annotated[dict[Day, DollarsPerShare], Field(min_length=1)] = Field(
        description="Price or fair market value of one share by day, the first at or "
        "before the plan's start."
    )
    between_prices: Between | None = Field(
        default=None,
        description="How the price moves between two days given: 'steps', where each "
        "value holds until the next one, as an appraisal does, or 'smooth', at a "
        "constant rate; if left out in steps before the first market day and smooth "
        "from it on.",
    )
    growth: YearlyGrowth = Field(
        default=0.0,
        description="Growth of the price a year after the last day given; in steps one "
        "a year.",
    )
    expected_growth: YearlyGrowth | None = Field(
        default=None,
        description="Growth a year of the price that is expected on average, in place "
        "of growth; the plan's price grows by less, by the drag of volatility.",
    )
    volatility: Volatility | None = Field(
        default=None,
        validate_default=True,
        description="Standard deviation of a year's growth, logarithmic: 0.6 is 60 "
        "percent.",
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
    trading_days: Literal["nyse", "any"] = Field(
        default="nyse",
        description="Days on which the market trades: those of the New York Stock "
        "Exchange, whose sales settle on the next one, or any day of the week.",
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
    acquisition_for_stock: StockAcquisition | None = Field(
        default=None,
        description="A buyer's shares for those of the company: { on, buyer, "
        "exchange_ratio }. From that day on a share is so many of the buyer's.",
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

    @field_validator("expected_growth")
    @classmethod
    def _one_growth(cls, expected: float | None, info: ValidationInfo) -> float | None:
        if expected is not None and info.data.get("growth"):
            raise WrongValue(
                "beside growth, and the price grows by one of them",
                "remove growth, or expected_growth with volatility",
            )
        return expected

    @field_validator("volatility")
    @classmethod
    def _both_or_neither(
        cls, volatility: float | None, info: ValidationInfo
    ) -> float | None:
        if "expected_growth" not in info.data:
            return volatility
        expected = info.data["expected_growth"]
        if expected is not None and volatility is None:
            raise WrongValue(
                "is missing beside expected_growth, so that its drag is not known",
                "add it, such as 0.6, or write growth in place of expected_growth",
            )
        if expected is None and volatility is not None:
            raise WrongValue(
                "which changes nothing without expected_growth",
                "add expected_growth, or remove it",
            )
        return volatility

    @property
    def yearly_growth(self) -> float:
        """Return the growth of the price a year after the last day given.

        Of expected growth that is what a price between the better and the worse half of
        all outcomes grows by: the mean of a lognormal price grows faster than its
        median, by the factor ``exp(volatility ** 2 / 2)`` a year.

        Source: Hull, Options, Futures, and Other Derivatives, the chapter on the
        lognormal property of stock prices.
        """
        if self.expected_growth is None or self.volatility is None:
            return self.growth
        drag = math.exp(-(self.volatility**2) / 2.0)
        return (1.0 + self.expected_growth) * drag - 1.0

    @property
    def listed_on(self) -> date:
        """Return the first market day: before it the company is private.

        The day of the IPO, or else of the first sale; the first of all days if neither
        is given.
        """
        if self.ipo is not None:
            return self.ipo.on
        return self.first_sale or date.min

    def moves_in_steps(self, on: date) -> bool:
        """Return whether the price of a day is the last one given, held."""
        if self.between_prices is None:
            return on < self.listed_on
        return self.between_prices == "steps"

    def price(self, on: date) -> float:
        """Return the price of a share on a day, dollars.

        In steps a value holds until the next one, and for a year of its growth after
        the last: an appraisal serves for twelve months at most. Smooth, the price grows
        at a constant rate between two given days, and by `yearly_growth` after the last
        one, a year of 365.25 days.

        Source: 26 CFR 1.409A-1(b)(5)(iv)(B)(2)(i) for the twelve months.

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
        start, in_steps = self.prices[before], self.moves_in_steps(on)
        if passed == len(days):
            years = (on - before).days / DAYS_PER_YEAR
            if in_steps:
                years = float(_whole_years(before, on))
            return start * float((1.0 + self.yearly_growth) ** years)
        if in_steps:
            return start
        after = days[passed]
        share_of_way = (on - before).days / (after - before).days
        return start * float((self.prices[after] / start) ** share_of_way)

    def steps(self, first: date, last: date) -> list[date]:
        """Return the days on which the price takes a step, between two days."""
        days = {day for day in self.prices if self.moves_in_steps(day)}
        given = max(self.prices)
        if self.yearly_growth and self.moves_in_steps(given):
            years = range(given.year + 1, last.year + 1)
            days |= {anniversary(given, year) for year in years}
        if self.between_prices is None and self.listed_on > min(self.prices):
            days.add(self.listed_on)
        ends = self.listed_on if self.between_prices is None else date.max
        return sorted(day for day in days if first <= day <= min(last, ends))

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

    def prices_in_words(self) -> str:
        """Return how the price moves, in words: between given days and after them."""
        steps = "in steps, each value until the next one"
        between = {"steps": steps, "smooth": "smooth between the days given"}
        if self.between_prices is not None:
            words = between[self.between_prices]
        elif self.listed_on <= min(self.prices):
            words = between["smooth"]
        else:
            words = (
                f"{steps}, before {self.listed_on}, the first market day; then smooth"
            )
        growth = f"{self.yearly_growth:+.2%} a year after {max(self.prices)}"
        if self.expected_growth is not None:
            growth += (
                f" ({self.expected_growth:+.2%} expected, less the drag of "
                f"{self.volatility:.0%} volatility)"
            )
        return f"{words}; {growth}"

    def days_in_words(self) -> str:
        """Return on which days shares are sold, and when the cash is there."""
        if self.trading_days == "any":
            return "any day of the week, paid on the day"
        return "trading days of the New York Stock Exchange, paid one later"

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

    def trades_on(self, day: date) -> bool:
        """Return whether a day is one on which the market trades at all."""
        return self.trading_days == "any" or is_trading_day(day)

    def trading_day_from(self, day: date) -> date:
        """Return the first day of trading from a day on."""
        return first_from(day, self.trades_on)

    def trading_day_until(self, day: date) -> date:
        """Return the last day of trading up to a day."""
        return last_until(day, self.trades_on)

    def settles_on(self, sold_on: date) -> date:
        """Return the day on which the proceeds of a sale are there.

        The next trading day; the day itself where the market trades on any.
        """
        return sold_on if self.trading_days == "any" else settlement_day(sold_on)

    def can_exercise(self, on: date) -> bool:
        """Return whether options can be exercised on a day of the week.

        A broker carries an exercise out on days of trading; a private company takes the
        notice on any day.
        """
        return on < self.listed_on or self.trades_on(on)

    def exercise_day_until(self, on: date) -> date:
        """Return the last day up to a day on which options can be exercised."""
        return last_until(on, self.can_exercise)

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

    def is_open(self, day: date) -> bool:
        """Return whether the market is open for sales; see :meth:`next_market_date`."""
        return (
            day >= self.opens
            and self.trades_on(day)
            and self._next_in_window(day) == day
            and self._closed_until(day) is None
            and not self._has_ended(day)
        )

    def next_market_date(self, on: date) -> date | None:
        """Return the first day from ``on`` open for sales on the market, if any.

        A day of trading, not before the first sale and the end of the lock-up, within a
        trading window if there are any, outside blackouts, not on the day of a tender
        offer, and before the company is acquired or fails.
        """
        day: date | None = max(on, self.opens)
        while day is not None:
            opened = self._next_in_window(self.trading_day_from(day))
            if opened is None or opened == day:
                until = None if opened is None else self._closed_until(opened)
                if until is None:
                    return None if self._has_ended(opened) else opened
                opened = until + ONE_DAY
            day = opened
        return None

    def last_market_date(self, first: date, last: date) -> date | None:
        """Return the last day open for sales on the market, from one day to another.

        None if there is none; see :meth:`next_market_date`.
        """
        spans = list(self.open_spans(first, last))
        return spans[-1][1] if spans else None

    def open_spans(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """Yield each span of days in which the market stays open, between two days.

        Its first and its last day of trading; see :meth:`next_market_date`.
        """
        opens = self.next_market_date(first)
        while opens is not None and opens <= last:
            closes = self.trading_day_until(min(last, *self._closings_after(opens)))
            yield opens, closes
            opens = self.next_market_date(max(opens, closes) + ONE_DAY)

    def _closings_after(self, day: date) -> Iterator[date]:
        """Yield last days of what an open day is part of; the earliest one holds."""
        windows = [each.closes for each in self.trading_windows if day in each]
        yield max(windows, default=date.max)
        yield from (each.begins - ONE_DAY for each in self.blackouts if each.ends > day)
        yield from (each.on - ONE_DAY for each in self.tender_offers if each.on > day)
        yield date.max if self.ends is None else self.ends - ONE_DAY

    def _has_ended(self, day: date | None) -> bool:
        return day is None or (self.ends is not None and day >= self.ends)

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


def all_markets(
    main: Market, further: Mapping[str, Market]
) -> dict[MarketName, Market]:
    """Return all markets of a file by name, the main one first."""
    found: dict[MarketName, Market] = {None: main}
    return found | dict(further.items())


def _whole_years(first: date, last: date) -> int:
    """Return how many anniversaries of a day have come by another."""
    return last.year - first.year - (last < anniversary(first, last.year))


def anniversary(day: date, year: int) -> date:
    """Return the day of another year; March 1 for February 29 where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
