"""No more AMT in any year than a limit, federal and of the states lived in."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar, Self

from isoplan.models.inputs.by_year import EVERY_YEAR, ByYear
from isoplan.models.inputs.preferences import AmtLimits, Preferences
from isoplan.optimizer.preferences.amt_limit import AmtKind, AmtLimit


@dataclass(frozen=True, slots=True)
class MostAmt(AmtLimit):
    """The AMT of every year, run-off included, is no more than its limit."""

    name: ClassVar[str] = "most_amt"
    limits: AmtLimits

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        limits = preferences.most_amt
        return None if limits is None else cls(limits)

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        asked = (_in_words(kind, limit) for kind, limit in self._given.items())
        return f"paying {' and '.join(asked)} a year"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        given = (
            f"preferences.most_amt.{kind}{_written(limit)}"
            for kind, limit in self._given.items()
        )
        return " and ".join(given)

    def most(self, kind: AmtKind, year: int) -> float:
        """Return the most AMT of a kind in a year (dollars); infinite if any may be."""
        limit = self._given.get(kind)
        return inf if limit is None else limit.at(year)

    @property
    def _given(self) -> dict[AmtKind, ByYear]:
        """Return the limits that are given, by kind."""
        limits = {
            AmtKind.FEDERAL: self.limits.federal,
            AmtKind.STATE: self.limits.state,
        }
        return {kind: limit for kind, limit in limits.items() if limit is not None}


def _in_words(kind: AmtKind, limit: ByYear) -> str:
    """Return one limit in words; one that differs by year without its amounts."""
    amount = limit.years.get(EVERY_YEAR)
    if amount is None:
        return f"no more {kind} AMT than its limit by year"
    return f"at most ${amount:,.0f} of {kind} AMT" if amount else f"no {kind} AMT"


def _written(limit: ByYear) -> str:
    """Return one limit as a file writes it; of a table by year, nothing."""
    amount = limit.years.get(EVERY_YEAR)
    return "" if amount is None else f" = {amount:.12g}"
