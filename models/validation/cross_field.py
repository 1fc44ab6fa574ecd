"""Problems between fields that are each right alone.

They are looked for in whatever parts of a file could be read, so that a mistake in one
grant does not hide those in the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from isoplan.models.base.problems import Problem, shown
from isoplan.models.equity.opening_position import EventWalk, opening_position
from isoplan.models.equity.schedule_walk import ScheduleWalk
from isoplan.models.equity.splits import split_problems
from isoplan.models.equity.tranches import tranches
from isoplan.models.inputs.events import SplitEvent, in_order
from isoplan.models.inputs.holdings import Lot
from isoplan.models.inputs.market import MarketName, market_path
from isoplan.models.law.state_figures import carries_credit, state_file
from isoplan.models.tax.forms.schedule_8812 import dependent_children
from isoplan.models.validation.company_checks import (
    company_problems,
    stock_acquisition_problems,
)
from isoplan.models.validation.equity_checks import equity_problems, repeated_names
from isoplan.models.validation.market_access_checks import market_access_problems
from isoplan.models.validation.market_name_checks import market_problems
from isoplan.models.validation.payment_checks import payment_problems
from isoplan.models.validation.preference_checks import preference_problems
from isoplan.models.validation.readable_parts import ReadableParts
from isoplan.models.validation.work_state_checks import work_state_problems

_NO_NAME, _TOO_MANY = "which names none of", "more than the"
"""What a schedule's problems say of names, and of shares."""


def cross_problems(parts: ReadableParts) -> list[Problem]:
    """Return everything wrong between the fields of a scenario."""
    of_splits: list[Problem] = []
    if parts.plan is not None:
        of_splits += split_problems(parts.share_facts, parts.plan.start)
    if of_splits:  # shares counted wrongly look wrong everywhere
        parts = replace(parts, grants={}, lots={}, events={}, schedules={})
    written, parts = parts, parts.in_todays_shares()
    of_names = list(market_problems(written))
    of_closings = stock_acquisition_problems(parts)
    of_markets = [*_market_problems(parts), *of_closings]
    if of_closings:  # what is done after such a closing looks wrong too
        parts = replace(parts, schedules={})
    else:
        parts = parts.through_acquisitions()
    of_shares = equity_problems(parts)
    doubtful = {problem.owner for problem in (*of_names, *of_shares)}
    of_events = _event_problems(parts, doubtful)
    if of_events:
        doubtful |= {event.acts_on for event in parts.deeds.values()}
    if any(isinstance(each, SplitEvent) for each in written.events.values()):
        of_shares, of_events = map(_after_splits, (of_shares, of_events))
    return [
        *_state_problems(parts),
        *_dependents_problems(parts),
        *work_state_problems(parts),
        *payment_problems(parts.plan, parts.household),
        *of_markets,
        *preference_problems(parts),
        *of_splits,
        *of_names,
        *of_shares,
        *repeated_names(parts),
        *of_events,
        *_schedule_problems(parts, doubtful),
    ]


def _state_problems(parts: ReadableParts) -> Iterator[Problem]:
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
        for residency in home.residency_periods(year):
            known = (
                not residency.state or year >= state_file(residency.state).first_year
            )
            if known or residency.state in too_early:
                continue
            too_early.add(residency.state)
            file = state_file(residency.state)
            yield Problem(
                "household.state",
                shown(residency.state),
                f"but {year} is planned and the figures of {file.name} begin with "
                f"{file.first_year}",
                f"start the plan in {file.first_year}, or remove the state for federal "
                "tax alone",
            )
    state = home.state_on(plan.start)
    if home.state_credit_brought and not (state and carries_credit(state)):
        reason = "but household.state is not given, and without a state there is none"
        if state:
            reason = f"but {state_file(state).name} has no such credit to carry"
        value = shown(home.state_credit_brought)
        remedy = "remove it, or correct the state"
        yield Problem("household.state_minimum_tax_credit", value, reason, remedy)


def _dependents_problems(parts: ReadableParts) -> Iterator[Problem]:
    """Report fewer dependents than the children who are dependents by their age."""
    plan, home = parts.plan, parts.household
    if plan is None or home is None:
        return
    if home.children is None or home.dependents is None:
        return
    first = plan.start.year
    children = dependent_children(home.children, first)
    if home.dependents < children:
        yield Problem(
            "household.dependents",
            shown(home.dependents),
            f"but {children} of household.children are dependents in {first}",
            f"give {children} or more, or leave it out to count the children alone",
        )


def _market_problems(parts: ReadableParts) -> Iterator[Problem]:
    names: list[MarketName] = [None, *parts.markets]
    for name in names:
        market, path = parts.market_named(name), market_path(name)
        if parts.plan is None or market is None:
            continue
        first = min(market.prices)
        if first > parts.plan.start:
            yield Problem(
                f"{path}.prices",
                shown(market.prices),
                f"whose first day, {first}, comes after the plan's start on "
                f"{parts.plan.start}",
                "add the price on the start or on a day before it",
            )
        yield from market_access_problems(market, parts.plan, path)
        yield from company_problems(parts, name)


def _event_problems(parts: ReadableParts, doubtful: set[str]) -> list[Problem]:
    """Return what is wrong with events, except shares of ``doubtful`` names."""
    equity, deeds = parts.equity, parts.deeds
    if equity is None or parts.unread is None or not deeds:
        return []
    walk = EventWalk.of(equity, deeds)
    walk.doubtful = _with_kin(parts.unread | doubtful, equity.lots)
    return walk.walk(in_order(deeds), "events")


def _after_splits(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems whose reasons say that they count in shares after the splits."""
    return [
        replace(problem, reason=f"{problem.reason} (in shares after the splits)")
        for problem in problems
    ]


def _schedule_problems(parts: ReadableParts, doubtful: set[str]) -> Iterator[Problem]:
    """Return what is wrong with schedules, except shares of ``doubtful`` names."""
    before = parts.equity
    if before is None or parts.unread is None:
        return
    equity = opening_position(before, parts.deeds).equity
    sources = tranches(equity)
    in_doubt = _with_kin(parts.unread | doubtful, (*before.lots, *equity.lots))
    written = [
        (f"schedules[{number}].actions", schedule, schedule.name)
        for number, schedule in parts.schedules.items()
    ]
    if parts.preferences is not None:
        written += ((*each, "") for each in parts.preferences.schedules)
    for path, schedule, owner in written:
        walk = ScheduleWalk.from_start(
            equity.plan, equity.markets, sources, equity.grants
        )
        walk.doubtful = in_doubt
        for problem in _causes(walk.walk(schedule.in_order(), path)):
            yield replace(problem, owner=owner)


def _causes(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a schedule without those that others bring about.

    A name that nothing has is told once; the shares that it would have brought are
    missing afterwards, which is no mistake of its own.
    """
    found = list(problems)
    unknown = {each.value: each for each in reversed(found) if _NO_NAME in each.reason}
    return [
        each
        for each in found
        if each is unknown.get(each.value)
        or not (unknown and (_NO_NAME in each.reason or _TOO_MANY in each.reason))
    ]


def _with_kin(doubtful: frozenset[str], lots: Sequence[Lot]) -> frozenset[str]:
    """Return names with the grants of such lots, and all lots of such grants."""
    grants = doubtful | {lot.grant for lot in lots if lot.label in doubtful}
    return grants | {lot.label for lot in lots if lot.grant in grants}
