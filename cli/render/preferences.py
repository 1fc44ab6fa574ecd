"""What each preference of the household costs, in a sentence."""

from collections.abc import Sequence

from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import PreferenceCost

CLOSE = 10.0
"""Dollars by which the proven least and most of a preference's cost may differ unsaid.

Whole shares alone may move either plan by a few.
"""
NOTHING = 0.5
"""Dollars that count as none."""


def preference_sentences(costs: Sequence[PreferenceCost]) -> str:
    """Return one sentence a preference; nothing without preferences."""
    return "\n".join(_sentence(each) for each in costs)


def _sentence(cost: PreferenceCost) -> str:
    """Return a preference's cost, or the dollars it was proven to lie between."""
    what = cost.in_words[0].upper() + cost.in_words[1:]
    if cost.at_most - cost.at_least <= CLOSE:
        price = dollars(cost.cost) if cost.cost >= NOTHING else "nothing"
        return f"{what} costs {price}."
    most = f"at most {dollars(cost.at_most)}"
    if cost.at_least >= NOTHING:
        most = f"at least {dollars(cost.at_least)} and {most}"
    return f"{what} costs {most}; no more was proven."
