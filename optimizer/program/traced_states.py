"""The states' taxes by year as traced amounts, credits in running totals."""

from collections.abc import Sequence

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.state_law import AmtForm
from isoplan.models.situation import Situation
from isoplan.models.tax.form_8801 import RunningCredit
from isoplan.models.tax.states.colorado import colorado_credit, federal_credit_used
from isoplan.optimizer.pricing.state_returns import StateReturns
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph


def state_tax_by_year(
    situation: Situation,
    graph: Graph,
    returns: Sequence[YearReturns],
    federal: Sequence[RunningCredit],
) -> list[Expression]:
    """Return each year's state tax after credits (dollars).

    Args:
        situation: Household, law and assumptions.
        graph: Of the traced amounts.
        returns: Every year's forms.
        federal: The federal running totals through each of them.
    """
    running: list[dict[str, RunningCredit]] = []
    taxes = []
    for number, year in enumerate(returns):
        parent = year.node.parent
        totals = dict(running[parent]) if parent is not None else {}
        amounts: list[Amount] = []
        for state in year.states:
            if state.law.amt is None or state.tax.minimum_tax is None:
                amounts.append(state.tax.total)
            elif state.law.amt.form is AmtForm.DR_0104AMT:
                used = _federal_credit_used(graph, returns, federal, number)
                credit = colorado_credit(used, state.tax.total, state.law.amt)
                amounts.append(state.tax.total - credit)
            else:
                amounts.append(_after_credit(situation, graph, state, totals))
        running.append(totals)
        taxes.append(total(graph, amounts))
    return taxes


def _after_credit(
    situation: Situation,
    graph: Graph,
    state: StateReturns,
    totals: dict[str, RunningCredit],
) -> Amount:
    """Return a state's tax after its credit, and add the year to its totals.

    A year in which the state is not lived in adds nothing to them.
    """
    form, code = state.tax.minimum_tax, state.law.state
    if form is None:
        return state.tax.total
    before = totals.get(code) or _at_start(situation, graph, code)
    after = form.running(before)
    unrecoverable = form.regular_tax - form.credits
    graph.know_floor(after.unrecoverable, before.unrecoverable + unrecoverable)
    totals[code] = after
    return after.paid - before.paid + state.tax.surtax


def _at_start(situation: Situation, graph: Graph, code: str) -> RunningCredit:
    """Return a state's totals before the plan: nothing paid, the credit brought."""
    household = situation.household
    opening_position = household.state_on(situation.plan.start) == code
    credit = household.state_minimum_tax_credit if opening_position else 0.0
    return RunningCredit(
        paid=graph.constant(0.0), unrecoverable=graph.constant(-credit)
    )


def _federal_credit_used(
    graph: Graph,
    returns: Sequence[YearReturns],
    federal: Sequence[RunningCredit],
    number: int,
) -> Amount:
    """Return Form 8801 line 25 of a year (dollars)."""
    year = returns[number]
    parent = year.node.parent
    zero = graph.constant(0.0)
    before = RunningCredit(zero, zero) if parent is None else federal[parent]
    tax = year.tax.regular_tax + year.tax.form_6251.line_11
    return federal_credit_used(before, federal[number], tax)
