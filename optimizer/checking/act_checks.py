"""Checks of single acts: numbers, days, names, vesting, elections, shares held."""

from collections.abc import Iterator
from math import isfinite

from isoplan.models.inputs.events import SaleEvent
from isoplan.models.inputs.holdings import Lot
from isoplan.models.results.base import Result
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.exchanges import exchange_findings, paid_with_shares
from isoplan.optimizer.recount.option_count import (
    exercised_before,
    exercised_by_events,
)

PRICE_SLACK = 1e-6
"""Dollars a share: prices are shown with six decimals."""


def numbers(evidence: Evidence) -> Iterator[str]:
    """All figures are numbers: one that is none would pass any comparison."""
    for act in evidence.acts:
        if not isfinite(act.shares) or not isfinite(act.price or 0.0):
            yield f"{act.in_words} at {act.price}: not a number"
    if (program := evidence.program) is not None:
        amounts = [program.cost, program.bound, *(cash for _, cash in program.cash)]
        if not all(map(isfinite, amounts)):
            yield "the program's cost, bound or cash is not a number"
    for result in _results(evidence):
        yield from not_finite(result)
    if evidence.shown is not None and not isfinite(evidence.shown.objective_value):
        yield "the objective is not a number"


def not_finite(result: Result) -> Iterator[str]:
    """Yield the figures of a result that are no numbers, with their paths."""
    for path, amount in _amounts(result.model_dump(), type(result).__name__):
        if not isfinite(amount):
            yield f"{path} is not a number"


def _results(evidence: Evidence) -> Iterator[Result]:
    """Yield all that is shown."""
    if evidence.shown is not None:
        yield from evidence.shown.years
        yield evidence.shown.totals
    if evidence.plan is not None:
        yield evidence.plan


def _amounts(given: object, path: str) -> Iterator[tuple[str, float]]:
    """Yield every float in a result, with its path."""
    if isinstance(given, float):
        yield path, given
    elif isinstance(given, dict):
        for name, value in given.items():
            yield from _amounts(value, f"{path}.{name}")
    elif isinstance(given, list | tuple):
        for place, value in enumerate(given):
            yield from _amounts(value, f"{path}[{place}]")


def dates(evidence: Evidence) -> Iterator[str]:
    """All days lie within the plan."""
    plan = evidence.situation.plan
    for act in evidence.acts:
        if not plan.start <= act.date <= plan.horizon:
            yield (f"{act.in_words}: outside the plan, {plan.start} to {plan.horizon}")


def order(evidence: Evidence) -> Iterator[str]:
    """What is shown is in the order of its days."""
    days = [act.date for act in evidence.acts]
    if evidence.shown is not None and days != sorted(days):
        yield "the actions are not in the order of their days"


def whole_shares(evidence: Evidence) -> Iterator[str]:
    """Shares are whole and more than none; a solver's fractions are not below zero."""
    for act in evidence.acts:
        if evidence.whole and not (act.shares >= 1 and act.shares == int(act.shares)):
            yield f"{act.in_words}: not a whole number of shares"
        elif not act.shares >= -evidence.slack:
            yield f"{act.in_words}: less than none"


def names(evidence: Evidence) -> Iterator[str]:
    """Every action names options or a lot that the scenario has, of its own grant."""
    for exercised in evidence.walk.exercises:
        act, options = exercised.act, exercised.options
        if options is None or options.grant.name != act.grant:
            yield f"{act.options!r} of {act.grant!r} are options that no grant has"
            continue
        elected = ", 83(b)" if act.election_83b else ""
        lot = f"{options.name} {act.date}{elected}"
        held = evidence.walk.parcels[act.lot]
        if act.lot not in {lot, f"{lot}, by the plan"} or held.held_at_start:
            yield f"{act.in_words}: an exercise of {act.options!r} names another lot"
    entered = [each.act.lot for each in evidence.walk.exercises]
    for lot in {lot for lot in entered if entered.count(lot) > 1}:
        yield f"lot {lot!r} is entered by several exercises"
    for cashed_out in evidence.walk.cash_outs:
        act, options = cashed_out.act, cashed_out.options
        if options is None or options.grant.name != act.grant or act.lot:
            yield f"{act.options!r} of {act.grant!r} are options that no grant has"
    for disposed in evidence.walk.disposals:
        act, parcel = disposed.act, disposed.parcel
        if parcel is None or parcel.grant != act.grant:
            yield f"{act.in_words}: no such lot of {act.grant!r} is held"


def start(evidence: Evidence) -> Iterator[str]:
    """What is held and gone at the start adds up with the file's lots and events."""
    situation, equity = evidence.situation, evidence.walk.start.equity
    left = [each.shares for each in equity.sold]
    by_sale = [each.shares for each in equity.sold if each.given_to != "exchange"]
    for grant in situation.grants:
        written = sum(
            lot.shares for lot in situation.scenario.lots if lot.grant == grant.name
        )
        written += exercised_by_events(situation, grant)
        written -= sum(
            each.shares_given or 0 for each in paid_with_shares(situation, grant)
        )
        lots = [*equity.lots, *(each for each in left if isinstance(each, Lot))]
        there = sum(lot.shares for lot in lots if lot.grant == grant.name)
        if there != written:
            yield f"{there:,} shares of {grant.name!r} at the start, not {written:,}"
    sales = [each for each in situation.scenario.events if isinstance(each, SaleEvent)]
    written = sum(each.shares for each in sales)
    there = sum(each.shares for each in by_sale)
    if there != written:
        yield f"{there:,} shares were sold before the start, not {written:,}"
    for holding in situation.scenario.holdings:
        there = sum(
            each.shares
            for each in (*equity.holdings, *left)
            if not isinstance(each, Lot) and each.name == holding.name
        )
        if there != holding.shares:
            yield f"{there:,} shares of {holding.name!r} at the start"
    for grant in situation.grants:
        for event in paid_with_shares(situation, grant):
            yield from exchange_findings(situation, evidence.walk.start, grant, event)


def vesting(evidence: Evidence) -> Iterator[str]:
    """No more options are exercised by a day than can be by then.

    Vested ones, recounted by the grant's rule, less those exercised before the plan;
    all that are left where the grant allows early exercise.
    """
    for each in evidence.walk.exercises:
        if each.options is None:
            continue
        most = each.options.exercisable(each.act.date)
        if not each.so_far <= most + evidence.slack:
            yield (
                f"{each.so_far:,.6g} options of {each.act.options!r} are exercised by "
                f"{each.act.date}, {most:,} can be"
            )
    for grant in evidence.situation.grants:
        within = sum(
            each.act.shares
            for each in evidence.walk.exercises
            if each.act.grant == grant.name
        )
        left = grant.shares - exercised_before(evidence.situation, grant)
        if not within <= max(left, 0) + evidence.slack:
            yield (
                f"{within:,.6g} options of {grant.name!r} are exercised, {left:,} are "
                "left of those granted"
            )


def exercise_days(evidence: Evidence) -> Iterator[str]:
    """No option is exercised before its grant, or once it has expired or lapsed."""
    for each in evidence.walk.exercises:
        options, day = each.options, each.act.date
        if options is not None and not options.first <= day <= options.last:
            yield (
                f"{each.act.in_words}: {options.name!r} can be exercised from "
                f"{options.first} to {options.last}"
            )


def elections(evidence: Evidence) -> Iterator[str]:
    """An election under 83(b) is made where options are unvested and it is allowed."""
    for each in evidence.walk.exercises:
        act, options = each.act, each.options
        if options is not None and act.election_83b not in options.may_elect(act.date):
            made = "with" if act.election_83b else "without"
            yield f"{act.in_words}: exercised {made} an election under section 83(b)"
    for disposed in evidence.walk.disposals:
        if disposed.act.election_83b or disposed.act.options:
            yield f"{disposed.act.in_words}: a sale or gift with terms of an exercise"


def strikes(evidence: Evidence) -> Iterator[str]:
    """The price of an exercise is the strike of its grant."""
    for each in evidence.walk.exercises:
        price, options = each.act.price, each.options
        if options is None or price is None:
            continue
        strike = options.grant.strike
        if differs(price, strike, PRICE_SLACK):
            yield f"{each.act.in_words} at {price}, the strike is {strike}"


def shares_held(evidence: Evidence) -> Iterator[str]:
    """No more shares of a lot are sold and given than it holds."""
    for each in evidence.walk.disposals:
        if each.parcel is not None and not (
            each.act.shares <= each.held + evidence.slack
        ):
            yield f"{each.act.in_words}: {each.held:,.6g} are held"


def vested_shares(evidence: Evidence) -> Iterator[str]:
    """No share is sold or given before it is there, vested, and may be sold."""
    for each in evidence.walk.disposals:
        parcel = each.parcel
        if (
            parcel is None or each.act.kind == "write_off"
        ):  # whatever has vested by then
            continue
        if each.act.date < parcel.vested_on:
            yield f"{each.act.in_words}: not vested before {parcel.vested_on}"
        elif each.act.date < parcel.sellable_on:
            yield f"{each.act.in_words}: not to be sold before {parcel.sellable_on}"
