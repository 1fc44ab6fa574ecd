"""Which shares came and went, as the walk has them: what rows of forms are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from isoplan.models.equity.equity import PastSale
from isoplan.models.situation import Situation
from isoplan.optimizer.recount.parcels import Parcel
from isoplan.optimizer.recount.share_income import Disposition, disposition
from isoplan.optimizer.recount.walk import Walk, parcels_sold


@dataclass(frozen=True, slots=True)
class Leaving:
    """Shares of one parcel that left on one day.

    Attributes:
        parcel: Which shares.
        left: What a share brings.
        shares: How many.
        written_off: Whether they became worthless.
    """

    parcel: Parcel
    left: Disposition
    shares: float
    written_off: bool = False


@dataclass(frozen=True, slots=True)
class ShareMoves:
    """All shares ever held, and those that left.

    Attributes:
        parcels: Each with its shares at first; one lot may be several.
        leavings: Sales, gifts and exchanges.
    """

    parcels: tuple[Parcel, ...]
    leavings: tuple[Leaving, ...]


def moves_of(walked: Walk) -> ShareMoves:
    """Return the shares of a walked schedule, events of its first year included."""
    first = walked.situation.plan.start.year
    sold = [each for each in walked.start.equity.sold if each.on.year == first]
    earlier = tuple(past_leavings(walked.situation, sold))
    return ShareMoves(
        parcels=(*walked.parcels.values(), *(each.parcel for each in earlier)),
        leavings=(
            *earlier,
            *(
                Leaving(
                    each.parcel,
                    each.left,
                    each.act.shares,
                    written_off=each.act.kind == "write_off",
                )
                for each in walked.disposals
                if each.parcel is not None and each.left is not None
            ),
        ),
    )


def past_leavings(situation: Situation, sold: Iterable[PastSale]) -> Iterator[Leaving]:
    """Yield what left before the plan's start.

    Args:
        situation: The file.
        sold: Sales, gifts and exchanges among its events.
    """
    for parcel, sale in parcels_sold(situation, tuple(sold)):
        given = sale.given_to is not None
        left = disposition(parcel, sale.on, given=given, price=sale.price)
        yield Leaving(parcel, left, parcel.shares)
