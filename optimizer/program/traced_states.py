"""Credits in running totals as traced amounts, and the states' taxes after them."""

from collections.abc import Sequence

from isoplan.models.situation import Situation
from isoplan.models.tax.chain import state_credits
from isoplan.models.tax.form_8801 import RunningCredit
from isoplan.models.tax.minimum_tax_credit import (
    CreditableTax,
    CreditInTotals,
    in_totals,
    totals_at_start,
)
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph


def traced_credit(before: RunningCredit, tax: CreditableTax) -> CreditInTotals:
    """Return a year's credit in running totals, and tell its graph what follows.

    A relaxation does not see by itself what is settled at the least.
    """
    credit = in_totals(before, tax)
    unrecoverable: Expression = credit.carried.unrecoverable
    unrecoverable.graph.know_floor(unrecoverable, credit.least_settled)
    return credit


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
        traced_credit,
    )
    return [total(graph, (state.tax for state in states)) for states in years]
