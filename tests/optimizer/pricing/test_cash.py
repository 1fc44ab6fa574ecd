"""Cash day by day: what there is, the loan, and the shortage."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import numpy as np
import pulp
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking import diagnosis as infeasible
from isoplan.optimizer.checking.shortage import Shortage
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.cash import cash_days, cash_margins, float_cash
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
    lots_kept,
)
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.recount.cash_walk import walked_cash
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import build_scenario, grant, rebuild

RandomScenario = Callable[[int], Scenario]
WithFields = Callable[..., Scenario]
InInstallments = Callable[..., Scenario]
CENTS = 0.03
"""Dollars: two solves, each within a cent."""
SEEDS = [
    *(502, 503),
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (504, 507)),
]
LOAN = {"most": 40_000.0, "rate": 0.09}


@pytest.fixture
def tight(sample: Scenario, with_fields: WithFields) -> Scenario:
    """The sample with so little cash that it limits exercises."""
    saved = {"2026": 9_000.0, "growth": 0.03}
    return with_fields(sample, "household", cash=22_000.0, savings_per_year=saved)


def test_interest_of_a_loan(sample: Scenario, with_fields: WithFields) -> None:
    """Worked: 10,000 short for 73 days, a fifth of a year, at 10%: 200 in April.

    The cash above the floor is 5,000. On 1 February 15,000 leave, on April 15 another
    5,000 and the interest; on 1 July 20,000 come in.
    """
    scenario = with_fields(
        sample,
        "household",
        cash=20_000.0,
        cash_floor=15_000.0,
        savings_per_year=0.0,
        loan={"most": 16_000.0, "rate": 0.10},
    )
    moves = {
        date(2027, 2, 1): -15_000.0,
        date(2027, 4, 15): -5_000.0,
        date(2027, 7, 1): 20_000.0,
    }
    days = cash_days(situation_of(scenario), moves, asking=list(moves)[:2])
    assert [each.owed for each in days] == pytest.approx([10_000.0, 15_200.0, 0.0])
    assert [each.interest for each in days] == pytest.approx([0.0, 200.0, 0.0])
    kept = [amount for _, amount in cash_margins(situation_of(scenario), days)]
    assert kept == pytest.approx([6_000.0, 800.0])


def traced(scenario: Scenario, *, all_columns: bool = False) -> TracedProblem:
    """Return the scenario's program before it is written."""
    columns = possible_columns(situation_of(scenario))
    used = columns if all_columns else drop_dominated(columns)
    return traced_problem(
        situation_of(scenario), used, baseline_years(situation_of(scenario))
    )


def least_cost(scenario: Scenario, *, all_columns: bool = False) -> float:
    """Return the least cost (dollars); infinite when no plan keeps the limits."""
    program = program_of(traced(scenario, all_columns=all_columns))
    try:
        return solve(program, Limits(60, 0.01)).cost
    except InfeasiblePlan:
        return np.inf


def test_installments_bind(tight: Scenario, in_installments: InInstallments) -> None:
    """Tax asked for earlier leaves less for exercises; and never more."""
    april = least_cost(tight)
    assert least_cost(in_installments(tight)) > april + 50.0


def test_a_loan_helps_and_never_beats_cash(
    tight: Scenario, with_fields: WithFields
) -> None:
    """None, dear, cheap, free, and as much cash instead: each at least as good."""
    scenarios = [
        tight,
        *(
            with_fields(tight, "household", loan={"most": 40_000.0, "rate": rate})
            for rate in (0.2, 0.05, 0.0)
        ),
        with_fields(tight, "household", cash=62_000.0),
    ]
    costs = [least_cost(each) for each in scenarios]
    for less, more in pairwise(costs):
        assert more <= less + CENTS
    assert costs[1] < costs[0] - 100.0
    assert costs[2] < costs[1] - 100.0


def test_without_a_limit_on_cash_installments_add_nothing(
    sample: Scenario, with_fields: WithFields, in_installments: InInstallments
) -> None:
    """The objective counts tax on April 15 in either mode."""
    unlimited = with_fields(sample, "household", cash=None)
    april, installments = (
        program_of(traced(each)) for each in (unlimited, in_installments(unlimited))
    )
    assert (april.rows, len(april.binaries)) == (
        installments.rows,
        len(installments.binaries),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_looser_limits_never_cost(
    seed: int,
    random_scenario: RandomScenario,
    in_installments: InInstallments,
    with_fields: WithFields,
) -> None:
    """In installments with a loan; a larger loan; more cash; all tax in April."""
    given = with_fields(random_scenario(seed), "household", cash=15_000.0)
    base = in_installments(given)
    scenarios = [
        base,
        with_fields(base, "household", loan=LOAN),
        with_fields(base, "household", loan=LOAN | {"most": 200_000.0}),
        with_fields(base, "household", loan=LOAN | {"most": 200_000.0}, cash=100_000.0),
    ]
    costs = [least_cost(each) for each in scenarios]
    for less, more in pairwise(costs):
        assert more <= less + CENTS
    assert least_cost(given) <= costs[0] + CENTS


@pytest.mark.parametrize("seed", SEEDS)
def test_no_column_is_missed(
    seed: int, random_scenario: RandomScenario, in_installments: InInstallments
) -> None:
    """Dominated columns stay useless with installments and a loan."""
    given = random_scenario(seed)
    scenario = in_installments(given, cash=25_000.0, loan=LOAN)
    everything = least_cost(scenario, all_columns=True)
    assert least_cost(scenario) == pytest.approx(everything, abs=CENTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_traced_cash_is_that_of_the_forms(
    seed: int,
    random_scenario: RandomScenario,
    random_plan: Callable[[TracedProblem, np.random.Generator], np.ndarray],
    in_installments: InInstallments,
) -> None:
    """To the cent, on random plans; the program cannot misstate it either way."""
    scenario = in_installments(random_scenario(seed), cash=25_000.0, loan=LOAN)
    problem, before = traced(scenario), baseline_years(situation_of(scenario))
    pick = np.random.default_rng(seed)
    for _ in range(5):
        shares = random_plan(problem, pick)
        evaluated = evaluate_years(situation_of(scenario), problem.columns, shares)
        found = float_cash(
            situation_of(scenario), problem.columns, shares, evaluated, before
        )
        values = problem.graph.values(shares)
        assert [
            problem.graph.as_expression(amount).value(values)
            for _, amount in problem.cash_limits
        ] == pytest.approx(
            [amount for _, amount in cash_margins(situation_of(scenario), found)],
            abs=0.01,
        )


def test_the_program_cannot_misstate_cash(
    tight: Scenario,
    fixed_value: Callable[..., float],
    random_plan: Callable[[TracedProblem, np.random.Generator], np.ndarray],
    in_installments: InInstallments,
    with_fields: WithFields,
) -> None:
    """The least and the greatest cash of each April, for fixed plans, are the same."""
    scenario = in_installments(
        with_fields(tight, "plan", last_year=2029, decision_dates="yearly"),
        loan=LOAN,
    )
    problem = traced(scenario)
    shares = random_plan(problem, np.random.default_rng(1))
    values = problem.graph.values(shares)
    for row in problem.rows[-6:]:
        for sense in (pulp.LpMinimize, pulp.LpMaximize):
            found = fixed_value(problem, row.amount, shares, sense)
            assert found == pytest.approx(row.amount.value(values), abs=0.05)


def test_a_plan_in_installments_says_what_to_set_aside(
    tight: Scenario, in_installments: InInstallments
) -> None:
    """Its sum is what the first year costs; the safe harbor is that of Form 2210."""
    scenario = in_installments(tight, withholding=22_000.0)
    plan = recommend(scenario)
    first = plan.years[0]
    spent = sum(each.amount for each in plan.set_aside)
    assert spent == pytest.approx(-first.cash, abs=0.05)
    harbor = plan.safe_harbor
    assert harbor is not None
    assert harbor.required == pytest.approx(min(0.9 * harbor.tax, 20_000.0))
    assert harbor.covers_amt == (0.9 * harbor.tax > 20_000.0)
    assert harbor.withheld == 22_000.0
    assert harbor.nothing_due
    assert plan.loan is None


def test_a_loan_is_shown(tight: Scenario, with_fields: WithFields) -> None:
    """The most that is owed stays within the loan, and its interest is in the value."""
    plan = recommend(with_fields(tight, "household", loan=LOAN))
    assert plan.loan is not None
    assert 0 < plan.loan.most <= 40_000.0
    assert plan.loan.interest == plan.totals.interest > 0
    assert plan.status != "feasible"


def test_nothing_is_borrowed_where_cash_is_enough(
    sample: Scenario, sample_plan: Plan, with_fields: WithFields
) -> None:
    """A loan that nobody needs changes nothing; which of two lots goes may be a tie."""
    plan = recommend(with_fields(sample, "household", loan=LOAN))
    assert plan.loan is not None
    assert plan.loan.most == plan.loan.interest == 0.0
    assert plan.objective.value == pytest.approx(sample_plan.objective.value, abs=0.2)
    days = [[(a.date, a.kind) for a in p.actions] for p in (plan, sample_plan)]
    assert days[0] == days[1]


def test_what_is_lacking_when(sample: Scenario) -> None:
    """Worked: a lot of 4,000 shares that must all be sold, at a price that falls.

    ``least_tax`` must exercise 1,000 options at 10.00 by July 1, 2026, their last day,
    and can sell nothing before 2027; 2,000 at hand lack 8,000 on the day of exercise,
    whichever it is, and no tax is due before.
    """
    last_chance = grant("last chance", granted_on="2016-07-02", expires_on="2026-07-01")
    home = {"cash": 2_000.0, "cash_floor": 0.0, "savings_per_year": 0.0}
    scenario = rebuild(
        sample,
        {"plan.objective": "least_tax", "plan.last_year": 2027}
        | {f"household.{name}": value for name, value in home.items()},
        grants=[last_chance],
        market={"prices": {"2026-01-01": 30.0}, "first_sale": "2027-03-01"},
        schedules=[],
    )
    with pytest.raises(InfeasiblePlan, match=r"lacks \$8,000 on 2026-0") as caught:
        recommend(scenario)
    assert "least_tax must exercise and sell every share" in str(caught.value)
    recommend(rebuild(scenario, {"household.cash": 11_000.0}))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            Shortage(date(2027, 4, 15), 900.0, proven=True),
            r"for least lacks \$900 on 2027-04-15, when tax is due; lower the floor",
        ),
        (
            Shortage(date(2027, 4, 1), 900.0, proven=False),
            r"least of those found in time lacks \$900 on 2027-04-01; lower the floor",
        ),
        (None, r"with household.cash = 85,000; lower the floor, or give more cash"),
    ],
)
def test_what_is_said_of_it(
    found: Shortage | None,
    words: str,
    sample: Scenario,
    with_fields: WithFields,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was proven and no more, if time runs out before it is known."""
    monkeypatch.setattr(infeasible, "shortage", lambda *_: found)
    with pytest.raises(InfeasiblePlan, match=words):
        recommend(with_fields(sample, "household", cash_floor=900_000.0))


def test_a_loan_runs_from_the_first_day(
    sample: Scenario, with_fields: WithFields
) -> None:
    """Worked: 5,000 below the floor at the start, at 10% a year, paid each April 15.

    A day on which nothing moves in between changes nothing. The audit counts the same.
    """
    scenario = with_fields(
        sample,
        "household",
        cash=10_000.0,
        cash_floor=15_000.0,
        savings_per_year=0.0,
        loan={"most": 16_000.0, "rate": 0.10},
    )
    situation, due = situation_of(scenario), date(2027, 4, 15)
    days = (due - situation.plan.start).days
    for moves in ({due: 0.0}, {date(2026, 9, 1): 0.0, due: 0.0}):
        for walked in (cash_days, walked_cash):
            interest = [each.interest for each in walked(situation, moves, {due})]
            assert sum(interest) == pytest.approx(5_000 * 0.10 * days / 365)


def test_days_on_which_nothing_is_withheld_pay_no_loan_back() -> None:
    """With all tax due in April, pay settles on no day of its own: the audit agrees.

    Savings of the days between pay back on days of cash alone.
    """
    options = grant(
        granted_on=date(2019, 9, 30),
        expires_on=date(2029, 9, 17),
        shares=4_000,
        strike=0.3,
        vesting={},
        nonqualified_shares=3_000,
    )
    scenario = build_scenario(
        plan={"start": date(2026, 1, 9), "last_year": 2027},
        household={
            "wages": 10_000,
            "cash": 2_000,
            "cash_floor": 20_000,
            "savings_per_year": 10_000,
            "loan": {"most": 60_000, "rate": 0.2},
        },
        grants=[options],
        market={
            "prices": {date(2025, 11, 28): 0.4},
            "ipo": {"on": date(2027, 10, 17), "lock_up_days": 0},
            "trading_days": "nyse",
        },
    )
    plan = recommend(scenario)
    assert plan.loan is not None
    assert plan.loan.most > 0


def test_a_payment_due_leaves_on_its_day() -> None:
    """Worked: 5,000 at hand, 3,000 due on May 4, 2,000 back on June 1; no savings.

    Either walk looks at the days; the plan and its audit agree.
    """
    due = {date(2026, 5, 4): 3_000.0, date(2026, 6, 1): -2_000.0}
    home = {"cash": 5_000.0, "payments_due": due}
    scenario = build_scenario(household=home, grants=[grant(shares=300)])
    situation = situation_of(scenario)
    evaluated = evaluate_schedule(situation, "", *lots_kept(situation))
    free = {each.day: (each.free, each.asks) for each in evaluated.cash}
    assert free[date(2026, 5, 4)] == (2_000.0, True)
    assert free[date(2026, 6, 1)] == (4_000.0, True)
    moves = dict.fromkeys(due, 0.0)
    walked = [each.free for each in walked_cash(situation, moves, due)]
    assert walked == [2_000.0, 4_000.0]
    assert recommend(scenario).totals.after_tax_value > 0.0
    short = rebuild(scenario, {"household.payments_due": {"2026-05-04": 5_001.0}})
    before_sales = rebuild(short, {"market.first_sale": "2026-06-01"})
    with pytest.raises(InfeasiblePlan, match=r"lacks \$1 on 2026-05-04"):
        recommend(before_sales)


def test_a_payment_due_on_the_start_is_cash_less() -> None:
    """What is owed on a loan when the plan starts is written so."""
    loan = {"most": 90_000.0, "rate": 0.08}
    fields = {"plan": {"last_year": 2027}, "grants": [grant(shares=900)]}
    less = build_scenario(household={"cash": 3_000.0, "loan": loan}, **fields)
    owing = {"cash": 20_000.0, "loan": loan, "payments_due": {"2026-01-02": 17_000.0}}
    due = build_scenario(household=owing, **fields)
    values = [recommend(each).totals.after_tax_value for each in (less, due)]
    assert values[0] == pytest.approx(values[1], abs=CENTS)
