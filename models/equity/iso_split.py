"""Which options of each grant are incentive stock options, and until when.

The $100,000 limit judges an option as of its exercise: an acceleration, or early
exercise that is allowed later, counts from its own day on, and leaves options exercised
before it alone. So the same options may be incentive stock options until the day before
and nonqualified from then on.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.inputs.employment import Employment, leaving_from
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.vesting import increments, until, vest_dates
from isoplan.models.law.federal_figures import statute
from isoplan.models.tax.shares.iso_limit import ExercisableStep, iso_shares


@dataclass(frozen=True, slots=True)
class VestingPart:
    """Options of one grant that vest on one day, as the $100,000 limit splits them.

    Attributes:
        vests_on: Day of vesting.
        exercisable_from: First day on which they can be exercised, vested or not.
        iso: Incentive stock options, whenever they are exercised in time.
        nso: Nonqualified ones.
        iso_until: Others, by the last day on which an exercise is one of incentive
            stock options; later they are nonqualified.
    """

    vests_on: date
    exercisable_from: date
    iso: int
    nso: int
    iso_until: tuple[tuple[date, int], ...] = ()

    def iso_on(self, exercised_on: date) -> int:
        """Return how many are incentive stock options if exercised on a day."""
        return self.iso + sum(
            shares for last, shares in self.iso_until if exercised_on <= last
        )


def iso_parts(
    grants: Sequence[Grant], leaving: Employment | None
) -> list[list[VestingPart]]:
    """Split each grant's vesting by the $100,000 limit, employer by employer.

    The limit counts the plans of one employer and its parents and subsidiaries, here
    the grants of one market. Leaving ends the vesting of one employer's grants alone.

    Source: IRC 422(d)(1).

    Returns:
        By grant, its days of vesting in order.
    """
    found: dict[int, list[VestingPart]] = {}
    for market in dict.fromkeys(grant.market for grant in grants):
        own = [number for number, each in enumerate(grants) if each.market == market]
        parts = _of_employer(
            [grants[number] for number in own], leaving_from(leaving, market)
        )
        found |= dict(zip(own, parts, strict=True))
    return [found[number] for number in range(len(grants))]


def _of_employer(
    grants: Sequence[Grant], leaving: Employment | None
) -> list[list[VestingPart]]:
    """Split the vesting of one employer's grants by the limit.

    An option that may be exercised early is first exercisable on the day from which it
    may (IRC 422(d)(1)); the steps stay those of its vesting. What would have vested
    later in the year of leaving still counts in it (26 CFR 1.422-4(b)(5)). What a grant
    gives as ``nonqualified_shares`` stands in place of its split.

    Returns:
        By grant, its days of vesting in order.
    """
    leaves_on = date.max if leaving is None else leaving.leaves_on
    counted_until = date(leaves_on.year, 12, 31)
    limited = [grant for grant in grants if KINDS[grant.kind].has_value_limit]
    changes = sorted({day for grant in limited for day in _changes(grant)})
    judged = [
        _judged(grants, known, counted_until) for known in (date.min, *changes)
    ]  # the last one with all that happens
    return [
        [
            _part(number, grant, *step, judged, changes)
            for step in _steps(grant, date.max, leaves_on)
        ]
        if grant.nonqualified_shares is None
        else list(_as_reported(grant, leaves_on))
        for number, grant in enumerate(grants)
    ]


def _changes(grant: Grant) -> Iterator[date]:
    """Yield the days on which more of a grant becomes exercisable than was to vest."""
    if grant.acceleration is not None:
        yield grant.acceleration.on
    if grant.early_from is not None and grant.early_from > grant.granted_on:
        yield grant.early_from


def _steps(grant: Grant, known: date, last: date) -> Iterator[tuple[date, date, int]]:
    """Yield a grant's days of vesting up to a last one, as far as is known on a day.

    Yields:
        The day of vesting, the day from which its options can be exercised, and them.
    """
    early, sooner = grant.early_from, grant.acceleration
    if early is not None and grant.granted_on < early and early > known:
        early = None
    steps = grant.vest_dates()
    if sooner is not None and sooner.on > known and early is None:
        steps = vest_dates(grant.vesting, grant.granted_on, grant.shares, None)
    for day, shares in increments(until(steps, last)):
        yield day, day if early is None else min(day, early), shares


def _judged(
    grants: Sequence[Grant], known: date, last: date
) -> dict[tuple[int, date], int]:
    """Return the incentive stock options by grant and day of vesting.

    Args:
        grants: All of them.
        known: Day as of which they are judged.
        last: Day of the last vesting that counts.
    """
    steps: list[ExercisableStep] = []
    places: list[tuple[int, date]] = []
    for number, grant in enumerate(grants):
        if not KINDS[grant.kind].has_value_limit:
            continue
        value = grant.strike if grant.value_at_grant is None else grant.value_at_grant
        for day, first, shares in _steps(grant, known, last):
            places.append((number, day))
            steps.append(
                ExercisableStep(number, grant.granted_on, first, shares, value)
            )
    incentive = iso_shares(steps, statute().iso_value_limit.value)
    return dict(zip(places, incentive, strict=True))


def _part(
    number: int,
    grant: Grant,
    vests_on: date,
    first: date,
    shares: int,
    judged: Sequence[dict[tuple[int, date], int]],
    changes: Sequence[date],
) -> VestingPart:
    """Return the options of a day of vesting, as exercises of each time are judged.

    Args:
        number: Of the grant.
        grant: That grant.
        vests_on: Day of vesting.
        first: Day from which they can be exercised.
        shares: How many.
        judged: Incentive stock options before each change and after the last one.
        changes: Days on which more becomes exercisable, in order.
    """
    place = number, vests_on
    within = judged[-1].get(place, 0)
    always, lapsing = within, []
    for change, before in reversed(list(zip(changes, judged, strict=False))):
        more = before.get(place, 0) - within
        if first < change and more > 0:
            lapsing.append((change - timedelta(days=1), more))
            within += more
    return VestingPart(
        vests_on, first, always, shares - within, tuple(reversed(lapsing))
    )


def _as_reported(grant: Grant, last: date) -> Iterator[VestingPart]:
    """Yield a grant's options as its own field splits them."""
    nonqualified = grant.nonqualified_by_day()
    for day, first, shares in _steps(grant, date.max, last):
        nso = nonqualified.get(day, 0)
        yield VestingPart(day, first, shares - nso, nso)


@dataclass(slots=True)
class YearSplit:
    """Options of one grant that are first exercisable in one year.

    Attributes:
        iso: Incentive stock options, whenever they are exercised in time.
        nso: Nonqualified ones.
        iso_until: Others, by the last day on which an exercise is one of incentive
            stock options.
    """

    iso: int = 0
    nso: int = 0
    iso_until: dict[date, int] = field(default_factory=dict)


def first_exercisable(
    grants: Sequence[Grant], leaving: Employment | None
) -> list[dict[int, YearSplit]]:
    """Return each grant's options by the year in which they are first exercisable."""
    found: list[dict[int, YearSplit]] = []
    for parts in iso_parts(grants, leaving):
        by_year: dict[int, YearSplit] = defaultdict(YearSplit)
        for part in parts:
            year = by_year[part.exercisable_from.year]
            year.iso += part.iso
            year.nso += part.nso
            for last, shares in part.iso_until:
                year.iso_until[last] = year.iso_until.get(last, 0) + shares
        found.append(dict(by_year))
    return found
