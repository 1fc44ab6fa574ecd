"""Cash and pay of columns by day: what a share of each moves, and what a plan does."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from isoplan.optimizer.columns.columns import Columns


@dataclass(frozen=True, slots=True)
class ByDay:
    """Dollars that a share of each column moves, each on its day.

    The days are the same whatever is exercised.

    Attributes:
        days: On which any column moves some, in order.
        place: Of each move, the number of its day; length n moves.
        column: Of each move, the number of its column; length n moves.
        amount: Of each move, dollars a share; length n moves.
        count: Columns.
    """

    days: tuple[date, ...]
    place: np.ndarray
    column: np.ndarray
    amount: np.ndarray
    count: int

    @classmethod
    def of(cls, *moves: tuple[np.ndarray, np.ndarray]) -> Self:
        """Return what moves, given days (ordinals) and dollars a share by column.

        Args:
            moves: Each with a day and an amount for every column; zero dollars for
                none. All have the length n columns.
        """
        days = np.concatenate([each for each, _ in moves])
        amounts = np.concatenate([each for _, each in moves])
        count = len(moves[0][0])
        moved = np.flatnonzero(amounts)
        found, place = np.unique(days[moved], return_inverse=True)
        dates = tuple(map(date.fromordinal, found.tolist()))
        return cls(dates, place, moved % max(count, 1), amounts[moved], count)

    def a_share(self) -> dict[date, np.ndarray]:
        """Return what a share of each column moves, by day; length n columns each."""
        moved: dict[date, np.ndarray] = {}
        for number, day in enumerate(self.days):
            here = self.place == number
            moved[day] = np.bincount(self.column[here], self.amount[here], self.count)
        return moved

    def moved_by(self, shares: np.ndarray) -> dict[date, float]:
        """Return what so many shares move, by day.

        Args:
            shares: Of each column; length n columns.
        """
        amounts = self.amount * shares[self.column]
        sums = np.bincount(self.place, amounts, len(self.days))
        return dict(zip(self.days, sums.tolist(), strict=True))


def cash_by_day(columns: Columns) -> ByDay:
    """Return the cash that a share moves: the strike when it is paid, the proceeds.

    Proceeds are there when the sale settles.
    """
    return ByDay.of(
        (columns.paid, -columns.exercise_cost), (columns.settled, columns.sale_price)
    )


def pay_by_day(columns: Columns, year: int) -> ByDay:
    """Return the pay of a year that a share brings, when its spread is measured."""
    return ByDay.of((columns.measured, columns.per_share("equity_pay", year)))
