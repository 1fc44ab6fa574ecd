"""No action of fewer shares than a smallest trade."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.preferences.slots import (
    HALF,
    ActionSlot,
    SlotKind,
    SlotRow,
    SlotUse,
)
from isoplan.optimizer.recount.evidence import Evidence


@dataclass(frozen=True, slots=True)
class SmallestTrade(Preference):
    """A slot that is used has at least ``shares``, or all that its tranche ever has."""

    name: ClassVar[str] = "smallest_trade"
    slots: ClassVar[SlotKind] = SlotKind.EXERCISE | SlotKind.SALE
    shares: int

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        shares = preferences.smallest_trade
        return None if shares is None else cls(shares)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return f"trading no fewer than {self.shares:,} shares at a time"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return f"preferences.smallest_trade = {self.shares}"

    def rows_of_slot(self, number: int, slot: ActionSlot) -> Iterator[SlotRow]:
        """Yield ``least x used <= shares``."""
        if least := self._least(slot):
            less = dict.fromkeys(slot.columns.tolist(), -1.0)
            yield SlotRow(f"smallest_{slot.name}", less, {number: least}, 0.0)

    def missed(self, use: SlotUse) -> np.ndarray:
        """Return the shares that used slots lack."""
        least = np.array([self._least(slot) for slot in use.slots], dtype=float)
        lacks = np.maximum(least[:, None] - use.amounts, 0.0)
        lacks[~use.used | (lacks <= HALF)] = 0.0
        lacking: np.ndarray = lacks.sum(axis=0)
        return lacking

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Compare the shares of each action with the smallest trade."""
        walk = evidence.walk
        of_all = {
            lot: int(parcel.shares)
            for lot, parcel in walk.parcels.items()
            if parcel.held_at_start
        }
        of_all |= {
            each.act.lot: each.options.total for each in walk.exercises if each.options
        }
        for act in evidence.decisions:
            least = min(self.shares, of_all.get(act.lot, 0))
            if not act.shares >= least:
                yield (
                    f"{act.shares} shares on {act.date}, preferences.smallest_trade "
                    f"asks for {least}"
                )

    def _least(self, slot: ActionSlot) -> float:
        """Return the fewest shares of a slot; none of shares that are retained.

        Shares that were bought, vested or granted together may go together.
        """
        return 0.0 if slot.year is None else float(min(self.shares, slot.of_all))
