"""A schedule of the user's own, to be compared with the plan."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from isoplan.models.base.units import Day, FileModel, Name, SomeShares


class ExerciseAction(FileModel):
    """Exercise options of a grant."""

    on: Day = Field(description="Day of exercise.")
    exercise: Name = Field(description="Name of the grant.")
    shares: SomeShares = Field(description="Options exercised.")


class SellAction(FileModel):
    """Sell shares of a grant or of a lot."""

    on: Day = Field(description="Day of sale.")
    sell: Name = Field(description="Name of the grant or of the lot.")
    exercised_on: Day | None = Field(
        default=None,
        description="Day on which the shares were exercised; those held longest are "
        "sold first if left out.",
    )
    shares: SomeShares = Field(description="Shares sold.")


def _kind(given: object) -> str | None:
    """Return which action a table holds, if exactly one."""
    if isinstance(given, ExerciseAction | SellAction):
        return type(given).__name__
    if not isinstance(given, Mapping) or ("exercise" in given) == ("sell" in given):
        return None
    return "ExerciseAction" if "exercise" in given else "SellAction"


Action = Annotated[
    Annotated[ExerciseAction, Tag("ExerciseAction")]
    | Annotated[SellAction, Tag("SellAction")],
    Discriminator(
        _kind,
        custom_error_type="wrong_form",
        custom_error_message="which has not exactly one of 'exercise' and 'sell'; "
        "write { on, exercise, shares } or { on, sell, shares }",
    ),
]
"""An exercise or a sale: a table with exactly one of ``exercise`` and ``sell``."""


class UserSchedule(FileModel):
    """Exercises and sales as the user would make them."""

    name: Name = Field(description="Shown in the comparison.")
    actions: tuple[Action, ...] = Field(
        description="Exercises and sales, in any order; an empty list does nothing."
    )

    def in_order(self) -> list[tuple[int, ExerciseAction | SellAction]]:
        """Return the actions with their place in the file, as they happen.

        They go by day, and within a day exercises come before sales.
        """
        return sorted(
            enumerate(self.actions),
            key=lambda item: (item[1].on, isinstance(item[1], SellAction)),
        )
