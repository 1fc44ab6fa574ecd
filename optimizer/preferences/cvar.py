"""The worst part of the outcomes is worth at least an amount on average."""

from dataclasses import dataclass
from typing import ClassVar, Self

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.number_text import dollars
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor


@dataclass(frozen=True, slots=True)
class Cvar(OutcomeFloor):
    """The mean of the worst part of the outcomes is at least an amount."""

    name: ClassVar[str] = "cvar"

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        floor = preferences.cvar
        return None if floor is None else cls(floor.part, floor.at_least)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return (
            f"being worth {dollars(self.at_least)} or more on average in the worst "
            f"{self.part:.4g} of the outcomes"
        )

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        fields = f"part = {self.part:.12g}, at_least = {self.at_least:.12g}"
        return f"preferences.{self.name} = {{ {fields} }}"
