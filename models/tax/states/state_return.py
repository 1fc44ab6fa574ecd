"""One household's state income tax for one year."""

import math
from dataclasses import dataclass

from isoplan.models.amounts.amounts import (
    Amount,
    elected,
    excess,
    greater_of,
    lesser_of,
)
from isoplan.models.amounts.steps import share_above
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.law.state_rules import AmtForm
from isoplan.models.tax.forms.form_8801 import ComparedTaxes
from isoplan.models.tax.states.california import schedule_p_540
from isoplan.models.tax.states.colorado import dr_0104amt
from isoplan.models.tax.states.connecticut import ct_6251
from isoplan.models.tax.states.deductions import added_back, state_deduction
from isoplan.models.tax.states.filer import (
    StateFiler,
    excluded_gain,
    net_capital_gain,
    state_agi,
)
from isoplan.models.tax.states.low_income import (
    low_income_tax,
    property_tax_credit,
    table_or_brackets,
)
from isoplan.models.tax.states.massachusetts import classes
from isoplan.models.tax.states.minimum_tax import StateMinimumTax
from isoplan.models.tax.states.minnesota import m1mt
from isoplan.models.tax.states.recapture import bracket_recapture, recaptured_in_steps


@dataclass(frozen=True, slots=True)
class StateReturn:
    """A state's tax before the minimum tax credit, dollars.

    Attributes:
        agi: Adjusted gross income, before the state leaves out gain.
        excluded_gain: Gain and dividends that it leaves out.
        deduction: Standard or itemized; where gain alone is taxed, what is deducted
            from it.
        exemptions: For the filer, the spouse and dependents.
        taxable_income: What the brackets apply to, and gains with rates of their own.
        tax_before_credits: Tax by the brackets, recaptured brackets included.
        credits: Personal credits used and what a limit takes off, never above that
            tax; with the credit for tax paid to other states.
        surtax: Taxes outside the comparison with the minimum tax.
        minimum_tax: The state's AMT; None where none reaches the spread.
    """

    agi: Amount
    excluded_gain: Amount
    deduction: Amount
    exemptions: Amount
    taxable_income: Amount
    tax_before_credits: Amount
    credits: Amount
    surtax: Amount
    minimum_tax: StateMinimumTax | None

    @property
    def regular_tax(self) -> Amount:
        """Return tax after personal credits, surtaxes included (dollars)."""
        return self.tax_before_credits - self.credits + self.surtax

    @property
    def surtaxes(self) -> Amount:
        """Return the taxes that no minimum tax credit can lower (dollars)."""
        return self.surtax

    @property
    def compared(self) -> ComparedTaxes:
        """Return the taxes that the credit compares (dollars).

        Raises:
            ValueError: If the state has no minimum tax.
        """
        if self.minimum_tax is None:
            raise ValueError("a state without a minimum tax gives no credit for it")
        return self.minimum_tax.compared

    @property
    def amt(self) -> Amount:
        """Return the state's alternative minimum tax (dollars)."""
        return 0.0 if self.minimum_tax is None else self.minimum_tax.amt

    @property
    def total(self) -> Amount:
        """Return all tax before a minimum tax credit (dollars)."""
        return self.regular_tax + self.amt


def state_return(filer: StateFiler, law: StateLaw) -> StateReturn:
    """Work out a full-year resident's state income tax.

    Local taxes are left out, and every credit but those for persons, for low incomes
    and for property tax.

    Args:
        filer: The filer's year, federal forms included.
        law: Figures of the state for the same year and filing status.

    Source: the state's return; figures as in its file.
    """
    if law.kind is StateKind.NONE:
        agi = filer.federal.form_1040.line_11
        return StateReturn(agi, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None)
    if law.kind is StateKind.GAINS_ONLY:
        return _tax_on_gains(filer, law)
    if law.kind is StateKind.BY_CLASS:
        return _tax_by_class(filer, law)
    return _tax_on_income(filer, law)


def _exemptions(agi: Amount, filer: StateFiler, law: StateLaw) -> Amount:
    dependents = law.dependent_exemption(agi) * filer.dependents
    further = law.further_dependent_exemption(agi) * excess(filer.dependents, 1)
    return law.personal_exemption(agi) + dependents + further


def _tax_on_gains(filer: StateFiler, law: StateLaw) -> StateReturn:
    """Tax long-term gain alone; short-term loss does not lower it.

    Source: RCW 82.87.020, 82.87.040, 82.87.060 (Washington).
    """
    gain = excess(filer.federal.schedule_d.line_15)
    taxable = excess(gain, law.standard_deduction.amount)
    return StateReturn(
        agi=filer.federal.form_1040.line_11,
        excluded_gain=0.0,
        deduction=gain - taxable,
        exemptions=0.0,
        taxable_income=taxable,
        tax_before_credits=law.brackets(taxable),
        credits=0.0,
        surtax=0.0,
        minimum_tax=None,
    )


def _tax_by_class(filer: StateFiler, law: StateLaw) -> StateReturn:
    """Tax each class at its rate, and the surtax on their sum (Massachusetts)."""
    if law.classes is None:
        raise ValueError(f"{law.state} has no figures by class")
    before = classes(filer, law.classes)
    exemptions = _exemptions(before.total, filer, law)
    taxable = before.less(exemptions)
    flat = law.brackets(taxable.ordinary + taxable.dividends + taxable.long_term)
    tax = flat + law.classes.short_term_rate * taxable.short_term
    return StateReturn(
        agi=before.total,
        excluded_gain=0.0,
        deduction=0.0,
        exemptions=exemptions,
        taxable_income=taxable.total,
        tax_before_credits=tax,
        credits=tax - low_income_tax(tax, before.before_deductions, filer, law),
        surtax=law.surtax(taxable.total),
        minimum_tax=None,
    )


def _tax_on_income(filer: StateFiler, law: StateLaw) -> StateReturn:
    """Tax income by brackets, flat or graduated; most states."""
    agi = state_agi(filer, law)
    excluded = excluded_gain(filer, law)
    income = agi - excluded if law.income_after_excluded_gain else agi
    deduction = state_deduction(filer, income, law)
    exemptions = _exemptions(income, filer, law)
    before = agi - excluded - deduction - exemptions
    before = before - _federal_tax_deducted(filer, income, law)
    taxable = excess(before)
    by_brackets = _by_brackets(filer, taxable, law)
    tax = (
        table_or_brackets(by_brackets, agi - excluded, filer, law)
        + recaptured_in_steps(agi, law)
        + bracket_recapture(agi, taxable, law)
    )
    credits_used = lesser_of(
        _personal_credits(filer, income, tax, law)
        + law.taxable_income_credit(taxable)
        + property_tax_credit(income, filer, law),
        tax,
    )
    if law.low_income is not None:
        due = low_income_tax(tax - credits_used, agi, filer, law)
        credits_used = tax - due
    if law.federal_tax_limit:
        credits_used = greater_of(credits_used, tax - _federal_tax_limit(filer))
    return StateReturn(
        agi=agi,
        excluded_gain=excluded,
        deduction=deduction,
        exemptions=exemptions,
        taxable_income=taxable,
        tax_before_credits=tax,
        credits=credits_used,
        surtax=law.surtax(taxable)
        + law.filing_tax(agi)
        + _surtaxes_on_investment(filer, agi, law),
        minimum_tax=_minimum_tax(filer, tax, credits_used, law),
    )


def _federal_tax_limit(filer: StateFiler) -> Amount:
    """Return the federal tax before credits that bounds a state's tax (dollars).

    It holds where the state's adjustments of federal income are below 5,000; here there
    are none.

    Source: Federal Tax Liability Worksheet of Form 1040N (line 35 in 2025): Form 1040
        tax and AMT; 316 Neb. Admin. Code ch. 22.
    """
    return filer.federal.regular_tax + filer.federal.form_6251.line_11


def _federal_tax_deducted(filer: StateFiler, agi: Amount, law: StateLaw) -> Amount:
    """Return the federal tax a state lets the filer deduct (dollars).

    Source: Ala. Const. art. XI s. 211.04; ORS 316.680, 316.695; Mo. Rev. Stat. 143.171.
    """
    limit = law.federal_tax_deduction
    if limit is None:
        return 0.0
    deductible = _deductible_federal_tax(filer.federal_tax_paid, agi, law)
    if math.isinf(limit.amount):
        return deductible
    return lesser_of(deductible, limit(agi))


def _deductible_federal_tax(tax: Amount, agi: Amount, law: StateLaw) -> Amount:
    """Return the share of federal tax (dollars) that may be deducted at an income.

    Above each limit of income the share falls. Smoothed, what falls away there grows by
    ten dollars of tax for each dollar below the limit.
    """
    share = law.federal_tax_share
    if not law.smooth:
        return share(agi) * tax
    left = tax * ([share.amount] + [after for _, after in share.limits])[-1]
    before = share.amount
    for limit, after in share.limits:
        reached = lesser_of(tax, 10.0 * excess(limit - agi))
        left, before = left + (before - after) * reached, after
    return left


def _by_brackets(filer: StateFiler, taxable: Amount, law: StateLaw) -> Amount:
    """Return the tax by the brackets (dollars), gains on top at their own if so.

    Source: MCA 15-30-2103 (Montana), HRS 235-51(f) (Hawaii), R.C. 5747.02(A) (Ohio's
        tax due at once).
    """
    if law.gain_brackets is None:
        tax = law.brackets(taxable)
        for jump in law.jumps:
            reached = share_above(taxable, jump.over, smooth=law.smooth)
            tax = tax + jump.amount * reached
        return tax
    ordinary = excess(taxable, net_capital_gain(filer, law))
    on_gain = law.gain_brackets(taxable) - law.gain_brackets(ordinary)
    return law.brackets(ordinary) + on_gain


def _personal_credits(
    filer: StateFiler, agi: Amount, tax: Amount, law: StateLaw
) -> Amount:
    """Return credits for persons and in place of deductions (dollars).

    A credit that is a share of the tax is a product of two amounts that move; smoothed,
    it is left out. Connecticut's, the only one, ends at 64,500 (100,500 joint).

    Source: Utah Code 59-10-1018, Wis. Stat. 71.07(5), C.G.S. 12-703, O.C.G.A.
        48-7-29.23; the figure's source for the others.
    """
    given = law.personal_credit(agi) + law.dependent_credit(agi) * filer.dependents
    if law.itemized_credit_rate:
        above = excess(filer.other_deductions, law.standard_deduction(agi))
        given = given + law.itemized_credit_rate * above
    if law.itemizer_credit:
        given = given + elected(filer.itemizes, law.itemizer_credit, 0.0)
    if law.tax_credit_share.amount and not law.smooth:
        given = given + law.tax_credit_share(agi) * tax
    instead = law.deduction_credit
    if instead is None:
        return given
    deductions = filer.federal_deduction + instead.per_dependent * filer.dependents
    lost = instead.lost_rate * excess(agi, instead.lost_over)
    return given + excess(instead.rate * deductions, lost)


def _surtaxes_on_investment(filer: StateFiler, agi: Amount, law: StateLaw) -> Amount:
    """Return taxes on investment income or gain at high income (dollars).

    Maryland's is due on all net gain in income once income is above its limit.
    Smoothed, it is due on ten dollars of gain for each dollar above.

    Source: Minn. Stat. 290.033; Md. Tax-General 10-106.3.
    """
    tax = law.investment_surtax(filer.federal.form_8960.line_12)
    if law.gain_surtax is None:
        return tax
    over, rate = law.gain_surtax
    gain = excess(filer.federal.schedule_d.income)
    if law.smooth:
        return tax + rate * lesser_of(gain, 10.0 * excess(agi, over))
    return tax + rate * gain * share_above(agi, over, smooth=False)


def _minimum_tax(
    filer: StateFiler, tax: Amount, credits_used: Amount, law: StateLaw
) -> StateMinimumTax | None:
    """Return the state's AMT by its form; None where there is none."""
    if law.amt is None:
        return None
    match law.amt.form:
        case AmtForm.SCHEDULE_P_540:
            figures = law.amt.figures
            return schedule_p_540(filer, tax, credits_used, law, figures)
        case AmtForm.M1MT:
            return m1mt(filer, tax, law, law.amt)
        case AmtForm.DR_0104AMT:
            above = added_back(filer, law, already_added=filer.denied_by_amt)
            return dr_0104amt(filer, tax, above, law.amt)
        case AmtForm.CT_6251:
            return ct_6251(filer, tax, credits_used, law.amt, smooth=law.smooth)
