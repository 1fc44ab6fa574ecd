"""A household without any cash pays for its options by selling others."""

from datetime import date

import pytest

from isoplan.models.scenario import Scenario
from isoplan.optimizer.recommend import recommend
from scenario_builder import build_scenario, grant


@pytest.fixture
def penniless() -> Scenario:
    """No cash at all; a few cheap options, whose sale pays for the first of many."""
    windows = [
        {"opens": date(2026, month, 10), "closes": date(2026, month, 25)}
        for month in (2, 8)
    ]
    prices = {
        date(2025, 11, 15): 2.0,
        date(2026, 6, 3): 2.74,
        date(2026, 12, 30): 9.15,
    }
    return build_scenario(
        "no cash",
        plan={"start": date(2025, 11, 15), "inflation": 0.025},
        household={
            "filing_status": {"2025": "single", "2026": "married_separately"},
            "wages": {"2025": 0, "2027": 50_000},
            "short_term_gain": -60_000,
            "cash": 0,
        },
        grants=[
            grant(
                "many",
                granted_on=date(2024, 3, 25),
                expires_on=date(2034, 3, 13),
                shares=60_000,
                strike=0.6,
            ),
            grant(
                "few",
                granted_on=date(2022, 7, 15),
                expires_on=date(2032, 7, 2),
                shares=7,
                strike=0.02,
            ),
        ],
        market={"prices": prices, "trading_windows": windows},
    )


def test_a_plan_without_cash_is_found_in_whole_shares(penniless: Scenario) -> None:
    """Doing nothing keeps every limit, so there is always a plan; this one gains."""
    plan = recommend(penniless)
    assert plan.status != "feasible"
    assert 0 <= plan.objective.gap <= 5
