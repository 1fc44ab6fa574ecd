"""No AMT in any year, federal or state."""

from dataclasses import dataclass
from typing import ClassVar, Self

from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.preferences.amt_limit import AmtKind, AmtLimit


@dataclass(frozen=True, slots=True)
class NoAmt(AmtLimit):
    """The AMT of every year, run-off included, is nothing."""

    name: ClassVar[str] = "no_amt"

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        return cls() if preferences.no_amt else None

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return "paying no AMT in any year"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return "preferences.no_amt = true"

    def most(self, kind: AmtKind, year: int) -> float:
        """Return the most AMT of a kind in a year: none."""
        return 0.0
