"""New shares for one old share, as a fraction of whole numbers."""

from fractions import Fraction

MOST_NEW_SHARES = 1_000
"""For one old share, or old ones for a new share, at one time."""
EXACTLY = 1e-6
"""Part of a ratio by which a decimal may miss it: 1.3333333 is 4 for 3."""


def share_ratio(given: float) -> Fraction:
    """Return a ratio as a fraction, of small whole numbers if it can."""
    near = Fraction(given).limit_denominator(MOST_NEW_SHARES)
    misses = abs(near - Fraction(given)) > EXACTLY * given
    return Fraction(str(given)) if misses else near
