"""What the deduction taken saves against the other one."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from isoplan.models.returns.outputs import group_returns
from isoplan.models.returns.table import Column, HouseholdColumns


@dataclass(frozen=True, slots=True)
class OtherDeduction:
    """The federal deduction that a return does not take, dollars.

    Attributes:
        amount: What Form 1040 line 12 would be.
        more_tax: The year's tax after credits with it, federal and state, less that
            with the deduction taken; negative where the dearer one is forced.
    """

    amount: float
    more_tax: float


def other_deductions(
    columns: HouseholdColumns, itemizes: NDArray[np.bool_], taxes: Column
) -> dict[int, OtherDeduction]:
    """Return the deductions not taken, by the place of the household.

    Only of those who have anything to itemize.

    Args:
        columns: The households.
        itemizes: Whether each one itemizes.
        taxes: All tax that each one pays so, dollars.
    """
    asked = np.flatnonzero(columns.may_itemize)
    turned = replace(columns.at(asked, itemizes=False), itemizes=~itemizes[asked])
    found: dict[int, OtherDeduction] = {}
    for places, returns in group_returns(turned):
        amounts = returns.tax.form_1040.schedule_a.deduction + np.zeros(places.size)
        more = returns.all_tax - taxes[asked[places]]
        for place, amount, tax in zip(asked[places], amounts, more, strict=True):
            found[int(place)] = OtherDeduction(float(amount), float(tax))
    return found
