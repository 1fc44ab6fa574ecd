"""A plan over outcomes as a whole: audited, whole shares, never ahead of the news."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.scenario import Scenario
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.outcomes.audited_outcomes import (
    acting_ahead,
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.habits import followed_on, start_on
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.outcomes.results import amt_on_vanished_gains
from isoplan.optimizer.pricing.common_schedules import RULES, Rule
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.sales_within_limits import sold_by_limit
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, Solution
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import OutcomesDiffer, tree_columns
from isoplan.optimizer.trees.whole_tree import rounded
from isoplan.optimizer.whole_shares.rounding import NEAREST, UP
from scenario_builder import Fields, grant
from uncertain_household import BAD, GOOD, uncertain

CENT = 0.01
PARTS = date(2027, 3, 1)
TAXED: Fields = {"wages": 150_000, "cash": 60_000}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return three outcomes, and cash that does not pay for all."""
    return uncertain(household=TAXED)


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> OutcomesPlan:
    """Return their plan."""
    return recommend_outcomes(scenario, Limits(60), "highs")


@pytest.fixture(scope="module")
def tree(scenario: Scenario) -> TracedTree:
    """Return their tree, traced."""
    found = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in found.ways)
    return traced_tree(tree_columns(found), baselines)


@pytest.fixture(scope="module")
def solution(tree: TracedTree) -> Solution:
    """Return its solution in fractions of shares."""
    return solve(program_of(tree.traced), Limits(60, 0.01), "highs")


def test_the_value_is_the_mean_of_the_outcomes(plan: OutcomesPlan) -> None:
    """And no bound is below it."""
    mean = sum(each.probability * each.value for each in plan.outcomes)
    assert plan.objective.value == pytest.approx(mean, abs=CENT)
    assert plan.objective.bound >= plan.objective.value
    assert plan.status != "feasible"


def test_all_do_the_same_before_they_part(plan: OutcomesPlan) -> None:
    """What is done now, and in each branch, stands in every outcome through it."""
    assert plan.now.actions
    assert plan.now.until < PARTS
    for outcome in plan.outcomes:
        of_pieces = [plan.pieces[number].actions for number in outcome.pieces]
        assert outcome.actions == tuple(each for part in of_pieces for each in part)


def test_nothing_is_worth_less_than_nothing(plan: OutcomesPlan) -> None:
    """Adapting, VSS and EVPI, between their proven bounds."""
    worth = plan.worth
    for between in (worth.adapting, worth.modeling, worth.knowing):
        assert between is not None
        assert 0.0 <= between.least <= between.most
    assert worth.knowing.least > 100.0
    assert worth.adapting.least > 100.0


def test_nodes_have_their_parents_and_probabilities(plan: OutcomesPlan) -> None:
    """Every year's nodes add up to one, and each follows the year before."""
    by_year: dict[int, float] = {}
    for node in plan.nodes:
        by_year[node.year] = by_year.get(node.year, 0.0) + node.probability
        if node.parent is not None:
            assert plan.nodes[node.parent].year == node.year - 1
    assert all(total == pytest.approx(1.0) for total in by_year.values())
    assert sum(node.year == 2026 for node in plan.nodes) == 1


def test_what_stands_beside_the_plan_is_no_better(plan: OutcomesPlan) -> None:
    """First steps of one path with recourse, and each habit that cash carries."""
    slack = plan.objective.gap + plan.proof.rounding_cost + CENT
    first = plan.beside[0]
    assert first.name == "one-path plan's first steps"
    assert first.expected <= plan.objective.value + slack
    assert len(plan.beside) == 6
    for each in plan.beside:
        assert each.worst == min(each.values)


def test_amt_on_vanished_gains_is_no_more_than_the_amt(plan: OutcomesPlan) -> None:
    """And nothing where the gain came."""
    for outcome in plan.outcomes:
        assert 0.0 <= outcome.amt_on_vanished_gains <= outcome.amt + CENT
        if outcome.name == "better":
            assert outcome.amt_on_vanished_gains == 0.0


@pytest.mark.parametrize(("sold", "part"), [(0, 1.0), (3_000, 0.5), (6_000, 0.0)])
def test_gains_that_vanish_have_their_part_of_the_amt(
    tree: TracedTree, sold: int, part: float
) -> None:
    """Worked: 6,000 exercised at 20, some of them sold at 20, the rest written off."""
    situation = next(
        way.situation for way in tree.tree.ways if way.outcome.name == "bad"
    )
    exercised = date(2026, 3, 2)
    choices = [
        Choice(0, exercised, date(2027, 5, 3)),
        Choice(0, exercised, date(2027, 12, 31)),
    ]
    columns = columns_of(situation, choices)
    shares = np.array([float(sold), 6_000.0 - sold])
    years = evaluate_years(situation, columns, shares)
    amt = sum(
        float(year.returns.tax.form_6251.line_11)
        + sum(float(state.returns.tax.amt) for state in year.states)
        for year in years.years
    )
    assert amt > 1_000.0
    found = amt_on_vanished_gains(situation, columns, shares, years)
    assert found == pytest.approx(part * amt, abs=CENT)


def spread_out(tree: TracedTree) -> np.ndarray:
    """Return fractions of shares in very many columns, which flow whole."""
    pick = np.random.default_rng(3)
    shares = np.zeros(len(tree.columns))
    inside = np.flatnonzero(tree.columns.in_first_piece)
    shares[inside] = pick.random(len(inside))
    nowhere: set[int] = set()
    for _ in tree.tree.all_pieces:  # what leads nowhere in some branch
        for flow in tree.traced.flows:
            if {*flow.places[1:].tolist()} <= nowhere:
                nowhere.add(int(flow.places[0]))
    shares[sorted(nowhere)] = 0.0
    for flow in tree.traced.flows:
        goes = np.setdiff1d(flow.places[1:], sorted(nowhere))
        parts = pick.random(len(goes))
        shares[goes] = shares[flow.places[0]] * parts / max(parts.sum(), 1e-9)
    return shares


@pytest.mark.parametrize("part", [NEAREST, UP])
@pytest.mark.parametrize("at_horizon", ["sell", "keep"])
def test_rounding_agrees_between_the_ways(at_horizon: str, part: float) -> None:
    """Running totals rounded way by way give shared columns one whole number."""
    plan = {"last_year": 2028, "decision_dates": "yearly", "at_horizon": at_horizon}
    found = tree_of(uncertain(plan=plan))
    baselines = tuple(baseline_years(way.situation) for way in found.ways)
    tree = traced_tree(tree_columns(found), baselines)
    shares = spread_out(tree)
    assert all(flow.missed(shares) < 1e-6 for flow in tree.traced.flows)
    whole = rounded(tree.columns, shares, part)
    assert np.array_equal(whole, np.round(whole))
    assert all(flow.missed(whole) == 0.0 for flow in tree.traced.flows)
    assert tree.traced.within_inventory(whole)
    assert np.abs(whole - shares).max() <= 1.0


def test_the_audit_sees_who_acts_ahead(
    tree: TracedTree, solution: Solution, scenario: Scenario
) -> None:
    """From the file and the actions alone; and that forms and program are apart."""
    shares = rounded(tree.columns, solution.shares, UP)
    evaluated = evaluated_outcomes(tree, shares, solution.on)
    assert audit_outcomes(tree, shares, solution.on, evaluated) < CENT
    actions = {each.name: each.actions for each in evaluated}
    assert not list(acting_ahead(scenario, actions))
    first = actions["bad"][0].model_copy(update={"shares": 1})
    (found,) = acting_ahead(
        scenario,
        {"bad": (first, *actions["bad"][1:]), "better": actions["better"]},
    )
    assert "part on 2027-03-01" in found
    wrong = tree.traced.cost + 1.0
    off = replace(tree, traced=replace(tree.traced, cost=wrong))
    with pytest.raises(AuditFailure, match="on average"):
        audit_outcomes(off, shares, solution.on, evaluated)


def done_before_parting(holdings: Holdings) -> Counter[tuple[date, date | None]]:
    """Return the shares by days of exercise and sale, those of later days as none."""
    done: Counter[tuple[date, date | None]] = Counter()
    for choice, shares in holdings.items():
        sold = choice.sold_on
        if choice.exercised_on < PARTS:
            is_before = sold is not None and sold < PARTS
            done[choice.exercised_on, sold if is_before else None] += shares
    return done


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_habits_never_look_ahead(tree: TracedTree, rule: object) -> None:
    """Each does the same in all outcomes before they part."""
    found = followed_on(tree.tree, rule)  # type: ignore[arg-type]
    done = [done_before_parting(holdings) for holdings in found]
    assert done[0] == done[1] == done[2]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_habits_keep_the_limits_on_sales(rule: Rule) -> None:
    """In every outcome, of the sales of all pieces together; and never look ahead."""
    windows = [
        {"opens": "2026-06-01", "closes": "2027-01-29", "most_shares": 300},
        {"opens": "2027-02-01", "closes": "2027-08-31", "most_shares": 500},
        {"opens": "2028-01-03", "closes": "2028-12-29", "most_shares": 900},
    ]
    market = {
        "prices": {"2026-01-01": 20.0, "2028-01-03": 50.0},
        "between_prices": "steps",
        "trading_windows": windows,
    }
    found = tree_of(uncertain(market=market))
    followed = followed_on(found, rule)
    for way, holdings in zip(found.ways, followed, strict=True):
        columns, shares = columns_and_shares(way.situation, holdings)
        sold = sold_by_limit(columns, shares)
        assert all(sold[limit] <= limit.most_shares for limit in sold)
        if rule.exercises and way.outcome.name != "bad":
            assert max(sold.values()) == 900
    before = [done_before_parting(holdings) for holdings in followed]
    assert before[0] == before[1] == before[2]


def test_a_simple_schedule_starts_the_search(tree: TracedTree) -> None:
    """It keeps all limits, so that a plan is there when time is short."""
    start = start_on(tree)
    assert start is not None
    on = tree.traced.cheapest_elections(start)
    assert tree.traced.keeps_limits(start, on)


def test_an_outcome_without_a_plan_is_named() -> None:
    """By the ordinary reason, behind the outcome's name."""
    impossible = uncertain(GOOD, BAD, household={"cash": 0, "cash_floor": 1_000_000})
    with pytest.raises(InfeasiblePlan, match="in the outcome 'good'"):
        recommend_outcomes(impossible, Limits(20), "highs")


LEAVES: Fields = {
    "name": "leaves",
    "from": "2027-03-01",
    "probability": 0.5,
    "employment": {"leaves_on": "2027-03-31"},
}
STAYS: Fields = {"name": "stays", "from": "2027-03-01", "probability": 0.5}


def test_options_that_may_never_vest_wait_for_their_vesting() -> None:
    """What the company pays back is not planned; the plan says which options wait."""
    vests = [{"on": f"{year}-01-04", "shares": 900} for year in (2026, 2027, 2028)]
    early = grant(shares=2_700, strike=9.0, vesting=vests, early_exercise="with_83b")
    given = uncertain(LEAVES, STAYS, grants=[early])
    plan = recommend_outcomes(given, Limits(60), "highs")
    last = "G (vests 2028-01-04)"
    assert not any(action.options == last for action in plan.now.actions)
    assert any(note.startswith(f"Options of {last} are not") for note in plan.notes)


def test_outcomes_that_differ_before_they_part_are_refused(tree: TracedTree) -> None:
    """Options divided otherwise by what comes later would be planned by it."""
    way = tree.tree.ways[1]
    (options,) = way.situation.tranches
    fewer = replace(options, steps=((options.steps[0][0], 1),))
    other = replace(way, situation=replace(way.situation, tranches=(fewer,)))
    changed = replace(tree.tree, ways=(tree.tree.ways[0], other))
    with pytest.raises(OutcomesDiffer, match="have different options or shares of 'G'"):
        tree_columns(changed)
