"""Windows, blackouts, offers and an IPO that contradict each other: what is printed."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
MAY = {"opens": "2027-05-01", "closes": "2027-05-28"}
AUGUST = {"opens": "2027-08-02", "closes": "2027-08-27"}

ERRORS: list[Any] = [
    pytest.param(
        {"market.blackouts": [{"begins": "2027-06-20", "ends": "2027-06-01"}]},
        "market.blackouts[0].ends is '2027-06-01', before the blackout begins on "
        "2027-06-20; exchange the two days",
        id="blackout-ends-before-it-begins",
    ),
    pytest.param(
        {"market.ipo": {"on": "2026-10-01", "lock_up_days": 180}},
        "market.first_sale is 2027-01-04, before the lock-up of market.ipo ends and "
        "sales begin on 2027-03-30; remove it, or correct market.ipo",
        id="first-sale-within-the-lock-up",
    ),
    pytest.param(
        {"market.ipo": {"lock_up_days": 180}},
        "market.ipo.on is missing; add on (First day of trading)",
        id="ipo-without-a-day",
    ),
    pytest.param(
        {"market.ipo": {"on": "2026-01-05", "lock_up_days": -1}},
        "market.ipo.lock_up_days is -1, which is below 0; give 0 or more",
        id="negative-lock-up",
    ),
    pytest.param(
        {
            "market.blackouts": [
                {"begins": "2027-06-01", "ends": "2027-06-20"},
                {"begins": "2027-09-01", "ends": "2027-09-20"},
                {"begins": "2027-06-20", "ends": "2027-06-30"},
            ]
        },
        "market.blackouts[2] is 2027-06-20 to 2027-06-30, which overlaps "
        "blackouts[0], 2027-06-01 to 2027-06-20; write the two as one, or correct "
        "the days",
        id="overlapping-blackouts",
    ),
    pytest.param(
        {
            "market.trading_windows": [
                {**MAY, "most_shares": 5_000},
                AUGUST,
                {"opens": "2027-05-28", "closes": "2027-06-11"},
            ]
        },
        "market.trading_windows[2] is 2027-05-28 to 2027-06-11, which overlaps "
        "trading_windows[0], 2027-05-01 to 2027-05-28, so that a sale could count "
        "against the most_shares of either; correct the days, or remove most_shares "
        "from both",
        id="overlapping-windows-with-a-limit",
    ),
    pytest.param(
        {
            "market.trading_windows": [MAY, AUGUST],
            "market.blackouts": [
                {"begins": "2027-08-16", "ends": "2027-09-03"},
                {"begins": "2027-07-30", "ends": "2027-08-15"},
            ],
        },
        "market.trading_windows[1] is 2027-08-02 to 2027-08-27, every day of which "
        "lies within blackouts[1], blackouts[0], so that nothing can be sold; "
        "remove the window, or correct the days",
        id="window-within-blackouts",
    ),
    pytest.param(
        {"market.trading_windows": [{**MAY, "most_shares": 0}]},
        "market.trading_windows[0].most_shares is 0, which is not above 0; give a "
        "number above 0",
        id="window-of-no-shares",
    ),
    pytest.param(
        {"market.tender_offers": [{"on": "2026-06-01"}, {"on": "2026-06-01"}]},
        "market.tender_offers[1].on is 2026-06-01, already the day of "
        "tender_offers[0]; give each offer a day of its own",
        id="two-offers-a-day",
    ),
    pytest.param(
        {"market.tender_offers": [{"on": "2026-06-01", "most_of_vested": 20}]},
        "market.tender_offers[0].most_of_vested is 20, which is above 1; give 1 "
        "or less, as a fraction: 0.03 is 3 percent",
        id="percent-in-place-of-a-fraction",
    ),
    pytest.param(
        {"market.tender_offers": [{"on": "2026-06-01", "most_of_vested": 0.0}]},
        "market.tender_offers[0].most_of_vested is 0.0, which is not above 0; give "
        "a number above 0",
        id="offer-for-nothing",
    ),
    pytest.param(
        {"market.sale_cost_per_share": 12.0},
        "market.sale_cost_per_share is 12.0, not less than the 11.19 that a share "
        "brings on 2026-03-01; give the cost of selling one share, in dollars",
        id="cost-above-the-price",
    ),
    pytest.param(
        {
            "market.sale_cost_per_share": 8.5,
            "market.tender_offers": [{"on": "2026-06-01", "price": 8.5}],
        },
        "market.sale_cost_per_share is 8.5, not less than the 8.50 that a share "
        "brings on 2026-06-01; give the cost of selling one share, in dollars",
        id="cost-above-the-price-offered",
    ),
    pytest.param(
        {"market.blackouts": [{"from": "2027-06-20", "ends": "2027-06-01"}]},
        "market.blackouts[0].begins is missing; add begins (First day of the "
        "blackout)\n"
        "market.blackouts[0].from is not a field of the scenario file; known fields "
        "here: begins, ends",
        id="another-word-for-begins",
    ),
]


@pytest.mark.parametrize(("values", "expected"), ERRORS)
def test_what_contradicts_itself(
    values: Fields, expected: str, lines_with: Lines
) -> None:
    """Each with the fields, the days, and what would be right."""
    assert lines_with(values) == expected.split("\n")


def test_a_sale_to_an_offer_that_cannot_be_read_is_not_wrong(lines_with: Lines) -> None:
    """It would be, on the market, before the first sale."""
    sale = {"on": "2026-06-01", "sell": "L1", "shares": 100}
    offer = {"on": "2026-06-01", "price": -1}
    values = {"market.tender_offers": [offer], "schedules.0.actions": [sale]}
    assert lines_with(values) == [
        (
            "market.tender_offers[0].price is -1, which is not above 0; give a number "
            "above 0"
        )
    ]


def test_windows_without_limits_may_overlap(
    changed: Callable[[Fields], Fields],
) -> None:
    """Nothing depends on which of them a sale belongs to."""
    windows = [MAY, {"opens": "2027-05-17", "closes": "2027-06-11"}]
    scenario = Scenario.model_validate(changed({"market.trading_windows": windows}))
    assert len(scenario.market.trading_windows) == 2


WARNINGS: list[Any] = [
    pytest.param(
        {"market.tender_offers": [{"on": "2031-01-02"}]},
        "market.tender_offers[0].on is 2031-01-02, which is not used: the plan runs "
        "from 2026-03-01 to 2030-12-31; correct the day, or remove the offer",
        id="offer-outside-the-plan",
    ),
    pytest.param(
        {
            "market.ipo": {"on": "2026-07-01", "lock_up_days": 180},
            "market.tender_offers": [{"on": "2026-07-01"}],
        },
        "market.tender_offers[0].on is 2026-07-01, within the lock-up of market.ipo, "
        "which may forbid it as well; check the day",
        id="offer-within-the-lock-up",
    ),
    pytest.param(
        {
            "market.blackouts": [{"begins": "2027-06-01", "ends": "2027-06-20"}],
            "market.tender_offers": [{"on": "2027-06-20"}],
        },
        "market.tender_offers[0].on is 2027-06-20, within the blackout of 2027-06-01 "
        "to 2027-06-20, which limits sales on the market alone: shares are sold to the "
        "offer all the same; check the day",
        id="offer-within-a-blackout",
    ),
    pytest.param(
        {"market.tender_offers": [{"on": "2026-03-01", "price": 112.0}]},
        "market.tender_offers[0].price is 112.0, 10.01 times the share price of 11.19 "
        "on 2026-03-01; check for a slipped decimal point; a price above market value "
        "may be taxed as pay in part",
        id="offer-far-above-the-market",
    ),
    pytest.param(
        {
            "market.ipo": {"on": "2026-07-01", "lock_up_days": 180},
            "market.trading_windows": [
                {"opens": "2026-08-03", "closes": "2026-12-27"},
                AUGUST,
            ],
            "schedules": [],
        },
        "market.trading_windows[0] is 2026-08-03 to 2026-12-27, which is not used: the "
        "lock-up of market.ipo ends and sales begin on 2026-12-28; remove the window, "
        "or correct the days",
        id="window-within-the-lock-up",
    ),
    pytest.param(
        {
            "market.trading_windows": [MAY, AUGUST],
            "market.blackouts": [{"begins": "2027-05-29", "ends": "2027-08-01"}],
        },
        "market.blackouts[0] is 2027-05-29 to 2027-08-01, which is not used: the "
        "market is closed on all of its days anyway; remove the blackout, or correct "
        "the days",
        id="blackout-between-windows",
    ),
    pytest.param(
        {
            "market.trading_windows": [{**MAY, "most_shares": 100}],
            "market.tender_offers": [
                {"on": "2026-06-01", "most_shares": 150},
                {"on": "2025-06-02"},
            ],
            "schedules": [],
        },
        "market allows to sell 250 shares by 2030-12-31, fewer than the 500 held: the "
        "others are worth nothing with at_horizon = 'sell'; set at_horizon = 'keep', "
        "or correct most_shares and most_of_vested",
        id="fewer-sales-than-shares",
    ),
]


@pytest.mark.parametrize(("values", "expected"), WARNINGS)
def test_what_is_probably_not_meant(
    values: Fields, expected: str, changed: Callable[[Fields], Fields]
) -> None:
    """Allowed, so a warning."""
    assert expected in scenario_warnings(
        situation_of(Scenario.model_validate(changed(values)))
    )


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"market.tender_offers": [{"on": "2029-06-01"}]}, id="an offer"),
        pytest.param(
            {"market.trading_windows": [{**MAY, "most_shares": 1}, AUGUST]},
            id="a window",
        ),
        pytest.param({"plan.at_horizon": "keep"}, id="no need to sell"),
    ],
)
def test_sales_without_limit_are_enough(
    values: Fields, changed: Callable[[Fields], Fields]
) -> None:
    """One day on which any number can be sold, or shares that count when kept."""
    windows = {"market.trading_windows": [{**MAY, "most_shares": 1}], "schedules": []}
    scenario = Scenario.model_validate(changed({**windows, **values}))
    assert scenario_warnings(situation_of(scenario)) == []
