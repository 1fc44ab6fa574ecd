"""No disqualifying sale: what is dropped, what must go anyway, what is not affected."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.compare import compare
from isoplan.optimizer.preferences.must_go import stuck_tranches
from isoplan.optimizer.preferences.registry import (
    broken_preferences,
    expressed,
    permitted,
)
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
)
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.recommend import recommend, solve_plan

WithFields = Callable[..., Scenario]
ASKED = Preferences(no_disqualifying_sales=True)


def broken_in(situation: Situation, evaluated: EvaluatedSchedule) -> list[str]:
    """Return where a schedule breaks the preferences of a situation."""
    return list(broken_preferences(evidence_of_schedule(situation, evaluated)))


def preferring(scenario: Scenario) -> Scenario:
    """Return a scenario with the preference alone."""
    return scenario.model_copy(update={"preferences": ASKED})


def with_a_lot(exercised_on: date, **plan: object) -> Scenario:
    """A lot of 300 shares and 1,000 options, 2026 and 2027, a high price."""
    return Scenario.model_validate(
        {
            "name": "a lot",
            "plan": {
                "start": date(2026, 1, 2),
                "last_year": 2027,
                "inflation": 0.02,
                **plan,
            },
            "household": {"filing_status": "single", "wages": 150_000},
            "grants": [
                {
                    "name": "G",
                    "granted_on": date(2025, 6, 2),
                    "expires_on": date(2035, 6, 1),
                    "shares": 1_300,
                    "strike": 5.0,
                    "vesting": {"months": 0, "cliff_months": 0},
                }
            ],
            "lots": [
                {
                    "name": "L",
                    "grant": "G",
                    "exercised_on": exercised_on,
                    "shares": 300,
                    "value_at_exercise": 20.0,
                }
            ],
            "market": {"prices": {date(2026, 1, 1): 30.0}},
        }
    )


def late(**plan: object) -> Scenario:
    """Return one whose plan ends before two years from the grant have passed."""
    scenario = with_a_lot(date(2025, 9, 1), **plan)
    return scenario.model_copy(
        update={"plan": scenario.plan.model_copy(update={"last_year": 2026})}
    )


@pytest.mark.parametrize("name", ["few_trades", "all_kinds_of_equity"])
def test_every_sale_is_qualifying_where_the_law_knows_one(
    name: str, root: Path
) -> None:
    """Incentive options and purchase plans; other shares are sold as before."""
    free = load_scenario(root / "scenarios" / f"{name}.toml").model_copy(
        update={"preferences": Preferences()}
    )
    before = recommend(free)
    assert "disqualifying" in {action.disposition for action in before.actions}
    plan = recommend(preferring(free))
    kinds = {action.disposition for action in plan.actions if action.kind == "sell"}
    assert "disqualifying" not in kinds
    assert plan.preference_costs[0].cost == pytest.approx(
        before.objective.value - plan.objective.value, abs=0.02
    )
    assert plan.preference_costs[0].cost > 100
    if name == "all_kinds_of_equity":
        assert None in kinds


def test_the_audit_refuses_a_plan_that_sells_early(root: Path) -> None:
    """A plan made without the preference, held against it; not against none."""
    free = load_scenario(root / "scenarios" / "few_trades.toml").model_copy(
        update={"preferences": Preferences()}
    )
    _, evaluated = solve_plan(situation_of(free))
    broken = broken_in(situation_of(preferring(free)), evaluated)
    assert any(
        re.search(r"shares of '2024 refresh.*disqualifying", line) for line in broken
    )
    assert not broken_in(situation_of(free), evaluated)


def test_purchase_plan_shares_are_held_long_enough(root: Path) -> None:
    """Their disqualifying sales are forbidden like those of options; no one else's."""
    scenario = load_scenario(root / "scenarios" / "all_kinds_of_equity.toml")
    situation = situation_of(preferring(scenario))
    columns = possible_columns(situation)
    (preference,) = expressed(ASKED)
    forbidden = preference.forbids(columns)
    treatments = np.array([tranche.treatment.name for tranche in situation.tranches])
    of_column = treatments[columns.choices.tranche]
    assert set(of_column[forbidden]) == {"iso", "espp"}
    others = {"nso", "rsu", "shares"}
    assert others & set(of_column)


def test_forbidden_columns_are_dropped(sample: Scenario) -> None:
    """Nothing must go: no row is needed, and fewer columns are left."""
    situation = situation_of(preferring(sample))
    columns = plan_columns(situation)
    assert len(columns) < len(plan_columns(situation_of(sample)))
    (preference,) = expressed(ASKED)
    assert not preference.forbids(columns).any()
    problem = traced_problem(situation, columns, baseline_years(situation))
    assert [row.name for row in problem.rows if "forbidden" in row.name] == []


def test_a_lot_too_young_is_kept_if_it_may_be() -> None:
    """Granted in June 2025: qualifying from June 2027, and the plan ends in 2026."""
    plan = recommend(preferring(late(at_horizon="keep")))
    assert [action.kind for action in plan.actions if action.lot == "L"] == []
    assert {action.kind for action in plan.actions} <= {"exercise"}


@pytest.mark.parametrize(
    ("plan", "asks"),
    [({}, "at_horizon = 'sell'"), ({"objective": "least_tax"}, "least_tax")],
)
def test_shares_that_must_be_sold_and_cannot_are_named(
    plan: dict[str, object], asks: str
) -> None:
    """The lot; under ``least_tax`` the options too."""
    named = "'G', 'L'" if plan else "'L'"
    message = (
        "no schedule keeps preferences.no_disqualifying_sales = true: "
        f"{asks} asks for the sale of all shares of {named}, and not all of them can "
        "be sold in a qualifying disposition up to 2026-12-31; loosen it, or remove it"
    )
    with pytest.raises(InfeasiblePlan) as raised:
        recommend(preferring(late(**plan)))
    assert str(raised.value) == message


def test_options_that_cannot_qualify_in_time_are_left() -> None:
    """``sell`` asks for the sale of what is exercised, not for an exercise."""
    scenario = with_a_lot(date(2025, 9, 1)).model_copy(update={"lots": ()})
    plan = scenario.plan.model_copy(update={"last_year": 2026})
    scenario = scenario.model_copy(update={"plan": plan})
    assert recommend(scenario).actions != ()
    assert recommend(preferring(scenario)).actions == ()


def test_least_tax_sells_all_when_it_can_wait() -> None:
    """Two years are enough: all shares qualify by the end of 2027."""
    scenario = preferring(with_a_lot(date(2025, 9, 1), objective="least_tax"))
    plan, _ = solve_plan(situation_of(scenario))
    sold = [action for action in plan.actions if action.kind == "sell"]
    assert sum(action.shares for action in sold) == 1_300
    assert {action.disposition for action in sold} == {"qualifying"}


def test_stuck_shares_keep_their_columns() -> None:
    """Dropped, the lot would vanish from the inventory and the plan seem feasible."""
    situation = situation_of(preferring(late()))
    columns = possible_columns(situation)
    (preference,) = expressed(ASKED)
    stuck = stuck_tranches(columns, preference.forbids(columns))
    assert [situation.tranches[number].name for number in stuck] == ["L"]
    kept = permitted(columns)
    assert set(kept.choices.tranche.tolist()) == stuck


def test_a_comparison_marks_schedules_that_sell_early(root: Path) -> None:
    """Same-day sales do not keep the preference; holding does."""
    scenario = load_scenario(root / "scenarios" / "few_trades.toml")
    schedules = {each.name: each for each in compare(preferring(scenario)).schedules}
    assert not schedules["same-day sale at the first chance"].keeps_preferences
    assert schedules["do nothing"].keeps_preferences
    assert schedules["plan"].keeps_preferences
