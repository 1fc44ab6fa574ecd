"""Problems between grants, lots, units and holdings that are each right alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.equity.schedule_problems import exercise_problem
from isoplan.models.inputs.employment import leaving_from
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Lot
from isoplan.models.inputs.planning import Planning
from isoplan.models.tax.shares.section_1202 import FIRST_ACQUIRED
from isoplan.models.validation.readable_parts import ReadableParts


def equity_problems(parts: ReadableParts) -> list[Problem]:
    """Return what is wrong between the shares of a scenario and its other fields."""
    return [
        *_grant_problems(parts),
        *_lot_problems(parts),
        *_award_problems(parts),
        *_holding_problems(parts),
        *_leaving_problems(parts),
    ]


def _grant_problems(parts: ReadableParts) -> Iterator[Problem]:
    for number, grant in parts.grants.items():
        path = f"grants[{number}]"
        for problem in _of_one_grant(grant, parts, path):
            yield replace(problem, owner=grant.name)


def _of_one_grant(grant: Grant, parts: ReadableParts, path: str) -> Iterator[Problem]:
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
    early = grant.early_exercise != "never" or any(
        lot.vests_on for lot in parts.lots.values() if lot.grant == grant.name
    )
    if grant.exercised is not None and grant.exercised > vested and not early:
        yield Problem(
            f"{path}.exercised",
            shown(grant.exercised),
            f"more than the {vested:,} options vested by the plan's start on "
            f"{plan.start}",
            f"give at most {vested}, or correct the vesting; set early_exercise if "
            "unvested options can be exercised",
        )


def _lot_problems(parts: ReadableParts) -> Iterator[Problem]:
    grants = {grant.name: grant for grant in parts.grants.values()}
    for number, lot in parts.lots.items():
        path = f"lots[{number}]"
        lot_problems = [
            *_after_start(lot, parts.plan, path),
            *_of_unvested(lot, parts, path),
        ]
        if lot.grant in grants:
            lot_problems += _of_old_stock(lot, grants[lot.grant], path)
            lot_problems += _of_one_lot(lot, grants[lot.grant], parts, path)
        elif parts.unread is not None and lot.grant not in parts.unread:
            names = {*grants, *parts.unread}
            lot_problems.append(
                Problem(
                    f"{path}.grant",
                    shown(lot.grant),
                    "which names none of the scenario's grants",
                    named_remedy(lot.grant, names, "grants"),
                )
            )
        for problem in lot_problems:
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


def _of_old_stock(lot: Lot, grant: Grant, path: str) -> Iterator[Problem]:
    """Report small business stock under rules that are not modeled."""
    if grant.small_business_stock and lot.exercised_on < FIRST_ACQUIRED:
        yield Problem(
            f"{path}.exercised_on",
            shown(lot.exercised_on),
            f"before {FIRST_ACQUIRED}: of small business stock acquired so early a "
            "part is a preference of the minimum tax (IRC 57(a)(7)), which is not "
            "modeled",
            "set small_business_stock = false for its grant, and allow for the "
            "exclusion yourself",
        )


def _of_one_lot(
    lot: Lot, grant: Grant, parts: ReadableParts, path: str
) -> Iterator[Problem]:
    if outside := exercise_problem(grant, lot.exercised_on, f"{path}.exercised_on"):
        yield outside
        return
    if lot.vests_on is not None:
        return
    by_then = sum(
        each.shares
        for each in parts.lots.values()
        if each.grant == lot.grant
        and each.exercised_on <= lot.exercised_on
        and each.vests_on is None
    )
    vested = grant.vested(lot.exercised_on)
    if vested < by_then <= grant.shares:
        yield Problem(
            f"{path}.shares",
            shown(lot.shares),
            f"so that lots of {grant.name!r} hold {by_then:,} shares exercised by "
            f"{lot.exercised_on}, when {vested:,} had vested",
            "correct the shares or the day, or the grant's vesting"
            + "; if exercised before vesting, give vests_on"
            * (grant.early_exercise != "never"),
        )


def _of_unvested(lot: Lot, parts: ReadableParts, path: str) -> Iterator[Problem]:
    """Report a day of vesting after leaving, and one whose value is not known."""
    if lot.vests_on is None:
        return
    grant = next((g for g in parts.grants.values() if g.name == lot.grant), None)
    name = None if grant is None else grant.market
    leaving, market = leaving_from(parts.employment, name), parts.market_named(name)
    if leaving is not None and lot.vests_on > leaving.leaves_on:
        yield Problem(
            f"{path}.vests_on",
            shown(lot.vests_on),
            f"after leaving on {leaving.leaves_on}, so the shares never vest",
            "remove the lot, or correct the day",
        )
    if market is None or lot.value_when_vested is not None:
        return
    if lot.vests_on < min(market.prices):
        yield Problem(
            f"{path}.value_when_vested",
            "",
            f"is missing, and the market has no price as early as {lot.vests_on}",
            "give the value of a share on that day",
        )


def _award_problems(parts: ReadableParts) -> Iterator[Problem]:
    for number, award in parts.restricted_units.items():
        if parts.plan is not None and award.granted_on > parts.plan.horizon:
            yield Problem(
                f"restricted_units[{number}].granted_on",
                shown(award.granted_on),
                f"after the plan's last day, {parts.plan.horizon}",
                "remove the award, or give plan.last_year a later year",
                owner=award.name,
            )


def _holding_problems(parts: ReadableParts) -> Iterator[Problem]:
    for number, holding in parts.holdings.items():
        if parts.plan is not None and holding.acquired_on > parts.plan.start:
            yield Problem(
                f"holdings[{number}].acquired_on",
                shown(holding.acquired_on),
                f"after the plan's start on {parts.plan.start}; a holding is held "
                "when the plan starts",
                "correct the day, or move plan.start",
                owner=holding.name,
            )


def _leaving_problems(parts: ReadableParts) -> Iterator[Problem]:
    if parts.employment is None:
        return
    leaves_on = parts.employment.leaves_on
    for number, grant in parts.grants.items():
        if grant.market == parts.employment.market and grant.granted_on > leaves_on:
            yield Problem(
                f"grants[{number}].granted_on",
                shown(grant.granted_on),
                f"after leaving on {leaves_on}",
                "remove the grant, or correct employment.leaves_on",
                owner=grant.name,
            )


def repeated_names(parts: ReadableParts) -> Iterator[Problem]:
    """Report names that two parts of one section share, or that mean two things."""
    named = {
        "grants": ("grant", {n: each.name for n, each in parts.grants.items()}),
        "lots": ("lot", {n: each.label for n, each in parts.lots.items()}),
        "restricted_units": (
            "award",
            {n: each.name for n, each in parts.restricted_units.items()},
        ),
        "holdings": ("holding", {n: each.name for n, each in parts.holdings.items()}),
    }
    schedules = {number: each.name for number, each in parts.schedules.items()}
    taken: dict[str, str] = {}
    for section, (what, names) in named.items():
        yield from _repeats(section, names, what)
        for number, name in names.items():
            if name in taken:
                yield Problem(
                    f"{section}[{number}].name",
                    shown(name),
                    f"which is also the name of a {taken[name]}, so that a sale of it "
                    "could mean either",
                    f"give the {what} another name",
                )
        taken |= dict.fromkeys(set(names.values()) - taken.keys(), what)
    yield from _repeats("schedules", schedules, "schedule")


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
