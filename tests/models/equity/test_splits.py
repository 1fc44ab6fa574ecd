"""Stock splits: what was written before one, in today's shares."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from isoplan.models.inputs.events import SplitEvent
from isoplan.models.restated import without_splits
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.compare import compare
from isoplan.optimizer.recommend import recommend
from scenario_builder import Fields, build_scenario, grant, holding, lot, rsu

SPLIT: Fields = {"on": "2026-05-04", "split": 3}
START = "2027-01-01"


def in_old_shares(*events: Fields, **sections: Any) -> Scenario:
    """Return a household of every kind of share, written before a split."""
    given: Fields = {
        "plan": {"start": START, "last_year": 2028},
        "household": {"wages": 180_000.0, "state": "CA"},
        "market": {
            "prices": {"2026-01-01": 36.0, "2026-12-01": 15.0},
            "growth": 0.1,
            "tender_offers": [{"on": "2026-03-02", "price": 39.0}],
        },
        "grants": [
            grant(
                granted_on="2024-03-01",
                expires_on="2034-02-28",
                shares=4_800,
                strike=6.0,
                value_at_grant=4.5,
                vesting={},
                exercised=1_500,
            ),
            grant(
                "listed",
                shares=1_000,
                strike=9.0,
                nonqualified_shares=[{"on": "2027-06-01", "shares": 300}],
                vesting=[
                    {"on": "2026-06-01", "shares": 400},
                    {"on": "2027-06-01", "shares": 600},
                ],
            ),
            grant("later", granted_on="2026-06-01", expires_on="2034-01-01", shares=90),
        ],
        "lots": [
            lot(name="old", exercised_on="2025-06-01", shares=501, value_at_exercise=18)
        ],
        "restricted_units": [rsu(granted_on="2025-01-02", shares=200)],
        "holdings": [
            holding(basis=12.0, amt_basis=15.0),
            holding(
                "plan",
                kind="espp",
                acquired_on="2025-06-30",
                paid=15.0,
                offered_on="2025-01-02",
                value_when_offered=18.0,
                value_when_bought=21.0,
            ),
        ],
        "events": [
            {"on": "2026-02-01", "exercise": "G", "shares": 101, "value": 30.0},
            {"on": "2026-03-02", "sell": "old", "shares": 200},
            {"on": "2026-04-01", "sell": "bought", "shares": 7, "price": 33.0},
            *events,
            {"on": "2026-06-01", "sell": "G", "shares": 10, "price": 13.0},
        ],
    }
    return build_scenario(**(given | sections))


def in_new_shares() -> Scenario:
    """Return the same household, every number restated by hand."""
    return in_old_shares(
        market={
            "prices": {"2026-01-01": 12.0, "2026-12-01": 15.0},
            "growth": 0.1,
            "tender_offers": [{"on": "2026-03-02", "price": 13.0}],
        },
        grants=[
            grant(
                granted_on="2024-03-01",
                expires_on="2034-02-28",
                shares=14_400,
                strike=2.0,
                value_at_grant=1.5,
                vesting={},
                exercised=4_500,
            ),
            grant(
                "listed",
                shares=3_000,
                strike=3.0,
                nonqualified_shares=[{"on": "2027-06-01", "shares": 900}],
                vesting=[
                    {"on": "2026-06-01", "shares": 1_200},
                    {"on": "2027-06-01", "shares": 1_800},
                ],
            ),
            grant("later", granted_on="2026-06-01", expires_on="2034-01-01", shares=90),
        ],
        lots=[
            lot(
                name="old",
                exercised_on="2025-06-01",
                shares=1_503,
                value_at_exercise=6,
            )
        ],
        restricted_units=[rsu(granted_on="2025-01-02", shares=600)],
        holdings=[
            holding(shares=300, basis=4.0, amt_basis=5.0),
            holding(
                "plan",
                kind="espp",
                shares=300,
                acquired_on="2025-06-30",
                paid=5.0,
                offered_on="2025-01-02",
                value_when_offered=6.0,
                value_when_bought=7.0,
            ),
        ],
        events=[
            {"on": "2026-02-01", "exercise": "G", "shares": 303, "value": 10.0},
            {"on": "2026-03-02", "sell": "old", "shares": 600},
            {"on": "2026-04-01", "sell": "bought", "shares": 21, "price": 11.0},
            {"on": "2026-06-01", "sell": "G", "shares": 10, "price": 13.0},
        ],
    )


def test_everything_before_a_split_is_restated() -> None:
    """Section by section as it would have been written in new shares."""
    found, by_hand = without_splits(in_old_shares(SPLIT)), in_new_shares()
    assert found.market == by_hand.market
    assert found.grants == by_hand.grants
    assert found.lots == by_hand.lots
    assert found.restricted_units == by_hand.restricted_units
    assert found.holdings == by_hand.holdings
    assert found.events == by_hand.events


def test_a_split_changes_no_dollar_of_the_plan() -> None:
    """The audit of either counts from its own file; both plans are one to the cent."""
    across, by_hand = recommend(in_old_shares(SPLIT)), recommend(in_new_shares())
    assert across.actions == by_hand.actions
    assert across.years == by_hand.years
    assert across.objective == by_hand.objective


def test_sales_of_the_first_year_before_a_split_bring_the_same_income() -> None:
    """600 dollars for 20 shares are 600 dollars for 60."""
    plan = {"start": "2026-06-02", "last_year": 2026}
    across = compare(in_old_shares(SPLIT, plan=plan))
    by_hand = compare(in_new_shares().model_copy(update={"plan": across_plan(plan)}))
    assert across.schedules == by_hand.schedules


def across_plan(plan: Fields) -> Any:
    """Return the plan of the scenario in old shares."""
    return in_old_shares(SPLIT, plan=plan).plan


def test_splits_follow_one_another() -> None:
    """3 for 1 and later 1 for 2: what lies between them is restated once."""
    first, second = {"on": "2026-05-04", "split": 3}, {"on": "2026-06-02", "split": 0.5}
    found = without_splits(in_old_shares(second, first))
    assert [each.shares for each in found.grants] == [7_200, 1_500, 45]
    assert found.grants[0].strike == 4.0
    assert [each.shares for each in found.events] == [151, 300, 11, 5]
    assert found.market.prices[date(2026, 1, 1)] == 24.0


def test_the_day_of_a_split_counts_in_new_shares() -> None:
    """An exercise of that day is written in new shares."""
    event = {"on": "2026-05-04", "exercise": "G", "shares": 30}
    found = without_splits(in_old_shares(event, SPLIT))
    assert found.events[-2].shares == 30
    assert not situation_of(found).splits


@pytest.mark.parametrize(
    ("split", "ratio"),
    [
        (3, 3),
        (1.5, Fraction(3, 2)),
        (0.1, Fraction(1, 10)),
        (1.3333333, Fraction(4, 3)),
        (1.05, Fraction(21, 20)),
        (0.123456, Fraction(123_456, 1_000_000)),
    ],
)
def test_ratios_are_of_whole_numbers(split: float, ratio: Fraction) -> None:
    """A decimal stands for the small ratio that it rounds."""
    assert SplitEvent(on=date(2026, 5, 4), split=float(split)).ratio == ratio


def test_fractions_are_rounded_down_and_what_is_left_is_exact() -> None:
    """3 for 2: of 501 shares 751 would be, of 301 left 451; 4,800 vest as 7,200."""
    found = situation_of(in_old_shares({"on": "2026-05-04", "split": 1.5}))
    (old, new) = found.opening_position.equity.lots
    assert old.shares == 301 * 3 // 2 - 10
    assert new.shares == 101 * 3 // 2
    first = found.grants[0]
    written = in_old_shares().grants[0]
    assert first.shares == 7_200
    assert first.vest_dates() == tuple(
        (day, total * 3 // 2) for day, total in written.vest_dates()
    )
    assert first.exercised == 2_250


def test_a_sale_of_many_odd_lots_stays_possible() -> None:
    """Three lots of one share each become one share each: all of them can be sold."""
    lots = [
        lot(name=name, exercised_on=f"2025-06-0{number}", shares=1)
        for number, name in enumerate("abc", start=1)
    ]
    sale = {"on": "2026-04-02", "sell": "G", "shares": 104}
    events = [
        {"on": "2026-02-01", "exercise": "G", "shares": 101, "value": 30.0},
        sale,
        {"on": "2026-05-04", "split": 1.5},
    ]
    found = in_old_shares(lots=lots, events=events)
    assert not situation_of(found).opening_position.equity.lots


def test_a_nonqualified_day_of_vesting_stays_whole() -> None:
    """1 of 3 options on the first day, all 3 of the second one; 3 for 2."""
    given = grant(
        shares=6,
        vesting=[
            {"on": "2026-01-05", "shares": 3},
            {"on": "2026-02-05", "shares": 3},
        ],
        nonqualified_shares=[
            {"on": "2026-01-05", "shares": 1},
            {"on": "2026-02-05", "shares": 3},
        ],
    )
    events = [{"on": "2026-05-04", "split": 1.5}]
    found = without_splits(in_old_shares(grants=[given], lots=[], events=events))
    split = found.grants[0].nonqualified_by_day()
    assert found.grants[0].vest_dates()[-1][1] == 9
    assert split == {date(2026, 1, 5): 1, date(2026, 2, 5): 5}
