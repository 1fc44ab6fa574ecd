"""The tail: the worst part of the outcomes, by probability, and what it is worth."""

from collections.abc import Sequence


def mean_of_worst(
    values: Sequence[float], probabilities: Sequence[float], part: float
) -> float:
    """Return the mean value of the worst part of the outcomes (CVaR), dollars.

    The outcome in which the part ends counts with as much of it as is needed. A part
    that is no more than the worst outcome's probability is the worst outcome.

    Args:
        values: Of each outcome, dollars; length n outcomes.
        probabilities: Of each, adding up to one or nearly; length n outcomes.
        part: Of all outcomes, from 0 (the worst one alone) to 1 (all of them).

    Source: R. T. Rockafellar and S. Uryasev, Journal of Risk 2 (2000), 21-41.
    """
    ranked = sorted(zip(values, probabilities, strict=True))
    left, total = part * sum(probabilities), 0.0
    if left <= 0.0:
        return ranked[0][0]
    taken = left
    for value, probability in ranked:
        counts = min(probability, left)
        total += counts * value
        left -= counts
    return total / (taken - left)
