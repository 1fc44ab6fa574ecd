"""Actions of a user's schedule that cannot be, and the lines that they print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.scenario import load_scenario

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
ACTIONS = "schedules.0.actions"

SCHEDULES = [
    pytest.param(
        [{"on": "2025-12-31", "exercise": "G1", "shares": 100}],
        "actions[0].on of 'mine' is 2025-12-31, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="before-the-plan",
    ),
    pytest.param(
        [{"on": "2031-01-01", "sell": "L1", "shares": 100}],
        "actions[0].on of 'mine' is 2031-01-01, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="after-the-plan",
    ),
    pytest.param(
        [{"on": "2026-03-01", "exercise": "G1", "shares": 1_901}],
        "actions[0].shares of 'mine' is 1901, more than the 1,900 options of 'G1' "
        "that are vested on 2026-03-01 and not exercised yet; exercise fewer, or later",
        id="more-than-vested",
    ),
    pytest.param(
        [{"on": "2026-03-01", "exercise": "g-1", "shares": 1}],
        "actions[0].exercise of 'mine' is 'g-1', which names none of the scenario's "
        "grants; did you mean 'G1'?",
        id="exercise-of-an-unknown-grant",
    ),
    pytest.param(
        [{"on": "2028-01-03", "sell": "L2", "shares": 1}],
        "actions[0].sell of 'mine' is 'L2', which names none of the scenario's grants "
        "and lots; known grants and lots: G1, L1",
        id="sale-of-an-unknown-lot",
    ),
    pytest.param(
        [{"on": "2027-01-03", "sell": "L1", "shares": 1}],
        "actions[0].on of 'mine' is 2027-01-03, a day on which shares cannot be sold "
        "(market.first_sale); sell on 2027-01-04 or later",
        id="sale-before-the-first",
    ),
    pytest.param(
        [{"on": "2028-01-03", "sell": "L1", "shares": 501}],
        "actions[0].shares of 'mine' is 501, more than the 500 shares of 'L1' held on "
        "2028-01-03; sell fewer, or sell after they are exercised",
        id="more-sold-than-held-of-a-lot",
    ),
    pytest.param(
        [
            {"on": "2028-01-02", "sell": "G1", "shares": 501},
            {"on": "2028-01-03", "exercise": "G1", "shares": 1},
        ],
        "actions[0].shares of 'mine' is 501, more than the 500 shares of 'G1' held on "
        "2028-01-02; sell fewer, or sell after they are exercised",
        id="sold-before-exercised",
    ),
    pytest.param(
        [
            {"on": "2028-01-03", "exercise": "G1", "shares": 5},
            {
                "on": "2028-01-04",
                "sell": "G1",
                "exercised_on": "2028-01-04",
                "shares": 1,
            },
        ],
        "actions[1].shares of 'mine' is 1, more than the 0 shares of 'G1' exercised "
        "on 2028-01-04 held on 2028-01-04; sell fewer, or sell after they are "
        "exercised",
        id="nothing-exercised-that-day",
    ),
    pytest.param(
        [{"on": "2028-01-03", "exercise": "G1", "sell": "G1", "shares": 1}],
        "actions[0] of 'mine' is a table with on, exercise, sell, shares, which has "
        "not exactly one of 'exercise' and 'sell'; write { on, exercise, shares } or "
        "{ on, sell, shares }",
        id="both-exercise-and-sell",
    ),
    pytest.param(
        [{"on": "2028-01-03", "exercise": "G1", "share": 1}],
        "actions[0].shares of 'mine' is missing; add shares (Options exercised)\n"
        "actions[0].share of 'mine' is not a field of the scenario file; did you mean "
        "'shares'?",
        id="typo-in-an-action",
    ),
    pytest.param(
        [{"on": "2028-01-03", "exercise": "G1", "shares": 0}],
        "actions[0].shares of 'mine' is 0, which is not above 0; give a number above 0",
        id="no-shares",
    ),
]


@pytest.mark.parametrize(("given", "expected"), SCHEDULES)
def test_an_action_that_cannot_be(
    given: list[Fields], expected: str, lines_with: Lines
) -> None:
    """By day, exercises before sales of the same day."""
    lines = [f"schedules[0].{line}" for line in expected.split("\n")]
    assert lines_with({ACTIONS: given}) == lines


def test_shares_exercised_on_a_day_can_be_sold_on_it(
    changed: Callable[[Fields], Fields], tmp_path: Path
) -> None:
    """Whatever the order in the file."""
    sale = {"on": "2028-01-03", "sell": "G1", "shares": 600}
    exercise = {"on": "2028-01-03", "exercise": "G1", "shares": 100}
    file = tmp_path / "same_day.json"
    fields = changed({ACTIONS: [sale, exercise]})
    file.write_text(json.dumps(fields), encoding="utf-8")
    assert len(load_scenario(file).schedules) == 1


def test_an_action_after_expiry(lines_with: Lines) -> None:
    """Options end with the day of expiry."""
    late = {"on": "2028-01-03", "exercise": "G1", "shares": 1}
    assert lines_with({"grants.0.expires_on": "2027-12-31", ACTIONS: [late]}) == [
        (
            "schedules[0].actions[0].on of 'mine' is 2028-01-03, after 'G1' expires on "
            "2027-12-31; give a day from 2025-03-01 to 2027-12-31"
        )
    ]


LIMITED = {
    "market.trading_windows": [
        {"opens": "2028-01-03", "closes": "2028-01-28", "most_shares": 400},
        {"opens": "2028-05-01", "closes": "2028-05-26"},
    ],
    "market.tender_offers": [{"on": "2027-03-01", "most_of_vested": 0.1}],
    "market.blackouts": [{"begins": "2028-01-24", "ends": "2028-02-04"}],
}


def sold(*days_and_shares: tuple[str, int]) -> list[Fields]:
    """Return sales of the lot."""
    return [{"on": on, "sell": "L1", "shares": n} for on, n in days_and_shares]


def test_sales_add_up_to_the_limit_of_a_window(lines_with: Lines) -> None:
    """300 and 101 in January are one too many; in May there is no limit."""
    sales = sold(("2028-01-03", 300), ("2028-01-20", 101), ("2028-05-02", 99))
    assert lines_with({**LIMITED, ACTIONS: sales}) == [
        (
            "schedules[0].actions[1].shares of 'mine' is 101, more than the 100 shares "
            "that market.trading_windows[0] (2028-01-03 to 2028-01-28) still allows to "
            "sell on 2028-01-20; sell fewer, or some of them later"
        )
    ]


def test_a_tender_offer_takes_a_part_of_what_is_vested(lines_with: Lines) -> None:
    """By March 1, 2027, 36 of 48 months: 3,600, of them 500 held; a tenth is 360."""
    assert lines_with({**LIMITED, ACTIONS: sold(("2027-03-01", 361))}) == [
        (
            "schedules[0].actions[0].shares of 'mine' is 361, more than the 360 shares "
            "that market.tender_offers[0] (2027-03-01) still allows to sell on "
            "2027-03-01; sell fewer, or some of them later"
        )
    ]


def test_no_sale_within_a_blackout(lines_with: Lines) -> None:
    """The fields that close the market are named, and the next open day."""
    assert lines_with({**LIMITED, ACTIONS: sold(("2028-01-24", 1))}) == [
        (
            "schedules[0].actions[0].on of 'mine' is 2028-01-24, a day on which shares "
            "cannot be sold (market.first_sale, market.trading_windows, "
            "market.blackouts); sell on 2028-05-01 or later"
        )
    ]


def test_no_sale_on_the_market_within_the_lock_up(lines_with: Lines) -> None:
    """180 days from October 1, 2026 end on March 29, 2027; an offer before is open."""
    values = {
        "market.first_sale": ...,
        "market.ipo": {"on": "2026-10-01"},
        "market.tender_offers": [{"on": "2026-06-01"}],
        ACTIONS: sold(("2026-06-01", 1), ("2027-03-29", 1), ("2027-03-30", 1)),
    }
    assert lines_with(values) == [
        (
            "schedules[0].actions[1].on of 'mine' is 2027-03-29, a day on which shares "
            "cannot be sold (market.ipo); sell on 2027-03-30 or later"
        )
    ]


def test_one_wrong_action_does_not_make_the_next_one_wrong(lines_with: Lines) -> None:
    """The sale of shares exercised too early is not reported again."""
    assert len(lines_with({f"{ACTIONS}.0.on": "2026-02-01"})) == 1


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"grants.0.shares": "many"}, id="grant-not-readable"),
        pytest.param({"lots.0.shares": "many"}, id="lot-not-readable"),
        pytest.param({"grants.0.exercised": 499}, id="grant-against-its-lots"),
    ],
)
def test_shares_are_not_counted_where_their_number_is_in_doubt(
    values: Fields, lines_with: Lines
) -> None:
    """A schedule is not called wrong because its grant is; its days still are."""
    sales = [
        {"on": "2027-05-01", "sell": "G1", "shares": 4_000},
        {"on": "2027-05-01", "sell": "L1", "shares": 4_000},
        {"on": "2031-05-01", "sell": "L1", "shares": 1},
    ]
    mistake, day = lines_with({**values, ACTIONS: sales})
    assert not mistake.startswith("schedules")
    assert day.startswith("schedules[0].actions[2].on of 'mine' is 2031-05-01, ")
