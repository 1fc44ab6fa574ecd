"""The $100,000 limit: how much of each grant is an incentive stock option."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from isoplan.models.base.units import whole_shares
from isoplan.models.law.citations import citation


@dataclass(frozen=True, slots=True)
class ExercisableStep:
    """Options of one grant that become exercisable on one day.

    Attributes:
        grant: Number of the grant; of two granted on one day, the lower counts first.
        granted_on: Day of grant.
        on: Day on which they are first exercisable, by acceleration if that triggers.
        shares: How many.
        value_at_grant: Fair market value of a share on the day of grant, dollars.
    """

    grant: int
    granted_on: date
    on: date
    shares: int
    value_at_grant: float


def iso_shares(steps: Sequence[ExercisableStep], limit: float) -> list[int]:
    """Return how many options of each step are incentive stock options.

    In each calendar year, options first exercisable in it count at their value on the
    day of grant, in the order of grants, until the limit is reached; the rest are
    nonqualified. Options of one grant count in the order of their days.

    Args:
        steps: In any order. Those canceled in the year in which they would have become
            exercisable still count in it; an acceleration that has not come on the
            day of an exercise does not count for it.
        limit: Dollars a year.

    Source: IRC 422(d)(1), (2); 26 CFR 1.422-4(a), (b).
    """
    counted: dict[int, float] = defaultdict(float)
    found = [0] * len(steps)
    by_grant = sorted(
        enumerate(steps),
        key=lambda each: (each[1].granted_on, each[1].grant, each[1].on),
    )
    for number, step in by_grant:
        left = max(limit - counted[step.on.year], 0.0)
        within = whole_shares(left / step.value_at_grant)
        found[number] = min(step.shares, within)
        counted[step.on.year] += step.shares * step.value_at_grant
    return found


def limit_note(last: date) -> str:
    """Return what a reader must know of options that the limit reaches later."""
    cited = citation("iso_value_limit")
    return (
        f"Options that the limit of {cited} reaches by an acceleration are incentive "
        f"stock options if exercised by {last}, and nonqualified later (26 CFR "
        "1.422-4(b)(4))."
    )
