"""AMT held to a limit: rows are the forms, the program is exact, reasons are told."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.preferences.amt_limit import NEGLIGIBLE
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.program import writer
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend, solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.expression import Expression
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.sensitivity import CostSlopes
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer
from isoplan.optimizer.whole_shares.rounding import whole_shares

WithFields = Callable[..., Scenario]
RandomPlan = Callable[[TracedProblem, np.random.Generator], np.ndarray]
NO_AMT = {"no_amt": True}
KINDS = {"federal": "amt", "state": "state_amt"}
STATES: list[Any] = [
    pytest.param({}, id="no-state"),
    pytest.param({"state": "CA"}, id="CA"),
    pytest.param({"state": "CO"}, id="CO"),
    pytest.param({"state": "CT"}, id="CT"),
    pytest.param({"state": "MN"}, id="MN"),
    pytest.param(
        {"state": {"2026-01-01": "CA", "2029-07-01": "MN"}}, id="from-CA-to-MN"
    ),
]


def broken_in(situation: Situation, evaluated: EvaluatedSchedule) -> list[str]:
    """Return where a schedule breaks the preferences of a situation."""
    return list(broken_preferences(evidence_of_schedule(situation, evaluated)))


def preferring(scenario: Scenario, **preferences: object) -> Scenario:
    """Return a scenario with preferences."""
    asked = Preferences.model_validate(preferences)
    return scenario.model_copy(update={"preferences": asked})


def traced(scenario: Scenario) -> TracedProblem:
    """Return what is to be minimized."""
    situation = situation_of(scenario)
    return traced_problem(situation, plan_columns(situation), baseline_years(situation))


@pytest.mark.parametrize("home", STATES)
def test_the_row_is_the_form(
    home: dict[str, object],
    sample: Scenario,
    with_fields: WithFields,
    random_plan: RandomPlan,
) -> None:
    """Each row is the year's AMT by the float engine; a year without one has none."""
    scenario = preferring(with_fields(sample, "household", **home), **NO_AMT)
    situation, problem = situation_of(scenario), traced(scenario)
    rows = {row.name: row for row in problem.rows if row.name.startswith("no_amt")}
    assert sum(name.startswith("no_amt_federal") for name in rows) >= 5
    assert any(name.startswith("no_amt_state") for name in rows) == bool(home)
    pick = np.random.default_rng(11)
    seen = {"federal": 0.0, "state": 0.0}
    for _ in range(6):
        shares = random_plan(problem, pick)
        evaluated = evaluate_schedule(situation, "random", problem.columns, shares)
        on = problem.elections.on(evaluated.evaluated_years.itemizes)
        values = problem.graph.values(shares, on)
        for year in evaluated.years:
            for kind, amt in (("federal", year.amt), ("state", year.state_amt)):
                row = rows.get(f"no_amt_{kind}_{year.year}")
                of_row = 0.0 if row is None else -row.amount.value(values)
                assert of_row == pytest.approx(amt, abs=0.01)
                seen[kind] += amt
    assert seen["federal"] > 1_000
    assert (seen["state"] > 50) == bool(home)


def test_each_limit_is_for_its_own_amt(
    sample: Scenario, with_fields: WithFields
) -> None:
    """A household of Minnesota: either limit, or both; a kind left out is free."""
    home = with_fields(sample, "household", state="MN")
    home = with_fields(home, "plan", decision_dates="yearly")
    free = recommend(home)
    most = {
        name: max(getattr(year, field) for year in free.years)
        for name, field in KINDS.items()
    }
    assert min(most.values()) > 500
    values = []
    federal, state = {"federal": most["federal"] / 2}, {"state": most["state"] / 2}
    for limits in (federal, state, federal | state):
        plan, evaluated = solve_plan(situation_of(preferring(home, most_amt=limits)))
        values.append(plan.proof.fractions_bound)
        for name, limit in limits.items():
            assert max(getattr(y, KINDS[name]) for y in plan.years) <= limit + 0.01
        twice = {name: limit / 2 for name, limit in limits.items()}
        tighter = situation_of(preferring(home, most_amt=twice))
        broken = broken_in(tighter, evaluated)
        assert {line.split()[0] for line in broken} <= set(limits)
        assert broken
    assert values[2] <= min(values) + 0.05
    assert max(values) < free.objective.value


def test_a_limit_by_year(sample: Scenario, with_fields: WithFields) -> None:
    """Nothing in 2026 and 2027, 9,000 dollars from 2028 on."""
    limits = {"federal": {"2026": 0, "2028": 9_000}}
    yearly = with_fields(sample, "plan", decision_dates="yearly")
    plan, _ = solve_plan(situation_of(preferring(yearly, most_amt=limits)))
    amounts = {year.year: year.amt for year in plan.years}
    assert amounts[2026] == amounts[2027] == 0
    assert amounts[2028] == pytest.approx(9_000, abs=15)
    assert max(amounts.values()) <= 9_000.01


def test_a_limit_above_all_amt_costs_nothing(sample: Scenario) -> None:
    """33,000 dollars are more than the free plan has in any year."""
    plan = recommend(preferring(sample, most_amt={"federal": 33_000}))
    assert plan.preference_costs[0].cost < 1
    assert max(year.amt for year in plan.years) > 20_000


@pytest.mark.parametrize(
    "home", [each for each in STATES if each.id in {"no-state", "CT", "from-CA-to-MN"}]
)
def test_a_plan_without_amt(
    home: dict[str, object], sample: Scenario, with_fields: WithFields
) -> None:
    """No year has any, of either kind, run-off included, where the free plan has.

    One plan has the rows of California and of Minnesota; Colorado's are as the others'.
    """
    free = with_fields(sample, "household", **home)
    free = with_fields(free, "plan", decision_dates="yearly")
    before, _ = solve_plan(situation_of(free), Limits(60, 5.0))
    assert before.totals.amt + before.totals.state_amt > 10_000
    scenario = preferring(free, **NO_AMT)
    plan, evaluated = solve_plan(situation_of(scenario), Limits(60, 5.0))
    assert max(year.amt for year in plan.years) <= 0.01
    assert max(year.state_amt for year in plan.years) <= 0.01
    assert plan.objective.gap < 20
    assert plan.objective.value < before.objective.value - 1_000
    assert broken_in(situation_of(scenario), evaluated) == []


def test_the_audit_tells_state_amt_from_federal(
    sample: Scenario, with_fields: WithFields, random_plan: RandomPlan
) -> None:
    """Plans of chance in California have both."""
    california = preferring(with_fields(sample, "household", state="CA"), **NO_AMT)
    situation, problem = situation_of(california), traced(california)
    broken: list[str] = []
    pick = np.random.default_rng(11)
    for _ in range(6):
        shares = random_plan(problem, pick)
        evaluated = evaluate_schedule(situation, "random", problem.columns, shares)
        broken += broken_in(situation, evaluated)
    assert any(line.startswith("state AMT of ") for line in broken)
    assert any(line.startswith("federal AMT of ") for line in broken)


def test_the_audit_refuses_a_plan_with_amt(sample: Scenario) -> None:
    """A plan made without the preference, held against it."""
    _, evaluated = solve_plan(situation_of(sample))
    broken = broken_in(situation_of(preferring(sample, **NO_AMT)), evaluated)
    assert any(
        re.search(r"federal AMT of [\d,.]+ in 2026, pref", line) for line in broken
    )
    assert not broken_in(situation_of(sample), evaluated)


class DeafToRows(CostSlopes):
    """CostSlopes of the cost alone, where the program asks what wants to be larger."""

    def __init__(
        self, graph: Graph, cost: Expression, at_least_zero: Iterable[Expression]
    ) -> None:
        """Keep the pulls of the cost apart."""
        super().__init__(graph, cost, at_least_zero)
        self.of_cost = CostSlopes(graph, cost, [])

    def wants_larger(self, number: int) -> bool:
        """Return whether the cost alone wants an atom larger."""
        return self.of_cost.wants_larger(number)


def steep(scenario: Scenario) -> Scenario:
    """Return a household that would exercise early, with wages of options to move.

    Shares of 6.20 are worth 200 in five years, and old nonqualified options expire at
    the end of 2026: misplaced among the brackets, their wages would make room for AMT.
    """
    given = scenario.model_dump(mode="json", exclude_unset=True)
    given["plan"] |= {"decision_dates": "yearly"}
    given["household"] |= {"wages": 60_000, "cash": 2_000_000}
    given["market"] = {"prices": {"2026-01-01": 6.2, "2031-01-01": 200.0}}
    old = {
        "name": "old",
        "kind": "nso",
        "granted_on": "2016-12-20",
        "expires_on": "2026-12-19",
        "shares": 20_000,
        "strike": 1.0,
        "vesting": {},
    }
    given["grants"] = [*given["grants"], old]
    return Scenario.model_validate(given | {"schedules": []})


def test_the_program_cannot_overstate_regular_tax(
    sample: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver's own amounts keep the rows by the true law; only thanks to binaries.

    Deaf to rows, the program writes none for regular tax, and calls a plan free of AMT
    that has thousands.
    """
    problem = traced(preferring(steep(sample), **NO_AMT))
    exact = program_of(problem)
    assert problem.missing(solve(exact, Limits()).shares) <= 0.05
    monkeypatch.setattr(writer, "CostSlopes", DeafToRows)
    loose = program_of(problem)
    assert len(loose.binaries) < len(exact.binaries)
    assert problem.missing(solve(loose, Limits()).shares) > 1_000


def test_whole_shares_keep_the_limit(sample: Scenario) -> None:
    """Rounded up, a share of spread would be a few dollars of AMT."""
    problem = traced(preferring(sample, **NO_AMT))
    solution = solve(program_of(problem), Limits())
    whole = whole_shares(problem, solution.shares)
    assert whole is not None
    assert np.array_equal(whole, np.round(whole))
    values = problem.graph.values(whole)
    amounts = [row.amount.value(values) for row in problem.rows if "amt" in row.name]
    assert min(amounts) >= -NEGLIGIBLE
    up = np.ceil(solution.shares - 1e-6)
    assert problem.missing(up) > 1


def test_a_preference_that_does_not_bind_costs_nothing(
    sample: Scenario, with_fields: WithFields
) -> None:
    """Where the price stays close to the strike there is no AMT to avoid."""
    flat = with_fields(
        sample, "market", prices={"2026-01-01": 2.0}, growth=0.0, first_sale=None
    )
    plan = recommend(preferring(flat, **NO_AMT))
    (cost,) = plan.preference_costs
    assert cost.cost < 1
    assert cost.in_words == "paying no AMT in any year"


def idle(**household: object) -> Scenario:
    """Return a household of income alone, two years and two of run-off."""
    return Scenario.model_validate(
        {
            "name": "idle",
            "plan": {
                "start": date(2026, 1, 2),
                "last_year": 2027,
                "inflation": 0.02,
                "run_off_years": 2,
            },
            "household": {"filing_status": "single", "wages": 90_000, **household},
            "market": {"prices": {date(2026, 1, 1): 10.0}},
            "preferences": NO_AMT,
        }
    )


def test_amt_without_any_exercise_is_told() -> None:
    """Old losses that the AMT does not know: no plan can help, not in run-off either.

    Regular tax sees no gain, the AMT 600,000 dollars a year.
    """
    losing = {
        "long_term_gain": 600_000,
        "loss_carryover": {"long_term": 5_000_000, "amt_long_term": 0},
    }
    scenario = idle(**losing)
    baseline = baseline_years(situation_of(scenario))
    amounts = [float(y.returns.tax.form_6251.line_11) for y in baseline.years]
    assert min(amounts) > 10_000
    message = (
        r"no schedule keeps preferences.no_amt = true: without any exercise or sale "
        rf"the household has federal AMT of \${amounts[0]:,.0f} in 2026; loosen it, or "
        r"remove it"
    )
    with pytest.raises(InfeasiblePlan, match=message):
        recommend(scenario)
    assert recommend(idle()).preference_costs[0].cost == 0


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_run_off_alone_may_have_amt(solver: Any) -> None:
    """Gains that begin in the first year past the plan: a row without any decision."""
    late = {
        "long_term_gain": {"2026": 0, "2028": 600_000},
        "loss_carryover": {"long_term": 5_000_000, "amt_long_term": 0},
    }
    scenario = idle(**late)
    problem = traced(scenario)
    assert {row.name for row in problem.rows} == {
        "no_amt_federal_2028",
        "no_amt_federal_2029",
    }
    assert not any(row.amount.terms for row in problem.rows)
    with pytest.raises(
        InfeasiblePlan, match=r"federal AMT of \$[\d,]+ in 2028; loosen"
    ):
        recommend(scenario, solver=solver)


def test_an_exercise_of_this_year_may_have_caused_it(
    sample: Scenario, with_fields: WithFields
) -> None:
    """What was done before the start counts in its year, and shares cannot be sold."""
    done = {"on": "2026-01-10", "exercise": "2023 hire", "shares": 20_000}
    given = sample.model_dump(mode="json", exclude_unset=True)
    prices = {"2026-01-01": 60.0, "2029-05-15": 70.0}
    given |= {"events": [done], "schedules": [], "preferences": NO_AMT}
    given["market"] |= {"prices": prices}
    given["household"] |= {"cash": 900_000}
    with pytest.raises(
        InfeasiblePlan, match=r"federal AMT of \$[\d,]+ in 2026; loosen"
    ):
        recommend(Scenario.model_validate(given))


def test_years_that_hang_together_are_rounded_one_after_the_other(root: Path) -> None:
    """A share less in 2026 is less AMT there, and more in the year of its sale.

    No single share lowers the sum of what is missed, so years are kept in their order.
    """
    couple = load_scenario(root / "scenarios" / "pre_ipo_couple.toml")
    problem = traced(preferring(couple, **NO_AMT, no_disqualifying_sales=True))
    solution = solve(program_of(problem), Limits())
    on = solution.on
    whole = whole_shares(problem, solution.shares, on)
    assert whole is not None
    assert problem.keeps_limits(whole, on)
    assert problem.cost_of(whole, on) - solution.cost < 100
    pricer = CandidatePricer(problem, np.flatnonzero(whole), on)
    by_row = pricer.missing_by_row(np.ceil(solution.shares[pricer.places, None]))
    together = pricer.missing(np.ceil(solution.shares[pricer.places, None]))
    assert by_row.sum(axis=0) == pytest.approx(together)
    assert np.count_nonzero(by_row) > 1
