"""What a first step is, and when that of another plan is nearly the same."""

from datetime import date

import pytest

from isoplan.models.results.firmness import FirstStep, StepAction
from isoplan.models.results.plan import Action
from isoplan.optimizer.firmness.first_step import FEW_SHARES, first_step, same

DAY, LATER = date(2026, 3, 2), date(2026, 6, 1)


def action(kind: str, shares: int = 100, on: date = DAY, **fields: object) -> Action:
    """An action with what matters here."""
    given = {
        "date": on,
        "kind": kind,
        "grant": "G",
        "options": "G" if kind == "exercise" else "",
        "lot": f"G {on}",
        "shares": shares,
        "price": 10.0,
        "disposition": None,
    }
    return Action.model_validate(given | fields)


def step(shares: int = 1_000, on: date = DAY, of: str = "G") -> FirstStep:
    """A step of one exercise."""
    part = StepAction(kind="exercise", grant="G", of=of, shares=shares)
    return FirstStep(on=on, actions=(part,))


def test_all_decisions_of_the_first_day_are_the_step() -> None:
    """An exercise and a sale of one day; what comes later is none of it."""
    actions = [action("exercise", 70), action("sell", 30), action("sell", on=LATER)]
    found = first_step(actions)
    assert found.on == DAY
    assert [(each.kind, each.of, each.shares) for each in found.actions] == [
        ("exercise", "G", 70),
        ("sell", "G 2026-03-02", 30),
    ]
    assert found.in_words == "exercise 70 of G and sell 30 of G 2026-03-02 on " + str(
        DAY
    )


@pytest.mark.parametrize("kind", ["cash_out", "write_off"])
def test_what_happens_by_itself_is_no_step(kind: str) -> None:
    """A buyer pays options out, shares become worthless: nobody decides it."""
    nothing = first_step([action(kind)])
    assert nothing == FirstStep(on=None, actions=())
    assert nothing.in_words == "do nothing"
    assert first_step([action(kind), action("give", on=LATER)]).on == LATER


@pytest.mark.parametrize(
    ("shares", "is_same"),
    [(1_000, True), (1_050, True), (1_051, False), (950, True), (949, False)],
)
def test_shares_may_differ_by_a_twentieth(shares: int, *, is_same: bool) -> None:
    """Five in a hundred of the plan's own."""
    assert same(step(), step(shares)) is is_same


@pytest.mark.parametrize("more", [FEW_SHARES, FEW_SHARES + 1])
def test_a_few_shares_are_always_allowed(more: int) -> None:
    """Ten of twenty are."""
    assert same(step(20), step(20 + more)) is (more == FEW_SHARES)


@pytest.mark.parametrize(
    "other",
    [step(on=LATER), step(of="G (nonqualified)"), FirstStep(on=None, actions=())],
)
def test_another_day_or_other_options_are_another_step(other: FirstStep) -> None:
    """However many shares they are."""
    assert not same(step(), other)
    assert same(other, other)
