"""A state's alternative minimum tax and its credit, by year and in running totals."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, greater_of, lesser_of
from isoplan.models.tax.forms.form_8801 import (
    ComparedTaxes,
    Form8801,
    RunningCredit,
    form_8801,
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
        """Return the taxes that the credit compares, other credits taken off (dollars).

        The credit may lower regular tax after other credits (R - E), but not below the
        tentative minimum tax T. AMT is found before them: it is T - R. Both hold in
        one form if it is given R - E as regular tax and, as tentative minimum tax,
        T - E where T is above R, T where T is below R - E, and R - E in between. That
        is ``greater_of(T - E, lesser_of(T, R - E))``.
        """
        regular = self.regular_tax - self.credits
        shifted = self.tentative_minimum_tax - self.credits
        return ComparedTaxes(
            regular_tax=regular,
            tentative_minimum_tax=greater_of(
                shifted, lesser_of(self.tentative_minimum_tax, regular)
            ),
            exclusion_minimum_tax=self.exclusion_minimum_tax - self.credits,
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
