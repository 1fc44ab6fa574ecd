"""Each lot sold, or retained, as a whole."""

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


@dataclass(frozen=True, slots=True)
class WholeLots(Preference):
    """Of the slots that a lot may go into, retaining it included, one is used."""

    name: ClassVar[str] = "whole_lots"
    slots: ClassVar[SlotKind] = SlotKind.SALE | SlotKind.RETAINED

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        return cls() if preferences.whole_lots else None

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return "selling each lot as a whole"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return "preferences.whole_lots = true"

    def rows_over_slots(self, slots: Sequence[ActionSlot]) -> Iterator[SlotRow]:
        """Yield a row for each lot."""
        for lot, members in grouped([slot.lot for slot in slots]).items():
            yield SlotRow(f"whole_lot_{lot}", {}, dict.fromkeys(members, 1.0), 1.0)

    def missed(self, use: SlotUse) -> np.ndarray:
        """Return the ways of disposing too many."""
        too_many: np.ndarray = np.maximum(use.by_lot @ use.used - 1.0, 0.0).sum(axis=0)
        return too_many

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Count the ways in which the shares of each lot go, retained ones included."""
        ways = Counter(each.act.lot for each in evidence.walk.disposals)
        ways.update(lot for lot, shares in evidence.walk.kept.items() if shares > 0)
        for lot, count in ways.items():
            if count > 1:
                yield (
                    f"shares of {lot!r} go in {count} parts, preferences.whole_lots is "
                    "true"
                )
