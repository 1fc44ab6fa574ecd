"""A year's state taxes: one state, or those of a year of moving.

The income of an exercise or sale belongs to the state lived in on its day. In a year of
moving each state takes its part of the days of what it would take in a year without any
exercise or sale, and what is added to that by the exercises and sales of its own days:
these stand on the income of the whole year, as they do in the states' own forms, which
tax a part-year resident at the rates of the whole year's income. Every line of a
state's forms is taken so, the minimum tax too: what a credit may lower is the tax of
these days alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from isoplan.models.inputs.household import Household
from isoplan.models.inputs.residence import ResidencyPeriod
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.federal_return import (
    Carryovers,
    FederalReturn,
    YearIncome,
    federal_return,
)
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

Forms = TypeVar("Forms")
"""Dataclasses of amounts, down to the amounts themselves."""


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
        return _tax(self.residency, law, self.filer, self.idle)


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
        tax = _tax(residency, law, filer, idle)
        returns.append(StateReturns(residency, law, tax, filer, idle))
    return tuple(returns)


def _tax(
    residency: ResidencyPeriod,
    law: StateLaw,
    filer: StateFiler,
    idle: StateFiler | None,
) -> StateReturn:
    """Return a state's forms for its part of the year."""
    whole = state_return(filer, law)
    if idle is None:
        return whole
    return _part(whole, state_return(idle, law), 1.0 - residency.share)


def _part(whole: Forms, idle: Forms, elsewhere: float) -> Forms:
    """Return forms line by line, less a part of what they are in an idle year.

    Args:
        whole: A dataclass of amounts, or one of them.
        idle: The same without exercises and sales.
        elsewhere: Part of the year lived elsewhere.
    """
    one: Any = whole
    if is_dataclass(whole):
        lines = {
            line.name: _part(
                getattr(one, line.name), getattr(idle, line.name), elsewhere
            )
            for line in fields(one)
        }
        return cast("Forms", replace(one, **lines))
    if one is None or isinstance(one, bool):
        return whole
    return cast("Forms", one - elsewhere * cast("Any", idle))


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
