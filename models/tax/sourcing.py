"""Which state taxes what of a year's exercises and sales.

1. *Capital gain* is taxed by the state lived in on the day of the sale.
2. *Compensation* (the spread of nonqualified options, the ordinary income of a
   disqualifying disposition) is earned where the work was done. A state lived in on
   the day on which it is income taxes all of it. Another state taxes the part that was
   earned there, after a move away too: workdays there over all workdays.
3. *The spread of incentive stock options* is no income for regular tax. For a state's
   minimum tax it is split as compensation is.
4. *The workdays* count from the grant to the exercise, or to the day on which the
   spread is measured if shares vest later. In New York they count to vesting.
5. *A credit for tax paid to another state* is given by the state lived in: the lesser
   of what both ask on the income that both tax. No minimum tax is in it.

Days lived in a state stand for workdays unless a grant says otherwise. What no state
claims so (a state left before the grant) is not split.

Source: 1: Cal. R&TC 17952; N.Y. Tax Law 631(b)(2). 2: Cal. R&TC 17041(a), 17951 and 18
CCR 17951-5; N.Y. Tax Law 631(g); 20 NYCRR 132.24. 3: FTB Pub. 1004, incentive stock
options: the source of the adjustment is found as that of nonstatutory options. 4: FTB
Pub. 1004; Appeal of Davis (Cal. SBE 2011), from the grant and not from vesting;
TSB-M-07(7)I (New York). Other states follow one of the two methods as a rule. 5: Cal.
R&TC 18001 and Schedule S lines 6, 11 and 12; N.Y. Tax Law 620 and Form IT-112-R.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from isoplan.models.amounts.amounts import Amount, lesser_of
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.models.tax.states.state_return import StateReturn

COMPENSATION = frozenset(
    {
        "wages",
        "medicare_wages",
        "equity_pay",
        "iso_bargain_element",
        "iso_ordinary_income",
        "iso_ordinary_income_later",
    }
)
"""Lines of a year's income that are earned by work; all others are of the sale."""
UNTIL_VESTING = frozenset({"NY"})
"""States that count workdays from grant to vesting, not to exercise.

Source: 20 NYCRR 132.24; TSB-M-07(7)I, for tax years from 2007 on.
"""


@dataclass(frozen=True, slots=True)
class TaxedTwice:
    """Compensation of days lived in one state that was earned in another.

    Attributes:
        residency: The days.
        earned_in: Two-letter code of the other state.
    """

    residency: ResidencyPeriod
    earned_in: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one state taxes of a year's exercises and sales.

    Attributes:
        residency: The days lived there; none where options were earned alone.
        without: What is left out of it to find the tax on that; None for nothing.
    """

    residency: ResidencyPeriod
    without: TaxedTwice | None = None

    @property
    def is_all(self) -> bool:
        """Whether it is all income of the year."""
        return self.residency.share == 1.0 and self.without is None

    @property
    def name(self) -> str:
        """Return a name, such as ``ny`` or ``ny_without_ca``."""
        state = self.residency.state.lower()
        if self.without is None:
            return state
        left_out = (self.without.residency.state, self.without.earned_in)
        return f"{state}_without_" + "_".join(left_out).lower()

    def part(
        self,
        line: str,
        lived_in: Callable[[ResidencyPeriod], Any],
        earned_in: Callable[[str], Any],
    ) -> Any:  # noqa: ANN401, a number or an array
        """Return the part of an amount of an income line that the state taxes.

        Args:
            line: Field of ``YearIncome``.
            lived_in: Returns whether the amount is of a day of a stay.
            earned_in: Returns the part of it that was earned in a state.

        Source: the module, 1 to 3.
        """
        here = 1.0 * lived_in(self.residency)
        if line not in COMPENSATION:
            return here
        part = here + (1.0 - here) * earned_in(self.residency.state)
        if self.without is not None:
            there = earned_in(self.without.earned_in)
            part = part - 1.0 * lived_in(self.without.residency) * there
        return part


def taxes_compensation(law: StateLaw) -> bool:
    """Return whether a state taxes pay at all."""
    return law.kind not in {StateKind.NONE, StateKind.GAINS_ONLY}


def work_share(
    state: str,
    lived_there: Callable[[date, date], float],
    granted_on: date,
    measured_on: date,
    vesting: Sequence[tuple[date, int]] = (),
) -> float:
    """Return the part of an option's compensation that is earned in a state.

    Where workdays count to vesting, all options that have vested by the exercise count
    alike, for it is not known which of them are exercised.

    Args:
        state: Two-letter code.
        lived_there: Returns the part of the days from one to another, both included,
            that are lived in the state.
        granted_on: Day of grant.
        measured_on: Day of exercise, or of vesting if the spread is measured then.
        vesting: Days of vesting with all shares vested by then, in order.

    Source: FTB Pub. 1004; 20 NYCRR 132.24 (New York).
    """
    ends = [(measured_on, 1)]
    if state in UNTIL_VESTING:
        before = [0, *(vested for _, vested in vesting)]
        steps = [
            (max(day, granted_on), vested - earlier)
            for (day, vested), earlier in zip(vesting, before, strict=False)
            if day <= measured_on
        ]
        ends = steps or ends
    lived = sum(count * lived_there(granted_on, day) for day, count in ends)
    return lived / sum(count for _, count in ends)


def credit_for_tax_elsewhere(
    own: StateReturn, own_without: StateReturn, other: Amount, other_without: Amount
) -> Amount:
    """Return a state's credit for the tax of another one on the same income (dollars).

    The forms take the income's part of all income times each state's tax; this takes
    what the income adds to each, as the states' parts of a year are found.

    Args:
        own: Forms of the state lived in.
        own_without: The same without the income that both states tax.
        other: Regular tax of the other state, dollars.
        other_without: The same without that income, dollars.

    Source: Schedule S lines 6, 11 and 12 (California); IT-112-R (New York).
    """
    asked = own.tax_before_credits - own.credits
    without = own_without.tax_before_credits - own_without.credits
    return lesser_of(asked - without, other - other_without)


def with_credit(tax: StateReturn, credit: Amount) -> StateReturn:
    """Return a state's forms with a credit for tax paid to another state.

    It lowers regular tax alone, as personal credits do, not the minimum tax.

    Args:
        tax: The forms before it.
        credit: Dollars.

    Source: Schedule S, general information (California).
    """
    minimum = tax.minimum_tax
    if minimum is not None:
        minimum = replace(minimum, credits=minimum.credits + credit)
    return replace(tax, credits=tax.credits + credit, minimum_tax=minimum)
