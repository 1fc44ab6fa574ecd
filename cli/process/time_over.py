"""Time that is over: what cannot look at the clock is stopped a little later."""

from collections.abc import Iterator
from contextlib import contextmanager

from isoplan.cli.process.stopping import raising_after
from isoplan.models.base.errors import NoPlanInTime
from isoplan.optimizer.solving.solution import Limits

BEYOND = 0.12
"""Part of the time limit that may pass beyond it before all is stopped."""
AT_ONCE_S = 0.5
"""Seconds in which nothing can start: a shorter limit asks for the best schedule that
is known without a search, and is given the time to show it."""
TO_SHOW_S = 30.0
"""Seconds for that."""


@contextmanager
def stopped_late(limits: Limits) -> Iterator[None]:
    """Stop what cannot look at the clock: reading the law, the audit, the report.

    Args:
        limits: Whose clock runs.

    Raises:
        NoPlanInTime: In the main thread, where the time has been over for a while.
    """
    time_limit = limits.time_limit_s

    def too_late() -> NoPlanInTime:
        return NoPlanInTime(
            f"nothing was ready in {time_limit:g} s, reading the law included; allow "
            "more time with --time-limit"
        )

    begun = limits.left_s - time_limit  # seconds, not above zero
    latest = TO_SHOW_S if time_limit < AT_ONCE_S else (1.0 + BEYOND) * time_limit
    with raising_after(max(latest + begun, 0.0), too_late):
        yield
