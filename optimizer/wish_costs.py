"""What each wish of the household costs: the plan again without it."""

from collections.abc import Callable

from isoplan.models.plan import Objective, Plan, WishCost
from isoplan.models.scenario import Scenario
from isoplan.models.wishes import ALL

Planner = Callable[[Scenario], Plan]


def wish_costs(
    scenario: Scenario, plan: Plan, planner: Planner, tell: Callable[[str], None]
) -> tuple[WishCost, ...]:
    """Return the cost of each wish, and of all together if there are several.

    The wishes work on each other: their costs do not add up to that of all.

    Args:
        scenario: With its wishes.
        plan: The best one that keeps them all.
        planner: Plans a scenario; knows the plan, which is one without a wish too.
        tell: Told what is going on.
    """
    wishes = scenario.wishes
    dropped: dict[str, tuple[str, ...]] = {name: (name,) for name in wishes.given}
    if len(dropped) > 1:
        dropped[ALL] = wishes.given
    costs = []
    for name, names in dropped.items():
        what = "any wish" if name == ALL else f"the wish {name}"
        tell(f"what if without {what} ...")
        freer = scenario.model_copy(update={"wishes": wishes.without(*names)})
        found = planner(freer).objective
        costs.append(cost_between(name, wishes.in_words(name), plan.objective, found))
    return tuple(costs)


def cost_between(
    wish: str, in_words: str, kept: Objective, freer: Objective
) -> WishCost:
    """Return what a wish costs, from the objectives with and without it.

    Each is known as the value of a plan and a bound that none exceeds, so the cost lies
    between the freer plan's value less the bound of the one that keeps the wish, and
    the freer one's bound less the value of the one that keeps it. It is never below
    zero: what keeps a wish is allowed without it.
    """
    sign = 1.0 if kept.name == "after_tax_value" else -1.0

    def less(one: float, other: float) -> float:
        return round(max(sign * (one - other), 0.0), 2)

    return WishCost(
        wish=wish,
        in_words=in_words,
        cost=less(freer.value, kept.value),
        at_least=less(freer.value, kept.bound),
        at_most=less(freer.bound, kept.value),
    )
