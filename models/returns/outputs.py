"""The law for many household-years at once: arrays in, arrays out.

Each year, filing status and kind of deduction is worked out by one call of the law. The
outputs carry the names under which independent tax programs were asked for them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from isoplan.models.amounts.amounts import Amount
from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.state_figures import STATES, state_law
from isoplan.models.law.state_law import StateLaw
from isoplan.models.returns.table import (
    NO_STATE,
    STATUSES,
    TAXABLE_INCOME,
    Column,
    HouseholdColumns,
    Places,
    household_columns,
)
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.minimum_tax_credit import CreditByYear
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.minimum_tax import StateMinimumTax
from isoplan.models.tax.states.state_credit import StateCredit, state_credit
from isoplan.models.tax.states.state_return import StateReturn, state_return


@dataclass(frozen=True, slots=True)
class StateReturns:
    """The state's part of household-years; amounts are arrays.

    Attributes:
        law: Figures of the state, year and filing status.
        tax: The state's forms.
        credit: The state's minimum tax credit.
    """

    law: StateLaw
    tax: StateReturn
    credit: StateCredit


@dataclass(frozen=True, slots=True)
class GroupReturns:
    """Household-years of one law, deduction and state; amounts are arrays.

    Attributes:
        law: Figures of the year and filing status.
        income: What went in.
        tax: The forms.
        credit: Form 8801.
        state: The state's part; None without a state.
    """

    law: FederalLaw
    income: YearIncome
    tax: FederalReturn
    credit: Form8801
    state: StateReturns | None = None

    @property
    def tax_after_credit(self) -> Amount:
        """Return all federal tax, the credit used up to its limit (dollars)."""
        return CreditByYear(self.credit, self.tax).tax

    @property
    def all_tax(self) -> Amount:
        """Return federal and state tax after the credits (dollars)."""
        state = 0.0 if self.state is None else self.state.credit.tax
        return self.tax_after_credit + state

    @property
    def itemizes(self) -> bool:
        """Whether the federal return itemizes deductions."""
        return self.income.itemized is not None and bool(self.income.itemizes)


Output: TypeAlias = Callable[[GroupReturns], Amount]
"""What to take from the forms, dollars."""

FEDERAL: dict[str, Output] = {
    "adjusted_gross_income": lambda returns: returns.tax.form_1040.line_11,
    "taxable_income": lambda returns: returns.tax.form_1040.line_15,
    "regular_tax": lambda returns: returns.tax.regular_tax,
    "amt_taxable_income": lambda returns: returns.tax.form_6251.line_4,
    "tentative_minimum_tax": lambda returns: returns.tax.tentative_minimum_tax,
    "amt": lambda returns: returns.tax.form_6251.line_11,
    "niit": lambda returns: returns.tax.form_8960.line_17,
    "additional_medicare_tax": lambda returns: returns.tax.additional_medicare_tax,
}
"""The outputs of every household-year."""

CREDIT: dict[str, Output] = {
    "exclusion_amt_taxable_income": lambda returns: returns.tax.exclusion_items.line_4,
    "exclusion_tentative_minimum_tax": lambda returns: (
        returns.tax.exclusion_items.line_9
    ),
    "amt_on_exclusion_items": lambda returns: returns.credit.line_15,
    "credit_generated": lambda returns: returns.credit.line_18,
    "credit_carryforward_in": lambda returns: returns.credit.line_21,
    "credit_limit": lambda returns: returns.credit.line_24,
    "credit_used": lambda returns: returns.credit.line_25,
    "credit_carryforward_out": lambda returns: returns.credit.line_26,
    "federal_tax_after_credit": lambda returns: returns.tax_after_credit,
}
"""The credit and what it comes from, for every household-year too."""

ITEMIZES = "itemizes"
"""Column of ones and zeros: whether the federal return itemizes."""

ELECTION: dict[str, Output] = {
    ITEMIZES: lambda returns: float(returns.itemizes),
    "deduction": lambda returns: returns.tax.form_1040.schedule_a.deduction,
}
"""Which deduction was taken, and its amount."""

OTHER_CREDITS: dict[str, Output] = {
    "nonrefundable_credits": lambda returns: returns.tax.credits_used,
}
"""Further outputs where other nonrefundable credits are claimed."""

LOSSES_OUT: dict[str, Output] = {
    "capital_loss_carryforward_out_regular": lambda returns: _both_terms(
        returns.tax.carryovers.regular
    ),
    "capital_loss_carryforward_out_amt": lambda returns: _both_terms(
        returns.tax.carryovers.amt
    ),
}
"""Further outputs where capital losses are carried: those that go on."""

SMALL_BUSINESS: dict[str, Output] = {
    "small_business_gain_excluded": lambda returns: returns.tax.section_1202.excluded,
    "small_business_gain_excluded_amt": lambda returns: (
        returns.tax.amt_section_1202.excluded
    ),
    "small_business_gain_used": lambda returns: (
        returns.tax.carryovers.small_business_used
    ),
}
"""Further outputs where there is gain on small business stock."""

CARRIED: dict[str, Output] = {
    "minimum_tax_credit": lambda returns: returns.credit.line_26,
    "short_term_loss": lambda returns: returns.tax.carryovers.regular.short_term,
    "long_term_loss": lambda returns: returns.tax.carryovers.regular.long_term,
    "recognized": lambda returns: returns.tax.carryovers.regular.recognized,
    "amt_short_term_loss": lambda returns: returns.tax.carryovers.amt.short_term,
    "amt_long_term_loss": lambda returns: returns.tax.carryovers.amt.long_term,
    "amt_recognized": lambda returns: returns.tax.carryovers.amt.recognized,
    "small_business_used": lambda returns: returns.tax.carryovers.small_business_used,
    "amt_small_business_used": lambda returns: (
        returns.tax.carryovers.amt_small_business_used
    ),
}
"""What goes on, under the names of the columns in which the next year takes it."""

StateOutput: TypeAlias = Callable[[StateReturns], Amount]
"""What to take from a state's forms, dollars."""

STATE: dict[str, StateOutput] = {
    "state_agi": lambda returns: returns.tax.agi,
    "state_taxable_income": lambda returns: returns.tax.taxable_income,
    "state_tax": lambda returns: returns.tax.regular_tax,
    "state_amt": lambda returns: returns.tax.amt,
    "state_total_tax": lambda returns: returns.tax.total,
}
"""Further outputs where a state is given."""

STATE_FORMS: dict[str, StateOutput] = {
    "state_deduction": lambda returns: returns.tax.deduction,
    "state_excluded_gain": lambda returns: returns.tax.excluded_gain,
    "state_exemptions": lambda returns: returns.tax.exemptions,
    "state_tax_before_credits": lambda returns: returns.tax.tax_before_credits,
    "state_personal_credits": lambda returns: returns.tax.credits,
    "state_surtax": lambda returns: returns.tax.surtax,
    "state_amt_taxable_income": lambda returns: _of_amt(returns.tax).amti,
    "state_amt_exemption": lambda returns: _of_amt(returns.tax).exemption,
    "state_tentative_minimum_tax": lambda returns: (
        _of_amt(returns.tax).tentative_minimum_tax
    ),
}
"""The lines behind them."""

STATE_CREDIT: dict[str, StateOutput] = {
    "state_credit_generated": lambda returns: returns.credit.generated,
    "state_credit_carryforward_in": lambda returns: returns.credit.carried_in,
    "state_credit_limit": lambda returns: returns.credit.limit,
    "state_credit_used": lambda returns: returns.credit.used,
    "state_credit_carryforward_out": lambda returns: returns.credit.carried_out,
    "state_tax_after_credit": lambda returns: returns.credit.tax,
}
"""Further outputs where a credit is carried."""

STATE_CARRIED: dict[str, StateOutput] = {
    "state_minimum_tax_credit": lambda returns: returns.credit.carried_out,
}
"""What goes on of a state's, as in ``CARRIED``."""

STATE_SHOWN = STATE | STATE_FORMS | STATE_CREDIT
OF_STATES = STATE_SHOWN | STATE_CARRIED
OUTPUTS = (
    FEDERAL | CREDIT | ELECTION | OTHER_CREDITS | LOSSES_OUT | SMALL_BUSINESS | CARRIED
)


def _both_terms(carryover: Carryover) -> Amount:
    return carryover.short_term + carryover.long_term


def _of_amt(tax: StateReturn) -> StateMinimumTax:
    """Return a state's minimum tax, all zero where there is none."""
    return tax.minimum_tax or StateMinimumTax(0.0, 0.0, 0.0, 0.0, 0.0)


def household_outputs(
    year: ArrayLike,
    filing_status: ArrayLike,
    amounts: Mapping[str, ArrayLike],
    state: ArrayLike | None = None,
    deduction: ArrayLike | None = None,
    deducts_state_tax: ArrayLike | None = None,
) -> dict[str, Column]:
    """Work out household-years that are given as columns, each of one length n.

    For example::

        outputs = household_outputs(
            year=[2025, 2026],
            filing_status=["single", "married_jointly"],
            amounts={"wages": [150_000, 90_000], "iso_bargain_element": [0, 200_000]},
        )
        outputs["amt"]  # two amounts

    Args:
        year: Tax years with published figures.
        filing_status: Names such as ``"single"``.
        amounts: Dollars by name; which names, and what is left out, is said in
            `household_columns`.
        state: Two-letter codes, empty where there is none; None without any.
        deduction: ``"better"``, ``"standard"`` or ``"itemized"``; None for the better.
        deducts_state_tax: Whether the state's own tax is itemized too; None if always.

    Returns:
        Dollars, not rounded, in the order of the input, by the names in ``FEDERAL``,
        ``CREDIT``, ``ELECTION``, ``OTHER_CREDITS``, ``LOSSES_OUT``, ``SMALL_BUSINESS``
        and ``CARRIED``; where states are given, also those in ``OF_STATES``, which are
        zero for a household without one.

    Raises:
        ValueError: If a column is unknown, of another length, or holds what it cannot.
        UnknownLawYear: If a year has no published figures.
    """
    columns = household_columns(
        year, filing_status, amounts, state, deduction, deducts_state_tax
    )
    names = [*OUTPUTS, *(OF_STATES if state is not None else ())]
    outputs = {name: np.zeros(columns.year.size) for name in names}
    for places, returns in group_returns(columns):
        for name, amount in OUTPUTS.items():
            outputs[name][places] = amount(returns)
        if returns.state is not None:
            for name, of_state in OF_STATES.items():
                outputs[name][places] = of_state(returns.state)
    return outputs


def group_returns(columns: HouseholdColumns) -> Iterator[tuple[Places, GroupReturns]]:
    """Yield the places and the forms of each group that one call of the law covers.

    Where a household may choose, both deductions are worked out first; the one with the
    lower tax after credits of the year, federal and state together, is taken.
    """
    columns = _elected(columns)
    for places in columns.groups():
        yield places, _returns(columns, places)


def _elected(columns: HouseholdColumns) -> HouseholdColumns:
    """Return the columns with every deduction chosen.

    At equal tax the larger one, or the standard one where a state's own tax alone
    could be itemized.

    Source: IRC 63(e): itemizing is an election.
    """
    asked = np.flatnonzero(columns.open)
    if not asked.size:
        return columns
    taxes, deductions = np.zeros((2, asked.size)), np.zeros((2, asked.size))
    for way in (0, 1):
        tried = columns.at(asked, itemizes=bool(way))
        for places in tried.groups():
            returns = _returns(tried, places)
            taxes[way, places] = returns.all_tax
            deductions[way, places] = returns.tax.form_1040.schedule_a.deduction
    less = taxes[1] - taxes[0]
    larger = (deductions[1] > deductions[0]) & columns.has_deductions[asked]
    itemizes = columns.itemizes.copy()
    itemizes[asked] = (less < -HALF_A_CENT) | ((less <= HALF_A_CENT) & larger)
    return replace(columns, itemizes=itemizes, open=np.zeros_like(columns.open))


def _returns(columns: HouseholdColumns, places: Places) -> GroupReturns:
    """Return the forms of household-years of one law, deduction and state.

    The state's tax is worked out from the federal forms without it. Then it is one of
    the deductions, before the state's minimum tax credit.

    Source: Schedule A line 5a; IRC 164(a)(3).
    """
    first = places[0]
    law = federal_law(int(columns.year[first]), STATUSES[columns.status[first]])
    carried_in = columns.losses(places)
    income = columns.income(places)
    wanted = columns.amounts[TAXABLE_INCOME][places]
    income = _with_wages(income, wanted, carried_in, law)
    tax = federal_return(income, carried_in, law)
    in_state = None
    if columns.state[first] != NO_STATE:
        in_state = _state_tax(columns, places, income, tax)
        deducts_it = columns.itemizes[first] and columns.deducts_state_tax[first]
        if income.itemized is not None and deducts_it:
            taxes = income.itemized.state_and_local_taxes + in_state[1].total
            itemized = replace(income.itemized, state_and_local_taxes=taxes)
            income = replace(income, itemized=itemized)
            tax = federal_return(income, carried_in, law)
    credit = tax.credit(columns.amounts["minimum_tax_credit"][places])
    state = None
    if in_state is not None:
        of_state, returns = in_state
        brought = columns.amounts["state_minimum_tax_credit"][places]
        used = state_credit(returns, of_state, brought, credit.line_25)
        state = StateReturns(of_state, returns, used)
    return GroupReturns(law, income, tax, credit, state)


def _with_wages(
    income: YearIncome, wanted: Column, carried_in: Carryovers, law: FederalLaw
) -> YearIncome:
    """Return the income with the wages that lead to a taxable income (dollars).

    They are what it takes beside all other income and above the standard deduction.

    Args:
        income: With zero wages where a taxable income is wanted.
        wanted: Taxable income; NaN where none is.
        carried_in: Losses of earlier years.
        law: Figures of the year and filing status.
    """
    asked = ~np.isnan(wanted)
    if not asked.any():
        return income
    without = federal_return(income, carried_in, law).form_1040.line_11
    filled = np.maximum(wanted + law.standard_deduction - without, 0.0)
    return replace(
        income,
        wages=np.where(asked, filled, income.wages),
        medicare_wages=np.where(asked, filled, income.medicare_wages),
    )


def _state_tax(
    columns: HouseholdColumns, places: Places, income: YearIncome, tax: FederalReturn
) -> tuple[StateLaw, StateReturn]:
    """Return the state's forms of household-years that live in one state."""
    first, amounts = places[0], columns.amounts
    law = state_law(
        STATES[columns.state[first]],
        int(columns.year[first]),
        STATUSES[columns.status[first]],
    )
    filer = StateFiler(
        income=income,
        federal=tax,
        dependents=amounts["dependents"][places],
        real_estate_taxes=amounts["real_estate_taxes"][places],
    )
    return law, state_return(filer, law)
