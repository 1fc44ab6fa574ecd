"""A household with one of each kind of equity, and lawful acts for the audit."""

from dataclasses import replace
from datetime import date
from typing import Any

from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.recount.acts import Act

MARKET = {
    "prices": {"2020-01-01": 4.0, "2025-12-31": 10.0},
    "growth": 0.05,
    "trading_windows": [
        {"opens": "2026-02-01", "closes": "2026-03-31", "most_shares": 800},
        {"opens": "2027-02-01", "closes": "2027-04-30"},
        {"opens": "2028-02-01", "closes": "2029-12-31"},
    ],
    "blackouts": [{"begins": "2027-02-10", "ends": "2027-02-20"}],
    "tender_offers": [{"on": "2026-09-01", "price": 12.0, "most_shares": 100}],
}


HELD: dict[str, object] = {
    "lots": [
        {
            "name": "L",
            "grant": "H",
            "exercised_on": "2024-02-01",
            "shares": 500,
            "value_at_exercise": 5.0,
        }
    ],
    "restricted_units": [
        {
            "name": "R",
            "granted_on": "2025-01-01",
            "shares": 100,
            "vesting": [{"on": "2027-01-01", "shares": 100}],
        }
    ],
    "holdings": [
        {
            "name": "P",
            "kind": "espp",
            "acquired_on": "2024-12-31",
            "shares": 100,
            "paid": 4.0,
            "offered_on": "2024-07-01",
            "value_when_offered": 5.0,
            "value_when_bought": 6.0,
        },
        {
            "name": "Q",
            "acquired_on": "2021-01-01",
            "shares": 100,
            "basis": 1.0,
            "small_business_stock": True,
        },
    ],
}
"""A lot, units that vest, purchase-plan shares, and small business stock."""


def options(name: str, **fields: object) -> dict[str, object]:
    """Return a grant of 2,000 options at 2 dollars."""
    return {
        "name": name,
        "granted_on": "2024-01-01",
        "expires_on": "2033-01-01",
        "shares": 2_000,
        "strike": 2.0,
        "vesting": {"months": 0, "cliff_months": 0},
        **fields,
    }


def house(**sections: Any) -> Situation:
    """Return a household with one of each kind of equity, sold in windows."""
    vests = [
        {"on": "2025-01-01", "shares": 1_000},
        {"on": "2027-03-01", "shares": 1_000},
    ]
    given: dict[str, Any] = {
        "name": "one of each",
        "plan": {
            "start": "2026-01-15",
            "last_year": 2029,
            "inflation": 0.025,
            "decision_dates": "yearly",
            "run_off_years": 2,
        },
        "household": {"filing_status": "single", "wages": 150_000, "gifts": 1_000},
        "grants": [
            options("G", vesting=vests, expires_on="2028-06-30"),
            options(
                "E",
                granted_on="2025-06-01",
                shares=1_000,
                vesting=[{"on": "2026-12-01", "shares": 1_000}],
                early_exercise="with_83b",
            ),
            options("H", granted_on="2022-01-01", expires_on="2031-01-01", shares=500),
        ],
        **HELD,
        "market": MARKET,
    }
    for name, fields in sections.items():
        given[name] = {**given.get(name, {}), **fields}
    return situation_of(Scenario.model_validate(given))


def sold(lot: str, grant: str, day: str, shares: float, **terms: Any) -> Act:
    """Return a sale at the price of its day."""
    on = date.fromisoformat(day)
    price = 12.0 if day == "2026-09-01" else house().market.price(on)
    return replace(Act(on, "sell", grant, "", lot, shares, price), **terms)


G_2026, E_2026 = "G 2026-02-02", "E (vests 2026-12-01) 2026-02-02, 83(b)"
FIRST = date(2026, 2, 2)
ACTS = (
    Act(FIRST, "exercise", "G", "G", G_2026, 1_000, 2.0),
    Act(FIRST, "exercise", "E", "E (vests 2026-12-01)", E_2026, 1_000, 2.0, None, True),
    sold("L", "H", "2026-02-10", 450, disposition="qualifying"),
    sold("P", "P", "2026-09-01", 100, disposition="qualifying"),
    sold("L", "H", "2027-03-01", 50, kind="give"),
    sold(G_2026, "G", "2026-03-02", 100, disposition="disqualifying"),
    sold(G_2026, "G", "2027-03-01", 900, disposition="qualifying"),
    sold("Q", "Q", "2027-03-01", 100, exclusion=1.0),
    sold("R 2027-01-01", "R", "2027-03-01", 70),
    sold(E_2026, "E", "2028-03-01", 1_000, disposition="qualifying"),
)
"""Whole and lawful: each kind of act once, in windows, offers and elections."""
