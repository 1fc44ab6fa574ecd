"""A state's alternative minimum tax and its credit, by year and in running totals."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.tax.forms.form_8801 import (
    ComparedTaxes,
    Form8801,
    RunningCredit,
    form_8801,
    less_other_credits,
    running_credit,
)


@dataclass(frozen=True, slots=True)
class StateMinimumTax:
    """A state's alternative minimum tax for one year, dollars.

    Attributes:
        amti: Alternative minimum taxable income.
        exemption: After its phase-out.
        tentative_minimum_tax: Before regular tax is taken off.
        exclusion_minimum_tax: The same on exclusion items alone; never below zero.
        regular_tax: What it is compared with.
        credits: Credits that lower regular tax first, not the minimum tax.
        carries_credit: Whether the state gives a credit of its own that is carried on.
    """

    amti: Amount
    exemption: Amount
    tentative_minimum_tax: Amount
    exclusion_minimum_tax: Amount
    regular_tax: Amount
    credits: Amount = 0.0
    carries_credit: bool = True

    @property
    def amt(self) -> Amount:
        """Return the alternative minimum tax (dollars)."""
        return excess(self.tentative_minimum_tax, self.regular_tax)

    @property
    def compared(self) -> ComparedTaxes:
        """Return the taxes that the credit compares, other credits taken off."""
        return less_other_credits(
            ComparedTaxes(
                regular_tax=self.regular_tax,
                tentative_minimum_tax=self.tentative_minimum_tax,
                exclusion_minimum_tax=self.exclusion_minimum_tax,
            ),
            self.credits,
        )

    def credit(self, carried_in: Amount) -> Form8801:
        """Return the year's credit form, given the credit carried in (dollars).

        The lines are those of federal Form 8801, whose law the state's form copies.

        Source: FTB 3510, M1MTC or CT-8801.
        """
        return form_8801(carried_in, self.compared)

    def running(self, before: RunningCredit) -> RunningCredit:
        """Add the year to running totals (dollars); the same law as :meth:`credit`.

        ``paid`` counts regular tax after other credits and AMT, not surtaxes.
        """
        return running_credit(before, self.compared)
