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
    """From the first vest day to expiry; vest days no closer than the grid.

    Shares exercised on December 30 are long-term on the last day of the year after.
    """
    scenario = made()
    assert exercise_dates(
        situation_of(scenario), situation_of(scenario).tranches[0]
    ) == [
        date(2025, 3, 10),
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 3, 10),
        date(2026, 9, 30),
    ]


def test_sales_wait_for_the_market(made: Made) -> None:
    """Nothing before the first sale; edges of windows, two days a month within."""
    scenario = made(
        first_sale=date(2025, 6, 1),
        trading_windows=[
            {"opens": date(2025, 5, 1), "closes": date(2025, 6, 10)},
            {"opens": date(2026, 2, 1), "closes": date(2026, 2, 20)},
        ],
    )
    assert sale_dates(situation_of(scenario), None) == [
        date(2025, 6, 1),
        date(2025, 6, 10),
        date(2026, 2, 1),
        date(2026, 2, 15),
        date(2026, 2, 20),
    ]


def test_a_span_between_all_days_of_sale_brings_its_own(made: Made) -> None:
    """Its first day and its last, where the market opens between two blackouts."""
    blackouts = [
        {"begins": date(2025, 2, 15), "ends": date(2025, 5, 5)},
        {"begins": date(2025, 5, 13), "ends": date(2026, 12, 14)},
    ]
    assert sale_dates(situation_of(made(blackouts=blackouts)), None) == [
        date(2025, 5, 6),
        date(2025, 5, 12),
        date(2026, 12, 15),
        date(2026, 12, 31),
    ]


def test_days_outside_the_plan_are_left_out(made: Made) -> None:
    """A day before the plan moves to its start; one after its end is gone."""
    days = {date(2024, 1, 1), date(2026, 12, 31), date(2027, 1, 1)}
    assert open_days(situation_of(made()), None, days) == [
        date(2025, 2, 15),
        date(2026, 12, 31),
    ]


def test_a_peak_and_a_dip_of_the_price_are_days_by_themselves(made: Made) -> None:
    """Between two given days the price moves one way; where it turns is worth a day."""
    peak, dip = date(2025, 8, 8), date(2026, 5, 5)
    prices = {date(2025, 1, 1): 9.0, peak: 20.0, dip: 5.0, date(2026, 12, 31): 8.0}
    situation = situation_of(made(prices=prices))
    for days in (
        sale_dates(situation, None),
        exercise_dates(situation, *situation.tranches),
    ):
        assert {peak, dip} <= set(days)
    steady = situation_of(made(prices={**prices, peak: 7.0}))
    assert peak not in sale_dates(steady, None)


def test_a_blackout_takes_days_away_and_adds_none(made: Made) -> None:
    """So that losing it never makes a plan worse."""
    blackout = {"begins": date(2025, 4, 10), "ends": date(2025, 5, 20)}
    free = sale_dates(situation_of(made()), None)
    closed = [day for day in free if date(2025, 4, 10) <= day <= date(2025, 5, 20)]
    assert closed == [date(2025, 4, 15), date(2025, 5, 1), date(2025, 5, 15)]
    left = sale_dates(situation_of(made(blackouts=[blackout])), None)
    assert left == [day for day in free if day not in closed]


@pytest.mark.parametrize("rhythm", ["yearly", "quarterly", "monthly"])
def test_days_of_exercise_ask_for_no_blackout(made: Made, rhythm: str) -> None:
    """With a blackout the options are exercised on the same days."""
    closed = [{"begins": date(2025, 4, 10), "ends": date(2025, 5, 20)}]
    free, limited = (
        situation_of(made(rhythm)),
        situation_of(made(rhythm, blackouts=closed)),
    )
    days = exercise_dates(free, free.tranches[0])
    assert exercise_dates(limited, limited.tranches[0]) == days


def test_windows_bring_days_of_their_own(made: Made) -> None:
    """First and last days of sale, and the last exercise that is long-term on each."""
    window = {"opens": date(2026, 5, 6), "closes": date(2026, 5, 28)}
    situation = situation_of(made(trading_windows=[window]))
    assert sale_dates(situation, None) == [
        date(2026, 5, 6),
        date(2026, 5, 15),
        date(2026, 5, 28),
    ]
    days = exercise_dates(situation, situation.tranches[0])
    assert {date(2025, 5, 5), date(2025, 5, 27)} <= set(days)


def test_what_is_done_through_a_broker_is_done_on_trading_days(made: Made) -> None:
    """Worked by the calendar of the exchange.

    March 10, 2025 and 2026 are weekdays; January 1, 2026 is a holiday, so the first day
    of the year is January 2. May 31, 2026 is a Sunday: the last day of exercise is May
    29, on which shares are sold as well. December 31 of both years trades.
    """
    scenario = made(trading_days="nyse")
    grants = (scenario.grants[0].model_copy(update={"expires_on": date(2026, 5, 31)}),)
    situation = situation_of(scenario.model_copy(update={"grants": grants}))
    days = exercise_dates(situation, situation.tranches[0])
    assert days == [
        date(2025, 3, 10),
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 2),
        date(2026, 3, 10),
        date(2026, 5, 29),
    ]
    sales = sale_dates(situation, None)
    assert all(situation.market.can_sell(day) for day in sales)
    assert sales[0] == date(2025, 2, 18)  # Saturday, and Presidents' Day on Monday
    assert date(2026, 1, 2) in sales
    assert date(2026, 1, 1) not in sales


def test_a_private_company_takes_an_exercise_on_any_day(made: Made) -> None:
    """Before the first market day New Year's Day is as good as any."""
    scenario = made(trading_days="nyse", first_sale=date(2026, 6, 1))
    situation = situation_of(scenario)
    assert date(2026, 1, 1) in exercise_dates(situation, situation.tranches[0])


def test_the_last_day_before_a_step_is_one_of_exercise(made: Made) -> None:
    """The spread is still that of the old appraisal."""
    prices = {date(2025, 1, 1): 9.0, date(2025, 9, 1): 12.0, date(2026, 4, 1): 15.0}
    for between, expected in (("steps", True), ("smooth", False)):
        situation = situation_of(made(prices=prices, between_prices=between))
        days = set(exercise_dates(situation, situation.tranches[0]))
        before = {date(2025, 8, 31), date(2026, 3, 31)}
        assert (before <= days) is expected


def test_a_sale_in_time_for_the_tax_is_possible(made: Made) -> None:
    """Sold on April 14, the proceeds are there on April 15, 2026, a Wednesday."""
    days = sale_dates(situation_of(made(trading_days="nyse")), None)
    assert date(2026, 4, 14) in days


def test_a_preference_for_few_actions_leaves_few_days(made: Made) -> None:
    """Where actions count, sales have the user's own rhythm; a subset of the days."""
    few = made().model_dump(mode="json", exclude_unset=True)
    few["preferences"] = {"actions_per_year": 3}
    days = sale_dates(situation_of(Scenario.model_validate(few)), None)
    assert date(2025, 6, 15) not in days
    assert set(days) < set(sale_dates(situation_of(made()), None))


def test_a_move_makes_two_days(made: Made) -> None:
    """The last day in the old state, and the first one in the new."""
    home = made().household.model_dump()
    home["state"] = {date(2025, 1, 1): "CA", date(2025, 9, 15): "TX"}
    household = Household.model_validate(home)
    moving = made().model_copy(update={"household": household})
    days = set(sale_dates(situation_of(moving), None))
    assert {date(2025, 9, 14), date(2025, 9, 15)} <= days
