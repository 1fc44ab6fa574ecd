"""A year's state taxes: those of the states lived in, and of others with a claim.

Which part of a year's tax a state takes is law: see `models/tax/sourcing.py` and
:func:`isoplan.models.tax.residence.resident_tax`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from isoplan.models.amounts.amounts import Amount
from isoplan.models.inputs.household import Household
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import StateCredits
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.residence import ResidencyPeriod, resident_tax
from isoplan.models.tax.sourcing import (
    Claim,
    TaxedTwice,
    credit_for_tax_elsewhere,
    taxes_compensation,
    with_credit,
)
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn
from isoplan.optimizer.columns.remembered import remembered


@dataclass(frozen=True, slots=True)
class StateReturns:
    """One state's part of a year.

    Attributes:
        residency: The days lived there.
        law: Figures of the state, lines in place of its steps.
        tax: Its forms, for its part of the year alone.
        filer: What they start from: the year's other income, and what it taxes of
            exercises and sales.
        idle: The same without that, unless it is lived in all year.
        paid_elsewhere: Credit for tax paid to other states, dollars; in ``tax``.
    """

    residency: ResidencyPeriod
    law: StateLaw
    tax: StateReturn
    filer: StateFiler
    idle: StateFiler | None
    paid_elsewhere: Amount = 0.0

    def under(self, law: StateLaw) -> StateReturn:
        """Return its part under other figures of the state, the credit unchanged."""
        tax = resident_tax(law, self.residency.share, self.filer, self.idle)
        return with_credit(tax, self.paid_elsewhere)

    def of(self, filer: StateFiler) -> StateReturn:
        """Return its part for a filer with other exercises and sales."""
        return resident_tax(self.law, self.residency.share, filer, self.idle)


def state_returns(
    situation: Situation,
    year: int,
    base: YearIncome,
    income_of: Callable[[Claim], YearIncome],
    federal_of: Callable[[YearIncome], FederalReturn],
    *,
    as_printed: bool = False,
) -> tuple[StateReturns, ...]:
    """Work out the states of one year.

    Args:
        situation: Household, law and assumptions.
        year: Tax year.
        base: Income without any exercise or sale.
        income_of: Income with what a state taxes of exercises and sales.
        federal_of: Federal forms of an income, losses carried in.
        as_printed: Whether forms climb in steps, as they are printed; else in lines.
    """

    def filer_of(income: YearIncome) -> StateFiler:
        return _filer(situation, year, income, federal_of(income))

    returns = []
    for residency in _residencies_and_claims(situation, year):
        if not residency.state:
            continue
        law = situation.state_law(residency.state, year)
        law = law if as_printed else _smoothed(situation, (residency.state, year))
        lived_in = residency.share > 0.0
        if law.kind is StateKind.NONE or not (lived_in or taxes_compensation(law)):
            continue
        filer = filer_of(income_of(Claim(residency)))
        idle = filer_of(base) if residency.share < 1.0 else None
        tax = resident_tax(law, residency.share, filer, idle)
        returns.append(StateReturns(residency, law, tax, filer, idle))
    credits_of = dict.fromkeys(range(len(returns)), 0.0)
    for own, other in taxed_twice(situation, [(s.residency, s.law) for s in returns]):
        here, there = returns[own], returns[other]
        twice = TaxedTwice(here.residency, there.law.state)
        without = here.of(filer_of(income_of(Claim(here.residency, twice))))
        other_without: Amount = 0.0
        if here.residency.share < 1.0 or there.residency.share > 0.0:
            rest = there.of(filer_of(income_of(Claim(there.residency, twice))))
            other_without = rest.regular_tax
        credits_of[own] = credits_of[own] + credit_for_tax_elsewhere(
            here.tax, without, there.tax.regular_tax, other_without
        )
    return tuple(_credited(each, credits_of[n]) for n, each in enumerate(returns))


def state_laws(situation: Situation, year: int) -> list[StateLaw]:
    """Return the figures of each state that taxes a year."""
    return [
        situation.state_law(residency.state, year)
        for residency in _residencies_and_claims(situation, year)
        if residency.state
    ]


@remembered
def _residencies_and_claims(
    situation: Situation, year: int
) -> tuple[ResidencyPeriod, ...]:
    return situation.residencies_and_claims(year)


@remembered
def _smoothed(situation: Situation, state_and_year: tuple[str, int]) -> StateLaw:
    return situation.state_law(*state_and_year).smoothed()


def taxed_twice(
    situation: Situation, states: Sequence[tuple[ResidencyPeriod, StateLaw]]
) -> Iterator[tuple[int, int]]:
    """Yield each state lived in with each other one that may tax the same pay.

    Args:
        situation: Household and equity.
        states: States of one year that tax anything, with their figures.
    """
    for own, (residency, law) in enumerate(states):
        if not residency.spans or not taxes_compensation(law):
            continue
        last = residency.spans[-1][1]
        for other, (_, law_there) in enumerate(states):
            if (
                other != own
                and taxes_compensation(law_there)
                and situation.has_earned_in(law_there.state, last)
            ):
                yield own, other


def _credited(state: StateReturns, credit: Amount) -> StateReturns:
    """Return a state's part of a year with its credit for tax paid elsewhere."""
    if isinstance(credit, float) and not credit:
        return state
    return replace(state, tax=with_credit(state.tax, credit), paid_elsewhere=credit)


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
        dependents=situation.dependents_in(year),
        real_estate_taxes=real_estate_taxes(situation.household, year),
    )


def real_estate_taxes(household: Household, year: int) -> float:
    """Return what a household may itemize of real estate taxes (dollars)."""
    given = household.itemized_deductions
    return 0.0 if given is None else given.real_estate_taxes.at(year)
