"""The years of a plan as nodes with a parent.

The code that walks nodes asks each for its parent instead of counting years, so that
several outcomes that share their first years are planned with the same lines.
"""

from dataclasses import dataclass
from datetime import date

from isoplan.models.situation import Situation
from isoplan.models.tax.payments.due_dates import income_tax_due_on


@dataclass(frozen=True, slots=True)
class YearNode:
    """One tax year of one outcome.

    Attributes:
        index: Position in the tree; a parent comes before its children.
        year: Tax year.
        parent: Index of the year before it, or None for the first.
        decides: Whether anything may be exercised or sold; False in run-off years,
            in which left-over credit is still recovered, and shares that were exercised
            before vesting may still vest.
    """

    index: int
    year: int
    parent: int | None
    decides: bool

    @property
    def tax_due_on(self) -> date:
        """Return the day on which the year's tax is paid."""
        return income_tax_due_on(self.year)


def year_tree(situation: Situation) -> tuple[YearNode, ...]:
    """Return the years of the plan and its run-off years, in order."""
    first = situation.plan.start.year
    last = situation.plan.last_taxed_year
    return tuple(
        YearNode(
            index=year - first,
            year=year,
            parent=None if year == first else year - first - 1,
            decides=year <= situation.plan.last_year,
        )
        for year in range(first, last + 1)
    )


def present_value_factor(situation: Situation, on: date) -> float:
    """Return what a dollar on a day is worth at the plan's start."""
    years = (on - situation.plan.start).days / 365.25
    return float((1.0 + situation.plan.discount_rate) ** -years)
