"""Where the first step changes: each end of a range is looked for by halving a ladder.

A search asks for one try after another, and is told what came of each. Many searches
run side by side; what one of them asks does not depend on the others, so neither does
what is found.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from isoplan.models.results.firmness import Cut, Elsewhere, FirmRange, FirstStep, Value
from isoplan.models.results.plan import Objective
from isoplan.optimizer.firmness.changes import Change, StepKept, can_be_kept
from isoplan.optimizer.firmness.facts import Fact, Rung
from isoplan.optimizer.firmness.first_step import TRIFLE, same
from isoplan.optimizer.firmness.tries import Outcome
from isoplan.optimizer.processes.jobs import Doer

Found = TypeVar("Found")
Search = Generator[Change, Outcome, Found]
"""Yields what to try, is sent what came of it, and returns what it has found."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range.

    Attributes:
        last_same: Outermost value where the step stays right; None if there is none.
        beyond: Of the next value tried, where another step is better.
        tried: All values tried.
        cut: Why it was not looked for any further; empty where it was found.
    """

    last_same: Value | None
    beyond: Elsewhere | None
    tried: tuple[Value, ...]
    cut: Cut = ""


def end_of_range(
    rungs: Sequence[Rung],
    step: FirstStep,
    keeps: Callable[[FirstStep], bool] = can_be_kept,
) -> Search[End]:
    """Look for the last rung, from the plan outward, where the first step stays right.

    It does where the best plan begins with the same step, or with one that is worth no
    more than a trifle more.

    Args:
        rungs: Of a ladder, the nearest to the scenario's value first.
        step: Of the plan.
        keeps: Whether a step can be given as decided already.
    """
    others: dict[int, Elsewhere | None] = {}
    inside, outside = -1, len(rungs)
    while outside - inside > 1:
        middle = (inside + outside) // 2
        outcome = yield rungs[middle].change
        if outcome.cut:
            return _end(rungs, others, inside, outside, outcome.cut)
        there = _elsewhere(rungs[middle], outcome)
        right = outcome.step is not None and same(step, outcome.step)
        if outcome.objective is not None and not right and keeps(step):
            kept = yield StepKept(step, rungs[middle].change)
            if kept.cut:
                return _end(rungs, others, inside, outside, kept.cut)
            there = _priced(there, kept, outcome.objective)
            costs = None if there is None else there.keeping_costs
            right = costs is not None and costs <= TRIFLE
        others[middle] = there
        inside, outside = (middle, outside) if right else (inside, middle)
    return _end(rungs, others, inside, outside)


def _elsewhere(rung: Rung, outcome: Outcome) -> Elsewhere | None:
    """Return the first step at a rung; None where the scenario cannot be like that."""
    if outcome.why == "impossible":
        return None
    return Elsewhere(value=rung.value, step=outcome.step)


def _priced(
    there: Elsewhere | None, kept: Outcome, best: Objective
) -> Elsewhere | None:
    """Return what is done elsewhere with what keeping to the plan's step loses.

    That is counted up to the bound of the best plan, so it is no more than is said.
    """
    if there is None or kept.objective is None:
        return there
    proven_best = best.model_copy(update={"value": best.bound})
    costs = round(max(gained(kept.objective, proven_best), 0.0), 2)
    return there.model_copy(update={"keeping_costs": costs})


def _end(
    rungs: Sequence[Rung],
    others: Mapping[int, Elsewhere | None],
    inside: int,
    outside: int,
    cut: Cut = "",
) -> End:
    """Return an end from what was tried, the rungs next to it by their numbers."""
    tried = (each.value for each in others.values() if each is not None)
    return End(
        None if inside < 0 else rungs[inside].value,
        others.get(outside),
        tuple(tried),
        cut,
    )


def range_of(fact: Fact, below: End, above: End) -> FirmRange:
    """Return the range of a fact from its two ends."""
    values: list[Any] = [*below.tried, *above.tried, fact.now]
    return FirmRange(
        fact=fact.name,
        of=fact.of,
        in_words=fact.in_words,
        now=fact.now,
        lowest=fact.now if below.last_same is None else below.last_same,
        highest=fact.now if above.last_same is None else above.last_same,
        below=below.beyond,
        above=above.beyond,
        tried=tuple(sorted(values)),
        cut=below.cut or above.cut,
    )


def gained(before: Objective, after: Objective) -> float:
    """Return by how much an objective is better than another (dollars)."""
    more = after.value - before.value
    return more if before.name == "after_tax_value" else -more


def one_try(change: Change) -> Search[Outcome]:
    """Ask for one try, and return what came of it."""
    outcome = yield change
    return outcome


def searched(
    searches: Sequence[Search[Any]], solver: Doer[Change, Outcome]
) -> tuple[list[Any], int]:
    """Return what each search has found, in their order, and the tries it took.

    Args:
        searches: Not begun yet.
        solver: Solves what they ask for.
    """
    found: list[Any] = [None] * len(searches)
    running = tries = 0

    def go_on(number: int, outcome: Outcome | None) -> bool:
        """Send an answer to a search; return whether it asks for more."""
        try:
            change = (
                next(searches[number])
                if outcome is None
                else searches[number].send(outcome)
            )
        except StopIteration as ended:
            found[number] = ended.value
            return False
        solver.give(number, change)
        return True

    for number in range(len(searches)):
        running += go_on(number, None)
    while running:
        number, outcome = solver.ready()
        tries += 1
        running -= not go_on(number, outcome)
    return found, tries
