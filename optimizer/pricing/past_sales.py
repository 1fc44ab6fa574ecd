"""Sales of the plan's first year before its start: income that no plan can change."""

from collections.abc import Callable

import numpy as np

from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import INCOME_LINES, Columns, columns_of

PastIncome = Callable[[int, str, Claim | None], float]
"""Dollars of a tax year's income line, all of it or what a state taxes."""


def past_income(situation: Situation) -> PastIncome:
    """Return what past sales add to each year's income.

    Bargain elements and pay of shares still held are not among it: those are columns,
    as the income of their sale is.
    """
    if not situation.sold_tranches:
        return lambda *_: 0.0
    columns, shares = _sold(situation)

    def income(year: int, line: str, within: Claim | None) -> float:
        return float(columns.per_share(line, year, within) @ shares)

    return income


def most_past_dollars(situation: Situation) -> float:
    """Return more than past sales' income of one kind can be (dollars)."""
    if not situation.sold_tranches:
        return 0.0
    columns, shares = _sold(situation)
    return max(float(np.abs(columns.lines[line]) @ shares) for line in INCOME_LINES)


def _sold(situation: Situation) -> tuple[Columns, np.ndarray]:
    """Return past sales as columns, with the shares of each."""
    sold = situation.sold_tranches
    choices = [
        Choice(number, tranche.acquired_on, tranche.sold_on)
        for number, tranche in enumerate(sold)
        if tranche.acquired_on is not None
    ]
    columns = columns_of(situation, choices, sold)
    return columns, np.array([float(tranche.shares) for tranche in sold])
