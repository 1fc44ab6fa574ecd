"""A household without any cash pays for its options by selling others."""

from datetime import date

import pytest

from isoplan.models.scenario import Scenario
from isoplan.optimizer.recommend import recommend


@pytest.fixture
def penniless() -> Scenario:
    """No cash at all; a few cheap options, whose sale pays for the first of many."""
    vested = {"months": 0, "cliff_months": 0}
    return Scenario.model_validate(
        {
            "name": "no cash",
            "plan": {
                "start": date(2025, 11, 15),
                "last_year": 2026,
                "inflation": 0.025,
            },
            "household": {
                "filing_status": {"2025": "single", "2026": "married_separately"},
                "wages": {"2025": 0, "2027": 50_000},
                "short_term_gain": -60_000,
                "cash": 0,
            },
            "grants": [
                {
                    "name": "many",
                    "granted_on": date(2024, 3, 25),
                    "expires_on": date(2034, 3, 13),
                    "shares": 60_000,
                    "strike": 0.6,
                    "vesting": vested,
                },
                {
                    "name": "few",
                    "granted_on": date(2022, 7, 15),
                    "expires_on": date(2032, 7, 2),
                    "shares": 7,
                    "strike": 0.02,
                    "vesting": vested,
                },
            ],
            "market": {
                "prices": {
                    date(2025, 11, 15): 2.0,
                    date(2026, 6, 3): 2.74,
                    date(2026, 12, 30): 9.15,
                },
                "trading_windows": [
                    {"opens": date(2026, 2, 10), "closes": date(2026, 2, 25)},
                    {"opens": date(2026, 8, 10), "closes": date(2026, 8, 25)},
                ],
            },
        }
    )


def test_a_plan_without_cash_is_found_in_whole_shares(penniless: Scenario) -> None:
    """Doing nothing keeps every limit, so there is always a plan; this one gains."""
    plan = recommend(penniless)
    assert plan.status == "optimal"
    assert 0 <= plan.objective.gap <= 5
