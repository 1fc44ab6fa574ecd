"""A plan as evidence, and small scenarios in which faults are planted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer import recommend
from isoplan.optimizer.recount.evidence import Evidence

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="session")
def planned() -> Evidence:
    """The evidence of a plan with cash, a loan and a safe harbor."""
    scenario = Scenario.model_validate(
        {
            "name": "borrows",
            "plan": {
                "start": "2026-01-15",
                "last_year": 2027,
                "inflation": 0.025,
                "decision_dates": "yearly",
                "run_off_years": 2,
                "tax_payments": "installments",
            },
            "household": {
                "filing_status": "single",
                "wages": 200_000,
                "cash": 1_000,
                "loan": {"most": 50_000, "rate": 0.08},
                "prior_year": {"tax": 40_000, "adjusted_gross_income": 200_000},
            },
            "grants": [
                {
                    "name": "G",
                    "granted_on": "2024-01-01",
                    "expires_on": "2033-01-01",
                    "shares": 2_000,
                    "strike": 2.0,
                    "vesting": {"months": 0, "cliff_months": 0},
                }
            ],
            "market": {
                "prices": {"2025-12-31": 30.0},
                "growth": 0.4,
                "first_sale": "2027-12-01",
            },
        }
    )
    found: list[Evidence] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recommend, "audit", found.append)
        recommend.solve_plan(situation_of(scenario))
    return found[0]


def case(name: str) -> Scenario:
    """Return one of the scenarios in which such a fault once passed."""
    return load_scenario(CASES / f"{name}.toml")


def cash() -> Scenario:
    """Return the one with 1,000 of cash, and shares that cannot be sold before 2027."""
    return case("cash")


def vesting() -> Scenario:
    """Return the one with 4,000 options that vest in four years, the price falling."""
    return case("vesting")


def rising(**sections: Any) -> Scenario:
    """Return a grant and a lot at a rising price, with changes to its sections."""
    given: dict[str, Any] = {
        "name": "rising",
        "plan": {
            "start": "2026-01-15",
            "last_year": 2028,
            "inflation": 0.025,
            "decision_dates": "yearly",
            "run_off_years": 3,
        },
        "household": {"filing_status": "single", "wages": 190_000},
        "grants": [
            {
                "name": "hire",
                "granted_on": "2025-06-01",
                "expires_on": "2035-05-30",
                "shares": 4_000,
                "strike": 1.8,
                "vesting": {"months": 48, "every_months": 12},
            }
        ],
        "holdings": [
            {
                "name": "bought",
                "acquired_on": "2024-05-06",
                "shares": 1_000,
                "basis": 2.0,
            }
        ],
        "market": {"prices": {"2025-12-31": 8.0}, "growth": 0.1},
    }
    for name, fields in sections.items():
        made = [{**given[name][0], **fields}] if name == "grants" else fields
        if isinstance(made, dict):
            made = {**given.get(name, {}), **made}
        given[name] = made
    return Scenario.model_validate(given)


def windows() -> Scenario:
    """Return the rising price with one window a year, and 500 shares in each."""
    return rising(
        market={
            "trading_windows": [
                {
                    "opens": f"{year}-03-01",
                    "closes": f"{year}-12-31",
                    "most_shares": 500,
                }
                for year in (2026, 2027, 2028)
            ]
        }
    )


def blackout() -> Scenario:
    """Return the rising price whose last days are closed."""
    return rising(
        market={"blackouts": [{"begins": "2028-06-01", "ends": "2028-12-31"}]}
    )


def leaving() -> Scenario:
    """Return the rising price for somebody who leaves, with no cash until 2028."""
    return rising(
        employment={"leaves_on": "2027-07-15"},
        household={"cash": 0},
        market={"first_sale": "2028-01-01"},
    )


def leaving_with_years_to_go() -> Scenario:
    """Return the same, with two years in which to exercise what has vested."""
    given = leaving().model_dump(mode="json", exclude_unset=True)
    given["grants"][0]["months_after_leaving"] = 24
    return Scenario.model_validate(given)


def least_tax() -> Scenario:
    """Return the rising price, with everything to be sold."""
    return rising(plan={"objective": "least_tax"})


def giver() -> Scenario:
    """Return the rising price for somebody who gives 1,000 dollars a year."""
    return rising(household={"gifts": 1_000})


def careful() -> Scenario:
    """Return the rising price for somebody with half of all wealth in the stock."""
    stock = {"share": 0.1, "other_wealth": 20_000}
    kept = {"at_horizon": "keep", "last_year": 2027}
    return rising(preferences={"most_in_stock": stock}, plan=kept)


def beyond_the_limit() -> Scenario:
    """Return the rising price with a grant far beyond the $100,000 limit."""
    return rising(
        grants={"shares": 400_000, "vesting": {"months": 0, "cliff_months": 0}}
    )


def units() -> Scenario:
    """Return the rising price with units, of which the company keeps a part."""
    given = rising().model_dump(mode="json", exclude_unset=True)
    award = {
        "name": "units",
        "granted_on": "2025-06-01",
        "shares": 1_000,
        "vesting": {"months": 24},
    }
    return Scenario.model_validate(given | {"restricted_units": [award]})


def replanned() -> Scenario:
    """Return the rising price with shares sold in January."""
    given = rising(plan={"start": "2026-02-15"})
    events = [{"on": "2026-01-20", "sell": "bought", "shares": 400}]
    return Scenario.model_validate(
        given.model_dump(mode="json", exclude_unset=True) | {"events": events}
    )


def exercised_today() -> Scenario:
    """Return a part exercised on the plan's first day, when the price is lowest."""
    prices = {"2025-12-31": 8.0, "2026-06-15": 2.5, "2028-06-01": 30.0}
    given = rising(plan={"start": "2026-06-15"}, market={"prices": prices})
    event = {"on": "2026-06-15", "exercise": "hire", "shares": 300, "value": 12.0}
    return Scenario.model_validate(
        given.model_dump(mode="json", exclude_unset=True) | {"events": [event]}
    )


def keeping() -> Scenario:
    """Return the price rising fast, with shares that may be kept."""
    return rising(plan={"at_horizon": "keep"}, market={"growth": 0.9})


SCENARIOS: dict[str, Callable[[], Scenario]] = {
    make.__name__: make
    for make in (
        cash,
        vesting,
        rising,
        windows,
        blackout,
        leaving,
        leaving_with_years_to_go,
        least_tax,
        giver,
        careful,
        beyond_the_limit,
        units,
        replanned,
        exercised_today,
        keeping,
    )
}


@pytest.fixture(scope="session")
def scenario_named() -> Callable[[str], Scenario]:
    """Return a fresh scenario by the name of its function."""
    return lambda name: SCENARIOS[name]()
