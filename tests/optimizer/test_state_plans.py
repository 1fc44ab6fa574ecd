"""State taxes in plans: exact, audited, and worth what moving is worth."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from isoplan.models.law.state_figures import carries_credit
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import state_return
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.compare import compare_plan
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.pricing.year_returns import base_income
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import build_scenario, grant, lot, rebuild

RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]
RandomScenario = Callable[[int], Scenario]

AMT_STATES = ("CA", "CO", "CT", "MN")
BY_KIND = ("TX", "PA", "NY", "MA", "WA", "AL", "WI", "UT", "MD", "NJ")
"""No tax; flat with the spread; recapture; by class; gains alone; federal tax
deducted; gain left out; a credit for deductions; a jump; losses of the year alone."""
BY_LIMIT = ("AZ", "DC", "GA", "MO", "NE", "OH", "VA")
"""Gain before loss; deductions as the federal ones, or theirs; a share of federal tax;
at most the federal tax; tax due at once; a limit on deductions."""
MOVE = {"2026-01-01": "CA", "2027-07-01": "WA"}
RESIDENCES: dict[str, Any] = {
    **{state: state for state in (*AMT_STATES, *BY_KIND, *BY_LIMIT)},
    "CA-WA": MOVE,
    "CA-TX-CA": {"2026-01-01": "CA", "2027-03-01": "TX", "2027-11-01": "CA"},
    "MN-CO": {"2026-01-01": "MN", "2028-02-01": "CO"},
    "CA-NY-CA": {"2026-01-01": "CA", "2027-03-01": "NY", "2028-09-01": "CA"},
}


def household(state: Any, **home: object) -> Scenario:
    """Two grants, one lot, old credit of both kinds, three years and run-off."""
    first = state if isinstance(state, str) else next(iter(state.values()))
    old_credit = 4_000 if first and carries_credit(first) else 0
    grants = [
        grant(
            f"grant {number}",
            granted_on=date(2023 + number, 2, 1),
            expires_on=date(2033, 1, 31),
            shares=12_000 - 3_000 * number,
            strike=2.0 + 3 * number,
            exercised=2_000 if number == 0 else 0,
        )
        for number in range(2)
    ]
    old = lot(
        "grant 0",
        name="old",
        exercised_on=date(2025, 6, 1),
        shares=2_000,
        value_at_exercise=22.0,
    )
    return build_scenario(
        "states",
        plan={
            "last_year": 2028,
            "decision_dates": "yearly",
            "discount_rate": 0.05,
            "inflation": 0.025,
            "run_off_years": 3,
        },
        household={
            "state": state,
            "wages": 210_000,
            "interest": 2_000,
            "qualified_dividends": 4_000,
            "dependents": 1,
            "minimum_tax_credit": 15_000,
            "state_minimum_tax_credit": old_credit,
            **home,
        },
        grants=grants,
        lots=[old],
        market={
            "prices": {date(2026, 1, 1): 30.0, date(2027, 6, 1): 46.0},
            "growth": 0.04,
        },
    )


@cache
def planned(state: str) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan of that household, proven to the cent.

    Args:
        state: Name of one of ``RESIDENCES``, or empty for no state.
    """
    situation = situation_of(household(RESIDENCES[state] if state else ""))
    return solve_plan(situation, Limits(60, 0.01))


def traced_of(scenario: Scenario) -> tuple[TracedProblem, Columns, EvaluatedYears]:
    """Return a scenario's traced problem, its columns and its baseline."""
    columns = possible_columns(situation_of(scenario))
    baseline = baseline_years(situation_of(scenario))
    return traced_problem(situation_of(scenario), columns, baseline), columns, baseline


def cost_by_forms(
    scenario: Scenario, columns: Columns, baseline: EvaluatedYears, shares: np.ndarray
) -> float:
    """Return a plan's cost by the forms of every year, credits carried with floats."""
    evaluated = evaluate_years(situation_of(scenario), columns, shares)
    caused = evaluated.present_value_of_tax - baseline.present_value_of_tax
    return caused - evaluated.present_value_before_tax


@pytest.mark.parametrize("state", RESIDENCES.values(), ids=RESIDENCES.keys())
@pytest.mark.parametrize("itemizes", [False, True], ids=["standard", "itemized"])
def test_traced_taxes_are_those_of_the_forms(
    state: Any, itemizes: bool, random_plan: RandomPlan
) -> None:
    """To the cent for random plans: running totals against each state's own forms.

    To a dime where a state deducts federal tax, which it does before the credit.
    """
    home: dict[str, object] = {}
    if itemizes:
        home["itemized_deductions"] = {"real_estate_taxes": 9_000, "other": 21_000}
    scenario = household(state, **home)
    traced, columns, baseline = traced_of(scenario)
    pick = np.random.default_rng(4)
    for _ in range(12):
        shares = random_plan(traced, pick)
        on = traced.cheapest_elections(shares)
        assert traced.cost_of(shares, on) == pytest.approx(
            cost_by_forms(scenario, columns, baseline, shares),
            abs=0.1 if state == "AL" else 0.01,
        )


@pytest.mark.parametrize(
    "state",
    [
        *AMT_STATES,
        *(pytest.param(each, marks=pytest.mark.slow) for each in BY_KIND),
        "CA-WA",
    ],
)
def test_the_plan_is_optimal_and_audited(state: str) -> None:
    """Proven to the cent, and no compared schedule is better."""
    plan, evaluated = planned(state)
    assert plan.status != "feasible"
    assert plan.proof.audit_difference < 0.05
    situation = situation_of(household(RESIDENCES[state]))
    comparison = compare_plan(situation, plan, evaluated)
    for other in comparison.schedules:
        assert other.worse_by >= -plan.objective.gap - 0.01
        causes = other.causes.model_dump().values()
        assert sum(causes) == pytest.approx(other.worse_by, abs=0.05)


@pytest.mark.parametrize(
    "state",
    [
        "CA",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("AL", "MN", "MA")),
        pytest.param(MOVE, id="CA-WA"),
    ],
)
@pytest.mark.parametrize("cash", [None, 90_000])
def test_dominated_columns_are_never_needed(state: Any, cash: float | None) -> None:
    """The optimum is the same without them."""
    yearly = household(state, cash=cash)
    plan = yearly.plan.model_copy(update={"decision_dates": "quarterly"})
    scenario = yearly.model_copy(update={"plan": plan})
    baseline = baseline_years(situation_of(scenario))
    costs = []
    every = possible_columns(situation_of(scenario))
    fewer = drop_dominated(every)
    assert len(fewer) < len(every) or state in {"MA", "AL"}  # loose slopes: none drops
    for columns in (every, fewer):
        traced = traced_problem(situation_of(scenario), columns, baseline)
        costs.append(solve(program_of(traced), Limits(60, 0.01)).cost)
    assert costs[0] == pytest.approx(costs[1], abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500, 515))
def test_random_households_in_random_states(
    seed: int, random_scenario: RandomScenario, random_plan: RandomPlan
) -> None:
    """Losses, separate filers, little cash, all objectives: traced as by the forms."""
    pick = np.random.default_rng(seed)
    scenario, state = random_scenario(seed), str(pick.choice([*AMT_STATES, *BY_KIND]))
    if scenario.plan.start.year < 2025:
        pytest.skip("figures of most states begin with 2025")
    scenario = rebuild(scenario, {"household.state": state})
    traced, columns, baseline = traced_of(scenario)
    if not len(columns):
        pytest.skip("nothing to decide")
    for _ in range(5):
        shares = random_plan(traced, pick)
        evaluated = evaluate_years(situation_of(scenario), columns, shares)
        forms = evaluated.present_value_of_tax - baseline.present_value_of_tax
        if scenario.plan.objective == "after_tax_value":
            forms -= evaluated.present_value_before_tax
        on = traced.elections.on(evaluated.itemizes)
        assert traced.cost_of(shares, on) == pytest.approx(forms, abs=0.01)


def test_a_state_takes_what_happens_on_its_days() -> None:
    """In the year of the move: exercised and sold in June, all is California's.

    California's part is 181 of 365 days of its tax without any sale, and what the
    sale adds to it; worked here from its forms of the whole year. On July 1, lived in
    Washington, it is the part of the workdays since the grant: all but one day of more
    than a thousand, so the move saves nothing of it (FTB Pub. 1004).
    """
    scenario = household(MOVE, state_minimum_tax_credit=0, minimum_tax_credit=0)
    columns = possible_columns(situation_of(scenario))
    choices = list(columns.choices)
    law = situation_of(scenario).law(2027)
    base = base_income(situation_of(scenario), law)
    california = situation_of(scenario).state_law("CA", 2027).smoothed()
    idle = state_return(
        StateFiler(base, federal_return(base, Carryovers(), law), 1), california
    ).total
    added = []
    for day in (date(2027, 6, 30), date(2027, 7, 1)):
        place = next(
            n
            for n, choice in enumerate(choices)
            if choice.exercised_on == day and choice.sold_on == day
        )
        shares = np.zeros(len(columns))
        shares[place] = 1_000.0
        year = next(
            y
            for y in evaluate_years(situation_of(scenario), columns, shares).years
            if y.node.year == 2027
        )
        tax = {s.returns.law.state: s.tax for s in year.states}
        spread = float(columns.lines["iso_ordinary_income"][place]) * 1_000.0
        assert spread > 10_000
        added.append((tax["CA"] - idle * 181 / 365) / spread)
        assert 0.093 < added[-1] < 0.1035
    worked = columns.earned_in["CA"][place]
    assert 0.998 < worked < 1.0
    assert added[1] == pytest.approx(added[0] * worked, rel=1e-4)


def test_state_tax_is_deducted_within_the_cap() -> None:
    """Itemizing under the cap: federal taxable income falls by California's tax."""
    deductions = {"real_estate_taxes": 3_000, "other": 25_000}
    with_state = household("CA", deduction="itemized", itemized_deductions=deductions)
    without = household("", deduction="itemized", itemized_deductions=deductions)
    year, other = (
        baseline_years(situation_of(each)).years[0] for each in (with_state, without)
    )
    (california,) = year.states
    taxable, untouched = (each.returns.tax.form_1040.line_15 for each in (year, other))
    assert 5_000 < california.returns.tax.total < 37_000
    assert untouched - taxable == pytest.approx(california.returns.tax.total, abs=0.01)


def test_credit_of_a_state_left_behind_waits_there() -> None:
    """California AMT before a move: its credit is used on the return, not before."""
    moves = {"2026-01-01": "CA", "2027-01-01": "TX", "2029-01-01": "CA"}
    scenario = household(moves, state_minimum_tax_credit=0)
    columns = possible_columns(situation_of(scenario))
    place = next(
        n
        for n, choice in enumerate(columns.choices)
        if choice.exercised_on == date(2026, 1, 2)
        and choice.sold_on is not None
        and choice.sold_on.year == 2028
        and not situation_of(scenario).tranches[choice.tranche].held
    )
    shares = np.zeros(len(columns))
    shares[place] = 9_000.0
    years = {
        y.node.year: y
        for y in evaluate_years(situation_of(scenario), columns, shares).years
    }
    (first,) = years[2026].states
    assert first.credit.generated > 1_000
    for year in (2027, 2028):  # of a qualifying sale California claims nothing
        (elsewhere,) = years[year].states
        assert elsewhere.tax == elsewhere.credit.used == 0.0
        assert elsewhere.credit.carried_out == first.credit.carried_out
    (back,) = years[2029].states
    assert back.credit.carried_in == first.credit.carried_out
    assert back.credit.used > 0


@pytest.mark.parametrize("state", ["CA", "CO"])
def test_credit_lowers_the_tax_of_the_days_lived_there_alone(state: str) -> None:
    """Ten days in a state with large old credits: its tax never falls below zero."""
    moves = {"2026-01-01": state, "2026-01-10": "TX"}
    old = 40_000 if state == "CA" else 0
    scenario = household(moves, state_minimum_tax_credit=old, minimum_tax_credit=90_000)
    (part,) = baseline_years(situation_of(scenario)).years[0].states
    assert 0 < part.returns.tax.total < 600
    assert 0 <= part.tax < part.returns.tax.total


def test_losses_carried_into_a_year_of_moving_count_once() -> None:
    """Half a year in each of two states: between what each would ask of all of it."""
    home: dict[str, object] = {
        "long_term_gain": {"2026": 200_000, "2027": 0},
        "loss_carryover": {"long_term": 200_000, "amt_long_term": 200_000},
        "state_minimum_tax_credit": 0,
    }

    def tax_of_2026(state: Any) -> float:
        return baseline_years(situation_of(household(state, **home))).years[0].state_tax

    moving = tax_of_2026({"2026-01-01": "CA", "2026-07-01": "NY"})
    alone = sorted(tax_of_2026(state) for state in ("CA", "NY"))
    assert alone[0] <= moving <= alone[1]


def test_notes_say_what_state_figures_rest_on() -> None:
    """Which years stand in, what moving leaves out, and steps that were smoothed."""
    plan, _ = planned("CA-NY-CA")
    text = " ".join(plan.notes)
    assert "California tax is in these figures; of 2026 not published" in text
    assert "New York tax is in these figures" in text
    assert "taxed by the state lived in on the day of sale" in text
    assert "State forms climb in steps" in text
    assert plan.assumptions["state"] == "CA, from 2027-03-01 NY, from 2028-09-01 CA"
    federal, _ = planned("")
    assert "No state is given: these figures are federal tax alone." in federal.notes
    assert federal.totals.state_tax_after_credit == 0.0


@pytest.mark.slow
def test_what_a_move_is_worth() -> None:
    """The same household in California, in Washington, and moving in mid 2027."""
    worth = {}
    for state in ("CA", "WA", "CA-WA"):
        plan, _ = planned(state)
        assert plan.objective.gap < 5.0
        worth[state] = plan.objective.value
    assert worth["CA"] + 10_000 < worth["CA-WA"] < worth["WA"] - 10_000
