"""Sales and gifts of the plan's first year before its start: no plan changes them."""

from collections.abc import Callable, Sequence

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.charity import deduction_lost
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import PLAIN, Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import INCOME_LINES, Columns, columns_of

PastIncome = Callable[[int, str, Claim | None], float]
"""Dollars of a tax year's income line, all of it or what a state taxes."""


def past_income(situation: Situation) -> PastIncome:
    """Return what past sales and gifts add to each year's income.

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


def past_deduction_lost(situation: Situation, year: int) -> float:
    """Return what a year's past gifts to charity are deducted less than their value.

    Dollars; by the gain that a sale on the same day at that value would have brought.
    """
    given = [
        each
        for each in situation.sold_tranches
        if each.given_to == "charity" and each.sold_on and each.sold_on.year == year
    ]
    if not given:
        return 0.0
    columns = columns_of(situation, _choices(given, given=False), given)
    gain = columns.lines["short_term_gain"] + columns.lines["long_term_gain"]
    lost = deduction_lost(gain, long_term=columns.long_term)
    return float(lost @ _shares(given))


def _sold(situation: Situation) -> tuple[Columns, np.ndarray]:
    """Return past sales and gifts as columns, with the shares of each."""
    sold = situation.sold_tranches
    columns = columns_of(situation, _choices(sold, given=True), sold)
    return columns, _shares(sold)


def _choices(sold: Sequence[Tranche], *, given: bool) -> list[Choice]:
    """Return what was done as choices, with or without the mark of a gift."""
    return [
        Choice(
            number,
            tranche.acquired_on,
            tranche.sold_on,
            ChoiceFlag.GIVEN if given and tranche.given_to else PLAIN,
        )
        for number, tranche in enumerate(sold)
        if tranche.acquired_on is not None
    ]


def _shares(sold: Sequence[Tranche]) -> np.ndarray:
    return np.array([float(tranche.shares) for tranche in sold])
