"""Households of four sizes and three incomes, made from fixed seeds.

Each is what a person can have: grants of several years with ordinary vesting, a private
company whose price grows with noise until it goes public, and some credit of an old
exercise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from isoplan.models.scenario import Scenario

START = date(2026, 1, 2)
Income = Literal["low", "middle", "high"]
WAGES: dict[Income, tuple[float, float]] = {
    "low": (55_000, 98_000),
    "middle": (170_000, 320_000),
    "high": (610_000, 950_000),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to decide.

    Attributes:
        name: One or two letters.
        years: Years of the plan.
        dates: How often something may be decided.
        grants: Number of grants.
    """

    name: str
    years: int
    dates: Literal["yearly", "quarterly", "monthly"]
    grants: int


SIZES = (
    Size("S", 6, "yearly", 4),
    Size("M", 6, "quarterly", 4),
    Size("L", 10, "quarterly", 10),
    Size("XL", 15, "monthly", 20),
)
STATES = ("", "CA")
"""Federal tax alone, and a household in California."""
INCOMES: tuple[Income, ...] = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Instance:
    """One household of the benchmark."""

    size: Size
    income: Income
    seed: int
    scenario: Scenario
    state: str = ""

    @property
    def name(self) -> str:
        """Return what the tables call it."""
        return f"{self.size.name} {self.income} {self.seed} {self.state}".rstrip()


def instances(
    sizes: tuple[Size, ...] = SIZES,
    seeds: tuple[int, ...] = (1, 2),
    states: tuple[str, ...] = STATES,
) -> Iterator[Instance]:
    """Yield every size at every income, once a seed and state."""
    for size in sizes:
        for state in states:
            for income in INCOMES:
                for seed in seeds:
                    made = household(size, income, seed, state)
                    yield Instance(size, income, seed, made, state)


def household(size: Size, income: Income, seed: int, state: str = "") -> Scenario:
    """Return the household of one size, income and seed; the same in any state."""
    pick = np.random.default_rng([seed, INCOMES.index(income), size.grants, size.years])
    liquid = START + timedelta(days=int(pick.integers(200, 900)))
    prices = _prices(pick, size.years, liquid)
    return Scenario.model_validate(
        {
            "name": f"{size.name} {income} {seed}",
            "plan": {
                "start": START,
                "last_year": START.year + size.years - 1,
                "decision_dates": size.dates,
                "discount_rate": 0.05,
                "inflation": 0.025,
            },
            "household": {**_household(pick, income), "state": state},
            "grants": _grants(pick, size.grants, prices[min(prices)], income),
            "market": {
                "prices": prices,
                "growth": 0.05,
                "first_sale": liquid + timedelta(days=180),
            },
        }
    )


def _household(pick: np.random.Generator, income: Income) -> dict[str, Any]:
    low, high = WAGES[income]
    wages = round(float(pick.uniform(low, high)), -3)
    return {
        "filing_status": str(pick.choice(["single", "married_jointly"])),
        "wages": {str(START.year): wages, "growth": 0.03},
        "interest": round(wages * float(pick.uniform(0.002, 0.02))),
        "qualified_dividends": round(wages * float(pick.uniform(0.0, 0.03))),
        "minimum_tax_credit": round(wages * float(pick.choice([0.0, 0.05, 0.4]))),
    }


def _prices(pick: np.random.Generator, years: int, liquid: date) -> dict[date, float]:
    """Return yearly valuations with noise, a step up on going public, noise after."""
    price = float(pick.uniform(4, 12))
    prices = {START - timedelta(days=1): round(price, 2)}
    public = False
    for year in range(1, years + 1):
        day = date(START.year + year, 1, 15)
        price *= float(np.exp(pick.normal(0.10, 0.25)))
        if day > liquid and not public:
            price, public = price * float(pick.uniform(1.2, 2.0)), True
        prices[day] = round(price, 2)
    return prices


def _grants(
    pick: np.random.Generator, count: int, price: float, income: Income
) -> list[dict[str, Any]]:
    """Return grants of the last five years, each smaller and dearer than the first."""
    scale = {"low": 0.4, "middle": 1.0, "high": 2.5}[income]
    grants = []
    for number in range(count):
        age = timedelta(days=int(1_800 * (1 - number / count)) + int(pick.integers(90)))
        granted_on = START - age
        part = float(pick.uniform(0.5, 1.5)) / count
        grants.append(
            {
                "name": f"grant {number + 1}",
                "granted_on": granted_on,
                "expires_on": granted_on.replace(year=granted_on.year + 10)
                - timedelta(days=1),
                "shares": int(round(120_000 * scale * part, -2)),
                "strike": round(price * float(pick.uniform(0.05, 0.6)), 2),
                "vesting": {"cliff_months": 12, "months": 48},
            }
        )
    return grants
