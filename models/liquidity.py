"""When shares can be sold, and how many: windows, blackouts, offers, an IPO."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from isoplan.models.problems import WrongValue
from isoplan.models.units import Day, Days, DollarsPerShare, FileModel, Rate, SomeShares

CUSTOMARY_LOCK_UP_DAYS = 180
WHOLE = 1e-9
"""Part of a share that rounding may have taken from a whole one."""


class TradingWindow(FileModel):
    """Days on which shares may be sold on the market, both ends included."""

    opens: Day = Field(description="First day of the window.")
    closes: Day = Field(description="Last day of the window.")
    most_shares: SomeShares | None = Field(
        default=None,
        description="Most shares that may be sold in the window; any number if left "
        "out.",
    )

    @field_validator("closes")
    @classmethod
    def _closes_after_it_opens(cls, closes: date, info: ValidationInfo) -> date:
        opens = info.data.get("opens")
        if opens is not None and closes < opens:
            raise WrongValue(
                f"before the window opens on {opens}", "exchange the two days"
            )
        return closes

    def __contains__(self, day: date) -> bool:
        """Return whether a day is one of the window's."""
        return self.opens <= day <= self.closes

    def __str__(self) -> str:
        """Return the window's days in words."""
        return f"{self.opens} to {self.closes}"


class Blackout(FileModel):
    """Days on which no shares may be sold on the market, both ends included."""

    begins: Day = Field(description="First day of the blackout.")
    ends: Day = Field(description="Last day of the blackout.")

    @field_validator("ends")
    @classmethod
    def _ends_after_it_begins(cls, ends: date, info: ValidationInfo) -> date:
        begins = info.data.get("begins")
        if begins is not None and ends < begins:
            raise WrongValue(
                f"before the blackout begins on {begins}", "exchange the two days"
            )
        return ends

    def __contains__(self, day: date) -> bool:
        """Return whether a day is one of the blackout's."""
        return self.begins <= day <= self.ends

    def __str__(self) -> str:
        """Return the blackout's days in words."""
        return f"{self.begins} to {self.ends}"


class PublicOffering(FileModel):
    """The day on which the company goes public, and the lock-up that follows."""

    on: Day = Field(description="First day of trading.")
    lock_up_days: Days = Field(
        default=CUSTOMARY_LOCK_UP_DAYS,
        description="Days without sales on the market, the first day of trading "
        "included; 0 for no lock-up.",
    )

    @property
    def first_sale(self) -> date:
        """Return the first day after the lock-up."""
        return self.on + timedelta(days=self.lock_up_days)


class TenderOffer(FileModel):
    """One day on which the company or an investor buys shares, up to a limit.

    It takes place whatever lock-up, trading windows and blackouts say of the market.
    What its price exceeds the market value by is taken as price, not as pay.
    """

    on: Day = Field(description="Day on which the shares are bought.")
    price: DollarsPerShare | None = Field(
        default=None, description="Price offered; the market's of that day if left out."
    )
    most_shares: SomeShares | None = Field(
        default=None, description="Most shares bought; any number if left out."
    )
    most_of_vested: Annotated[Rate, Field(gt=0)] | None = Field(
        default=None,
        description="Most shares bought, as a part of all that are vested by then: "
        "options not exercised before the plan and shares held since its start.",
    )

    def limit(self, vested: int) -> int | None:
        """Return the most shares bought, when so many are vested; None for no limit."""
        limits = [] if self.most_shares is None else [self.most_shares]
        if self.most_of_vested is not None:
            limits.append(int(self.most_of_vested * vested + WHOLE))
        return min(limits, default=None)


@dataclass(frozen=True, slots=True)
class SaleLimit:
    """Days in which only so many shares can be sold, all supplies together.

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

    def __str__(self) -> str:
        """Return the field, and its days in words."""
        days = f"{self.first}" + f" to {self.last}" * (self.last > self.first)
        return f"{self.path} ({days})"


@dataclass(frozen=True, slots=True)
class SaleLimits:
    """All limits on the number of shares sold; a day is under one of them at most.

    Attributes:
        windows: Of trading windows.
        offers: Of tender offers by day; None for one that takes any number.
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


def sale_limits(
    windows: Sequence[TradingWindow],
    offers: Sequence[TenderOffer],
    vested: Callable[[date], int],
) -> SaleLimits:
    """Return the limits on the number of shares sold.

    Args:
        windows: Of trading.
        offers: Tender offers.
        vested: Shares vested by a day: options, and shares held.
    """
    of_windows = [
        SaleLimit(
            f"market.trading_windows[{number}]",
            window.opens,
            window.closes,
            window.most_shares,
        )
        for number, window in enumerate(windows)
        if window.most_shares is not None
    ]
    of_offers = {
        offer.on: None
        if (most := offer.limit(vested(offer.on))) is None
        else SaleLimit(f"market.tender_offers[{number}]", offer.on, offer.on, most)
        for number, offer in enumerate(offers)
    }
    return SaleLimits(tuple(of_windows), of_offers)
