"""Until when options are incentive stock options after the end of employment."""

from datetime import date

from isoplan.models.base.units import months_after

MONTHS_AFTER_LEAVING = 3  # IRC 422(a)(2)
MONTHS_AFTER_DISABILITY = 12  # IRC 422(c)(6)


def iso_exercise_ends(leaves_on: date, *, disabled: bool) -> date:
    """Return the last day on which an exercise is one of incentive stock options.

    A later one, where the plan of the employer allows it, is nonqualified.

    Args:
        leaves_on: Last day of employment.
        disabled: Whether employment ends by disability (IRC 22(e)(3)).

    Source: IRC 422(a)(2), 422(c)(6); 26 CFR 1.421-1(h).
    """
    months = MONTHS_AFTER_DISABILITY if disabled else MONTHS_AFTER_LEAVING
    return months_after(leaves_on, months)
