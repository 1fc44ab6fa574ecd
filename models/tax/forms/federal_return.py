"""One household's federal tax for one year: the forms, in their order."""

from dataclasses import dataclass, field

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.form_1040 import Form1040, form_1040
from isoplan.models.tax.forms.form_4797 import Form4797, ordinary_loss
from isoplan.models.tax.forms.form_6251 import (
    Form6251,
    form_6251,
)
from isoplan.models.tax.forms.form_8801 import (
    ComparedTaxes,
    Form8801,
    form_8801,
    less_other_credits,
)
from isoplan.models.tax.forms.form_8959 import additional_medicare_tax
from isoplan.models.tax.forms.form_8960 import Form8960, form_8960
from isoplan.models.tax.forms.schedule_8812 import (
    NonrefundableCredits,
    nonrefundable_credits,
)
from isoplan.models.tax.forms.schedule_d import (
    Carryover,
    ScheduleD,
    carryover_to_next_year,
    schedule_d,
    twenty_eight_percent_gain,
)
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.payments.payroll import PayrollTax, payroll_tax
from isoplan.models.tax.shares.section_1202 import (
    EligibleGain,
    Section1202,
    section_1202,
)


@dataclass(frozen=True, slots=True)
class Carryovers:
    """What goes on between years but the credit, one of each for each system.

    Attributes:
        regular: Capital losses for regular tax.
        amt: Capital losses for the AMT.
        small_business_used: Gain on small business stock that counts against the cap of
            its exclusion, for regular tax; dollars.
        amt_small_business_used: The same for the AMT.
    """

    regular: Carryover = field(default_factory=Carryover)
    amt: Carryover = field(default_factory=Carryover)
    small_business_used: Amount = 0.0
    amt_small_business_used: Amount = 0.0


@dataclass(frozen=True, slots=True)
class FederalReturn:
    """All forms of one year that do not depend on the credit carried in.

    Attributes:
        section_1202: Gain on small business stock and what is excluded of it.
        amt_section_1202: The same on the AMT basis.
        ordinary_loss: Loss on section 1244 stock that is ordinary.
        amt_ordinary_loss: The same on the AMT basis.
        schedule_d: Gains on the regular basis, less what is excluded or ordinary.
        amt_schedule_d: The same on the AMT basis.
        form_1040: Income and regular tax.
        form_6251: Tentative minimum tax and AMT.
        exclusion_items: Form 6251 once more with exclusion items only, which is Part I
            of Form 8801.
        credits: Child tax credit and other nonrefundable credits; None where none are
            claimed.
        form_8960: Net investment income tax.
        additional_medicare_tax: Form 8959 line 18, dollars.
        payroll_tax: Social security and Medicare tax on pay in shares; on no form of
            the household's.
        carryovers: Losses, and the cap used, that go on to the next year.
    """

    section_1202: Section1202
    amt_section_1202: Section1202
    ordinary_loss: Form4797
    amt_ordinary_loss: Form4797
    schedule_d: ScheduleD
    amt_schedule_d: ScheduleD
    form_1040: Form1040
    form_6251: Form6251
    exclusion_items: Form6251
    credits: NonrefundableCredits | None
    form_8960: Form8960
    additional_medicare_tax: Amount
    payroll_tax: PayrollTax
    carryovers: Carryovers

    @property
    def regular_tax(self) -> Amount:
        """Return Form 6251 line 10 (dollars)."""
        return self.form_6251.line_10

    @property
    def tentative_minimum_tax(self) -> Amount:
        """Return Form 6251 line 9 (dollars)."""
        return self.form_6251.line_9

    @property
    def surtaxes(self) -> Amount:
        """Return the taxes that no minimum tax credit can lower (dollars)."""
        return self.form_8960.line_17 + self.additional_medicare_tax

    @property
    def credits_used(self) -> Amount:
        """Return nonrefundable credits used but the minimum tax credit (dollars)."""
        return 0.0 if self.credits is None else self.credits.used

    @property
    def before_surtaxes(self) -> Amount:
        """Return regular tax and AMT less these credits (dollars).

        Source: Form 1040 line 22, before the minimum tax credit.
        """
        return self.regular_tax + self.form_6251.line_11 - self.credits_used

    @property
    def total(self) -> Amount:
        """Return all income tax before the minimum tax credit (dollars)."""
        return self.before_surtaxes + self.surtaxes

    @property
    def compared(self) -> ComparedTaxes:
        """Return the taxes that Form 8801 compares (dollars)."""
        taxes = ComparedTaxes(
            regular_tax=self.regular_tax,
            tentative_minimum_tax=self.tentative_minimum_tax,
            exclusion_minimum_tax=self.exclusion_items.line_9,
        )
        if self.credits is None:
            return taxes
        return less_other_credits(taxes, self.credits.used)

    def credit(self, carried_in: Amount) -> Form8801:
        """Return the year's Form 8801, given the credit carried in (dollars)."""
        return form_8801(carried_in, self.compared)


def federal_return(
    income: YearIncome, carried_in: Carryovers, law: FederalLaw
) -> FederalReturn:
    """Work out one year's forms.

    Args:
        income: The year's income, dollars.
        carried_in: Losses of earlier years, and the cap used.
        law: Figures of the year and filing status.

    Source: the forms named in each module; Form 6251 line 2k is the capital amount for
        the AMT less the regular one (ordinary losses of Form 4797 are capital amounts
        for it), less ordinary income whose spread was an AMT
        adjustment of an earlier year (IRC 56(b)(3)). What section 1202 excludes is in
        neither amount: gain on the AMT basis for the AMT (IRC 55(b)(2), 57(a)(7)). The
        exclusion items are those of the instructions for Form 8801 lines 1 and 2; the
        foreign tax credit of its line 12 is taken as Form 6251 line 8.
    """
    gains, amt_gains = _of_both_systems(income, carried_in, law)
    dividends, net = income.qualified_dividends, gains.schedule_d.income
    net = net - gains.ordinary_loss.line_10
    investment_income = income.interest + dividends + net
    ordinary = income.wages + income.iso_ordinary_income + income.other_income
    agi = ordinary + investment_income
    preferential = dividends + gains.preferential
    regular = form_1040(
        agi,
        preferential,
        income.itemized,
        law,
        gains.twenty_eight_percent,
        income.itemizes,
    )
    minimum = form_6251(
        regular,
        iso_bargain_element=income.iso_bargain_element,
        disposition_difference=amt_gains.schedule_d.income
        - amt_gains.ordinary_loss.line_10
        - net
        - income.iso_ordinary_income_later,
        preferential_income=dividends + amt_gains.preferential,
        law=law,
        other_lines=income.amt_exclusion_items + income.amt_deferral_items,
        foreign=income.foreign_tax_credits,
    )
    exclusion_items = form_6251(
        regular,
        iso_bargain_element=0.0,
        disposition_difference=0.0,
        preferential_income=preferential,
        law=law,
        other_lines=income.amt_exclusion_items,
        foreign=income.foreign_tax_credits,
    )
    return FederalReturn(
        section_1202=gains.section_1202,
        amt_section_1202=amt_gains.section_1202,
        ordinary_loss=gains.ordinary_loss,
        amt_ordinary_loss=amt_gains.ordinary_loss,
        schedule_d=gains.schedule_d,
        amt_schedule_d=amt_gains.schedule_d,
        form_1040=regular,
        form_6251=minimum,
        exclusion_items=exclusion_items,
        credits=nonrefundable_credits(
            income.credits, agi, regular.line_16 + minimum.line_11, law
        ),
        form_8960=form_8960(investment_income, agi, law.niit),
        additional_medicare_tax=additional_medicare_tax(
            income.medicare_wages, law.additional_medicare
        ),
        payroll_tax=payroll_tax(
            income.equity_pay, income.social_security_wages, law.payroll
        ),
        carryovers=_carryovers(gains, amt_gains, regular, minimum, law),
    )


@dataclass(frozen=True, slots=True)
class _Gains:
    """A year's gains on one system's basis, dollars.

    Attributes:
        section_1202: Gain on small business stock and its exclusion.
        ordinary_loss: Loss on section 1244 stock that is ordinary.
        schedule_d: All gains, less what is excluded or ordinary.
        twenty_eight_percent: The part of net capital gain taxed at up to 28%.
    """

    section_1202: Section1202
    ordinary_loss: Form4797
    schedule_d: ScheduleD
    twenty_eight_percent: Amount

    @property
    def preferential(self) -> Amount:
        """Return net capital gain at 0, 15 and 20% (dollars)."""
        return self.schedule_d.net_capital_gain - self.twenty_eight_percent


def _of_both_systems(
    income: YearIncome, carried_in: Carryovers, law: FederalLaw
) -> tuple[_Gains, _Gains]:
    """Return the gains of a year on the regular basis and on the AMT basis."""
    limit = law.section_1244_limit
    regular = _gains(
        income.short_term_gain,
        income.long_term_gain,
        ordinary_loss(
            income.section_1244_short_term_loss,
            income.section_1244_long_term_loss,
            limit,
        ),
        income.small_business,
        carried_in.regular,
        carried_in.small_business_used,
        law,
    )
    minimum = _gains(
        income.amt_short_term_gain,
        income.amt_long_term_gain,
        ordinary_loss(
            income.amt_section_1244_short_term_loss,
            income.amt_section_1244_long_term_loss,
            limit,
        ),
        income.amt_small_business,
        carried_in.amt,
        carried_in.amt_small_business_used,
        law,
    )
    return regular, minimum


def _gains(
    short_term: Amount,
    long_term: Amount,
    loss: Form4797,
    small_business: EligibleGain,
    carried_in: Carryover,
    used_before: Amount,
    law: FederalLaw,
) -> _Gains:
    """Net a year's gains on one system's basis (dollars).

    What section 1202 excludes, and losses that section 1244 makes ordinary, are out.
    """
    small = section_1202(small_business, used_before, law.small_business)
    netted = schedule_d(
        short_term + loss.short_term,
        long_term + loss.long_term - small.excluded,
        carried_in,
        law.capital_loss_limit,
    )
    rate_gain = twenty_eight_percent_gain(netted, carried_in, small.partly_taxed)
    return _Gains(small, loss, netted, rate_gain)


def _carryovers(
    gains: _Gains,
    amt_gains: _Gains,
    regular: Form1040,
    minimum: Form6251,
    law: FederalLaw,
) -> Carryovers:
    """Return what goes on to the next year (dollars)."""
    limit = law.capital_loss_limit
    return Carryovers(
        regular=carryover_to_next_year(
            gains.schedule_d, regular.taxable_income_signed, limit
        ),
        amt=carryover_to_next_year(amt_gains.schedule_d, minimum.line_4, limit),
        small_business_used=gains.section_1202.used,
        amt_small_business_used=amt_gains.section_1202.used,
    )
