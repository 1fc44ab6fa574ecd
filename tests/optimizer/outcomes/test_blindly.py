"""A plan for one path that is followed whatever becomes known, worked by hand."""

from datetime import date

import pytest

from isoplan.models.branching.outcomes import without_branches
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.outcomes.beside import BLINDLY
from isoplan.optimizer.outcomes.blindly import blindly_on
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tranche_names
from scenario_builder import Fields
from uncertain_household import BAD, GOOD, uncertain

EARLY, LATE = date(2026, 3, 2), date(2027, 12, 1)
SOLD = date(2028, 2, 1)


def done_in(
    branch: Fields, planned: dict[tuple[date, date | None], int]
) -> dict[tuple[date, date | None], int]:
    """Return what is done of a plan in a branch, beside which nothing changes."""
    other = {"name": "as planned", "from": "2027-03-01", "probability": 0.5}
    found = tree_of(uncertain(other, branch | {"probability": 0.5}))
    names = tranche_names(found)
    holdings = {Choice(0, *days): shares for days, shares in planned.items()}
    same, parted = blindly_on(found, names, holdings)
    assert same == holdings
    return {(each.exercised_on, each.sold_on): n for each, n in parted.items()}


def test_nothing_is_exercised_after_the_end_and_what_is_held_is_lost() -> None:
    """A company that fails in 2027: its shares count as sold when the year ends."""
    planned = {(EARLY, SOLD): 900, (LATE, SOLD): 700}
    assert done_in(BAD, planned) == {(EARLY, date(2027, 12, 31)): 900}


def test_options_under_water_are_not_exercised() -> None:
    """At $1 nobody pays $4; shares held are sold as planned."""
    falls = BAD | {"market": {"prices": {"2027-06-01": 1.0}}}
    planned = {(EARLY, SOLD): 900, (LATE, SOLD): 700, (LATE, LATE): 50}
    assert done_in(falls, planned) == {(EARLY, SOLD): 900}


def test_options_that_have_lapsed_are_not_exercised() -> None:
    """Three months after leaving in April none are left."""
    leaves = BAD | {"market": {}, "employment": {"leaves_on": "2027-04-01"}}
    planned = {(EARLY, SOLD): 900, (LATE, SOLD): 700}
    assert done_in(leaves, planned) == {(EARLY, SOLD): 900}


def test_a_sale_waits_for_the_market() -> None:
    """A blackout through February; what is sold at once is exercised then."""
    closed = {"blackouts": [{"begins": "2027-11-15", "ends": "2028-02-29"}]}
    waits = BAD | {"market": closed}
    planned = {(EARLY, SOLD): 900, (LATE, LATE): 700}
    opens = date(2028, 3, 1)
    assert done_in(waits, planned) == {(EARLY, opens): 900, (opens, opens): 700}


def test_it_is_the_one_path_plan_where_the_path_comes() -> None:
    """In the branch that changes nothing, to the cent, and it stands in the plan."""
    same = {key: GOOD[key] for key in ("name", "from", "probability")}
    scenario = uncertain(same, BAD)
    plan = recommend_outcomes(scenario, Limits(60), "highs")
    alone = recommend(without_branches(scenario), limits=Limits(60), solver="highs")
    (blindly,) = [each for each in plan.beside if each.name == BLINDLY]
    assert blindly.values[0] == pytest.approx(alone.objective.value, abs=0.01)
    assert blindly.expected <= plan.objective.bound
    assert blindly.worst < plan.worst.value
