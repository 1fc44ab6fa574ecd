"""Shares that arrive when restricted stock units vest (IRC 83)."""

from dataclasses import dataclass
from typing import ClassVar

from isoplan.models.equity.kinds.base import SoldShare, TaxTreatment
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.nonqualified import share_sale


@dataclass(frozen=True, slots=True)
class RestrictedStockUnit(TaxTreatment):
    """A share whose value on vesting was wages, whatever a plan does.

    These wages belong to the household's income (`rsu_pay`), for no choice moves them.
    The basis of the share is that value, for regular tax and for the AMT.
    """

    name: ClassVar[str] = "rsu"
    paid_in_cash: ClassVar[bool] = False

    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; see `share_sale`."""
        return share_sale(share.paid, share.paid, share.sale_price)
