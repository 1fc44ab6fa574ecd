"""IPO, lock-up, tender offers, blackouts: worked on the calendar by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from isoplan.models.inputs.market import Market
from isoplan.models.inputs.market_access import PublicOffering, TenderOffer

IPO = {"on": "2027-10-18", "lock_up_days": 180}
WINDOWS = [
    {"opens": "2028-02-07", "closes": "2028-03-03"},
    {"opens": "2028-05-08", "closes": "2028-06-02", "most_shares": 500},
]
BLACKOUTS = [
    {"begins": "2028-05-06", "ends": "2028-05-09"},
    {"begins": "2028-05-10", "ends": "2028-05-12"},
    {"begins": "2028-06-01", "ends": "2028-06-05"},
]
OFFERS = [{"on": "2027-03-01", "price": 18.0}, {"on": "2028-05-22"}]


def market(**changed: Any) -> Market:
    """Return a market whose price grows from 10 to 40 in two years."""
    prices = {date(2026, 1, 1): 10.0, date(2028, 1, 1): 40.0}
    fields = {"prices": prices, "trading_days": "any", "between_prices": "smooth"}
    return Market.model_validate(fields | changed)


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        # October 18 is day 1; 14 days of October, then 30, 31, 31, 29 and 31 to the
        # end of March make 166, so that day 180 is April 14.
        (date(2027, 10, 18), 180, date(2028, 4, 15)),
        (date(2027, 10, 18), 1, date(2027, 10, 19)),
        (date(2027, 10, 18), 0, date(2027, 10, 18)),
    ],
)
def test_the_lock_up_counts_calendar_days(on: date, days: int, expected: date) -> None:
    """The first day of trading is the first of them."""
    assert PublicOffering(on=on, lock_up_days=days).first_sale == expected


def test_a_lock_up_lasts_180_days_unless_said_otherwise() -> None:
    """As most do."""
    ipo = PublicOffering.model_validate({"on": "2027-10-18"})
    assert ipo.first_sale == date(2028, 4, 15)


@pytest.mark.parametrize(
    ("changed", "on", "expected"),
    [
        # An IPO alone: nothing before the end of the lock-up.
        ({"ipo": IPO}, "2026-01-01", "2028-04-15"),
        ({"ipo": IPO}, "2028-04-14", "2028-04-15"),
        ({"ipo": IPO}, "2028-04-16", "2028-04-16"),
        # The later of two first days counts.
        ({"ipo": IPO, "first_sale": "2028-07-01"}, "2026-01-01", "2028-07-01"),
        # Windows open before the lock-up ends do not help.
        ({"ipo": IPO, "trading_windows": WINDOWS}, "2028-02-10", "2028-05-08"),
        # A blackout alone: the day before it, its ends, the day after it.
        ({"blackouts": BLACKOUTS}, "2028-05-05", "2028-05-05"),
        ({"blackouts": BLACKOUTS[:1]}, "2028-05-06", "2028-05-10"),
        ({"blackouts": BLACKOUTS[:1]}, "2028-05-09", "2028-05-10"),
        # Two in a row, in any order, are one.
        ({"blackouts": BLACKOUTS}, "2028-05-06", "2028-05-13"),
        ({"blackouts": BLACKOUTS[::-1]}, "2028-05-06", "2028-05-13"),
        # They shorten windows at either end.
        (
            {"trading_windows": WINDOWS, "blackouts": BLACKOUTS},
            "2028-04-01",
            "2028-05-13",
        ),
        (
            {"trading_windows": WINDOWS, "blackouts": BLACKOUTS},
            "2028-05-31",
            "2028-05-31",
        ),
        ({"trading_windows": WINDOWS, "blackouts": BLACKOUTS}, "2028-06-01", None),
        # Tender offers are open whatever the market is.
        ({"ipo": IPO, "tender_offers": OFFERS}, "2026-01-01", "2027-03-01"),
        ({"ipo": IPO, "tender_offers": OFFERS}, "2027-03-01", "2027-03-01"),
        ({"ipo": IPO, "tender_offers": OFFERS}, "2027-03-02", "2028-04-15"),
        (
            {"first_sale": "2029-01-01", "tender_offers": OFFERS},
            "2028-05-22",
            "2028-05-22",
        ),
        (
            {"blackouts": [{"begins": "2028-05-20", "ends": "2028-05-30"}]},
            "2028-05-22",
            "2028-05-31",
        ),
    ],
)
def test_next_sale_date(changed: dict[str, Any], on: str, expected: str | None) -> None:
    """The first day on or after a day on which shares can be sold, if any."""
    found = market(**changed)
    day = date.fromisoformat(on)
    assert found.next_sale_date(day) == (
        None if expected is None else date.fromisoformat(expected)
    )
    assert found.can_sell(day) == (expected == on)


def test_on_the_day_of_an_offer_the_market_waits() -> None:
    """Shares are sold to the offer alone, on the next day on the market again."""
    found = market(tender_offers=OFFERS)
    assert found.next_market_date(date(2028, 5, 21)) == date(2028, 5, 21)
    assert found.next_market_date(date(2028, 5, 22)) == date(2028, 5, 23)
    assert found.can_sell(date(2028, 5, 22))


def test_what_a_sale_brings() -> None:
    """The offer's price or the market's, less the cost: worked by hand.

    Half-way from 10 to 40 the price is 20; an offer without a price pays the market's.
    """
    offers = [{"on": "2027-01-01", "price": 18.0}, {"on": "2028-05-22"}]
    found = market(tender_offers=offers, sale_cost_per_share=0.25)
    assert found.sale_price(date(2027, 1, 1)) == pytest.approx(17.75)
    assert found.price(date(2027, 1, 1)) == pytest.approx(20.0)
    assert found.sale_price(date(2028, 5, 22)) == pytest.approx(39.75)
    assert found.sale_price(date(2026, 1, 1)) == pytest.approx(9.75)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"most_shares": 300}, 300),
        # 15% of 4,133 is 619.95: whole shares within it.
        ({"most_of_vested": 0.15}, 619),
        ({"most_of_vested": 0.15, "most_shares": 300}, 300),
        ({"most_of_vested": 0.15, "most_shares": 900}, 619),
        ({"most_of_vested": 1.0}, 4_133),
    ],
)
def test_the_limit_of_an_offer(given: dict[str, Any], expected: int | None) -> None:
    """The lesser of shares and part of the vested, in whole shares."""
    offer = TenderOffer.model_validate({"on": "2027-03-01", **given})
    assert offer.limit(4_133) == expected


@pytest.mark.parametrize(("part", "vested"), [(0.29, 100), (0.57, 100), (0.07, 4_100)])
def test_rounding_takes_no_share(part: float, vested: int) -> None:
    """0.29 * 100 is 28.999999999999996 to a computer, and 29 shares to a company."""
    offer = TenderOffer.model_validate({"on": "2027-03-01", "most_of_vested": part})
    assert offer.limit(vested) == round(part * vested)


@pytest.mark.parametrize("trading_days", ["any", "nyse"])
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"ipo": IPO},
        {"ipo": IPO, "tender_offers": OFFERS, "trading_windows": WINDOWS},
        {"blackouts": BLACKOUTS, "trading_windows": WINDOWS},
        {"first_sale": "2028-03-01", "blackouts": BLACKOUTS},
        {"worthless_on": "2028-05-15"},
        {"acquisition": {"on": "2028-04-15", "price": 30.0}},
    ],
)
def test_a_day_is_open_that_is_the_next_one_open(
    trading_days: str, changed: dict[str, Any]
) -> None:
    """Asked of each day of three years, by itself and by the search for the next."""
    found = market(**changed, trading_days=trading_days)
    days = [date(2027, 1, 1) + timedelta(n) for n in range(3 * 365)]
    opened = [day for day in days if found.is_open(day)]
    assert opened == [day for day in days if found.next_market_date(day) == day]
    assert len(opened) > 0
