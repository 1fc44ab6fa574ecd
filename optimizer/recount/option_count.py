"""How many options of each grant there are by day, recounted from the scenario file.

The grant's own rule says when options vest, the law which of them are incentive stock
options. What was exercised before the plan is taken off: options exercised before they
vested from their own day of vesting, all others from the first days.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from isoplan.models.base.units import months_after
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.tranches import NSO_PART
from isoplan.models.inputs.events import ExerciseEvent
from isoplan.models.inputs.grants import Grant, Lot
from isoplan.models.law.federal_figures import statute
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.employment_end import iso_exercise_ends
from isoplan.models.tax.shares.iso_limit import ExercisableStep, iso_shares

ELECTIONS = {
    "never": frozenset({False}),
    "with_83b": frozenset({True}),
    "without_83b": frozenset({False}),
    "plan_decides": frozenset({True, False}),
}
"""Whether unvested options are exercised with an election, by ``early_exercise``."""

Vestings = list[tuple[date, int]]
"""Days of vesting in order, each with the options that vest on it."""


@dataclass(frozen=True, slots=True)
class OptionCount:
    """Options of one grant that the law sees alike and that a plan names together.

    Attributes:
        name: As an action names them.
        grant: Their grant, as the file has it.
        incentive: Whether they are incentive stock options when exercised in time.
        vestings: Days of vesting with the options left that vest on each.
        vests_on: Their one day of vesting, if they may be exercised before it.
        first: First day of exercise.
        last: Last day of exercise.
    """

    name: str
    grant: Grant
    incentive: bool
    vestings: tuple[tuple[date, int], ...]
    vests_on: date | None
    first: date
    last: date

    @property
    def total(self) -> int:
        """Return all of them."""
        return sum(options for _, options in self.vestings)

    def vested(self, on: date) -> int:
        """Return how many have vested by a day."""
        return sum(options for day, options in self.vestings if day <= on)

    def exercisable(self, on: date) -> int:
        """Return how many may be exercised in all by a day, vested or not."""
        return self.total if self.vests_on is not None else self.vested(on)

    def may_elect(self, on: date) -> frozenset[bool]:
        """Return whether an exercise of a day is with an election under 83(b)."""
        if self.vests_on is None or on >= self.vests_on:
            return frozenset({False})
        return ELECTIONS[self.grant.early_exercise]


def option_counts(situation: Situation, lots: Sequence[Lot]) -> dict[str, OptionCount]:
    """Return the options of all grants by the names that actions use.

    Args:
        situation: The file.
        lots: All lots from exercises before the plan, those sold since included.
    """
    found: dict[str, OptionCount] = {}
    for grant, vestings in zip(situation.grants, _by_kind(situation), strict=True):
        own = [lot for lot in lots if lot.grant == grant.name]
        for count in _of_grant(situation, grant, vestings, own):
            found[count.name] = count
    return found


def exercised_before(situation: Situation, grant: Grant) -> int:
    """Return the options of a grant exercised before the plan, by the file's fields."""
    lots = sum(lot.shares for lot in situation.scenario.lots if lot.grant == grant.name)
    known = lots if grant.exercised is None else grant.exercised
    return known + exercised_by_events(situation, grant)


def exercised_by_events(situation: Situation, grant: Grant) -> int:
    """Return the options of a grant that events exercise, by its name or a part's."""
    return sum(
        event.shares
        for event in situation.scenario.events
        if isinstance(event, ExerciseEvent) and _is_of(grant, event.exercise)
    )


def _is_of(grant: Grant, name: str) -> bool:
    """Return whether a name is a grant's or that of options of it; see `_of_kind`."""
    wholes = (grant.name, f"{grant.name}, {NSO_PART}")
    return name in wholes or any(name.startswith(f"{one} (vests ") for one in wholes)


def last_iso_exercise(situation: Situation) -> date:
    """Return the last day on which an exercise is one of incentive stock options."""
    leaving = situation.employment
    if leaving is None:
        return date.max
    return iso_exercise_ends(leaving.leaves_on, disabled=leaving.disabled)


def _by_kind(situation: Situation) -> list[tuple[Vestings, Vestings]]:
    """Return for each grant what vests as incentive options, and as nonqualified ones.

    Nothing vests after leaving. What would have vested later in that year still counts
    against the limit: see `iso_limit.py`.
    """
    leaves_on = situation.employment.leaves_on if situation.employment else date.max
    year_ends = date(leaves_on.year, 12, 31)
    steps: list[ExercisableStep] = []
    days: list[date] = []
    for number, grant in enumerate(situation.grants):
        value = grant.strike if grant.value_at_grant is None else grant.value_at_grant
        before = 0
        for day, total in grant.vest_dates():
            if day <= year_ends:
                on = day if grant.early_exercise == "never" else grant.granted_on
                days.append(day)
                steps.append(
                    ExercisableStep(number, grant.granted_on, on, total - before, value)
                )
            before = total
    limited = [
        place
        for place, step in enumerate(steps)
        if KINDS[situation.grants[step.grant].kind].has_value_limit
    ]
    within = iso_shares([steps[n] for n in limited], statute().iso_value_limit.value)
    incentive = dict(zip(limited, within, strict=True))
    found: list[tuple[Vestings, Vestings]] = [([], []) for _ in situation.grants]
    for place, (day, step) in enumerate(zip(days, steps, strict=True)):
        if day <= leaves_on:
            iso, nso = found[step.grant]
            of_iso = incentive.get(place, 0)
            iso.append((day, of_iso))
            nso.append((day, step.shares - of_iso))
    return found


def _of_grant(
    situation: Situation,
    grant: Grant,
    vestings: tuple[Vestings, Vestings],
    lots: Sequence[Lot],
) -> Iterator[OptionCount]:
    """Yield a grant's options by kind, unvested ones apart if exercised early."""
    is_nso = KINDS[grant.kind].nonqualified
    nonqualified = [lot for lot in lots if lot.nonqualified or is_nso]
    incentive = [lot for lot in lots if not (lot.nonqualified or is_nso)]
    all_iso = sum(options for _, options in vestings[0])
    gone = exercised_before(situation, grant)
    known_nso = sum(lot.shares for lot in lots if lot.nonqualified)
    gone_iso = min(gone - known_nso, all_iso)
    of_two_kinds = not is_nso and all_iso > 0
    yield from _of_kind(
        situation, grant, grant.name, _left(vestings[0], gone_iso, incentive), True
    )
    yield from _of_kind(
        situation,
        grant,
        f"{grant.name}, {NSO_PART}" if of_two_kinds else grant.name,
        _left(vestings[1], gone - gone_iso, nonqualified),
        False,
    )


def _left(vestings: Vestings, gone: int, lots: Sequence[Lot]) -> Vestings:
    """Return what is left to vest on each day after exercises before the plan."""
    early: Counter[date] = Counter()
    for lot in lots:
        if lot.vests_on is not None:
            early[lot.vests_on] += lot.shares
    others = gone - sum(min(options, early[day]) for day, options in vestings)
    left: Vestings = []
    for day, options in vestings:
        here = options - min(options, early[day])
        taken = min(here, max(others, 0))
        others -= taken
        if here > taken:
            left.append((day, here - taken))
    return left


def _of_kind(
    situation: Situation, grant: Grant, name: str, left: Vestings, incentive: bool
) -> Iterator[OptionCount]:
    """Yield options of one kind under the names that actions give them."""
    if not left:
        return
    leaving, start = situation.employment, situation.plan.start
    last = grant.expires_on
    if leaving is not None:
        after = months_after(leaving.leaves_on, grant.months_after_leaving)
        last = min(last, after)
    first = max(start, grant.granted_on)
    if grant.early_exercise == "never":
        yield OptionCount(name, grant, incentive, tuple(left), None, first, last)
        return
    vested = tuple(each for each in left if each[0] <= start)
    yield OptionCount(name, grant, incentive, vested, None, first, last)
    for day, options in left:
        if day > start:
            label, vests = f"{name} (vests {day})", ((day, options),)
            yield OptionCount(label, grant, incentive, vests, day, first, last)
