"""How many options of each grant there are by day, recounted from the scenario file.

The grant's own rule says when options vest, the law which of them are incentive stock
options. What was exercised before the plan is taken off: options exercised before they
vested from their own day of vesting, all others from the first days.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from isoplan.models.base.units import months_after
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.tranches import LIMITED_PART, NSO_PART
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import ExerciseEvent
from isoplan.models.inputs.grants import CUSTOMARY_MONTHS_AFTER_LEAVING, Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.vesting import Steps
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

ALWAYS, NEVER = date.max, date.min
"""Last days of exercise as incentive stock options, of those without any other."""

ONE_DAY = timedelta(days=1)

Vestings = list[tuple[date, int]]
"""Days of vesting in order, each with the options that vest on it."""


@dataclass(frozen=True, slots=True)
class OptionCount:
    """Options of one grant that the law sees alike and that a plan names together.

    Attributes:
        name: As an action names them.
        grant: Their grant, as the file has it.
        iso_until: Last day on which the limit of the law leaves them incentive stock
            options; ``NEVER`` of nonqualified ones.
        vestings: Days of vesting with the options left that vest on each.
        vests_on: Their one day of vesting, if they may be exercised before it.
        first: First day of exercise.
        last: Last day of exercise.
    """

    name: str
    grant: Grant
    iso_until: date
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
        if isinstance(event, ExerciseEvent) and is_of(grant, event.exercise)
    )


def is_of(grant: Grant, name: str) -> bool:
    """Return whether a name is a grant's or that of options of it; see `_of_kind`."""
    wholes = (grant.name, f"{grant.name}, {NSO_PART}")
    limited = f"{grant.name}, {LIMITED_PART} "
    return (
        name in wholes
        or name.startswith(limited)
        or any(name.startswith(f"{one} (vests ") for one in wholes)
    )


def left_company(situation: Situation, market: str | None) -> Employment | None:
    """Return the end of employment at the company of a market, if the file has it."""
    leaving = situation.employment
    return leaving if leaving is not None and leaving.market == market else None


def market_in_file(
    situation: Situation, named: Grant | Holding | RestrictedUnits
) -> Market:
    """Return the market that a table of the file names, or else the main one."""
    file = situation.scenario
    return file.market if named.market is None else file.markets[named.market]


def last_iso_exercise(situation: Situation, grant: Grant) -> date:
    """Return a grant's last day of exercise as incentive stock options."""
    leaving = left_company(situation, grant.market)
    if leaving is None:
        return date.max
    return iso_exercise_ends(leaving.leaves_on, disabled=leaving.disabled)


def _by_kind(situation: Situation) -> list[dict[date, Vestings]]:
    """Return for each grant what vests, by the last day as incentive stock options.

    ``ALWAYS`` stands for those that stay it, ``NEVER`` for nonqualified ones. Nothing
    vests after leaving. What would have vested later in that year still counts against
    the limit: see `iso_limit.py`.
    """
    sooner = sorted({day for grant in situation.grants for day in _sooner(grant)})
    limit = cache(partial(_within_limit, situation))
    found: list[dict[date, Vestings]] = []
    for number, grant in enumerate(situation.grants):
        leaving = left_company(situation, grant.market)
        leaves_on = leaving.leaves_on if leaving else ALWAYS
        kinds: dict[date, Vestings] = {ALWAYS: []}
        kinds |= {day - ONE_DAY: [] for day in reversed(sooner)}
        kinds |= {NEVER: []}
        for day, options in _vesting_days(grant, grant.vest_dates()):
            if day > leaves_on:
                continue
            left = options
            for last, vestings in kinds.items():
                here = _incentive(situation, number, day, last, limit)
                known = options - left
                taken = left if last == NEVER else max(here - known, 0)
                vestings.append((day, taken))
                left -= taken
        found.append(kinds)
    return found


WithinLimit = Callable[[str | None, date], dict[tuple[int, date], int]]


def _incentive(
    situation: Situation, number: int, day: date, on: date, limit: WithinLimit
) -> int:
    """Return a grant's options vesting on a day that are incentive if exercised on one.

    None of those that cannot be exercised by then.

    Args:
        situation: The file.
        number: Of the grant.
        day: Of vesting.
        on: Day of exercise.
        limit: What is within the limit, by company and day.
    """
    grant = situation.grants[number]
    if not KINDS[grant.kind].has_value_limit or _exercisable(grant, day, on) > on:
        return 0
    if grant.nonqualified_shares is not None:
        return _as_reported(grant)[day]
    return limit(grant.market, on).get((number, day), 0)


def _within_limit(
    situation: Situation, company: str | None, on: date
) -> dict[tuple[int, date], int]:
    """Return what is within the limit by grant and day of vesting, judged on a day.

    The grants of one company alone count together; see `iso_limit.py`.
    """
    leaving = left_company(situation, company)
    last = ALWAYS if leaving is None else date(leaving.leaves_on.year, 12, 31)
    steps: dict[tuple[int, date], ExercisableStep] = {}
    for number, grant in enumerate(situation.grants):
        if not KINDS[grant.kind].has_value_limit or grant.market != company:
            continue
        value = grant.strike if grant.value_at_grant is None else grant.value_at_grant
        later = grant.acceleration is not None and grant.acceleration.on > on
        plain = grant.model_copy(update={"acceleration": None}) if later else grant
        if _exercisable(grant, ALWAYS, on) <= on:
            plain = grant  # all of it is exercisable, accelerated or not
        for day, options in _vesting_days(grant, plain.vest_dates()):
            if day <= last:
                first = _exercisable(grant, day, on)
                steps[number, day] = ExercisableStep(
                    number, grant.granted_on, first, options, value
                )
    limit = statute().iso_value_limit.value
    return dict(zip(steps, iso_shares(list(steps.values()), limit), strict=True))


def _exercisable(grant: Grant, vests_on: date, on: date) -> date:
    """Return the first day on which options can be exercised, as known on a day."""
    first = _early_from(grant)
    if first is None or first > max(on, grant.granted_on):
        return vests_on
    return min(first, vests_on)


def _early_from(grant: Grant) -> date | None:
    """Return the day from which unvested options may be exercised, if they may."""
    if grant.early_exercise == "never":
        return None
    given = grant.early_exercise_from
    return grant.granted_on if given is None else max(given, grant.granted_on)


def _sooner(grant: Grant) -> Iterator[date]:
    """Yield the days that make options of a grant exercisable sooner than written."""
    if not KINDS[grant.kind].has_value_limit:
        return
    if grant.acceleration is not None:
        yield grant.acceleration.on
    first = _early_from(grant)
    if first is not None and first > grant.granted_on:
        yield first


def _vesting_days(grant: Grant, steps: Steps) -> Vestings:
    """Return what vests on each day."""
    totals = [0, *(total for _, total in steps)]
    return [(day, total - totals[n]) for n, (day, total) in enumerate(steps)]


def _as_reported(grant: Grant) -> dict[date, int]:
    """Return the incentive options by day of vesting, as the file gives the others."""
    given = grant.nonqualified_shares
    found: dict[date, int] = {}
    if isinstance(given, tuple):
        other = {step.on: step.shares for step in given}
        for day, options in _vesting_days(grant, grant.vest_dates()):
            found[day] = options - other.get(day, 0)
        return found
    left = grant.shares - (given or 0)
    for day, options in _vesting_days(grant, grant.vest_dates()):
        found[day] = min(options, left)
        left -= found[day]
    return found


def _of_grant(
    situation: Situation,
    grant: Grant,
    kinds: dict[date, Vestings],
    lots: Sequence[Lot],
) -> Iterator[OptionCount]:
    """Yield a grant's options by kind, unvested ones apart if exercised early.

    What became nonqualified before the plan is among the nonqualified ones.
    """
    is_nso = KINDS[grant.kind].nonqualified
    nonqualified = [lot for lot in lots if lot.nonqualified or is_nso]
    incentive = [lot for lot in lots if not (lot.nonqualified or is_nso)]
    start = situation.plan.start
    nso = _sum(each for last, each in kinds.items() if last < start)
    iso = {last: each for last, each in kinds.items() if last >= start}
    all_iso = sum(options for each in iso.values() for _, options in each)
    gone = exercised_before(situation, grant)
    known_nso = sum(lot.shares for lot in lots if lot.nonqualified)
    # Known or not, no more of either kind are gone than could be exercised by then.
    by = start if _early_from(grant) is None else ALWAYS
    iso_by = sum(options for day, options in _sum(iso.values()) if day <= by)
    nso_by = sum(options for day, options in nso if day <= by)
    gone_iso = min(gone - known_nso, iso_by)
    gone_iso += max(gone - gone_iso - nso_by, 0)
    gone_iso = min(gone_iso, all_iso)
    kept = dict(_left(_sum(iso.values()), gone_iso, incentive))
    for last, vestings in reversed(iso.items()):  # those that stay are gone first
        here = [(day, min(options, kept.get(day, 0))) for day, options in vestings]
        for day, options in here:
            kept[day] = kept.get(day, 0) - options
        name = grant.name if last == ALWAYS else f"{grant.name}, {LIMITED_PART} {last}"
        left = [each for each in here if each[1]]
        yield from _of_kind(situation, grant, name, left, last)
    yield from _of_kind(
        situation,
        grant,
        f"{grant.name}, {NSO_PART}" if not is_nso and all_iso > 0 else grant.name,
        _left(nso, gone - gone_iso, nonqualified),
        NEVER,
    )


def _window_ends(grant: Grant, leaves_on: date) -> date:
    """Return the last day of the plan document's own window after leaving."""
    if (days := grant.days_after_leaving) is not None:
        return date.fromordinal(leaves_on.toordinal() + days)
    months = grant.months_after_leaving
    return months_after(
        leaves_on, CUSTOMARY_MONTHS_AFTER_LEAVING if months is None else months
    )


def _sum(kinds: Iterable[Vestings]) -> Vestings:
    """Return what vests of several kinds together, in the order of days."""
    found: Counter[date] = Counter()
    for vestings in kinds:
        for day, options in vestings:
            found[day] += options
    return sorted(found.items())


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
    situation: Situation, grant: Grant, name: str, left: Vestings, iso_until: date
) -> Iterator[OptionCount]:
    """Yield options of one kind under the names that actions give them."""
    if not left:
        return
    leaving, start = left_company(situation, grant.market), situation.plan.start
    last = grant.expires_on
    if leaving is not None:
        last = min(last, _window_ends(grant, leaving.leaves_on))
    market = market_in_file(situation, grant)
    bought = market.acquisition
    if bought is not None:
        last = min(last, bought.on)
    elif market.worthless_on is not None:
        last = min(last, market.worthless_on - ONE_DAY)
    first, early = max(start, grant.granted_on), _early_from(grant)
    if early is None:
        yield OptionCount(name, grant, iso_until, tuple(left), None, first, last)
        return
    early = max(start, early)
    vested = tuple(each for each in left if each[0] <= early)
    yield OptionCount(name, grant, iso_until, vested, None, first, last)
    for day, options in left:
        if day > early:
            label, vests_on = f"{name} (vests {day})", day
            if bought is not None and day > bought.on:
                if not bought.accelerates:
                    continue
                vests_on = bought.on
            vests = ((vests_on, options),)
            yield OptionCount(label, grant, iso_until, vests, vests_on, early, last)
