"""Prices between, on and after the days given; days on which shares can be sold."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.inputs.market import Market


def market(**changed: Any) -> Market:
    """Return a market whose price grows from 10 to 40 in two years."""
    prices = {date(2026, 1, 1): 10.0, date(2028, 1, 1): 40.0}
    return Market.model_validate({"prices": prices, **changed})


def test_the_price_between_two_days_grows_at_a_constant_rate() -> None:
    """Half-way from 10 to 40 is 20: the same factor on both sides. Worked by hand."""
    assert market().price(date(2027, 1, 1)) == pytest.approx(20.0)
    assert market().price(date(2026, 1, 1)) == 10.0
    assert market().price(date(2028, 1, 1)) == 40.0


def test_the_price_after_the_last_day_grows_as_said() -> None:
    """By nothing unless said; else by the year of 365.25 days."""
    assert market().price(date(2040, 1, 1)) == 40.0
    four_years = market(growth=0.1).price(date(2032, 1, 1))
    assert four_years == pytest.approx(40.0 * 1.1**4)


def test_prices_may_be_given_in_any_order() -> None:
    """They are put in order."""
    prices = {date(2028, 1, 1): 40.0, date(2026, 1, 1): 10.0}
    assert list(market(prices=prices).prices) == sorted(prices)


def test_there_is_no_price_before_the_first() -> None:
    """It is not made up."""
    with pytest.raises(ValueError, match="no price on 2025-12-31"):
        market().price(date(2025, 12, 31))


WINDOWS = [
    {"opens": "2027-05-01", "closes": "2027-05-20"},
    {"opens": "2027-02-01", "closes": "2027-02-20"},
]


@pytest.mark.parametrize(
    ("changed", "on", "expected"),
    [
        ({}, date(2026, 1, 1), date(2026, 1, 1)),
        ({"first_sale": "2027-02-10"}, date(2026, 1, 1), date(2027, 2, 10)),
        ({"first_sale": "2027-02-10"}, date(2027, 2, 10), date(2027, 2, 10)),
        ({"trading_windows": WINDOWS}, date(2026, 1, 1), date(2027, 2, 1)),
        ({"trading_windows": WINDOWS}, date(2027, 2, 20), date(2027, 2, 20)),
        ({"trading_windows": WINDOWS}, date(2027, 2, 21), date(2027, 5, 1)),
        ({"trading_windows": WINDOWS}, date(2027, 5, 21), None),
        (
            {"trading_windows": WINDOWS, "first_sale": "2027-02-10"},
            date(2026, 1, 1),
            date(2027, 2, 10),
        ),
    ],
)
def test_next_sale_date(
    changed: dict[str, Any], on: date, expected: date | None
) -> None:
    """The first day not before the first sale, and within a window if there are any."""
    found = market(**changed)
    assert found.next_sale_date(on) == expected
    assert found.can_sell(on) == (expected == on)


@pytest.mark.parametrize(
    ("changed", "first", "last", "expected"),
    [
        ({}, date(2027, 1, 1), date(2027, 12, 31), date(2027, 12, 31)),
        ({"first_sale": "2027-12-31"}, date(2027, 1, 1), date(2027, 12, 31),
         date(2027, 12, 31)),
        ({"first_sale": "2028-01-01"}, date(2027, 1, 1), date(2027, 12, 31), None),
        ({"trading_windows": WINDOWS}, date(2027, 1, 1), date(2027, 12, 31),
         date(2027, 5, 20)),
        ({"trading_windows": WINDOWS}, date(2027, 1, 1), date(2027, 5, 3),
         date(2027, 5, 3)),
        ({"trading_windows": WINDOWS}, date(2027, 1, 1), date(2027, 4, 30),
         date(2027, 2, 20)),
        ({"trading_windows": WINDOWS}, date(2027, 5, 21), date(2027, 12, 31), None),
        ({"blackouts": [{"begins": "2027-12-01", "ends": "2028-01-31"}]},
         date(2027, 1, 1), date(2027, 12, 31), date(2027, 11, 30)),
        ({"tender_offers": [{"on": "2027-12-31"}]},
         date(2027, 1, 1), date(2027, 12, 31), date(2027, 12, 30)),
        ({"tender_offers": [{"on": "2027-06-01"}], "first_sale": "2029-01-01"},
         date(2027, 1, 1), date(2027, 12, 31), None),
        ({"trading_windows": WINDOWS, "first_sale": "2027-05-21"},
         date(2027, 1, 1), date(2027, 12, 31), None),
    ],
)  # fmt: skip
def test_last_market_date(
    changed: dict[str, Any], first: date, last: date, expected: date | None
) -> None:
    """The last day within the span, a window and not before the first sale."""
    assert market(**changed).last_market_date(first, last) == expected
