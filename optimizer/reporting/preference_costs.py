"""What each preference of the household costs: the plan again without it."""

from collections.abc import Callable, Sequence

from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.base.problems import listed
from isoplan.models.results.plan import Objective, Plan, PreferenceCost
from isoplan.models.situation import Situation
from isoplan.optimizer.preferences.registry import expressed

ALL = "all"
"""Stands for all preferences together."""
ALL_IN_WORDS = "keeping all of these preferences together"

ALL_NAMED = "all preferences together"

Planner = Callable[[Situation], Plan]


def preference_costs(
    situation: Situation, plan: Plan, planner: Planner, tell: Callable[[str], None]
) -> tuple[tuple[PreferenceCost, ...], tuple[str, ...]]:
    """Return the cost of each preference, and of all together if there are several.

    The preferences work on each other: their costs do not add up to that of all. Where
    time ends before a cost is worked out, a note says so in its place.

    Args:
        situation: With its preferences.
        plan: The best one that keeps them all.
        planner: Plans a situation; knows the plan, which stays feasible without one.
            Raises NoPlanInTime if there is too little time left.
        tell: Told what is going on.
    """
    preferences = situation.preferences
    words = {each.name: each.in_words for each in expressed(preferences)}
    dropped: dict[str, tuple[str, ...]] = {name: (name,) for name in preferences.given}
    if len(dropped) > 1:
        dropped[ALL], words[ALL] = preferences.given, ALL_IN_WORDS
    costs, unknown = [], []
    for name, names in dropped.items():
        what = "any preference" if name == ALL else f"the preference {name}"
        tell(f"what if without {what} ...")
        freer = situation.with_preferences(preferences.without(*names))
        try:
            found = planner(freer).objective
        except NoPlanInTime:
            unknown.append(ALL_NAMED if name == ALL else name)
            continue
        costs.append(cost_between(name, words[name], plan.objective, found))
    return tuple(costs), (_not_worked_out(unknown),) if unknown else ()


def _not_worked_out(names: Sequence[str]) -> str:
    """Return the note on preferences whose cost nobody knows."""
    return (
        f"What {listed(names)} cost{'s' * (len(names) == 1)} was not worked out in the "
        "time; allow more."
    )


def cost_between(
    preference: str, in_words: str, kept: Objective, freer: Objective
) -> PreferenceCost:
    """Return what a preference costs, from the objectives with and without it.

    Each is known as the value of a plan and a bound that none exceeds, so the cost lies
    between the freer plan's value less the bound of the one that keeps the preference,
    and the freer one's bound less the value of the one that keeps it. It is never below
    zero: a schedule that keeps a preference is allowed without it.
    """
    sign = 1.0 if kept.name == "after_tax_value" else -1.0

    def less(one: float, other: float) -> float:
        return round(max(sign * (one - other), 0.0), 2)

    return PreferenceCost(
        preference=preference,
        in_words=in_words,
        cost=less(freer.value, kept.value),
        at_least=less(freer.value, kept.bound),
        at_most=less(freer.bound, kept.value),
    )
