"""The vocabulary of tax forms: words over NumPy, so that a rule reads like its form.

Every rule in this folder uses only ``+``, ``-``, ``*`` with a known factor, and the
words of this module. It therefore runs unchanged on floats (one household), on arrays
(thousands of households) and on the optimizer's traced expressions.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

Amount: TypeAlias = Any
"""Dollars: a float, an array of floats, or an amount that the optimizer traces."""

Election: TypeAlias = Any
"""Whether a choice that the law leaves to the household is made: a truth value, an
array of them, or an election that the optimizer decides."""


def greater_of(a: Amount, b: Amount) -> Amount:
    """Return the larger of two amounts (dollars), element by element."""
    return np.maximum(a, b)


def lesser_of(a: Amount, b: Amount) -> Amount:
    """Return the smaller of two amounts (dollars), element by element."""
    return np.minimum(a, b)


def excess(amount: Amount, over: Amount = 0.0) -> Amount:
    """Return the part of ``amount`` above ``over`` (dollars), never below zero."""
    return np.maximum(amount - over, 0.0)


def elected(made: Election, amount: Amount, otherwise: Amount) -> Amount:
    """Return one amount (dollars) where an election is made, the other where not."""
    if isinstance(made, bool):
        return amount if made else otherwise
    if isinstance(made, np.ndarray):
        return np.where(made, amount, otherwise)
    return made.choose(amount, otherwise)


@dataclass(frozen=True, slots=True)
class RateSchedule:
    """Rates that each apply from a lower bound up, as in a bracket table.

    Attributes:
        starts: Lower bounds, dollars, increasing, the first one zero; length n.
        rates: Dollars of tax per dollar in each band; length n.
    """

    starts: tuple[float, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a schedule that is not one."""
        if len(self.starts) != len(self.rates) or not self.starts:
            raise ValueError("a schedule needs one rate for each lower bound")
        if self.starts[0] != 0 or any(b <= a for a, b in pairwise(self.starts)):
            raise ValueError(f"lower bounds must rise from zero: {self.starts}")

    def __call__(self, amount: Amount) -> Amount:
        """Return the tax (dollars) on ``amount`` (dollars, at least zero)."""
        tax = self.rates[0] * amount
        for start, below, above in zip(
            self.starts[1:], self.rates, self.rates[1:], strict=False
        ):
            tax = tax + (above - below) * excess(amount, start)
        return tax

    def most_below(self, other: "RateSchedule", above: float = 0.0) -> float:
        """Return by how much this tax can at most be less than another's (dollars).

        On all that lies between any two amounts, and on none of it where this one is
        never the lower.

        Args:
            other: Another schedule.
            above: The lower of the two amounts is no less, dollars.

        Raises:
            ValueError: If this rate stays the lower one without end.
        """
        later = (at for at in (*self.starts, *other.starts) if at > above)
        starts = sorted({max(above, 0.0), *later})
        dearer = [max(other.rate_at(at) - self.rate_at(at), 0.0) for at in starts]
        if dearer[-1] > 0.0:
            raise ValueError("the tax may be less by any amount")
        widths = (above - below for below, above in pairwise(starts))
        return sum(width * each for width, each in zip(widths, dearer, strict=False))

    def rate_at(self, amount: float) -> float:
        """Return the rate on the next dollar after an amount of zero or more."""
        held = [
            r for at, r in zip(self.starts, self.rates, strict=True) if at <= amount
        ]
        return held[-1]
