"""Figures of the child tax credit and the credit for other dependents (IRC 24)."""

import math
from dataclasses import dataclass

from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR, Statute
from isoplan.models.law.filing_status import FilingStatus


@dataclass(frozen=True, slots=True)
class ChildCreditLaw:
    """The credit for children and other dependents; dollars.

    Attributes:
        per_child: For each child under 17.
        per_other_dependent: For each other dependent.
        phase_out_start: Adjusted gross income above which both together fall.
        phase_out_step: Income above it counts in whole steps of this width.
        lost_per_step: Credit lost for each.
    """

    per_child: float
    per_other_dependent: float
    phase_out_start: float
    phase_out_step: float
    lost_per_step: float


def child_credit_law(
    fixed: Statute, year: int, filing_status: FilingStatus, inflation: float
) -> ChildCreditLaw:
    """Return the figures of a tax year and filing status.

    Past the published years the credit for a child grows from the last amount that the
    statute sets, and is rounded down as the statute says; nothing else is indexed.

    Args:
        fixed: Figures that statutes fix.
        year: Tax year.
        filing_status: Whose figures.
        inflation: Fraction a year.
    """
    per_child = fixed.child_credit.of(filing_status, year)
    if year > LAST_PUBLISHED_YEAR:
        years = year - max(fixed.child_credit.from_year)
        multiple = fixed.child_credit_rounding.value
        grown = per_child * (1.0 + inflation) ** years
        per_child = multiple * math.floor(grown / multiple)
    return ChildCreditLaw(
        per_child=per_child,
        per_other_dependent=fixed.other_dependent_credit.value,
        phase_out_start=fixed.child_credit_phase_out_start.of(filing_status),
        phase_out_step=fixed.child_credit_phase_out_step.value,
        lost_per_step=fixed.child_credit_lost_per_step.value,
    )
