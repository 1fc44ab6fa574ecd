"""A scenario as one traced cost and the rows that limit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from isoplan.models.residence import Stay
from isoplan.models.sale_limits import SaleLimit
from isoplan.models.scenario import Scenario
from isoplan.models.tax.amounts import Amount
from isoplan.models.tax.form_8801 import RunningCredit, running_credit
from isoplan.optimizer.bounds import Block, ColumnBounds, with_ends
from isoplan.optimizer.columns import Columns, inventory
from isoplan.optimizer.expression import Expression, total
from isoplan.optimizer.graph import Graph
from isoplan.optimizer.ledger import Ledger
from isoplan.optimizer.traced_states import state_tax_by_year
from isoplan.optimizer.tree import YearNode, present_value_factor, year_tree
from isoplan.optimizer.years import WorkedYear, worked_years

CASH_SLACK = 0.005
"""Dollars by which a cash row may miss its floor: rounding of a cent. As many shares by
which a limit on sales may be missed: of whole ones, none."""
SHARE_SLACK = 1e-4
"""Shares by which a solver's amounts may miss the inventory."""


@dataclass(frozen=True, slots=True)
class Row:
    """An amount that must not be negative.

    Attributes:
        name: Of the program's row.
        amount: Dollars; shares where it is what a limit on sales leaves.
        limit: The limit on sales, if it is one.
    """

    name: str
    amount: Expression
    limit: SaleLimit | None = None


@dataclass(frozen=True, slots=True)
class TracedProblem:
    """What is to be minimised over the columns, as read from the law.

    Attributes:
        columns: The decisions.
        blocks: The inventory that columns share.
        graph: All traced amounts.
        cost: Present value of what the plan loses, dollars; minimised.
        rows: What must not be negative.
        credit_left: Minimum tax credit after run-off, dollars.
    """

    columns: Columns
    blocks: list[Block]
    graph: Graph
    cost: Expression
    rows: list[Row]
    credit_left: Expression

    def cost_of(self, shares: np.ndarray) -> float:
        """Return the true cost (dollars) of so many shares of each column."""
        return float(self.cost.value(self.graph.values(shares)))

    def keeps_limits(self, shares: np.ndarray) -> bool:
        """Return whether inventory and every row hold for shares of each column."""
        return self.within_inventory(shares) and self.missing(shares) == 0.0

    def within_inventory(self, shares: np.ndarray) -> bool:
        """Return whether shares of each column are there, and all of a lot's used."""
        if np.any(shares < -SHARE_SLACK):
            return False
        available, used, supply, all_used = 0.0, 0.0, -1, True
        for block, end in with_ends(self.blocks, len(shares)):
            if block.supply != supply:
                if not all_used:
                    return False
                available, used, supply = 0.0, 0.0, block.supply
            available += block.shares
            used += float(shares[block.first : end].sum())
            if used > available + SHARE_SLACK:
                return False
            all_used = not block.must_be_used or used >= available - SHARE_SLACK
        return all_used

    def missing(self, shares: np.ndarray) -> float:
        """Return by how much all rows together are missed (dollars and shares)."""
        if not self.rows:
            return 0.0
        values = self.graph.values(shares)
        amounts = (row.amount.value(values) for row in self.rows)
        return float(sum(-amount for amount in amounts if amount < -CASH_SLACK))


def traced_problem(
    scenario: Scenario, columns: Columns, baseline: Ledger
) -> TracedProblem:
    """Trace every year's forms over the columns, and the objective on top of them.

    Args:
        scenario: Household, law and assumptions.
        columns: The decisions.
        baseline: The same household without any exercise or sale; its tax is no cost of
            the plan.
    """
    blocks = inventory(columns)
    graph = Graph(ColumnBounds(len(columns), blocks))
    worked = traced_years(scenario, graph, columns)
    running = _running_credits(scenario, graph, worked)
    tax = _tax_by_year(graph, worked, running)
    states = state_tax_by_year(scenario, graph, worked, running)
    tax = [amount + of_states for amount, of_states in zip(tax, states, strict=True)]
    cost = total(
        graph,
        (
            (amount - year.tax) * present_value_factor(scenario, year.node.tax_due_on)
            for amount, year in zip(tax, baseline.years, strict=True)
        ),
    )
    if scenario.plan.objective == "after_tax_value":
        cost = cost - graph.leaf("present_value", columns.present_value)
    return TracedProblem(
        columns=columns,
        blocks=blocks,
        graph=graph,
        cost=cost,
        rows=[
            *_cash_rows(scenario, graph, columns, tax, baseline),
            *_sale_rows(scenario, graph, columns),
        ],
        credit_left=running[-1].credit,
    )


def traced_years(
    scenario: Scenario, graph: Graph, columns: Columns
) -> list[WorkedYear]:
    """Return every year's forms over the columns, as traced amounts."""

    def totals(node: YearNode, line: str, within: Stay | None = None) -> Amount:
        if not node.decides:
            return 0.0
        per_share = columns.per_share(line, node.year, within)
        where = "" if within is None else f"_{within.state.lower()}"
        return graph.leaf(f"{line}_{node.year}{where}", per_share)

    return worked_years(scenario, year_tree(scenario), totals)


def _running_credits(
    scenario: Scenario, graph: Graph, worked: Sequence[WorkedYear]
) -> list[RunningCredit]:
    start = RunningCredit(
        paid=graph.constant(0.0),
        settled=graph.constant(-scenario.household.minimum_tax_credit),
    )
    running: list[RunningCredit] = []
    for year in worked:
        parent = year.node.parent
        before = start if parent is None else running[parent]
        after = running_credit(
            before,
            regular_tax=year.tax.regular_tax,
            tentative_minimum_tax=year.tax.tentative_minimum_tax,
            exclusion_minimum_tax=year.tax.exclusion_items.line_9,
        )
        # No credit ever gives back what regular tax settles: see `running_credit`.
        graph.know_floor(after.settled, before.settled + year.tax.regular_tax)
        running.append(after)
    return running


def _tax_by_year(
    graph: Graph, worked: Sequence[WorkedYear], running: Sequence[RunningCredit]
) -> list[Expression]:
    """Return each year's federal tax after credit: what was paid, less before it."""
    taxes = []
    for year, now in zip(worked, running, strict=True):
        parent = year.node.parent
        before = graph.constant(0.0) if parent is None else running[parent].paid
        taxes.append(now.paid - before + year.tax.surtaxes)
    return taxes


def savings_until(scenario: Scenario, day: date) -> float:
    """Return what the household saves from the plan's start to a day (dollars).

    A year's savings come in evenly, day by day.
    """
    start, saved = scenario.plan.start, 0.0
    for year in range(start.year, day.year + 1):
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        days = min(day, after) - max(start, first)
        if days > timedelta(0):
            share = days / (after - first)
            saved += scenario.household.savings_per_year.at(year) * share
    return saved


def _cash_rows(
    scenario: Scenario,
    graph: Graph,
    columns: Columns,
    tax: Sequence[Expression],
    baseline: Ledger,
) -> list[Row]:
    """Return a row for each day on which cash must not fall below its floor.

    Only tax that the plan causes counts: savings are what is left after all other tax.
    """
    household = scenario.household
    if household.cash is None:
        return []
    flows = columns.cash_flows()
    due = {
        year.node.tax_due_on: amount - year.tax
        for amount, year in zip(tax, baseline.years, strict=True)
        if year.node.decides
    }
    rows: list[Row] = []
    running = graph.constant(household.cash - household.cash_floor)
    for day in sorted({*flows, *due}):
        if day in flows:
            running = running + graph.leaf(f"cash_{day:%Y_%m_%d}", flows[day])
        if day in due:
            running = running - due[day]
        spends = day in due or bool(np.any(flows[day] < 0))
        if spends and running.terms:
            name = f"cash_floor_{day:%Y_%m_%d}"
            rows.append(Row(name, running + savings_until(scenario, day)))
    return rows


def _sale_rows(scenario: Scenario, graph: Graph, columns: Columns) -> list[Row]:
    """Return a row for each limit on sales that a plan could exceed."""
    rows: list[Row] = []
    for number, limit in enumerate(scenario.sale_limits, start=1):
        day = f"{limit.first:%Y_%m_%d}"
        sold = graph.leaf(f"sold_{day}", (columns.limit == number).astype(float))
        left = graph.constant(limit.most_shares) - sold
        if graph.range_of(left).low < 0:
            rows.append(Row(f"most_sold_{day}", left, limit))
    return rows
