"""What a schedule does, act by act, as the audit reads it.

These are claims. Nothing here is believed: `walk.py` carries them out from the scenario
file alone, and the checks judge what comes of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from isoplan.models.results.changes import ActionKind
from isoplan.models.results.plan import Action


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done on one day; its fields are those of a plan's action.

    Attributes:
        date: Day.
        kind: What is done.
        grant: Name of the grant, award or holding.
        options: Of an exercise or a cash-out: which options of the grant.
        lot: Lot that the shares enter or leave; empty for a cash-out.
        shares: How many; a solver answers in fractions.
        price: Dollars a share; None where a solver names shares alone, which says
            nothing of disposition and exclusion either.
        disposition: Of a sale, if the law knows two kinds.
        election_83b: Of an exercise.
        exclusion: Of a sale of small business stock: the part of its gain.
        buyer: Of one after an acquisition for stock: the buyer's market.
        buyer_shares: How many of its shares they are.
    """

    date: date
    kind: ActionKind
    grant: str
    options: str
    lot: str
    shares: float
    price: float | None = None
    disposition: Literal["qualifying", "disqualifying"] | None = None
    election_83b: bool = False
    exclusion: float | None = None
    buyer: str = ""
    buyer_shares: int | None = None

    @property
    def in_words(self) -> str:
        """Return shares, lot and day, to begin a finding with."""
        return (
            f"{self.shares:,.6g} shares of {self.lot or self.options!r} on {self.date}"
        )


def acts_of_plan(actions: Iterable[Action]) -> tuple[Act, ...]:
    """Return the actions of a plan or of a common schedule."""
    return tuple(
        Act(
            date=action.date,
            kind=action.kind,
            grant=action.grant,
            options=action.options,
            lot=action.lot,
            shares=action.shares,
            price=action.price,
            disposition=action.disposition,
            election_83b=action.election_83b,
            exclusion=action.exclusion,
            buyer=action.buyer,
            buyer_shares=action.buyer_shares,
        )
        for action in actions
    )
