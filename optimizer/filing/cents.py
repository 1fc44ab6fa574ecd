"""Amounts in cents whose printed sum is the sum, rounded once."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from isoplan.models.base.cents import in_cents

A_TRIFLE = 1e-7
"""Dollars by which a product of floats may miss a whole cent."""


def is_in_cents(amount: float) -> bool:
    """Return whether dollars are a whole number of cents."""
    return abs(amount - round(amount, 2)) < A_TRIFLE


@dataclass(slots=True)
class RunningCents:
    """Rounds running totals, so that rows add up to their rounded total.

    Attributes:
        exact: Total so far of each column, dollars.
        shown: The same of what was returned.
    """

    exact: dict[Hashable, float] = field(default_factory=dict)
    shown: dict[Hashable, float] = field(default_factory=dict)

    def next(self, column: Hashable, amount: float) -> float:
        """Return the next amount of a column in cents.

        Args:
            column: Whose rows add up.
            amount: Dollars.
        """
        before = self.shown.get(column, 0.0)
        self.exact[column] = self.exact.get(column, 0.0) + float(amount)
        self.shown[column] = in_cents(self.exact[column])
        return in_cents(self.shown[column] - before)

    def put(self, column: Hashable, amount: float, shown: float) -> float:
        """Return what is shown of an amount, which the next one makes up for.

        Args:
            column: Whose rows add up.
            amount: Dollars.
            shown: The same in cents, as another column has it.
        """
        self.exact[column] = self.exact.get(column, 0.0) + float(amount)
        self.shown[column] = in_cents(self.shown.get(column, 0.0) + shown)
        return shown
