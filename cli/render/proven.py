"""An amount that two plans differ by, as far as both are proven."""

from isoplan.models.results.number_text import dollars

CLOSE = 10.0
"""Dollars by which the proven least and most of an amount may differ unsaid.

Whole shares alone may move either plan by a few.
"""
NOTHING = 0.5
"""Dollars that count as none."""


def proven(best: float, at_least: float, at_most: float) -> str:
    """Return an amount in words, or the dollars it was proven to lie between.

    Args:
        best: Difference of the two plans that were found, dollars.
        at_least: What is proven of it, dollars.
        at_most: The same from above, dollars.
    """
    if at_most - at_least <= CLOSE:
        return dollars(best) if best >= NOTHING else "nothing"
    most = f"at most {dollars(at_most)}"
    if at_least >= NOTHING:
        most = f"at least {dollars(at_least)} and {most}"
    return f"{most}; no more was proven"
