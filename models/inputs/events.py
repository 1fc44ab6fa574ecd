"""What really happened after a scenario was first written: exercises, sales, splits.

Next year the file keeps its grants and lots as they were, and takes what was done since
as events. They lie at or before the plan's start, on any day of the week. `splits.py`
restates what was written before a stock split in today's shares; `opening_position.py`
carries the others out.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.share_ratio import MOST_NEW_SHARES, share_ratio
from isoplan.models.base.units import (
    Day,
    DollarsPerShare,
    FileModel,
    Flag,
    Name,
    SomeShares,
)
from isoplan.models.inputs.user_schedule import ExerciseAction, SellAction

Taker: TypeAlias = Literal["charity", "person"]
"""Whom shares were given to."""


class ExerciseEvent(ExerciseAction):
    """Options of a grant that were exercised; they become a lot."""

    value: DollarsPerShare | None = Field(
        default=None,
        description="Fair market value of one share on that day; the market's price if "
        "left out.",
    )
    name: Name | None = Field(
        default=None, description="Name of the lot; grant and day if left out."
    )
    paid_with: Name | None = Field(
        default=None,
        description="Lot or holding whose shares were given in place of cash.",
    )
    shares_given: SomeShares | None = Field(
        default=None,
        description="How many of them; what their value leaves of the strikes was paid "
        "in cash.",
    )
    election_83b: Flag = Field(
        default=False,
        description="Whether an election under section 83(b) was made for those of "
        "them that had not vested.",
    )

    @field_validator("shares_given")
    @classmethod
    def _given_from_somewhere(
        cls, shares_given: int | None, info: ValidationInfo
    ) -> int | None:
        if shares_given is not None and info.data.get("paid_with", "") is None:
            raise WrongValue(
                "but paid_with does not say of which lot", "add paid_with, or remove it"
            )
        return shares_given

    @model_validator(mode="after")
    def _says_how_many_were_given(self) -> "ExerciseEvent":
        if self.paid_with is not None and self.shares_given is None:
            raise WrongValue(
                f"is paid with shares of {self.paid_with!r} without shares_given",
                "add shares_given",
            )
        return self

    @property
    def exchanged_label(self) -> str:
        """Return the name of the shares received for those given."""
        return f"{self.label}, exchanged"

    @property
    def acts_on(self) -> str:
        """Return the grant that was exercised."""
        return self.exercise

    @property
    def label(self) -> str:
        """Return the lot's name, or its grant and day of exercise."""
        return self.name or f"{self.exercise} {self.on}"


class SaleEvent(SellAction):
    """Shares of a grant, of a lot or of a holding that were sold, or given away."""

    price: DollarsPerShare | None = Field(
        default=None,
        description="Dollars a share received, cost of sale taken off; what the market "
        "or a tender offer paid that day if left out.",
    )
    given: Annotated[bool, Strict()] = Field(
        default=False,
        description="Whether they were given away and not sold: then they brought no "
        "price, and income only as far as the law says so.",
    )
    given_to: Taker | None = Field(
        default=None,
        description="Whom they were given to: charity if left out, or a person other "
        "than the spouse, who gets no deduction for the household.",
    )

    @field_validator("given")
    @classmethod
    def _gifts_have_no_price(cls, given: bool, info: ValidationInfo) -> bool:
        if given and info.data.get("price") is not None:
            raise WrongValue(
                "but a price was received, so they were sold",
                "remove given, or the price",
            )
        return given

    @field_validator("given_to")
    @classmethod
    def _only_gifts_have_takers(
        cls, given_to: str | None, info: ValidationInfo
    ) -> str | None:
        if given_to is not None and not info.data.get("given", True):
            raise WrongValue("but nothing was given", "set given = true, or remove it")
        return given_to

    @property
    def taker(self) -> Taker | None:
        """Return whom the shares were given to; None if they were sold."""
        return (self.given_to or "charity") if self.given else None

    @property
    def acts_on(self) -> str:
        """Return the grant, lot or holding that was sold."""
        return self.sell


class SplitEvent(FileModel):
    """A stock split, or a reverse one: shares, strikes and prices count anew."""

    on: Day = Field(description="First day on which shares count as after the split.")
    split: Annotated[
        float,
        Strict(),
        Field(
            ge=1 / MOST_NEW_SHARES,
            le=MOST_NEW_SHARES,
            json_schema_extra={"unit": "new shares/old share"},
        ),
    ] = Field(
        description="New shares for one old share: 3, or 1.5 of 3 for 2, or 0.1 of a "
        "reverse split of 1 for 10.",
    )
    market: Name | None = Field(
        default=None,
        description="Name of the market among [markets] of the company that splits its "
        "shares; that of [market] if left out.",
    )

    @field_validator("split")
    @classmethod
    def _changes_something(cls, split: float) -> float:
        if split == 1:
            raise WrongValue(
                "which changes nothing",
                "give the new shares for one old share, as in 3, or remove the event",
            )
        return split

    @property
    def ratio(self) -> Fraction:
        """Return the new shares for one old share, of small whole numbers if it can."""
        return share_ratio(self.split)


Deed: TypeAlias = ExerciseEvent | SaleEvent
"""What the household did itself."""


_MEMBERS = {
    "exercise": "ExerciseEvent",
    "sell": "SaleEvent",
    "split": "SplitEvent",
}
"""The field that each kind of event alone has, and its model."""


def _kind(given: object) -> str | None:
    """Return which event a table holds, if exactly one."""
    if isinstance(given, ExerciseEvent | SaleEvent | SplitEvent):
        return type(given).__name__
    if not isinstance(given, Mapping):
        return None
    named = [kind for field, kind in _MEMBERS.items() if field in given]
    return named[0] if len(named) == 1 else None


Event = Annotated[
    Annotated[ExerciseEvent, Tag("ExerciseEvent")]
    | Annotated[SaleEvent, Tag("SaleEvent")]
    | Annotated[SplitEvent, Tag("SplitEvent")],
    Discriminator(
        _kind,
        custom_error_type="wrong_form",
        custom_error_message="which has not exactly one of 'exercise', 'sell' and "
        "'split'; write { on, exercise, shares }, { on, sell, shares } or "
        "{ on, split }",
    ),
]
"""A table with exactly one of ``exercise``, ``sell`` and ``split``."""


def in_order(
    events: Mapping[int, Deed],
) -> Sequence[tuple[int, Deed]]:
    """Return events with their place in the file, as they happened.

    They go by day, and within a day exercises come before sales.
    """
    return sorted(
        events.items(), key=lambda item: (item[1].on, isinstance(item[1], SaleEvent))
    )
