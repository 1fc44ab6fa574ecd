"""Limits on sales in columns: days of sale and exercise, and what a sale brings."""

from datetime import date

from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.decision_dates import exercise_dates, sale_dates
from limited_market import ACQUIRED, OFFER, START, small


def test_what_closes_the_market_takes_days_of_sale_away() -> None:
    """December 31, 2027 and January 1 are blacked out, and gone; an offer is a day."""
    scenario = small(
        {
            "blackouts": [{"begins": "2027-12-20", "ends": "2028-01-07"}],
            "tender_offers": [{"on": "2026-12-31"}, {"on": "2025-12-30"}],
        }
    )
    free = sale_dates(situation_of(small({})), None)
    gone = {date(2027, 12, 31), date(2028, 1, 1)}
    assert gone < set(free)
    assert date(2026, 12, 31) in free
    assert sale_dates(situation_of(scenario), None) == [
        d for d in free if d not in gone
    ]


def test_the_end_of_the_lock_up_is_a_day_of_sale_and_the_ipo_one_of_exercise() -> None:
    """180 days from September 1, 2026: sales from February 28, 2027."""
    scenario = small({"ipo": {"on": "2026-09-01"}, "tender_offers": [OFFER]})
    assert sale_dates(situation_of(scenario), None)[:2] == [
        date(2026, 3, 10),
        date(2027, 2, 28),
    ]
    options = situation_of(scenario).tranches[0]
    days = exercise_dates(situation_of(scenario), options)
    assert {date(2026, 3, 10), date(2026, 9, 1), date(2027, 2, 28)} <= set(days)


def test_what_an_offer_and_a_sale_cost_do_to_the_return() -> None:
    """Worked by hand, at a market price of 60 and an offer of 66, cost of sale 0.50.

    The amount realized is 65.50 (26 CFR 1.263(a)-1(e)(1)). Options exercised on the
    day: ordinary income is the spread by market value, 50 (IRC 421(b), 83(a)), and the
    rest of 65.50 - 10 is short-term gain. On the market 59.50 is realized, less than
    the value at exercise: ordinary income is the gain, 49.50 (IRC 422(c)(2)). Of the
    lot's gain of 55.50, ordinary income is the spread at exercise, 30.
    """
    flat = {date(2025, 6, 2): 60.0}
    offer = {"on": START, "price": 66.0}
    scenario = small(
        {"prices": flat, "tender_offers": [offer], "sale_cost_per_share": 0.5}
    )
    next_day = date(2026, 1, 3)
    columns = columns_of(
        situation_of(scenario),
        [
            Choice(0, START, START),
            Choice(0, next_day, next_day),
            Choice(1, ACQUIRED, START),
        ],
    )
    assert columns.sale_price.tolist() == [65.5, 59.5, 65.5]
    assert columns.lines["iso_ordinary_income"].tolist() == [50.0, 49.5, 30.0]
    assert columns.lines["iso_ordinary_income_later"].tolist() == [0.0, 0.0, 30.0]
    assert columns.lines["short_term_gain"].tolist() == [5.5, 0.0, 25.5]
