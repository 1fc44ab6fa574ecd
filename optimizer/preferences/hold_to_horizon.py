"""Nothing is sold before the plan's last day of sale: all shares are held until then.

Gifts are no sales. Where a limit leaves no room on that day, shares are kept, or their
options not exercised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

import numpy as np

from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.columns.choices import NEVER, last_open_day
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.base import Preference
from isoplan.optimizer.recount.evidence import Evidence


@dataclass(frozen=True, slots=True)
class HoldToHorizon(Preference):
    """Every sale is on the plan's last day of sale."""

    name: ClassVar[str] = "hold_to_horizon"

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        return cls() if preferences.hold_to_horizon else None

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return "holding all shares to the plan's end"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return "preferences.hold_to_horizon = true"

    def forbids(self, columns: Columns) -> np.ndarray:
        """Return which columns sell before the last day of sale on their market."""
        situation, sold = columns.situation, columns.choices.sold
        last = [last_open_day(situation, name) for name in situation.markets]
        ends = np.array([0 if day is None else day.toordinal() for day in last])
        early = sold < ends[columns.market]
        forbidden: np.ndarray = (sold != NEVER) & early & ~columns.given
        return forbidden

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Compare each sale with the last day on which shares can be sold."""
        plan = evidence.situation.plan
        for sold in evidence.walk.disposals:
            act, parcel = sold.act, sold.parcel
            last = None if parcel is None else last_day_of_sale(parcel.market, plan)
            if act.kind == "sell" and (last is None or not act.date >= last):
                yield (
                    f"{act.in_words} are sold before {last}, "
                    "preferences.hold_to_horizon is true"
                )


def last_day_of_sale(market: Market, plan: Planning) -> date | None:
    """Return the last day of the plan that is open, counted back from its end."""
    bought = [] if market.acquisition is None else [market.acquisition.on]
    days = [*bought, *(offer.on for offer in market.tender_offers)]
    days = [day for day in days if day <= plan.horizon]
    on_market = market.last_market_date(plan.start, plan.horizon)
    return max([*days, *([on_market] if on_market else [])], default=None)
