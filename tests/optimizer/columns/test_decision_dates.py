"""The dates on which anything may be decided: worked by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.inputs.household import Household
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.decision_dates import (
    exercise_dates,
    grid_dates,
    open_days,
    sale_dates,
    year_ends,
)
from scenario_builder import build_scenario, grant

Made = Callable[..., Scenario]


@pytest.fixture
def made() -> Made:
    """Make a scenario of 2025 and 2026 with one grant, given its rhythm and market."""

    def make(rhythm: str = "yearly", **market: object) -> Scenario:
        return build_scenario(
            "dates",
            plan={
                "start": date(2025, 2, 15),
                "decision_dates": rhythm,
                "run_off_years": 0,
            },
            grants=[
                grant(
                    granted_on=date(2024, 3, 10),
                    expires_on=date(2026, 9, 30),
                    shares=300,
                    strike=1.0,
                    vesting=[
                        {"on": date(2025, 3, 10), "shares": 100},
                        {"on": date(2025, 5, 10), "shares": 100},
                        {"on": date(2026, 3, 10), "shares": 100},
                    ],
                )
            ],
            market={"prices": {date(2025, 1, 1): 9.0}, **market},
        )

    return make


@pytest.mark.parametrize(
    ("rhythm", "count"), [("yearly", 2), ("quarterly", 8), ("monthly", 23)]
)
def test_grid(made: Made, rhythm: str, count: int) -> None:
    """The start, then the first day of each later period, inside the plan."""
    days = grid_dates(situation_of(made(rhythm)))
    assert days[0] == date(2025, 2, 15)
    assert len(days) == count
    assert all(day.day == 1 for day in days[1:])


def test_year_ends(made: Made) -> None:
    """The last day on which a year's income can change."""
    assert year_ends(situation_of(made())) == [date(2025, 12, 31), date(2026, 12, 31)]


def test_exercise_dates(made: Made) -> None:
    """From the first vest day to expiry; vest days no closer than the grid."""
    scenario = made()
    assert exercise_dates(
        situation_of(scenario), situation_of(scenario).tranches[0]
    ) == [
        date(2025, 3, 10),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 3, 10),
        date(2026, 9, 30),
    ]


def test_sales_wait_for_the_market(made: Made) -> None:
    """Before the first sale and between windows the next open day stands in."""
    scenario = made(
        first_sale=date(2025, 6, 1),
        trading_windows=[
            {"opens": date(2025, 5, 1), "closes": date(2025, 6, 10)},
            {"opens": date(2026, 2, 1), "closes": date(2026, 2, 20)},
        ],
    )
    assert sale_dates(situation_of(scenario)) == [
        date(2025, 6, 1),
        date(2025, 6, 10),
        date(2026, 2, 1),
        date(2026, 2, 20),
    ]


def test_days_outside_the_plan_are_left_out(made: Made) -> None:
    """A day before the plan moves to its start; one after its end is gone."""
    days = {date(2024, 1, 1), date(2026, 12, 31), date(2027, 1, 1)}
    assert open_days(situation_of(made()), days) == [
        date(2025, 2, 15),
        date(2026, 12, 31),
    ]


def test_a_peak_and_a_dip_of_the_price_are_days_by_themselves(made: Made) -> None:
    """Between two given days the price moves one way; where it turns is worth a day."""
    peak, dip = date(2025, 8, 8), date(2026, 5, 5)
    prices = {date(2025, 1, 1): 9.0, peak: 20.0, dip: 5.0, date(2026, 12, 31): 8.0}
    situation = situation_of(made(prices=prices))
    for days in (sale_dates(situation), exercise_dates(situation, *situation.tranches)):
        assert {peak, dip} <= set(days)
    steady = situation_of(made(prices={**prices, peak: 7.0}))
    assert peak not in sale_dates(steady)


def test_the_last_day_of_a_blackout_and_the_first_after_it(made: Made) -> None:
    """Sold before it begins or once it has ended."""
    blackout = {"begins": date(2025, 4, 10), "ends": date(2025, 5, 20)}
    days = sale_dates(situation_of(made(blackouts=[blackout])))
    assert {date(2025, 4, 9), date(2025, 5, 21)} <= set(days)


def test_a_move_makes_two_days(made: Made) -> None:
    """The last day in the old state, and the first one in the new."""
    home = made().household.model_dump()
    home["state"] = {date(2025, 1, 1): "CA", date(2025, 9, 15): "TX"}
    household = Household.model_validate(home)
    moving = made().model_copy(update={"household": household})
    days = set(sale_dates(situation_of(moving)))
    assert {date(2025, 9, 14), date(2025, 9, 15)} <= days
