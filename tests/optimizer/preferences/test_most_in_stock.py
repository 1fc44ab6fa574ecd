"""The row that limits the stock is what counting share by share gives."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.checking.solver_acts import acts_of_solution
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.preferences.most_in_stock import wealth_by_year
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
)
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.evidence import Evidence

LIMIT = {"share": 0.4, "other_wealth": {"2026": 200_000.0, "growth": 0.05}}


def limited(root: Path, name: str) -> Scenario:
    """Return a shipped scenario with a limit on the stock."""
    preferences = Preferences.model_validate({"most_in_stock": LIMIT})
    scenario = load_scenario(root / "scenarios" / f"{name}.toml")
    return scenario.model_copy(update={"preferences": preferences})


@pytest.mark.parametrize(
    "name", ["all_kinds_of_equity", "early_exercise", "public_company_windows"]
)
def test_the_row_is_the_count(
    name: str, root: Path, random_plan: Callable[..., np.ndarray]
) -> None:
    """Options of both kinds, units, purchases, unvested and kept shares, windows."""
    scenario = limited(root, name)
    columns = drop_dominated(possible_columns(situation_of(scenario)))
    baseline = baseline_years(situation_of(scenario))
    traced = traced_problem(situation_of(scenario), columns, baseline)
    rows = [row for row in traced.rows if row.name.startswith("most_in_stock")]
    pick = np.random.default_rng(5)
    for _ in range(4):
        shares = random_plan(traced, pick)
        values = traced.graph.values(shares)
        acts = acts_of_solution(columns, shares)
        counted = wealth_by_year(Evidence(situation_of(scenario), acts, whole=False))
        assert len(rows) == len(counted) >= 2
        for row, wealth in zip(rows, counted, strict=True):
            left = 0.4 * (wealth.stock + wealth.other) - wealth.stock
            assert float(row.amount.value(values)) == pytest.approx(left, abs=0.05)


def test_a_closed_market_puts_the_limit_off(root: Path) -> None:
    """Shares of the sample cannot be sold before 2029: no year before is measured."""
    scenario = limited(root, "series_b_engineer")
    first_sale = scenario.market.opens
    plan, evaluated = solve_plan(situation_of(scenario))
    assert plan.objective.gap < 10
    found = wealth_by_year(evidence_of_schedule(situation_of(scenario), evaluated))
    assert [each.day.year for each in found] == list(
        range(first_sale.year, scenario.plan.last_year + 1)
    )
    assert max(w.stock / (w.stock + w.other) for w in found) <= 0.4 + 1e-6
    freely = solve_plan(
        situation_of(scenario.model_copy(update={"preferences": Preferences()}))
    )[1]
    free = wealth_by_year(evidence_of_schedule(situation_of(scenario), freely))
    assert max(w.stock / (w.stock + w.other) for w in free) > 0.4
