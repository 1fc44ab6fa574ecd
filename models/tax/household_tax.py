"""One household's federal tax for one year: the forms, in their order."""

from dataclasses import dataclass, field

from isoplan.models.law.tables import FederalLaw
from isoplan.models.tax.amounts import Amount
from isoplan.models.tax.form_1040 import Form1040, form_1040
from isoplan.models.tax.form_6251 import Form6251, form_6251
from isoplan.models.tax.form_8801 import Form8801, form_8801
from isoplan.models.tax.form_8959 import additional_medicare_tax
from isoplan.models.tax.form_8960 import Form8960, form_8960
from isoplan.models.tax.payroll import PayrollTax, payroll_tax
from isoplan.models.tax.schedule_a import ItemizedDeductions
from isoplan.models.tax.schedule_d import (
    Carryover,
    ScheduleD,
    carryover_to_next_year,
    schedule_d,
)


@dataclass(frozen=True, slots=True)
class YearIncome:
    """A year's income, as the forms ask for it; dollars.

    Attributes:
        wages: Form 1040 line 1a without income from options.
        medicare_wages: Form 8959 line 1.
        interest: Taxable interest and dividends that are not qualified.
        qualified_dividends: Form 1040 line 3a.
        short_term_gain: Signed, before the loss limit, without carryovers; regular
            basis.
        long_term_gain: The same for gains held over one year.
        amt_short_term_gain: The same on the AMT basis.
        amt_long_term_gain: The same on the AMT basis.
        bargain: Form 6251 line 2i.
        iso_ordinary_income: Ordinary part of disqualifying sales.
        iso_ordinary_income_later: The part of it from exercises of earlier years.
        equity_pay: The part of the wages that is pay in shares.
        social_security_wages: Form W-2 box 3 of the same employee, without that part.
        itemized: None to take the standard deduction.
    """

    wages: Amount = 0.0
    medicare_wages: Amount = 0.0
    interest: Amount = 0.0
    qualified_dividends: Amount = 0.0
    short_term_gain: Amount = 0.0
    long_term_gain: Amount = 0.0
    amt_short_term_gain: Amount = 0.0
    amt_long_term_gain: Amount = 0.0
    bargain: Amount = 0.0
    iso_ordinary_income: Amount = 0.0
    iso_ordinary_income_later: Amount = 0.0
    equity_pay: Amount = 0.0
    social_security_wages: Amount = 0.0
    itemized: ItemizedDeductions | None = None


@dataclass(frozen=True, slots=True)
class Carryovers:
    """Capital losses carried between years, a pair for each system.

    Attributes:
        regular: For regular tax.
        amt: For the AMT.
    """

    regular: Carryover = field(default_factory=Carryover)
    amt: Carryover = field(default_factory=Carryover)


@dataclass(frozen=True, slots=True)
class HouseholdTax:
    """All forms of one year that do not depend on the credit carried in.

    Attributes:
        schedule_d: Gains on the regular basis.
        amt_schedule_d: Gains on the AMT basis.
        form_1040: Income and regular tax.
        form_6251: Tentative minimum tax and AMT.
        exclusion_items: Form 6251 once more with exclusion items only, which is Part I
            of Form 8801.
        form_8960: Net investment income tax.
        additional_medicare_tax: Form 8959 line 18, dollars.
        payroll_tax: Social security and Medicare tax on pay in shares; on no form of
            the household's.
        carryovers: Losses that go on to the next year.
    """

    schedule_d: ScheduleD
    amt_schedule_d: ScheduleD
    form_1040: Form1040
    form_6251: Form6251
    exclusion_items: Form6251
    form_8960: Form8960
    additional_medicare_tax: Amount
    payroll_tax: PayrollTax
    carryovers: Carryovers

    @property
    def regular_tax(self) -> Amount:
        """Return Form 6251 line 10 (dollars)."""
        return self.form_1040.line_16

    @property
    def tentative_minimum_tax(self) -> Amount:
        """Return Form 6251 line 9 (dollars)."""
        return self.form_6251.line_9

    @property
    def surtaxes(self) -> Amount:
        """Return the taxes that no minimum tax credit can lower (dollars)."""
        return self.form_8960.line_17 + self.additional_medicare_tax

    def credit(self, carried_in: Amount) -> Form8801:
        """Return the year's Form 8801, given the credit carried in (dollars)."""
        return form_8801(
            carried_in,
            regular_tax=self.regular_tax,
            tentative_minimum_tax=self.tentative_minimum_tax,
            exclusion_minimum_tax=self.exclusion_items.line_9,
        )


def household_tax(
    income: YearIncome, carried_in: Carryovers, law: FederalLaw
) -> HouseholdTax:
    """Work out one year's forms.

    Args:
        income: The year's income, dollars.
        carried_in: Losses of earlier years.
        law: Figures of the year and filing status.

    Source: the forms named in each module; Form 6251 line 2k is the capital amount for
        the AMT less the regular one, less ordinary income whose spread was an AMT
        adjustment of an earlier year (IRC 56(b)(3)).
    """
    limit = law.capital_loss_limit
    regular_gains = schedule_d(
        income.short_term_gain, income.long_term_gain, carried_in.regular, limit
    )
    amt_gains = schedule_d(
        income.amt_short_term_gain, income.amt_long_term_gain, carried_in.amt, limit
    )
    investment_income = (
        income.interest + income.qualified_dividends + regular_gains.income
    )
    agi = income.wages + income.iso_ordinary_income + investment_income
    regular_preferential = income.qualified_dividends + regular_gains.net_capital_gain
    regular = form_1040(agi, regular_preferential, income.itemized, law)
    minimum = form_6251(
        regular,
        bargain=income.bargain,
        disposition_difference=amt_gains.income
        - regular_gains.income
        - income.iso_ordinary_income_later,
        preferential_income=income.qualified_dividends + amt_gains.net_capital_gain,
        law=law,
    )
    exclusion_items = form_6251(
        regular,
        bargain=0.0,
        disposition_difference=0.0,
        preferential_income=regular_preferential,
        law=law,
    )
    return HouseholdTax(
        schedule_d=regular_gains,
        amt_schedule_d=amt_gains,
        form_1040=regular,
        form_6251=minimum,
        exclusion_items=exclusion_items,
        form_8960=form_8960(investment_income, agi, law.niit),
        additional_medicare_tax=additional_medicare_tax(
            income.medicare_wages, law.additional_medicare
        ),
        payroll_tax=payroll_tax(
            income.equity_pay, income.social_security_wages, law.payroll
        ),
        carryovers=Carryovers(
            regular=carryover_to_next_year(
                regular_gains, regular.taxable_income_signed, limit
            ),
            amt=carryover_to_next_year(amt_gains, minimum.line_4, limit),
        ),
    )
