"""A household whose sales are limited: a lot, options, windows and an offer.

The price falls, so that each day and each share that a limit takes costs money.
"""

from datetime import date
from typing import Any

from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from scenario_builder import Fields, build_scenario, grant, lot

START = date(2026, 1, 2)
ACQUIRED = date(2025, 6, 2)
FALLING = {date(2025, 6, 2): 40.0, date(2026, 1, 1): 60.0, date(2028, 12, 31): 45.0}
JULY = {"opens": "2026-07-01", "closes": "2026-07-31"}
APRIL = {"opens": "2027-04-01", "closes": "2027-04-30"}
OCTOBER = {"opens": "2027-10-01", "closes": "2027-10-29"}
OFFER = {"on": "2026-03-10"}


def small(market: Fields, plan: Fields | None = None, **parts: Any) -> Scenario:
    """A lot of 600 shares, 400 options vested at a strike of 10; three years."""
    span = {
        "start": START,
        "last_year": 2028,
        "inflation": 0.0,
        "decision_dates": "yearly",
        "run_off_years": 2,
    }
    held = lot(name="L", exercised_on=ACQUIRED, shares=600, value_at_exercise=40.0)
    sections: Fields = {
        "plan": span | (plan or {}),
        "household": {"wages": 150_000},
        "grants": [grant()],
        "lots": [held],
        "market": {"prices": FALLING, **market},
    }
    return build_scenario("small", **(sections | parts))


def windows(*given: Fields, most: int | None = None) -> Fields:
    """Return windows as fields of a market, each with the limit."""
    limit = {} if most is None else {"most_shares": most}
    return {"trading_windows": [{**each, **limit} for each in given]}


def sold_between(plan: Plan, first: date, last: date) -> int:
    """Return the shares that a plan sells on days from one to another."""
    return sum(
        action.shares
        for action in plan.actions
        if action.kind == "sell" and first <= action.date <= last
    )
