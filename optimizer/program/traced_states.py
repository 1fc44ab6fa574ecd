"""Credits in running totals as traced amounts, and the states' taxes after them."""

from collections.abc import Callable, Sequence

from isoplan.models.situation import Situation
from isoplan.models.tax.chain import state_credits
from isoplan.models.tax.forms.form_8801 import RunningCredit
from isoplan.models.tax.forms.minimum_tax_credit import (
    CreditableTax,
    CreditInTotals,
    in_totals,
    totals_at_start,
)
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.program.form_names import name_totals_later
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph


def traced_credit(
    graph: Graph,
) -> Callable[[RunningCredit, CreditableTax], CreditInTotals]:
    """Return the step of a credit in running totals that tells a graph what follows.

    A relaxation does not see by itself what is unrecoverable at the least.
    """

    def step(before: RunningCredit, tax: CreditableTax) -> CreditInTotals:
        credit = in_totals(before, tax)
        graph.know_floor(credit.carried.unrecoverable, credit.least_unrecoverable)
        return credit

    return step


def state_tax_by_year(
    situation: Situation,
    graph: Graph,
    returns: Sequence[YearReturns],
    federal: Sequence[CreditInTotals],
) -> list[Expression]:
    """Return each year's state tax after credits (dollars).

    Args:
        situation: Household, law and assumptions.
        graph: Of the traced amounts.
        returns: Every year's forms.
        federal: The federal credit in each of them.
    """
    years = state_credits(
        [year.node for year in returns],
        [year.states for year in returns],
        credits_brought(
            situation, lambda credit: totals_at_start(graph.constant(credit))
        ),
        federal,
        traced_credit(graph),
    )
    for year, credited in zip(returns, years, strict=True):
        for state, after in zip(year.states, credited, strict=True):
            if after.credit is not None:
                code = state.law.state.lower()
                name_totals_later(graph, code, year.node.year, after.credit)
    return [total(graph, (state.tax for state in states)) for states in years]
