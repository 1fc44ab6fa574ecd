"""Each change is the scenario file with that field written otherwise."""

from datetime import date
from typing import Any

import pytest

from firm_household import LISTED, short_of_cash
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.results.firmness import FirstStep, StepAction
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.firmness.changes import (
    Change,
    DateOfSale,
    DiscountRate,
    ExitPrice,
    FallenPrice,
    Growth,
    Income,
    MoreCash,
    MoreSales,
    NoClosedDays,
    StepKept,
    VestedAtOnce,
    can_be_kept,
)
from scenario_builder import rebuild

HELD = date(2027, 2, 1)
SET_UP: dict[str, Any] = {
    "household.cash": 14_000,
    "household.wages": 150_000,
    "grants.0.shares": 2_000,
    "market.prices.2028-01-03": 60.0,
    "household.medicare_wages": {"2026": 150_000, "2027": 160_000, "growth": 0.02},
    "grants.0.vesting": [
        {"on": "2026-01-02", "shares": 500},
        {"on": "2027-06-01", "shares": 1_500},
    ],
    "market.tender_offers": [
        {"on": "2026-12-01", "price": 40.0, "most_of_vested": 0.2}
    ],
    "market.trading_windows": [
        {"opens": "2028-01-03", "closes": "2028-02-28", "most_shares": 300},
        {"opens": "2028-05-01", "closes": "2028-06-30"},
    ],
    "market.blackouts": [{"begins": "2028-02-01", "ends": "2028-02-10"}],
    "market.ipo": {"on": "2028-01-03", "lock_up_days": 10},
    "market.first_sale": ...,
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """One with every limit."""
    return rebuild(short_of_cash(), SET_UP, schedules=())


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (ExitPrice(None, 150), {"market.prices.2028-01-03": 90.0}),
        (Growth(None, -250), {"market.growth": -0.025}),
        (DiscountRate(150), {"plan.discount_rate": 0.06}),
        (
            Income(110),
            {
                "household.wages": 165_000,
                "household.medicare_wages.2026": 165_000,
                "household.medicare_wages.2027": 176_000,
            },
        ),
        (MoreCash(500.0), {"household.cash": 14_500}),
        (
            MoreSales(None, "tender_offers", 0, 200),
            {
                "market.tender_offers.0.most_shares": 200,
                "market.tender_offers.0.most_of_vested": ...,
            },
        ),
        (
            MoreSales(None, "trading_windows", 0, 400),
            {"market.trading_windows.0.most_shares": 400},
        ),
        (NoClosedDays(None, "trading_windows"), {"market.trading_windows": []}),
        (NoClosedDays(None, "blackouts"), {"market.blackouts": []}),
        (NoClosedDays(None, "ipo"), {"market.ipo.lock_up_days": 0}),
        (
            VestedAtOnce("G"),
            {"grants.0.vesting": [{"on": "2026-01-02", "shares": 2_000}]},
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_change_is_another_file(
    change: Change, written: dict[str, Any], scenario: Scenario
) -> None:
    """As somebody would write it by hand."""
    made = change.made(situation_of(scenario)).model_dump()
    by_hand = rebuild(scenario, written).model_dump()
    assert made == by_hand
    assert made != scenario.model_dump()


def test_the_date_of_sale_moves_windows_and_blackouts(scenario: Scenario) -> None:
    """By the days from the first market day to the same day of another month."""
    moved = DateOfSale(None, 1).made(situation_of(scenario)).market
    by = date(2028, 2, 3) - LISTED
    assert moved.ipo is not None
    assert moved.ipo.on == LISTED + by
    assert moved.trading_windows[1].closes == date(2028, 6, 30) + by
    assert moved.blackouts[0].begins == date(2028, 2, 1) + by
    assert moved.tender_offers == scenario.market.tender_offers


def test_a_fall_is_another_file_unless_shares_are_worthless(
    scenario: Scenario,
) -> None:
    """Later prices stay then, which a file may not have, and nothing reads them."""
    on, situation = date(2027, 1, 1), situation_of(scenario)
    prices = FallenPrice(None, on, 4.0).made(situation).market.prices
    assert (max(prices), prices[on]) == (on, 4.0)
    worthless = FallenPrice(None, on, 0.0).made(situation).market
    assert (worthless.worthless_on, LISTED in worthless.prices) == (on, True)
    dear = rebuild(scenario, {"market.sale_cost_per_share": 0.08})
    with pytest.raises(ScenarioErrors, match=r"not less than the 0\.01 that a share"):
        FallenPrice(None, on, 0.01).made(situation_of(dear))


def test_expected_growth_is_what_grows(scenario: Scenario) -> None:
    """Where a file gives it in place of growth."""
    expected = rebuild(
        scenario, {"market.expected_growth": 0.2, "market.volatility": 0.5}
    )
    made = Growth(None, 100).made(situation_of(expected)).market
    assert (made.expected_growth, made.growth) == (0.21, 0.0)


def step(kind: str, of: str) -> FirstStep:
    """A step of one part."""
    part = {"kind": kind, "grant": "G", "of": of, "shares": 40}
    return FirstStep(on=HELD, actions=(StepAction.model_validate(part),))


def test_a_step_is_kept_by_pinning_it_beside_what_is_pinned(scenario: Scenario) -> None:
    """Beside another change."""
    pinned = [{"on": "2026-06-01", "exercise": "G", "shares": 7}]
    asked = rebuild(scenario, {"preferences": {"pinned": pinned}})
    change = StepKept(step("exercise", "G"), DiscountRate(50))
    made = change.made(situation_of(asked))
    assert made.plan.discount_rate == 0.02
    assert [(each.on, each.shares) for each in made.preferences.pinned] == [
        (date(2026, 6, 1), 7),
        (HELD, 40),
    ]


def test_gifts_and_nothing_cannot_be_pinned() -> None:
    """A preference knows exercises and sales alone."""
    assert can_be_kept(step("sell", "G 2026-06-01"))
    assert not can_be_kept(step("give", "G 2026-06-01"))
    assert not can_be_kept(FirstStep(on=None, actions=()))


def test_what_cannot_be_is_refused(scenario: Scenario) -> None:
    """As `isoplan check` refuses the file."""
    with pytest.raises(ScenarioErrors, match="discount_rate"):
        DiscountRate(5_000).made(situation_of(scenario))
