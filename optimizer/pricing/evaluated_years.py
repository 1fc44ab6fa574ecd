"""What a schedule really costs: every year's forms with plain floats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.situation import Situation
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.credited_years import EvaluatedYear, credited_years
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import fixed_pay


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

    def totals(
        node: YearNode, line: str, within: ResidencyPeriod | None = None
    ) -> float:
        if not node.decides:
            return 0.0
        return float(columns.per_share(line, node.year, within) @ shares)

    years = credited_years(situation, tree, totals, itemizes)
    return EvaluatedYears(
        years=years,
        present_value_of_tax=sum(
            year.tax * present_value_factor(situation, year.node.tax_due_on)
            for year in years
        ),
        present_value_before_tax=float(columns.present_value @ shares),
        taxed_years=tuple(
            TaxedYear(
                node=year.node,
                income_tax=year.income_tax,
                payroll_tax=float(year.returns.tax.payroll_tax.total),
                state_tax=year.state_tax,
                fixed_pay=fixed_pay(situation, year.node.year),
                option_pay=tuple(
                    (day, float(pay @ shares))
                    for day, pay in columns.pay_days(year.node.year).items()
                ),
            )
            for year in years
        ),
    )


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
