"""No sale that is a disqualifying disposition, of options' shares or a purchase plan's.

Shares sold within two years of the grant or one of the exercise lose the treatment of
incentive stock options or of a purchase plan as
`disposition.py` says. Such columns are forbidden.
Shares that the law knows one kind of sale for are not affected, and neither are those
that a buyer of the company takes or that become worthless.

A lot that is held and can be sold in this way alone is retained with
``at_horizon = "keep"``. With ``"sell"`` it must go: no schedule keeps the preference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from isoplan.models.base.problems import listed
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.preferences.must_go import stuck_tranches
from isoplan.optimizer.pricing.evaluated_schedule import disposition
from isoplan.optimizer.recount.evidence import Evidence


@dataclass(frozen=True, slots=True)
class NoDisqualifyingSales(Preference):
    """Every sale of shares that know a qualifying disposition is one."""

    name: ClassVar[str] = "no_disqualifying_sales"

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        return cls() if preferences.no_disqualifying_sales else None

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return "making no disqualifying sale"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return "preferences.no_disqualifying_sales = true"

    def forbids(self, columns: Columns) -> np.ndarray:
        """Return which columns are disqualifying sales, or keep what must be sold."""
        forbidden = np.zeros(len(columns), dtype=bool)
        early = (columns.choices.sold != NEVER) & ~columns.qualifying
        early &= ~_goes_by_itself(columns)
        for place in np.flatnonzero(early).tolist():
            forbidden[place] = disposition(columns, place) == "disqualifying"
        forbidden |= _kept_unsold(columns, forbidden)
        return forbidden

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Judge each sale by the holding periods of its shares."""
        for each in evidence.walk.disposals:
            act, parcel = each.act, each.parcel
            if act.kind != "sell" or parcel is None:
                continue
            if parcel.held_at_start and evidence.is_closing(act):
                continue
            qualifies = parcel.qualifies(act.date)
            called = parcel.treatment.disposition(qualifying=qualifies)
            if called == "disqualifying":
                yield (
                    f"{act.shares} shares of {act.lot!r} on {act.date} are a "
                    "disqualifying sale, preferences.no_disqualifying_sales is true"
                )

    def why_blocked(self, situation: Situation) -> str:
        """Return which shares must be sold, and cannot all be sold as qualifying."""
        columns = possible_columns(situation)
        stuck = stuck_tranches(columns, self.forbids(columns))
        if not stuck:
            return ""
        names = listed(
            repr(situation.tranches[number].name) for number in sorted(stuck)
        )
        least_tax = situation.plan.objective == "least_tax"
        asks = "least_tax" if least_tax else "at_horizon = 'sell'"
        return (
            f"{asks} asks for the sale of all shares of {names}, and not all of them "
            f"can be sold in a qualifying disposition up to {situation.plan.horizon}"
        )


def _goes_by_itself(columns: Columns) -> np.ndarray:
    """Return which columns dispose of shares as nobody can help.

    Worthless shares, and those held at the start when somebody buys the company. Who
    exercises before a closing that disqualifies the shares, decides so.
    """
    situation = columns.situation
    helpless = [
        each.held or situation.market_of(each).acquisition is None
        for each in situation.tranches
    ]
    of_columns = np.array(helpless, dtype=bool)[columns.choices.tranche]
    by_itself: np.ndarray = columns.goes & of_columns
    return by_itself


def _kept_unsold(columns: Columns, forbidden: np.ndarray) -> np.ndarray:
    """Return the columns that keep a lot beyond the plan because no sale is left.

    With ``at_horizon = "keep"`` they are as good as any.

    Args:
        columns: The decisions.
        forbidden: Whether a column is a disqualifying sale; length n columns.
    """
    if columns.situation.plan.at_horizon == "keep":
        return np.zeros(len(columns), dtype=bool)
    tranche, never = columns.choices.tranche, columns.choices.sold == NEVER
    without_sale = np.setdiff1d(tranche[forbidden], tranche[~never & ~forbidden])
    kept: np.ndarray = never & np.isin(tranche, without_sale)
    return kept
