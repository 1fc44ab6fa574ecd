"""Words for what state forms do in steps: rounding up to a bracket, jumping at a limit.

A step cannot be traced: its slope is zero or infinite. Each word therefore takes
``smooth``. Without it, amounts are floats or arrays and the form is followed exactly;
with it, the step is replaced by a line that the optimizer can trace.
"""

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess, lesser_of

RAMP_DOLLARS = 1_000.0
"""Income over which a jump is spread where the law is traced."""


def rounded_up(amount: Amount, step: float, *, smooth: bool) -> Amount:
    """Return ``amount`` (dollars, at least zero) in whole steps, a part as a whole one.

    Smoothed it is the amount itself, less by up to one step.
    """
    return amount if smooth or not step else step * np.ceil(amount / step)


def share_above(amount: Amount, over: float, *, smooth: bool) -> Amount:
    """Return 1 where ``amount`` (dollars) is above ``over`` (dollars), else 0.

    Smoothed it climbs from 0 to 1 over the next thousand dollars.
    """
    if smooth:
        return lesser_of(excess(amount, over), RAMP_DOLLARS) * (1.0 / RAMP_DOLLARS)
    return np.where(np.asarray(amount) > over, 1.0, 0.0)


def share_reached(amount: Amount, start: float, *, smooth: bool) -> Amount:
    """Return 1 where ``amount`` (dollars) is at or above ``start`` (dollars), else 0.

    Smoothed it climbs from 0 to 1 over the thousand dollars after ``start``.
    """
    if smooth:
        return share_above(amount, start, smooth=True)
    return np.where(np.asarray(amount) >= start, 1.0, 0.0)


def share_of_width(amount: Amount, start: float, width: float) -> Amount:
    """Return how much of the ``width`` dollars after ``start`` is reached, 0 to 1."""
    return lesser_of(excess(amount, start), width) * (1.0 / width)
