"""How firm the first step of a plan over outcomes is, against plans solved by hand."""

from dataclasses import replace

import pytest

from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.firmness import Firmness, FirstStep
from isoplan.models.results.plan import Objective
from isoplan.models.scenario import Scenario
from isoplan.optimizer.firmness import branch_facts, branch_firmness, branch_tries
from isoplan.optimizer.firmness.branch_firmness import (
    CLOSE_ENOUGH,
    TOO_SLOW,
    outcomes_firmness,
    outcomes_with_firmness,
)
from isoplan.optimizer.firmness.branch_tries import TreeBase, tried_on_tree
from isoplan.optimizer.firmness.changes import OtherSections, StepKept
from isoplan.optimizer.firmness.firmness import NO_TIME, Asked
from isoplan.optimizer.firmness.first_step import TRIFLE, first_step, same
from isoplan.optimizer.firmness.solved_again import SolvedAgain, solved_again
from isoplan.optimizer.firmness.tries import LATE
from isoplan.optimizer.outcomes.recommend_outcomes import plan_outcomes
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import grant
from uncertain_household import BAD, GOOD, uncertain

SAME = OtherSections({})
WAITS = FirstStep(on=None, actions=())


def household(chance: float = 0.6) -> Scenario:
    """Cash for some of the options, and an outcome in which the shares are lost."""
    return uncertain(
        {**GOOD, "probability": chance},
        {**BAD, "probability": round(1.0 - chance, 9)},
        grants=[grant(shares=6_000, strike=4.0)],
        household={"wages": 150_000, "cash": 30_000},
        plan={"last_year": 2028, "decision_dates": "yearly", "run_off_years": 2},
    )


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The household."""
    return household()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> OutcomesPlan:
    """Its plan."""
    return plan_outcomes(scenario).plan


@pytest.fixture(scope="module")
def firm(scenario: Scenario, plan: OutcomesPlan) -> Firmness:
    """How firm its first step is in the probability alone, worked out here."""
    asked = Asked("first", Limits(300.0).started(), "highs", 0.1, workers=0)
    return outcomes_firmness(scenario, plan, asked)


def base(scenario: Scenario) -> TreeBase:
    """What a try begins with."""
    return TreeBase(scenario, "highs", CLOSE_ENOUGH)


def test_the_range_is_what_other_plans_say(
    scenario: Scenario, plan: OutcomesPlan, firm: Firmness
) -> None:
    """At each end the step is the same or loses a trifle; beyond it another is better.

    Each plan is solved here from a file of its own.
    """
    step = first_step(plan.now.actions)
    assert step.actions
    (found,) = firm.ranges
    assert (found.fact, found.of, found.now) == ("probability", "good", 0.6)
    assert found.below or found.above

    def loses(chance: float) -> float:
        """What keeping to the step loses, at most; nothing where it is the same."""
        limits = Limits(60.0, CLOSE_ENOUGH).started()
        best = solved_again(household(chance), limits, "highs")
        if same(step, first_step(best.now)):
            return 0.0
        kept = tried_on_tree(base(household(chance)), StepKept(step, SAME), 60.0)
        assert kept.objective is not None
        return best.objective.bound - kept.objective.value

    assert isinstance(found.lowest, float)
    assert isinstance(found.highest, float)
    assert loses(found.lowest) <= TRIFLE
    assert loses(found.highest) <= TRIFLE
    for there in (found.below, found.above):
        if there is not None:
            assert isinstance(there.value, float)
            assert loses(there.value) > TRIFLE
            assert there.keeping_costs == pytest.approx(
                loses(there.value), abs=2.0 * CLOSE_ENOUGH
            )


def test_it_says_what_was_asked(firm: Firmness, plan: OutcomesPlan) -> None:
    """The step, what the same means, the gap, and how many plans were solved."""
    assert firm.depth == "first"
    assert firm.step == first_step(plan.now.actions)
    assert firm.trifle == TRIFLE
    assert firm.gap == CLOSE_ENOUGH
    assert firm.solves >= 2
    assert firm.left_out == ()


def test_the_plan_itself_is_found_again(scenario: Scenario, plan: OutcomesPlan) -> None:
    """With nothing changed: the same value within the gap."""
    outcome = tried_on_tree(base(scenario), SAME, 60.0)
    assert outcome.objective is not None
    assert outcome.objective.value == pytest.approx(
        plan.objective.value, abs=CLOSE_ENOUGH
    )


def test_waiting_can_be_kept(scenario: Scenario, plan: OutcomesPlan) -> None:
    """Nothing is done before the future parts, and the plan is worth less for it."""
    assert plan.now.actions
    limits = Limits(60.0, CLOSE_ENOUGH).started()
    waits = solved_again(scenario, limits, "highs", waits=True)
    assert waits.now == ()
    assert waits.objective.value < plan.objective.value - TRIFLE
    kept = tried_on_tree(base(scenario), StepKept(WAITS, SAME), 60.0)
    assert kept.step == WAITS
    assert kept.objective is not None
    assert kept.objective.value == pytest.approx(waits.objective.value, abs=1.0)


def test_shares_that_are_held_may_wait() -> None:
    """What is held already goes on into every branch; it is not sold before."""
    held = uncertain(
        GOOD,
        BAD,
        grants=[],
        holdings=[
            {
                "name": "held",
                "shares": 500,
                "acquired_on": "2024-01-02",
                "basis": 5.0,
            }
        ],
        plan={"last_year": 2028, "decision_dates": "yearly", "run_off_years": 2},
    )
    limits = Limits(60.0, CLOSE_ENOUGH).started()
    assert solved_again(held, limits, "highs", waits=True).now == ()


def test_a_value_that_cannot_be_is_no_plan(scenario: Scenario) -> None:
    """A scenario that is refused is told apart from one without a plan."""
    wrong = OtherSections({"branches": scenario.branches[:1]})
    outcome = tried_on_tree(base(scenario), wrong, 60.0)
    assert outcome.why == "impossible"
    assert outcome.step is None


def test_a_plan_that_time_cut_short_says_nothing(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first step may be another: it counts as late."""
    objective = Objective(name="after_tax_value", value=1.0, bound=9.0, gap=8.0)
    cut = SolvedAgain((), objective, proven=False)
    monkeypatch.setattr(branch_tries, "solved_again", lambda *_, **__: cut)
    assert tried_on_tree(base(scenario), SAME, 60.0) == LATE


def test_without_time_nothing_is_claimed(
    scenario: Scenario, plan: OutcomesPlan
) -> None:
    """Every try is late; the range is the file's value, and that is said."""
    assert tried_on_tree(base(scenario), SAME, 0.0).why == "late"
    asked = Asked("all", Limits(1e-9).started(), "highs", workers=0)
    firm = outcomes_firmness(scenario, plan, asked)
    assert all(each.lowest == each.highest == each.now for each in firm.ranges)
    assert firm.left_out[-1].startswith("These were not tried to both ends")
    assert "probability of 'good'" in firm.left_out[-1]


def test_in_short_nothing_is_tried_where_plans_take_long(
    scenario: Scenario, plan: OutcomesPlan
) -> None:
    """And that is said."""
    asked = Asked("first", Limits(60.0).started(), "highs", 20.0, workers=0)
    firm = outcomes_firmness(scenario, plan, asked)
    assert (firm.ranges, firm.left_out, firm.solves) == ((), (TOO_SLOW,), 0)


def test_a_plan_is_never_lost_to_its_firmness(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where time ends the plan is shown, with a note."""

    def too_late(*_: object) -> Firmness:
        raise NoPlanInTime("time was over")

    monkeypatch.setattr(branch_firmness, "outcomes_firmness", too_late)
    planned = outcomes_with_firmness(scenario, Asked("all", Limits(60.0)))
    assert planned.plan.firmness is None
    assert planned.plan.notes[-1] == NO_TIME


def test_processes_find_the_same(
    scenario: Scenario, plan: OutcomesPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, as here one after the other."""
    monkeypatch.setattr(branch_facts, "COARSE", (50, 90))
    asked = Asked("first", Limits(300.0).started(), "highs", 0.1, workers=0)
    here = outcomes_firmness(scenario, plan, asked)
    beside = outcomes_firmness(scenario, plan, replace(asked, workers=2))
    assert here == beside
