"""How firm the first step of a plan over outcomes is, solved again elsewhere.

The step is what the plan does on the first day on which it acts before the future
parts; where it waits until then, the step is to wait.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.firmness import Firmness
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.branch_facts import facts_of_branches
from isoplan.optimizer.firmness.branch_tries import (
    TreeBase,
    can_be_kept_on_tree,
    job_of_tree,
)
from isoplan.optimizer.firmness.facts import Fact, NoFact, market_of_grant
from isoplan.optimizer.firmness.firmness import (
    FIRST_TRIES,
    NO_TIME,
    QUICK_S,
    Asked,
    solved_side_by_side,
    unfinished,
)
from isoplan.optimizer.firmness.first_step import TRIFLE, first_step, same_means
from isoplan.optimizer.firmness.searches import Search, end_of_range, range_of
from isoplan.optimizer.outcomes.recommend_outcomes import (
    PlannedOutcomes,
    plan_outcomes,
)

CLOSE_ENOUGH = 1.0
"""Dollars within which each plan is proven: a trifle beside that of a step."""
TOO_SLOW = (
    "What the first step hangs on was not tried: it takes too long here; --firm tries "
    "it."
)


def outcomes_with_firmness(
    scenario: Scenario,
    asked: Asked,
    tell: Callable[[str], None] | None = None,
    ready: Callable[[PlannedOutcomes], None] | None = None,
) -> PlannedOutcomes:
    """Return a plan over outcomes with how firm its first step is.

    Where time ends before anything is known of it, a note says so.

    Args:
        scenario: A checked scenario whose future parts.
        asked: What is to be worked out, with the limits of all of it.
        tell: Told what is going on.
        ready: Given the plan before anything is tried of its firmness.

    Raises:
        IsoPlanError: As :func:`recommend_outcomes`.
    """
    limits = asked.limits.started()
    planned = plan_outcomes(scenario, limits, asked.solver, tell)
    if ready is not None:
        ready(planned)
    asked = replace(asked, limits=limits, seconds=planned.seconds)
    try:
        update = {"firmness": outcomes_firmness(scenario, planned.plan, asked, tell)}
        plan = planned.plan.model_copy(update=update)
    except NoPlanInTime:
        notes = (*planned.plan.notes, NO_TIME)
        plan = planned.plan.model_copy(update={"notes": notes})
    return replace(planned, plan=plan)


def outcomes_firmness(
    scenario: Scenario,
    plan: OutcomesPlan,
    asked: Asked,
    tell: Callable[[str], None] | None = None,
) -> Firmness:
    """Return how firm the first step of a plan over outcomes is.

    Args:
        scenario: What was planned, as its file holds it.
        plan: As it is shown.
        asked: What is to be worked out.
        tell: Told what is going on.
    """
    step = first_step(plan.now.actions)
    facts = _to_try(scenario, plan, asked)
    tried = [each for each in facts if isinstance(each, Fact)]
    left_out = [each.why for each in facts if isinstance(each, NoFact)]
    searches: dict[Hashable, Search[Any]] = {}
    for number, fact in enumerate(tried):
        for side, rungs in (("below", fact.down), ("above", fact.up)):
            searches[number, side] = end_of_range(rungs, step, can_be_kept_on_tree)
    if searches and tell is not None:
        tell("what the first step hangs on: solving again with other facts ...")
    gap = max(asked.limits.gap_dollars, CLOSE_ENOUGH)
    base = TreeBase(scenario, asked.solver, gap)
    found, solves = solved_side_by_side(searches, job_of_tree(base), asked)
    ranges = [
        range_of(fact, found[number, "below"], found[number, "above"])
        for number, fact in enumerate(tried)
    ]
    kept = can_be_kept_on_tree(step)
    return Firmness(
        depth=asked.depth,
        step=step,
        same_means=same_means(kept=kept),
        trifle=TRIFLE if kept else None,
        gap=gap,
        solves=solves,
        ranges=tuple(ranges),
        left_out=(*left_out, *unfinished(ranges)),
    )


def _to_try(
    scenario: Scenario, plan: OutcomesPlan, asked: Asked
) -> list[Fact | NoFact]:
    """Return the facts to try; the first one alone where little is asked for."""
    everything = asked.depth == "all"
    longest = min(QUICK_S, asked.limits.left_s / FIRST_TRIES)
    if not everything and asked.seconds > longest:
        return [NoFact(TOO_SLOW)]
    actions = plan.now.actions or plan.outcomes[0].actions
    market = None
    if actions:
        one = situation_of(without_branches(scenario))
        market = market_of_grant(one, actions[0].grant)
    return list(facts_of_branches(scenario, market, everything=everything))
