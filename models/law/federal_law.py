"""The federal law of one year and filing status, made from the files of figures."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from isoplan.models.amounts.amounts import RateSchedule
from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.child_credit import ChildCreditLaw, child_credit_law
from isoplan.models.law.federal_figures import (
    FIRST_YEAR,
    LAST_PUBLISHED_YEAR,
    YearTables,
    statute,
    year_tables,
)
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.payment_law import (
    EstimatedTaxLaw,
    PayrollLaw,
    estimated_tax_law,
    payroll_law,
)
from isoplan.models.law.small_business import SmallBusinessLaw, small_business_law


@dataclass(frozen=True, slots=True)
class AmtLaw:
    """Figures of Form 6251 (IRC 55), dollars and fractions.

    Attributes:
        exemption: Before its phase-out.
        phase_out_start: AMTI from which the exemption falls.
        phase_out_rate: Dollars of exemption lost for each dollar of AMTI above it.
        rates: The 26 and 28% schedule.
        separate_addition: Whether the filer adds to AMTI what a couple would lose.
    """

    exemption: float
    phase_out_start: float
    phase_out_rate: float
    rates: RateSchedule
    separate_addition: bool

    @property
    def exemption_gone_at(self) -> float:
        """Return the AMTI from which nothing is left of the exemption (dollars)."""
        return self.phase_out_start + self.exemption / self.phase_out_rate


@dataclass(frozen=True, slots=True)
class SaltLaw:
    """The cap on state and local taxes (IRC 164(b)(6), (7)), dollars and fractions.

    Attributes:
        cap: Before its phase-down.
        phase_down_start: Income from which it falls; infinite where it does not.
        phase_down_rate: Dollars lost for each dollar of income above that.
        floor: Below which it does not fall.
    """

    cap: float
    phase_down_start: float
    phase_down_rate: float
    floor: float


@dataclass(frozen=True, slots=True)
class ItemizedLimitLaw:
    """The limit on itemized deductions in the top bracket (IRC 68).

    Attributes:
        top_bracket_start: Where the highest rate starts, dollars; infinite before 2026.
        fraction: Part of the deductions that is lost; zero before 2026.
        applies_to_amt: Whether the AMT keeps the limit.
    """

    top_bracket_start: float
    fraction: float
    applies_to_amt: bool


@dataclass(frozen=True, slots=True)
class CharityLaw:
    """How much of gifts to public charities is deducted (IRC 170(b)(1)).

    Attributes:
        limit: The most, a fraction of adjusted gross income.
        share_limit: The same for gifts of shares with long-term gain.
        floor: What is not deducted, a fraction of adjusted gross income.
    """

    limit: float
    share_limit: float
    floor: float


@dataclass(frozen=True, slots=True)
class ThresholdLaw:
    """A tax at one rate above a threshold (IRC 1411; IRC 3101(b)(2)).

    Attributes:
        rate: Fraction.
        threshold: Dollars.
    """

    rate: float
    threshold: float


@dataclass(frozen=True, slots=True)
class FederalLaw:
    """All federal figures of a year for one filing status.

    Attributes:
        year: Tax year.
        filing_status: Whose figures these are.
        projected: Whether indexed figures were projected by assumed inflation.
        ordinary: Tax on ordinary taxable income.
        preferential: The 0, 15 and 20% bands of gains and qualified dividends.
        standard_deduction: Dollars.
        capital_loss_limit: Dollars a year.
        section_1244_limit: Dollars a year of loss on small business stock that is
            ordinary.
        amt: Form 6251.
        salt: The cap on state and local taxes.
        itemized_limit: The limit in the top bracket.
        charity: Floor and limits of gifts.
        niit: Net investment income tax.
        additional_medicare: Additional Medicare tax.
        payroll: The employee's social security and Medicare tax.
        supplemental_withholding: Income tax withheld from equity pay of a year.
        estimated_tax: Safe harbors and installments.
        small_business: Gain on small business stock.
        child_credit: The child tax credit and the credit for other dependents.
        smooth: Whether steps are replaced by lines.
    """

    year: int
    filing_status: FilingStatus
    projected: bool
    ordinary: RateSchedule
    preferential: RateSchedule
    standard_deduction: float
    capital_loss_limit: float
    section_1244_limit: float
    amt: AmtLaw
    salt: SaltLaw
    itemized_limit: ItemizedLimitLaw
    charity: CharityLaw
    niit: ThresholdLaw
    additional_medicare: ThresholdLaw
    payroll: PayrollLaw
    supplemental_withholding: RateSchedule
    estimated_tax: EstimatedTaxLaw
    small_business: SmallBusinessLaw
    child_credit: ChildCreditLaw
    smooth: bool = False

    def most_above_ordinary(self, ordinary: float = 0.0) -> float:
        """Return by how much gains can cost more at their own rates (dollars).

        The 15% rate begins below the end of the 12% bracket, and so on. Such stretches
        are narrow; elsewhere no dollar of gain bears more than ordinary income would.
        28% rate gain bears 28% where brackets bear more, and nothing is added for it.

        Args:
            ordinary: What the gains lie on is no less, dollars.

        Source: IRC 1(h)(1), 1(j)(5).
        """
        return self.ordinary.most_below(self.preferential, ordinary)

    def smoothed(self) -> "FederalLaw":
        """Return the same law with lines in place of steps, for the optimizer."""
        return replace(self, smooth=True)


@cache
def federal_law(
    year: int, filing_status: FilingStatus, inflation: float | None = None
) -> FederalLaw:
    """Return the figures of a tax year and filing status.

    After the last published year, indexed amounts grow by ``inflation`` a year and are
    rounded to whole dollars (the statute's own roundings, to 25 or 50 dollars, are not
    copied). Amounts that the statute does not index stay as they are, and the cap on
    state and local taxes follows its own schedule.

    Args:
        year: Tax year.
        filing_status: Whose figures.
        inflation: Fraction a year; needed after the last published year only.

    Raises:
        UnknownLawYear: Before the first published year, or after the last one without
            inflation.
    """
    projected = year > LAST_PUBLISHED_YEAR
    if year < FIRST_YEAR or (projected and inflation is None):
        raise UnknownLawYear(year)
    tables, fixed = year_tables(min(year, LAST_PUBLISHED_YEAR)), statute()
    growth = (1.0 + (inflation or 0.0)) ** max(year - LAST_PUBLISHED_YEAR, 0)

    def indexed(amount: float) -> float:
        return float(round(amount * growth)) if projected else float(amount)

    starts = tuple(map(indexed, tables.ordinary_rate_starts.of(filing_status)))
    return FederalLaw(
        year=year,
        filing_status=filing_status,
        projected=projected,
        ordinary=RateSchedule(starts, fixed.ordinary_rates.value),
        preferential=_preferential(tables, filing_status, indexed),
        standard_deduction=indexed(tables.standard_deduction.of(filing_status)),
        capital_loss_limit=fixed.capital_loss_limit.of(filing_status),
        section_1244_limit=fixed.section_1244_limit.of(filing_status),
        amt=_amt_law(tables, year, filing_status, indexed),
        salt=_salt_law(year, filing_status),
        itemized_limit=_itemized_limit(year, filing_status, starts[-1]),
        charity=CharityLaw(
            limit=fixed.gift_limit.of(filing_status, year),
            share_limit=fixed.share_gift_limit.value,
            floor=fixed.gift_floor.of(filing_status, year),
        ),
        niit=ThresholdLaw(
            fixed.niit_rate.value, fixed.niit_threshold.of(filing_status)
        ),
        additional_medicare=ThresholdLaw(
            fixed.additional_medicare_rate.value,
            fixed.additional_medicare_threshold.of(filing_status),
        ),
        payroll=payroll_law(fixed, year, inflation or 0.0),
        supplemental_withholding=RateSchedule(
            (0.0, fixed.supplemental_high_rate_start.value),
            fixed.supplemental_rates.value,
        ),
        estimated_tax=estimated_tax_law(fixed, filing_status),
        small_business=small_business_law(
            fixed, filing_status, starts, year, inflation or 0.0
        ),
        child_credit=child_credit_law(fixed, year, filing_status, inflation or 0.0),
    )


def _preferential(
    tables: YearTables, filing_status: FilingStatus, indexed: Callable[[float], float]
) -> RateSchedule:
    starts = (
        0.0,
        indexed(tables.fifteen_percent_from.of(filing_status)),
        indexed(tables.twenty_percent_from.of(filing_status)),
    )
    return RateSchedule(starts, statute().gain_rates.value)


def _salt_law(year: int, filing_status: FilingStatus) -> SaltLaw:
    fixed = statute()
    return SaltLaw(
        cap=fixed.salt_cap.of(filing_status, year),
        phase_down_start=fixed.salt_phase_down_start.of(filing_status, year),
        phase_down_rate=fixed.salt_phase_down_rate.of(filing_status, year),
        floor=fixed.salt_floor.of(filing_status, year),
    )


def _amt_law(
    tables: YearTables,
    year: int,
    filing_status: FilingStatus,
    indexed: Callable[[float], float],
) -> AmtLaw:
    fixed = statute()
    return AmtLaw(
        exemption=indexed(tables.amt_exemption.of(filing_status)),
        phase_out_start=indexed(tables.amt_phase_out_start.of(filing_status)),
        phase_out_rate=fixed.amt_phase_out_rate.of(filing_status, year),
        rates=RateSchedule(
            (0.0, indexed(tables.amt_high_rate_start.of(filing_status))),
            fixed.amt_rates.value,
        ),
        separate_addition=filing_status in fixed.amt_separate_addition.value,
    )


def _itemized_limit(
    year: int, filing_status: FilingStatus, top_bracket_start: float
) -> ItemizedLimitLaw:
    fixed = statute()
    fraction = fixed.itemized_limit_fraction.of(filing_status, year)
    return ItemizedLimitLaw(
        top_bracket_start=top_bracket_start if fraction else math.inf,
        fraction=fraction,
        applies_to_amt=fixed.itemized_limit_applies_to_amt.value,
    )
