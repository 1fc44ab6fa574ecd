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


MISTAKES = [
    pytest.param(
        {"actions_per_year": 0},
        "preferences.actions_per_year is 0, which is below 1; give 1 or more",
        id="no-action",
    ),
    pytest.param(
        {"actions_per_year": 2.5},
        "preferences.actions_per_year is 2.5, which is not a whole number; write it "
        "without a point",
        id="half-an-action",
    ),
    pytest.param(
        {"actions_per_year": True},
        "preferences.actions_per_year is true, which is not a whole number; give a "
        "whole number",
        id="actions-true",
    ),
    pytest.param(
        {"smallest_trade": 0},
        "preferences.smallest_trade is 0, which is not above 0; give a number above 0",
        id="no-share",
    ),
    pytest.param(
        {"smallest_trade": 99.5},
        "preferences.smallest_trade is 99.5, which is not a whole number; write it "
        "without a point",
        id="half-a-share",
    ),
    pytest.param(
        {"whole_lots": 1},
        "preferences.whole_lots is 1, which is neither true nor false; write true or "
        "false",
        id="lots-one",
    ),
    pytest.param(
        {"whole_lots": "yes"},
        "preferences.whole_lots is 'yes', which is neither true nor false; write true "
        "or false",
        id="lots-yes",
    ),
    pytest.param(
        {"no_disqualifying_sales": "yes"},
        "preferences.no_disqualifying_sales is 'yes', which is neither true nor false; "
        "write true or false",
        id="sales-yes",
    ),
    pytest.param(
        {"no_amt": 0},
        "preferences.no_amt is 0, which is neither true nor false; write true or false",
        id="amt-zero",
    ),
    pytest.param(
        {"most_amt": {}},
        "preferences.most_amt is an empty table, which limits nothing; give federal, "
        "state or both",
        id="no-limit-on-amt",
    ),
    pytest.param(
        {"most_amt": {"federal": -1.0}},
        "preferences.most_amt.federal is -1.0, which is below 0; give 0 or more",
        id="amt-below-zero",
    ),
    pytest.param(
        {"most_amt": 5_000},
        "preferences.most_amt is 5000, which is not a table; write its fields under "
        "its heading",
        id="amt-alone",
    ),
    pytest.param(
        {"no_amt": True, "most_amt": {"state": 100.0}},
        "preferences.most_amt is a table with state, which limits nothing: no_amt = "
        "true allows no AMT in any year; remove most_amt or no_amt",
        id="amt-limited-twice",
    ),
    pytest.param(
        {"most_in_stock": 0.3},
        "preferences.most_in_stock is 0.3, which is not a table; write its fields "
        "under its heading",
        id="share-alone",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3}},
        "preferences.most_in_stock.other_wealth is missing; add other_wealth (Wealth "
        "outside the stock at the end of each year, without shares of [markets] and "
        "what the plan itself brings in)",
        id="no-other-wealth",
    ),
    pytest.param(
        {"most_in_stock": {"other_wealth": 1e5}},
        "preferences.most_in_stock.share is missing; add share (Part of all wealth "
        "that shares and vested options of [market] may be worth after the last day of "
        "sale in each year)",
        id="no-share-of-wealth",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.0, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 0.0, which is not above 0; give a number "
        "above 0",
        id="share-zero",
    ),
    pytest.param(
        {"most_in_stock": {"share": 1.0, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 1.0, which limits nothing: the stock is "
        "never more than all wealth; give a part below 1, such as 0.3, or remove "
        "most_in_stock",
        id="share-one",
    ),
    pytest.param(
        {"most_in_stock": {"share": 30, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 30, which is above 1; give 1 or less, as a "
        "fraction: 0.03 is 3 percent",
        id="share-in-percent",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3, "other_wealth": -1.0}},
        "preferences.most_in_stock.other_wealth is -1.0, which is below 0; give 0 or "
        "more",
        id="debt",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3, "other_wealth": 0, "from_year": 2031}},
        "preferences.most_in_stock.from_year is 2031, after 2030, the last year in "
        "which anything is decided; give a year up to 2030, or give plan.last_year a "
        "later year",
        id="after-the-plan",
    ),
    pytest.param(
        {"hold_to_horizon": 1},
        "preferences.hold_to_horizon is 1, which is neither true nor false; write true "
        "or false",
        id="hold-one",
    ),
    pytest.param(
        {"exercise_all_by": "2031-02-01"},
        "preferences.exercise_all_by is 2031-02-01, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="by-a-day-after-the-plan",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "exercise": "G7", "shares": 10}]},
        "preferences.pinned[0].exercise is 'G7', which names none of the scenario's "
        "grants; known grants: G1",
        id="pinned-unknown-grant",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "exercise": "G1", "shares": 1_000_000}]},
        "preferences.pinned[0].shares is 1000000, more than the 1,900 options of 'G1' "
        "that are vested on 2026-03-02 and not exercised yet; exercise fewer, or later",
        id="pinned-too-many",
    ),
    pytest.param(
        {"pinned": [{"on": "2025-03-02", "exercise": "G1", "shares": 1}]},
        "preferences.pinned[0].on is 2025-03-02, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="pinned-before-the-plan",
    ),
    pytest.param(
        {"pinned": [{"on": "2027-01-05", "sell": "G1", "shares": 10_000_000}]},
        "preferences.pinned[0].shares is 10000000, more than the 500 shares of 'G1' "
        "held on 2027-01-05; sell fewer, or sell after they are exercised",
        id="pinned-sale-of-too-many",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "sell": "G1", "shares": 10}]},
        "preferences.pinned[0].on is 2026-03-02, a day on which shares cannot be sold "
        "(market.first_sale); sell on 2027-01-04 or later",
        id="pinned-sale-of-a-closed-day",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "shares": 10}]},
        "preferences.pinned[0] is a table with on, shares, which has not exactly one "
        "of 'exercise' and 'sell'; write { on, exercise, shares } or { on, sell, "
        "shares }",
        id="pinned-nothing",
    ),
    pytest.param(
        {"most_stock": 2},
        "preferences.most_stock is not a field of the scenario file; did you mean "
        "'most_in_stock'?",
        id="another-name",
    ),
]


@pytest.mark.parametrize(("preferences", "line"), MISTAKES)
def test_one_mistake_is_one_line(
    preferences: Fields, line: str, lines_with: Lines
) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with({"preferences": preferences}) == [line]


def test_a_preference_after_the_plan_is_seen_beside_other_mistakes(
    lines_with: Lines,
) -> None:
    """A mistake elsewhere does not hide it."""
    limit = {"share": 0.3, "other_wealth": 0, "from_year": 2031}
    found = lines_with(
        {"preferences": {"most_in_stock": limit}, "grants.0.strike": -1.0}
    )
    assert [line.split(" is ")[0] for line in found] == [
        "grants[0].strike of 'G1'",
        "preferences.most_in_stock.from_year",
    ]


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
