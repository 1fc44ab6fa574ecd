"""How many shares may be sold when: the limits of windows and offers, and what is left.

Every day is under one limit at most, so a limit is a sum over the sales of some days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market


@dataclass(frozen=True, slots=True)
class SaleLimit:
    """Days in which only so many shares can be sold, all tranches together.

    Attributes:
        path: Field of the window or offer, as in ``market.trading_windows[2]``.
        first: First day.
        last: Last day.
        most_shares: How many.
    """

    path: str
    first: date
    last: date
    most_shares: int

    @property
    def days(self) -> str:
        """Return the days in words."""
        return f"{self.first}" + f" to {self.last}" * (self.last > self.first)

    def __str__(self) -> str:
        """Return the field, and its days in words."""
        return f"{self.path} ({self.days})"


@dataclass(frozen=True, slots=True)
class SaleLimits:
    """All limits on the number of shares sold.

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


def sale_limits(market: Market, tranches: Sequence[Tranche]) -> SaleLimits:
    """Return the limits on the number of shares sold.

    A part of the vested shares is one of all that the plan could have drawn on by then:
    what it has sold before counts as well, so that the limit is known beforehand.
    """
    windows = [
        SaleLimit(
            f"market.trading_windows[{number}]",
            window.opens,
            window.closes,
            window.most_shares,
        )
        for number, window in enumerate(market.trading_windows)
        if window.most_shares is not None
    ]
    offers: dict[date, SaleLimit | None] = {}
    for number, offer in enumerate(market.tender_offers):
        most = offer.limit(sum(tranche.vested(offer.on) for tranche in tranches))
        path = f"market.tender_offers[{number}]"
        offers[offer.on] = (
            None if most is None else SaleLimit(path, offer.on, offer.on, most)
        )
    if market.shares_go_on is not None:
        offers[market.shares_go_on] = None  # all of them, whatever a window allows
    return SaleLimits(tuple(windows), offers)


@dataclass(slots=True)
class RemainingCapacity:
    """A schedule in the making: how many shares each limit still allows.

    Attributes:
        limits: All of them.
        sold: Shares sold so far, by limit.
    """

    limits: SaleLimits
    sold: dict[SaleLimit, int] = field(default_factory=dict)

    def left(self, day: date) -> int | None:
        """Return how many shares may still be sold on a day; None for any number."""
        limit = self.limits.on(day)
        if limit is None:
            return None
        return max(limit.most_shares - self.sold.get(limit, 0), 0)

    def sell(self, day: date, shares: int) -> int:
        """Sell as many of the shares on a day as may be, and return how many."""
        left = self.left(day)
        sold = shares if left is None else min(shares, left)
        if (limit := self.limits.on(day)) is not None:
            self.sold[limit] = self.sold.get(limit, 0) + sold
        return sold
