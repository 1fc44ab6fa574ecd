"""What a state's forms start from: the year's income and its federal forms."""

import math
from dataclasses import dataclass

from isoplan.models.amounts.amounts import (
    Amount,
    Election,
    elected,
    excess,
    lesser_of,
)
from isoplan.models.amounts.steps import share_above
from isoplan.models.law.state_law import StartingPoint, StateLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.year_income import YearIncome


@dataclass(frozen=True, slots=True)
class StateFiler:
    """A full-year resident's year, dollars.

    Attributes:
        income: The year's income, as the federal forms took it.
        federal: The federal forms.
        dependents: How many, grown or not; known, never traced.
        real_estate_taxes: The part of state and local taxes that is no income tax.
        federal_tax: Federal income tax after credits; None for regular tax and AMT less
            nonrefundable credits, and net investment income tax.
    """

    income: YearIncome
    federal: FederalReturn
    dependents: Amount = 0
    real_estate_taxes: Amount = 0.0
    federal_tax: Amount | None = None

    @property
    def itemizes(self) -> Election:
        """Return whether the federal return itemizes deductions."""
        return False if self.income.itemized is None else self.income.itemizes

    @property
    def may_itemize(self) -> bool:
        """Whether there is anything to itemize, on whichever return."""
        return self.income.itemized is not None

    @property
    def gifts(self) -> Amount:
        """Return gifts that may be itemized, without floor or limit (dollars)."""
        itemized = self.income.itemized
        return 0.0 if itemized is None or itemized.gifts is None else itemized.gifts

    @property
    def other_deductions(self) -> Amount:
        """Return mortgage interest and gifts, without floor or limit (dollars)."""
        itemized = self.income.itemized
        return self.gifts if itemized is None else itemized.other + self.gifts

    @property
    def capped_real_estate_taxes(self) -> Amount:
        """Return real estate taxes within the cap (dollars), itemized or not."""
        cap = self.federal.form_1040.schedule_a.taxes_within_cap
        return lesser_of(self.real_estate_taxes, cap)

    @property
    def _income_tax_deducted(self) -> Amount:
        """Return the state income tax that the federal return deducts (dollars).

        Source: Schedule A line 5e.
        """
        taxes = self.federal.form_1040.schedule_a.taxes_within_cap
        return elected(self.itemizes, taxes - self.capped_real_estate_taxes, 0.0)

    @property
    def federal_deduction(self) -> Amount:
        """Return the federal deduction taken, without state income tax (dollars).

        Source: Schedule A line 17; the state's addition for its own income tax.
        """
        schedule_a = self.federal.form_1040.schedule_a
        return schedule_a.deduction - self._income_tax_deducted

    @property
    def denied_by_amt(self) -> Amount:
        """Return the part of it that the federal AMT adds back (dollars).

        Source: Form 6251 line 2a, without state income tax.
        """
        schedule_a = self.federal.form_1040.schedule_a
        return schedule_a.not_allowed_for_amt - self._income_tax_deducted

    @property
    def federal_tax_paid(self) -> Amount:
        """Return the federal income tax that a state may deduct (dollars)."""
        if self.federal_tax is not None:
            return self.federal_tax
        return self.federal.before_surtaxes + self.federal.form_8960.line_17


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


def _gain_left_out_from(filer: StateFiler, law: StateLaw) -> Amount:
    """Return the long-term gain of which a state leaves out a share (dollars).

    Arizona counts net long-term gain before short-term loss, but none in a year whose
    gains and losses net to a loss. Smoothed, it comes in by ten dollars for each dollar
    of net gain.

    Source: A.R.S. 43-1022(22); IRC 1222(7), (11).
    """
    if not law.gains.before_short_term_loss:
        return net_capital_gain(filer, law)
    long_term = excess(filer.federal.schedule_d.line_15)
    net = filer.federal.schedule_d.income
    if law.smooth:
        return lesser_of(long_term, 10.0 * excess(net))
    return long_term * share_above(net, 0.0, smooth=False)


def _gain_of_the_year(filer: StateFiler) -> Amount:
    """Return the year's own net gain or loss (dollars), without limit or carryover.

    Source: Alabama Form 40, instructions for Schedule D: a loss is deducted in full in
        the year in which it occurs.
    """
    gain = filer.income.short_term_gain + filer.income.long_term_gain
    ordinary = filer.federal.ordinary_loss.line_10  # in federal income already
    return gain + ordinary - filer.federal.section_1202.excluded


def state_agi(filer: StateFiler, law: StateLaw) -> Amount:
    """Return the income a state starts from (dollars), before it leaves out gain.

    Where income is taxed by class, losses lower gains of the same year alone and
    nothing is carried over. Where the spread is income at exercise, the basis is the
    one of the AMT, and the ordinary income of a later disqualifying sale is not taxed
    again. A loss that is ordinary for federal tax (section 1244) is one of its class
    there like any other; other states take it as the federal return does.

    Source: each state's return; N.J.A.C. 18:35-5.3(b) for New Jersey; 72 P.S. 7303 for
        Pennsylvania, as one specialist article reads it.
    """
    if law.starting_point is not StartingPoint.OWN_CLASSES:
        agi = filer.federal.form_1040.line_11
        if law.losses_in_full:
            agi = agi - filer.federal.schedule_d.income + _gain_of_the_year(filer)
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
    long_term = _gain_left_out_from(filer, law)
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
