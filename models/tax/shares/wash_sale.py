"""Wash sales: the days that are looked at, and the note for a reader.

The rule itself is not worked out: these figures take a loss as it comes.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from isoplan.models.law.citations import citation
from isoplan.models.law.federal_figures import statute


def may_be_wash_sale(sold_on: date, acquired_on: date) -> bool:
    """Return whether stock acquired so near a sale at a loss may make it a wash sale.

    Source: IRC 1091(a).
    """
    days = timedelta(days=statute().wash_sale_days.value)
    return abs(sold_on - acquired_on) <= days


def wash_sale_note(days: Sequence[str]) -> str:
    """Return what a reader must know of sales that may be wash sales.

    Of a disqualifying sale that is one, ordinary income is the whole spread at
    exercise, not capped at the gain (IRC 422(c)(2)).

    Args:
        days: Of the sales.
    """
    window = f"{statute().wash_sale_days.value:.0f} days"
    return (
        f"A sale below the value at exercise lies within {window} of another "
        f"exercise ({', '.join(days)}): the wash sale rule "
        f"({citation('wash_sale_days')}) may then "
        "tax the whole spread and defer the loss; these figures do not show it."
    )
