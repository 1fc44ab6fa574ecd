"""A household that has exercised options with shares in the plan's first year."""

from typing import Any

from isoplan.models.scenario import Scenario
from scenario_builder import Fields, build_scenario, grant, lot, scenario_fields

PAID: Fields = {
    "on": "2026-07-01",
    "exercise": "G",
    "shares": 100,
    "value": 25.0,
    "name": "swap",
    "paid_with": "early",
    "shares_given": 40,
}
EARLY = lot(name="early", value_at_exercise=20.0)
"""100 shares of June 2, 2025, at a strike of $10."""


def fields(*events: Fields, **sections: Any) -> Fields:
    """Return a household that exercised in the plan's first year with shares."""
    given: Fields = {
        "plan": {"start": "2026-08-03", "last_year": 2028, "run_off_years": 3},
        "market": {"prices": {"2026-01-01": 30.0, "2028-12-31": 45.0}},
        "household": {"wages": 150_000},
        "grants": [grant(shares=300)],
        "lots": [EARLY],
        "events": list(events),
    }
    return scenario_fields(**(given | sections))


def household(*events: Fields, **sections: Any) -> Scenario:
    """Return that household, checked."""
    return build_scenario(**fields(*events, **sections))
