"""What a schedule really costs: every year's forms with plain floats."""

from dataclasses import dataclass

import numpy as np

from isoplan.models.situation import Situation
from isoplan.models.tax.chain import federal_credits, state_credits
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.minimum_tax_credit import by_year
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.models.tax.states.state_credit import StateCredit, state_credit_lines
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.state_returns import StateReturns, credits_brought
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import YearReturns, fixed_pay, year_returns


@dataclass(frozen=True, slots=True)
class EvaluatedState:
    """One state's part of a year, worked with floats; dollars.

    Attributes:
        returns: The state's forms.
        credit: Its minimum tax credit.
    """

    returns: StateReturns
    credit: StateCredit

    @property
    def tax(self) -> float:
        """Return all the state's tax after the credit (dollars)."""
        return float(self.credit.tax)


@dataclass(frozen=True, slots=True)
class EvaluatedYear:
    """One year of a schedule, worked with floats; dollars.

    Attributes:
        returns: Income and forms.
        credit: Form 8801.
        income_tax: All federal tax on the return, after the credit.
        states: The states' parts.
    """

    returns: YearReturns
    credit: Form8801
    income_tax: float
    states: tuple[EvaluatedState, ...] = ()

    @property
    def federal_tax(self) -> float:
        """Return all federal tax, payroll tax on equity pay included (dollars)."""
        return self.income_tax + float(self.returns.tax.payroll_tax.total)

    @property
    def state_tax(self) -> float:
        """Return all state tax after credits (dollars)."""
        return sum(state.tax for state in self.states)

    @property
    def tax(self) -> float:
        """Return all tax after credits (dollars)."""
        return self.federal_tax + self.state_tax

    @property
    def node(self) -> YearNode:
        """Return the year's node."""
        return self.returns.node


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


def evaluate_years(
    situation: Situation, columns: Columns, shares: np.ndarray
) -> EvaluatedYears:
    """Work out every year of a schedule.

    Args:
        situation: Household, law and assumptions.
        columns: What was done.
        shares: How many shares of each column; length n columns.
    """
    tree = year_tree(situation)

    def totals(
        node: YearNode, line: str, within: ResidencyPeriod | None = None
    ) -> float:
        if not node.decides:
            return 0.0
        return float(columns.per_share(line, node.year, within) @ shares)

    years = with_credits(situation, year_returns(situation, tree, totals))
    return EvaluatedYears(
        years=tuple(years),
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


def with_credits(
    situation: Situation, returns: list[YearReturns]
) -> list[EvaluatedYear]:
    """Return the years with their credits, which the forms carry from year to year."""
    tree = [year.node for year in returns]
    federal = federal_credits(
        tree,
        [year.tax for year in returns],
        situation.credit_brought,
        by_year,
    )
    states = state_credits(
        tree,
        [year.states for year in returns],
        credits_brought(situation, lambda credit: credit),
        federal,
        by_year,
    )
    return [
        EvaluatedYear(
            year,
            credit.form,
            float(credit.tax),
            tuple(
                EvaluatedState(state, state_credit_lines(credited, state.tax))
                for state, credited in zip(year.states, here, strict=True)
            ),
        )
        for year, credit, here in zip(returns, federal, states, strict=True)
    ]
