"""The frontier: its ends, its order whatever time cuts off, and what stands beside."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from isoplan.models.base.errors import IsoPlanError, NoPlanInTime
from isoplan.models.outcomes.frontier import Frontier
from isoplan.models.outcomes.tail import mean_of_worst
from isoplan.optimizer.frontier import frontier as module
from isoplan.optimizer.frontier.frontier import frontier
from isoplan.optimizer.outcomes import solved_tree
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.solution import Limits, Solution
from isoplan.optimizer.trees.traced_tree import traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns
from uncertain_household import FAILS, LISTS, risky, uncertain

if TYPE_CHECKING:
    from scenario_builder import Fields

CENT = 0.01
PART = 0.6


@pytest.fixture(scope="module")
def found() -> Frontier:
    """Return the frontier of a small household."""
    return frontier(risky(), PART, 4, Limits(120), "highs")


def check_order(found: Frontier) -> None:
    """Along the plans tails rise, and neither means nor bounds do."""
    for before, after in pairwise(found.points):
        assert after.tail > before.tail
        assert after.expected <= before.expected
        assert after.bound <= before.bound
        assert after.costs >= before.costs
    for each in found.points:
        assert each.bound >= each.expected
        assert each.price.least - CENT <= each.costs <= each.price.most + CENT
        assert each.gap == pytest.approx(each.bound - each.expected, abs=2 * CENT)
        odds = np.array(found.probabilities)
        assert each.expected == pytest.approx(odds @ each.values, abs=CENT)
        tail = mean_of_worst(each.values, found.probabilities, found.part)
        assert each.tail == pytest.approx(tail, abs=CENT)
        assert each.worst == min(each.values)


def test_means_fall_as_tails_rise(found: Frontier) -> None:
    """Four plans, each with its own first step, from the best mean to the safest."""
    check_order(found)
    assert len(found.points) == 4
    assert found.best_mean.costs == 0.0
    assert found.safest.costs > 1_000.0
    assert found.best_mean.first_step != found.safest.first_step
    assert all(each.status != "feasible" for each in found.points)


def test_the_ends_are_the_plans_themselves(found: Frontier) -> None:
    """The plan without a floor; and the highest floor that any plan keeps."""
    free = recommend_outcomes(risky(), Limits(60), "highs")
    assert found.best_mean.expected == pytest.approx(free.objective.value, abs=1.0)
    assert found.safest_bound is not None
    assert found.safest_bound - found.safest.tail <= 1.0
    floor: Fields = {"part": PART, "at_least": found.safest_bound + 1.0}
    with pytest.raises(IsoPlanError, match=r"no plan keeps preferences\.cvar"):
        recommend_outcomes(risky(cvar=floor), Limits(60), "highs")


@pytest.mark.parametrize("number", [1, 2])
def test_a_plan_between_is_that_of_its_floor(found: Frontier, number: int) -> None:
    """The same as where the file asks for its tail."""
    point = found.points[number]
    floor: Fields = {"part": PART, "at_least": point.tail - CENT}
    plan = recommend_outcomes(risky(cvar=floor), Limits(60), "highs")
    assert plan.objective.value <= point.bound + CENT
    assert point.expected <= plan.objective.bound + CENT
    (priced,) = plan.worth.floors
    assert priced.cost is not None
    assert priced.cost.least <= point.price.most + CENT
    assert point.price.least <= priced.cost.most + 5.0


def test_order_is_kept_where_searches_stop_at_any_plan() -> None:
    """A gap that any plan closes: none of those found stands beside a better one."""
    check_order(frontier(risky(), PART, 5, Limits(60, 1e9), "highs"))


def test_a_better_plan_of_a_higher_floor_takes_the_place() -> None:
    """Whatever order plans are found in; and no bound rises again."""
    tree = tree_of(risky())
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    base = traced_tree(tree_columns(tree), baselines)
    search = module._Search(base, PART, Limits(60), "highs", lambda _: None)
    nothing = np.zeros(len(base.columns))
    search.known = [
        module._Known(nothing, (), mean, tail)
        for mean, tail in ((100.0, 1.0), (70.0, 2.0), (80.0, 3.0))
    ]
    assert search.best(1.5).mean == 80.0
    shown: list[tuple[float, float]] = []
    search.point = (  # type: ignore[method-assign, assignment]
        lambda floor, plan, bound, top: shown.append((plan.mean, bound))
    )
    floors = [
        module._Floor(1.0, 110.0, proven=True),
        module._Floor(2.0, 90.0, proven=True),
        module._Floor(3.0, 95.0, proven=True),
    ]
    list(search.shown(floors))
    assert shown == [(100.0, 110.0), (80.0, 90.0)]


def test_floors_of_the_file_hold_on_the_whole_frontier() -> None:
    """No plan of it breaks the preference."""
    held = frontier(risky(worst_outcome=-10_000), PART, 3, Limits(60), "highs")
    assert all(each.worst >= -10_000 - CENT for each in held.points)
    check_order(held)


def test_equal_plans_stand_once() -> None:
    """Two outcomes that are the same: the best mean is the safest plan."""
    same = [{**LISTS, "probability": 0.5}, {**LISTS, "name": "too", "probability": 0.5}]
    alone = frontier(risky(*same), PART, 5, Limits(60), "highs")
    assert len(alone.points) == 1
    assert alone.best_mean.tail == pytest.approx(alone.best_mean.expected, abs=CENT)


def test_what_people_do_stands_beside(found: Frontier) -> None:
    """The first steps of one path and the habits, each with its tail."""
    names = [each.name for each in found.beside]
    assert names[0] == "one-path plan's first steps"
    assert len(names) == 6
    for each in found.beside:
        assert each.worst <= each.tail + CENT
        assert each.tail <= each.expected + CENT


def test_one_path_has_no_frontier() -> None:
    """Nor has a single branch."""
    only = {**FAILS, "probability": 1.0}
    for scenario in (uncertain(only), uncertain().model_copy(update={"branches": ()})):
        with pytest.raises(IsoPlanError, match="does not part, and a frontier weighs"):
            frontier(scenario, PART, 3, Limits(20))


def test_without_time_for_the_safest_plan_the_first_one_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And it is told, not called the safest."""

    def late(*_: object) -> None:
        raise NoPlanInTime("no plan was found in 1 s; allow more time")

    monkeypatch.setattr(module, "safest", late)
    alone = frontier(risky(), PART, 4, Limits(60), "highs")
    assert len(alone.points) == 1
    assert alone.safest_bound is None
    assert alone.notes == ("There was no time left to look for a safer plan.",)


def test_a_plan_that_time_cuts_off_is_that_of_the_floor_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It keeps its floor, and says that it is not proven."""
    solves = solved_tree.solve

    def late_after_the_ends(program: Program, *given: Any) -> Solution:
        floors = [row for row in program.traced.rows if row.name.startswith("floor")]
        if floors and len(seen) > 2:
            raise NoPlanInTime("no plan was found in 1 s; allow more time")
        seen.append(len(floors))
        return solves(program, *given)

    seen: list[int] = []
    monkeypatch.setattr(solved_tree, "solve", late_after_the_ends)
    cut = frontier(risky(), PART, 5, Limits(60), "highs")
    check_order(cut)
    assert len(cut.points) == 2
    assert cut.points[1].status != "optimal"
    assert cut.points[1].gap > 1_000.0
