"""What the law of one state says for one year and filing status."""

import math
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from isoplan.models.amounts.allowance import Allowance
from isoplan.models.amounts.amounts import RateSchedule
from isoplan.models.law.federal_law import AmtLaw
from isoplan.models.law.filing_status import FilingStatus

NO_ALLOWANCE = Allowance()
WHOLE = Allowance(1.0)
NO_TAX = RateSchedule((0.0,), (0.0,))


class StateKind(StrEnum):
    """How a state taxes income."""

    NONE = "none"
    FLAT = "flat"
    GRADUATED = "graduated"
    BY_CLASS = "by_class"
    GAINS_ONLY = "gains_only"


class StartingPoint(StrEnum):
    """The income a state's form begins with."""

    FEDERAL_AGI = "federal_agi"
    FEDERAL_TAXABLE_INCOME = "federal_taxable_income"
    OWN_CLASSES = "own_classes"


class Itemizing(StrEnum):
    """Which itemized deductions a state allows in place of its standard deduction."""

    NONE = "none"
    AS_FEDERAL = "as_federal"
    FULL = "full"
    CAPPED = "capped"
    WITHOUT_PROPERTY_TAX = "without_property_tax"
    PROPERTY_TAX_ALONE = "property_tax_alone"


class DeductionElection(StrEnum):
    """How a state's choice of deduction is tied to the federal one.

    Where it is free the larger one is taken. ``NONE`` stands for no choice at all.
    """

    NONE = "none"
    FREE = "free"
    AS_FEDERAL = "as_federal"
    ITEMIZED_ONLY_IF_FEDERAL = "itemized_only_if_federal"


class AmtForm(StrEnum):
    """The form of a state's alternative minimum tax."""

    SCHEDULE_P_540 = "schedule_p_540"
    M1MT = "m1mt"
    DR_0104AMT = "dr_0104amt"
    CT_6251 = "ct_6251"


FORM_NAMES = {
    AmtForm.SCHEDULE_P_540: ("Schedule P (540)", "FTB 3510"),
    AmtForm.M1MT: ("M1MT", "M1MTC"),
    AmtForm.DR_0104AMT: ("DR 0104AMT", "DR 0104CR"),
    AmtForm.CT_6251: ("CT-6251", "CT-8801"),
}
"""Names of a state's AMT form and of the form of its credit."""


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


@dataclass(frozen=True, slots=True)
class StateLaw:
    """All figures of a state for a year and filing status; dollars and fractions.

    Attributes:
        state: Two-letter code.
        name: In words.
        year: Tax year.
        filing_status: Whose figures these are.
        kind: How income is taxed.
        starting_point: What the form begins with.
        spread_at_exercise: Whether the ISO spread is income at exercise.
        brackets: Tax on taxable income, or on gain where gain alone is taxed.
        gain_brackets: Tax on long-term gain, stacked on other income; None if ordinary.
        standard_deduction: By adjusted gross income.
        itemized: What may be itemized instead.
        deduction_election: How the choice between them is tied to the federal one.
        income_after_excluded_gain: Whether deductions, exemptions and credits depend on
            income after the state leaves out gain.
        personal_exemption: By adjusted gross income, for the filer and spouse together.
        dependent_exemption: The same for each dependent.
        further_dependent_exemption: Added for each dependent after the first.
        personal_credit: Against tax, for the filer and spouse together.
        dependent_credit: The same for each dependent.
        taxable_income_credit: Against tax, by taxable income.
        property_tax_credit: Credit for each dollar of real estate taxes, by adjusted
            gross income.
        property_tax_counted: Real estate taxes that count for it.
        low_income: Share of the tax that low incomes owe.
        low_income_table: Tax table of low incomes, up to one dependent.
        low_income_table_of_two: The same with two dependents or more.
        federal_tax_deduction: Limit of the deduction for federal tax; None if none.
        federal_tax_share: Share of federal tax that is deductible.
        federal_tax_limit: Whether the tax is at most the federal one before credits.
        jumps: Tax due at once above a taxable income.
        gains: What is left out of gains.
        losses_in_full: Whether a year's capital loss lowers other income without limit,
            and none is carried on.
        small_business_gain_taxed: Share of the gain on small business stock that
            section 1202 excludes and the state taxes.
        classes: Rates by class of income; None elsewhere.
        surtax: Tax on taxable income besides the brackets.
        filing_tax: A fixed tax of those who must file, by adjusted gross income.
        investment_surtax: Tax on net investment income.
        gain_surtax: Tax on gain at high income: from which income, and its rate.
        recaptures: Low brackets taken back in steps.
        bracket_recapture: Marginal rates made flat.
        addback: Federal deductions added back.
        deduction_credit: A credit in place of deductions.
        itemized_credit_rate: Credit for each dollar of interest and gifts above the
            standard deduction.
        itemizer_credit: Credit for those who itemize on the federal return.
        tax_credit_share: Share of the tax that is a credit, by adjusted gross income.
        amt: Alternative minimum tax that reaches the spread.
        projected: Whether the year is past the last published one.
        standing_in: Figures of an earlier year that stand in for this one.
        one_source: Figures that only one source confirms.
        smooth: Whether steps and jumps are replaced by lines.
    """

    state: str
    name: str
    year: int
    filing_status: FilingStatus
    kind: StateKind
    starting_point: StartingPoint = StartingPoint.FEDERAL_AGI
    spread_at_exercise: bool = False
    brackets: RateSchedule = NO_TAX
    gain_brackets: RateSchedule | None = None
    standard_deduction: Allowance = NO_ALLOWANCE
    itemized: ItemizedLaw = field(default_factory=ItemizedLaw)
    deduction_election: DeductionElection = DeductionElection.NONE
    income_after_excluded_gain: bool = False
    personal_exemption: Allowance = NO_ALLOWANCE
    dependent_exemption: Allowance = NO_ALLOWANCE
    further_dependent_exemption: Allowance = NO_ALLOWANCE
    personal_credit: Allowance = NO_ALLOWANCE
    dependent_credit: Allowance = NO_ALLOWANCE
    taxable_income_credit: Allowance = NO_ALLOWANCE
    property_tax_credit: Allowance = NO_ALLOWANCE
    property_tax_counted: float = math.inf
    low_income: LowIncomeLaw | None = None
    low_income_table: LowIncomeTable | None = None
    low_income_table_of_two: LowIncomeTable | None = None
    federal_tax_deduction: Allowance | None = None
    federal_tax_share: Allowance = WHOLE
    federal_tax_limit: bool = False
    jumps: tuple[TaxJump, ...] = ()
    gains: GainLaw = field(default_factory=GainLaw)
    losses_in_full: bool = False
    small_business_gain_taxed: float = 0.0
    classes: ClassLaw | None = None
    surtax: RateSchedule = NO_TAX
    filing_tax: Allowance = NO_ALLOWANCE
    investment_surtax: RateSchedule = NO_TAX
    gain_surtax: tuple[float, float] | None = None
    recaptures: tuple[Recapture, ...] = ()
    bracket_recapture: BracketRecapture | None = None
    addback: DeductionAddback | None = None
    deduction_credit: DeductionCredit | None = None
    itemized_credit_rate: float = 0.0
    itemizer_credit: float = 0.0
    tax_credit_share: Allowance = NO_ALLOWANCE
    amt: StateAmtLaw | None = None
    projected: bool = False
    standing_in: tuple[str, ...] = ()
    one_source: tuple[str, ...] = ()
    smooth: bool = False

    @property
    def follows_federal_election(self) -> bool:
        """Return whether its deduction depends on whether the federal one itemizes.

        Also of a state that starts from federal taxable income: its own income tax,
        which the federal return deducts, is added back there.
        """
        return self.deduction_election in {
            DeductionElection.AS_FEDERAL,
            DeductionElection.ITEMIZED_ONLY_IF_FEDERAL,
        }

    def smoothed(self) -> "StateLaw":
        """Return the same law with lines in place of steps and jumps.

        It uses only ``+``, ``-``, ``*`` with a known factor, ``greater_of`` and
        ``lesser_of`` of the decisions, so the optimizer can trace it.
        """
        lines: dict[str, Any] = {
            each.name: replace(allowance, smooth=True)
            for each in fields(self)
            if isinstance(allowance := getattr(self, each.name), Allowance)
        }
        return replace(self, smooth=True, **lines)
