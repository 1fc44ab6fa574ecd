"""Figures of small business stock (QSBS), for one year and filing status."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isoplan.models.law.filing_status import FilingStatus

if TYPE_CHECKING:
    from isoplan.models.law.federal_figures import Statute


@dataclass(frozen=True, slots=True)
class SmallBusinessLaw:
    """Small business stock (IRC 1202), dollars and fractions.

    Attributes:
        cap_earlier: Gain of one issuer that may be excluded, over a lifetime, on stock
            acquired by July 4, 2025.
        cap_later: The same on stock acquired after that day.
        basis_multiple: The cap of a year is at least so many times the basis of what is
            sold in it.
        half: What is excluded after three years.
        three_quarters: After four years.
        whole: After five years.
        rate: The highest rate on what is not excluded (IRC 1(h)(4)).
        rate_from: Taxable income from which that rate is lower than the brackets'.
    """

    cap_earlier: float
    cap_later: float
    basis_multiple: float
    half: float
    three_quarters: float
    whole: float
    rate: float
    rate_from: float


def small_business_law(
    fixed: "Statute",
    filing_status: FilingStatus,
    starts: tuple[float, ...],
    year: int,
    inflation: float,
) -> SmallBusinessLaw:
    """Return the figures of small business stock; the later cap grows with prices.

    Args:
        fixed: What the statute fixes.
        filing_status: Whose figures.
        starts: Where each ordinary rate starts, dollars.
        year: Tax year.
        inflation: Growth of prices after the last cap that was published, fraction a
            year.
    """
    later = fixed.small_business_cap_later
    whole = later.of(FilingStatus.SINGLE, year)
    growth = (1.0 + inflation) ** max(year - max(later.from_year), 0)
    step = fixed.small_business_cap_rounding.value
    cap = whole + step * round(whole * (growth - 1.0) / step)
    half, three_quarters, all_of_it = fixed.small_business_exclusion.value
    brackets = zip(starts, fixed.ordinary_rates.value, strict=True)
    lowest = fixed.section_1202_gain_brackets.value
    return SmallBusinessLaw(
        cap_earlier=fixed.small_business_cap_earlier.of(filing_status),
        cap_later=cap * later.of(filing_status, year) / whole,
        basis_multiple=fixed.small_business_basis_multiple.value,
        half=half,
        three_quarters=three_quarters,
        whole=all_of_it,
        rate=fixed.section_1202_gain_rate.value,
        rate_from=next(start for start, rate in brackets if rate >= lowest),
    )
