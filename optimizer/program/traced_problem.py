"""A scenario as one traced cost and the rows that limit it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.equity.sale_limits import SaleLimit
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import federal_credits
from isoplan.models.tax.forms.minimum_tax_credit import CreditInTotals, totals_at_start
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.by_day import cash_by_day, pay_by_day
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.preferences.base import Leaves, TracedPlan
from isoplan.optimizer.preferences.registry import preference_rows
from isoplan.optimizer.pricing.cash import (
    CashDay,
    asking_days,
    cash_days,
    cash_margins,
    cash_moves,
    present_value_of_interest,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import TaxedYear, caused_payments
from isoplan.optimizer.pricing.year_returns import (
    Elections,
    YearReturns,
    fixed_pay,
    year_returns,
)
from isoplan.optimizer.program.action_slots import ActionSlots, action_slots
from isoplan.optimizer.program.form_names import (
    name_forms,
    name_taxes,
    name_totals_later,
)
from isoplan.optimizer.program.gifts import gift_limits
from isoplan.optimizer.program.traced_elections import TracedElections
from isoplan.optimizer.program.traced_states import state_tax_by_year, traced_credit
from isoplan.optimizer.tracing.expression import Expression, total
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import (
    Block,
    ColumnBounds,
    Flow,
    SharedLimits,
    with_ends,
)

CASH_SLACK = 0.005
"""Dollars by which a cash row may miss its floor: rounding of a cent. As many shares by
which a limit on sales may be missed: of whole ones, none."""
SHARE_SLACK = 1e-4
"""Shares by which a solver's amounts may miss the inventory."""
FLOW_SLACK = 5e-3
"""Shares by which they may miss a sum that is fixed: a tolerance for each of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """An amount that must not be negative.

    Attributes:
        name: Of the program's row.
        amount: Dollars; shares where a limit on sales, or a preference, is on shares.
        limit: The limit on sales, if it is one.
    """

    name: str
    amount: Expression
    limit: SaleLimit | None = None


@dataclass(frozen=True, slots=True)
class TracedProblem:
    """What is to be minimized over the columns, as read from the law.

    Attributes:
        columns: The decisions.
        blocks: The inventory that columns share.
        graph: All traced amounts.
        cost: Present value of what the plan loses, dollars; minimized.
        rows: What must not be negative.
        slots: What the household's preferences limit.
        credit_left: Minimum tax credit after run-off, dollars.
        elections: Which deduction each year takes.
        cash_limits: What rows of cash hold, by day, with what no decision moves.
        returns: Every year's forms, before credits.
        years: Every year's taxes after credits.
        credits: Every year's federal minimum tax credit.
        flows: Sums of shares that are fixed, besides the inventory.
    """

    columns: Columns
    blocks: list[Block]
    graph: Graph
    cost: Expression
    rows: list[Row]
    slots: ActionSlots
    credit_left: Expression
    elections: TracedElections
    cash_limits: list[tuple[date, Amount]] = field(default_factory=list)
    returns: Sequence[YearReturns] = ()
    years: Sequence[TaxedYear] = ()
    credits: Sequence[CreditInTotals] = ()
    flows: Sequence[Flow] = ()

    def cost_of(self, shares: np.ndarray, on: Sequence[bool] = ()) -> float:
        """Return the true cost (dollars) of so many shares of each column.

        Args:
            shares: Of each column; length n columns.
            on: Whether each toggle of the graph is on.
        """
        return float(self.cost.value(self.graph.values(shares, on)))

    def keeps_limits(
        self,
        shares: np.ndarray,
        on: Sequence[bool] = (),
        values: np.ndarray | None = None,
    ) -> bool:
        """Return whether shares of each column keep inventory, rows and preferences.

        Args:
            shares: Of each column; length n columns.
            on: Whether each toggle of the graph is on.
            values: Of all atoms, if they are known.
        """
        return (
            self.within_inventory(shares)
            and self.missing(shares, on, values) == 0.0
            and self.slots.missed(shares) == 0.0
        )

    def cheapest_elections(
        self, shares: np.ndarray, start: Sequence[bool] | None = None
    ) -> tuple[bool, ...]:
        """Return which toggles are on where turning no single one costs less.

        A good decision for the shares of each column, not a proven one.

        Args:
            shares: Of each column; length n columns.
            start: Where to begin; also at all off and all on.
        """
        count = len(self.graph.toggles)
        if not count:
            return ()
        starts = [(False,) * count, (True,) * count]
        if start is not None:
            starts.append(tuple(start))
        different = dict.fromkeys(starts)
        found = [self._turned_while_it_pays(shares, each) for each in different]
        return min(found, key=lambda each: each[0])[1]

    def _turned_while_it_pays(
        self, shares: np.ndarray, on: tuple[bool, ...]
    ) -> tuple[float, tuple[bool, ...]]:
        """Turn the toggle that saves most, until none saves anything."""
        leaves = self.graph.leaf_values(shares)
        while True:
            tried = self.elections.combinations(on)
            values = self.graph.values_from(leaves, tried.shape[1], tried)
            costs = np.broadcast_to(self.cost.value(values), tried.shape[1])
            best = int(np.argmin(costs))
            if costs[best] >= costs[0] - CASH_SLACK * 1e-6:
                return float(costs[0]), on
            on = tuple(tried[:, best].tolist())

    @property
    def hopeless(self) -> bool:
        """Return whether a row that no decision moves is missed."""
        idle = (row.amount.constant for row in self.rows if not row.amount.terms)
        return any(amount < -CASH_SLACK for amount in idle)

    def within_inventory(self, shares: np.ndarray) -> bool:
        """Return whether shares of each column are there, and all of a lot's used."""
        if np.any(shares < -SHARE_SLACK):
            return False
        if any(flow.missed(shares) > FLOW_SLACK for flow in self.flows):
            return False
        available, used, tranche, all_used = 0.0, 0.0, -1, True
        reached: list[tuple[float, float]] = []
        for block, end in with_ends(self.blocks, len(shares)):
            if block.tranche != tranche:
                if not all_used:
                    return False
                available, used, tranche = 0.0, 0.0, block.tranche
                if block.before is not None:
                    available, used = reached[block.before]
            available += block.shares
            used += float(shares[block.first : end].sum())
            if used > available + SHARE_SLACK:
                return False
            reached.append((available, used))
            all_used = not block.must_be_used or used >= available - SHARE_SLACK
        return all_used

    def missing(
        self,
        shares: np.ndarray,
        on: Sequence[bool] = (),
        values: np.ndarray | None = None,
    ) -> float:
        """Return by how much all rows together are missed (dollars and shares)."""
        if not self.rows:
            return 0.0
        if values is None:
            values = self.graph.values(shares, on)
        amounts = (row.amount.value(values) for row in self.rows)
        return float(sum(-amount for amount in amounts if amount < -CASH_SLACK))


def traced_problem(
    situation: Situation, columns: Columns, baseline: EvaluatedYears
) -> TracedProblem:
    """Trace every year's forms over the columns, and the objective on top of them.

    Args:
        situation: Household, law and assumptions.
        columns: The decisions.
        baseline: The same household without any exercise or sale; its tax is no cost of
            the plan.
    """
    blocks = inventory(columns)
    graph = Graph(bounds_of(columns, blocks))
    elections = TracedElections(lambda _: situation, graph)
    returns = traced_years(situation, graph, columns, elections)
    graph.name_later(lambda: name_forms(graph, returns))
    credits_of = traced_federal_credits(situation, graph, returns)
    states = state_tax_by_year(situation, graph, returns, credits_of)
    years = [
        taxed_year(situation, graph.leaf, columns, *each)
        for each in zip(returns, credits_of, states, strict=True)
    ]
    graph.name_later(lambda: name_taxes(graph, years))
    cost = total(
        graph,
        (
            (after.tax - year.tax)
            * present_value_factor(situation, year.node.tax_due_on)
            for after, year in zip(years, baseline.years, strict=True)
        ),
    )
    plan = TracedPlan(graph, columns, returns, years, baseline, graph.leaf)
    cash = traced_cash(situation, graph.leaf, columns, years, baseline)
    cost = cost + present_value_of_interest(situation, cash)
    if situation.plan.objective == "after_tax_value":
        cost = cost - graph.leaf("present_value", columns.present_value)
    return TracedProblem(
        columns=columns,
        blocks=blocks,
        graph=graph,
        cost=cost,
        rows=[
            *cash_rows(situation, graph, cash),
            *rows_of_limits(plan, blocks),
        ],
        slots=action_slots(columns, blocks),
        cash_limits=cash_margins(situation, cash),
        credit_left=credits_of[-1].carried.credit,
        elections=elections,
        returns=returns,
        years=years,
        credits=credits_of,
    )


def traced_years(
    situation: Situation, graph: Graph, columns: Columns, elections: Elections
) -> list[YearReturns]:
    """Return every year's forms over the columns, as traced amounts."""

    def totals(node: YearNode, line: str, within: Claim | None = None) -> Amount:
        if not columns.moves(node.year):
            return 0.0
        per_share = columns.per_share(line, node.year, within)
        where = "" if within is None else f"_{within.name}"
        return graph.leaf(f"{line}_{node.year}{where}", per_share)

    found = year_returns(situation, year_tree(situation), totals, elections)
    for year in found:
        know_floor_of_regular_tax(graph, situation.law(year.node.year), year)
    return found


def know_floor_of_regular_tax(graph: Graph, law: FederalLaw, year: YearReturns) -> None:
    """Tell a graph how little gains can cost more at their own rates."""
    form = year.tax.form_1040
    least = graph.range_of(graph.as_expression(form.ordinary_part)).low
    floor = form.at_own_rates - law.most_above_ordinary(max(least, 0.0))
    graph.know_floor(graph.as_expression(form.line_16), graph.as_expression(floor))


def traced_federal_credits(
    situation: Situation, graph: Graph, returns: Sequence[YearReturns]
) -> list[CreditInTotals]:
    """Return the credit of every year, in running totals from year to year."""
    brought = graph.constant(situation.credit_brought)
    found = federal_credits(
        [year.node for year in returns],
        [year.tax for year in returns],
        totals_at_start(brought),
        traced_credit(graph),
    )
    for year, credit in zip(returns, found, strict=True):
        name_totals_later(graph, "federal", year.node.year, credit)
    return found


def taxed_year(
    situation: Situation,
    leaf: Leaves,
    columns: Columns,
    year: YearReturns,
    credit: CreditInTotals,
    state: Expression,
) -> TaxedYear:
    """Return a year's taxes after credits."""
    return TaxedYear(
        node=year.node,
        income_tax=credit.tax,
        payroll_tax=state.graph.as_expression(year.tax.payroll_tax.total),
        state_tax=state,
        fixed_pay=fixed_pay(situation, year.node.year),
        option_pay=_option_pay(situation, leaf, columns, year.node),
    )


def _option_pay(
    situation: Situation, leaf: Leaves, columns: Columns, node: YearNode
) -> tuple[tuple[date, Amount], ...]:
    """Return a year's pay from options by day, where it matters when it is taxed."""
    if situation.plan.tax_payments == "april" or situation.household.cash is None:
        return ()
    return tuple(
        (day, leaf(f"pay_{day:%Y_%m_%d}", pay))
        for day, pay in pay_by_day(columns, node.year).a_share().items()
    )


def traced_cash(
    situation: Situation,
    leaf: Leaves,
    columns: Columns,
    years: Sequence[TaxedYear],
    baseline: EvaluatedYears,
) -> list[CashDay]:
    """Return cash by day; nothing where the household does not say what it has."""
    if situation.household.cash is None:
        return []
    flows = cash_by_day(columns).a_share()
    caused = caused_payments(situation, years, baseline.taxed_years)
    moves = cash_moves(
        situation,
        {day: leaf(f"cash_{day:%Y_%m_%d}", flow) for day, flow in flows.items()},
        caused,
    )
    return cash_days(situation, moves, asking_days(situation, columns, caused))


def cash_rows(situation: Situation, graph: Graph, cash: Sequence[CashDay]) -> list[Row]:
    """Return a row for each day on which cash must not fall below its floor."""
    amounts = (
        (f"cash_floor_{day:%Y_%m_%d}", graph.as_expression(amount))
        for day, amount in cash_margins(situation, cash)
    )
    return [Row(name, amount) for name, amount in amounts]


def rows_of_limits(plan: TracedPlan, blocks: list[Block]) -> Iterator[Row]:
    """Yield the rows of limits on sales, of gifts, and of preferences.

    Args:
        plan: The traced amounts of a household.
        blocks: Its inventory.
    """
    situation, columns = plan.columns.situation, plan.columns
    yield from _sale_rows(plan, blocks)
    for limit in gift_limits(situation, plan.leaf, columns, plan.returns):
        yield Row(*limit)
    for limit in preference_rows(plan):
        yield Row(*limit)


def _sale_rows(plan: TracedPlan, blocks: list[Block]) -> Iterator[Row]:
    """Yield a row for each limit on sales that the inventory could exceed."""
    columns, graph = plan.columns, plan.graph
    inventory_alone = ColumnBounds(len(columns), blocks)
    for number, limit in enumerate(columns.situation.sale_limits, start=1):
        sells = (columns.limit == number).astype(float)
        if inventory_alone.greatest(sells) > limit.most_shares:
            day = f"{limit.first:%Y_%m_%d}"
            if limit.market is not None:  # another market may have the same days
                day = f"{day}_{number}"
            left = graph.constant(limit.most_shares) - plan.leaf(f"sold_{day}", sells)
            yield Row(f"most_sold_{day}", left, limit)


def bounds_of(columns: Columns, blocks: list[Block]) -> ColumnBounds:
    """Return the bounds of all sums, from the inventory and limits on sales."""
    limits_given = columns.situation.sale_limits
    most = np.array([float(limit.most_shares) for limit in limits_given])
    limits = SharedLimits(columns.limit.astype(int), most) if len(most) else None
    return ColumnBounds(len(columns), blocks, limits)
