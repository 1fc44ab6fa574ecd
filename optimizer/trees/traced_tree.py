"""A tree of outcomes as one traced cost and the rows that limit it, on every way.

The same law, credits, losses, states, cash, limits and preferences as of one path; what
is asked of a year is asked of the situation of an outcome on whose way it lies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np

from isoplan.models.amounts.amounts import Amount, Election
from isoplan.models.tax.chain import along
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.columns.year_nodes import YearNode, present_value_factor
from isoplan.optimizer.preferences.base import Leaves, TracedPlan
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.pricing.cash import (
    CashDay,
    cash_margins,
    present_value_of_interest,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import YearForms, YearReturns
from isoplan.optimizer.program.form_names import name_forms, name_taxes
from isoplan.optimizer.program.traced_elections import TracedElections
from isoplan.optimizer.program.traced_problem import (
    Row,
    TracedProblem,
    bounds_of,
    cash_rows,
    know_floor_of_regular_tax,
    rows_of_limits,
    taxed_year,
    traced_cash,
    traced_federal_credits,
)
from isoplan.optimizer.program.traced_states import state_tax_by_year
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds
from isoplan.optimizer.trees.tree import OutcomeTree, Way
from isoplan.optimizer.trees.tree_slots import tree_slots
from isoplan.optimizer.trees.way_columns import (
    TreeBounds,
    TreeColumns,
    WayColumns,
)


@dataclass(frozen=True, slots=True)
class TracedWay:
    """What the program makes of one outcome.

    Attributes:
        tax: Present value of the tax and the interest that a plan causes, dollars.
        cash_limits: What rows of cash hold, by day.
    """

    tax: Expression
    cash_limits: list[tuple[date, Amount]]


@dataclass(frozen=True, slots=True)
class TracedTree:
    """A tree as it is solved.

    Attributes:
        columns: Its columns.
        traced: The problem; its cost is the expected one.
        ways: Each outcome by itself.
        baselines: The years of each outcome without any exercise or sale.
        floors: Under what its outcomes are worth; their rows are the problem's.
    """

    columns: TreeColumns
    traced: TracedProblem
    ways: tuple[TracedWay, ...]
    baselines: tuple[EvaluatedYears, ...]
    floors: tuple[OutcomeFloor, ...] = ()

    @property
    def tree(self) -> OutcomeTree:
        """Return the tree."""
        return self.columns.tree

    @property
    def probabilities(self) -> list[float]:
        """Return the probability of each outcome."""
        return [way.probability for way in self.tree.ways]

    def losses(self) -> list[Expression]:
        """Return what each outcome loses: the value of it with the sign changed ($)."""
        graph, count = self.traced.graph, len(self.columns)
        return [
            traced.tax
            - graph.leaf(
                f"present_value_of_{number}",
                way.spread(way.columns.present_value, count),
            )
            for number, (way, traced) in enumerate(
                zip(self.columns.ways, self.ways, strict=True)
            )
        ]

    def with_floors(self, floors: Sequence[OutcomeFloor]) -> "TracedTree":
        """Return the tree with more floors under what its outcomes are worth."""
        if not floors:
            return self
        graph, losses, tree = self.traced.graph, self.losses(), self
        for floor in floors:
            loss = graph.tail(losses, self.probabilities, floor.part)
            tree = tree.with_floor(floor, loss)
        return tree

    def with_floor(self, floor: OutcomeFloor, loss: Expression) -> "TracedTree":
        """Return the tree with one more floor.

        Args:
            floor: Under what its outcomes are worth.
            loss: The mean loss of the part of the outcomes that it speaks of, dollars.
        """
        row = Row(f"floor_{len(self.floors)}", floor.above(loss))
        traced = replace(self.traced, rows=[*self.traced.rows, row])
        return replace(self, traced=traced, floors=(*self.floors, floor))


def traced_tree(
    columns: TreeColumns, baselines: tuple[EvaluatedYears, ...]
) -> TracedTree:
    """Trace every node's forms over the columns, and the expected cost on top of them.

    Args:
        columns: The decisions.
        baselines: Of each outcome, the years without any exercise or sale.
    """
    return _Tracing(columns, baselines).traced()


class _Tracing:
    """Traces one thing after another."""

    def __init__(
        self, columns: TreeColumns, baselines: tuple[EvaluatedYears, ...]
    ) -> None:
        self.columns, self.baselines, self.tree = columns, baselines, columns.tree
        blocks = [inventory(way.columns) for way in columns.ways]
        self.blocks = blocks
        bounds = [
            bounds_of(way.columns, of_way)
            for way, of_way in zip(columns.ways, blocks, strict=True)
        ]
        self.graph = Graph(self._bounds(bounds))
        self.leaves: list[Leaves] = [
            partial(self._leaf, way) if self.tree.parts else self.graph.leaf
            for way in columns.ways
        ]
        self.number = {id(way): n for n, way in enumerate(self.tree.ways)}
        self.first = [self.number[id(self.tree.way_of(n))] for n in self.tree.nodes]

    def _bounds(self, bounds: list[ColumnBounds]) -> ColumnBounds:
        if not self.tree.parts:
            return bounds[0]
        return TreeBounds(len(self.columns), self.columns.ways, bounds)

    def _leaf(self, way: WayColumns, name: str, per_share: np.ndarray) -> Amount:
        """Return a sum over an outcome's columns as one over the tree's."""
        return self.graph.leaf(name, way.spread(per_share, len(self.columns)))

    def traced(self) -> TracedTree:
        """Return the tree, traced."""
        tree, graph = self.tree, self.graph
        root = tree.ways[0].situation
        elections = TracedElections(
            lambda node: tree.ways[self.first[node.index]].situation, graph
        )
        returns = self._returns(elections)
        graph.name_later(lambda: name_forms(graph, returns))
        credits_of = traced_federal_credits(root, graph, returns)
        states = state_tax_by_year(root, graph, returns, credits_of)
        years = [
            taxed_year(
                tree.ways[way].situation,
                self.leaves[way],
                self.columns.ways[way].columns,
                *each,
            )
            for way, each in zip(
                self.first, zip(returns, credits_of, states, strict=True), strict=True
            )
        ]
        graph.name_later(lambda: name_taxes(graph, years))
        ways, rows = self._on_every_way(returns, years)
        cost = graph.constant(0.0)
        for way, traced_way in zip(tree.ways, ways, strict=True):
            cost = cost + traced_way.tax * way.probability
        cost = cost - self._present_value()
        left = total(
            graph,
            (
                credits_of[way.nodes[-1]].carried.credit * way.probability
                for way in tree.ways
            ),
        )
        traced = TracedProblem(
            columns=self.columns.columns,
            blocks=self.columns.blocks,
            graph=graph,
            cost=cost,
            rows=list(_each_once(rows)),
            slots=tree_slots(self.columns),
            credit_left=left,
            elections=elections,
            cash_limits=ways[0].cash_limits,
            returns=returns,
            years=years,
            credits=credits_of,
            flows=self.columns.flows,
        )
        return TracedTree(self.columns, traced, tuple(ways), self.baselines)

    def _on_every_way(
        self, returns: list[YearReturns], years: list[TaxedYear]
    ) -> tuple[list[TracedWay], list[Row]]:
        """Return what each outcome pays, and the rows that hold on its way."""
        rows: list[Row] = []
        ways: list[TracedWay] = []
        for number, way in enumerate(self.tree.ways):
            plan = self._plan(number, returns, years)
            cash = traced_cash(
                way.situation, plan.leaf, plan.columns, plan.years, plan.baseline
            )
            rows += cash_rows(way.situation, self.graph, cash)
            rows += rows_of_limits(plan, self.blocks[number])
            tax = self._tax(way, plan, cash)
            ways.append(TracedWay(tax, cash_margins(way.situation, cash)))
        return ways, rows

    def _returns(self, elections: TracedElections) -> list[YearReturns]:
        """Return the forms of every node, losses carried from its parent."""
        forms = [
            YearForms(way.situation, partial(self._totals, number))
            for number, way in enumerate(self.tree.ways)
        ]

        def work(node: YearNode, carried: Carryovers) -> YearReturns:
            mine = forms[self.first[node.index]]

            def elected(itemizes: Election) -> YearReturns:
                return mine.of(node, carried, itemizes)

            return elections(node, elected)

        start = forms[0].start
        found = along(self.tree.nodes, start, work, lambda year: year.tax.carryovers)
        for way, year in zip(self.first, found, strict=True):
            law = self.tree.ways[way].situation.law(year.node.year)
            know_floor_of_regular_tax(self.graph, law, year)
        return found

    def _totals(
        self, way: int, node: YearNode, line: str, within: Claim | None = None
    ) -> Amount:
        """Return the sum of an outcome's columns on an income line of a node."""
        if not node.decides:
            return 0.0
        per_share = self.columns.ways[way].columns.per_share(line, node.year, within)
        where = "" if within is None else f"_{within.name}"
        return self.leaves[way](f"{line}_{node.year}{where}", per_share)

    def _plan(
        self, number: int, returns: list[YearReturns], years: list[TaxedYear]
    ) -> TracedPlan:
        """Return the traced amounts of an outcome, its years numbered by themselves."""
        way = self.tree.ways[number]
        own = list(zip(way.own_nodes(), way.nodes, strict=True))
        return TracedPlan(
            graph=self.graph,
            columns=self.columns.ways[number].columns,
            returns=[replace(returns[place], node=node) for node, place in own],
            years=[replace(years[place], node=node) for node, place in own],
            baseline=self.baselines[number],
            leaf=self.leaves[number],
        )

    def _tax(self, way: Way, plan: TracedPlan, cash: list[CashDay]) -> Expression:
        """Return the present value of what an outcome's plan pays, without strikes."""
        tax = total(
            self.graph,
            (
                (after.tax - year.tax)
                * present_value_factor(way.situation, year.node.tax_due_on)
                for after, year in zip(plan.years, plan.baseline.years, strict=True)
            ),
        )
        interest = present_value_of_interest(way.situation, cash)
        return self.graph.as_expression(tax + interest)

    def _present_value(self) -> Amount:
        """Return proceeds less exercise cost that are expected, before tax; $ at start.

        Each sale counts as probable as its piece of future, each exercise as its own.
        """
        if not self.tree.parts:
            mine = self.columns.ways[0].columns.present_value
            if self.tree.scenario.plan.objective != "after_tax_value":
                return 0.0
            return self.graph.leaf("present_value", mine)
        expected = np.zeros(len(self.columns))
        for way in self.columns.ways:
            columns, count = way.columns, len(self.columns)
            paid = columns.present_value_paid
            expected -= way.way.probability * way.spread(paid, count)
            brought = columns.present_value + paid
            expected += way.way.probability * way.spread(brought, count)
        return self.graph.leaf("present_value", expected)


def _each_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, those of several outcomes that are the same once."""
    seen: set[object] = set()
    names: dict[str, int] = {}
    for row in rows:
        key = (row.amount.constant, row.amount.key(), row.limit)
        if key in seen:
            continue
        seen.add(key)
        count = names.get(row.name, 0)
        names[row.name] = count + 1
        yield replace(row, name=f"{row.name}_again_{count}") if count else row
