"""The AMT of one year of a schedule, asked for many times with little changed.

A rule that exercises up to the AMT line asks again and again with another number of
options of one year; the forms of the years before it are worked out once.
"""

from collections.abc import Callable

import numpy as np

from isoplan.models.amounts.amounts import Election
from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.year_returns import (
    YearReturns,
    cheapest_each_year,
    year_returns,
)

KnownYears = dict[tuple[int, frozenset[tuple[Choice, int]]], YearReturns]
"""Forms of a year, by its node and by all that is exercised before a later year."""


def amt_of_year(
    situation: Situation, held: Holdings, year: int, known: KnownYears
) -> float:
    """Return the AMT of one year of a schedule (dollars).

    Args:
        situation: The scenario, with what follows from it.
        held: The schedule, within its limits.
        year: Calendar year.
        known: Forms of earlier years, added to: what is exercised in the year or after
            it moves none of them.
    """
    columns = columns_of(situation, held)
    shares = np.array([float(count) for count in held.values()])
    begun = (each for each in held.items() if each[0].exercised_on.year < year)
    before = frozenset(begun)
    tree = [node for node in year_tree(situation) if node.year <= year]
    elections = cheapest_each_year(situation)

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        return float(columns.per_share(line, node.year, within) @ shares)

    def once(node: YearNode, work: Callable[[Election], YearReturns]) -> YearReturns:
        if node.year == year:
            return elections(node, work)
        if (node.index, before) not in known:
            known[node.index, before] = elections(node, work)
        return known[node.index, before]

    returns = year_returns(situation, tree, totals, once)
    return float(returns[-1].tax.form_6251.line_11)
