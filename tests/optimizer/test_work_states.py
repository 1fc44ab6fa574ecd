"""Options earned in one state and exercised in another: plans, and the audit."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import Fields, build_scenario, grant, rebuild

RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]

TO_TEXAS = {"2020-01-01": "CA", "2027-07-01": "TX"}
TO_NEW_YORK = {"2020-01-01": "CA", "2026-07-01": "NY"}
"""Both tax pay, so New York gives a credit for California's tax."""
HOUSEHOLDS: dict[str, tuple[Any, Fields | None]] = {
    "CA-TX": (TO_TEXAS, None),
    "CA-NY": (TO_NEW_YORK, None),
    "NY-CA": ({"2020-01-01": "NY", "2026-07-01": "CA"}, None),
    "three in a year": (
        {"2020-01-01": "IL", "2026-04-01": "CA", "2026-10-01": "PA"},
        None,
    ),
    "works elsewhere": ("IL", {"CA": 0.6, "IL": 0.3}),
    "commutes": ("WA", {"OR": 0.8}),
}


def household(
    state: object, work_states: Fields | None = None, **home: object
) -> Scenario:
    """Return two grants, of both kinds, over three years."""
    grants = [
        grant(
            kind,
            kind=kind,
            granted_on=date(2024, 2, 1),
            expires_on=date(2034, 1, 31),
            shares=8_000,
            strike=4.0,
            work_states=work_states,
        )
        for kind in ("iso", "nso")
    ]
    return build_scenario(
        "work states",
        plan={
            "last_year": 2028,
            "decision_dates": "yearly",
            "discount_rate": 0.05,
            "inflation": 0.025,
            "run_off_years": 2,
        },
        household={"state": state, "wages": 180_000, "interest": 2_000, **home},
        grants=grants,
        market={"prices": {date(2026, 1, 1): 30.0}, "growth": 0.04},
    )


def worked_out(situation: Situation, shares: float, *choices: Choice) -> EvaluatedYears:
    """Return every year's forms of some choices, as many shares of each."""
    columns = columns_of(situation, choices)
    return evaluate_years(situation, columns, np.full(len(columns), shares))


def state_tax(years: EvaluatedYears, year: int) -> dict[str, float]:
    """Return each state's tax of a year."""
    found = next(each for each in years.years if each.node.year == year)
    return {each.returns.law.state: each.tax for each in found.states}


def caused(situation: Situation, shares: float, *choices: Choice) -> float:
    """Return all state tax that some choices cause in all years (dollars)."""
    with_them = worked_out(situation, shares, *choices).years
    idle = worked_out(situation, 0.0, *choices).years
    return sum(each.state_tax for each in with_them) - sum(
        each.state_tax for each in idle
    )


EVE, DAY = date(2027, 6, 30), date(2027, 7, 1)
"""The last day in California and the first one in Texas."""


@pytest.mark.parametrize(
    ("tranche", "sold"),
    [(1, None), (0, None), (0, date(2028, 3, 1))],
    ids=["nonqualified", "incentive-kept", "incentive-sold-too-soon"],
)
def test_nothing_is_gained_by_exercising_on_the_day_of_the_move(
    tranche: int, sold: date | None
) -> None:
    """State tax of an exercise a day before the move and on it: a day's part differs.

    The spread is 8,000 times about 28 dollars. Of 1,246 days since the grant one is not
    lived in California. That is what the move saves, and the price of a day.
    """
    situation = situation_of(household(TO_TEXAS))
    before, after = (
        caused(situation, 8_000.0, Choice(tranche, day, sold)) for day in (EVE, DAY)
    )
    assert before > 5_000
    assert after == pytest.approx(before, rel=0.003)


def test_later_exercises_are_earned_elsewhere_by_the_day() -> None:
    """Three years after the move most of the pay is not California's."""
    situation = situation_of(household(TO_TEXAS))
    earned = [
        situation.work_share("CA", "nso", date(2024, 2, 1), day)
        for day in (EVE, DAY, date(2028, 12, 29))
    ]
    assert earned == pytest.approx([1.0, 1_246 / 1_247, 1_246 / 1_794])
    taxes = state_tax(
        worked_out(situation, 1_000.0, Choice(1, date(2028, 12, 29), None)), 2028
    )
    spread = 1_000 * (situation.market.price(date(2028, 12, 29)) - 4.0)
    assert taxes.keys() == {"CA"}
    assert taxes["CA"] == pytest.approx(0.093 * spread * earned[-1], rel=1e-3)


def test_a_resident_pays_the_dearer_rate_once() -> None:
    """Illinois takes 4.95% of all, less the lesser tax on what Pennsylvania taxes.

    Pennsylvania's 3.07% of six tenths is the lesser; IL Schedule CR, credit for tax
    paid to other states. The personal exemption ends far above this income.
    """
    situation = situation_of(household("IL", {"PA": 0.6, "IL": 0.4}))
    exercise = Choice(1, date(2027, 7, 1), None)
    spread = 1_000 * (situation.market.price(date(2027, 7, 1)) - 4.0)
    taxes = state_tax(worked_out(situation, 1_000.0, exercise), 2027)
    idle = state_tax(worked_out(situation, 0.0, exercise), 2027)
    paid_there = 0.0307 * 0.6 * spread
    assert taxes["PA"] == pytest.approx(paid_there)
    assert taxes["IL"] - idle["IL"] == pytest.approx(0.0495 * spread - paid_there)
    assert idle["PA"] == 0.0


def test_gains_alone_are_never_claimed_from_afar() -> None:
    """Washington taxes no pay, and gains of its residents alone (RCW 82.87.100)."""
    situation = situation_of(household("TX", {"WA": 1.0}))
    exercise = Choice(1, date(2026, 3, 2), date(2027, 6, 1))
    years = worked_out(situation, 8_000.0, exercise)
    assert state_tax(years, 2026) == state_tax(years, 2027) == {}


@pytest.mark.parametrize("itemizes", [False, True])
@pytest.mark.parametrize("given", HOUSEHOLDS.values(), ids=HOUSEHOLDS.keys())
def test_traced_cost_is_the_cost_by_the_forms(
    given: tuple[Any, Fields | None], itemizes: bool, random_plan: RandomPlan
) -> None:
    """To the cent for random plans, claims and credits included."""
    home: dict[str, object] = {"minimum_tax_credit": 9_000}
    if itemizes:
        home["itemized_deductions"] = {"real_estate_taxes": 9_000, "other": 21_000}
    situation = situation_of(household(*given, **home))
    columns = possible_columns(situation)
    baseline = baseline_years(situation)
    traced = traced_problem(situation, columns, baseline)
    pick = np.random.default_rng(5)
    for _ in range(6):
        shares = random_plan(traced, pick)
        evaluated = evaluate_years(situation, columns, shares)
        forms = evaluated.present_value_of_tax - baseline.present_value_of_tax
        forms -= evaluated.present_value_before_tax
        on = traced.cheapest_elections(shares)
        assert traced.cost_of(shares, on) == pytest.approx(forms, abs=0.01)


@pytest.mark.parametrize("given", HOUSEHOLDS.values(), ids=HOUSEHOLDS.keys())
def test_the_plan_is_optimal_and_audited(given: tuple[Any, Fields | None]) -> None:
    """The walk of the file counts days and workdays by itself, and finds the same."""
    two_years = rebuild(household(*given), {"plan.last_year": 2027})
    plan, _ = solve_plan(situation_of(two_years), Limits(60, 1.0))
    assert plan.status != "feasible"
    assert plan.proof.audit_difference < 0.01
    assert "workdays from grant to exercise" in " ".join(plan.notes)


@pytest.mark.parametrize("given", ["CA-TX", "CA-NY", "works elsewhere"])
def test_dominated_columns_are_never_needed(given: str) -> None:
    """The best of all columns is the best of those left."""
    situation = situation_of(household(*HOUSEHOLDS[given]))
    every = possible_columns(situation)
    baseline = baseline_years(situation)
    best = [
        solve(program_of(traced_problem(situation, each, baseline)), Limits(60, 1.0))
        for each in (every, drop_dominated(every))
    ]
    assert best[1].cost == pytest.approx(best[0].cost, abs=1.0)
