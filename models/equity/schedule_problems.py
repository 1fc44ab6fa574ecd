"""Why options cannot be exercised on a day, and shares not sold, in words."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.market import Market, MarketName, market_path


def lapsing(problem: Problem, name: MarketName, market: Market, on: date) -> Problem:
    """Return why options cannot be exercised, if the end of the company is why."""
    if on <= market.last_exercise:
        return problem
    why = ending(name, market)
    return replace(
        problem,
        reason=f"after options lapse on {market.last_exercise} ({why})",
        remedy=f"exercise by {market.last_exercise}, or remove it",
    )


def ending(name: MarketName, market: Market) -> str:
    """Return the field that says why shares are traded no longer."""
    field = "worthless_on" if market.acquisition is None else "acquisition"
    return f"{market_path(name)}.{field}"


def closing(name: MarketName, market: Market) -> str:
    """Return the fields that say when shares can be sold, as far as they are given."""
    path = market_path(name)
    given = [
        f"{path}.{field}"
        for field in ("first_sale", "ipo", "trading_windows", "blackouts")
        if getattr(market, field)
    ]
    return ", ".join(given or [f"{path}.trading_days"])


def unknown_name(path: str, name: str, known: Collection[str], what: str) -> Problem:
    """Return the problem of a name that nothing has, with the near match."""
    return Problem(
        path,
        shown(name),
        f"which names none of the scenario's {what}",
        named_remedy(name, known, what),
    )


def exercise_problem(
    grant: Grant, on: date, path: str, last: date | None = None
) -> Problem | None:
    """Return why a grant cannot be exercised on a day at all, if so.

    Args:
        grant: Which.
        on: Day of exercise.
        path: Of the day in the file.
        last: Last day of exercise, if before the expiry.
    """
    first = grant.first_exercise
    early = first < grant.vest_dates()[0][0]
    ends = grant.expires_on if last is None else min(last, grant.expires_on)
    reason, remedy = "", ""
    if on < grant.granted_on:
        reason = f"before {grant.name!r} was granted on {grant.granted_on}"
        remedy = f"give a day from {first}" + ", when its first options vest" * (
            not early
        )
    elif on < first:
        reason = f"before the first options of {grant.name!r} vest on {first}"
        remedy = f"give a day from {first}, or correct the grant's vesting"
        if early:
            reason = f"before options of {grant.name!r} can be exercised, from {first}"
            remedy = f"give a day from {first}, or correct early_exercise_from"
    elif on > ends:
        lapses = f"expires on {ends}"
        if ends < grant.expires_on:
            lapses = f"lapses on {ends}, after leaving"
        reason = f"after {grant.name!r} {lapses}"
        remedy = f"give a day from {first} to {ends}"
    return Problem(path, shown(on), reason, remedy) if reason else None
