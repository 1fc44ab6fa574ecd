"""A company that fails or is bought, written wrongly: what is printed."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

CLOSING = {"on": "2027-09-14", "price": 50.0}
BOUGHT = {"market.acquisition": CLOSING}
FAILS = {"market.worthless_on": "2027-09-14"}
NO_PRICE = {"market.prices": {"2026-01-01": 10.0}, "schedules": []}
TRADED_UNTIL = "but shares are not traded from 2027-09-14 on, by market."
UP_TO = "give a day up to 2027-09-13, remove it, or correct market."

ERRORS: list[Any] = [
    pytest.param(
        BOUGHT | FAILS | NO_PRICE,
        "market.worthless_on is 2027-09-14, but market.acquisition buys the shares on "
        "2027-09-14; remove one of the two",
        id="both",
    ),
    pytest.param(
        {"market.acquisition": {"on": "2025-09-14", "price": 50.0}} | NO_PRICE,
        "market.acquisition.on is 2025-09-14, before the plan's start on 2026-03-01, "
        "when nothing is left to decide; correct the day, or move plan.start to the "
        "closing or before it",
        id="bought-before-the-plan",
    ),
    pytest.param(
        {"market.worthless_on": "2025-09-14"} | NO_PRICE,
        "market.worthless_on is 2025-09-14, in a year before 2026: the loss belongs to "
        "2025, and what is left of it is carried over; give it as "
        "household.loss_carryover, and remove the company's shares; or start the plan "
        "in 2025",
        id="failed-before-the-plan",
    ),
    pytest.param(
        BOUGHT | {"market.prices": {"2026-01-01": 1.0, "2027-09-14": 50.0}},
        f"market.prices.2027-09-14 is 2027-09-14, {TRADED_UNTIL}acquisition; "
        f"{UP_TO}acquisition.on",
        id="price-of-the-closing",
    ),
    pytest.param(
        FAILS
        | {"market.tender_offers": [{"on": "2027-10-01", "price": 1.0}]}
        | NO_PRICE,
        f"market.tender_offers[0].on is 2027-10-01, {TRADED_UNTIL}worthless_on; "
        f"{UP_TO}worthless_on",
        id="offer-after-the-failure",
    ),
    pytest.param(
        BOUGHT
        | {"market.trading_windows": [{"opens": "2027-10-01", "closes": "2027-10-09"}]}
        | NO_PRICE,
        f"market.trading_windows[0].opens is 2027-10-01, {TRADED_UNTIL}acquisition; "
        f"{UP_TO}acquisition.on",
        id="window-after-the-closing",
    ),
    pytest.param(
        FAILS
        | {"market.ipo": {"on": "2028-01-03"}, "market.first_sale": ...}
        | NO_PRICE,
        f"market.ipo.on is 2028-01-03, {TRADED_UNTIL}worthless_on; {UP_TO}worthless_on",
        id="ipo-after-the-failure",
    ),
    pytest.param(
        {"market.acquisition": {"on": "2027-09-14"}} | NO_PRICE,
        "market.acquisition.price is missing; add price (Cash paid for one share)",
        id="no-price",
    ),
]


@pytest.mark.parametrize(("values", "line"), ERRORS)
def test_one_mistake_is_one_line(values: Fields, line: str, lines_with: Lines) -> None:
    """File, field, value, reason and remedy."""
    ends = {"market.first_sale": "2027-01-04"} | values
    assert lines_with(ends) == [line]


@pytest.mark.parametrize(
    ("market", "last", "field"),
    [(BOUGHT, "2027-09-14", "acquisition"), (FAILS, "2027-09-13", "worthless_on")],
)
def test_a_schedule_that_goes_on(
    market: Fields, last: str, field: str, lines_with: Lines
) -> None:
    """An exercise and a sale after the end."""
    actions = [
        {"on": "2026-04-01", "exercise": "G1", "shares": 100},
        {"on": "2027-10-01", "exercise": "G1", "shares": 100},
        {"on": "2027-10-01", "sell": "G1", "shares": 100},
    ]
    changes = market | NO_PRICE | {"schedules": [{"name": "late", "actions": actions}]}
    exercise = (
        "schedules[0].actions[1].on of 'late' is 2027-10-01, after options lapse on "
        f"{last} (market.{field}); exercise by {last}, or remove it"
    )
    sale = (
        "schedules[0].actions[2].on of 'late' is 2027-10-01, after shares are traded "
        f"no longer, from 2027-09-14 on (market.{field}); sell before 2027-09-14, or "
        "remove it: what is left goes by itself"
    )
    assert lines_with(changes) == [exercise, sale]


def test_a_lot_that_does_not_vest_in_time(lines_with: Lines) -> None:
    """It needs acceleration, for the file does not say what is paid back."""
    changes = (
        BOUGHT
        | NO_PRICE
        | {
            "grants.0.early_exercise": "plan_decides",
            "lots.0.vests_on": "2028-01-03",
        }
    )
    (line,) = lines_with(changes)
    assert line.endswith(
        "is 2028-01-03, after the closing on 2027-09-14, which does not accelerate "
        "vesting; set market.acquisition.accelerates = true, or remove the lot and "
        "give what is paid back for it as other income"
    )
