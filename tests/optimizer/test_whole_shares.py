"""Whole shares: what the searches find and prove, and the three verdicts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from brute_force import best_by_force, few_columns, tried_schedules
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation
from isoplan.optimizer import recommend as module
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.compare import compare
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.near_program import near_program
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.incumbent import priced
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.whole_shares import whole_search
from isoplan.optimizer.whole_shares.whole_search import WholePlan, WholeSearch
from scenario_builder import build_situation, grant

CASES = Path(__file__).parent / "cases"
CENT = 0.01
SLACK = 0.002
"""Dollars: rounding of figures, and of what a solver calls reached."""


@pytest.fixture(autouse=True)
def every_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search for cents too: without this a dollar is not worth a search."""
    monkeypatch.setattr(whole_search, "WORTH_SEARCHING", 0.0)


@pytest.fixture(autouse=True, scope="module")
def _patience() -> Iterator[None]:
    """Let nodes alone end a search, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_search, "LEAST_S", 60.0)
        patch.setattr(whole_search, "MOST_S", 60.0)
        yield


@pytest.fixture
def few_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search the dear share until its best plan is found: more nodes prove no more."""
    monkeypatch.setattr(whole_search, "MOST_NODES", 300)


def any_trade(scenario: Scenario) -> Scenario:
    """Return a scenario whose household makes trades of any size."""
    return scenario.model_copy(update={"preferences": Preferences(smallest_trade=1)})


@pytest.fixture(scope="module")
def dear_share() -> Scenario:
    """Ten thousand options on a share of 200 dollars, over five years."""
    return load_scenario(CASES / "dear_share.toml")


@pytest.fixture(scope="module")
def small_trades_pay() -> Scenario:
    """Three kinds of equity and limits on sales: single shares are worth dollars."""
    return load_scenario(CASES / "small_trades_pay.toml")


@pytest.fixture(scope="module")
def dear_plan(dear_share: Scenario) -> Plan:
    """The plan of the dear share."""
    return recommend(dear_share)


@pytest.mark.usefixtures("few_nodes")
def test_whole_shares_of_a_dear_share_are_proven(dear_share: Scenario) -> None:
    """Never farther from the bound than rounding alone once left it, 6.45."""
    plan = recommend(any_trade(dear_share))
    assert plan.status == "proven_in_fractions"
    assert plan.proof.bound_of == "fractions"
    assert plan.objective.value >= 1_079_817.69
    assert plan.objective.gap <= 6.45


def test_a_trade_too_small_to_make_leaves_a_distance(dear_plan: Plan) -> None:
    """A dollar is not worth the small trades that bring it."""
    assert dear_plan.status != "feasible"
    assert dear_plan.objective.gap <= 1.0


def test_compare_says_what_plan_says(dear_share: Scenario, dear_plan: Plan) -> None:
    """The same status, distance and words."""
    comparison = compare(dear_share)
    assert comparison.status == dear_plan.status
    assert comparison.gap == dear_plan.objective.gap
    assert comparison.verdict == dear_plan.verdict()
    assert comparison.verdict in comparison._repr_html_()
    assert dear_plan.verdict() in dear_plan._repr_html_()


def test_what_whole_shares_cost_is_in_the_distance(small_trades_pay: Scenario) -> None:
    """Whole shares cost eight dollars there."""
    plan = recommend(small_trades_pay)
    assert plan.proof.rounding_cost == pytest.approx(8.4, abs=1.0)
    assert plan.objective.gap < 10.0


@pytest.mark.usefixtures("few_nodes")
@pytest.mark.parametrize("gap", [0.5, 50.0])
def test_the_gap_asked_for_is_the_one_that_counts(
    dear_share: Scenario, gap: float
) -> None:
    """No slack stands beside it: five dollars farther is not optimal, at it is."""
    for scenario, optimal in ((dear_share, False), (tiny(5).scenario, True)):
        plan = recommend(any_trade(scenario), Limits(gap_dollars=gap))
        assert (plan.status == "optimal") == optimal
        assert (plan.objective.gap <= gap + SLACK) == optimal


def test_a_search_cut_short_is_no_proof_in_fractions(dear_share: Scenario) -> None:
    """However small the distance of what was found."""
    plan = recommend(dear_share, Limits(time_limit_s=1e-4))
    assert plan.status == "feasible"
    assert plan.verdict(60).startswith("Best plan found in 60 s; a better one may")


def tiny(seed: int) -> Situation:
    """Return two grants of a few shares, each worth so much that one moves the tax."""
    pick = np.random.default_rng(seed)
    prices = {date(2025, 12, 31): 50_000.0}
    for year in (2026, 2027, 2028):
        moved = 50_000.0 * float(np.exp(pick.normal(0.3, 0.4)))
        prices[date(year, 7, 1)] = round(moved, 2)
    return build_situation(
        f"tiny {seed}",
        plan={
            "start": date(2026, 1, 1),
            "last_year": 2028,
            "decision_dates": "yearly",
            "run_off_years": 3,
        },
        household={"filing_status": "single", "wages": 150_000},
        grants=[
            grant("A", granted_on=date(2024, 2, 1), shares=3, strike=300.0),
            grant("B", granted_on=date(2024, 2, 1), shares=2, strike=20_000.0),
        ],
        market={"prices": prices},
    )


def searched(columns: Columns) -> tuple[WholeSearch, float]:
    """Return what is known of whole shares, and the cost of the best fractions."""
    situation = columns.situation
    program = program_of(traced_problem(situation, columns, baseline_years(situation)))
    limits = Limits(60, CENT)
    solution = solve(program, limits)
    found = module._in_whole_shares(program, solution, limits, "cbc", lambda _: None)
    return found, solution.cost


def check_against_force(seed: int) -> float:
    """Compare with every schedule there is; return what whole shares cost."""
    columns = few_columns(tiny(seed), np.random.default_rng(seed), most=4)
    found, fractions = searched(columns)
    best = best_by_force(tried_schedules(columns))
    assert best is not None
    assert found.best.cost == pytest.approx(-best, abs=2 * CENT)
    assert found.best.cost - CENT - SLACK <= found.bound <= -best + CENT
    return found.best.cost - fractions


def test_optimal_is_the_best_of_all_whole_schedules() -> None:
    """Proven to the cent, though whole shares cost hundreds of dollars."""
    assert max(check_against_force(seed) for seed in (1, 5)) > 200.0


def test_the_search_near_the_fractions_finds_the_best_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From a plan that does nothing; it proves nothing, and the bound stays."""
    monkeypatch.setattr(whole_search, "LARGEST_PROOF", 0)
    columns = few_columns(tiny(5), np.random.default_rng(5), most=4)
    traced = traced_problem(columns.situation, columns, baseline_years(tiny(5)))
    program = program_of(traced)
    limits = Limits(60, CENT)
    solution = solve(program, limits)
    idle = priced(traced, np.zeros(len(columns)), solution.on)
    assert idle is not None
    known = WholeSearch((WholePlan(idle.shares, idle.on, idle.cost),), solution.bound)
    found = whole_search.searched(program, solution, known, limits, "cbc")
    best = best_by_force(tried_schedules(columns))
    assert best is not None
    assert found.best.cost == pytest.approx(-best, abs=2 * CENT)
    assert (found.bound, found.bound_of) == (solution.bound, "fractions")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 10))
def test_optimal_is_the_best_of_all_whole_schedules_of_many(seed: int) -> None:
    """The same for more prices."""
    check_against_force(seed)


def test_the_program_near_a_plan_leaves_others_empty() -> None:
    """Its solution lies in the ranges, is whole, and holds nothing elsewhere."""
    columns = few_columns(tiny(1), np.random.default_rng(1), most=4)
    situation = columns.situation
    program = program_of(traced_problem(situation, columns, baseline_years(situation)))
    ranges = {0: (1, 1), 5: (0, 1)}
    solution = solve(near_program(program, ranges), Limits(60, CENT))
    shares = np.round(solution.shares)
    assert np.abs(solution.shares - shares).max() < 1e-4
    assert shares[0] == 1
    assert 0 <= shares[5] <= 1
    assert shares.sum() == shares[0] + shares[5]
    assert program.whole == {}


def test_a_failing_search_takes_nothing_away(
    dear_share: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan of the fractions is whole and proven as before."""

    def fails(*_: object) -> None:
        raise whole_search.SolverFailure("CBC", "has no memory", "free some")

    monkeypatch.setattr(whole_search, "solve", fails)
    plan = recommend(dear_share)
    assert plan.status != "feasible"
    assert plan.proof.bound_of == "fractions"
