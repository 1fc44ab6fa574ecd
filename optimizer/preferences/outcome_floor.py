"""A floor under what outcomes are worth: the row, the audit and the words.

The mean value of the worst part of the outcomes is at least an amount; the worst
outcome alone is such a part. The row holds the *tail* of the outcomes' losses down
(`tracing/piecewise_linear.py`), with no binary of its own.

Nor does the law need another one. The expected cost is a mean of the outcomes' losses,
and the row pulls each loss down too: the program then minimizes the cost and multiples,
never negative, of losses by themselves. So each amount is pulled in the direction in
which its outcome pulls on it already, and `sensitivity.py` finds just that.
Dominance stays right as well: it drops a column only where another one is better in
each outcome that shares it, so no outcome is worth less for it.

One path has no outcomes to limit: nothing is asked of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isoplan.models.base.cents import in_cents
from isoplan.models.outcomes.tail import mean_of_worst
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.tracing.expression import Expression

CENT = 0.01
"""Dollars by which a floor may be missed: the rounding of what is shown."""


@dataclass(frozen=True, slots=True)
class OutcomeFloor(Preference):
    """The mean value of the worst part of the outcomes is at least an amount.

    Attributes:
        part: Of all outcomes, by probability; zero stands for the worst one alone.
        at_least: Dollars, present value after tax.
    """

    part: float
    at_least: float

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Yield nothing: one path has no outcomes to limit."""
        del evidence
        yield from ()

    def above(self, loss: Expression) -> Expression:
        """Return what the worst part is worth above the floor (dollars).

        Args:
            loss: Mean loss of the worst part of the outcomes, dollars.
        """
        return -self.at_least - loss

    def value(self, values: Sequence[float], probabilities: Sequence[float]) -> float:
        """Return what the worst part of outcomes is worth on average (dollars)."""
        return mean_of_worst(values, probabilities, self.part)

    def broken_by(
        self, values: Sequence[float], probabilities: Sequence[float]
    ) -> Iterator[str]:
        """Yield in words that outcomes do not keep it.

        Worked from their values alone, not from the program. Written so that a value
        that is no number misses it.

        Args:
            values: Of each outcome, dollars.
            probabilities: Of each.
        """
        value = self.value(values, probabilities)
        if not in_cents(value - self.at_least) >= -CENT:
            yield (
                f"the worst {self.part or 'one'} of the outcomes is worth "
                f"{value:,.2f}, {self.as_written} asks for {self.at_least:,.2f}"
            )
