"""What a schedule really costs: every year's forms with plain floats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.scenario import Scenario
from isoplan.models.tax.form_8801 import Form8801
from isoplan.optimizer.columns import Columns
from isoplan.optimizer.tree import YearNode, present_value_factor, year_tree
from isoplan.optimizer.years import WorkedYear, worked_years


@dataclass(frozen=True, slots=True)
class LedgerYear:
    """One year of a schedule, worked with floats; dollars.

    Attributes:
        worked: Income and forms.
        credit: Form 8801.
        tax: All federal tax after the credit.
    """

    worked: WorkedYear
    credit: Form8801
    tax: float

    @property
    def node(self) -> YearNode:
        """Return the year's node."""
        return self.worked.node


@dataclass(frozen=True, slots=True)
class Ledger:
    """A schedule carried through to the end of run-off.

    Attributes:
        years: All years, run-off included.
        present_value_of_tax: Of all years' tax, at the start; dollars.
        present_value_before_tax: Of proceeds less exercise cost; dollars.
    """

    years: tuple[LedgerYear, ...]
    present_value_of_tax: float
    present_value_before_tax: float


def ledger(scenario: Scenario, columns: Columns, shares: np.ndarray) -> Ledger:
    """Work out every year of a schedule.

    Args:
        scenario: Household, law and assumptions.
        columns: What was done.
        shares: How many shares of each column; length n columns.
    """
    tree = year_tree(scenario)

    def totals(node: YearNode, line: str) -> float:
        if not node.decides:
            return 0.0
        return float(columns.per_share(line, node.year) @ shares)

    years = _with_credit(scenario, worked_years(scenario, tree, totals))
    return Ledger(
        years=tuple(years),
        present_value_of_tax=sum(
            year.tax * present_value_factor(scenario, year.node.tax_due_on)
            for year in years
        ),
        present_value_before_tax=float(columns.present_value @ shares),
    )


def _with_credit(scenario: Scenario, worked: Sequence[WorkedYear]) -> list[LedgerYear]:
    years: list[LedgerYear] = []
    for year in worked:
        parent = year.node.parent
        carried = (
            scenario.household.minimum_tax_credit
            if parent is None
            else years[parent].credit.line_26
        )
        credit = year.tax.credit(carried)
        before = year.tax.regular_tax + year.tax.form_6251.line_11 + year.tax.surtaxes
        years.append(LedgerYear(year, credit, float(before - credit.line_25)))
    return years
