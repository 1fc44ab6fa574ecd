"""What in a scenario is allowed, yet probably not meant: warnings, never errors."""

from collections.abc import Collection, Iterator, Mapping
from itertools import count, pairwise

from isoplan.models.base.problems import Problem, shown
from isoplan.models.equity.iso_split import iso_parts
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.tranches import exercised_before, last_exercise
from isoplan.models.inputs.by_year import YearTable
from isoplan.models.inputs.employment import leaving_from
from isoplan.models.inputs.events import SaleEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.market import market_path
from isoplan.models.situation import Situation, events_of
from isoplan.models.tax.shares.section_1202 import tier_starts
from isoplan.models.warnings.credit import credit_warnings
from isoplan.models.warnings.market_access import market_access_warnings
from isoplan.models.warnings.preferences import preference_warnings

FAR = 100.0
"""Two neighbors this many times apart are worth a second look."""

VERY_FAR = 1000.0
"""So for strikes and shares, which do differ widely between early and late grants."""

LEAST_WAGES, MOST_WAGES = 1_000.0, 50_000_000.0
SECOND_LOOK = "check for a slipped decimal point or a wrong unit"


def scenario_warnings(situation: Situation, buyers: Collection[str] = ()) -> list[str]:
    """Return what is probably not meant, one line each.

    Args:
        situation: Of one path.
        buyers: Markets that an acquisition for stock names on another one.
    """
    found = [
        *_wages(situation),
        *_amounts_by_year(situation),
        *_grants(situation),
        *_lots(situation),
        *_events(situation),
        *credit_warnings(situation),
        *_beyond_the_iso_part(situation),
        *_prices(situation),
        *market_access_warnings(situation, buyers),
        *_small_business(situation),
        *_unused(situation),
        *_unused_rate(situation),
        *_giving(situation),
        *preference_warnings(situation),
    ]
    return [str(problem) for problem in found]


def _times(value: float, other: float, limit: float) -> str | None:
    """Return how far apart two amounts are, if one is ``limit`` times the other."""
    if value <= 0 or other <= 0 or 1 / limit < value / other < limit:
        return None
    if value > other:
        return f"{value / other:,.0f} times"
    return f"1/{other / value:,.0f} of"


def _suspect(path: str, value: object, reason: str, owner: str = "") -> Problem:
    return Problem(path, shown(value), reason, SECOND_LOOK, owner=owner)


def _wages(situation: Situation) -> Iterator[Problem]:
    for year, wages in situation.household.wages.years.items():
        path = f"household.wages.{year}" if year else "household.wages"
        if 0 < wages < LEAST_WAGES:
            reason = f"which is less than ${LEAST_WAGES:,.0f} a year"
            yield _suspect(path, wages, reason)
        if wages > MOST_WAGES:
            reason = f"which is more than ${MOST_WAGES:,.0f} a year"
            yield _suspect(path, wages, reason)


def _amounts_by_year(situation: Situation) -> Iterator[Problem]:
    last = situation.plan.last_year + situation.plan.run_off_years
    for name, table in situation.household:
        if not isinstance(table, YearTable):
            continue
        path = f"household.{name}"
        years = dict(sorted(_years_of(table).items()))
        for (before, other), (year, value) in pairwise(years.items()):
            if not isinstance(value, float) or not isinstance(other, float):
                break
            if times := _times(abs(value), abs(other), FAR):
                yield _suspect(f"{path}.{year}", value, f"{times} that of {before}")
        for year in years:
            if year > last:
                yield Problem(
                    f"{path}.{year}",
                    "",
                    f"is not used: the plan and its run-off end with {last}",
                    "correct the year, or remove it",
                )


def _years_of(table: YearTable) -> Mapping[int, object]:
    years: Mapping[int, object] = dict(table)["years"]
    return years


def _grants(situation: Situation) -> Iterator[Problem]:
    shares = (situation.grants, situation.restricted_units, situation.scenario.holdings)
    if not any(shares):
        yield Problem(
            "grants", "", "is missing, so there is nothing to plan", "add [[grants]]"
        )
    start = situation.plan.start
    for number, grant in enumerate(situation.opening_position.equity.grants):
        path = f"grants[{number}]"
        price = situation.markets[grant.market].price(start)
        limit = FAR if grant.strike > price else VERY_FAR
        if times := _times(grant.strike, price, limit):
            reason = f"{times} the share price of {price:,.2f} on {start}"
            yield _suspect(f"{path}.strike", grant.strike, reason, grant.name)
        yield from _never_exercised(situation, grant, path)
    for number, (other, grant) in enumerate(pairwise(situation.grants), start=1):
        for field in ("strike", "shares"):
            value = getattr(grant, field)
            if times := _times(value, getattr(other, field), VERY_FAR):
                reason = f"{times} that of {other.name!r}"
                yield _suspect(f"grants[{number}].{field}", value, reason, grant.name)


def _never_exercised(
    situation: Situation, grant: Grant, path: str
) -> Iterator[Problem]:
    left = grant.shares - exercised_before(grant, situation.scenario.lots)
    if grant.expires_on < situation.plan.start and left:
        yield Problem(
            f"{path}.expires_on",
            shown(grant.expires_on),
            f"before the plan starts, so that {left:,} options are lost",
            "remove the grant unless it has lots, or correct the day",
            owner=grant.name,
        )
    if leaving_from(situation.employment, grant.market) is not None:
        last = last_exercise(grant, situation.employment)
        field, length = grant.window_after_leaving
        if last < situation.plan.start <= grant.expires_on and left:
            yield Problem(
                f"{path}.{field}",
                shown(length),
                f"which ends on {last}, before the plan starts, so that {left:,} "
                "options are lost",
                "remove the grant unless it has lots, or correct the window",
                owner=grant.name,
            )
        return  # what has not vested on leaving is lost, and meant to be
    vested = grant.vested(grant.expires_on)
    if vested < grant.shares:
        yield Problem(
            f"{path}.vesting",
            "",
            f"reaches {vested:,} of {grant.shares:,} options by the day of expiry",
            "the rest can never be exercised; correct vesting or expires_on",
            owner=grant.name,
        )


def _lots(situation: Situation) -> Iterator[Problem]:
    earlier: dict[str, tuple[float, str]] = {}
    for number, lot in enumerate(situation.scenario.lots):
        path = f"lots[{number}].value_at_exercise"
        value = lot.value_at_exercise
        market = situation.markets[situation.scenario.grant(lot.grant).market]
        day = max(lot.exercised_on, min(market.prices))
        price = market.price(day)
        if times := _times(value, price, FAR):
            reason = f"{times} the share price of {price:,.2f} on {day}"
            yield _suspect(path, value, reason, lot.label)
        other, label = earlier.get(lot.grant, (value, ""))
        if times := _times(value, other, FAR):
            yield _suspect(path, value, f"{times} that of {label!r}", lot.label)
        earlier[lot.grant] = value, lot.label


def _events(situation: Situation) -> Iterator[Problem]:
    """Report prices far from the market's."""
    places = (place for place in count() if place not in situation.splits)
    events = events_of(situation.scenario).values()
    for number, event in zip(places, events, strict=False):
        market = situation.market_of_name(event.acts_on)
        field, given = (
            ("price", event.price)
            if isinstance(event, SaleEvent)
            else ("value", event.value)
        )
        day = max(event.on, min(market.prices))
        price = market.price(day)
        if given is not None and (times := _times(given, price, FAR)):
            reason = f"{times} the share price of {price:,.2f} on {day}"
            yield _suspect(f"events[{number}].{field}", given, reason)


def _beyond_the_iso_part(situation: Situation) -> Iterator[Problem]:
    """Report lots that hold more incentive stock options than the limit leaves."""
    split = iso_parts(situation.grants, situation.employment)
    for grant, parts in zip(situation.grants, split, strict=True):
        limited = KINDS[grant.kind].has_value_limit
        lots = [
            (number, lot)
            for number, lot in enumerate(situation.scenario.lots)
            if lot.grant == grant.name and not lot.nonqualified and limited
        ]
        held = 0
        for number, lot in sorted(lots, key=lambda each: each[1].exercised_on):
            held += lot.shares
            on = lot.exercised_on
            most = sum(part.iso_on(on) for part in parts if part.exercisable_from <= on)
            if held > most and not lot.vests_on:
                yield Problem(
                    f"lots[{number}].nonqualified",
                    "false",
                    f"while by the $100,000 limit only {most:,} options of "
                    f"{grant.name!r} exercisable by then were incentive stock options",
                    "put the rest into a lot with nonqualified = true, or give the "
                    "grant's value_at_grant",
                    owner=lot.label,
                )
                break


def _small_business(situation: Situation) -> Iterator[Problem]:
    """Report small business stock that no plan can hold long enough."""
    plan, used = situation.plan, situation.household.small_business_gain_used
    stock = [s for s in situation.tranches if s.small_business_until is not None]
    if used and not stock:
        yield Problem(
            "household.small_business_gain_used",
            shown(used),
            "which is not used: no grant or holding is small business stock",
            "set its small_business_stock = true, or remove it",
        )
    for number, grant in enumerate(situation.grants):
        own = [s for s in stock if s.grant == grant.name]
        firsts = [
            s.acquired_on or max(plan.start, min(day for day, _ in s.steps))
            for s in own
            if s.steps
        ]
        held = [day for first in firsts for day in tier_starts(first).values()]
        if held and min(held) > plan.horizon:
            yield Problem(
                f"grants[{number}].small_business_stock",
                "true",
                f"which changes nothing: no share is held long enough before "
                f"{min(held)}, after the plan ends",
                "give plan.last_year a later year, or remove it",
                owner=grant.name,
            )


def _prices(situation: Situation) -> Iterator[Problem]:
    for name, market in situation.markets.items():
        for (before, other), (day, price) in pairwise(market.prices.items()):
            if times := _times(price, other, FAR):
                reason = f"{times} the price of {before}"
                yield _suspect(f"{market_path(name)}.prices.{day}", price, reason)


def _unused(situation: Situation) -> Iterator[Problem]:
    """Report fields that are given and change nothing."""
    plan, home = situation.plan, situation.household
    last = plan.last_year + plan.run_off_years
    for day in home.state:
        if day.year > last:
            yield Problem(
                f"household.state.{day}",
                shown(home.state[day]),
                f"which is not used: the plan and its run-off end with {last}",
                "correct the day, or remove it",
            )
    leaving = situation.employment
    if leaving is not None and leaving.leaves_on > plan.horizon:
        yield Problem(
            "employment.leaves_on",
            shown(leaving.leaves_on),
            f"which is not used: the plan ends with {plan.horizon}",
            "correct the day, or remove it",
        )
    if home.dependents and home.children is None:
        yield Problem(
            "household.dependents",
            shown(home.dependents),
            "all of whom count as children under 17 in every year, for "
            "household.children is not given",
            "give the years in which the children are born, [] if there are none",
        )
    of_cash = {"savings_per_year", "cash_floor", "payments_due"}
    if home.cash is None and of_cash & home.model_fields_set:
        yield Problem(
            "household.cash",
            "",
            "is not given, so savings_per_year, cash_floor and payments_due limit "
            "nothing",
            "give the cash at hand at the start",
        )
    if home.cash is not None and home.cash_floor > home.cash:
        yield Problem(
            "household.cash_floor",
            shown(home.cash_floor),
            f"above the cash at hand, {home.cash:,.0f}, so that no plan may exist",
            "lower it, or correct cash",
        )
    if home.itemized_deductions is not None and set(home.deduction.years.values()) == {
        "standard"
    }:
        yield Problem(
            "household.itemized_deductions",
            "",
            "is not used: deduction is 'standard'",
            "set deduction = 'best' or 'itemized', or remove it",
        )


def _unused_rate(situation: Situation) -> Iterator[Problem]:
    """Report a tax rate of shares kept where none are, or none is taxed."""
    plan = situation.plan
    if "kept_shares_tax_rate" not in plan.model_fields_set:
        return
    if plan.at_horizon == "sell":
        yield Problem(
            "plan.kept_shares_tax_rate",
            "",
            "is not used: all shares are sold at the horizon",
            "set at_horizon = 'keep', or remove it",
        )
    taxed = any(
        KINDS[holding.kind].taxed_at_death for holding in situation.scenario.holdings
    )
    if plan.step_up_at_death and not taxed:
        yield Problem(
            "plan.kept_shares_tax_rate",
            "",
            "is not used: with step_up_at_death no gain of shares kept is taxed",
            "remove one of the two",
        )


def _giving(situation: Situation) -> Iterator[Problem]:
    """Report the first year of which less is deducted than given."""
    home = situation.household
    for year in situation.plan.years:
        limit = situation.law(year).charity.limit
        given, wages = home.gifts.at(year), home.wages.at(year)
        if given > limit * wages:
            yield Problem(
                "household.gifts",
                shown(given),
                f"in {year} more than {limit:.0%} of wages; the part of gifts that is "
                f"above {limit:.0%} of all income is not carried to later years",
                "spread it over more years, or correct it",
            )
            return
