"""No outcome is worth less than an amount."""

from dataclasses import dataclass
from typing import ClassVar, Self

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.number_text import dollars
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor


@dataclass(frozen=True, slots=True)
class WorstOutcome(OutcomeFloor):
    """Every outcome is worth at least an amount."""

    name: ClassVar[str] = "worst_outcome"

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        at_least = preferences.worst_outcome
        return None if at_least is None else cls(0.0, at_least)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return f"never being worth less than {dollars(self.at_least)} in any outcome"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return f"preferences.{self.name} = {self.at_least:.12g}"
