"""What really happened after a scenario was first written: exercises and sales.

Next year the file keeps its grants and lots as they were, and takes what was done since
as events. They lie at or before the plan's start; `opening_position.py` carries them
out.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import (
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationInfo,
    field_validator,
)

from isoplan.models.base.problems import WrongValue
from isoplan.models.base.units import DollarsPerShare, Flag, Name
from isoplan.models.inputs.user_schedule import ExerciseAction, SellAction


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
    election_83b: Flag = Field(
        default=False,
        description="Whether an election under section 83(b) was made for those of "
        "them that had not vested.",
    )

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
        description="Whether they were given to charity, held long enough, and not "
        "sold: then they brought neither a price nor income.",
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

    @property
    def acts_on(self) -> str:
        """Return the grant, lot or holding that was sold."""
        return self.sell


def _kind(given: object) -> str | None:
    """Return which event a table holds, if exactly one."""
    if isinstance(given, ExerciseEvent | SaleEvent):
        return type(given).__name__
    if not isinstance(given, Mapping) or ("exercise" in given) == ("sell" in given):
        return None
    return "ExerciseEvent" if "exercise" in given else "SaleEvent"


Event = Annotated[
    Annotated[ExerciseEvent, Tag("ExerciseEvent")]
    | Annotated[SaleEvent, Tag("SaleEvent")],
    Discriminator(
        _kind,
        custom_error_type="wrong_form",
        custom_error_message="which has not exactly one of 'exercise' and 'sell'; "
        "write { on, exercise, shares } or { on, sell, shares }",
    ),
]
"""An exercise or a sale: a table with exactly one of ``exercise`` and ``sell``."""


def in_order(
    events: Mapping[int, ExerciseEvent | SaleEvent],
) -> Sequence[tuple[int, ExerciseEvent | SaleEvent]]:
    """Return events with their place in the file, as they happened.

    They go by day, and within a day exercises come before sales.
    """
    return sorted(
        events.items(), key=lambda item: (item[1].on, isinstance(item[1], SaleEvent))
    )
