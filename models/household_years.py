"""Many household-years at once: each year and filing status is worked out as one array.

The outputs carry the names under which independent tax programs were asked for them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import zip_longest
from typing import Any, TypeVar, cast

import numpy as np

from isoplan.models.household_file import Case, Chain
from isoplan.models.household_year import HouseholdYear
from isoplan.models.law.tables import FederalLaw, federal_law
from isoplan.models.tax.form_8801 import Form8801
from isoplan.models.tax.household_tax import (
    Carryovers,
    HouseholdTax,
    YearIncome,
    household_tax,
)
from isoplan.models.tax.schedule_a import ItemizedDeductions

Forms = TypeVar("Forms")
"""Dataclasses of amounts, down to the amounts themselves."""

NO_LOSSES = Carryovers()


@dataclass(frozen=True, slots=True)
class CarriedIn:
    """What a year takes over from the year before; dollars.

    Attributes:
        credit: Minimum tax credit.
        losses: Capital losses.
    """

    credit: float = 0.0
    losses: Carryovers = NO_LOSSES


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One household-year with its forms; all amounts are floats.

    Attributes:
        case: What was asked.
        law: Figures of its year and filing status.
        tax: The forms.
        credit: Form 8801.
    """

    case: Case
    law: FederalLaw
    tax: HouseholdTax
    credit: Form8801

    @property
    def tax_after_credit(self) -> float:
        """Return all federal tax, the credit used up to its limit (dollars)."""
        before = self.tax.regular_tax + self.tax.form_6251.line_11 + self.tax.surtaxes
        return float(before - self.credit.line_25)


FEDERAL: dict[str, Callable[[WorkedCase], float]] = {
    "adjusted_gross_income": lambda worked: worked.tax.form_1040.line_11,
    "taxable_income": lambda worked: worked.tax.form_1040.line_15,
    "regular_tax": lambda worked: worked.tax.regular_tax,
    "amt_taxable_income": lambda worked: worked.tax.form_6251.line_4,
    "tentative_minimum_tax": lambda worked: worked.tax.tentative_minimum_tax,
    "amt": lambda worked: worked.tax.form_6251.line_11,
    "niit": lambda worked: worked.tax.form_8960.line_17,
    "additional_medicare_tax": lambda worked: worked.tax.additional_medicare_tax,
}
"""The outputs of every household-year."""

CREDIT: dict[str, Callable[[WorkedCase], float]] = {
    "exclusion_amt_taxable_income": lambda worked: worked.tax.exclusion_items.line_4,
    "exclusion_tentative_minimum_tax": lambda worked: worked.tax.exclusion_items.line_9,
    "amt_on_exclusion_items": lambda worked: worked.credit.line_15,
    "credit_generated": lambda worked: worked.credit.line_18,
    "credit_carryforward_in": lambda worked: worked.credit.line_21,
    "credit_limit": lambda worked: worked.credit.line_24,
    "credit_used": lambda worked: worked.credit.line_25,
    "credit_carryforward_out": lambda worked: worked.credit.line_26,
    "federal_tax_after_credit": lambda worked: worked.tax_after_credit,
}
"""Further outputs where a credit is carried."""


def in_cents(
    worked: WorkedCase, wanted: Mapping[str, Callable[[WorkedCase], float]]
) -> dict[str, float]:
    """Return outputs by name, dollars rounded to cents."""
    return {name: cents(amount(worked)) for name, amount in wanted.items()}


def cents(amount: float) -> float:
    """Return dollars rounded to cents, never a negative zero."""
    return round(float(amount), 2) + 0.0


def losses_carried_out(worked: WorkedCase) -> dict[str, float]:
    """Return the capital losses that go on to the next year, in cents, by system."""
    regular, amt = worked.tax.carryovers.regular, worked.tax.carryovers.amt
    name = "capital_loss_carryforward_out"
    return {
        f"{name}_regular": cents(regular.short_term + regular.long_term),
        f"{name}_amt": cents(amt.short_term + amt.long_term),
    }


def worked_cases(cases: Sequence[Case]) -> list[WorkedCase]:
    """Return the forms of each household-year, in the same order."""
    carried = [
        CarriedIn(
            case.household.minimum_tax_credit or 0.0, case.household.losses_carried_in
        )
        for case in cases
    ]
    return _worked(cases, carried)


def worked_chains(chains: Sequence[Chain]) -> list[list[WorkedCase]]:
    """Return the forms of each chain's years, credit and losses carried.

    The first years of all chains are worked out together, then the second ones, and so
    on.
    """
    done: list[list[WorkedCase]] = [[] for _ in chains]
    for step in zip_longest(*(chain.years for chain in chains)):
        going = [place for place, case in enumerate(step) if case is not None]
        carried = [_carried(chains[place], done[place]) for place in going]
        worked = _worked([step[place] for place in going], carried)
        for place, each in zip(going, worked, strict=True):
            done[place].append(each)
    return done


def _carried(chain: Chain, done: Sequence[WorkedCase]) -> CarriedIn:
    """Return what the next year of a chain takes over."""
    if not done:
        first = chain.years[0].household
        return CarriedIn(first.minimum_tax_credit or 0.0, first.losses_carried_in)
    losses = done[-1].tax.carryovers if chain.carries_losses else NO_LOSSES
    return CarriedIn(done[-1].credit.line_26, losses)


def _worked(cases: Sequence[Case], carried: Sequence[CarriedIn]) -> list[WorkedCase]:
    """Work out household-years, those of one law and kind of deduction at once."""
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        household = case.household
        itemizes = household.itemized_deductions is not None
        groups[household.year, household.filing_status, itemizes].append(place)
    found: dict[int, WorkedCase] = {}
    for places in groups.values():
        first = cases[places[0]].household
        law = federal_law(first.year, first.filing_status)
        income = _income([cases[place].household for place in places])
        brought = _stacked([carried[place] for place in places])
        tax = household_tax(income, brought.losses, law)
        credit = tax.credit(brought.credit)
        for number, place in enumerate(places):
            found[place] = WorkedCase(
                cases[place], law, _element(tax, number), _element(credit, number)
            )
    return [found[place] for place in range(len(cases))]


def _income(households: Sequence[HouseholdYear]) -> YearIncome:
    """Return the income of several households: arrays of their number."""
    amounts = [household.income for household in households]
    deductions = [household.itemized_deductions for household in households]
    given = [each for each in deductions if each is not None]
    itemized = None
    if given:
        taxes = np.array([each.state_and_local_taxes for each in given])
        itemized = ItemizedDeductions(taxes, np.array([each.other for each in given]))
    arrays = {
        name: np.array([each[name] for each in amounts], dtype=float)
        for name in amounts[0]
    }
    return YearIncome(**arrays, itemized=itemized)


def _is_amount(forms: object) -> bool:
    """Return whether this is an amount itself, not a dataclass of them."""
    return not is_dataclass(forms)


def _stacked(items: Sequence[Forms]) -> Forms:
    """Return one dataclass whose amounts are arrays, from several with floats."""
    first: Any = items[0]
    if _is_amount(first):
        return cast("Forms", np.array(items, dtype=float))
    arrays = {
        each.name: _stacked([getattr(item, each.name) for item in items])
        for each in fields(first)
    }
    return cast("Forms", replace(first, **arrays))


def _element(forms: Forms, number: int) -> Forms:
    """Return the forms of one household out of those of several.

    An amount that is the same for all of them, such as a standard deduction, may stand
    there once.
    """
    each: Any = forms
    if _is_amount(each):
        return cast("Forms", float(each[number] if np.ndim(each) else each))
    amounts = {
        line.name: _element(getattr(each, line.name), number) for line in fields(each)
    }
    return cast("Forms", replace(each, **amounts))
