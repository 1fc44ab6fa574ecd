"""Columns that do what a choice does, or the same with another day of sale."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of

LATER_THAN_ALL = date.max.toordinal() + 1


def place_like(columns: Columns, choice: Choice) -> int | None:
    """Return the column of a choice; see :func:`places_like`."""
    return places_like(columns, [choice])[0]


def places_like(columns: Columns, choices: Sequence[Choice]) -> list[int | None]:
    """Return the column of each choice, or one that differs in its day of sale.

    The same tax year and the same holding period; None if there is none. Columns
    are in the order of tranches and days of exercise.
    """
    like = columns_of(columns.situation, choices)
    keys, wanted = _lots(columns), _lots(like)
    firsts = np.searchsorted(keys, wanted, side="left").tolist()
    ends = np.searchsorted(keys, wanted, side="right").tolist()
    found: list[int | None] = []
    for number, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        same = columns.choices.way[first:end] == like.choices.way[number]
        for mine, other in zip(_kinds(columns), _kinds(like), strict=True):
            same &= mine[first:end] == other[number]
        days = columns.choices.sold[first:end]
        exactly = same & (days == like.choices.sold[number])
        best = exactly if exactly.any() else same
        found.append(first + int(best.argmax()) if best.any() else None)
    return found


def _lots(columns: Columns) -> np.ndarray:
    """Return a number for tranche and day of exercise, rising with both."""
    starts = columns.choices.tranche * LATER_THAN_ALL
    numbers: np.ndarray = starts + columns.choices.exercised
    return numbers


def _kinds(columns: Columns) -> tuple[np.ndarray, ...]:
    """Return all that must be the same in a sale on another day."""
    return (
        columns.sale_year,
        columns.qualifying,
        columns.long_term,
        columns.amt_long_term,
        columns.tier,
        columns.residency,
    )
