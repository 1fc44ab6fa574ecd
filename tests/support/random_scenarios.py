"""Random households with small equity: every status, income, kink and objective.

The same seed always makes the same scenario; what a test needs besides is its own.
"""

from datetime import date, timedelta

import numpy as np

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.scenario import Scenario
from scenario_builder import Fields, build_scenario, grant, lot


def random_scenario(seed: int) -> Scenario:
    """Return a small random scenario: two to four years, one to three grants."""
    pick = np.random.default_rng(seed)
    first = int(pick.choice([2024, 2025, 2026, 2027]))
    years = int(pick.integers(2, 5))
    start = date(first, int(pick.integers(1, 7)), int(pick.integers(1, 28)))
    price = float(pick.choice([3, 10, 60]))
    home = _household(pick, first)
    grants, lots = _equity(pick, start, price)
    market = _market(pick, start, years, price)
    return build_scenario(
        f"random {seed}",
        plan=_plan(pick, start, years),
        household=home,
        grants=grants,
        lots=lots,
        market=market,
    )


def _household(pick: np.random.Generator, first: int) -> Fields:
    """Every status; no income to top bracket; losses, old credit, deductions."""
    wages = float(pick.choice([0, 15e3, 40e3, 90e3, 150e3, 300e3, 700e3]))
    wages *= float(pick.uniform(0.7, 1.3))
    home: Fields = {
        "filing_status": str(pick.choice([status.value for status in FilingStatus])),
        "wages": {
            str(first): round(wages),
            str(first + 1): round(wages * float(pick.uniform(0.2, 2))),
            "growth": 0.03,
        },
        "interest": float(pick.choice([0, 2_000, 50_000])),
        "qualified_dividends": float(pick.choice([0, 3_000, 60_000])),
        "short_term_gain": float(pick.choice([0, 0, -8_000, 15_000])),
        "long_term_gain": float(pick.choice([0, 0, -20_000, 40_000])),
        "minimum_tax_credit": float(pick.choice([0, 0, 30_000, 200_000])),
    }
    if pick.random() < 0.4:
        home["loss_carryover"] = {
            "short_term": float(pick.choice([0, 5_000])),
            "long_term": float(pick.choice([0, 40_000])),
            "amt_short_term": float(pick.choice([0, 5_000])),
            "amt_long_term": float(pick.choice([0, 90_000])),
        }
    if pick.random() < 0.4:
        home["itemized_deductions"] = {
            "state_and_local_taxes": float(pick.choice([5_000, 30_000, 80_000])),
            "other": float(pick.choice([2_000, 25_000, 60_000])),
        }
        home["deduction"] = str(pick.choice(["larger", "itemized", "standard"]))
    if pick.random() < 0.4:
        home["cash"] = float(pick.choice([20_000, 200_000]))
        home["savings_per_year"] = float(pick.choice([0, 30_000]))
    return home


def _equity(
    pick: np.random.Generator, start: date, price: float
) -> tuple[list[Fields], list[Fields]]:
    """Options far in the money to under water; half of the grants with a young lot."""
    grants: list[Fields] = []
    lots: list[Fields] = []
    for number in range(int(pick.integers(1, 4))):
        granted_on = start - timedelta(days=int(pick.integers(100, 1_500)))
        shares = int(pick.integers(500, 40_000))
        has_lot = pick.random() < 0.5
        months = 0 if has_lot else int(pick.choice([0, 24, 48]))
        grants.append(
            grant(
                f"G{number}",
                granted_on=granted_on,
                expires_on=granted_on + timedelta(int(pick.integers(2_200, 3_600))),
                shares=shares,
                strike=round(price * float(pick.choice([0.05, 0.5, 1.2])), 2),
                vesting={"months": months, "cliff_months": 0, "every_months": 6},
            )
        )
        if has_lot:
            lots.append(
                lot(
                    f"G{number}",
                    exercised_on=start - timedelta(int(pick.integers(1, 90))),
                    shares=int(pick.integers(10, shares)),
                    value_at_exercise=round(price * float(pick.uniform(0.5, 3)), 2),
                )
            )
    return grants, lots


def _market(pick: np.random.Generator, start: date, years: int, price: float) -> Fields:
    """A price that moves each March, and at times no sale before the second year."""
    prices = {start - timedelta(days=1): price}
    for year in range(1, years + 1):
        moved = price * float(np.exp(pick.normal(0.3, 0.8)))
        prices[date(start.year + year, 3, 1)] = round(moved, 2)
    market: Fields = {"prices": prices}
    if pick.random() < 0.3:
        market["first_sale"] = date(start.year + 1, 5, 1)
    return market


def _plan(pick: np.random.Generator, start: date, years: int) -> Fields:
    """Both objectives; shares sold or, if value counts, kept at times."""
    objective = str(pick.choice(["after_tax_value"] * 3 + ["least_tax"]))
    keeps = objective == "after_tax_value" and pick.random() < 0.3
    return {
        "start": start,
        "last_year": start.year + years - 1,
        "inflation": 0.02,
        "decision_dates": str(pick.choice(["yearly", "quarterly"])),
        "run_off_years": int(pick.choice([0, 3, 6])),
        "objective": objective,
        "at_horizon": "keep" if keeps else "sell",
    }


def on_two_markets(scenario: Scenario, seed: int) -> Scenario:
    """Return a random scenario with a fund, and with grants of a second company.

    The second market has a price of its own, and at times windows and an offer.
    """
    pick = np.random.default_rng(seed)
    plan = scenario.plan
    other = _market(pick, plan.start, len(plan.years), float(pick.choice([5, 40])))
    year = plan.start.year + 1
    if pick.random() < 0.5:
        opens, closes = date(year - 1, 7, 1), date(year, 6, 30)
        most = int(pick.choice([50, 5_000]))
        first = {"opens": opens, "closes": closes, "most_shares": most}
        last = {"opens": date(year, 8, 1), "closes": plan.horizon}
        other["trading_windows"] = [first, last]
    if pick.random() < 0.5:
        other["tender_offers"] = [{"on": date(year, 7, 15), "most_of_vested": 0.3}]
    fields = scenario.to_dict()
    for each in fields["grants"]:
        each["market"] = "other" if pick.random() < 0.5 else None
    fund = {
        "name": "fund",
        "market": "index",
        "acquired_on": plan.start - timedelta(days=int(pick.integers(30, 3_000))),
        "shares": int(pick.integers(20, 3_000)),
        "basis": round(float(pick.uniform(10, 150)), 2),
    }
    index = {"prices": {plan.start: 100.0}, "growth": float(pick.choice([-0.1, 0.07]))}
    markets = {"other": other, "index": index | {"trading_days": "any"}}
    return Scenario.model_validate(
        fields | {"holdings": [fund], "markets": markets, "schedules": []}
    )
