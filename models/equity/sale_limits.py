"""How many shares may be sold when: the limits of windows and offers, and what is left.

A limit is one of a market. Every day of it is under one limit at most, so a limit is a
sum over the sales of some days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market, MarketName, market_path


@dataclass(frozen=True, slots=True)
class SaleLimit:
    """Days in which only so many shares of a market can be sold, all tranches together.

    Attributes:
        market: Name of the market.
        field: Of the market: its windows, or its offers.
        place: Of the window or offer in that list.
        first: First day.
        last: Last day.
        most_shares: How many.
    """

    market: MarketName
    field: Literal["trading_windows", "tender_offers"]
    place: int
    first: date
    last: date
    most_shares: int

    @property
    def path(self) -> str:
        """Return the field in its file, as in ``market.trading_windows[2]``."""
        return f"{market_path(self.market)}.{self.field}[{self.place}]"

    @property
    def days(self) -> str:
        """Return the days in words."""
        return f"{self.first}" + f" to {self.last}" * (self.last > self.first)

    def __str__(self) -> str:
        """Return the field, and its days in words."""
        return f"{self.path} ({self.days})"


@dataclass(frozen=True, slots=True)
class MarketLimits:
    """The limits on the number of shares sold on one market.

    Attributes:
        windows: Of trading windows.
        offers: Of tender offers by day; None for one that takes any number, as the
            day on which a buyer takes all shares, or they go as worthless.
    """

    windows: tuple[SaleLimit, ...]
    offers: Mapping[date, SaleLimit | None]

    def __iter__(self) -> Iterator[SaleLimit]:
        """Yield each limit, those of windows first."""
        yield from self.windows
        yield from (limit for limit in self.offers.values() if limit is not None)

    def on(self, day: date) -> SaleLimit | None:
        """Return the limit that a sale on a day counts against, if any.

        On the day of a tender offer shares are sold to it, and to nobody else.
        """
        if day in self.offers:
            return self.offers[day]
        within = (each for each in self.windows if each.first <= day <= each.last)
        return next(within, None)


@dataclass(frozen=True, slots=True)
class SaleLimits:
    """All limits on the number of shares sold.

    Attributes:
        markets: Those of each market, by its name; none of those left out.
    """

    markets: Mapping[MarketName, MarketLimits]

    def __iter__(self) -> Iterator[SaleLimit]:
        """Yield each limit, market by market."""
        for limits in self.markets.values():
            yield from limits

    def on(self, market: MarketName, day: date) -> SaleLimit | None:
        """Return the limit that a sale on a market and day counts against, if any."""
        limits = self.markets.get(market)
        return None if limits is None else limits.on(day)


def sale_limits(
    markets: Mapping[MarketName, Market], tranches: Sequence[Tranche]
) -> SaleLimits:
    """Return the limits on the number of shares sold, market by market."""
    return SaleLimits(
        {
            name: _of_market(
                name, market, [each for each in tranches if each.market == name]
            )
            for name, market in markets.items()
        }
    )


def _of_market(
    name: MarketName, market: Market, tranches: Sequence[Tranche]
) -> MarketLimits:
    """Return the limits of a market.

    A part of the vested shares is one of all that the plan could have drawn on by then:
    what it has sold before counts as well, so that the limit is known beforehand.

    Args:
        name: Of the market.
        market: Its windows and offers.
        tranches: What is sold on it.
    """
    windows = [
        SaleLimit(
            market=name,
            field="trading_windows",
            place=place,
            first=window.opens,
            last=window.closes,
            most_shares=window.most_shares,
        )
        for place, window in enumerate(market.trading_windows)
        if window.most_shares is not None
    ]
    offers: dict[date, SaleLimit | None] = {}
    for place, offer in enumerate(market.tender_offers):
        most = offer.limit(sum(tranche.vested(offer.on) for tranche in tranches))
        offers[offer.on] = (
            None
            if most is None
            else SaleLimit(name, "tender_offers", place, offer.on, offer.on, most)
        )
    if market.shares_go_on is not None:
        offers[market.shares_go_on] = None  # all of them, whatever a window allows
    return MarketLimits(tuple(windows), offers)


@dataclass(slots=True)
class RemainingCapacity:
    """A schedule in the making: how many shares each limit still allows.

    Attributes:
        limits: All of them.
        sold: Shares sold so far, by limit.
    """

    limits: SaleLimits
    sold: dict[SaleLimit, int] = field(default_factory=dict)

    def left(self, market: MarketName, day: date) -> int | None:
        """Return how many shares may still be sold on a day; None for any number."""
        limit = self.limits.on(market, day)
        if limit is None:
            return None
        return max(limit.most_shares - self.sold.get(limit, 0), 0)

    def sell(self, market: MarketName, day: date, shares: int) -> int:
        """Sell as many of the shares on a day as may be, and return how many."""
        left = self.left(market, day)
        sold = shares if left is None else min(shares, left)
        if (limit := self.limits.on(market, day)) is not None:
            self.sold[limit] = self.sold.get(limit, 0) + sold
        return sold
