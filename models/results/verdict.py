"""What was proven of a plan, in the same words wherever it is said.

Three verdicts. ``optimal``: no plan in whole shares is better by more than the gap
that was asked for. ``proven_in_fractions``: the search in fractions of shares finished
within that gap, and whole shares cost more. ``feasible``: the search did not finish.
"""

from dataclasses import dataclass
from typing import Literal

from isoplan.models.results.number_text import dollars, part_in_percent

Status = Literal["optimal", "proven_in_fractions", "feasible"]
BoundOf = Literal["fractions", "whole_shares"]
"""Which plans a bound was proven for; that of fractions holds for whole shares too."""

STATUS_MEANS = (
    "optimal: proven within the gap asked for; proven_in_fractions: proven within it "
    "in fractions of shares, and whole shares cost more; feasible: the search did not "
    "finish."
)
CENT = 0.01
"""Dollars, and half a cent of rounding, up to which a proof is one to the cent."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a plan's distance from the best possible; dollars.

    Attributes:
        status: Which of the three verdicts.
        gap: Distance of the plan's value from its bound.
        gap_part: The same as a part of the value; None if the value is zero.
        fractions_gap: Distance of the plan in fractions of shares from their bound.
        whole_shares_cost: What whole shares cost against the fractions.
        small_trades_cost: What leaving out small trades cost.
        bound_of: What the bound was proven for.
        seconds: Of the search, or its limit.
    """

    status: Status
    gap: float
    gap_part: float | None
    fractions_gap: float
    whole_shares_cost: float
    small_trades_cost: float
    bound_of: BoundOf
    seconds: float

    @property
    def sentence(self) -> str:
        """Return the verdict as a sentence, with what the distance is made of."""
        if self.status == "optimal":
            near = _near(self.gap, "within ${:,.2f} of the best possible")
            return f"Proven optimal ({near})."
        part = "" if self.gap_part is None else f" ({part_in_percent(self.gap_part)})"
        if self.status == "feasible":
            return (
                f"Best plan found in {self.seconds:g} s; a better one may exist, "
                f"by at most ${self.gap:,.2f}{part}."
            )
        near = _near(self.fractions_gap, "to within ${:,.2f}")
        said = (
            f"Proven best to within ${self.gap:,.2f}{part}: in fractions of shares it "
            f"is proven {near}; {self._costs}."
        )
        if self.bound_of == "whole_shares":
            most = f"${self.gap:,.2f}"
            said += f" No plan in whole shares saves more than {most} of that."
        return said

    @property
    def _costs(self) -> str:
        """Return what stands between the fractions and the plan."""
        whole = f"whole shares cost ${max(self.whole_shares_cost, 0.0):,.2f}"
        if self.small_trades_cost <= 0.0:
            return whole
        return (
            f"{whole}, and leaving out trades too small to make "
            f"${self.small_trades_cost:,.2f}"
        )


def in_short(status: Status, gap: float) -> str:
    """Return a verdict in a few words, as of a plan; the gap is in dollars."""
    if status == "optimal":
        return "proven optimal"
    if status == "proven_in_fractions":
        return f"proven within ${gap:,.2f}"
    return f"at most {dollars(gap)} from the best"


def _near(gap: float, otherwise: str) -> str:
    """Return how near a proof comes."""
    return "to the cent" if gap <= CENT else otherwise.format(gap)
