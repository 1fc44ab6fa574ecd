"""A year's state taxes: one state, or those of a year of moving.

The income of an exercise or sale belongs to the state lived in on its day. In a year of
moving each state takes its part of the days of what it would take in a year without any
exercise or sale, and what is added to that by the exercises and sales of its own days:
these stand on the income of the whole year, as they do in the states' own forms, which
tax a part-year resident at the rates of the whole year's income.
"""

from collections.abc import Callable
from dataclasses import dataclass

from isoplan.models.household import Household
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.residence import Stay
from isoplan.models.scenario import Scenario
from isoplan.models.tax.amounts import Amount
from isoplan.models.tax.household_tax import (
    Carryovers,
    HouseholdTax,
    YearIncome,
    household_tax,
)
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_tax import StateTax, state_tax


@dataclass(frozen=True, slots=True)
class WorkedState:
    """One state's part of a year.

    Attributes:
        stay: The days lived there.
        law: Figures of the state, lines in place of its steps.
        filer: What its forms start from.
        tax: Its forms, on the year's other income and on the exercises and sales of
            these days.
        not_due: What the forms ask of the days lived elsewhere; dollars.
    """

    stay: Stay
    law: StateLaw
    filer: StateFiler
    tax: StateTax
    not_due: float

    @property
    def total(self) -> Amount:
        """Return the state's tax before a minimum tax credit (dollars)."""
        return self.tax.total - self.not_due


def worked_states(
    scenario: Scenario,
    year: int,
    base: YearIncome,
    income_of: Callable[[Stay], YearIncome],
    federal_of: Callable[[YearIncome], HouseholdTax],
) -> tuple[WorkedState, ...]:
    """Work out the states of one year.

    Args:
        scenario: Household, law and assumptions.
        year: Tax year.
        base: Income without any exercise or sale.
        income_of: Income with the exercises and sales of a stay alone.
        federal_of: Federal forms of an income, losses carried in.
    """
    worked = []
    for stay in scenario.household.stays(year):
        if not stay.state:
            continue
        law = scenario.state_law(stay.state, year).smoothed()
        if law.kind is StateKind.NONE:
            continue
        income = income_of(stay)
        filer = _filer(scenario, year, income, federal_of(income))
        not_due = 0.0
        if stay.share < 1.0:
            idle = _filer(scenario, year, base, _without_losses(scenario, year, base))
            not_due = (1.0 - stay.share) * float(state_tax(idle, law).total)
        worked.append(WorkedState(stay, law, filer, state_tax(filer, law), not_due))
    return tuple(worked)


def base_state_tax(scenario: Scenario, year: int, base: YearIncome) -> float:
    """Return all states' tax of a year without any exercise or sale (dollars)."""
    states = worked_states(
        scenario,
        year,
        base,
        lambda _: base,
        lambda income: _without_losses(scenario, year, income),
    )
    return float(sum(state.total for state in states))


def _filer(
    scenario: Scenario, year: int, income: YearIncome, federal: HouseholdTax
) -> StateFiler:
    """Return what a state's forms start from."""
    return StateFiler(
        income=income,
        federal=federal,
        dependents=scenario.household.dependents,
        real_estate_taxes=real_estate_taxes(scenario.household, year),
    )


def real_estate_taxes(household: Household, year: int) -> float:
    """Return what a household may itemise of real estate taxes (dollars)."""
    given = household.itemized
    return 0.0 if given is None else given.real_estate_taxes.at(year)


def _without_losses(scenario: Scenario, year: int, income: YearIncome) -> HouseholdTax:
    return household_tax(income, Carryovers(), scenario.law(year))
