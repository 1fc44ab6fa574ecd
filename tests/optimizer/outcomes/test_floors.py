"""Floors under what outcomes are worth: exact, without a binary, audited, priced."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from brute_force import CENT
from isoplan.models.base.errors import AuditFailure, InfeasiblePlan
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.tail import mean_of_worst
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.outcomes.audited_outcomes import (
    audit_outcomes,
    evaluated_outcomes,
)
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.preferences.cvar import Cvar
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.preferences.worst_outcome import WorstOutcome
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.program import in_whole_shares
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, Solution, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns
from isoplan.optimizer.trees.whole_tree import rounded
from isoplan.optimizer.whole_shares.rounding import UP
from outcome_force import TinyTree, adapted_values
from scenario_builder import Fields
from tiny_trees import scenario as tiny_scenario
from tiny_trees import tiny_of
from uncertain_household import risky

PARTS = (0.0, 0.35, 0.8)


def traced(scenario: Scenario) -> TracedTree:
    """Return a scenario's tree, traced without floors."""
    tree = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    return traced_tree(tree_columns(tree), baselines)


def values_of(plan: OutcomesPlan) -> list[float]:
    """Return what each outcome is worth."""
    return [outcome.value for outcome in plan.outcomes]


@pytest.fixture(scope="module")
def free() -> OutcomesPlan:
    """Return the plan without any floor."""
    return recommend_outcomes(risky(), Limits(60), "highs")


@pytest.fixture(scope="module")
def by_highs(free: OutcomesPlan) -> OutcomesPlan:
    """Return the plan whose worst outcome is half as bad, found by HiGHS."""
    asked = risky(worst_outcome=free.worst.value / 2.0)
    return recommend_outcomes(asked, Limits(60), "highs")


@pytest.fixture(scope="module")
def tiny() -> TinyTree:
    """Return a tree with few columns, and all its schedules."""
    return tiny_of(tiny_scenario(5), 5)


@pytest.mark.parametrize("part", PARTS)
def test_floors_equal_the_best_of_all_adapted_schedules(
    tiny: TinyTree, part: float
) -> None:
    """From what the best plan keeps anyway up to what no plan keeps."""
    values, odds = adapted_values(tiny), tiny.traced.probabilities
    means = values @ odds
    tails = np.array([mean_of_worst(row, odds, part) for row in values.tolist()])
    free_tail, most = tails[means.argmax()], tails.max()
    assert most > free_tail + 1_000.0
    for at in (0.0, 0.4, 0.8, 1.0):
        at_least = float(free_tail + at * (most - free_tail)) - CENT / 2.0
        floor = Cvar(part, at_least) if part else WorstOutcome(part, at_least)
        best = means[tails >= at_least].max()
        program = program_of(tiny.traced.with_floors([floor]).traced)
        found = solve(in_whole_shares(program), Limits(60, 0.001), "highs")
        assert -found.cost == pytest.approx(best, abs=CENT)
    above = Cvar(part, float(most) + 1.0)
    impossible = in_whole_shares(program_of(tiny.traced.with_floors([above]).traced))
    with pytest.raises(InfeasiblePlan):
        solve(impossible, Limits(60, 0.001), "highs")


@pytest.mark.parametrize(
    "file", sorted(path.name for path in Path("scenarios/uncertain").glob("*.toml"))
)
def test_no_floor_needs_a_binary(root: Path, file: str) -> None:
    """The same binaries, on the same amounts, with floors and without."""
    bare = traced(load_scenario(root / "scenarios" / "uncertain" / file))
    floors = [WorstOutcome(0.0, -30_000.0), Cvar(0.2, -10_000.0)]
    without, with_them = (
        program_of(t.traced) for t in (bare, bare.with_floors(floors))
    )
    names = [each.name for each in without.binaries]
    assert [each.name for each in with_them.binaries] == names
    assert with_them.rows > without.rows


def test_a_tail_that_is_wanted_larger_is_not_written(tiny: TinyTree) -> None:
    """Its rows hold it from below alone: a cost that falls with it has no end."""
    tree = tiny.traced
    tail = tree.traced.graph.tail(tree.losses(), tree.probabilities, 0.35)
    with pytest.raises(TypeError, match="wanted larger"):
        program_of(replace(tree.traced, cost=-tail))


@pytest.mark.parametrize("solver", ["cbc", "highs", "priced"])
def test_all_solvers_keep_a_floor(
    free: OutcomesPlan, by_highs: OutcomesPlan, solver: SolverName
) -> None:
    """And find the same plan; the floor costs what the two plans differ by."""
    at_least = free.worst.value / 2.0
    plan = by_highs
    if solver != "highs":
        plan = recommend_outcomes(risky(worst_outcome=at_least), Limits(60), solver)
    assert plan.worst.value >= at_least - CENT
    (floor,) = plan.worth.floors
    assert floor.value == plan.worst.value
    assert floor.cost is not None
    difference = free.objective.value - plan.objective.value
    slack = plan.objective.gap + free.objective.gap + CENT
    assert floor.cost.least - slack <= difference <= floor.cost.most + slack
    assert floor.cost.least > 100.0
    bound = by_highs.objective.bound
    assert plan.objective.bound == pytest.approx(bound, abs=5 * CENT)


@pytest.mark.parametrize("part", [0.0, 0.5])
def test_a_floor_at_the_value_it_has_costs_nothing(
    free: OutcomesPlan, part: float
) -> None:
    """The plan stays as good as it is."""
    odds = [outcome.probability for outcome in free.outcomes]
    has = mean_of_worst(values_of(free), odds, part) - CENT
    asked: Fields = {"worst_outcome": has}
    if part:
        asked = {"cvar": {"part": part, "at_least": has}}
    plan = recommend_outcomes(risky(**asked), Limits(60), "highs")
    assert plan.objective.value == pytest.approx(free.objective.value, abs=CENT)
    (floor,) = plan.worth.floors
    assert floor.cost is not None
    assert floor.cost.most <= 0.5


def test_a_price_is_not_what_whole_shares_cost() -> None:
    """Of two optima in fractions: known to the cent where whole shares cost dollars."""
    plan = recommend_outcomes(risky(worst_outcome=-10_000), Limits(60), "highs")
    (floor,) = plan.worth.floors
    assert floor.cost is not None
    assert plan.proof.rounding_cost > 1.0
    assert floor.cost.most - floor.cost.least <= 5 * CENT


def test_a_higher_floor_never_brings_more(free: OutcomesPlan) -> None:
    """Nor does a second one beside it."""
    worst, last = free.worst.value, free.objective
    for part in (0.75, 0.5, 0.25, 0.0):
        plan = recommend_outcomes(risky(worst_outcome=part * worst), Limits(60))
        assert plan.objective.value <= last.bound + CENT
        last = plan.objective
    both = risky(worst_outcome=worst, cvar={"part": 0.6, "at_least": 50_000})
    plan = recommend_outcomes(both, Limits(60))
    assert plan.objective.value <= free.objective.bound + CENT
    assert len(plan.worth.floors) == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"worst_outcome": 50_000.0}, r"worst_outcome = 50000: .* possible is \$0; "),
        ({"cvar": {"part": 0.9, "at_least": 9e6}}, r"at_least = 9000000 \}: the most"),
    ],
)
def test_the_highest_floor_is_named(asked: Fields, said: str) -> None:
    """Where none keeps the one asked for; and a plan keeps what is named."""
    with pytest.raises(InfeasiblePlan, match=said) as error:
        recommend_outcomes(risky(**asked), Limits(60), "highs")
    named = str(error.value).partition("write ")[2].partition(" or less")[0]
    at_least = float(named.rstrip(" }").rpartition("= ")[2])
    if "cvar" in asked:
        possible: Fields = {"cvar": {"part": 0.9, "at_least": at_least}}
    else:
        possible = {"worst_outcome": at_least}
    plan = recommend_outcomes(risky(**possible), Limits(60), "highs")
    assert plan.worth.floors[0].value >= at_least - CENT


def test_two_floors_that_do_not_go_together() -> None:
    """Each is possible by itself; the message says beside which one it is not.

    Recorded: without the first, the worst nine tenths reach 155,580; with it, 137,407.
    """
    asked = risky(worst_outcome=0, cvar={"part": 0.9, "at_least": 150_000})
    with pytest.raises(InfeasiblePlan, match=r"beside preferences\.worst_outcome = 0"):
        recommend_outcomes(asked, Limits(60), "highs")


@pytest.fixture(scope="module")
def solved() -> tuple[TracedTree, Solution]:
    """Return the tree without floors, and its solution."""
    tree = traced(risky())
    return tree, solve(program_of(tree.traced), Limits(60, 0.01), "highs")


def audit_of(
    solved: tuple[TracedTree, Solution],
) -> Callable[[Sequence[OutcomeFloor]], float]:
    """Return the audit of a plan made without floors, by the floors asked for."""
    tree, solution = solved
    shares = rounded(tree.columns, solution.shares, UP)
    evaluated = evaluated_outcomes(tree, shares, solution.on)

    def audited(floors: Sequence[OutcomeFloor]) -> float:
        asked = replace(tree, floors=tuple(floors))
        return audit_outcomes(asked, shares, solution.on, evaluated)

    return audited


def test_the_audit_sees_a_floor_that_is_missed(
    solved: tuple[TracedTree, Solution],
) -> None:
    """From the outcomes' own forms: to the cent, whatever the program says."""
    audited, (tree, solution) = audit_of(solved), solved
    shares = rounded(tree.columns, solution.shares, UP)
    evaluated = evaluated_outcomes(tree, shares, solution.on)
    worst = min(each.after_tax_value for each in evaluated)
    assert audited([WorstOutcome(0.0, worst)]) < CENT
    with pytest.raises(AuditFailure, match="the worst one of the outcomes is worth"):
        audited([WorstOutcome(0.0, worst + 0.02)])
    with pytest.raises(AuditFailure, match=r"the worst 0\.2 of the outcomes"):
        audited([Cvar(0.2, worst + 0.02)])


def test_the_audit_reads_the_floors_of_the_file(
    solved: tuple[TracedTree, Solution],
) -> None:
    """A program that forgot them is found out."""
    tree, solution = solved
    floored = traced(risky(worst_outcome=0))
    assert floored.floors == ()
    shares = rounded(tree.columns, solution.shares, UP)
    evaluated = evaluated_outcomes(floored, shares, solution.on)
    with pytest.raises(AuditFailure, match=r"preferences\.worst_outcome = 0 asks for"):
        audit_outcomes(floored, shares, solution.on, evaluated)
