"""The audit: every year's forms again with plain floats, before anything is shown."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from isoplan.models.base.errors import AuditFailure
from isoplan.models.situation import Situation
from isoplan.models.tax.charity import share_gift_limit
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.pricing.cash import (
    CashDay,
    float_cash,
    kept_limits,
    present_value_of_interest,
)
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.pricing.sales_within_limits import sold_by_limit
from isoplan.optimizer.program.gifts import given_before
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.solving.solver import Limits, Solution

TOLERANCE_DOLLARS = 0.05


def audited(
    situation: Situation,
    traced: TracedProblem,
    baseline: EvaluatedYears,
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
        AuditFailure: If they differ by more than five cents, on cash of a day too.
    """
    returns = evaluate_years(situation, traced.columns, solution.shares)
    cash = float_cash(situation, traced.columns, solution.shares, returns, baseline)
    forms = returns.present_value_of_tax - baseline.present_value_of_tax
    forms += present_value_of_interest(situation, cash)
    check_cash(situation, traced, solution.shares, cash)
    if situation.plan.objective == "after_tax_value":
        forms -= returns.present_value_before_tax
    claimed = solution.cost
    if not solution.proven and claimed > forms:
        claimed = traced.cost.value(traced.graph.values(solution.shares))
    difference = abs(forms - claimed)
    if difference > TOLERANCE_DOLLARS:
        raise AuditFailure(
            f"the forms give {forms:,.2f}, the program {claimed:,.2f}: they must tie "
            "to the cent. This is a defect of isoplan; please report the scenario"
        )
    checked = replace(solution, cost=claimed, bound=min(solution.bound, claimed))
    closed = claimed - solution.bound <= limits.gap_dollars
    return replace(checked, proven=solution.proven or closed), difference


def check_cash(
    situation: Situation,
    traced: TracedProblem,
    shares: np.ndarray,
    cash: Sequence[CashDay],
) -> None:
    """Check that the cash of each day is the same by the forms and by the program.

    Args:
        situation: Household, law and assumptions.
        traced: The program's law.
        shares: Of each column; length n columns.
        cash: The same plan's cash by day, as floats.

    Raises:
        AuditFailure: If a day differs by more than five cents.
    """
    values = traced.graph.values(shares)
    for (day, amount), (_, of_program) in zip(
        kept_limits(situation, cash), traced.cash_limits, strict=True
    ):
        claimed = traced.graph.as_expression(of_program).value(values)
        if abs(amount - claimed) > TOLERANCE_DOLLARS:
            raise AuditFailure(
                f"the forms leave {amount:,.2f} of cash on {day}, the program "
                f"{claimed:,.2f}: they must tie to the cent. This is a defect of "
                "isoplan; please report the scenario"
            )


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


def check_gifts(
    situation: Situation, columns: Columns, shares: np.ndarray, returns: EvaluatedYears
) -> None:
    """Check that a plan in whole shares gives no more than is given and deducted.

    Args:
        situation: Household, law and assumptions.
        columns: What may be done.
        shares: Whole shares of each column; length n columns.
        returns: Their forms, as floats.

    Raises:
        AuditFailure: If it gives more in a year.
    """
    for each in returns.years:
        year, agi = each.node.year, float(each.returns.tax.form_1040.line_11)
        given = float(columns.given_in(year) @ shares)
        limit = share_gift_limit(agi, situation.law(year).charity)
        most = min(situation.household.giving.at(year), limit)
        if given and given + given_before(situation, year) > most + TOLERANCE_DOLLARS:
            raise AuditFailure(
                f"shares worth {given:,.2f} are given in {year}, where {most:,.2f} may "
                "be. This is a defect of isoplan; please report the scenario"
            )


def check_preferences(situation: Situation, evaluated: EvaluatedSchedule) -> None:
    """Count a plan of whole shares again, from its actions and its forms alone.

    Raises:
        AuditFailure: If it breaks a preference of the household.
    """
    if broken := broken_preferences(situation, evaluated):
        raise AuditFailure(
            f"the plan breaks a preference: {'; '.join(broken)}. This is a defect of "
            "isoplan; please report the scenario"
        )
