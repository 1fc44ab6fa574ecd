"""Prices between, on and after the days given; days on which shares can be sold."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.inputs.market import Market


def market(**changed: Any) -> Market:
    """Return a market whose price grows from 10 to 40 in two years."""
    prices = {date(2026, 1, 1): 10.0, date(2028, 1, 1): 40.0}
    fields = {"prices": prices, "trading_days": "any", "between_prices": "smooth"}
    return Market.model_validate(fields | changed)


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


APPRAISED = {"between_prices": None, "first_sale": "2028-01-01"}


@pytest.mark.parametrize(
    ("changed", "on", "price"),
    [
        # In steps before the first market day, the price of that day from it on.
        (APPRAISED, date(2027, 6, 30), 10.0),
        (APPRAISED, date(2027, 12, 31), 10.0),
        (APPRAISED, date(2028, 1, 1), 40.0),
        # Half-way on the way from 10 to 40 the market opens: smooth from there.
        ({**APPRAISED, "first_sale": "2027-01-01"}, date(2026, 12, 31), 10.0),
        ({**APPRAISED, "first_sale": "2027-01-01"}, date(2027, 1, 1), 20.0),
        # The IPO is the first market day, not the end of its lock-up.
        ({"between_prices": None, "ipo": {"on": "2027-01-01"}}, date(2027, 1, 1), 20.0),
        # By choice throughout, in steps or smooth; a listed company is smooth.
        ({"between_prices": "steps"}, date(2027, 12, 31), 10.0),
        ({**APPRAISED, "between_prices": "smooth"}, date(2027, 1, 1), 20.0),
        ({"between_prices": None}, date(2027, 1, 1), 20.0),
        # Growth after the last appraisal comes once a year.
        ({"between_prices": "steps", "growth": 0.1}, date(2028, 12, 31), 40.0),
        ({"between_prices": "steps", "growth": 0.1}, date(2029, 1, 1), 44.0),
        ({"between_prices": "steps", "growth": 0.1}, date(2030, 12, 31), 48.4),
    ],
)  # fmt: skip
def test_an_appraisal_holds_until_the_next_one(
    changed: dict[str, Any], on: date, price: float
) -> None:
    """Worked by hand from 10 on January 1, 2026 and 40 two years later."""
    assert market(**changed).price(on) == pytest.approx(price, abs=0.02)


def test_the_days_of_steps() -> None:
    """Each value given, the yearly ones after it, and the first market day; no more."""
    prices = {date(2026, 3, 1): 10.0, date(2027, 3, 1): 12.0}
    private = market(
        prices=prices, growth=0.1, first_sale="2030-01-15", between_prices=None
    )
    assert private.steps(date(2026, 6, 1), date(2031, 12, 31)) == [
        date(2027, 3, 1),
        date(2028, 3, 1),
        date(2029, 3, 1),
        date(2030, 1, 15),
    ]
    assert market().steps(date(2026, 1, 1), date(2031, 12, 31)) == []


def test_expected_growth_loses_the_drag_of_volatility() -> None:
    """The median of a lognormal price: 1.15 x exp(-0.45^2 / 2) = 1.0393."""
    drifting = market(expected_growth=0.15, volatility=0.45)
    assert drifting.yearly_growth == pytest.approx(0.0393, abs=5e-5)
    assert drifting.price(date(2030, 1, 1)) == pytest.approx(
        40.0 * 1.0393 ** (731 / 365.25), rel=1e-4
    )
    assert "+3.93% a year" in drifting.prices_in_words()
    assert "+15.00% expected, less the drag of 45% volatility" in (
        drifting.prices_in_words()
    )


@pytest.mark.parametrize(
    ("on", "trades", "next_day", "settles"),
    [
        # Juneteenth, a Friday; Good Friday; the Friday before July 4, a Saturday.
        (date(2026, 6, 19), False, date(2026, 6, 22), date(2026, 6, 22)),
        (date(2026, 4, 2), True, date(2026, 4, 2), date(2026, 4, 6)),
        (date(2026, 7, 2), True, date(2026, 7, 2), date(2026, 7, 6)),
        (date(2026, 12, 31), True, date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 1, 2), False, date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_trading_days_and_settlement(
    on: date, trades: bool, next_day: date, settles: date
) -> None:
    """The holidays that the New York Stock Exchange has published for 2026 and 2027."""
    found = market(trading_days="nyse")
    assert found.trades_on(on) is trades
    assert found.trading_day_from(on) == next_day
    assert found.settles_on(on) == settles
    assert found.can_sell(on) is trades
    assert market().settles_on(on) == on


def test_spans_in_which_the_market_is_open() -> None:
    """Windows, less a blackout and the day of an offer; worked by hand."""
    found = market(
        trading_windows=WINDOWS[1:],
        blackouts=[{"begins": "2027-02-12", "ends": "2027-02-14"}],
        tender_offers=[{"on": "2027-02-17"}],
    )
    assert list(found.open_spans(date(2026, 1, 1), date(2030, 1, 1))) == [
        (date(2027, 2, 1), date(2027, 2, 11)),
        (date(2027, 2, 15), date(2027, 2, 16)),
        (date(2027, 2, 18), date(2027, 2, 20)),
    ]
