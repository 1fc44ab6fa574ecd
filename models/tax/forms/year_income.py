"""What a household's forms of a year begin with: its income, line by line."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, Election
from isoplan.models.tax.forms.form_6251 import ForeignTaxCredits
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.shares.section_1202 import EligibleGain


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
        iso_bargain_element: Form 6251 line 2i.
        iso_ordinary_income: Ordinary part of disqualifying sales.
        iso_ordinary_income_later: The part of it from exercises of earlier years.
        equity_pay: The part of the wages that is pay in shares.
        social_security_wages: Form W-2 box 3 of the same employee, without that part.
        section_1244_short_term_loss: Part of short_term_gain, as a positive number:
            losses on section 1244 stock.
        section_1244_long_term_loss: The same of long_term_gain.
        amt_section_1244_short_term_loss: The same of amt_short_term_gain.
        amt_section_1244_long_term_loss: The same of amt_long_term_gain.
        small_business_earlier: Part of long_term_gain: gain on small business stock
            acquired by July 4, 2025 and held for more than five years.
        small_business_half: The same on later stock held for three years.
        small_business_three_quarters: The same, held for four years.
        small_business_whole: The same, held for five years.
        small_business_basis_earlier: Basis of what was sold of the earlier stock.
        small_business_basis_later: The same of the later stock.
        amt_small_business_earlier: Part of amt_long_term_gain, as for regular tax; and
            so on for the others.
        itemized: What may be itemized; None where there is nothing.
        itemizes: Whether the household elects to itemize it; else it takes the standard
            deduction.
        credits: What nonrefundable credits are claimed for; None for none.
        other_income: Ordinary income that is neither wages nor investment income:
            pensions, withdrawals and conversions (Form 1040 lines 4b and 5b).
        amt_exclusion_items: Form 6251 lines 2b to 2e, 2g and 2h together, signed.
        amt_deferral_items: Form 6251 lines 2f, 2j, 2l to 2t and 3 together, signed.
        foreign_tax_credits: None without any.
    """

    wages: Amount = 0.0
    medicare_wages: Amount = 0.0
    interest: Amount = 0.0
    qualified_dividends: Amount = 0.0
    short_term_gain: Amount = 0.0
    long_term_gain: Amount = 0.0
    amt_short_term_gain: Amount = 0.0
    amt_long_term_gain: Amount = 0.0
    iso_bargain_element: Amount = 0.0
    iso_ordinary_income: Amount = 0.0
    iso_ordinary_income_later: Amount = 0.0
    equity_pay: Amount = 0.0
    social_security_wages: Amount = 0.0
    section_1244_short_term_loss: Amount = 0.0
    section_1244_long_term_loss: Amount = 0.0
    amt_section_1244_short_term_loss: Amount = 0.0
    amt_section_1244_long_term_loss: Amount = 0.0
    small_business_earlier: Amount = 0.0
    small_business_half: Amount = 0.0
    small_business_three_quarters: Amount = 0.0
    small_business_whole: Amount = 0.0
    small_business_basis_earlier: Amount = 0.0
    small_business_basis_later: Amount = 0.0
    amt_small_business_earlier: Amount = 0.0
    amt_small_business_half: Amount = 0.0
    amt_small_business_three_quarters: Amount = 0.0
    amt_small_business_whole: Amount = 0.0
    amt_small_business_basis_earlier: Amount = 0.0
    amt_small_business_basis_later: Amount = 0.0
    itemized: ItemizedDeductions | None = None
    itemizes: Election = True
    credits: CreditClaims | None = None
    other_income: Amount = 0.0
    amt_exclusion_items: Amount = 0.0
    amt_deferral_items: Amount = 0.0
    foreign_tax_credits: ForeignTaxCredits | None = None

    @property
    def small_business(self) -> EligibleGain:
        """Return the eligible gain on small business stock (dollars)."""
        return EligibleGain(
            earlier=self.small_business_earlier,
            half=self.small_business_half,
            three_quarters=self.small_business_three_quarters,
            whole=self.small_business_whole,
            basis_earlier=self.small_business_basis_earlier,
            basis_later=self.small_business_basis_later,
        )

    @property
    def amt_small_business(self) -> EligibleGain:
        """Return the same on the AMT basis (dollars)."""
        return EligibleGain(
            earlier=self.amt_small_business_earlier,
            half=self.amt_small_business_half,
            three_quarters=self.amt_small_business_three_quarters,
            whole=self.amt_small_business_whole,
            basis_earlier=self.amt_small_business_basis_earlier,
            basis_later=self.amt_small_business_basis_later,
        )
