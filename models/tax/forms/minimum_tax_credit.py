"""The minimum tax credit of one year, and what a year's tax is after it.

The credit has two forms of one law (see :func:`running_credit`, where that is proved):
Form 8801 as it is printed, and running totals. Whoever follows a household through its
years chooses one of them, as a step from what was carried in to the year:
:func:`by_year` or :func:`in_totals`. A state that gives a credit of its own copies the
federal law, so the same steps serve the states.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from isoplan.models.amounts.amounts import Amount
from isoplan.models.tax.forms.form_8801 import (
    ComparedTaxes,
    Form8801,
    RunningCredit,
    form_8801,
    running_credit,
)


class CreditableTax(Protocol):
    """A year's forms, federal or of a state, as the credit asks for them; dollars."""

    @property
    def total(self) -> Amount:
        """Return all income tax before the credit."""

    @property
    def surtaxes(self) -> Amount:
        """Return the part of it that no credit can lower."""

    @property
    def compared(self) -> ComparedTaxes:
        """Return the taxes that the credit compares."""
        raise NotImplementedError


class Credit(Protocol):
    """A year's credit, whatever its form; dollars."""

    @property
    def carried(self) -> Any:  # noqa: ANN401, of the kind that the next step takes
        """Return what goes on to the next year."""

    @property
    def used(self) -> Amount:
        """Return the credit used against the year's tax (Form 8801 line 25)."""

    @property
    def tax(self) -> Amount:
        """Return all of the year's income tax after the credit."""


C = TypeVar("C", bound=Credit)
CreditStep: TypeAlias = Callable[[Any, CreditableTax], C]
"""From what is carried into a year, and the year's forms, to the year's credit."""


@dataclass(frozen=True, slots=True)
class CreditByYear:
    """A year's credit as the form has it, dollars.

    Attributes:
        form: Form 8801, or a state's copy of it.
        of: The forms of the year.
    """

    form: Form8801
    of: CreditableTax

    @property
    def carried(self) -> Amount:
        """Return the credit carried on (dollars)."""
        return self.form.line_26

    @property
    def used(self) -> Amount:
        """Return the credit used against the year's tax (dollars)."""
        return self.form.line_25

    @property
    def tax(self) -> Amount:
        """Return all of the year's income tax after the credit (dollars)."""
        return self.of.total - self.used


def by_year(carried_in: Amount, tax: CreditableTax) -> CreditByYear:
    """Return a year's credit as the form has it.

    Args:
        carried_in: Credit of earlier years, dollars.
        tax: The forms of the year.
    """
    return CreditByYear(form_8801(carried_in, tax.compared), tax)


@dataclass(frozen=True, slots=True)
class CreditInTotals:
    """A year's credit in running totals, dollars.

    Attributes:
        before: Totals through the year before.
        carried: Totals through the year.
        of: The forms of the year.
    """

    before: RunningCredit
    carried: RunningCredit
    of: CreditableTax

    @property
    def used(self) -> Amount:
        """Return the credit used against the year's tax (dollars)."""
        return self.of.compared.with_amt - (self.carried.paid - self.before.paid)

    @property
    def tax(self) -> Amount:
        """Return all of the year's income tax after the credit (dollars)."""
        return self.carried.paid - self.before.paid + self.of.surtaxes

    @property
    def least_unrecoverable(self) -> Amount:
        """Return the least unrecoverable tax: that before, and the year's regular tax.

        No credit ever gives that back. It follows from the law, but not all that is
        made of the law sees it.
        """
        return self.before.unrecoverable + self.of.compared.regular_tax


def in_totals(before: RunningCredit, tax: CreditableTax) -> CreditInTotals:
    """Return a year's credit in running totals.

    Args:
        before: Totals through the year before; at first :func:`totals_at_start`.
        tax: The forms of the year.
    """
    return CreditInTotals(before, running_credit(before, tax.compared), tax)


def totals_at_start(credit: Amount) -> RunningCredit:
    """Return the totals before any year: nothing paid, a credit brought along.

    Args:
        credit: Of earlier years, dollars.
    """
    return RunningCredit(paid=0.0 * credit, unrecoverable=-credit)
