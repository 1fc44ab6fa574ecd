"""The mean of the largest part of several amounts: what the worst outcomes lose.

With probabilities ``p`` that add up to one, the mean of the largest ``part`` of the
amounts ``a`` is the smallest ``t + sum(p max(a - t, 0)) / part`` over all ``t``. It
rises with every amount, by no more than ``p / part`` for each dollar. A plan that only
ever wants it small needs no binary for it: ``t`` and the amounts above ``t`` are free
variables, and the smallest sum is the mean itself.

Source: R. T. Rockafellar and S. Uryasev, Journal of Risk 2 (2000), 21-41.
"""

import numpy as np


def mean_of_largest(
    amounts: list[float] | list[np.ndarray], weights: tuple[float, ...], part: float
) -> np.ndarray:
    """Return the mean of the largest part of amounts, plan by plan (dollars).

    Args:
        amounts: Each a number, or one number a plan; length n.
        weights: Of each; length n.
        part: Of all, by weight.
    """
    given = np.array(np.broadcast_arrays(*amounts), dtype=float)
    order = np.argsort(-given, axis=0, kind="stable")
    ranked = np.take_along_axis(given, order, axis=0)
    reached = np.minimum(np.cumsum(np.array(weights)[order], axis=0), part)
    counts = np.diff(reached, axis=0, prepend=0.0)
    total = counts.sum(axis=0)
    largest: np.ndarray = ranked[0]
    if part <= 0.0:
        return largest
    mean: np.ndarray = (counts * ranked).sum(axis=0) / total
    return mean


def is_largest(weights: tuple[float, ...], part: float) -> bool:
    """Return whether the mean is one amount alone, the largest."""
    return part <= min(weights)


def most_slopes(weights: tuple[float, ...], part: float) -> list[float]:
    """Return by how much the mean rises at most with each amount; length n."""
    if is_largest(weights, part):
        return [1.0] * len(weights)
    return [min(1.0, weight / part) for weight in weights]
