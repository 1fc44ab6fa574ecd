"""Draws in a few words, from Hypothesis or from a seed: the first value is simplest."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

Value = TypeVar("Value")


class Pick:
    """What a section of a scenario draws from."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        """Keep what draws a whole number between two, both included."""
        self._number = number

    @classmethod
    def from_hypothesis(cls, draw: Callable[..., Any]) -> "Pick":
        """Draws of a composite strategy, which Hypothesis shrinks and derandomizes."""
        return cls(lambda low, high: draw(st.integers(low, high)))

    @classmethod
    def from_seed(cls, seed: str) -> "Pick":
        """Draws that are the same for the same seed, each scenario a new one."""
        return cls(Random(seed).randint)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._number(low, max(low, high))

    def of(self, *values: Value) -> Value:
        """One of the values."""
        return values[self.number(0, len(values) - 1)]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.number(0, 99) >= 100 - percent

    def part(self, low: float, high: float) -> float:
        """A number between two, in hundredths of the way."""
        return round(low + (high - low) * self.number(0, 100) / 100, 4)

    def day(self, first: date, last: date) -> date:
        """A day, both ends included."""
        return first + timedelta(days=self.number(0, (last - first).days))
