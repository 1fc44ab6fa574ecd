"""What tests of the fuzzer share: one household with every limit, and its answers."""

from copy import deepcopy
from datetime import date

import pytest

from fuzzing.facts import Fields
from fuzzing.trial import Trial

FIELDS: Fields = {
    "name": "limits",
    "plan": {
        "start": date(2026, 1, 5),
        "last_year": 2028,
        "decision_dates": "yearly",
        "inflation": 0.02,
        "run_off_years": 1,
    },
    "household": {
        "filing_status": "single",
        "wages": 150_000,
        "cash": 60_000,
        "savings_per_year": 10_000,
    },
    "market": {
        "prices": {"2026-01-02": 20.0, "2027-06-01": 40.0},
        "trading_windows": [
            {
                "opens": date(2027, 5, 3),
                "closes": date(2027, 5, 28),
                "most_shares": 1_000,
            },
            {"opens": date(2027, 8, 2), "closes": date(2028, 6, 30)},
        ],
        "blackouts": [{"begins": date(2027, 8, 30), "ends": date(2027, 9, 10)}],
        "tender_offers": [{"on": date(2026, 9, 1), "price": 60.0, "most_shares": 400}],
        "sale_cost_per_share": 0.05,
    },
    "grants": [
        {
            "name": "G",
            "granted_on": date(2022, 3, 1),
            "expires_on": date(2032, 2, 28),
            "shares": 4_000,
            "strike": 4.0,
            "vesting": {"months": 48, "cliff_months": 12, "every_months": 12},
        }
    ],
    "lots": [
        {
            "name": "L",
            "grant": "G",
            "exercised_on": date(2024, 5, 1),
            "shares": 500,
            "value_at_exercise": 15.0,
        }
    ],
    "schedules": [
        {
            "name": "all at once",
            "actions": [
                {"on": date(2026, 3, 2), "exercise": "G", "shares": 3_000},
                {"on": date(2027, 8, 2), "sell": "G", "shares": 3_500},
            ],
        }
    ],
}
"""Windows, a blackout, an offer, little cash, a lot and a schedule of its own."""


@pytest.fixture
def fields() -> Fields:
    """The household's file, to be changed."""
    return deepcopy(FIELDS)


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The household's answers; not to be changed."""
    return Trial(deepcopy(FIELDS), tmp_path_factory.mktemp("fuzz"))
