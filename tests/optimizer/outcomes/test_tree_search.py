"""A tree's program is as tight as one path's; plans improve outcome by outcome."""

from dataclasses import replace

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.habits import start_on
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.solving import branch_and_price, highs, master
from isoplan.optimizer.solving.branch_and_price import with_pricing
from isoplan.optimizer.solving.incumbent import priced
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.tracing.expression import Max
from isoplan.optimizer.trees.neighborhoods import tree_program
from isoplan.optimizer.trees.traced_tree import TracedTree, traced_tree
from isoplan.optimizer.trees.tree import tree_of
from isoplan.optimizer.trees.tree_columns import tree_columns
from isoplan.optimizer.trees.way_columns import TreeBounds
from scenario_builder import Fields, grant
from uncertain_household import uncertain

CENT = 0.01
SURE: Fields = {"name": "sure", "from": "2027-03-01", "probability": 1.0}
HEADS: Fields = {**SURE, "name": "heads", "probability": 0.5}
TAILS: Fields = {**SURE, "name": "tails", "probability": 0.5}
LARGE: Fields = {
    "household": {"wages": 260_000, "filing_status": "married_jointly"},
    "grants": [grant(shares=40_000, strike=4.0)],
}


def traced(scenario: Scenario) -> TracedTree:
    """Return the tree of a scenario, traced."""
    tree = tree_of(scenario)
    baselines = tuple(baseline_years(way.situation) for way in tree.ways)
    return traced_tree(tree_columns(tree), baselines)


def swinging() -> TracedTree:
    """Return the tree of a share that swings: nine outcomes, gains and AMT in reach."""
    fields: Fields = {
        **LARGE,
        "market": {"prices": {"2026-01-01": 30.0}, "growth": 0.05},
        "uncertainty": {
            "volatility": 0.6,
            "steps": ["2027-01-04", "2028-01-03"],
            "branches": 3,
        },
    }
    return traced(uncertain(branches=[], **fields))


def relaxation(tree: TracedTree) -> float:
    """Return what the relaxation costs, all columns in it (dollars)."""
    return highs._Model(tree_program(tree)).relaxation(Limits()).bound


def test_the_relaxation_of_two_equal_outcomes_is_that_of_one() -> None:
    """To the cent."""
    one = relaxation(traced(uncertain(SURE, **LARGE)))
    two = relaxation(traced(uncertain(HEADS, TAILS, **LARGE)))
    assert two == pytest.approx(one, abs=CENT)


def test_every_node_knows_the_floor_of_regular_tax() -> None:
    """Where line 16 is the smaller of two taxes, the relaxation must not fall below."""
    tree = swinging()
    graph = tree.traced.graph
    floors = []
    for year in tree.traced.returns:
        tax = graph.as_expression(year.tax.form_1040.line_16)
        (number, *others) = tax.terms or [None]
        if number is not None and not others and isinstance(graph.atoms[number], Max):
            floors.append(len(graph.shared_cuts(number)))
    assert len(floors) > 9
    assert min(floors) > 0


def test_a_block_adds_shares_or_begins_a_piece() -> None:
    """Where no share is added, a limit on the total of a later day says it all."""
    blocks = swinging().columns.blocks
    begins = {block.tranche: number for number, block in reversed([*enumerate(blocks)])}
    for number, block in enumerate(blocks):
        assert block.shares > 0.0 or begins[block.tranche] == number


def test_binaries_are_free_on_the_ways_that_they_lie_on() -> None:
    """Those of the first year on all ways, those of a last year on one."""
    tree = swinging()
    program = tree_program(tree)
    free = np.array(program.neighborhoods)
    assert free.shape == (9, len(program.binaries))
    assert free.all(axis=0).any()
    assert (free.sum(axis=0) == 1).any()
    assert program.weights is not None
    assert program.weights.max() == pytest.approx(1.0)
    assert (program.weights > 0.0).all()
    likeliest = max(way.probability for way in tree.tree.ways)
    on_one = free.sum(axis=0) == 1
    assert program.weights[on_one & free[0]] == pytest.approx(likeliest)


def test_a_plan_is_improved_outcome_by_outcome() -> None:
    """After one node of the search it is better for that, and a plan of the law."""
    program = tree_program(swinging())
    limits = Limits(60.0, 1.0, most_nodes=1)
    alone = with_pricing(replace(program, neighborhoods=()), limits, None)
    improved = with_pricing(program, limits, None)
    assert improved.cost < alone.cost - 1.0
    assert improved.bound == pytest.approx(alone.bound, abs=CENT)
    law = program.traced.cost_of(improved.shares, improved.on)
    assert improved.cost == pytest.approx(law, abs=CENT)
    assert program.traced.keeps_limits(improved.shares, improved.on)


def test_what_lies_around_a_plan_says_nothing_of_the_rest() -> None:
    """A part of all plans is searched: no node is closed, none is counted."""
    tree = swinging()
    program = tree_program(tree)
    start = start_on(tree)
    assert start is not None
    search = branch_and_price._Search(program, Limits(60.0, 1.0).started(), None, None)
    search.take(priced(program.traced, start))
    before = search.closed, search.current, search.nodes, list(search.open)
    low, high = search.low.copy(), search.high.copy()
    search.around(program.neighborhoods[0], 5)
    assert (search.closed, search.current, search.nodes, search.open) == before
    assert (search.low == low).all()
    assert (search.high == high).all()


def test_the_outcomes_that_have_columns_are_found_by_their_bits() -> None:
    """One that has all of them bounds a sum; with none the sum is cut into parts."""
    tree = swinging()
    bounds = tree.traced.graph.column_bounds
    assert isinstance(bounds, TreeBounds)
    ways = tree.columns.ways
    on = np.array([way.on(len(tree.columns)) for way in ways])
    for places in (on[0].nonzero()[0][:5], np.flatnonzero(on.all(axis=0))):
        found = bounds.ways_with(places)
        assert [bool(found >> n & 1) for n in range(len(ways))] == (
            on[:, places].all(axis=1).tolist()
        )
    assert bounds.greatest(np.zeros(len(tree.columns))) == 0.0


def test_where_rows_are_many_all_columns_are_there_at_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The relaxation costs the same, whether columns are listed or priced."""
    program = tree_program(swinging())
    found = []
    monkeypatch.setattr(master, "MANY_ROWS", 1)
    for few in (0, 10**9):
        monkeypatch.setattr(master, "FEW_COLUMNS", few + 1e-9)
        of = master.Master(program)
        assert (len(of.used) > 0) == (few > 0)
        found.append(of.relax(float("inf"), float("inf"), 1e-4)[0])
    assert found[0] == pytest.approx(found[1], abs=CENT)
