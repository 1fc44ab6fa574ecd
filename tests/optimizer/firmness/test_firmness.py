"""All that a first step hangs on, against plans made independently."""

from datetime import date
from typing import Any

import pytest

from firm_household import LISTED, Household, planned
from isoplan.models.base.errors import AuditFailure, NoPlanInTime
from isoplan.models.results.firmness import (
    Elsewhere,
    FactName,
    Fall,
    Firmness,
    FirmRange,
    FirstStep,
    LimitPrice,
)
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness import firmness as module
from isoplan.optimizer.firmness import tries
from isoplan.optimizer.firmness.falls import fall
from isoplan.optimizer.firmness.firmness import (
    NO_TIME,
    TOO_SLOW,
    Asked,
    firmness,
    planned_with_firmness,
)
from isoplan.optimizer.firmness.first_step import TRIFLE, first_step, same
from isoplan.optimizer.firmness.limit_prices import Loosened
from isoplan.optimizer.firmness.tries import Outcome
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import build_scenario, grant, rebuild

WRITTEN: dict[FactName, str] = {
    "exit_price": f"market.prices.{LISTED}",
    "growth": "market.growth",
    "discount_rate": "plan.discount_rate",
    "income": "household.wages",
}
"""The field of this household's file that holds each fact."""


def of(worked_out: Firmness, fact: str) -> FirmRange:
    """The range of a fact."""
    return next(each for each in worked_out.ranges if each.fact == fact)


def pinned(scenario: Scenario, step: FirstStep) -> Scenario:
    """The scenario with a first step of one exercise as its preference."""
    (part,) = step.actions
    pin = {"on": step.on, "exercise": part.of, "shares": part.shares}
    return rebuild(scenario, {"preferences": {"pinned": [pin]}})


@pytest.mark.parametrize("fact", WRITTEN)
def test_the_ends_agree_with_plans_of_changed_files(
    fact: FactName, worked_out: Firmness, household: Household
) -> None:
    """At both ends the step is as good as the best; beyond them it is what is said."""
    found = of(worked_out, fact)
    for value in {found.lowest, found.highest} - {found.now}:
        changed = rebuild(household.scenario, {WRITTEN[fact]: value})
        _stays(changed, household.step)
    for there in (found.below, found.above):
        if there is not None:
            changed = rebuild(household.scenario, {WRITTEN[fact]: there.value})
            _is_as_said(there, changed, household.step)


def _stays(changed: Scenario, step: FirstStep) -> None:
    """Look whether a step is that of the best plan, or as good."""
    best = recommend(changed)
    if not same(step, first_step(best.actions)):
        kept = recommend(pinned(changed, step))
        assert best.objective.value - kept.objective.value <= TRIFLE


def _is_as_said(there: Elsewhere, changed: Scenario, step: FirstStep) -> None:
    """Look at a step beyond a range, and at what keeping to the plan's loses there."""
    best = recommend(changed)
    assert there.step is not None
    assert same(there.step, first_step(best.actions))
    kept = recommend(pinned(changed, step))
    loses = best.objective.value - kept.objective.value
    assert there.keeping_costs == pytest.approx(loses, abs=0.05)
    assert loses > TRIFLE


def test_something_is_found_on_both_sides(worked_out: Firmness) -> None:
    """This household's step hangs on much: else the tests above would say little."""
    assert [each.fact for each in worked_out.ranges] == [
        "exit_price",
        "income",
        "date_of_sale",
        "growth",
        "discount_rate",
    ]
    beyond = [
        each
        for r in worked_out.ranges
        for each in (r.below, r.above)
        if each is not None
    ]
    assert len(beyond) >= 3
    assert any(r.below is None for r in worked_out.ranges)
    assert all(r.tried[0] <= r.lowest <= r.now <= r.highest for r in worked_out.ranges)
    assert not any(each.cut for each in worked_out.ranges)


def test_the_date_of_sale_is_that_of_a_moved_market(
    worked_out: Firmness, household: Household
) -> None:
    """Half a year later, or sooner, as somebody would write it."""
    found = of(worked_out, "date_of_sale")
    assert found.now == LISTED
    assert found.tried == (date(2027, 7, 3), LISTED, date(2028, 7, 3))
    later = {f"market.prices.{LISTED}": ..., "market.prices.2028-07-03": 500.0}
    later |= {"market.first_sale": date(2028, 7, 3)}
    changed = rebuild(household.scenario, later)
    if found.above is None:
        _stays(changed, household.step)
    else:
        _is_as_said(found.above, changed, household.step)


def test_a_limit_is_worth_the_difference_of_two_plans(
    worked_out: Firmness, household: Household
) -> None:
    """With 500 dollars more in cash, and with 5,000."""
    cash = {each.loosened: each for each in worked_out.limits if each.limit == "cash"}
    assert len(cash) == 2
    for price, more in zip(cash.values(), (500.0, 5_000.0), strict=True):
        assert f"${more:,.0f} more" in price.loosened
        richer = rebuild(household.scenario, {"household.cash": 16_000.0 + more})
        objective = recommend(richer).objective
        worth = objective.value - household.plan.objective.value
        assert price.worth == pytest.approx(worth, abs=0.02)
        assert price.at_least <= price.worth <= price.at_most
    assert [each.of for each in cash.values()] == ["household.cash"] * 2


@pytest.mark.parametrize(
    ("worth", "at_least", "at_most", "priced"),
    [
        (-1_942.24, -1_942.25, -1_942.23, True),
        (0.4, 0.39, 0.41, False),
        (-0.4, -0.41, -0.39, False),
        (0.4, 0.39, 300.0, True),
    ],
)
def test_a_limit_that_protects_is_not_worth_nothing(
    worth: float,
    at_least: float,
    at_most: float,
    priced: bool,
    household: Household,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is one of which nothing is proven; a few cents either way are nothing."""

    def price(_: object, limit: Loosened, *__: object) -> LimitPrice:
        return LimitPrice(
            limit=limit.limit,
            of=limit.of,
            loosened=limit.in_words,
            worth=worth,
            at_least=at_least,
            at_most=at_most,
        )

    monkeypatch.setattr(module, "limit_price", price)
    asked = Asked("all", Limits(0.0).started(), workers=0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert (len(found.limits), len(found.free_limits)) == ((2, 0) if priced else (0, 2))


def test_the_falls_are_the_first_step_alone_and_the_plan_so_far(
    worked_out: Firmness, household: Household
) -> None:
    """To nothing, to the price asked for, then year by year."""
    assert worked_out.fall is not None
    assert worked_out.fall.after == household.step.on
    asked, *by_year = worked_out.falls
    assert (asked.price, asked.after) == (4.0, household.step.on)
    assert 0.0 < asked.loss < worked_out.fall.loss
    assert {each.price for each in by_year} == {0.0}
    assert [each.after.year for each in by_year] == sorted(
        {each.after.year for each in by_year}
    )


def test_a_plan_that_took_long_is_not_solved_again(household: Household) -> None:
    """Unless all is asked for; the fall takes no solve."""
    asked = Asked("first", Limits(), seconds=100.0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert (found.solves, found.ranges, found.left_out) == (0, (), (TOO_SLOW,))
    assert found.fall is not None


def test_without_time_it_says_so(household: Household) -> None:
    """Nothing is claimed, and the fall, which is quick, is there."""
    asked = Asked("all", Limits(0.0).started(), workers=0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert {each.cut for each in found.ranges} == {"late"}
    assert all(each.lowest == each.highest == each.now for each in found.ranges)
    assert found.limits == ()
    ranges, limits = found.left_out
    assert ranges == (
        "These were not tried to both ends, for lack of time: exit price, income, date "
        "of sale, growth and discount rate."
    )
    assert limits == (
        "Time ended before these were priced: $500 more in cash at the start; $5,000 "
        "more in cash at the start."
    )
    assert found.fall is not None


def test_what_failed_is_not_said_to_be_late(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More time would not help."""
    broken = Outcome(why="failed", said="the solver stopped")
    monkeypatch.setattr(tries, "tried", lambda *_: broken)
    asked = Asked("all", Limits(), workers=0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert {each.cut for each in found.ranges} == {"failed"}
    assert found.left_out == (
        (
            "These were not tried to both ends, because a plan failed there: exit "
            "price, income, date of sale, growth and discount rate."
        ),
        "Not priced: $500 more in cash at the start: the solver stopped.",
        "Not priced: $5,000 more in cash at the start: the solver stopped.",
    )


def test_time_that_ends_while_it_is_worked_out_leaves_the_plan(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a note: the plan is ready and is shown."""

    def late(*_: object) -> Firmness:
        raise NoPlanInTime("late")

    monkeypatch.setattr(module, "firmness", late)
    plan, _ = planned_with_firmness(household.situation, Asked("first", Limits()))
    assert plan.firmness is None
    assert plan.notes[-1] == NO_TIME
    done, before = plan.actions, household.plan.actions
    assert [(a.date, a.shares) for a in done] == [(b.date, b.shares) for b in before]


def test_a_fall_that_the_audit_refuses_is_left_out(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And said to be."""

    def refused(*_: object) -> None:
        raise AuditFailure("it does not tie")

    monkeypatch.setattr(module, "fall", refused)
    asked = Asked("first", Limits(), seconds=100.0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert found.fall is None
    assert found.left_out[0] == "What a fall would cost is left out: it does not tie."


def test_one_fall_that_cannot_be_leaves_the_others(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That to the price asked for is named with its price."""

    def some(*given: Any) -> Fall | None:
        if given[-1] > 0.0:
            raise AuditFailure("it does not tie")
        return fall(*given)

    monkeypatch.setattr(module, "fall", some)
    asked = Asked("first", Limits(), seconds=100.0, fall_to=4.0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert found.fall is not None
    assert found.falls == ()
    assert found.left_out[0] == (
        "What a fall to $4.00 would cost is left out: it does not tie."
    )


def test_nothing_hangs_on_doing_nothing() -> None:
    """A grant that is under water for good."""
    idle = planned(build_scenario(grants=[grant(strike=40.0)]))
    assert idle.step.on is None
    asked = Asked("all", Limits(), workers=0)
    found = firmness(situation_of(idle.scenario), idle.plan, idle.evaluated, asked)
    assert (found.solves, found.ranges, found.fall) == (0, (), None)
    assert "does nothing" in found.left_out[0]


def test_a_step_that_cannot_be_kept_is_not_said_to_be_within_a_trifle(
    household: Household, worked_out: Firmness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gift cannot be pinned, so what keeping to it loses is not known."""
    assert worked_out.trifle == TRIFLE
    assert worked_out.same_means.endswith("; or doing so loses at most $25")
    monkeypatch.setattr(module, "can_be_kept", lambda _: False)
    asked = Asked("first", Limits(), seconds=100.0)
    found = firmness(household.situation, household.plan, household.evaluated, asked)
    assert found.trifle is None
    assert found.same_means.endswith("within 5 in a hundred or 10 shares")


def test_firmness_comes_back_from_json(worked_out: Firmness) -> None:
    """Days as days, amounts as amounts."""
    assert Firmness.model_validate_json(worked_out.model_dump_json()) == worked_out
