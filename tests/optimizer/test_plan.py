"""From scenario to plan: the pipeline, its audit, whole shares and what it says."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import audited
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits, Solution
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.whole_shares.rounding import whole_shares
from scenario_builder import rebuild

Changed = Callable[..., Scenario]


@pytest.fixture(scope="module")
def changed(sample: Scenario) -> Changed:
    """Return the sample with other values in one of its tables."""

    def change(table: str, **values: object) -> Scenario:
        part = getattr(sample, table).model_copy(update=values)
        return sample.model_copy(update={table: part})

    return change


@pytest.fixture
def plan(sample_plan: Plan) -> Plan:
    """The sample's plan."""
    return sample_plan


def test_the_sample_is_proven(plan: Plan) -> None:
    """Status, gap and audit are what every shipped scenario must reach."""
    assert plan.status != "feasible"
    assert 0 <= plan.objective.gap <= 5
    assert plan.proof.audit_difference < 0.05
    assert plan.proof.root_bound is not None
    assert plan.proof.root_bound >= plan.objective.bound - 0.01


def test_years_and_totals_agree(plan: Plan) -> None:
    """The totals are the sums of the years; the credit rolls forward by Form 8801."""
    years = plan.years
    assert plan.totals.total_tax == pytest.approx(sum(y.total_tax for y in years))
    assert plan.totals.amt == pytest.approx(sum(y.amt for y in years))
    assert plan.totals.credit_carryforward_out == years[-1].credit_carryforward_out
    for before, after in pairwise(years):
        rolled = (
            before.credit_carryforward_out - after.credit_used + after.credit_generated
        )
        assert after.credit_carryforward_out == pytest.approx(max(rolled, 0), abs=0.02)


def test_actions_sell_what_they_exercise(plan: Plan, sample: Scenario) -> None:
    """No lot sells more than was exercised into it, nor before it was."""
    held: dict[str, int] = {}
    for action in plan.actions:
        change = action.shares if action.kind == "exercise" else -action.shares
        held[action.lot] = held.get(action.lot, 0) + change
        assert held[action.lot] >= 0
        if action.kind == "sell":
            assert sample.market.can_sell(action.date)
    for grant in sample.grants:
        done = 0
        for action in plan.actions:
            if action.kind == "exercise" and action.grant == grant.name:
                done += action.shares
                assert done <= grant.vested(action.date)


def test_the_same_scenario_gives_the_same_plan(plan: Plan, sample: Scenario) -> None:
    """Nothing depends on the clock or on chance, but the seconds."""
    again = recommend(sample)
    assert again.actions == plan.actions
    assert again.objective == plan.objective


def test_more_cash_never_hurts(plan: Plan, changed: Changed) -> None:
    """Loosening the cash limit never lowers the bound."""
    richer = recommend(changed("household", cash=300_000.0))
    poorer = recommend(changed("household", cash=15_500.0))
    assert poorer.proof.fractions_bound <= plan.proof.fractions_bound + 0.02
    assert plan.proof.fractions_bound <= richer.proof.fractions_bound + 0.02
    assert poorer.objective.value <= richer.objective.value + 1.0


def test_a_floor_out_of_reach_is_infeasible(changed: Changed) -> None:
    """Exit code 3: the message names the limit, the shortage, its day, the remedy."""
    with pytest.raises(
        InfeasiblePlan,
        match=r"cash_floor = 900,000 .* lacks \$815,000 on 2026-01-15; lower the floor",
    ):
        recommend(changed("household", cash_floor=900_000.0))


def test_least_tax_pays_less_tax_and_sells_everything(
    plan: Plan, changed: Changed, sample: Scenario
) -> None:
    """``least_tax`` disposes of every share, for less tax than the default plan."""
    least = recommend(changed("plan", objective="least_tax"))
    sold = sum(a.shares for a in least.actions if a.kind == "sell")
    assert sold == sum(grant.shares for grant in sample.grants)
    assert least.objective.bound <= least.objective.value
    assert least.totals.after_tax_value <= plan.totals.after_tax_value + 0.01
    assert least.totals.tax_caused < plan.totals.tax_caused


def test_keeping_shares_never_lowers_the_value(plan: Plan, changed: Changed) -> None:
    """``keep`` allows all that ``sell`` allows."""
    kept = recommend(changed("plan", at_horizon="keep"))
    assert kept.proof.fractions_bound >= plan.proof.fractions_bound - 0.02
    assert any("Shares kept at the end" in note for note in kept.notes)


def test_highs_finds_the_same_optimum(plan: Plan, sample: Scenario) -> None:
    """Two solvers, one optimum to the cent."""
    other = recommend(sample, solver="highs")
    assert other.proof.fractions_bound == pytest.approx(
        plan.proof.fractions_bound, abs=0.02
    )
    assert other.proof.solver.startswith("HiGHS")


Solved = tuple[TracedProblem, EvaluatedYears, Solution]


@pytest.fixture(scope="module")
def solved(sample: Scenario) -> Solved:
    """The sample's program, its years without any action, and its solution."""
    situation = situation_of(sample)
    baseline = baseline_years(situation)
    traced = traced_problem(situation, possible_columns(situation), baseline)
    return traced, baseline, solve(program_of(traced), Limits())


def test_the_audit_refuses_a_program_that_does_not_tie(
    sample: Scenario, solved: Solved
) -> None:
    """A difference of a dollar between forms and program is never shown as a plan."""
    traced, _, solution = solved
    audited(situation_of(sample), traced, solution, Limits())
    fields = {name: getattr(solution, name) for name in Solution.__slots__}
    wrong = Solution(**{**fields, "cost": solution.cost + 1.0})
    with pytest.raises(AuditFailure, match="must tie to the cent"):
        audited(situation_of(sample), traced, wrong, Limits())


@pytest.mark.parametrize(("more", "stays"), [(0.2, True), (-0.5, False)])
def test_what_tolerances_leave_is_taken_at_its_true_cost(
    more: float, stays: bool, sample: Scenario, solved: Solved
) -> None:
    """Cents that binaries hide are no proof; those that rows add change none."""
    traced, _, solution = solved
    true = traced.cost_of(solution.shares, solution.on)
    claims = replace(solution, cost=true + more, bound=true + more, proven=True)
    found, _ = audited(situation_of(sample), traced, claims, Limits())
    assert found.cost == pytest.approx(true, abs=1e-6)
    assert found.proven is stays
    assert found.bound == pytest.approx(true + min(more, 0.0), abs=1e-6)


@pytest.mark.parametrize(("short", "proven"), [(0.012, True), (0.023, False)])
def test_a_gap_that_rounding_widens_is_no_proof(
    short: float, proven: bool, sample: Scenario, solved: Solved
) -> None:
    """A solver is done within a cent of what it claims, not of the true cost."""
    traced, _, solution = solved
    true = traced.cost_of(solution.shares, solution.on)
    claims = replace(solution, cost=true, bound=true - short, proven=True)
    found, _ = audited(situation_of(sample), traced, claims, Limits())
    assert found.proven is proven


@pytest.mark.parametrize(("more", "proven"), [(-1.5, True), (-1.5, False), (0.5, True)])
def test_what_no_tolerance_leaves_is_a_defect(
    more: float, proven: bool, sample: Scenario, solved: Solved
) -> None:
    """Proven or not; only what time cut short may say that it costs more."""
    traced, _, solution = solved
    true = traced.cost_of(solution.shares, solution.on)
    claims = replace(solution, cost=true + more, bound=true + more, proven=proven)
    with pytest.raises(AuditFailure, match="must tie to the cent"):
        audited(situation_of(sample), traced, claims, Limits())


def test_whole_shares_keep_inventory_and_cost_little(
    sample: Scenario, solved: Solved
) -> None:
    """Rounding keeps all limits and loses less than a share's value."""
    traced, baseline, solution = solved
    whole = whole_shares(traced, solution.shares)
    assert whole is not None
    assert np.array_equal(whole, np.round(whole))
    evaluated = evaluate_schedule(
        situation_of(sample), "rounded", traced.columns, whole, baseline
    )
    assert -solution.cost - evaluated.after_tax_value < 5
    assert evaluated.after_tax_value <= -solution.bound + 0.01


def test_a_worthless_grant_changes_nothing(plan: Plan, sample: Scenario) -> None:
    """A grant that is never in the money is left alone.

    It is nonqualified: an incentive one would use up a part of the $100,000 limit.
    """
    worthless = {"name": "under water", "kind": "nso", "strike": 500.0}
    dead = sample.grants[0].model_copy(update=worthless)
    wider = sample.model_copy(update={"grants": (*sample.grants, dead)})
    assert "under water" in {each.name for each in situation_of(wider).tranches}
    other = recommend(wider)
    assert other.proof.fractions_bound == pytest.approx(
        plan.proof.fractions_bound, abs=0.02
    )
    assert all(action.grant != "under water" for action in other.actions)


def test_a_changed_copy_plans_like_a_fresh_scenario(
    plan: Plan, sample: Scenario
) -> None:
    """Nothing that was derived from a scenario travels with a copy of it."""
    smaller = [
        grant.model_copy(update={"shares": grant.shares // 2})
        for grant in sample.grants
    ]
    changes = {"grants": tuple(smaller), "schedules": ()}
    copied = sample.model_copy(update=changes)
    of_copy = recommend(copied).objective
    assert of_copy == recommend(rebuild(copied)).objective
    assert of_copy.value < plan.objective.value - 1_000.0
