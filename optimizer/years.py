"""Every year's forms from the sums of the columns: one walk for floats and traces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from isoplan.models.household import Household
from isoplan.models.law.tables import FederalLaw
from isoplan.models.scenario import Scenario
from isoplan.models.tax.amounts import Amount
from isoplan.models.tax.household_tax import (
    Carryovers,
    HouseholdTax,
    YearIncome,
    household_tax,
)
from isoplan.models.tax.schedule_a import ItemizedDeductions, schedule_a
from isoplan.models.tax.schedule_d import Carryover
from isoplan.optimizer.columns import INCOME_LINES
from isoplan.optimizer.tree import YearNode

Totals = Callable[[YearNode, str], Amount]
"""What all columns together add to an income line of a year, dollars."""


@dataclass(frozen=True, slots=True)
class WorkedYear:
    """One year of a plan: its node, its income and its forms."""

    node: YearNode
    income: YearIncome
    tax: HouseholdTax


def base_income(household: Household, law: FederalLaw) -> YearIncome:
    """Return a year's income without any exercise or sale (dollars)."""
    year = law.year
    wages = household.wages.at(year)
    medicare = household.medicare_wages
    short, long = household.short_term_gain.at(year), household.long_term_gain.at(year)
    income = YearIncome(
        wages=wages,
        medicare_wages=wages if medicare is None else medicare.at(year),
        interest=household.interest.at(year),
        qualified_dividends=household.qualified_dividends.at(year),
        short_term_gain=short,
        long_term_gain=long,
        amt_short_term_gain=short,
        amt_long_term_gain=long,
    )
    return replace(income, itemized=_itemized(household, income, law))


def _itemized(
    household: Household, income: YearIncome, law: FederalLaw
) -> ItemizedDeductions | None:
    """Return what is itemised in a year, or None for the standard deduction.

    With ``larger`` the choice is made once, on the year without exercises and sales:
    taken anew at each income it would make AMTI jump.
    """
    given = household.itemized
    if given is None or household.deduction == "standard":
        return None
    itemized = ItemizedDeductions(
        given.state_and_local_taxes.at(law.year), given.other.at(law.year)
    )
    if household.deduction == "itemized":
        return itemized
    agi = household_tax(income, Carryovers(), law).form_1040.line_11
    larger = schedule_a(itemized, agi, law).deduction > law.standard_deduction
    return itemized if larger else None


def worked_years(
    scenario: Scenario, tree: Sequence[YearNode], totals: Totals
) -> list[WorkedYear]:
    """Work out each node's forms, losses carried from its parent.

    Args:
        scenario: Household, law and assumptions.
        tree: Nodes, parents first.
        totals: Sums of the columns, as floats or as traced amounts.
    """
    given = scenario.household.loss_carryover
    start = Carryovers(
        regular=Carryover(given.short_term, given.long_term),
        amt=Carryover(given.amt_short_term, given.amt_long_term),
    )
    worked: list[WorkedYear] = []
    for node in tree:
        law = scenario.law(node.year)
        base = base_income(scenario.household, law)
        added = {
            line: getattr(base, line) + totals(node, line) for line in INCOME_LINES
        }
        income = replace(base, **added)
        carried = start if node.parent is None else worked[node.parent].tax.carryovers
        worked.append(WorkedYear(node, income, household_tax(income, carried, law)))
    return worked
