"""Preferences: their fields, the days of the limit on the stock, every message."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from isoplan.models.inputs.preferences import Preferences, StockLimit
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
ALL = {
    "actions_per_year": 2,
    "smallest_trade": 100,
    "whole_lots": True,
    "most_in_stock": {"share": 0.4, "other_wealth": 300_000},
    "no_amt": True,
    "no_disqualifying_sales": True,
    "pinned": [{"on": "2026-03-02", "exercise": "G1", "shares": 10}],
    "exercise_all_by": date(2028, 1, 1),
    "hold_to_horizon": True,
}
AMT = {"federal": 5_000, "state": {"2026": 0, "2028": 2_000, "growth": 0.03}}


def test_without_the_table_there_are_no_preferences(
    changed: Callable[[Fields], Fields],
) -> None:
    """No field of old files is needed."""
    assert Scenario.model_validate(changed({})).preferences.given == ()


def test_given_names_what_is_expressed() -> None:
    """In the file's terms and order; what is false or left out is no preference."""
    preferences = Preferences.model_validate(ALL)
    assert preferences.given == tuple(ALL)
    assert Preferences(whole_lots=False).given == ()
    left = preferences.without("smallest_trade", "whole_lots")
    assert left.given == (
        "actions_per_year",
        "most_in_stock",
        "no_amt",
        "no_disqualifying_sales",
        "pinned",
        "exercise_all_by",
        "hold_to_horizon",
    )
    assert left == Preferences.model_validate({name: ALL[name] for name in left.given})


def test_amt_may_be_limited_by_year() -> None:
    """Federal and state apart; growth as in all yearly amounts."""
    limits = Preferences.model_validate({"most_amt": AMT}).most_amt
    assert limits is not None
    assert limits.federal is not None
    assert limits.state is not None
    assert (limits.federal.at(2040), limits.state.at(2027)) == (5_000, 0)
    assert limits.state.at(2029) == pytest.approx(2_060)


def test_a_floor_of_nothing_is_a_preference() -> None:
    """No outcome below zero is a limit; and one path has none of the floors."""
    given = Preferences.model_validate({"worst_outcome": 0, "no_amt": True})
    assert given.given == ("no_amt", "worst_outcome")
    assert given.over_outcomes == ("worst_outcome",)
    assert given.without(*given.over_outcomes).given == ("no_amt",)


WARNINGS = [
    pytest.param(
        {"preferences": {}},
        "preferences holds no preference; give actions_per_year, smallest_trade, "
        "whole_lots, most_in_stock, no_amt, most_amt, no_disqualifying_sales, pinned, "
        "exercise_all_by, hold_to_horizon, worst_outcome or cvar, or remove it",
        id="empty",
    ),
    pytest.param(
        {
            "preferences": {"most_in_stock": {"share": 0.3, "other_wealth": 0}},
            "market.trading_windows": [{"opens": "2026-01-05", "closes": "2026-12-31"}],
            "schedules": [],
            "plan.at_horizon": "keep",
        },
        "preferences.most_in_stock limits nothing: up to 2030-12-31 there is no day on "
        "which shares can be sold; correct from_year or the market, or remove it",
        id="never-open",
    ),
]


@pytest.mark.parametrize(("values", "warning"), WARNINGS)
def test_what_is_probably_not_meant(
    values: Fields, warning: str, changed: Callable[[Fields], Fields]
) -> None:
    """A preference that changes nothing gives a warning."""
    assert warning in scenario_warnings(
        situation_of(Scenario.model_validate(changed(values)))
    )


def test_preferences_that_can_be_kept_give_no_warning(
    changed: Callable[[Fields], Fields],
) -> None:
    """All together, on shares enough."""
    scenario = Scenario.model_validate(changed({"preferences": ALL}))
    assert scenario_warnings(situation_of(scenario)) == []


@pytest.mark.parametrize(
    ("market", "from_year", "days"),
    [
        ({}, None, ["2027-12-31", "2028-12-31", "2029-12-31", "2030-12-31"]),
        ({}, 2029, ["2029-12-31", "2030-12-31"]),
        ({}, 2020, ["2027-12-31", "2028-12-31", "2029-12-31", "2030-12-31"]),
        (
            {
                "market.trading_windows": [
                    {"opens": "2028-05-01", "closes": "2028-05-20"},
                    {"opens": "2030-11-01", "closes": "2031-01-20"},
                ]
            },
            None,
            ["2028-05-20", "2030-12-31"],
        ),
    ],
)
def test_measured_on_each_years_last_day_of_sale(
    market: Fields,
    from_year: int | None,
    days: list[str],
    changed: Callable[[Fields], Fields],
) -> None:
    """From 2027, the first year with one; a year without such a day is left out."""
    fields = changed({"schedules": [], **market})
    scenario = Scenario.model_validate(fields)
    limit = StockLimit.model_validate(
        {"share": 0.3, "other_wealth": 0, "from_year": from_year}
    )
    assert limit.measured_on(scenario.plan, scenario.market) == [
        date.fromisoformat(day) for day in days
    ]
