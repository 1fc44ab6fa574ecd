"""A market through an acquisition for stock, told for an old share."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.equity.stock_acquisition import between_both
from isoplan.models.inputs.market import Market
from scenario_builder import Fields, build_situation, grant

CLOSING = date(2027, 3, 1)
DEAL: Fields = {"on": CLOSING, "buyer": "B", "exchange_ratio": 0.4}
OLD: Fields = {"prices": {"2026-01-01": 30.0, "2027-01-01": 36.0}}
PRIVATE: Fields = {"first_sale": "2031-01-02", "between_prices": None}
BUYER: Fields = {
    "prices": {"2026-01-01": 80.0, "2027-03-01": 100.0, "2028-03-01": 125.0},
    "growth": 0.1,
    "trading_days": "any",
}


def through(market: Fields, buyer: Fields, **deal: Any) -> Market:
    """Return the market of the company from the plan's start to 2029."""
    return build_situation(
        plan={"last_year": 2029},
        market=OLD | {"acquisition_for_stock": DEAL | deal} | market,
        markets={"B": BUYER | buyer},
        grants=[grant()],
    ).market


def test_the_price_is_the_companys_and_then_so_much_of_the_buyers() -> None:
    """36 as appraised up to the last day; 0.4 of 100 from the closing; then growth."""
    market = through(PRIVATE, {})
    assert market.price(date(2026, 12, 31)) == 30.0
    assert market.price(CLOSING - ONE_DAY) == 36.0
    assert market.price(CLOSING) == 40.0
    assert market.price(date(2028, 3, 1)) == 50.0
    half_way = market.price(date(2027, 8, 31))
    assert half_way == pytest.approx(40.0 * 1.25 ** (183 / 366))
    assert market.price(date(2029, 3, 1)) == pytest.approx(55.0, abs=0.02)
    assert market.acquisition_for_stock is None


def test_a_listed_company_moves_as_before_until_the_closing() -> None:
    """Its own growth to the day before, on no way to the buyer's price."""
    market = through({"growth": 0.2, "first_sale": None}, {})
    years = (CLOSING - ONE_DAY - date(2027, 1, 1)).days / 365.25
    assert market.price(CLOSING - ONE_DAY) == pytest.approx(36.0 * 1.2**years)
    assert market.price(CLOSING) == 40.0
    assert market.can_sell(date(2026, 5, 5))


def test_a_private_companys_shares_are_first_sold_at_the_closing() -> None:
    """Or when the buyer's may be: its lock-up, windows, blackouts and offers."""
    assert through(PRIVATE, {}).next_sale_date(date(2026, 1, 2)) == CLOSING
    locked = through(PRIVATE, {"ipo": {"on": "2027-01-04", "lock_up_days": 100}})
    assert locked.next_sale_date(date(2026, 1, 2)) == date(2027, 4, 14)
    assert locked.price(CLOSING) == 40.0
    later = {"ipo": {"on": "2028-01-03", "lock_up_days": 90}, "between_prices": None}
    unlisted = through(PRIVATE, later)
    assert unlisted.next_sale_date(date(2026, 1, 2)) == date(2028, 4, 2)
    assert unlisted.listed_on == date(2028, 1, 3)


def test_a_listed_companys_lock_up_by_its_buyer() -> None:
    """Sales before the closing; none from it until those of the buyer begin."""
    market = through({}, {"first_sale": "2027-06-01", "between_prices": "smooth"})
    assert market.can_sell(CLOSING - ONE_DAY)
    assert not market.can_sell(CLOSING)
    assert market.next_sale_date(CLOSING) == date(2027, 6, 1)


def test_windows_are_the_companys_and_then_the_buyers() -> None:
    """Cut at the closing; without any on one side every day there is open."""
    own = [{"opens": "2026-06-01", "closes": "2027-02-28", "most_shares": 500}]
    of_buyer = [{"opens": "2027-02-01", "closes": "2027-04-30", "most_shares": 101}]
    both = through({"trading_windows": own}, {"trading_windows": of_buyer})
    assert [(str(w), w.most_shares) for w in both.trading_windows] == [
        ("2026-06-01 to 2027-02-28", 500),
        ("2027-03-01 to 2027-04-30", 252),  # 101 of the buyer's are 252.5 old shares
    ]
    spans = through({"trading_windows": own}, {}).open_spans(
        date(2026, 1, 2), date(2029, 12, 31)
    )
    assert list(spans) == [
        (date(2026, 6, 1), date(2027, 2, 28)),
        (CLOSING, date(2029, 12, 31)),
    ]
    after = through({}, {"trading_windows": of_buyer})
    spans = after.open_spans(date(2026, 1, 2), date(2029, 12, 31))
    assert list(spans) == [
        (date(2026, 1, 2), CLOSING - ONE_DAY),
        (CLOSING, date(2027, 4, 30)),
    ]


def test_blackouts_and_offers_are_the_companys_and_then_the_buyers() -> None:
    """Dollars and shares of the buyer's offer are told for old shares."""
    market = through(
        {
            "blackouts": [{"begins": "2027-02-10", "ends": "2027-03-20"}],
            "tender_offers": [{"on": "2026-09-01", "price": 29.0, "most_shares": 9}],
        },
        {
            "blackouts": [
                {"begins": "2026-12-01", "ends": "2026-12-31"},
                {"begins": "2027-02-20", "ends": "2027-03-05"},
            ],
            "tender_offers": [
                {"on": "2026-10-01", "price": 90.0},
                {"on": "2027-10-01", "price": 120.0, "most_shares": 41},
                {"on": "2027-11-01", "most_of_vested": 0.2},
            ],
        },
    )
    assert [str(each) for each in market.blackouts] == [
        "2027-02-10 to 2027-02-28",
        "2027-03-01 to 2027-03-05",
    ]
    offers = [(str(o.on), o.price, o.most_shares) for o in market.tender_offers]
    assert offers == [
        ("2026-09-01", 29.0, 9),
        ("2027-10-01", 48.0, 102),
        ("2027-11-01", None, None),
    ]


def test_what_becomes_of_the_buyer_becomes_of_the_shares() -> None:
    """It is bought for cash itself, or fails; the cost of a sale is its own."""
    sold = {"acquisition": {"on": "2028-06-01", "price": 150.0}}
    market = through(PRIVATE, sold | {"sale_cost_per_share": 0.5})
    assert market.shares_go_on == date(2028, 6, 1)
    assert market.sale_price(date(2028, 6, 1)) == pytest.approx(60.0)
    assert market.sale_price(date(2028, 3, 1)) == pytest.approx(49.8)
    failed = through(PRIVATE, {"worthless_on": "2028-06-01"})
    assert failed.price(date(2028, 6, 1)) == 0.0


UNLISTED, LISTED = {"first_sale": "2031-01-02"}, {"first_sale": None}


def moves(between: str | None, listed: Fields) -> Market:
    """Return a market whose price moves so."""
    prices = {"prices": {"2026-01-01": 1.0}, "between_prices": between}
    return Market.model_validate(prices | listed)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (moves(None, UNLISTED), moves(None, LISTED), None),
        (moves(None, UNLISTED), moves("smooth", LISTED), None),
        (moves(None, LISTED), moves(None, LISTED), None),
        (moves(None, UNLISTED), moves(None, UNLISTED), None),
        (moves(None, UNLISTED), moves("steps", LISTED), "steps"),
        (moves("smooth", UNLISTED), moves(None, LISTED), "smooth"),
        (moves("smooth", LISTED), moves("smooth", UNLISTED), "smooth"),
        (moves("steps", UNLISTED), moves(None, LISTED), None),
        (moves("steps", UNLISTED), moves(None, UNLISTED), None),
        (moves("steps", LISTED), moves("steps", LISTED), "steps"),
    ],
)
def test_how_prices_move_through_the_closing(
    before: Market, after: Market, found: str | None
) -> None:
    """In steps while a company is private, smooth once its shares are listed ones."""
    assert between_both(before, after, CLOSING) == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (moves("steps", LISTED), moves("smooth", LISTED)),
        (moves("smooth", LISTED), moves("steps", LISTED)),
        (moves("smooth", UNLISTED), moves(None, UNLISTED)),
        (moves(None, LISTED), moves(None, UNLISTED)),
        (moves(None, LISTED), moves("steps", LISTED)),
        (moves(None, UNLISTED), moves("smooth", UNLISTED)),
    ],
)
def test_moves_that_one_word_cannot_say(before: Market, after: Market) -> None:
    """Steps follow smooth prices, or smooth ones those of a listed company's steps."""
    with pytest.raises(ValueError, match="prices move otherwise before 2027-03-01"):
        between_both(before, after, CLOSING)


def test_a_ratio_of_thirds_is_exact() -> None:
    """A decimal close to 1 for 3 is 1 for 3."""
    third = through(PRIVATE, {}, exchange_ratio=0.3333333)
    assert third.price(date(2027, 3, 1)) == pytest.approx(100.0 / 3.0, abs=1e-9)
