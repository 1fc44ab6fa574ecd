"""A stress where the future parts: which outcome a path is in, and what is believed."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.branching.outcomes import without_branches
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.outcomes.beside import BLINDLY
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.recommend import PLAN_NAME
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.over_outcomes import (
    ONE_PATH_ANEW,
    TREE_ANEW,
    drawn_outcomes,
    first_steps,
    nearest_outcomes,
    stressed,
)
from isoplan.optimizer.stress.price_paths import NEVER_FAILS, PricePaths, Simulation
from isoplan.optimizer.stress.replanned import Where, replanned
from isoplan.optimizer.stress.replanning import Base
from isoplan.optimizer.stress.stress import Asked, Stressed, simulation_of
from isoplan.optimizer.trees.tree import tree_of
from scenario_builder import build_scenario, grant, rebuild

LIMITS = Limits(20.0, 1.0)
STEPS = ["2027-01-04", "2028-01-03"]
PLAN = {"last_year": 2028, "decision_dates": "yearly"}


def swings() -> Scenario:
    """A share with a volatility: up or down at two steps."""
    return build_scenario(
        plan=PLAN,
        grants=[grant(shares=3_000)],
        uncertainty={"volatility": 0.5, "steps": STEPS, "branches": 2},
    )


def branches() -> Scenario:
    """A company that fails, or does well, known in 2027; half the wages if it fails."""
    fails = {
        "name": "fails",
        "from": "2027-03-01",
        "probability": 0.25,
        "market": {"prices": {"2027-03-01": 1.0}},
        "household": {"wages": 50_000},
    }
    well = {
        "name": "well",
        "from": "2027-03-01",
        "probability": 0.75,
        "market": {"prices": {"2027-03-01": 60.0}},
    }
    return build_scenario(
        plan=PLAN, grants=[grant(shares=3_000)], branches=[fails, well]
    )


def at_prices(scenario: Scenario, factors: dict[str, list[float]]) -> PricePaths:
    """Paths whose prices on some days are multiples of the market's own."""
    own = situation_of(without_branches(scenario))
    of_day = {date.fromisoformat(d): np.array(f) for d, f in factors.items()}
    count = len(next(iter(factors.values())))
    return PricePaths(own, {None: of_day}, {None: np.full(count, NEVER_FAILS)})


def test_a_path_takes_the_nearest_branch_at_each_step() -> None:
    """Worked: a path that falls and then rises again stays in the branches of a fall.

    Of 50% a year up is 1.43 and down 0.53: their middle by the ratio is 0.87.
    """
    scenario = swings()
    first, second = [1.0, 0.8, 0.9, 0.5, 1e-9], [2.5, 2.5, 0.3, 0.3, 1e-9]
    paths = at_prices(scenario, dict(zip(STEPS, (first, second), strict=True)))
    ways = tree_of(scenario).ways
    taken = [ways[n].outcome.name for n in nearest_outcomes(ways, paths)]
    expected = ["up, up", "down, up", "up, down", "down, down", "down, down"]
    assert taken == expected


def test_outcomes_are_drawn_by_their_probability() -> None:
    """A quarter of the paths, within chance; the first ones stay what they are."""
    ways = tree_of(branches()).ways
    many = drawn_outcomes(ways, Simulation({}, {}, 3, 4_000))
    assert np.mean(many == 0) == pytest.approx(0.25, abs=0.02)
    few = drawn_outcomes(ways, Simulation({}, {}, 3, 50))
    assert few.tolist() == many[:50].tolist()


@pytest.fixture(scope="module")
def drawn() -> Stressed:
    """Six paths of branches, prices exactly those of the outcome."""
    return stressed(branches(), Asked(6, 5), LIMITS)


def test_without_volatility_a_path_is_its_outcome(drawn: Stressed) -> None:
    """Each path is worth what the plan over outcomes has for its outcome."""
    plan = recommend_outcomes(branches(), LIMITS)
    values = {each.value for each in plan.outcomes}
    found = drawn.outcomes[PLAN_NAME].value
    assert len(values) == 2
    for value in found:
        assert min(abs(value - each) for each in values) < 2.0
    taken = drawn_outcomes(tree_of(branches()).ways, drawn.simulation)
    assert len({round(v, 1) for v in found[taken == 0]}) == 1
    told = drawn.stress
    assert told.outcomes == 2
    assert told.schedules[0].on_own_path == pytest.approx(plan.objective.value, abs=2.0)
    assert told.answer().startswith("On 6 price paths the plan over 2 outcomes is ")
    beats = told.schedules[0].beats_a_fifth
    habit = drawn.outcomes["a fifth a year, hold"].value
    assert beats == np.mean(found > habit + 0.005)
    assert told.schedule("a fifth a year, hold").beats_a_fifth is None


def test_both_first_steps_are_planned_anew(drawn: Stressed) -> None:
    """What is not known yet is believed to go on as the one path has it."""
    found = replanned(drawn, Where(workers=0), LIMITS)
    assert not found.stress.failed_paths
    assert (found.stress.replanned, found.stress.replanned_one_path) == (
        TREE_ANEW,
        ONE_PATH_ANEW,
    )
    taken = drawn_outcomes(tree_of(branches()).ways, drawn.simulation)
    for name in (TREE_ANEW, ONE_PATH_ANEW):
        values = found.outcomes[name].value
        assert len(values) == 6
        for number in (0, 1):
            assert np.ptp(values[taken == number]) < 0.02
    assert "With the first steps of the plan for one path" in found.stress.answer()
    (start, *_) = [each for each in drawn.starts if each.known]
    base = Base(
        start.scenario, start.first, drawn.simulation, "auto", LIMITS, start.known
    )
    before, after = (base.believed_on(date(year, 1, 1)) for year in (2027, 2028))
    assert before.market.price(date(2027, 6, 1)) == 30.0
    assert after.market.price(date(2027, 6, 1)) == 1.0
    assert after.household.wages.at(2028) == 50_000


def test_only_what_is_decided_before_the_parting_is_a_first_step(
    drawn: Stressed,
) -> None:
    """Shares exercised before it are held, whatever the plan does with them after."""
    parts = date(2027, 3, 1)
    for start in drawn.starts:
        for choice in start.first:
            assert choice.exercised_on < parts
            assert choice.sold_on is None or choice.sold_on < parts
    kept = first_steps({}, parts)
    assert kept == {}


def test_the_volatility_of_the_file_serves() -> None:
    """That of [uncertainty], unless another is given; branches are a spread already."""
    scenario = swings()
    own = situation_of(without_branches(scenario))
    of_file = simulation_of(own, Asked(40, 1), scenario)
    assert of_file.volatility == {None: 0.5}
    given = simulation_of(own, Asked(40, 1, {None: 0.3}), scenario)
    assert given.volatility == {None: 0.3}
    assert simulation_of(own, Asked(40, 1), branches()).volatility == {None: 0.0}
    with pytest.raises(ScenarioErrors, match="volatility is missing"):
        simulation_of(own, Asked(40, 1))


def test_a_share_that_swings_is_stressed() -> None:
    """The plan over outcomes stands first, beside that of one path."""
    fields = {"uncertainty.steps": STEPS[:1], "plan.last_year": 2027}
    found = stressed(rebuild(swings(), fields), Asked(40, 1), LIMITS)
    names = [each.name for each in found.stress.schedules]
    assert names[:2] == [PLAN_NAME, BLINDLY]
    assert np.ptp(found.outcomes[PLAN_NAME].value) > 1_000.0
