"""When shares can be sold, and how many: windows, offers, an IPO, an acquisition."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated

from pydantic import Field, Strict, ValidationInfo, field_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.share_ratio import MOST_NEW_SHARES, share_ratio
from isoplan.models.base.units import (
    Day,
    Days,
    DollarsPerShare,
    FileModel,
    Flag,
    Name,
    Rate,
    SomeShares,
    whole_shares,
)

CUSTOMARY_LOCK_UP_DAYS = 180


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
            limits.append(whole_shares(self.most_of_vested * vested))
        return min(limits, default=None)


class Acquisition(FileModel):
    """The day on which a buyer pays cash for the company.

    Shares held are sold on it, and options that are left are cashed out.
    """

    on: Day = Field(description="Day of the closing.")
    price: DollarsPerShare = Field(description="Cash paid for one share.")
    accelerates: Flag = Field(
        default=False,
        description="Whether options and units not vested by the closing vest on it; "
        "else they lapse.",
    )

    def vests_on(self, day: date) -> date | None:
        """Return when what would vest on a day vests at last; None if it never does."""
        if day <= self.on:
            return day
        return self.on if self.accelerates else None


class StockAcquisition(FileModel):
    """The day on which a buyer's shares replace those of the company.

    A reorganization in which shares alone are paid: no gain, no disposition. Options
    and units that are left become those for the buyer's shares.
    """

    on: Day = Field(
        description="Day of the closing, the first one with the buyer's shares."
    )
    buyer: Name = Field(
        description="Name of the market among [markets] of the buyer's shares: its "
        "prices, windows and blackouts hold from the closing on."
    )
    exchange_ratio: Annotated[
        float,
        Strict(),
        Field(
            ge=1 / MOST_NEW_SHARES,
            le=MOST_NEW_SHARES,
            json_schema_extra={"unit": "new shares/old share"},
        ),
    ] = Field(description="The buyer's shares for one share of the company.")

    @property
    def ratio(self) -> Fraction:
        """Return the buyer's shares for one old share, as a fraction."""
        return share_ratio(self.exchange_ratio)
