"""Form 8801: the minimum tax credit, by year and, the same law, in running totals."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, greater_of, lesser_of


@dataclass(frozen=True, slots=True)
class ComparedTaxes:
    """The taxes of a year that the credit compares, dollars.

    Attributes:
        regular_tax: Form 6251 line 10, less other credits (Form 8801 line 22).
        tentative_minimum_tax: Form 6251 line 9.
        exclusion_minimum_tax: Tentative minimum tax on exclusion items alone (line 13).
    """

    regular_tax: Amount
    tentative_minimum_tax: Amount
    exclusion_minimum_tax: Amount

    @property
    def with_amt(self) -> Amount:
        """Return regular tax and AMT together, before the credit (dollars)."""
        return self.regular_tax + excess(self.tentative_minimum_tax, self.regular_tax)


def less_other_credits(taxes: ComparedTaxes, used: Amount) -> ComparedTaxes:
    """Return the taxes that the credit compares, other credits taken off (dollars).

    The credit may lower regular tax after other credits (R - E), but not below the
    tentative minimum tax T. AMT is found before them: it is T - R. Both hold in one
    form if it is given R - E as regular tax and, as tentative minimum tax, T - E where
    T is above R, T where T is below R - E, and R - E in between. That is
    ``greater_of(T - E, lesser_of(T, R - E))``. Line 15, the AMT on exclusion items
    alone, is found before other credits too, so these take E as well.

    Args:
        taxes: Of the year, before other credits.
        used: Other nonrefundable credits used, dollars.

    Source: Form 8801 line 22; IRC 53(c)(1).
    """
    regular = taxes.regular_tax - used
    minimum = taxes.tentative_minimum_tax
    return ComparedTaxes(
        regular_tax=regular,
        tentative_minimum_tax=greater_of(minimum - used, lesser_of(minimum, regular)),
        exclusion_minimum_tax=taxes.exclusion_minimum_tax - used,
    )


@dataclass(frozen=True, slots=True)
class Form8801:
    """One year's minimum tax credit, dollars.

    The form works on the year before; here each line stands in the year that causes it.

    Attributes:
        line_15: AMT that exclusion items alone would have cost.
        line_18: Credit generated: AMT less line 15; may be negative.
        line_21: Credit carried into the year.
        line_24: The limit: regular tax less other credits, above tentative minimum
            tax.
        line_25: Credit used.
        line_26: Credit carried on, this year's line 18 included.
    """

    line_15: Amount
    line_18: Amount
    line_21: Amount
    line_24: Amount
    line_25: Amount
    line_26: Amount

    @property
    def wiped_out(self) -> Amount:
        """Return the credit that a negative line 18 takes away for good (dollars).

        Never more than there is. Credit carried in, and line 18 above zero, are
        together what is used, wiped out and carried on.
        """
        return lesser_of(excess(-self.line_18), self.line_21 - self.line_25)


def form_8801(carried_in: Amount, taxes: ComparedTaxes) -> Form8801:
    """Use the credit carried in, and add what the year generates (all dollars).

    Credit generated in a year is first used in the next one. A negative line 18
    lowers the credit carried on, but not below zero.

    Args:
        carried_in: Credit from earlier years.
        taxes: Of the year.

    Source: Form 8801 Parts I and II; IRC 53(b), (c), (d).
    """
    amt = excess(taxes.tentative_minimum_tax, taxes.regular_tax)
    line_15 = excess(taxes.exclusion_minimum_tax, taxes.regular_tax)
    line_18 = amt - line_15
    line_24 = excess(taxes.regular_tax, taxes.tentative_minimum_tax)
    line_25 = lesser_of(carried_in, line_24)
    return Form8801(
        line_15=line_15,
        line_18=line_18,
        line_21=carried_in,
        line_24=line_24,
        line_25=line_25,
        line_26=excess(carried_in - line_25 + line_18),
    )


@dataclass(frozen=True, slots=True)
class RunningCredit:
    """Federal income tax since the start of the plan, in running totals (dollars).

    Attributes:
        paid: All regular tax and AMT paid, net of all credits used.
        unrecoverable: The part that no credit will ever give back: paid less credit.
    """

    paid: Amount
    unrecoverable: Amount

    @property
    def credit(self) -> Amount:
        """Return the credit carried on (dollars)."""
        return self.paid - self.unrecoverable


def running_credit(before: RunningCredit, taxes: ComparedTaxes) -> RunningCredit:
    """Add one year to the running totals; the same law as :func:`form_8801`.

    Whether or not the year pays AMT, its tax is ``max(TMT, regular - credit)``. Line 18
    adds to the credit what was paid above ``max(regular, exclusion minimum tax)``, so
    the credit carried on is ``max(0, credit + tax - that)``. With ``paid`` and
    ``unrecoverable`` as totals, ``_0`` before the year, both say: ::

        paid          = max(paid_0 + TMT, unrecoverable_0 + regular)
        unrecoverable = min(
            paid, unrecoverable_0 + max(regular, exclusion minimum tax)
        )

    Everything here rises with every tax, so a plan that wants less tax has no reason to
    misstate any of them: that is why the optimizer reads the credit in this form.

    Args:
        before: Totals through the year before.
        taxes: Of the year.

    Source: as :func:`form_8801`; the identity is proved above and tested.
    """
    regular = before.unrecoverable + taxes.regular_tax
    paid = greater_of(before.paid + taxes.tentative_minimum_tax, regular)
    not_credited = greater_of(taxes.regular_tax, taxes.exclusion_minimum_tax)
    return RunningCredit(
        paid=paid, unrecoverable=lesser_of(paid, before.unrecoverable + not_credited)
    )
