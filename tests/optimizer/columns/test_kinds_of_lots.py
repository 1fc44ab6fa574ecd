"""Shares held at the start: what their kind means for clocks and for notes."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.pricing.evaluated_schedule import evaluate_schedule
from isoplan.optimizer.reporting.notes import notes_of

START = date(2026, 1, 2)
EXERCISED = date(2025, 6, 2)
VESTS = date(2026, 6, 2)


def household(**sections: Any) -> Scenario:
    """Return one with 400 options at 10, a price of 50, and what is given."""
    grant = {
        "name": "G",
        "granted_on": date(2025, 1, 3),
        "expires_on": date(2034, 1, 2),
        "shares": 400,
        "strike": 10.0,
        "vesting": {"months": 0, "cliff_months": 0},
        **sections.pop("grant", {}),
    }
    return Scenario.model_validate(
        {
            "name": "lots",
            "plan": {"start": START, "last_year": 2027, "inflation": 0.0},
            "household": {"filing_status": "single", "wages": 100_000},
            "grants": [grant],
            "market": {"prices": {START: 50.0}},
            **sections,
        }
    )


LOT = {"grant": "G", "exercised_on": EXERCISED, "shares": 100, "value_at_exercise": 60}
PURCHASE = {
    "name": "plan",
    "kind": "espp",
    "acquired_on": EXERCISED,
    "shares": 100,
    "paid": 40.0,
    "offered_on": date(2025, 1, 3),
    "value_when_offered": 55.0,
    "value_when_bought": 60.0,
}


@pytest.mark.parametrize(
    ("held", "warns"),
    [
        pytest.param({"lots": [LOT]}, True, id="iso"),
        pytest.param({"holdings": [PURCHASE]}, False, id="espp"),
    ],
)
def test_only_wages_that_end_at_the_gain_know_wash_sales(
    held: dict[str, Any], warns: bool
) -> None:
    """IRC 422(c)(2): the cap is lost to a wash sale; of a purchase plan there is none.

    Both are disqualifying sales at 50 of shares worth 60 when acquired, on the day of
    an exercise.
    """
    scenario = household(**held)
    choices = [Choice(0, START, None), Choice(1, EXERCISED, START)]
    columns = columns_of(situation_of(scenario), choices)
    evaluated = evaluate_schedule(
        situation_of(scenario), "mine", columns, np.array([5.0, 100.0])
    )
    sale = next(action for action in evaluated.actions if action.kind == "sell")
    assert sale.disposition == "disqualifying"
    notes = notes_of(situation_of(scenario), evaluated)
    assert any("wash sale" in note for note in notes) == warns


def unvested_lot(*, elected: bool) -> Scenario:
    """Return a household with nonqualified shares that vest a year after exercise."""
    lot = {**LOT, "vests_on": VESTS, "election_83b": elected}
    return household(grant={"kind": "nso"}, lots=[lot])


@pytest.mark.parametrize("elected", [False, True])
def test_a_lot_keeps_its_election(elected: bool) -> None:
    """26 CFR 1.83-4(a): the year counts from exercise with an election, or vesting."""
    scenario = unvested_lot(elected=elected)
    columns = columns_of(
        situation_of(scenario), [Choice(1, EXERCISED, date(2026, 7, 1))]
    )
    assert columns.long_term.tolist() == [elected]
    measured = EXERCISED if elected else VESTS
    assert columns.measured.tolist() == [measured.toordinal()]


@pytest.mark.parametrize("elected", [False, True])
def test_schedules_people_follow_wait_a_year_from_vesting(elected: bool) -> None:
    """Recorded: later than they would have to with an election; plans do not wait."""
    _, lot = situation_of(unvested_lot(elected=elected)).tranches
    assert lot.held_long_enough_from(EXERCISED) == date(2027, 6, 3)


def test_a_lot_exercised_too_long_after_leaving_is_nonqualified() -> None:
    """IRC 422(a)(2): three months after January 31, 2025 end before June."""
    lots = {"lots": [LOT], "grant": {"months_after_leaving": 12}}
    _, in_time = situation_of(household(**lots)).tranches
    assert in_time.treatment.name == "iso"
    left = household(**lots, employment={"leaves_on": date(2025, 1, 31)})
    late = next(tranche for tranche in situation_of(left).tranches if tranche.held)
    assert late.treatment.name == "nso"


def test_unvested_lots_are_gone_from_their_own_part() -> None:
    """IRC 422(d): of 20,000 options at 10 one half is nonqualified.

    15,000 vest in 2027, of which 10,000 are incentive options. 3,000 of the others were
    exercised before, and 5,000 more vest in 2028.
    """
    first, second = date(2027, 1, 4), date(2028, 1, 3)
    vesting = [{"on": first, "shares": 15_000}, {"on": second, "shares": 5_000}]
    lot = {**LOT, "shares": 3_000, "nonqualified": True, "vests_on": first}
    scenario = household(
        grant={"shares": 20_000, "vesting": vesting, "early_exercise": "plan_decides"},
        lots=[lot],
    )
    left = [
        (each.treatment.name, each.vests_on, each.shares)
        for each in situation_of(scenario).tranches
        if each.shares and not each.held
    ]
    assert left == [
        ("iso", first, 10_000),
        ("nso", first, 2_000),
        ("nso", second, 5_000),
    ]
