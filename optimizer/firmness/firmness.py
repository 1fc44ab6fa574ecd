"""A plan in, how firm its first step is out: the table of contents of this package."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from isoplan.models.base.errors import AuditFailure, NoPlanInTime, ScenarioErrors
from isoplan.models.results.firmness import (
    Depth,
    Fall,
    Firmness,
    FirmRange,
    FirstStep,
    LimitPrice,
)
from isoplan.models.results.number_text import in_a_row
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.changes import Change, can_be_kept
from isoplan.optimizer.firmness.facts import (
    FACTS,
    Fact,
    NoFact,
    exit_price,
    market_of_grant,
)
from isoplan.optimizer.firmness.falls import fall
from isoplan.optimizer.firmness.first_step import TRIFLE, first_step, same_means
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
from isoplan.optimizer.firmness.tries import LATE, Base, Known, Outcome, job_of
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.processes.jobs import (
    MOST_WORKERS,
    WORTH_STARTING_S,
    Job,
    OneByOne,
    cores,
)
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.solving.solution import Limits, SolverName

QUICK_S = 3.0
"""Seconds of a plan up to which a few more are no burden."""
FIRST_TRIES = 6
"""Plans that the exit price alone takes."""
TO_SHOW_S = 0.5
"""Seconds left for the report."""
NO_FALL = "A fall was not worked out: plan or market end before it could come."
NO_TIME = "How firm the first step is was not worked out in the time; allow more."
TOO_SLOW = "The exit price was not tried: it takes too long here; --firm tries it."

CUT_SHORT = {"late": "for lack of time", "failed": "because a plan failed there"}
"""Why the ends of ranges were not found, in words."""


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
    solver: SolverName = "auto"
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
    name = market_of_grant(situation, step.actions[0].grant)
    say("what a fall of the share would cost ...")
    first, falls, left_out = _falls(situation, evaluated, (name, step.on), asked)
    facts, limits = _to_try(situation, plan, name, asked)
    left_out += [each.why for each in facts if isinstance(each, NoFact)]
    tried = [each for each in facts if isinstance(each, Fact)]
    searches = _searches(tried, limits, step)
    if searches:
        say("what the first step hangs on: solving again with other facts ...")
    base = Base(
        situation.scenario,
        Known(evaluated.holdings),
        asked.solver,
        asked.limits.gap_dollars,
    )
    found, solves = solved_side_by_side(searches, job_of(base), asked)
    ranges = [
        range_of(fact, found[fact.name, "below"], found[fact.name, "above"])
        for fact in tried
    ]
    prices, free, unknown = _limit_prices(plan, {e: found[e] for e in limits})
    return Firmness(
        depth=asked.depth,
        step=step,
        same_means=same_means(kept=can_be_kept(step)),
        trifle=TRIFLE if can_be_kept(step) else None,
        gap=asked.limits.gap_dollars,
        solves=solves,
        fall=first,
        falls=tuple(falls),
        ranges=tuple(ranges),
        limits=tuple(prices),
        free_limits=tuple(free),
        left_out=(*left_out, *unfinished(ranges), *unknown),
    )


def planned_with_firmness(
    situation: Situation,
    asked: Asked,
    tell: Callable[[str], None] | None = None,
    ready: Callable[[Plan, EvaluatedSchedule], None] | None = None,
) -> tuple[Plan, EvaluatedSchedule]:
    """Return a plan with how firm its first step is, and its evaluated schedule.

    Where time ends before anything is known of its firmness, a note says so.

    Args:
        situation: Of a checked scenario.
        asked: What is to be worked out, with the limits of all of it.
        tell: Told what is going on.
        ready: Given the plan before anything is tried of its firmness.

    Raises:
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    limits = asked.limits.started()
    begun = limits.left_s
    plan, evaluated = solve_and_price(situation, limits, asked.solver, tell)
    if ready is not None:
        ready(plan, evaluated)
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
        same_means=same_means(kept=False),
        gap=asked.limits.gap_dollars,
        solves=0,
        left_out=("The plan does nothing, so nothing hangs on its first step.",),
    )


def _falls(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    first: tuple[str | None, date],
    asked: Asked,
) -> tuple[Fall | None, list[Fall], list[str]]:
    """Return the fall after the first step, others asked for, and what is left out."""
    name, on = first
    falls: list[Fall | None] = []
    left_out: list[str] = []
    for after, price in _asked_falls(situation, on, asked):
        try:
            falls.append(fall(situation, evaluated, name, after, price))
        except (AuditFailure, ScenarioErrors) as error:
            falls.append(None)
            to = f" to ${price:,.2f}" * (price > 0.0)
            left_out.append(f"What a fall{to} would cost is left out: {error}.")
    if falls[0] is None and not left_out:
        left_out.append(NO_FALL)
    more = [
        each for each in falls[1:] if each is not None and (each.price or each.shares)
    ]
    return falls[0], more, [*dict.fromkeys(left_out)]


def _asked_falls(
    situation: Situation, on: date, asked: Asked
) -> Iterator[tuple[date, float]]:
    """Yield the last day carried out and the price of each fall, the first step first.

    Then the price asked for, and with everything the end of each year of the plan.
    """
    yield on, 0.0
    if asked.fall_to:
        yield on, asked.fall_to
    years = range(on.year, situation.plan.last_year) if asked.depth == "all" else ()
    yield from ((date(y, 12, 31), 0.0) for y in years if date(y, 12, 31) > on)


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


def _searches(
    facts: Sequence[Fact], limits: Sequence[Loosened], step: FirstStep
) -> dict[Hashable, Search[Any]]:
    """Return all searches by what they are of, the most important one first.

    The exit price, then the limits, which take a try each, then all other facts.
    """
    ends: list[dict[Hashable, Search[Any]]] = [
        {
            (fact.name, "below"): end_of_range(fact.down, step),
            (fact.name, "above"): end_of_range(fact.up, step),
        }
        for fact in facts
    ]
    of_limits: dict[Hashable, Search[Any]]
    of_limits = {each: one_try(each.change) for each in limits}
    in_order = [*ends[:1], of_limits, *ends[1:]]
    return {what: search for some in in_order for what, search in some.items()}


def solved_side_by_side(
    searches: Mapping[Hashable, Search[Any]],
    job: Job[Any, Change, Outcome],
    asked: Asked,
) -> tuple[dict[Hashable, Any], int]:
    """Return what searches find, several at a time where that is quicker.

    Args:
        searches: By what they are of, the most important one first.
        job: How what they ask for is solved.
        asked: What is to be worked out, with the limits of all of it.

    Returns:
        What each has found, and the plans that were solved again.
    """
    in_order = list(searches.values())
    limits, count = asked.limits.sparing(TO_SHOW_S), asked.workers
    if count is None:
        count = min(cores(), len(searches), MOST_WORKERS)
        if asked.depth == "first" and FIRST_TRIES * asked.seconds < WORTH_STARTING_S:
            count = 0
    if count < 2:
        found, solves = searched(in_order, OneByOne(job, limits))
    else:
        with Pool(job, limits, count) as workers:
            found, solves = searched(in_order, workers)
    return dict(zip(searches, found, strict=True)), solves


def _limit_prices(
    plan: Plan, outcomes: Mapping[Loosened, Outcome]
) -> tuple[list[LimitPrice], list[str], list[str]]:
    """Return prices of limits, the limits without one, and what is not known."""
    prices, free, unknown = [], [], []
    late = [each.in_words for each, outcome in outcomes.items() if outcome == LATE]
    if late:
        unknown.append(f"Time ended before these were priced: {'; '.join(late)}.")
    for limit, outcome in outcomes.items():
        price = limit_price(plan, limit, outcome)
        if price is None and outcome != LATE:
            unknown.append(f"Not priced: {limit.in_words}: {outcome.said}.")
        elif price is None:
            continue
        elif max(-price.at_least, abs(price.worth), price.at_most) >= NO_VALUE:
            prices.append(price)
        else:
            free.append(limit.in_words)
    return prices, free, unknown


def unfinished(ranges: Sequence[FirmRange]) -> Iterator[str]:
    """Yield a sentence on the ranges that time cut short, and on those that failed."""
    for cut, why in CUT_SHORT.items():
        names = [
            each.fact.replace("_", " ") + f" of {each.of!r}" * bool(each.of)
            for each in ranges
            if each.cut == cut
        ]
        if names:
            yield f"These were not tried to both ends, {why}: {in_a_row(names)}."
