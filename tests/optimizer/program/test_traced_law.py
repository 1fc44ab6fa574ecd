"""The traced law is the law: in the graph, and in the program pulled both ways."""

from collections.abc import Callable

import numpy as np
import pulp
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.traced_problem import (
    TracedProblem,
    traced_problem,
    traced_years,
)
from isoplan.optimizer.tracing.affine_bounds import affine_bounds_of, column_cut
from isoplan.optimizer.tracing.cuts import useful_cuts
from isoplan.optimizer.tracing.expression import Expression, Hinge, Max, Toggled

CENT = 0.01
ROUNDING = 5e-7
"""Of a mix of taxes: the solver's feasibility tolerances, on hundreds of thousands."""
FAST = range(8)
SLOW = range(8, 44)


def problem(scenario: Scenario) -> TracedProblem:
    """Return the traced problem of a scenario."""
    return traced_problem(
        situation_of(scenario),
        possible_columns(situation_of(scenario)),
        baseline_years(situation_of(scenario)),
    )


def amounts_of(
    scenario: Scenario, traced: TracedProblem, shares: np.ndarray, on: list[bool]
) -> list[tuple[Expression, float]]:
    """Return amounts of each year as traced and as the float law has them."""
    situation, again = situation_of(scenario), traced.elections.again
    returns = traced_years(situation, traced.graph, traced.columns, again)
    itemizes = traced.elections.itemizes(on)
    floats = evaluate_years(situation, traced.columns, shares, itemizes).years
    pairs = []
    for year, exact in zip(returns, floats, strict=True):
        ours, theirs = year.tax, exact.returns.tax
        for one, other in (
            (ours.regular_tax, theirs.regular_tax),
            (ours.tentative_minimum_tax, theirs.tentative_minimum_tax),
            (ours.exclusion_items.line_9, theirs.exclusion_items.line_9),
            (ours.form_8960.line_17, theirs.form_8960.line_17),
            (ours.carryovers.regular.short_term, theirs.carryovers.regular.short_term),
            (ours.carryovers.regular.long_term, theirs.carryovers.regular.long_term),
            (ours.carryovers.amt.short_term, theirs.carryovers.amt.short_term),
            (ours.carryovers.amt.long_term, theirs.carryovers.amt.long_term),
        ):
            pairs.append((traced.graph.as_expression(one), float(other)))
    return pairs


def check_graph(scenario: Scenario, random_plan: Callable[..., np.ndarray]) -> None:
    """Compare graph and floats at random plans, and every range with the values."""
    traced = problem(scenario)
    if not len(traced.columns):
        return
    pick = np.random.default_rng(1)
    for _ in range(6):
        shares = random_plan(traced, pick)
        on = pick.integers(2, size=len(traced.graph.toggles)).astype(bool).tolist()
        pairs = amounts_of(scenario, traced, shares, on)
        values = traced.graph.values(shares, on)
        for traced_amount, exact in pairs:
            assert traced_amount.value(values) == pytest.approx(exact, abs=CENT)
        check_ranges(traced, values)
        check_cuts(traced, shares, on)


def check_ranges(traced: TracedProblem, values: np.ndarray) -> None:
    """No feasible plan leaves the range from which a big-M was taken."""
    for number, atom in enumerate(traced.graph.atoms):
        if isinstance(atom, Max):
            difference = atom.a.value(values) - atom.b.value(values)
            found, inside = difference, atom.difference
            assert atom.range.low - CENT <= values[number] <= atom.range.high + CENT
        elif isinstance(atom, Hinge):
            form = traced.graph.linear_forms[atom.form]
            found = sum(c * values[n] for n, c in form.terms.items())
            inside = form.range
        elif isinstance(atom, Toggled):
            found, inside = atom.amount.value(values), atom.inside
            assert atom.range.low - CENT <= values[number] <= atom.range.high + CENT
        else:
            continue
        assert inside.low - CENT <= found <= inside.high + CENT


def check_cuts(traced: TracedProblem, shares: np.ndarray, on: list[bool]) -> None:
    """No feasible plan exceeds a cut, whether the program finds it useful or not.

    The affine bounds from which they are made enclose the atom as well.
    """
    graph = traced.graph
    atoms = [n for n, a in enumerate(graph.atoms) if isinstance(a, Hinge | Max)]
    found = {}
    for number in atoms:
        lines = affine_bounds_of(graph, number)
        found[number] = [
            *useful_cuts(graph, number),
            lines.base + column_cut(graph, lines.argument),
            lines.sides[0] + column_cut(graph, -lines.argument),
            lines.chord,
        ]
    values = graph.values(shares, on)  # again: cuts have added leaves
    for number in atoms:
        for cut in found[number]:
            assert values[number] <= cut.value(values) + CENT
        for side in affine_bounds_of(graph, number).sides:
            assert values[number] >= side.value(values) - CENT


@pytest.mark.parametrize("seed", FAST)
def test_the_graph_is_the_law(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    random_plan: Callable[..., np.ndarray],
) -> None:
    """Traced amounts, evaluated, are the forms worked with floats; ranges hold."""
    check_graph(random_scenario(seed), random_plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SLOW)
def test_the_graph_is_the_law_for_many(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    random_plan: Callable[..., np.ndarray],
) -> None:
    """The same for many more households."""
    check_graph(random_scenario(seed), random_plan)


def check_program(
    scenario: Scenario,
    random_plan: Callable[..., np.ndarray],
    fixed_value: Callable[..., float],
) -> None:
    """Pull a random mix of all taxes of all years down, then up, columns fixed.

    Each weight has its own sign, so each kink is pulled the right way in one solve and
    the wrong way in the other: only exact rows and binaries give one value.
    """
    traced = problem(scenario)
    if not len(traced.columns):
        return
    pick = np.random.default_rng(2)
    shares = random_plan(traced, pick)
    on = pick.integers(2, size=len(traced.graph.toggles)).astype(bool).tolist()
    pairs = amounts_of(scenario, traced, shares, on)
    weights = pick.choice([-1.0, -0.4, 0.3, 1.0], size=len(pairs))
    mix = traced.graph.constant(0.0)
    for weight, (amount, _) in zip(weights.tolist(), pairs, strict=True):
        mix = mix + amount * weight
    exact = sum(w * v for w, (_, v) in zip(weights.tolist(), pairs, strict=True))
    close = CENT + ROUNDING * abs(exact)
    for sense in (pulp.LpMinimize, pulp.LpMaximize):
        found = fixed_value(traced, mix, shares, sense, on)
        assert found == pytest.approx(exact, abs=close)


@pytest.mark.parametrize("seed", range(100, 106))
def test_the_program_is_the_law_pulled_both_ways(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    random_plan: Callable[..., np.ndarray],
    fixed_value: Callable[..., float],
) -> None:
    """Minimized and maximized at a random point: equal to the cent."""
    check_program(random_scenario(seed), random_plan, fixed_value)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(106, 124))
def test_the_program_is_the_law_for_many(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    random_plan: Callable[..., np.ndarray],
    fixed_value: Callable[..., float],
) -> None:
    """The same for many more households."""
    check_program(random_scenario(seed), random_plan, fixed_value)


def test_the_program_knows_how_little_gains_cost_more_at_their_own_rates(
    random_scenario: Callable[[int], Scenario],
) -> None:
    """Where line 16 is a choice of two taxes, a cut holds it near the worksheet's."""
    traced = problem(random_scenario(4))
    held = 0
    for year in traced.returns:
        form, graph = year.tax.form_1040, traced.graph
        for number in graph.as_expression(form.line_16).terms:
            if isinstance(graph.atoms[number], Max):
                most = [cut + form.at_own_rates for cut in graph.shared_cuts(number)]
                known = [each.constant for each in most if not each.terms]
                assert min(known, default=1e9) < 200.0
                held += 1
    assert held
