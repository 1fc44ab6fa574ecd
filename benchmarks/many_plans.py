"""Many plans at once: from numbers between zero and one to shares, and to dollars.

A search needs few numbers and as few plans out of reach as possible. So there is one
number for each grant, year of exercise, year of sale and kind of disposition: the part
of the shares still to be had in that year which goes there. Whatever the numbers are,
the inventory is kept. Shares are exercised as soon as they have vested, and sold on the
day of that year and kind that brings the most present value before tax.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.prepared import Prepared
from isoplan.models.amounts.amounts import Amount
from isoplan.models.tax.chain import federal_credits, state_credits
from isoplan.models.tax.forms.minimum_tax_credit import by_year
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.columns import INCOME_LINES, Columns
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import as_decided, year_returns
from isoplan.optimizer.tracing.inventory_bounds import with_ends

IDLE = 0.5
"""Numbers up to here mean no shares at all: most ways to sell are not used."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one number of the search sends shares.

    Attributes:
        tranche: Number of the grant or lot.
        places: Columns to fill, by day of exercise.
        vested: Shares of the tranche vested by the day of each of them.
    """

    tranche: int
    places: tuple[int, ...]
    vested: tuple[float, ...]


def cells_of(columns: Columns) -> list[Cell]:
    """Return the cells of a scenario, by tranche, year of exercise and year of sale."""
    vested = _vested(columns)
    best: dict[tuple[int, int, int, bool], dict[int, int]] = defaultdict(dict)
    days = columns.choices.exercised.tolist()
    years = [date.fromordinal(day).year for day in days]
    kinds = zip(
        columns.choices.tranche.tolist(),
        years,
        columns.sale_year.tolist(),
        columns.qualifying.tolist(),
        strict=True,
    )
    for place, kind in enumerate(kinds):
        day = days[place]
        now = best[kind].setdefault(day, place)
        if columns.present_value[place] > columns.present_value[now]:
            best[kind][day] = place
    return [
        Cell(
            tranche=kind[0],
            places=tuple(places.values()),
            vested=tuple(vested[place] for place in places.values()),
        )
        for kind, places in sorted(best.items())
    ]


def _vested(columns: Columns) -> list[float]:
    """Return the shares vested by each column's day of exercise; length n columns."""
    vested: list[float] = []
    tranche, reached = -1, 0.0
    for block, end in with_ends(inventory(columns), len(columns)):
        reached = block.shares + (reached if block.tranche == tranche else 0.0)
        tranche = block.tranche
        vested += [reached] * (end - block.first)
    return vested


def shares_of(cells: list[Cell], numbers: np.ndarray, count: int) -> np.ndarray:
    """Return the shares of each column.

    Args:
        cells: Where each number sends shares.
        numbers: Between zero and one; cells x plans.
        count: Number of columns.

    Returns:
        Shares; columns x plans.
    """
    parts = np.clip((numbers - IDLE) / (0.95 - IDLE), 0.0, 1.0)
    shares = np.zeros((count, numbers.shape[1]))
    tranche, used = -1, np.zeros(numbers.shape[1])
    for cell, part in zip(cells, parts, strict=True):
        if cell.tranche != tranche:
            tranche, used = cell.tranche, np.zeros(numbers.shape[1])
        wanted = part * (cell.vested[-1] - used)
        for place, vested in zip(cell.places, cell.vested, strict=True):
            taken = np.clip(vested - used, 0.0, wanted)
            shares[place] = taken
            used = used + taken
            wanted = wanted - taken
    return shares


class PlanValues:
    """What many plans are worth, by the project's law with arrays."""

    def __init__(self, ready: Prepared) -> None:
        """Lay out what a share of each column adds to each line of each year."""
        self.ready = ready
        self.tree = year_tree(ready.situation)
        self.per_share = {
            (node.year, line): ready.columns.per_share(line, node.year)
            for node in self.tree
            if node.decides
            for line in INCOME_LINES
        }
        self.factors = [
            present_value_factor(ready.situation, node.tax_due_on) for node in self.tree
        ]

    def __call__(self, shares: np.ndarray) -> np.ndarray:
        """Return each plan's present value after tax (dollars).

        Args:
            shares: Columns x plans.
        """
        situation = self.ready.situation

        def totals(node: YearNode, line: str, within: Claim | None = None) -> Amount:
            del within  # nobody moves: see `prepared`
            per_share = self.per_share.get((node.year, line))
            return 0.0 if per_share is None else per_share @ shares

        value = self.ready.columns.present_value @ shares
        standard = as_decided([False] * len(self.tree))
        years = year_returns(situation, self.tree, totals, standard)
        credit = situation.credit_brought
        federal = federal_credits(self.tree, [y.tax for y in years], credit, by_year)
        brought = credits_brought(situation, lambda credit: credit)
        in_states = [year.states for year in years]
        states = state_credits(self.tree, in_states, brought, federal, by_year)
        for of_federal, of_states, before, factor in zip(
            federal, states, self.ready.baseline.years, self.factors, strict=True
        ):
            tax = sum((state.tax for state in of_states), start=of_federal.tax)
            value = value - factor * (tax - before.tax)
        return np.asarray(value)
