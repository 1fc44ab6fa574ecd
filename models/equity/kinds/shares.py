"""Ordinary shares: bought, or from units that vested before the plan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from isoplan.models.equity.kinds.base import SoldShare, TaxTreatment
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.nonqualified import share_sale

if TYPE_CHECKING:
    from isoplan.models.inputs.holdings import Holding


@dataclass(frozen=True, slots=True)
class OrdinaryShare(TaxTreatment):
    """A share with its basis; its spread, if it had one, was measured before.

    Attributes:
        amt_basis: Basis of a share for the AMT, dollars.
    """

    name: ClassVar[str] = "shares"

    amt_basis: float

    @classmethod
    def of_holding(cls, holding: "Holding") -> Self:
        """Return the treatment of shares that a scenario lists as held."""
        amt_basis = holding.amt_basis
        return cls(holding.cost if amt_basis is None else amt_basis)

    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; see `share_sale`."""
        return share_sale(share.paid, self.amt_basis, share.sale_price)
