"""Problems between fields that are each right alone.

They are looked for in whatever parts of a file could be read, so that a mistake in one
grant does not hide those in the next.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from isoplan.models.equity import Grant, Lot
from isoplan.models.household import Household
from isoplan.models.law.state_tables import carries_credit, state_file
from isoplan.models.market import Market
from isoplan.models.planning import Planning
from isoplan.models.problems import Problem, named_remedy, shown
from isoplan.models.replay import Replay, exercise_problem
from isoplan.models.schedule import UserSchedule


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a scenario that could be read, each with its place in the file.

    Attributes:
        plan: None if it could not be read; so for household and market.
        grants: By place in the list; those that could not be read are left out.
        lots: So for lots.
        schedules: So for schedules.
        unread: Names of the grants and lots that could not be read, and the grants of
            such lots; None if one is unknown.
    """

    plan: Planning | None = None
    household: Household | None = None
    market: Market | None = None
    grants: Mapping[int, Grant] = field(default_factory=dict)
    lots: Mapping[int, Lot] = field(default_factory=dict)
    schedules: Mapping[int, UserSchedule] = field(default_factory=dict)
    unread: frozenset[str] | None = frozenset()


def cross_problems(parts: Parts) -> list[Problem]:
    """Return everything wrong between the fields of a scenario."""
    of_shares = [*_grant_problems(parts), *_lot_problems(parts)]
    return [
        *_state_problems(parts),
        *_market_problems(parts),
        *of_shares,
        *_repeated_names(parts),
        *_schedule_problems(parts, {problem.owner for problem in of_shares}),
    ]


def _state_problems(parts: Parts) -> Iterator[Problem]:
    """Report states without figures of the plan's years, and a credit none carries."""
    plan, home = parts.plan, parts.household
    if plan is None or home is None:
        return
    if home.state and min(home.state) > plan.start:
        first = min(home.state)
        yield Problem(
            f"household.state.{first}",
            shown(home.state[first]),
            f"but the plan starts on {plan.start}, before it is known where",
            "add the state lived in at the start",
        )
    last = plan.last_year + plan.run_off_years
    too_early: set[str] = set()
    for year in range(plan.start.year, last + 1):
        for stay in home.stays(year):
            known = not stay.state or year >= state_file(stay.state).first_year
            if known or stay.state in too_early:
                continue
            too_early.add(stay.state)
            file = state_file(stay.state)
            yield Problem(
                "household.state",
                shown(stay.state),
                f"but {year} is planned and the figures of {file.name} begin with "
                f"{file.first_year}",
                f"start the plan in {file.first_year}, or remove the state for federal "
                "tax alone",
            )
    state = home.state_on(plan.start)
    if home.state_minimum_tax_credit and not (state and carries_credit(state)):
        reason = "but without a state there is none"
        if state:
            reason = f"but {state_file(state).name} has no such credit to carry"
        value = shown(home.state_minimum_tax_credit)
        remedy = "remove it, or correct the state"
        yield Problem("household.state_minimum_tax_credit", value, reason, remedy)


def _market_problems(parts: Parts) -> Iterator[Problem]:
    if parts.plan is None or parts.market is None:
        return
    first = min(parts.market.prices)
    if first > parts.plan.start:
        yield Problem(
            "market.prices",
            shown(parts.market.prices),
            f"whose first day, {first}, comes after the plan's start on "
            f"{parts.plan.start}",
            "add the price on the start or on a day before it",
        )


def _grant_problems(parts: Parts) -> Iterator[Problem]:
    for number, grant in parts.grants.items():
        path = f"grants[{number}]"
        for problem in _of_one_grant(grant, parts, path):
            yield replace(problem, owner=grant.name)


def _of_one_grant(grant: Grant, parts: Parts, path: str) -> Iterator[Problem]:
    plan = parts.plan
    in_lots = sum(lot.shares for lot in parts.lots.values() if lot.grant == grant.name)
    if in_lots > grant.shares:
        yield Problem(
            f"{path}.shares",
            shown(grant.shares),
            f"fewer than the {in_lots:,} shares in the lots of this grant",
            "correct the shares of the grant or of its lots",
        )
    if grant.exercised is not None and grant.exercised < in_lots:
        yield Problem(
            f"{path}.exercised",
            shown(grant.exercised),
            f"fewer than the {in_lots:,} shares in the lots of this grant, which were "
            "all exercised",
            f"give at least {in_lots}, or leave it out",
        )
    if plan is None:
        return
    if grant.granted_on > plan.horizon:
        yield Problem(
            f"{path}.granted_on",
            shown(grant.granted_on),
            f"after the plan's last day, {plan.horizon}",
            "remove the grant, or give plan.last_year a later year",
        )
    vested = grant.vested(plan.start)
    if grant.exercised is not None and grant.exercised > vested:
        yield Problem(
            f"{path}.exercised",
            shown(grant.exercised),
            f"more than the {vested:,} options vested by the plan's start on "
            f"{plan.start}; exercise before vesting is not covered",
            f"give at most {vested}, or correct the vesting",
        )


def _lot_problems(parts: Parts) -> Iterator[Problem]:
    grants = {grant.name: grant for grant in parts.grants.values()}
    for number, lot in parts.lots.items():
        path = f"lots[{number}]"
        found = [*_after_start(lot, parts.plan, path)]
        if lot.grant in grants:
            found += _of_one_lot(lot, grants[lot.grant], parts, path)
        elif parts.unread is not None and lot.grant not in parts.unread:
            names = {*grants, *parts.unread}
            found.append(
                Problem(
                    f"{path}.grant",
                    shown(lot.grant),
                    "which names none of the scenario's grants",
                    named_remedy(lot.grant, names, "grants"),
                )
            )
        for problem in found:
            yield replace(problem, owner=lot.label)


def _after_start(lot: Lot, plan: Planning | None, path: str) -> Iterator[Problem]:
    if plan is not None and lot.exercised_on > plan.start:
        yield Problem(
            f"{path}.exercised_on",
            shown(lot.exercised_on),
            f"after the plan's start on {plan.start}; a lot holds shares exercised "
            "before the plan",
            "move plan.start, or write it as an action of a schedule",
        )


def _of_one_lot(lot: Lot, grant: Grant, parts: Parts, path: str) -> Iterator[Problem]:
    if outside := exercise_problem(grant, lot.exercised_on, f"{path}.exercised_on"):
        yield outside
        return
    by_then = sum(
        each.shares
        for each in parts.lots.values()
        if each.grant == lot.grant and each.exercised_on <= lot.exercised_on
    )
    vested = grant.vested(lot.exercised_on)
    if vested < by_then <= grant.shares:
        yield Problem(
            f"{path}.shares",
            shown(lot.shares),
            f"so that lots of {grant.name!r} hold {by_then:,} shares exercised by "
            f"{lot.exercised_on}, when {vested:,} had vested",
            "correct the shares or the day, or the grant's vesting",
        )


def _repeated_names(parts: Parts) -> Iterator[Problem]:
    grants = {number: grant.name for number, grant in parts.grants.items()}
    lots = {number: lot.label for number, lot in parts.lots.items()}
    schedules = {number: each.name for number, each in parts.schedules.items()}
    yield from _repeats("grants", grants, "grant")
    yield from _repeats("lots", lots, "lot")
    yield from _repeats("schedules", schedules, "schedule")
    taken = set(grants.values())
    for number, label in lots.items():
        if label in taken:
            yield Problem(
                f"lots[{number}].name",
                shown(label),
                "which is also the name of a grant, so that a sale of it could mean "
                "either",
                "give the lot another name",
            )


def _repeats(section: str, names: Mapping[int, str], what: str) -> Iterator[Problem]:
    counted = Counter(names.values())
    first = {name: number for number, name in reversed(list(names.items()))}
    for number, name in names.items():
        if counted[name] > 1 and number != first[name]:
            yield Problem(
                f"{section}[{number}].name",
                shown(name),
                f"already the name of {section}[{first[name]}]",
                f"give each {what} a name of its own",
            )


def _schedule_problems(parts: Parts, doubtful: set[str]) -> Iterator[Problem]:
    """Return what is wrong with schedules, but for shares of ``doubtful`` names."""
    plan, market = parts.plan, parts.market
    if plan is None or market is None or parts.unread is None:
        return
    grants, lots = list(parts.grants.values()), list(parts.lots.values())
    for number, schedule in parts.schedules.items():
        replay = Replay.at_start(plan, market, grants, lots)
        replay.doubtful = parts.unread | doubtful
        for problem in replay.run(schedule, f"schedules[{number}]"):
            yield replace(problem, owner=schedule.name)
