"""The audit: every year's forms again with plain floats, before anything is shown."""

from dataclasses import replace

import numpy as np

from isoplan.models.errors import AuditFailure
from isoplan.models.scenario import Scenario
from isoplan.optimizer.cash import (
    float_cash,
    kept_limits,
    present_value_of_interest,
)
from isoplan.optimizer.columns import Columns
from isoplan.optimizer.ledger import Ledger, ledger
from isoplan.optimizer.sale_limits import sold_by_limit
from isoplan.optimizer.solver import Limits, Solution
from isoplan.optimizer.traced import TracedProblem

TOLERANCE_DOLLARS = 0.05


def audited(
    scenario: Scenario,
    traced: TracedProblem,
    baseline: Ledger,
    solution: Solution,
    limits: Limits,
) -> tuple[Solution, float]:
    """Check a solution against the forms, and return it with the dollars between.

    The solver's amounts, fractions of shares included, go through the same float engine
    that prices every other schedule; nothing of the program is used. A proven solution
    must tie. One that time cut short may overstate its own cost, for nothing has yet
    pressed its inequalities together: it is then taken at the cost that the traced law
    gives its amounts, and that must tie. A solution that claims to cost less than its
    forms is a defect in either case.

    Raises:
        AuditFailure: If they differ by more than five cents.
    """
    worked = ledger(scenario, traced.columns, solution.shares)
    cash = float_cash(scenario, traced.columns, solution.shares, worked, baseline)
    forms = worked.present_value_of_tax - baseline.present_value_of_tax
    forms += present_value_of_interest(scenario, cash)
    if scenario.plan.objective == "after_tax_value":
        forms -= worked.present_value_before_tax
    claimed = solution.cost
    if not solution.proven and claimed > forms:
        claimed = traced.cost.value(traced.graph.values(solution.shares))
    difference = abs(forms - claimed)
    values = traced.graph.values(solution.shares)
    for (day, amount), (_, traced_amount) in zip(
        kept_limits(scenario, cash), traced.limits, strict=True
    ):
        apart = abs(amount - traced.graph.as_expression(traced_amount).value(values))
        if apart > TOLERANCE_DOLLARS:
            raise AuditFailure(
                f"cash of {day} by the forms is {apart:,.2f} from the program's: they "
                "must tie to the cent. This is a defect of isoplan; please report the "
                "scenario"
            )
    if difference > TOLERANCE_DOLLARS:
        raise AuditFailure(
            f"the forms give {forms:,.2f}, the program {claimed:,.2f}: they must tie "
            "to the cent. This is a defect of isoplan; please report the scenario"
        )
    checked = replace(solution, cost=claimed, bound=min(solution.bound, claimed))
    closed = claimed - solution.bound <= limits.gap_dollars
    return replace(checked, proven=solution.proven or closed), difference


def check_sale_limits(columns: Columns, shares: np.ndarray) -> None:
    """Check that a plan in whole shares sells no more than windows and offers allow.

    Args:
        columns: What may be done.
        shares: Whole shares of each column; length n columns.

    Raises:
        AuditFailure: If it does.
    """
    for limit, sold in sold_by_limit(columns, shares).items():
        if sold > limit.most_shares:
            raise AuditFailure(
                f"{sold:,.0f} shares are sold in {limit}, which allows "
                f"{limit.most_shares:,}. This is a defect of isoplan; please report "
                "the scenario"
            )
