"""Why no schedule keeps all limits and preferences of a scenario, in words."""

from collections.abc import Callable
from dataclasses import replace

from isoplan.models.amounts.amounts import excess
from isoplan.models.base.problems import listed
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.shortage import shortage
from isoplan.optimizer.preferences.registry import expressed
from isoplan.optimizer.pricing.tax_payments import tax_days
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import ColumnBounds

ONE_SHARE = 0.5
"""Shares beyond a limit from which on they are shares, not rounding."""


def why_infeasible(
    situation: Situation, traced: TracedProblem, limits: Limits, solver: SolverName
) -> str:
    """Return which limit no schedule keeps: one on sales, or cash.

    Limits on sales can fail under ``least_tax`` alone, which sells every share.
    """
    home = situation.household
    if (beyond := _least_beyond(traced, limits, solver)) >= ONE_SHARE:
        names = (str(row.limit) for row in traced.rows if row.limit is not None)
        return (
            "least_tax must exercise and sell every share, and whatever is done, "
            f"{beyond:,.0f} of them go beyond most_shares or most_of_vested of "
            f"{listed(names)}; raise them, give plan.last_year a later year, or take "
            "objective = 'after_tax_value'"
        )
    if home.cash is None:
        return "no schedule keeps all limits; this is a defect of isoplan"
    disposes = situation.plan.objective == "least_tax"
    must = ", and least_tax must exercise and sell every share" if disposes else ""
    more = "" if home.loan is None else " or household.loan.most"
    falls = (
        f"whatever is done{must}, cash falls below household.cash_floor = "
        f"{home.cash_floor:,.0f} with household.cash = {home.cash:,.0f}"
    )
    lacking = shortage(traced, limits, solver)
    if lacking is None:
        return f"{falls}; lower the floor, or give more cash{more} or savings_per_year"
    least = "" if lacking.proven else " of those found in time"
    due = ", when tax is due" if lacking.day in tax_days(situation) else ""
    return (
        f"{falls}: the schedule that asks for least{least} lacks "
        f"${lacking.amount:,.0f} on {lacking.day}{due}; lower the floor, or give that "
        f"much more cash{more}, or more savings_per_year before that day"
    )


def blocking_preferences(
    situation: Situation, has_plan: Callable[[Situation], bool]
) -> str:
    """Return which preferences no schedule keeps; empty if none exists without them.

    Args:
        situation: For which there is no plan.
        has_plan: Says whether there is one for a scenario with fewer preferences.
    """
    preferences = situation.preferences

    def helps(*names: str) -> bool:
        freer = situation.with_preferences(preferences.without(*names))
        return has_plan(freer)

    given = expressed(preferences)
    blocking, loosen = [each for each in given if helps(each.name)], "one of them"
    if not blocking and len(given) > 1 and helps(*preferences.given):
        blocking, loosen = list(given), "most of them"
    if not blocking:
        return ""
    reasons = [why for each in blocking if (why := each.why_blocked(situation))]
    because = f": {'; '.join(reasons)}" if reasons else ""
    said = " and ".join(each.as_written for each in blocking)
    if len(blocking) == 1:
        return f"no schedule keeps {said}{because}; loosen it, or remove it"
    return f"no schedule keeps {said} together{because}; loosen {loosen}"


def _least_beyond(traced: TracedProblem, limits: Limits, solver: SolverName) -> float:
    """Return the fewest shares that any schedule sells beyond limits on sales.

    The program of that question knows the inventory alone.
    """
    columns = traced.columns
    graph = Graph(ColumnBounds(len(columns), traced.blocks))
    cost = graph.constant(0.0)
    for number, limit in enumerate(columns.situation.sale_limits, start=1):
        sells = (columns.limit == number).astype(float)
        sold = graph.constant(0.0) + graph.leaf(f"sold_{number}", sells)
        cost = cost + excess(sold, limit.most_shares)
    fewest = replace(traced, graph=graph, cost=cost, rows=[], credit_left=cost)
    return solve(program_of(fewest), limits, solver).cost
