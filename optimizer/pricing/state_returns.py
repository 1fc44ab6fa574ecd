"""A year's state taxes: one state, or those of a year of moving.

Which part of a year's tax a state takes is law: see
:func:`isoplan.models.tax.residence.resident_tax`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from isoplan.models.inputs.household import Household
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import StateCredits
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    YearIncome,
    federal_return,
)
from isoplan.models.tax.residence import ResidencyPeriod, resident_tax
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn


@dataclass(frozen=True, slots=True)
class StateReturns:
    """One state's part of a year.

    Attributes:
        residency: The days lived there.
        law: Figures of the state, lines in place of its steps.
        tax: Its forms, the part of the stay alone.
        filer: What they start from: the year's other income, and the exercises and
            sales of these days.
        idle: The same without these, in a year of moving.
    """

    residency: ResidencyPeriod
    law: StateLaw
    tax: StateReturn
    filer: StateFiler
    idle: StateFiler | None

    def under(self, law: StateLaw) -> StateReturn:
        """Return the forms of the stay under other figures of the state."""
        return resident_tax(law, self.residency.share, self.filer, self.idle)


def state_returns(
    situation: Situation,
    year: int,
    base: YearIncome,
    income_of: Callable[[ResidencyPeriod], YearIncome],
    federal_of: Callable[[YearIncome], FederalReturn],
) -> tuple[StateReturns, ...]:
    """Work out the states of one year.

    Args:
        situation: Household, law and assumptions.
        year: Tax year.
        base: Income without any exercise or sale.
        income_of: Income with the exercises and sales of a stay alone.
        federal_of: Federal forms of an income, losses carried in.
    """
    returns = []
    for residency in situation.household.residency_periods(year):
        if not residency.state:
            continue
        law = situation.state_law(residency.state, year).smoothed()
        if law.kind is StateKind.NONE:
            continue
        income = income_of(residency)
        filer = _filer(situation, year, income, federal_of(income))
        idle = None
        if residency.share < 1.0:
            idle = _filer(situation, year, base, federal_of(base))
        tax = resident_tax(law, residency.share, filer, idle)
        returns.append(StateReturns(residency, law, tax, filer, idle))
    return tuple(returns)


def base_state_tax(situation: Situation, year: int, base: YearIncome) -> float:
    """Return all states' tax of a year without any exercise or sale (dollars)."""
    states = state_returns(
        situation,
        year,
        base,
        lambda _: base,
        lambda income: federal_return(income, Carryovers(), situation.law(year)),
    )
    return float(sum(state.tax.total for state in states))


def credits_brought(
    situation: Situation, as_carried: Callable[[float], object]
) -> StateCredits:
    """Return the credits that states owe at the start.

    What the household brings along is of the state it lives in then.

    Args:
        situation: Household and assumptions.
        as_carried: Returns a credit (dollars) in the form in which it is carried.
    """
    household = situation.household
    first = household.state_on(situation.plan.start)
    given = household.state_credit_brought
    return StateCredits(lambda state: as_carried(given if state == first else 0.0))


def _filer(
    situation: Situation, year: int, income: YearIncome, federal: FederalReturn
) -> StateFiler:
    """Return what a state's forms start from."""
    return StateFiler(
        income=income,
        federal=federal,
        dependents=situation.household.dependents,
        real_estate_taxes=real_estate_taxes(situation.household, year),
    )


def real_estate_taxes(household: Household, year: int) -> float:
    """Return what a household may itemize of real estate taxes (dollars)."""
    given = household.itemized_deductions
    return 0.0 if given is None else given.real_estate_taxes.at(year)
