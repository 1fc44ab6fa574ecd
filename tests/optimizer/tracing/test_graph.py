"""Each kind of node alone: in the graph, and in the program pulled both ways."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pulp
import pytest

from isoplan.models.amounts.amounts import RateSchedule, excess, greater_of, lesser_of
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.program.action_slots import ActionSlots
from isoplan.optimizer.program.traced_elections import TracedElections
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.tracing.expression import (
    Expression,
    Hinge,
    Max,
    Operand,
    Range,
)
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds

SHARES = 1_000
SCHEDULE = RateSchedule((0.0, 200.0, 500.0, 700.0), (0.1, 0.3, 0.2, 0.4))


@pytest.fixture
def problem() -> TracedProblem:
    """Two grants of 1,000 options, a column each: x and y dollars are their shares."""
    grant = {
        "granted_on": date(2024, 1, 2),
        "expires_on": date(2033, 1, 1),
        "shares": SHARES,
        "strike": 1.0,
        "vesting": {"cliff_months": 0, "months": 0},
    }
    scenario = Scenario.model_validate(
        {
            "name": "two columns",
            "plan": {
                "start": date(2026, 1, 1),
                "last_year": 2026,
                "run_off_years": 0,
            },
            "household": {"filing_status": "single", "wages": 0},
            "grants": [{**grant, "name": "x"}, {**grant, "name": "y"}],
            "market": {"prices": {date(2026, 1, 1): 2.0}},
        }
    )
    day = date(2026, 1, 1)
    columns = columns_of(
        situation_of(scenario), [Choice(0, day, day), Choice(1, day, day)]
    )
    blocks = inventory(columns)
    graph = Graph(ColumnBounds(2, blocks))
    nothing, slots = graph.constant(0.0), ActionSlots(scenario.preferences, ())
    elections = TracedElections(lambda _: situation_of(scenario), graph)
    return TracedProblem(columns, blocks, graph, nothing, [], slots, nothing, elections)


Rule = Callable[[Operand, Operand], Operand]

RULES: dict[str, Rule] = {
    "excess": lambda x, _: excess(x, 400.0),
    "part below": lambda x, _: lesser_of(x, 400.0),
    "schedule": lambda x, _: SCHEDULE(x),
    "schedule of a difference": lambda x, y: SCHEDULE(excess(x, y)),
    "greater of two": lambda x, y: greater_of(x * 0.7 + 100.0, y),
    "lesser of two": lambda x, y: lesser_of(x * 0.7 + 100.0, y),
    "phase-out": lambda x, y: excess(x + y, excess(600.0, 0.5 * excess(x + y, 300.0))),
    "min with a positive part": lambda x, y: lesser_of(x, excess(x + y, 900.0)),
    "curves of two arguments": lambda x, y: lesser_of(SCHEDULE(x + y), SCHEDULE(x) + y),
    "nested": lambda x, y: greater_of(
        excess(x, y), lesser_of(y, 300.0 - excess(x, 9.0))
    ),
    "unrecoverable tax": lambda x, y: lesser_of(
        greater_of(x + 50.0, y), greater_of(y, 2.0 * x)
    ),
}
POINTS = [
    (0, 0),
    (0, 1000),
    (1000, 0),
    (400, 400),
    (199, 700),
    (640, 260),
    (1000, 1000),
]


def leaves(graph: Graph) -> tuple[Operand, Operand]:
    """Return x and y as leaves of the graph."""
    return graph.leaf("x", np.array([1.0, 0.0])), graph.leaf("y", np.array([0.0, 1.0]))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_has_one_value_whichever_way_it_is_pulled(
    rule: Rule, problem: TracedProblem, fixed_value: Callable[..., float]
) -> None:
    """Graph, minimized program and maximized program agree with plain floats."""
    graph = problem.graph
    traced = graph.as_expression(rule(*leaves(graph)))
    for x, y in POINTS:
        exact = float(rule(float(x), float(y)))
        shares = np.array([x, y], dtype=float)
        assert traced.value(graph.values(shares)) == pytest.approx(exact, abs=1e-6)
        for sense in (pulp.LpMinimize, pulp.LpMaximize):
            found = fixed_value(problem, traced, shares, sense)
            assert found == pytest.approx(exact, abs=0.001)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_ranges_hold(rule: Rule, problem: TracedProblem) -> None:
    """No point leaves the range of a rule."""
    graph = problem.graph
    traced = graph.as_expression(rule(*leaves(graph)))
    found = graph.range_of(traced)
    for x in range(0, SHARES + 1, 50):
        for y in range(0, SHARES + 1, 50):
            exact = float(rule(float(x), float(y)))
            assert found.low - 1e-6 <= exact <= found.high + 1e-6


def test_a_range_is_taken_again_once_a_floor_is_known(problem: TracedProblem) -> None:
    """Of two amounts the smaller one never falls below x: so it is x."""
    graph = problem.graph
    x, y = leaves(graph)
    smaller = graph.minimum(x, y)
    assert graph.range_of(smaller - x).low < 0.0
    graph.know_floor(smaller, graph.as_expression(x))
    assert graph.range_of(smaller - x) == Range(0.0, 0.0)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_constant_and_a_factor_move_a_range_along(
    rule: Rule, problem: TracedProblem
) -> None:
    """Whichever of them is asked for first."""
    graph = problem.graph
    traced = graph.as_expression(rule(*leaves(graph)))
    moved, found = graph.range_of(50.0 - 3.0 * traced), graph.range_of(traced)
    assert moved.low == pytest.approx(50.0 - 3.0 * found.high)
    assert moved.high == pytest.approx(50.0 - 3.0 * found.low)


def test_a_range_without_any_plan_stays_upside_down(
    problem: TracedProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no plan keeps all limits the least is above the greatest, moved or not."""
    graph = problem.graph
    amount = graph.as_expression(graph.leaf("x", np.ones(len(problem.columns))))
    monkeypatch.setattr(graph, "range_of", lambda _: Range(5.0, 3.0))
    assert graph._reach_of(2.0 * amount + 1.0) == Range(11.0, 7.0)
    assert graph._reach_of(1.0 - amount) == Range(-2.0, -4.0)
    assert graph.positive_part(amount).terms == amount.terms


def test_a_kink_out_of_reach_is_not_there(problem: TracedProblem) -> None:
    """X is at most 1,000: the part above 1,000 is nothing, that above zero is x."""
    x, _ = leaves(problem.graph)
    assert not problem.graph.as_expression(excess(x, 1_000.0)).terms
    assert problem.graph.as_expression(excess(x, 0.0)).terms == x.terms  # type: ignore[union-attr]
    assert not any(isinstance(atom, Hinge) for atom in problem.graph.atoms)


def test_nested_schedules_of_one_argument_are_one_curve(problem: TracedProblem) -> None:
    """A schedule of a phase-out of x bends on x alone."""
    x, _ = leaves(problem.graph)
    base = excess(x, excess(300.0, 0.5 * excess(x, 200.0)))
    traced = problem.graph.as_expression(SCHEDULE(base))
    assert problem.graph.as_piecewise_linear(traced) is not None
    assert not any(isinstance(atom, Max) for atom in problem.graph.atoms)


def test_a_max_contained_in_the_other_side_needs_no_atom(
    problem: TracedProblem,
) -> None:
    """min(max(p, q), q) is q: what credit that cannot go negative comes down to."""
    graph = problem.graph
    x, y = leaves(graph)
    assert isinstance(y, Expression)
    total = greater_of(x * 0.5 + 100.0, y)
    assert graph.minimum(total, y).key() == y.key()


def test_the_law_cannot_multiply_decisions(problem: TracedProblem) -> None:
    """A product of two amounts is not piecewise linear: an error, not a wrong plan."""
    x, y = leaves(problem.graph)
    with pytest.raises(TypeError, match="not piecewise linear"):
        x * y  # type: ignore[operator]
    with pytest.raises(TypeError):
        np.sqrt(x)  # type: ignore[arg-type]
