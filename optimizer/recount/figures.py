"""What a walked schedule costs and brings: forms, credits, cash, value, in floats.

The second route to every figure that a plan shows. It shares the law with the first
one, and no share of its income.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.pricing.cash import CashDay
from isoplan.optimizer.pricing.credited_years import credited_years
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import (
    TaxedYear,
    TaxPayment,
    caused_payments,
)
from isoplan.optimizer.pricing.year_returns import fixed_pay
from isoplan.optimizer.recount.cash_walk import walked_cash, worth_at_start
from isoplan.optimizer.recount.share_income import kept_value
from isoplan.optimizer.recount.walk import Walk, walk


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that follows from a walked schedule; dollars.

    Attributes:
        returns: Every year's forms.
        idle: The same for the household that exercises and sells nothing.
        payments: Of tax that the schedule causes.
        cash: By day.
        interest: Present value of that on the loan.
    """

    returns: EvaluatedYears
    idle: EvaluatedYears
    payments: tuple[TaxPayment, ...]
    cash: tuple[CashDay, ...]
    interest: float

    @property
    def tax_caused(self) -> float:
        """Return the present value of the tax that the schedule causes (dollars)."""
        return self.returns.present_value_of_tax - self.idle.present_value_of_tax

    @property
    def cost(self) -> float:
        """Return the present value of tax caused and interest (dollars)."""
        return self.tax_caused + self.interest

    @property
    def after_tax_value(self) -> float:
        """Return the present value after tax and interest (dollars)."""
        return self.returns.present_value_before_tax - self.cost


def figures_of(
    walked: Walk,
    days: Collection[date],
    idle: EvaluatedYears,
    itemizes: Sequence[bool] | None = None,
) -> Figures:
    """Work out a walked schedule.

    Args:
        walked: The schedule.
        days: On which its cash is looked at besides its own; what is owed on a loan is
            paid back from savings on each.
        idle: See :func:`idle_years`.
        itemizes: Whether each year itemizes; what costs least if left out.
    """
    situation, returns = walked.situation, evaluated_years_of(walked, itemizes)
    caused = caused_payments(situation, returns.taxed_years, idle.taxed_years)
    moves = dict.fromkeys(days, 0.0) | walked.settled_flows
    asking = {day for day, flow in moves.items() if flow < 0}
    for day in situation.household.payments_due:
        moves.setdefault(day, 0.0)
        asking.add(day)
    for payment in caused:
        moves[payment.day] = moves.get(payment.day, 0.0) - float(payment.amount)
        asking.add(payment.day)
    cash = walked_cash(situation, moves, asking)
    return Figures(
        returns=returns,
        idle=idle,
        payments=tuple(caused),
        cash=cash,
        interest=sum(
            worth_at_start(situation, float(each.interest), each.day) for each in cash
        ),
    )


def idle_years(situation: Situation) -> EvaluatedYears:
    """Return the years of the household that exercises nothing and keeps its lots."""
    return evaluated_years_of(walk(situation, ()))


def evaluated_years_of(
    walked: Walk, itemizes: Sequence[bool] | None = None
) -> EvaluatedYears:
    """Work out every year of a walked schedule; arguments as in `figures_of`."""
    situation = walked.situation

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        return walked.total(node.year, line, within)

    tree = years_of_file(situation)
    years = credited_years(situation, tree, totals, itemizes)
    return EvaluatedYears(
        years=years,
        present_value_of_tax=sum(
            worth_at_start(situation, year.tax, year.node.tax_due_on) for year in years
        ),
        present_value_before_tax=_before_tax(walked),
        taxed_years=tuple(
            TaxedYear(
                node=year.node,
                income_tax=year.income_tax,
                payroll_tax=float(year.returns.tax.payroll_tax.total),
                state_tax=year.state_tax,
                fixed_pay=fixed_pay(situation, year.node.year),
                option_pay=_option_pay(walked, year.node.year),
            )
            for year in years
        ),
    )


def years_of_file(situation: Situation) -> tuple[YearNode, ...]:
    """Return the plan's years and those of run-off, one after the other."""
    plan = situation.plan
    count = len(plan.years) + plan.run_off_years
    return tuple(
        YearNode(
            index=index,
            year=plan.start.year + index,
            parent=index - 1 if index else None,
            decides=index < len(plan.years),
        )
        for index in range(count)
    )


def _before_tax(walked: Walk) -> float:
    """Return the present value of proceeds less exercise cost, and of what is kept."""
    situation = walked.situation
    at_the_end = sum(
        shares * kept_value(situation, walked.parcels[lot])
        for lot, shares in walked.kept.items()
    )
    return worth_at_start(situation, at_the_end, situation.plan.horizon) + sum(
        worth_at_start(situation, flow, day) for day, flow in walked.flows.items()
    )


def _option_pay(walked: Walk, year: int) -> tuple[tuple[date, float], ...]:
    """Return a year's pay from options by day, in order (dollars)."""
    pay: dict[date, float] = {}
    for each in walked.income:
        if each.line == "equity_pay" and each.day.year == year:
            pay[each.day] = pay.get(each.day, 0.0) + each.dollars
    return tuple(sorted(pay.items()))
