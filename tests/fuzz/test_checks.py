"""Every check of the fuzzer sees what it is there for: a broken answer breaks it."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuzzing.checks import BY_MORE_SOLVES, CHECKS, KNOWN, OF_FILES, OF_PLANS, broken
from fuzzing.facts import Fields
from fuzzing.looser import LOOSER
from fuzzing.trial import Answer, Trial
from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from scenario_builder import change_fields

CHECKS_OF_AN_ANSWER = 32
"""A check that goes missing is seen here."""

Change = Callable[[Fields], Fields]


def of_plan(changes: Callable[[Fields], Fields]) -> Change:
    """Changes to the plan's JSON, as ``change_fields`` takes them."""
    return lambda plan: change_fields(plan, changes(plan))


def first(plan: Fields, kind: str) -> str:
    """The path of the first action of a kind."""
    kinds = [action["kind"] for action in plan["actions"]]
    return f"actions.{kinds.index(kind)}"


def with_plan(solved: Trial, plan: Fields) -> Trial:
    """The same answers with another plan; the comparison is not asked for."""
    trial = Trial(solved.fields, solved.folder)
    trial.__dict__["plan"] = replace(solved.plan, stdout=json.dumps(plan))
    trial.__dict__["comparison"] = Answer(4, "", "Error: not asked for", None)
    return trial


def found(trial: Trial, check: str) -> list[str]:
    """What one check finds."""
    return broken(trial, frozenset({check})).get(check, [])


def test_every_check_is_listed_once() -> None:
    """Those known to fail are checks; each has a line that says what it holds."""
    listed = [*OF_FILES, *OF_PLANS, *BY_MORE_SOLVES]
    assert len(CHECKS) == len(listed) == CHECKS_OF_AN_ANSWER
    assert CHECKS.keys() >= KNOWN.keys()
    assert all(check.__doc__ for check in listed)


@pytest.mark.slow
def test_an_honest_answer_breaks_none(solved: Trial) -> None:
    """Not even those that ask the other solver or a freer file."""
    assert solved.verdict == "optimal"
    assert broken(solved, frozenset(CHECKS.keys() - KNOWN.keys())) == {}


TAMPERED: list[tuple[str, Change]] = [
    ("days_within_the_plan", of_plan(lambda p: {"actions.0.date": "2035-01-02"})),
    ("days_within_the_plan", of_plan(lambda p: {"actions.0.shares": 0})),
    ("options_exercised", of_plan(lambda p: {f"{first(p, 'exercise')}.shares": 3_501})),
    ("options_exercised", of_plan(lambda p: {f"{first(p, 'exercise')}.price": 4.5})),
    ("shares_held", of_plan(lambda p: {f"{first(p, 'sell')}.shares": 5_000})),
    ("shares_held", of_plan(lambda p: {f"{first(p, 'sell')}.lot": "of nobody"})),
    ("sale_days_open", of_plan(lambda p: {f"{first(p, 'sell')}.date": "2026-09-02"})),
    ("sale_days_open", of_plan(lambda p: {f"{first(p, 'sell')}.date": "2027-09-01"})),
    ("sale_days_open", of_plan(lambda p: {f"{first(p, 'sell')}.kind": "give"})),
    ("sale_prices", of_plan(lambda p: {f"{first(p, 'sell')}.price": 59.96})),
    ("caps_on_sales", of_plan(lambda p: {f"{first(p, 'sell')}.shares": 401})),
    ("nothing_left_over", of_plan(lambda p: {f"{first(p, 'exercise')}.shares": 1})),
    ("years_add_up", of_plan(lambda p: {"years.0.sold": 1})),
    ("years_add_up", of_plan(lambda p: {"years.1.cash": 1.0})),
    ("years_add_up", of_plan(lambda p: {"years.1.credit_carryforward_out": 77.0})),
    ("years_add_up", of_plan(lambda p: {"years.3": ...})),
    ("totals_add_up", of_plan(lambda p: {"totals.amt": -1.0})),
    ("value_adds_up", of_plan(lambda p: {"totals.after_tax_value": 1.0})),
    ("value_adds_up", of_plan(lambda p: {"objective.value": 1.0})),
    ("bound_above_value", of_plan(lambda p: {"objective.bound": 1.0})),
    ("bound_above_value", of_plan(lambda p: {"objective.gap": 7.0})),
    ("status_fits_gap", of_plan(lambda p: {"objective.gap": 7.0})),
    (
        "status_fits_gap",
        of_plan(lambda p: {"status": "proven_in_fractions", "objective.gap": 0.0}),
    ),
    ("bound_of_fractions", of_plan(lambda p: {"proof.fractions_bound": 1.0})),
    ("company_ends", of_plan(lambda p: {f"{first(p, 'sell')}.kind": "write_off"})),
    ("company_ends", of_plan(lambda p: {f"{first(p, 'sell')}.kind": "cash_out"})),
]
"""A check, and a change to an honest plan that it must see."""


@pytest.mark.parametrize(("check", "change"), TAMPERED, ids=lambda each: str(each)[:30])
def test_a_plan_that_is_tampered_with(
    check: str, change: Change, solved: Trial
) -> None:
    """One number or day is wrong."""
    assert not found(with_plan(solved, solved.plan.json), check)
    assert found(with_plan(solved, change(deepcopy(solved.plan.json))), check)


def test_a_wrong_kind_of_sale(solved: Trial) -> None:
    """Qualifying for disqualifying, and the other way round."""
    plan = deepcopy(solved.plan.json)
    called = [a for a in plan["actions"] if a["disposition"]]
    assert called
    for action in called:
        qualifies = action["disposition"] == "qualifying"
        action["disposition"] = "disqualifying" if qualifies else "qualifying"
    assert len(found(with_plan(solved, plan), "holding_periods")) == len(called)


PINNED = {"on": "2027-02-03", "exercise": "G", "shares": 7}
PINNED_SALE = {"on": "2027-08-03", "sell": "L", "shares": 499}
TIGHTER: list[tuple[str, Fields]] = [
    ("caps_on_sales", {"market.tender_offers.0.most_shares": 1}),
    ("caps_on_sales", {"market.tender_offers.0.most_of_vested": 0.0003}),
    ("sale_days_open", {"market.first_sale": "2028-12-31", "market.tender_offers": []}),
    ("cash_by_day", {"household.cash": 0, "household.savings_per_year": 0}),
    ("cash_by_day", {"household.cash_floor": 90_000}),
    ("options_exercised", {"grants.0.expires_on": "2026-01-06"}),
    ("options_exercised", {"market.worthless_on": "2026-01-05"}),
    ("company_ends", {"market.acquisition": {"on": "2026-01-06", "price": 9.0}}),
    ("sale_prices", {"market.worthless_on": "2026-08-31"}),
    ("pinned_actions", {"preferences": {"pinned": [PINNED]}}),
    ("pinned_actions", {"preferences": {"pinned": [PINNED_SALE]}}),
    ("all_exercised_by", {"preferences": {"exercise_all_by": "2026-01-06"}}),
    ("held_to_the_horizon", {"preferences": {"hold_to_horizon": True}}),
    ("options_exercised", {"employment": {"leaves_on": "2024-01-06"}}),
    ("preferences_on_actions", {"preferences": {"actions_per_year": 1}}),
    ("preferences_on_actions", {"preferences": {"smallest_trade": 3_501}}),
    ("preferences_on_actions", {"preferences": {"whole_lots": True}}),
    ("preferences_on_actions", {"preferences": {"no_disqualifying_sales": True}}),
    ("amt_preferences", {"preferences": {"no_amt": True}}),
    ("amt_preferences", {"preferences": {"most_amt": {"federal": 1.0}}}),
    (
        "stock_preference",
        {"preferences": {"most_in_stock": {"share": 0.01, "other_wealth": 1_000}}},
    ),
]
"""A check, and a limit of the file that the plan made without it does not keep."""


@pytest.mark.parametrize(("check", "limit"), TIGHTER, ids=lambda each: str(each)[:30])
def test_a_limit_that_is_not_kept(check: str, limit: Fields, solved: Trial) -> None:
    """The file asks for more than the plan gives."""
    plan = deepcopy(solved.plan.json)
    plan["years"][0]["amt"] = 2.0
    plan["actions"][-1]["disposition"] = "disqualifying"
    trial = with_plan(solved, plan)
    trial.fields = change_fields(deepcopy(solved.fields), _with_days(limit))
    assert found(trial, check)


def _with_days(limit: Fields) -> Fields:
    """Days written as text, as days."""

    def day(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: day(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [day(inner) for inner in value]
        is_day = isinstance(value, str) and value[:2] == "20"
        return date.fromisoformat(value) if is_day else value

    return {path: day(value) for path, value in limit.items()}


def test_a_schedule_better_than_the_bound(solved: Trial) -> None:
    """One that cash carries; a dearer one may be better."""
    comparison = deepcopy(solved.comparison.json)
    trial = with_plan(solved, solved.plan.json)
    row = comparison["schedules"][2] | {"keeps_preferences": True}
    row["objective_value"] = solved.plan.json["proof"]["fractions_bound"] + 0.1
    for affordable in (True, False):
        comparison["schedules"][2] = row | {"affordable": affordable}
        text = json.dumps(comparison)
        trial.__dict__["comparison"] = replace(solved.comparison, stdout=text)
        assert bool(found(trial, "no_schedule_better")) is affordable


def test_a_plan_that_is_another_when_read_again(solved: Trial) -> None:
    """Other actions in the comparison, or none at all."""
    comparison = deepcopy(solved.comparison.json)
    comparison["schedules"][0]["actions"].pop()
    trial = with_plan(solved, solved.plan.json)
    assert not found(trial, "read_again_the_same")
    trial.__dict__["comparison"] = Answer(3, "", "Error: none", None)
    assert found(trial, "read_again_the_same")
    text = json.dumps(comparison)
    trial.__dict__["comparison"] = replace(solved.comparison, stdout=text)
    assert found(trial, "read_again_the_same")


def test_solvers_that_disagree(solved: Trial) -> None:
    """A bound below the other's plan; no plan from one of them."""
    trial = with_plan(solved, solved.plan.json)
    for change in ({"proof.fractions_bound": 1.0}, {"objective.value": 1e9}):
        plan = change_fields(deepcopy(solved.plan.json), change)
        trial.__dict__["other_plan"] = replace(solved.plan, stdout=json.dumps(plan))
        assert found(trial, "other_solver_agrees")
    trial.__dict__["other_plan"] = Answer(3, "", "Error: none", InfeasiblePlan())
    assert found(trial, "other_solver_agrees")


@pytest.mark.parametrize("name", LOOSER)
def test_a_freer_file_that_is_worse(name: str, solved: Trial) -> None:
    """Its bound lies below the value with the limit; or it has no plan."""
    trial = with_plan(solved, solved.plan.json)
    trial.fields = deepcopy(solved.fields) | {"preferences": {"no_amt": True}}
    freer_fields = LOOSER[name](trial.fields)
    assert freer_fields is not None
    assert LOOSER[name](freer_fields) is None
    freer = trial.changed(name, freer_fields)
    plan = change_fields(deepcopy(solved.plan.json), {"proof.fractions_bound": 1.0})
    for answer in (
        replace(solved.plan, stdout=json.dumps(plan)),
        Answer(3, "", "Error: none", InfeasiblePlan()),
    ):
        freer.__dict__["plan"] = answer
        assert found(trial, f"{name}_never_worse")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(1, "", "Error: no word of it", KeyError("x")),
        Answer(1, "", "Error: a defect", AuditFailure("x")),
        Answer(1, "{}", "Error: and a result", InfeasiblePlan()),
        Answer(1, "", "", InfeasiblePlan()),
        Answer(-6, "", "Error: gone", None),
        Answer(1, "", "Error: Traceback (most recent call last)", InfeasiblePlan()),
        Answer(0, "{}", "", None),
        Answer(0, "a plan", "", None),
    ],
)
def test_an_exit_that_is_not_honest(answer: Answer, solved: Trial) -> None:
    """A crash, a message that is none, a result that does not validate."""
    trial = with_plan(solved, solved.plan.json)
    trial.__dict__["comparison"] = solved.comparison
    assert not found(trial, "honest_exit")
    trial.__dict__["plan"] = answer
    assert found(trial, "honest_exit")


def test_a_right_file_that_is_refused(solved: Trial) -> None:
    """By ``plan``, while ``check`` accepts it."""
    trial = Trial(solved.fields, solved.folder)
    trial.__dict__["plan"] = Answer(1, "", "Error: refused", InfeasiblePlan())
    assert len(found(trial, "valid_file_accepted")) > 1
