"""At most so many actions a year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.preferences.slots import (
    ActionSlot,
    SlotKind,
    SlotRow,
    SlotUse,
    grouped,
)
from isoplan.optimizer.recount.evidence import Evidence

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class ActionsPerYear(Preference):
    """No more slots of a calendar year are used than ``most``."""

    name: ClassVar[str] = "actions_per_year"
    slots: ClassVar[SlotKind] = SlotKind.EXERCISE | SlotKind.SALE
    most: int

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        most = preferences.actions_per_year
        return None if most is None else cls(most)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        spelled = SPELLED[self.most] if self.most < len(SPELLED) else f"{self.most:,}"
        plural = "s" if self.most > 1 else ""
        return f"holding the plan to {spelled} action{plural} a year"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return f"preferences.actions_per_year = {self.most}"

    def rows_over_slots(self, slots: Sequence[ActionSlot]) -> Iterator[SlotRow]:
        """Yield a row for each year."""
        for year, members in grouped([slot.year for slot in slots]).items():
            ones = dict.fromkeys(members, 1.0)
            yield SlotRow(f"actions_{year}", {}, ones, float(self.most))

    def missed(self, use: SlotUse) -> np.ndarray:
        """Return the actions too many."""
        counted = use.by_year @ use.used
        too_many: np.ndarray = np.maximum(counted - self.most, 0.0).sum(axis=0)
        return too_many

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Count the actions of each year."""
        counted = Counter(act.date.year for act in evidence.decisions)
        for year, count in counted.items():
            if not count <= self.most:
                yield (
                    f"{count} actions in {year}, preferences.actions_per_year is "
                    f"{self.most}"
                )
