"""A deduction, exemption or credit that shrinks as income grows."""

from dataclasses import dataclass
from itertools import pairwise

from isoplan.models.amounts.amounts import Amount, excess, greater_of
from isoplan.models.amounts.steps import rounded_up, share_above


@dataclass(frozen=True, slots=True)
class Allowance:
    """An amount that is lost along slopes, in steps or at limits; dollars.

    Attributes:
        amount: Before any loss.
        over: Incomes from which a slope holds, increasing; length n.
        rates: Dollars lost for each dollar of income from there on; length n.
        step: Income counts in whole steps of this width; zero for each dollar.
        least: Below which slopes do not take it.
        limits: Incomes above which the amount is another one, and that amount.
        smooth: Whether steps and jumps are replaced by lines.
    """

    amount: float = 0.0
    over: tuple[float, ...] = ()
    rates: tuple[float, ...] = ()
    step: float = 0.0
    least: float = 0.0
    limits: tuple[tuple[float, float], ...] = ()
    smooth: bool = False

    def __call__(self, agi: Amount) -> Amount:
        """Return what is left (dollars) at an adjusted gross income (dollars)."""
        left: Amount = self.amount
        if self.over:
            lost = 0.0
            below = 0.0
            for start, rate in zip(self.over, self.rates, strict=True):
                counted = rounded_up(excess(agi, start), self.step, smooth=self.smooth)
                lost, below = lost + (rate - below) * counted, rate
            left = greater_of(left - lost, self.least)
        amounts = (self.amount, *(amount for _, amount in self.limits))
        for (limit, _), (before, after) in zip(
            self.limits, pairwise(amounts), strict=True
        ):
            left = left + (after - before) * share_above(agi, limit, smooth=self.smooth)
        return left
