"""What a schedule really costs: every year's forms with plain floats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.situation import Situation
from isoplan.models.tax.forms.schedule_8812 import nonrefundable_credits
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.by_day import pay_by_day
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.credited_years import EvaluatedYear, credited_years
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import YearReturns, fixed_pay


@dataclass(frozen=True, slots=True)
class EvaluatedYears:
    """A schedule carried through to the end of run-off.

    Attributes:
        years: All years, run-off included.
        present_value_of_tax: Of all years' tax, at the start; dollars.
        present_value_before_tax: Of proceeds less exercise cost; dollars.
        taxed_years: What must be known of each year to say when its tax is paid.
    """

    years: tuple[EvaluatedYear, ...]
    present_value_of_tax: float
    present_value_before_tax: float
    taxed_years: tuple[TaxedYear, ...]

    @property
    def itemizes(self) -> tuple[bool, ...]:
        """Return whether each year's federal return itemizes deductions."""
        return tuple(year.itemizes for year in self.years)


def evaluate_years(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    itemizes: Sequence[bool] | None = None,
) -> EvaluatedYears:
    """Work out every year of a schedule.

    Args:
        situation: Household, law and assumptions.
        columns: What was done.
        shares: How many shares of each column; length n columns.
        itemizes: Whether each year itemizes; what costs least if left out.
    """
    tree = year_tree(situation)
    few, held = columns.in_use(shares)
    with_amounts = {line for line, amounts in few.lines.items() if amounts.any()}

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        if line not in with_amounts or not columns.moves(node.year):
            return 0.0
        return float(few.per_share(line, node.year, within) @ held)

    years = credited_years(situation, tree, totals, itemizes)
    return EvaluatedYears(
        years=years,
        present_value_of_tax=sum(
            year.tax * present_value_factor(situation, year.node.tax_due_on)
            for year in years
        ),
        present_value_before_tax=float(few.present_value @ held),
        taxed_years=tuple(
            TaxedYear(
                node=year.node,
                income_tax=year.income_tax,
                payroll_tax=float(year.returns.tax.payroll_tax.total),
                state_tax=year.state_tax,
                fixed_pay=fixed_pay(situation, year.node.year),
                option_pay=tuple(
                    pay_by_day(columns, year.node.year).moved_by(shares).items()
                ),
            )
            for year in years
        ),
    )


def credit_steps_difference(situation: Situation, returns: EvaluatedYears) -> float:
    """Return how much credit for dependents its own steps take beyond the plan's line.

    Over all years, as far as there is tax to lower; dollars.
    """
    return sum(
        float(year.returns.tax.credits_used)
        - float(used_by_steps(year.returns, situation))
        for year in returns.years
    )


def used_by_steps(year: YearReturns, situation: Situation) -> float:
    """Return the nonrefundable credits of a year by the steps of the law (dollars)."""
    tax = year.tax
    credits_of = nonrefundable_credits(
        year.income.credits,
        tax.form_1040.line_11,
        tax.regular_tax + tax.form_6251.line_11,
        situation.law(year.node.year),
    )
    return 0.0 if credits_of is None else float(credits_of.used)


def steps_difference(situation: Situation, returns: EvaluatedYears) -> float:
    """Return how much more the states' own steps ask than the lines in their place.

    Over all years, before minimum tax credits; dollars.
    """
    difference = 0.0
    for year in returns.years:
        for state in year.states:
            exact = situation.state_law(state.returns.law.state, year.node.year)
            difference += state.returns.under(exact).total - state.returns.tax.total
    return float(difference)
