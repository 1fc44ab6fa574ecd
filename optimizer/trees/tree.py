"""The tree of an uncertain future: its outcomes, and the years that they share.

A node is a tax year and the piece of future in which it ends. Outcomes that part later
share it, with everything decided in it; the law of a node is that of the year in any
outcome on whose way it lies, for before the day on which they part all are the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from isoplan.models.branching.outcomes import (
    Outcome,
    Piece,
    outcomes_of,
    without_branches,
)
from isoplan.models.inputs.market import MarketName
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.decision_dates import exercise_dates, sale_dates
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree


@dataclass(frozen=True)
class Way:
    """An outcome as it is planned: its situation, and its way through the nodes.

    Attributes:
        outcome: Which.
        situation: Of its scenario.
        nodes: Numbers of the tree's nodes, one a year; run-off included.
    """

    outcome: Outcome[Scenario]
    situation: Situation
    nodes: tuple[int, ...]

    @property
    def probability(self) -> float:
        """Return that of the outcome."""
        return self.outcome.probability

    @property
    def depth(self) -> int:
        """Return the number of branches on the way."""
        return len(self.outcome.pieces) - 1

    @cached_property
    def begins(self) -> np.ndarray:
        """Return the first day of each branch on the way, ordinals; length depth."""
        days = [piece.begins.toordinal() for piece in self.outcome.pieces[1:]]
        return np.array(days, dtype=int)

    def depth_on(self, days: np.ndarray) -> np.ndarray:
        """Return how many branches have begun by each day, an ordinal."""
        depths: np.ndarray = np.searchsorted(self.begins, days, side="right")
        return depths

    def own_nodes(self) -> tuple[YearNode, ...]:
        """Return its years as the one path that they are."""
        return year_tree(self.situation)


@dataclass(frozen=True)
class OutcomeTree:
    """All outcomes with the nodes that they share.

    Attributes:
        scenario: The file, with its branches.
        ways: One an outcome.
        nodes: Parents before their children.
        pieces: Of each node the number of the piece in which its year ends.
    """

    scenario: Scenario
    ways: tuple[Way, ...]
    nodes: tuple[YearNode, ...]
    pieces: tuple[int, ...]

    @property
    def parts(self) -> bool:
        """Return whether there is more than one outcome."""
        return len(self.ways) > 1

    def way_of(self, node: YearNode) -> Way:
        """Return the first outcome on whose way a node lies."""
        return next(way for way in self.ways if node.index in way.nodes)

    def probability_of(self, node: YearNode) -> float:
        """Return the probability of coming to a node."""
        return sum(way.probability for way in self.ways if node.index in way.nodes)

    @cached_property
    def all_pieces(self) -> tuple[Piece, ...]:
        """Return every piece of future, by number."""
        found = {p.number: p for way in self.ways for p in way.outcome.pieces}
        return tuple(found[number] for number in sorted(found))

    def part_on(self, one: Way, other: Way) -> date | None:
        """Return the day on which two outcomes part; None for one and the same."""
        return one.outcome.parts_from(other.outcome)


def tree_of(scenario: Scenario) -> OutcomeTree:
    """Return the tree of a checked scenario; without branches it is one path."""
    outcomes = outcomes_of(scenario)
    situations = [situation_of(outcome.scenario) for outcome in outcomes]
    nodes: list[YearNode] = []
    pieces: list[int] = []
    number_of: dict[tuple[int, int], int] = {}
    ways: list[Way] = []
    for outcome, situation in zip(outcomes, situations, strict=True):
        mine: list[int] = []
        for node in year_tree(situation):
            last_day = date(node.year, 12, 31)
            piece = outcome.pieces[outcome.depth_on(last_day)].number
            key = (node.year, piece)
            if key not in number_of:
                number_of[key] = len(nodes)
                parent = mine[-1] if mine else None
                nodes.append(replace(node, index=len(nodes), parent=parent))
                pieces.append(piece)
            mine.append(number_of[key])
        ways.append(Way(outcome, situation, tuple(mine)))
    if len(ways) > 1:
        ways = list(_with_shared_days(ways, situation_of(without_branches(scenario))))
    return OutcomeTree(scenario, tuple(ways), tuple(nodes), tuple(pieces))


def _with_shared_days(ways: Sequence[Way], one_path: Situation) -> Iterator[Way]:
    """Yield outcomes that may do on shared days what the days of others ask for.

    Which days matter depends on what comes later: where the price turns, the day before
    a step. What is the best day in one outcome, or on the one path without branches,
    must be open to those that are still the same as it.
    """
    situations = [*(way.situation for way in ways), one_path]
    exercises = [_exercise_days(each) for each in situations]
    sales = [_sale_days(each) for each in situations]
    for number, way in enumerate(ways):
        own, own_sales = exercises[number], sales[number]
        partings = [way.outcome.parts_from(other.outcome) for other in ways]
        partings.append(way.outcome.pieces[1].begins)
        more, more_sales = set[date](), set[date]()
        for parting, theirs, their_sales in zip(
            partings, exercises, sales, strict=True
        ):
            if parting is None:
                continue
            for name, days in theirs.items():
                new = days - own.get(name, set())
                more |= {day for day in new if day < parting}
            for market, days in their_sales.items():
                new = days - own_sales.get(market, set())
                more_sales |= {day for day in new if day < parting}
        before = way.situation
        situation = replace(
            before,
            exercise_days=before.exercise_days | more,
            sale_days=before.sale_days | more_sales,
        )
        yield replace(way, situation=situation)


def _exercise_days(situation: Situation) -> dict[str, set[date]]:
    """Return the days of exercise of each tranche of options, by its name."""
    return {
        tranche.name: set(exercise_dates(situation, tranche))
        for tranche in situation.tranches
        if not tranche.held
    }


def _sale_days(situation: Situation) -> dict[MarketName, set[date]]:
    """Return the days of sale of each market."""
    return {name: set(sale_dates(situation, name)) for name in situation.markets}
