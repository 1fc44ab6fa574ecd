"""A market with another exit, or that falls: what is before stays as it is."""

from datetime import date, timedelta
from typing import Any

import pytest

from isoplan.models.inputs.market import Market
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.changes import DateOfSale, ExitPrice
from isoplan.optimizer.firmness.market_changes import (
    fallen,
    moved,
    opens_on,
    sale_reference,
    scaled,
)
from scenario_builder import build_situation, grant

START, LAST = date(2026, 1, 15), date(2030, 12, 31)
LISTED = date(2028, 11, 15)
PRIVATE: dict[str, Any] = {
    "prices": {date(2026, 1, 1): 6.0, date(2027, 6, 1): 11.0, LISTED: 27.0},
    "ipo": {"on": LISTED, "lock_up_days": 181},
    "between_prices": None,
    "growth": 0.06,
}
APPRAISED: dict[str, Any] = {
    "prices": {date(2026, 1, 1): 6.0},
    "first_sale": LISTED,
    "between_prices": None,
    "growth": 0.5,
}
LED_THERE = PRIVATE | {"between_prices": "smooth"}
PUBLIC: dict[str, Any] = {
    "prices": {date(2026, 1, 1): 20.0, date(2028, 1, 3): 30.0},
    "growth": 0.04,
}
BOUGHT: dict[str, Any] = {
    "prices": {date(2026, 1, 1): 6.0, date(2027, 6, 1): 11.0},
    "first_sale": LISTED,
    "between_prices": None,
    "acquisition": {"on": date(2028, 2, 1), "price": 15.0},
}


def situation(market: dict[str, Any]) -> Situation:
    """A plan of five years on a market."""
    plan = {"start": START, "last_year": LAST.year}
    return build_situation(plan=plan, grants=[grant()], market=market)


def days(first: date, last: date) -> list[date]:
    """Each month's worth of days."""
    return [first + timedelta(days=n) for n in range(0, (last - first).days, 30)]


@pytest.mark.parametrize("market", [PRIVATE, APPRAISED, LED_THERE])
@pytest.mark.parametrize("factor", [0.3, 2.0])
def test_prices_from_the_first_market_day_on_are_multiplied(
    market: dict[str, Any], factor: float
) -> None:
    """And those of appraisals before it are not, steps of growth included."""
    given = situation(market)
    changed = scaled(given, given.market, factor)
    before = [*days(START, LISTED), LISTED - timedelta(days=1)]
    for day in before:
        assert changed.price(day) == pytest.approx(given.market.price(day), rel=1e-12)
    for day in days(LISTED, LAST):
        right = factor * given.market.price(day)
        assert changed.price(day) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("factor", [0.3, 2.0])
def test_an_open_market_drifts_from_the_price_of_the_start(factor: float) -> None:
    """Which stays; the factor is reached at the end of the plan, at a constant rate."""
    given = situation(PUBLIC)
    changed = scaled(given, given.market, factor)
    assert changed.price(START) == pytest.approx(given.market.price(START))
    assert sale_reference(given, given.market) == LAST
    for day in [*days(START, LAST), LAST]:
        part = (day - START).days / (LAST - START).days
        right = given.market.price(day) * factor**part
        assert changed.price(day) == pytest.approx(right, rel=1e-9)


def test_a_closing_before_the_listing_is_the_exit() -> None:
    """Its price is what another exit price is."""
    given = situation(BOUGHT)
    assert opens_on(given.market) == sale_reference(given, given.market)
    changed = scaled(given, given.market, 2.0)
    assert changed.acquisition is not None
    assert changed.acquisition.price == 30.0
    day_before = changed.acquisition.on - timedelta(days=1)
    assert changed.price(day_before) == given.market.price(day_before)
    assert ExitPrice(None, 200).made(given).market == changed
    sooner = DateOfSale(None, -9).made(given).market
    assert sooner.acquisition is not None
    assert sooner.acquisition.on == date(2027, 5, 1)
    assert list(sooner.prices) == [date(2026, 1, 1)]


def test_an_offer_after_the_exit_pays_more_with_it() -> None:
    """One before it pays what it did."""
    offers = [{"on": date(2027, 3, 1), "price": 12.0}, {"on": LISTED, "price": 20.0}]
    given = situation(PRIVATE | {"tender_offers": offers})
    changed = scaled(given, given.market, 1.5)
    assert [each.price for each in changed.tender_offers] == [12.0, 30.0]


@pytest.mark.parametrize("price", [0.0, 2.5])
@pytest.mark.parametrize("market", [PRIVATE, LED_THERE, PUBLIC, BOUGHT])
def test_a_fall_leaves_all_before_it(market: dict[str, Any], price: float) -> None:
    """From its day on the share has the fallen price, or there is no market."""
    given, on = situation(market), date(2027, 9, 1)
    changed = fallen(given.market, on, price)
    for day in [*days(START, on), on - timedelta(days=1)]:
        assert changed.price(day) == pytest.approx(given.market.price(day))
    assert {changed.price(day) for day in days(on, LAST)} == {price}
    assert (changed.worthless_on == on) is (price == 0.0)


@pytest.mark.parametrize("months", [-18, -2, 7])
def test_all_that_follows_the_first_market_day_moves_with_it(months: int) -> None:
    """By as many days; an appraisal that it overtakes is dropped."""
    given = situation(
        PRIVATE
        | {
            "trading_windows": [
                {"opens": date(2026, 2, 1), "closes": date(2026, 3, 1)},
                {"opens": date(2029, 6, 1), "closes": date(2029, 7, 1)},
            ]
        }
    ).market
    later = moved(given, months)
    by = later.listed_on - LISTED
    assert later.opens - given.opens == by
    assert later.price(later.listed_on) == 27.0
    assert later.price(START) == 6.0
    assert later.trading_windows[0] == given.trading_windows[0]
    assert later.trading_windows[1].opens - given.trading_windows[1].opens == by
    kept = [
        day for day in (date(2026, 1, 1), date(2027, 6, 1)) if day < later.listed_on
    ]
    assert list(later.prices) == [*kept, later.listed_on]


def test_without_a_sale_in_the_plan_there_is_no_exit_price() -> None:
    """The market opens too late, or fails."""
    late: dict[str, Any] = APPRAISED | {"first_sale": date(2031, 1, 2)}
    assert sale_reference(situation(late), situation(late).market) is None
    fails = situation(PRIVATE | {"worthless_on": date(2029, 1, 2)})
    assert sale_reference(fails, fails.market) is None


def test_nothing_else_of_a_market_changes() -> None:
    """A market of the same fields, but those."""
    given = situation(PRIVATE)
    fields = set(Market.model_fields) - {"prices"}
    changed = scaled(given, given.market, 1.1)
    assert [getattr(changed, name) for name in fields] == [
        getattr(given.market, name) for name in fields
    ]
