"""What is known before the solver has found a plan, and what a time limit shows."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.columns.places_like import place_like
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.incumbent import best_incumbent, start_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer

NO_TIME = Limits(1e-6, 0.01)
CENT = 0.01


@pytest.fixture(scope="module")
def traced(sample: Scenario) -> TracedProblem:
    """The sample scenario, without its dominated columns."""
    columns = drop_dominated(possible_columns(situation_of(sample)))
    return traced_problem(
        situation_of(sample), columns, baseline_years(situation_of(sample))
    )


@pytest.fixture(scope="module")
def program(traced: TracedProblem) -> Program:
    """The sample scenario's program."""
    return program_of(traced)


def test_the_start_is_a_plan_worth_less_than_the_best(
    sample: Scenario, traced: TracedProblem, program: Program
) -> None:
    """A schedule people follow, on the plan's own columns."""
    start = start_of(situation_of(sample), traced)
    assert start is not None
    assert traced.keeps_limits(start)
    assert traced.cost_of(start) < 0  # it gains
    assert traced.cost_of(start) >= solve(program, Limits()).bound


def test_a_dominated_day_of_sale_has_a_column_in_its_place(sample: Scenario) -> None:
    """Each column that was dropped has one left that differs in the day alone."""
    everything = possible_columns(situation_of(sample))
    left = drop_dominated(everything)
    for place in range(0, len(everything), 7):
        choice = everything.choices[place]
        found = place_like(left, choice)
        assert found is not None
        assert left.choices[found].exercised_on == choice.exercised_on
        assert left.sale_year[found] == everything.sale_year[place]
        assert left.qualifying[found] == everything.qualifying[place]
    nowhere = Choice(0, everything.choices[0].exercised_on.replace(day=28), None)
    assert place_like(left, nowhere) is None


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_out_of_time_the_start_is_the_answer(
    sample: Scenario, traced: TracedProblem, program: Program, solver: SolverName
) -> None:
    """At its true cost, with a bound that is one, and not called proven."""
    start = start_of(situation_of(sample), traced)
    assert start is not None
    found = solve(program, NO_TIME, solver, start)
    assert not found.proven
    assert found.cost == pytest.approx(traced.cost_of(start))
    assert found.bound <= solve(program, Limits()).bound + CENT


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_out_of_time_without_a_start_is_an_error(
    program: Program, solver: SolverName
) -> None:
    """There is nothing to show."""
    with pytest.raises(NoPlanInTime, match="allow more time"):
        solve(program, NO_TIME, solver)


def test_candidates_that_break_a_limit_are_passed_over(
    traced: TracedProblem, program: Program
) -> None:
    """More shares than there are, or fewer than none."""
    nothing = np.zeros(len(traced.columns))
    too_many = nothing.copy()
    too_many[0] = 1e6
    found = best_incumbent(program, [too_many, None, nothing, nothing - 1])
    assert found is not None
    assert found.cost == pytest.approx(traced.cost_of(nothing))
    assert best_incumbent(program, [too_many]) is None


def test_the_binaries_of_a_plan_are_those_the_solver_sets(program: Program) -> None:
    """Pinned to what the optimum's shares call for, the program costs the same."""
    found = solve(program, Limits())
    on = program.switched_on(found.shares, found.on)
    assert len(on) == len(program.binaries)
    for binary, value in zip(program.binaries, on, strict=True):
        binary.lowBound = binary.upBound = float(value)
    try:
        pinned = solve(program, Limits())
    finally:
        for binary in program.binaries:
            binary.lowBound, binary.upBound = 0, 1
    assert pinned.cost == pytest.approx(found.cost, abs=2 * CENT)


@pytest.mark.parametrize("seed", range(700, 708))
def test_a_few_columns_price_as_all_do(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    random_plan: Callable[..., np.ndarray],
) -> None:
    """Cost, cash and inventory of many candidates at once are those one by one."""
    scenario = random_scenario(seed)
    columns = drop_dominated(possible_columns(situation_of(scenario)))
    if not len(columns):
        return
    traced = traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )
    pick = np.random.default_rng(seed)
    plans = [random_plan(traced, pick) * part for part in (1.0, 0.7, 1.6)]
    pricer = CandidatePricer(traced, np.flatnonzero(np.sum(plans, axis=0)))
    candidates = np.stack([plan[pricer.places] for plan in plans], axis=1)
    assert pricer.costs(candidates) == pytest.approx([traced.cost_of(p) for p in plans])
    missing = [traced.missing(plan) for plan in plans]
    assert pricer.missing(candidates) == pytest.approx(missing)
    in_inventory = pricer.within_inventory(candidates)
    for plan, inside in zip(plans, in_inventory, strict=True):
        if traced.within_inventory(plan):
            assert inside
