"""Small households whose futures part: once more in one branch, or at a failure."""

from typing import Any

from isoplan.models.scenario import Scenario
from scenario_builder import Fields, build_scenario, grant, scenario_fields

GOOD: Fields = {
    "name": "good",
    "from": "2027-03-01",
    "probability": 0.6,
    "market": {"prices": {"2028-01-03": 70.0}},
}
BAD: Fields = {
    "name": "bad",
    "from": "2027-03-01",
    "probability": 0.4,
    "market": {"worthless_on": "2027-09-01"},
}
BETTER: Fields = {
    "name": "better",
    "from": "2028-02-01",
    "after": "good",
    "probability": 0.5,
    "market": {"prices": {"2028-02-01": 90.0}},
}
WORSE: Fields = {
    "name": "worse",
    "from": "2028-02-01",
    "after": "good",
    "probability": 0.5,
    "market": {"prices": {"2028-02-01": 40.0}},
}
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
RISKY_MARKET: Fields = {
    "prices": {"2026-01-01": 20.0, "2028-06-01": 50.0},
    "between_prices": "steps",
    "first_sale": "2028-02-01",
}
"""Nothing can be sold before it is known that the company fails."""

MARKETS: list[Fields] = [
    {"prices": {"2026-01-01": 20.0, "2028-06-01": 50.0}, "between_prices": "smooth"},
    {"prices": {"2026-01-01": 20.0, "2028-06-01": 50.0}, "between_prices": "steps"},
    {"prices": {"2025-06-01": 20.0}, "growth": 0.2, "between_prices": "steps"},
    {"prices": {"2025-06-01": 20.0}, "growth": -0.1, "between_prices": "smooth"},
    {
        "prices": {"2025-06-01": 20.0, "2028-06-01": 50.0},
        "between_prices": None,
        "first_sale": "2027-01-04",
        "growth": 0.1,
    },
    {
        "prices": {"2025-06-01": 20.0},
        "between_prices": None,
        "first_sale": "2028-01-03",
        "growth": 0.1,
    },
]
"""Every way in which a price moves before and after a branch begins."""


def uncertain_fields(*branches: Fields, **sections: Any) -> Fields:
    """Return its fields, with these branches, or with all four."""
    given: Fields = {
        "plan": {"last_year": 2028, "decision_dates": "yearly", "run_off_years": 2},
        "household": {"wages": 150_000},
        "grants": [grant(shares=6_000, strike=4.0)],
        "market": {
            "prices": {"2026-01-01": 20.0, "2028-01-03": 50.0},
            "between_prices": "steps",
        },
        "branches": list(branches or (GOOD, BAD, BETTER, WORSE)),
    }
    return scenario_fields("uncertain", **(given | sections))


def uncertain(*branches: Fields, **sections: Any) -> Scenario:
    """Return that household, checked."""
    return build_scenario("uncertain", **_sections(*branches, **sections))


def risky(*branches: Fields, **preferences: object) -> Scenario:
    """Return one that loses its strikes where its company fails.

    With these branches, or with both: it lists, it fails.
    """
    of = branches or (LISTS, FAILS)
    return uncertain(*of, preferences=preferences, market=RISKY_MARKET)


def _sections(*branches: Fields, **sections: Any) -> Fields:
    fields = uncertain_fields(*branches, **sections)
    return {name: value for name, value in fields.items() if name != "name"}
