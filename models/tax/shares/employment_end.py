"""Until when options are incentive stock options after the end of employment."""

from datetime import date

from isoplan.models.base.units import months_after
from isoplan.models.law.citations import citation
from isoplan.models.law.federal_figures import statute


def iso_exercise_ends(leaves_on: date, *, disabled: bool) -> date:
    """Return the last day on which an exercise is one of incentive stock options.

    A later one, where the plan of the employer allows it, is nonqualified.

    Args:
        leaves_on: Last day of employment.
        disabled: Whether employment ends by disability (IRC 22(e)(3)).

    Source: IRC 422(a)(2), 422(c)(6); 26 CFR 1.421-1(h).
    """
    law = statute()
    months = (
        law.iso_months_after_disability if disabled else law.iso_months_after_leaving
    )
    return months_after(leaves_on, int(months.value))


def is_iso_exercise(exercised_on: date, iso_until: date) -> bool:
    """Return whether an exercise is one of incentive stock options.

    Args:
        exercised_on: Day of exercise of an option granted as one.
        iso_until: Last such day: see :func:`iso_exercise_ends`; ``date.max`` for who
            stays.

    Source: IRC 422(a)(2).
    """
    return exercised_on <= iso_until


def late_exercise_note(iso_until: date) -> str:
    """Return what a reader must know of exercises that come too late."""
    cited = citation("iso_months_after_leaving")
    return f"Options exercised after {iso_until} are nonqualified ({cited})."
