"""Shares held, and units that bring some: lots, awards, purchase plans, others."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import (
    Day,
    Dollars,
    DollarsPerShare,
    FileModel,
    Flag,
    Name,
    Rate,
    SomeShares,
)
from isoplan.models.inputs.vesting import (
    Acceleration,
    Steps,
    Vesting,
    check_sum,
    vest_dates,
)
from isoplan.models.tax.shares.section_1202 import FIRST_ACQUIRED

DEFAULT_WITHHELD = 0.30
"""Part of a vesting that employers keep for 22% income tax and payroll tax, rounded."""


OWN_FIELDS: Mapping[str, Mapping[str, bool]] = {
    "shares": {"basis": True, "amt_basis": False},
    "espp": {
        "paid": True,
        "offered_on": True,
        "value_when_offered": True,
        "value_when_bought": True,
    },
}
"""Fields that only some kinds of holding have, and whether such a kind needs them."""


class Lot(FileModel):
    """Shares of one grant, exercised on one day before the plan and still held."""

    name: Name | None = Field(
        default=None, description="Shown in reports; grant and day if left out."
    )
    grant: Name = Field(description="Name of the grant that the shares come from.")
    exercised_on: Day = Field(description="Day of exercise.")
    shares: SomeShares = Field(description="Shares still held.")
    value_at_exercise: DollarsPerShare = Field(
        description="Fair market value of one share on the day of exercise."
    )
    paid: Dollars | None = Field(
        default=None,
        description="Paid for one share, if not the strike: 0 for shares beyond those "
        "exchanged in an exercise with shares (26 CFR 1.422-5(b)(3)).",
        json_schema_extra={"unit": "USD/share"},
    )
    nonqualified: Flag = Field(
        default=False,
        description="Whether the options were nonqualified, as those of the part of a "
        "grant beyond the $100,000 limit are.",
    )
    vests_on: Day | None = Field(
        default=None,
        description="Day on which shares exercised before vesting vest; they cannot "
        "be sold before.",
    )
    election_83b: Flag = Field(
        default=False,
        description="Whether an election under section 83(b) was made for them.",
    )
    value_when_vested: DollarsPerShare | None = Field(
        default=None,
        description="Fair market value of one share when they vested; the market's "
        "price of that day if left out.",
    )

    @field_validator("vests_on")
    @classmethod
    def _vests_after_exercise(
        cls, vests_on: date | None, info: ValidationInfo
    ) -> date | None:
        exercised_on: date | None = info.data.get("exercised_on")
        if vests_on and exercised_on and vests_on <= exercised_on:
            raise WrongValue(
                f"not after the exercise on {exercised_on}",
                "leave it out for shares vested when they were exercised",
            )
        return vests_on

    @field_validator("election_83b")
    @classmethod
    def _election_needs_unvested(cls, elected: bool, info: ValidationInfo) -> bool:
        if elected and "vests_on" in info.data and info.data["vests_on"] is None:
            raise WrongValue(
                "but the shares were vested when exercised, so there is no election",
                "add vests_on, or remove it",
            )
        return elected

    @field_validator("value_when_vested")
    @classmethod
    def _value_needs_a_day(
        cls, value: float | None, info: ValidationInfo
    ) -> float | None:
        if value is not None and info.data.get("vests_on", value) is None:
            raise WrongValue(
                "but no day of vesting is given", "add vests_on, or remove it"
            )
        return value

    @property
    def label(self) -> str:
        """Return the lot's name, or its grant and day of exercise."""
        return self.name or f"{self.grant} {self.exercised_on}"


class RestrictedUnits(FileModel):
    """One award of restricted stock units: shares, and wages, on each vesting."""

    name: Name = Field(description="Shown in every report; each award has its own.")
    granted_on: Day = Field(description="Day of the award.")
    shares: SomeShares = Field(description="Units awarded, vested or not.")
    vesting: Vesting = Field(
        description="When the units vest: a rule, where {} is 48 months with a cliff "
        "of 12, or a list of days and shares."
    )
    acceleration: Acceleration | None = Field(
        default=None, description="Vesting that comes sooner: { on, share }."
    )
    market: Name | None = Field(
        default=None,
        description="Name of the market among [markets] on which the shares are sold; "
        "[market] if left out.",
    )
    withheld: Annotated[Rate, Field(lt=1)] = Field(
        default=DEFAULT_WITHHELD,
        description="Part of the shares that the employer keeps for taxes on vesting.",
    )

    def vest_dates(self) -> Steps:
        """Return each day of vesting with the units vested by then, in order."""
        return vest_dates(self.vesting, self.granted_on, self.shares, self.acceleration)

    @field_validator("vesting")
    @classmethod
    def _vesting_adds_up(cls, vesting: object, info: ValidationInfo) -> object:
        check_sum(vesting, info.data.get("shares"), "units")
        return vesting


class Holding(FileModel):
    """Shares held at the start that came from neither options of a grant here.

    Bought on the market or from vested units, with their basis; or bought under an
    employee purchase plan (IRC 423), with the terms of the offering. Shares of a fund
    are such shares too.
    """

    name: Name = Field(description="Shown in every report; each holding has its own.")
    kind: Literal["shares", "espp"] = Field(
        default="shares",
        description="Ordinary shares, or shares of an employee purchase plan.",
    )
    acquired_on: Day = Field(description="Day of purchase, or of vesting of units.")
    shares: SomeShares = Field(description="Shares still held.")
    market: Name | None = Field(
        default=None,
        description="Name of the market among [markets] on which the shares are sold; "
        "[market] if left out.",
    )
    basis: Dollars | None = Field(
        default=None,
        description="Basis of one ordinary share; for shares from units, their value "
        "when they vested.",
        json_schema_extra={"unit": "USD/share"},
    )
    amt_basis: Dollars | None = Field(
        default=None,
        description="Basis of one share for the minimum tax; as basis if left out.",
        json_schema_extra={"unit": "USD/share"},
    )
    sell_from: Day | None = Field(
        default=None,
        description="First day on which they are sold: of shares exchanged in an "
        "exercise with shares, the end of the new option's holding period.",
    )
    paid: DollarsPerShare | None = Field(
        default=None, description="Price paid for one share under the purchase plan."
    )
    offered_on: Day | None = Field(
        default=None, description="First day of the offering period."
    )
    value_when_offered: DollarsPerShare | None = Field(
        default=None, description="Fair market value of one share on that day."
    )
    value_when_bought: DollarsPerShare | None = Field(
        default=None, description="Fair market value of one share on acquired_on."
    )
    discount: Annotated[Rate, Field(le=0.15)] = Field(
        default=0.15,
        description="Discount of the plan, which sets the price as if bought on the "
        "first day of the offering (IRC 423(b)(6), (c)).",
    )

    small_business_stock: Flag = Field(
        default=False,
        description="Whether these are small business stock (QSBS, IRC 1202), bought "
        "from the company itself.",
    )

    section_1244: Flag = Field(
        default=False,
        description="Whether these are section 1244 stock, issued to the "
        "household for money by a small business corporation: a loss is ordinary up to "
        "$50,000 a year, $100,000 on a joint return.",
    )

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Holding":
        own = OWN_FIELDS[self.kind]
        strange = set().union(*OWN_FIELDS.values()) - own.keys()
        missing = [
            name
            for name, needed in own.items()
            if needed and getattr(self, name) is None
        ]
        given = sorted(name for name in strange if getattr(self, name) is not None)
        if missing:
            raise WrongValue(
                f"is of kind {self.kind!r} without {', '.join(missing)}",
                f"add {', '.join(missing)}",
            )
        if given:
            raise WrongValue(
                f"is of kind {self.kind!r}, which has no {', '.join(given)}",
                f"remove {', '.join(given)}, or correct kind",
            )
        if self.offered_on is not None and self.offered_on >= self.acquired_on:
            raise WrongValue(
                f"is offered on {self.offered_on}, not before the purchase on "
                f"{self.acquired_on}",
                "correct offered_on or acquired_on",
            )
        if self.small_business_stock and self.acquired_on < FIRST_ACQUIRED:
            raise WrongValue(
                f"is small business stock acquired before {FIRST_ACQUIRED}, of which a "
                "part is a preference of the minimum tax (IRC 57(a)(7)): not modeled",
                "set small_business_stock = false, and allow for the exclusion by "
                "yourself",
            )
        return self

    @property
    def cost(self) -> float:
        """Return the basis of a share, or the price paid for it; dollars."""
        return self.paid or self.basis or 0.0

    @property
    def offering_price(self) -> float:
        """Return the plan's price as if bought on the first day of the offering."""
        return (1.0 - self.discount) * (self.value_when_offered or 0.0)
