"""What a state's forms start from: the year's income and its federal forms."""

import math
from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.law.state_law import StartingPoint, StateLaw
from isoplan.models.tax.forms.federal_return import FederalReturn, YearIncome


@dataclass(frozen=True, slots=True)
class StateFiler:
    """A full-year resident's year, dollars.

    Attributes:
        income: The year's income, as the federal forms took it.
        federal: The federal forms.
        dependents: How many, grown or not; known, never traced.
        real_estate_taxes: The part of state and local taxes that is no income tax.
        federal_tax: Federal income tax after credits; None for regular tax, AMT and net
            investment income tax.
    """

    income: YearIncome
    federal: FederalReturn
    dependents: Amount = 0
    real_estate_taxes: Amount = 0.0
    federal_tax: Amount | None = None

    @property
    def itemizes(self) -> bool:
        """Whether the federal return itemizes deductions."""
        return self.income.itemized is not None

    @property
    def other_deductions(self) -> Amount:
        """Return mortgage interest and gifts, without floor or limit (dollars)."""
        itemized = self.income.itemized
        if itemized is None:
            return 0.0
        return itemized.other + (0.0 if itemized.gifts is None else itemized.gifts)

    @property
    def capped_real_estate_taxes(self) -> Amount:
        """Return the part of real estate taxes within the federal cap (dollars)."""
        taxes = self.federal.form_1040.schedule_a.not_allowed_for_amt
        return lesser_of(self.real_estate_taxes, taxes) if self.itemizes else 0.0

    @property
    def federal_deduction(self) -> Amount:
        """Return the federal deduction taken, without state income tax (dollars).

        Source: Schedule A line 5e; the state's addition for its own income tax.
        """
        schedule_a = self.federal.form_1040.schedule_a
        if not self.itemizes:
            return schedule_a.deduction
        income_tax = excess(schedule_a.not_allowed_for_amt, self.real_estate_taxes)
        return schedule_a.deduction - income_tax

    @property
    def federal_tax_paid(self) -> Amount:
        """Return the federal income tax that a state may deduct (dollars)."""
        if self.federal_tax is not None:
            return self.federal_tax
        before_niit = self.federal.regular_tax + self.federal.form_6251.line_11
        return before_niit + self.federal.form_8960.line_17


def small_business_gain_added(filer: StateFiler, law: StateLaw) -> Amount:
    """Return the gain on small business stock that a state alone taxes (dollars).

    A part of what section 1202 excludes from federal income. Losses that such gain
    might absorb are carried on as in the federal forms.

    Source: the source of the figure ``small_business_gain_taxed`` in the state's file.
    """
    return law.small_business_gain_taxed * filer.federal.section_1202.excluded


def net_capital_gain(filer: StateFiler, law: StateLaw) -> Amount:
    """Return net long-term gain in excess of short-term loss, as a state taxes it."""
    return filer.federal.schedule_d.net_capital_gain + small_business_gain_added(
        filer, law
    )


def state_agi(filer: StateFiler, law: StateLaw) -> Amount:
    """Return the income a state starts from (dollars), before it leaves out gain.

    Where income is taxed by class, losses lower gains of the same year alone and
    nothing is carried over. Where the spread is income at exercise, the basis is the
    one of the AMT, and the ordinary income of a later disqualifying sale is not taxed
    again.

    Source: each state's return; N.J.A.C. 18:35-5.3(b) for New Jersey; 72 P.S. 7303 for
        Pennsylvania, as one specialist article reads it.
    """
    if law.starting_point is not StartingPoint.OWN_CLASSES:
        agi = filer.federal.form_1040.line_11
        return agi + small_business_gain_added(filer, law)
    income, followed = filer.income, 1.0 - law.small_business_gain_taxed
    ordinary = income.wages + income.other_income
    ordinary = ordinary + income.interest + income.qualified_dividends
    wages_of_sales = income.iso_ordinary_income
    if not law.spread_at_exercise:
        gain = income.short_term_gain + income.long_term_gain
        excluded = followed * filer.federal.section_1202.excluded
        return ordinary + wages_of_sales + excess(gain, excluded)
    compensation = (
        income.iso_bargain_element + wages_of_sales - income.iso_ordinary_income_later
    )
    gain = income.amt_short_term_gain + income.amt_long_term_gain
    excluded = followed * filer.federal.amt_section_1202.excluded
    return ordinary + compensation + excess(gain, excluded)


def excluded_gain(filer: StateFiler, law: StateLaw) -> Amount:
    """Return the part of gains and dividends that a state does not tax (dollars).

    Source: the source of the figure ``gains`` in the state's file.
    """
    gains = law.gains
    long_term = net_capital_gain(filer, law)
    short_term = (
        excess(filer.federal.schedule_d.income)
        - filer.federal.schedule_d.net_capital_gain
    )
    share = gains.long_term_excluded
    excluded = (
        share * long_term
        + gains.short_term_excluded * short_term
        + gains.dividends_excluded * filer.income.qualified_dividends
    )
    if not math.isinf(gains.wholly_excluded_over):
        above = excess(long_term, gains.wholly_excluded_over)
        excluded = excluded + (1.0 - share) * above
    if not gains.excluded_amount:
        return excluded
    income = filer.federal.form_1040.line_15 * gains.excluded_income_share
    return excluded + lesser_of(lesser_of(long_term, gains.excluded_amount), income)
