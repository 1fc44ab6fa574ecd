"""Random households, random plans, and a program with its columns fixed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pulp
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.expression import Expression
from isoplan.optimizer.tracing.inventory_bounds import with_ends

RandomScenario = Callable[[int], Scenario]
RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]
WithFields = Callable[..., Scenario]
InInstallments = Callable[..., Scenario]
FixedValue = Callable[[TracedProblem, Expression, np.ndarray, int], float]

ROOM = 1e-9
"""Thousands of shares around a fixed column: the model file has twelve digits."""


def _household(pick: np.random.Generator, first: int) -> dict[str, object]:
    """Every status; no income to top bracket; losses, old credit, deductions."""
    wages = float(pick.choice([0, 15e3, 40e3, 90e3, 150e3, 300e3, 700e3]))
    wages *= float(pick.uniform(0.7, 1.3))
    home: dict[str, object] = {
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
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    grants: list[dict[str, object]] = []
    lots: list[dict[str, object]] = []
    for number in range(int(pick.integers(1, 4))):
        granted_on = start - timedelta(days=int(pick.integers(100, 1_500)))
        shares = int(pick.integers(500, 40_000))
        has_lot = pick.random() < 0.5
        months = 0 if has_lot else int(pick.choice([0, 24, 48]))
        grants.append(
            {
                "name": f"G{number}",
                "granted_on": granted_on,
                "expires_on": granted_on + timedelta(int(pick.integers(2_200, 3_600))),
                "shares": shares,
                "strike": round(price * float(pick.choice([0.05, 0.5, 1.2])), 2),
                "vesting": {"months": months, "cliff_months": 0, "every_months": 6},
            }
        )
        if has_lot:
            lots.append(
                {
                    "grant": f"G{number}",
                    "exercised_on": start - timedelta(int(pick.integers(1, 90))),
                    "shares": int(pick.integers(10, shares)),
                    "value_at_exercise": round(price * float(pick.uniform(0.5, 3)), 2),
                }
            )
    return grants, lots


@pytest.fixture(scope="session")
def random_scenario() -> RandomScenario:
    """Return a small random scenario for a seed."""

    def make(seed: int) -> Scenario:
        pick = np.random.default_rng(seed)
        first = int(pick.choice([2024, 2025, 2026, 2027]))
        years = int(pick.integers(2, 5))
        start = date(first, int(pick.integers(1, 7)), int(pick.integers(1, 28)))
        price = float(pick.choice([3, 10, 60]))
        home = _household(pick, first)
        grants, lots = _equity(pick, start, price)
        prices = {start - timedelta(days=1): price}
        for year in range(1, years + 1):
            moved = price * float(np.exp(pick.normal(0.3, 0.8)))
            prices[date(first + year, 3, 1)] = round(moved, 2)
        market: dict[str, object] = {"prices": prices}
        if pick.random() < 0.3:
            market["first_sale"] = date(first + 1, 5, 1)
        objective = str(pick.choice(["after_tax_value"] * 3 + ["least_tax"]))
        keeps = objective == "after_tax_value" and pick.random() < 0.3
        plan = {
            "start": start,
            "last_year": first + years - 1,
            "inflation": 0.02,
            "decision_dates": str(pick.choice(["yearly", "quarterly"])),
            "run_off_years": int(pick.choice([0, 3, 6])),
            "objective": objective,
            "at_horizon": "keep" if keeps else "sell",
        }
        return Scenario.model_validate(
            {
                "name": f"random {seed}",
                "plan": plan,
                "household": home,
                "grants": grants,
                "lots": lots,
                "market": market,
            }
        )

    return make


@pytest.fixture(scope="session")
def random_plan() -> RandomPlan:
    """Return random shares of each column within the inventory; cash is ignored."""

    def make(traced: TracedProblem, pick: np.random.Generator) -> np.ndarray:
        shares = np.zeros(len(traced.columns))
        for block, end in with_ends(traced.blocks, len(shares)):
            part = 1.0 if block.must_be_used else float(pick.choice([0, 0.3, 1]))
            for share in pick.dirichlet(np.ones(3)):
                shares[pick.integers(block.first, end)] += block.shares * part * share
        return shares

    return make


@pytest.fixture(scope="session")
def fixed_value() -> FixedValue:
    """Return what the written program makes of an amount when its columns are fixed."""

    def value(
        traced: TracedProblem, amount: Expression, shares: np.ndarray, sense: int
    ) -> float:
        sign = 1.0 if sense == pulp.LpMinimize else -1.0
        program = program_of(replace(traced, cost=amount * sign, rows=[]))
        for variable, fixed in zip(program.columns, shares.tolist(), strict=True):
            variable.lowBound = max(fixed / 1000.0 - ROOM, 0.0)
            variable.upBound = fixed / 1000.0 + ROOM
        limits = Limits(60, 0.001)
        try:
            return sign * solve(program, limits).cost
        except InfeasiblePlan:  # to CBC, whose own room is a thousand times wider
            pytest.importorskip("highspy")
            return sign * solve(program, limits, "highs").cost

    return value


@pytest.fixture(scope="session")
def sample(root: Path) -> Scenario:
    """The sample scenario."""
    return load_scenario(root / "scenarios" / "series_b_engineer.toml")


@pytest.fixture(scope="session")
def with_fields() -> WithFields:
    """Return a scenario with other fields in one of its tables, checked anew.

    The user's own schedules, which need not fit, are left out.
    """

    def change(scenario: Scenario, section: str, **fields: object) -> Scenario:
        given = scenario.model_dump(mode="json", exclude_unset=True)
        given[section] |= fields
        return Scenario.model_validate(given | {"schedules": ()})

    return change


@pytest.fixture(scope="session")
def in_installments(with_fields: WithFields) -> InInstallments:
    """Return a scenario with installments, and a believable year before."""

    def change(scenario: Scenario, **household: object) -> Scenario:
        home = {
            "prior_year": {"tax": 20_000.0, "adjusted_gross_income": 140_000.0},
            **household,
        }
        changed = with_fields(scenario, "household", **home)
        return with_fields(changed, "plan", tax_payments="installments")

    return change
