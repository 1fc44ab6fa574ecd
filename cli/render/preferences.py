"""What each preference of the household costs, in a sentence."""

from collections.abc import Sequence

from isoplan.cli.render.proven import proven
from isoplan.models.results.plan import PreferenceCost


def preference_sentences(costs: Sequence[PreferenceCost]) -> str:
    """Return one sentence a preference; nothing without preferences."""
    return "\n".join(_sentence(each) for each in costs)


def _sentence(cost: PreferenceCost) -> str:
    """Return a preference's cost, or the dollars it was proven to lie between."""
    what = cost.in_words[0].upper() + cost.in_words[1:]
    return f"{what} costs {proven(cost.cost, cost.at_least, cost.at_most)}."
