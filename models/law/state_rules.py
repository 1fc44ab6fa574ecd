"""The rules that some states have: itemizing, gains, recapture, low incomes, AMT."""

import math
from dataclasses import dataclass
from enum import StrEnum

from isoplan.models.amounts.amounts import RateSchedule
from isoplan.models.law.federal_law import AmtLaw

NO_TAX = RateSchedule((0.0,), (0.0,))


class Itemizing(StrEnum):
    """Which itemized deductions a state allows in place of its standard deduction."""

    NONE = "none"
    AS_FEDERAL = "as_federal"
    FULL = "full"
    CAPPED = "capped"
    WITHOUT_PROPERTY_TAX = "without_property_tax"
    PROPERTY_TAX_ALONE = "property_tax_alone"


class AmtForm(StrEnum):
    """The form of a state's alternative minimum tax."""

    SCHEDULE_P_540 = "schedule_p_540"
    M1MT = "m1mt"
    DR_0104AMT = "dr_0104amt"
    CT_6251 = "ct_6251"


@dataclass(frozen=True, slots=True)
class LostShare:
    """A share of the deductions that is lost along a width of income.

    Attributes:
        start: Income from which it is lost, dollars.
        width: Income over which all of it is lost, dollars.
        part: The share that is lost in the end.
    """

    start: float
    width: float
    part: float


@dataclass(frozen=True, slots=True)
class ItemizedLaw:
    """Itemized deductions and their limits; dollars and fractions.

    Attributes:
        kind: What may be itemized.
        cap: Limit on their sum.
        lost: Dollars lost by adjusted gross income.
        most_lost: Share of the deductions that this may take.
        lost_shares: Shares lost by adjusted gross income.
        none_over: Income above which nothing modeled here is left.
        payroll_tax_base: Wages on which social security tax is due, where payroll
            taxes may be itemized; zero elsewhere.
    """

    kind: Itemizing = Itemizing.NONE
    cap: float = math.inf
    lost: RateSchedule = NO_TAX
    most_lost: float = 1.0
    lost_shares: tuple[LostShare, ...] = ()
    none_over: float = math.inf
    payroll_tax_base: float = 0.0


@dataclass(frozen=True, slots=True)
class GainLaw:
    """What a state leaves out of gains, dollars and fractions.

    Attributes:
        long_term_excluded: Share of net long-term gain that is not taxed.
        short_term_excluded: Share of other net gain.
        dividends_excluded: Share of qualified dividends.
        excluded_amount: Gain up to this amount is not taxed.
        excluded_income_share: Limit of that, as a share of federal taxable income.
        wholly_excluded_over: Long-term gain above this is not taxed at all.
        before_short_term_loss: Whether short-term loss does not lower the gain that
            counts, as long as both together are a gain.
    """

    long_term_excluded: float = 0.0
    short_term_excluded: float = 0.0
    dividends_excluded: float = 0.0
    excluded_amount: float = 0.0
    excluded_income_share: float = 1.0
    wholly_excluded_over: float = math.inf
    before_short_term_loss: bool = False


@dataclass(frozen=True, slots=True)
class ClassLaw:
    """Income taxed by class (Massachusetts Parts A, B and C), dollars and fractions.

    Attributes:
        short_term_rate: On short-term gain.
        loss_against_dividends: Capital loss that dividends absorb in a year.
        payroll_tax_deduction: Limit of the deduction for social security and Medicare
            tax of one earner.
        interest_exemption: Bank interest that is not taxed.
    """

    short_term_rate: float
    loss_against_dividends: float
    payroll_tax_deduction: float
    interest_exemption: float


@dataclass(frozen=True, slots=True)
class Recapture:
    """Tax that takes back low brackets as income grows (Connecticut), dollars.

    Attributes:
        start: Income from which it rises.
        step: Income counts in whole steps of this width.
        per_step: Tax added for each.
        most: Its limit.
    """

    start: float
    step: float
    per_step: float
    most: float


@dataclass(frozen=True, slots=True)
class BracketRecapture:
    """Tax that turns marginal rates into flat ones (New York), dollars and fractions.

    Attributes:
        over_agi: Adjusted gross income from which it is due.
        phase_in: Income over which each step is phased in.
        first_rate: The first rate that becomes flat.
        flat_over: Adjusted gross income above which the top rate is flat.
    """

    over_agi: float
    phase_in: float
    first_rate: float
    flat_over: float


@dataclass(frozen=True, slots=True)
class DeductionAddback:
    """Federal deductions added back at high income (Colorado), dollars.

    Attributes:
        from_agi: Adjusted gross income at which it begins.
        allowed: Deductions that stay.
        itemized_only: Whether the standard deduction stays whole.
    """

    from_agi: float
    allowed: float
    itemized_only: bool


@dataclass(frozen=True, slots=True)
class DeductionCredit:
    """A credit in place of deductions (Utah), dollars and fractions.

    Attributes:
        rate: Of deductions and the amounts for dependents.
        per_dependent: Added for each.
        lost_over: State income from which the credit is lost.
        lost_rate: Credit lost for each dollar above.
    """

    rate: float
    per_dependent: float
    lost_over: float
    lost_rate: float


@dataclass(frozen=True, slots=True)
class TaxJump:
    """Tax that is due at once above a taxable income (Ohio), dollars.

    Attributes:
        over: Taxable income above which it is due.
        amount: How much.
    """

    over: float
    amount: float


@dataclass(frozen=True, slots=True)
class LowIncomeLaw:
    """How much of the tax a low income owes, dollars and fractions.

    Nothing is due up to a limit. Above it the tax is due in shares that grow in steps,
    or, where there are no steps, up to so much for each dollar above the limit.

    Attributes:
        limit: Income up to which no tax is due, without dependents.
        per_dependent: Added to it for each.
        most_dependents: How many count.
        steps: Above so many times the limit and so many dollars, the share that is due.
        per_dollar: Most tax for each dollar above the limit, where there are no steps;
            elsewhere the slope of the line that replaces the steps.
    """

    limit: float
    per_dollar: float
    per_dependent: float = 0.0
    most_dependents: float = math.inf
    steps: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LowIncomeTable:
    """A tax table that low incomes may use in place of deductions (Arkansas), dollars.

    Attributes:
        no_tax_to: Income up to which no tax is due.
        first_row: Income from which rows are whole.
        first_tax: Tax below it.
        rate: Tax that rows add for each dollar.
        row: Width of a row.
        per_dollar: Slope of the line from ``no_tax_to`` that replaces the rows.
    """

    no_tax_to: float
    first_row: float
    first_tax: float
    rate: float
    row: float
    per_dollar: float


@dataclass(frozen=True, slots=True)
class StateAmtLaw:
    """A state's alternative minimum tax.

    Attributes:
        form: Which form computes it.
        figures: Exemption, phase-out and rate; for Colorado and Connecticut the rate
            alone, for they take over the federal exemption.
        rate_of_income: Connecticut's second rate, on income before the exemption.
        credit_rate: Colorado's share of the federal credit used.
    """

    form: AmtForm
    figures: AmtLaw
    rate_of_income: float = 0.0
    credit_rate: float = 0.0
