"""Smoothed state law can be traced, and the trace is the law."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.law.state_figures import STATES, state_law
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.tax.forms.form_8801 import RunningCredit
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import state_return
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.program.traced_problem import (
    TracedProblem,
    traced_problem,
    traced_years,
)

CENT = 0.01


def filer(year: YearReturns) -> StateFiler:
    """Return a year as a state's forms take it."""
    return StateFiler(year.income, year.tax, 1, 4_000.0)


@pytest.fixture(scope="module", params=[1, 6, 9], ids=["standard", "wide", "itemized"])
def traced(
    request: pytest.FixtureRequest,
    random_scenario: Callable[[int], Scenario],
) -> tuple[Scenario, TracedProblem]:
    """Return a random scenario and its traced federal law."""
    scenario = random_scenario(request.param)
    columns = possible_columns(situation_of(scenario))
    return scenario, traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )


@pytest.mark.parametrize("state", STATES)
def test_the_graph_is_the_smoothed_law(
    state: str,
    traced: tuple[Scenario, TracedProblem],
    random_plan: Callable[..., np.ndarray],
) -> None:
    """Tax of every year and the running credit, at random plans."""
    scenario, problem = traced
    again, situation = problem.elections.again, situation_of(scenario)
    years = traced_years(situation, problem.graph, problem.columns, again)
    inflation = scenario.plan.inflation
    status_in = scenario.household.filing_status_in
    laws = [
        state_law(state, y.node.year, status_in(y.node.year), inflation).smoothed()
        for y in years
    ]
    ours = [state_return(filer(y), law) for y, law in zip(years, laws, strict=True)]
    running = RunningCredit(problem.graph.constant(0.0), problem.graph.constant(0.0))
    for tax in ours:
        if tax.minimum_tax is not None:
            running = tax.minimum_tax.running(running)
    totals = [problem.graph.as_expression(tax.total) for tax in ours]
    left = problem.graph.as_expression(running.credit)
    pick = np.random.default_rng(1)
    for _ in range(3):
        shares = random_plan(problem, pick)
        found = evaluate_years(situation, problem.columns, shares)
        values = problem.graph.values(shares, problem.elections.on(found.itemizes))
        credit = 0.0
        for total, law, exact in zip(totals, laws, found.years, strict=True):
            theirs = state_return(filer(exact.returns), law)
            assert total.value(values) == pytest.approx(theirs.total, abs=CENT)
            if theirs.minimum_tax is not None:
                credit = theirs.minimum_tax.credit(credit).line_26
        assert left.value(values) == pytest.approx(credit, abs=CENT)
