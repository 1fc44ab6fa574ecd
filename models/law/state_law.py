"""What the law of one state says for one year and filing status."""

import math
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from isoplan.models.amounts.allowance import Allowance
from isoplan.models.amounts.amounts import RateSchedule
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_rules import (
    NO_TAX,
    AmtForm,
    BracketRecapture,
    ClassLaw,
    DeductionAddback,
    DeductionCredit,
    GainLaw,
    ItemizedLaw,
    LowIncomeLaw,
    LowIncomeTable,
    Recapture,
    StateAmtLaw,
    TaxJump,
)

NO_ALLOWANCE = Allowance()
WHOLE = Allowance(1.0)


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


class DeductionElection(StrEnum):
    """How a state's choice of deduction is tied to the federal one.

    Where it is free the larger one is taken. ``NONE`` stands for no choice at all.
    """

    NONE = "none"
    FREE = "free"
    AS_FEDERAL = "as_federal"
    ITEMIZED_ONLY_IF_FEDERAL = "itemized_only_if_federal"


FORM_NAMES = {
    AmtForm.SCHEDULE_P_540: ("Schedule P (540)", "FTB 3510"),
    AmtForm.M1MT: ("M1MT", "M1MTC"),
    AmtForm.DR_0104AMT: ("DR 0104AMT", "DR 0104CR"),
    AmtForm.CT_6251: ("CT-6251", "CT-8801"),
}
"""Names of a state's AMT form and of the form of its credit."""


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
