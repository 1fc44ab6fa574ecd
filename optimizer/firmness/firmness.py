"""A plan in, how firm its first step is out: the table of contents of this package."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from isoplan.models.base.errors import AuditFailure, NoPlanInTime
from isoplan.models.results.firmness import Depth, Fall, Firmness, FirmRange, FirstStep
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.facts import (
    FACTS,
    Fact,
    NoFact,
    exit_price,
    step_market,
)
from isoplan.optimizer.firmness.falls import fall
from isoplan.optimizer.firmness.first_step import SAME_IN_WORDS, TRIFLE, first_step
from isoplan.optimizer.firmness.limit_prices import (
    NO_VALUE,
    Loosened,
    limit_price,
    loosened,
)
from isoplan.optimizer.firmness.searches import (
    Search,
    end_of_range,
    one_try,
    range_of,
    searched,
)
from isoplan.optimizer.firmness.tries import Base, Known, Outcome
from isoplan.optimizer.firmness.workers import MOST_WORKERS, OneByOne, Workers, cores
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.solving.solution import Limits, SolverName

QUICK_S = 3.0
"""Seconds of a plan up to which a few more are no burden."""
FIRST_TRIES = 6
"""Plans that the exit price alone takes."""
WORTH_STARTING_S = 3.0
"""Seconds of solving one by one from which processes of their own are quicker."""
TO_SHOW_S = 0.5
"""Seconds left for the report."""
NO_FALL = "A fall was not worked out: plan or market end before it could come."
NO_TIME = "How firm the first step is was not worked out in the time; allow more."
TOO_SLOW = "The exit price was not tried: it takes too long here; --firm tries it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be worked out, and with what.

    Attributes:
        depth: ``first``: the fall and the exit price; ``all``: everything.
        limits: The command's; what is not ready in time is left out, and said.
            Their gap is that of each plan solved again.
        solver: Which solver is asked first.
        seconds: That the plan itself took.
        fall_to: Another price, dollars a share, to which the share may fall.
        workers: Processes; as many as are worth it if left out.
    """

    depth: Depth
    limits: Limits
    solver: SolverName = "cbc"
    seconds: float = 1.0
    fall_to: float | None = None
    workers: int | None = None


def firmness(
    situation: Situation,
    plan: Plan,
    evaluated: EvaluatedSchedule,
    asked: Asked,
    tell: Callable[[str], None] | None = None,
) -> Firmness:
    """Return how firm a plan's first step is.

    Args:
        situation: What was planned.
        plan: As it is shown.
        evaluated: The same, priced.
        asked: What is to be worked out.
        tell: Told what is going on.
    """
    say = tell or (lambda _: None)
    step = first_step(plan.actions)
    if step.on is None:
        return _without_step(asked)
    name = step_market(situation, step.actions[0].grant)
    say("what a fall of the share would cost ...")
    left_out: list[str] = []
    falls: list[Fall | None] = [None]
    try:
        falls = [*_falls(situation, evaluated, (name, step.on), asked)]
        if falls[0] is None:
            left_out.append(NO_FALL)
    except AuditFailure as error:
        left_out.append(f"What a fall would cost is left out: {error}.")
    facts, limits = _to_try(situation, plan, name, asked)
    left_out += [each.why for each in facts if isinstance(each, NoFact)]
    tried = [each for each in facts if isinstance(each, Fact)]
    searches = [*_searches(tried, step), *(one_try(e.change) for e in limits)]
    if searches:
        say("what the first step hangs on: solving again with other facts ...")
    found, solves = _solved(searches, situation, evaluated, asked)
    ends, outcomes = found[: 2 * len(tried)], found[2 * len(tried) :]
    ranges = [
        range_of(fact, *ends[2 * number : 2 * number + 2])
        for number, fact in enumerate(tried)
    ]
    prices, free, unknown = _limit_prices(plan, limits, outcomes)
    return Firmness(
        depth=asked.depth,
        step=step,
        same_means=SAME_IN_WORDS,
        trifle=TRIFLE,
        gap=asked.limits.gap_dollars,
        solves=solves,
        fall=falls[0],
        falls=tuple(each for each in falls[1:] if each is not None),
        ranges=tuple(ranges),
        limits=tuple(prices),
        free_limits=tuple(free),
        left_out=(*left_out, *_unfinished(ranges), *unknown),
    )


def planned_with_firmness(
    situation: Situation,
    asked: Asked,
    tell: Callable[[str], None] | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return a plan with how firm its first step is, and its evaluated schedule.

    Where time ends before anything is known of its firmness, a note says so.

    Args:
        situation: Of a checked scenario.
        asked: What is to be worked out, with the limits of all of it.
        tell: Told what is going on.

    Raises:
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    limits = asked.limits.started()
    begun = limits.left_s
    plan, evaluated = solve_and_price(situation, limits, asked.solver, tell)
    asked = replace(asked, limits=limits, seconds=begun - limits.left_s)
    try:
        found = firmness(situation, plan, evaluated, asked, tell)
    except NoPlanInTime:
        return plan.model_copy(update={"notes": (*plan.notes, NO_TIME)}), evaluated
    return plan.model_copy(update={"firmness": found}), evaluated


def _without_step(asked: Asked) -> Firmness:
    return Firmness(
        depth=asked.depth,
        step=FirstStep(on=None, actions=()),
        same_means=SAME_IN_WORDS,
        trifle=TRIFLE,
        gap=asked.limits.gap_dollars,
        solves=0,
        left_out=("The plan does nothing, so nothing hangs on its first step.",),
    )


def _falls(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    first: tuple[str | None, date],
    asked: Asked,
) -> Iterator[Fall | None]:
    """Yield the fall after the first step, then all others that are asked for."""
    name, on = first
    yield fall(situation, evaluated, name, on)
    if asked.fall_to:
        yield fall(situation, evaluated, name, on, asked.fall_to)
    if asked.depth == "all":
        for year in range(on.year, situation.plan.last_year):
            after = date(year, 12, 31)
            found = fall(situation, evaluated, name, after) if after > on else None
            if found is not None and found.shares:
                yield found


def _to_try(
    situation: Situation, plan: Plan, name: str | None, asked: Asked
) -> tuple[list[Fact | NoFact], list[Loosened]]:
    """Return the facts to try, and the limits to loosen."""
    everything = asked.depth == "all"
    longest = min(QUICK_S, asked.limits.left_s / FIRST_TRIES)
    if not everything and asked.seconds > longest:
        return [NoFact(TOO_SLOW)], []
    facts = [exit_price(situation, name, finely=everything)]
    if not everything:
        return facts, []
    return [*facts, *(each(situation, name) for each in FACTS)], loosened(
        situation, plan
    )


def _searches(facts: Sequence[Fact], step: FirstStep) -> Iterator[Search[Any]]:
    """Yield the two searches of each fact: below and above."""
    for fact in facts:
        yield end_of_range(fact.down, step)
        yield end_of_range(fact.up, step)


def _solved(
    searches: Sequence[Search[Any]],
    situation: Situation,
    evaluated: EvaluatedSchedule,
    asked: Asked,
) -> tuple[list[Any], int]:
    """Return what the searches find, several at a time where that is quicker."""
    limits = asked.limits.sparing(TO_SHOW_S)
    base = Base(
        situation.scenario,
        Known(evaluated.holdings),
        asked.solver,
        limits.gap_dollars,
    )
    count = asked.workers
    if count is None:
        count = min(cores(), len(searches), MOST_WORKERS)
        if asked.depth == "first" and FIRST_TRIES * asked.seconds < WORTH_STARTING_S:
            count = 0
    if count < 2:
        return searched(searches, OneByOne(base, limits))
    with Workers(base, limits, count) as workers:
        return searched(searches, workers)


def _limit_prices(
    plan: Plan, limits: Sequence[Loosened], outcomes: Sequence[Outcome]
) -> tuple[list[Any], list[str], list[str]]:
    """Return prices of limits, the limits without one, and those not worked out."""
    prices, free, unknown = [], [], []
    for limit, outcome in zip(limits, outcomes, strict=True):
        price = limit_price(plan, limit, outcome)
        if price is None:
            unknown.append(f"Not worked out: {limit.in_words} ({outcome.why}).")
        elif price.worth >= NO_VALUE:
            prices.append(price)
        else:
            free.append(limit.in_words)
    return prices, free, unknown


def _unfinished(ranges: Sequence[FirmRange]) -> Iterator[str]:
    """Yield a sentence for each range that time cut short."""
    for each in ranges:
        if not each.finished:
            yield (
                f"Time ended before both ends of the range were found: {each.in_words}."
            )
