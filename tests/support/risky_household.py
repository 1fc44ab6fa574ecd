"""A small household that loses its strikes where its company fails."""

from isoplan.models.scenario import Scenario
from scenario_builder import Fields
from uncertain_household import uncertain

LISTS: Fields = {
    "name": "lists",
    "from": "2028-01-03",
    "probability": 0.6,
    "market": {"prices": {"2028-06-01": 70.0}},
}
FAILS: Fields = {
    "name": "fails",
    "from": "2028-01-03",
    "probability": 0.4,
    "market": {"prices": {"2028-01-03": 0.5}},
}
MARKET: Fields = {
    "prices": {"2026-01-01": 20.0, "2028-06-01": 50.0},
    "between_prices": "steps",
    "first_sale": "2028-02-01",
}
"""Nothing can be sold before it is known that the company fails."""


def risky(*branches: Fields, **preferences: object) -> Scenario:
    """Return the household, with these branches or with both."""
    of = branches or (LISTS, FAILS)
    return uncertain(*of, preferences=preferences, market=MARKET)
