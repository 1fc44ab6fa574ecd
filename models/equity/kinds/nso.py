"""Nonqualified options, and the shares that they give (IRC 83)."""

from dataclasses import dataclass
from typing import ClassVar

from isoplan.models.amounts.amounts import Amount
from isoplan.models.equity.kinds.base import SoldShare, TaxTreatment
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.nonqualified import nonqualified_pay, nonqualified_sale


@dataclass(frozen=True, slots=True)
class NonqualifiedOption(TaxTreatment):
    """An option whose spread is wages, on exercise or on vesting."""

    name: ClassVar[str] = "nso"
    options_are_called: ClassVar[str] = "nonqualified options"
    nonqualified: ClassVar[bool] = True

    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; see `nonqualified_sale`."""
        return nonqualified_sale(
            share.paid, share.value_when_measured, share.sale_price
        )

    def wages(self, paid: Amount, value_when_measured: Amount) -> Amount:
        """Return the pay that the spread is; see `nonqualified_pay`."""
        return nonqualified_pay(paid, value_when_measured)
