"""Everything that a preference can bring: to the program, the audit and the reader."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.slots import (
    ActionSlot,
    SlotKind,
    SlotRow,
    SlotUse,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.tracing.expression import Expression, Operand
from isoplan.optimizer.tracing.graph import Graph

Leaves = Callable[[str, np.ndarray], Operand]
"""Makes a traced sum of a household's columns, by its name and dollars a share."""


@dataclass(frozen=True, slots=True)
class TracedPlan:
    """The traced amounts that a preference may limit.

    Attributes:
        graph: Takes new sums.
        columns: The decisions.
        returns: Every year's forms, run-off included.
        years: Every year's taxes after credits.
        baseline: The same household without any exercise or sale.
        leaf: Makes a sum over the columns; by name, and for a share of each column.
    """

    graph: Graph
    columns: Columns
    returns: Sequence[YearReturns]
    years: Sequence[TaxedYear]
    baseline: EvaluatedYears
    leaf: Leaves


@dataclass(frozen=True, slots=True)
class LaterFile:
    """What a file that begins later knows of the time before.

    Attributes:
        day: On which it begins.
        last_year: In which anything is decided.
        brought: Cash that came in before, less strikes and tax, dollars.
    """

    day: date
    last_year: int
    brought: float


class Preference(ABC):
    """A limit that a household sets for itself.

    A preference limits a plan in any of three ways: it forbids columns, it writes rows
    over traced amounts, or it writes rows over action slots. A method that it does not
    need keeps the answer given here, which is that it asks for nothing.

    Attributes:
        name: Field of ``[preferences]``.
        slots: The kinds of action slots that it writes rows over.
        limits_cash: Whether a plan may break it by having less cash on a day, so that
            only a sale no later and no cheaper may replace another.
        limits_tax: Whether a plan may break it by having more or less income in a year,
            so that only a sale at the same price may replace another, and a loss may
            be worth taking for the tax alone.
    """

    name: ClassVar[str]
    slots: ClassVar[SlotKind] = SlotKind.NONE
    limits_cash: ClassVar[bool] = False
    limits_tax: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""

    @classmethod
    def left_in(cls, preferences: Preferences, later: LaterFile) -> object:
        """Return what stands in the field of a file that begins later."""
        del later
        return getattr(preferences, cls.name)

    @property
    @abstractmethod
    def in_words(self) -> str:
        """Return what it asks for, to be followed by what that costs."""

    @property
    @abstractmethod
    def as_written(self) -> str:
        """Return it as its file writes it, for the message that nothing keeps it."""

    @abstractmethod
    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Yield in words where a schedule of whole shares breaks it.

        Counted from the schedule's own actions and forms, not from the program.
        Written so that an amount that is no number breaks it.
        """

    def forbids(self, columns: Columns) -> np.ndarray:
        """Return whether it rules out each column; length n columns."""
        return np.zeros(len(columns), dtype=bool)

    def fixes(self, columns: Columns) -> np.ndarray:
        """Return which columns hold a number of shares that its rows fix.

        Such a column takes no shares of others, and gives none: dominance leaves it.
        Length n columns.
        """
        return np.zeros(len(columns), dtype=bool)

    def valued_on(self, situation: Situation) -> Sequence[date]:
        """Return the days after which shares of further markets count at a price.

        A sale on one side of such a day then replaces none on the other.
        """
        return ()

    def rows(self, plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
        """Yield the name and the amount (dollars) of what must not be negative."""
        yield from ()

    def rows_of_slot(self, number: int, slot: ActionSlot) -> Iterator[SlotRow]:
        """Yield the rows over one slot, given with its number."""
        yield from ()

    def rows_over_slots(self, slots: Sequence[ActionSlot]) -> Iterator[SlotRow]:
        """Yield the rows over several slots."""
        yield from ()

    def missed(self, use: SlotUse) -> np.ndarray | float:
        """Return by how much each candidate misses its rows over slots.

        In shares or actions; zero if it keeps them.
        """
        return 0.0

    def why_blocked(self, situation: Situation) -> str:
        """Return why no schedule keeps it, if that can be said of it alone."""
        return ""
