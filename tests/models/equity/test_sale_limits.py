"""How many shares may be sold when, on tranches made by hand."""

from datetime import date

import pytest

from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.sale_limits import RemainingCapacity, SaleLimits, sale_limits
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market

OPTIONS = Tranche(
    name="G",
    grant="G",
    treatment=IncentiveStockOption(),
    lot=None,
    steps=((date(2026, 1, 1), 1_300), (date(2027, 3, 2), 5_000)),
    paid=1.0,
)
UNVESTED = Tranche(
    name="G (vests 2027-06-01)",
    grant="G",
    treatment=IncentiveStockOption(),
    lot=None,
    steps=((date(2026, 1, 1), 900),),
    paid=1.0,
    vests_on=date(2027, 6, 1),
)
HELD = Tranche(
    name="L",
    grant="G",
    treatment=IncentiveStockOption(),
    lot="L",
    steps=((date(2025, 1, 1), 700),),
    paid=1.0,
    acquired_on=date(2025, 1, 1),
)


@pytest.fixture
def limits() -> SaleLimits:
    """One window of two and two offers of three with a limit."""
    market = Market.model_validate(
        {
            "prices": {date(2026, 1, 1): 10.0},
            "trading_windows": [
                {"opens": "2028-02-07", "closes": "2028-03-03"},
                {"opens": "2028-05-08", "closes": "2028-06-02", "most_shares": 500},
            ],
            "tender_offers": [
                {"on": "2027-03-01", "most_of_vested": 0.1},
                {"on": "2028-05-22"},
                {"on": "2028-05-23", "most_shares": 40},
            ],
        }
    )
    return sale_limits({None: market}, [OPTIONS, UNVESTED, HELD])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # A tenth of 1,300 vested options and 700 shares held; unvested ones are none.
        (date(2027, 3, 1), 200),
        (date(2028, 2, 7), None),  # a window without a limit
        (date(2028, 5, 7), None),
        (date(2028, 5, 8), 500),
        (date(2028, 6, 2), 500),
        (date(2028, 6, 3), None),
        (date(2028, 5, 22), None),  # an offer without a limit, in a window with one
        (date(2028, 5, 23), 40),  # an offer with its own
    ],
)
def test_each_day_counts_against_one_limit(
    limits: SaleLimits, day: date, expected: int | None
) -> None:
    """That of the offer of the day, or that of the window."""
    found = limits.on(None, day)
    assert (None if found is None else found.most_shares) == expected


def test_limits_are_named_by_field_and_days(limits: SaleLimits) -> None:
    """So that a message can say which one."""
    assert [str(limit) for limit in limits] == [
        "market.trading_windows[1] (2028-05-08 to 2028-06-02)",
        "market.tender_offers[0] (2027-03-01)",
        "market.tender_offers[2] (2028-05-23)",
    ]


def test_room_is_what_is_left(limits: SaleLimits) -> None:
    """Two sales in one window add up; elsewhere there is any number."""
    capacity = RemainingCapacity(limits)
    assert capacity.left(None, date(2028, 2, 7)) is None
    assert capacity.sell(None, date(2028, 2, 7), 10_000) == 10_000
    assert capacity.sell(None, date(2028, 5, 8), 300) == 300
    assert capacity.left(None, date(2028, 6, 2)) == 200
    assert capacity.sell(None, date(2028, 6, 2), 300) == 200
    assert capacity.sell(None, date(2028, 5, 9), 1) == 0
    assert capacity.left(None, date(2027, 3, 1)) == 200
