"""What tests of the optimizer share: the sample, random plans, fixed columns."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import ClassVar

import numpy as np
import pulp
import pytest

import random_scenarios
from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.expression import Expression
from isoplan.optimizer.tracing.inventory_bounds import with_ends
from scenario_builder import rebuild

RandomScenario = Callable[[int], Scenario]
RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]
WithFields = Callable[..., Scenario]
InInstallments = Callable[..., Scenario]
FixedValue = Callable[[TracedProblem, Expression, np.ndarray, int], float]

ROOM = 1e-9
"""Thousands of shares around a fixed column: the model file has twelve digits."""


@pytest.fixture(scope="session")
def random_scenario() -> RandomScenario:
    """Return a function from a seed to a small random scenario."""
    return random_scenarios.random_scenario


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


class Pinned(TracedProblem):
    """A problem whose elections stand, also where others would cost less."""

    on: ClassVar[list[bool]]

    def cheapest_elections(
        self, shares: np.ndarray, start: Sequence[bool] | None = None
    ) -> tuple[bool, ...]:
        """Return the elections that stand."""
        del shares, start
        return tuple(self.on)


@pytest.fixture(scope="session")
def fixed_value() -> FixedValue:
    """Return what the written program makes of an amount when its columns are fixed."""

    def value(
        traced: TracedProblem,
        amount: Expression,
        shares: np.ndarray,
        sense: int,
        on: Sequence[bool] = (),
    ) -> float:
        sign = 1.0 if sense == pulp.LpMinimize else -1.0
        given = {each.name: getattr(traced, each.name) for each in fields(traced)}
        Pinned.on = list(on)
        program = program_of(Pinned(**{**given, "cost": amount * sign, "rows": []}))
        for variable, fixed in zip(program.columns, shares.tolist(), strict=True):
            variable.lowBound = max(fixed / 1000.0 - ROOM, 0.0)
            variable.upBound = fixed / 1000.0 + ROOM
        for turned, toggle in zip(on, program.elections, strict=bool(on)):
            if toggle is not None:
                toggle.lowBound = toggle.upBound = float(turned)
        limits = Limits(60, 0.001)
        try:
            return sign * solve(program, limits, "cbc").cost
        except InfeasiblePlan:  # to CBC, whose own room is a thousand times wider
            return sign * solve(program, limits, "highs").cost

    return value


@pytest.fixture(scope="session")
def sample(root: Path) -> Scenario:
    """The sample scenario."""
    return load_scenario(root / "scenarios" / "series_b_engineer.toml")


@pytest.fixture(scope="session")
def sample_plan(sample: Scenario) -> Plan:
    """The sample's plan, solved once for all who look at it."""
    return recommend(sample)


@pytest.fixture(scope="session")
def with_fields() -> WithFields:
    """Return a scenario with other fields in one of its tables, checked anew.

    The user's own schedules, which need not fit, are left out.
    """

    def change(scenario: Scenario, section: str, **fields: object) -> Scenario:
        changes = {f"{section}.{name}": value for name, value in fields.items()}
        return rebuild(scenario, changes, schedules=())

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
