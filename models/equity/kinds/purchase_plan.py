"""Shares bought under an employee stock purchase plan (IRC 423)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from isoplan.models.amounts.amounts import Amount
from isoplan.models.equity.kinds.base import SoldShare, StatutoryTreatment
from isoplan.models.tax.shares.disposition import Sale
from isoplan.models.tax.shares.gift import purchase_plan_gift
from isoplan.models.tax.shares.purchase_plan import espp_sale, purchase_plan_wages

if TYPE_CHECKING:
    from isoplan.models.inputs.holdings import Holding


@dataclass(frozen=True, slots=True)
class PurchasePlanShare(StatutoryTreatment):
    """A share bought at a discount, a part of which is wages when it is sold.

    Its spread at purchase is measured for no tax: not as wages, nor for the AMT.

    Attributes:
        value_when_offered: Fair market value of a share on the first day of the
            offering, dollars.
        offering_price: Price as if bought on that day, dollars a share.
    """

    name: ClassVar[str] = "espp"
    may_be_given: ClassVar[bool] = False  # even a gift is wages in part: IRC 423(c)
    may_pay_for_options: ClassVar[bool] = False  # 423(c) goes on in the new shares
    taxed_at_death: ClassVar[str] = "the discount of purchase-plan shares (IRC 423(c))"

    value_when_offered: float
    offering_price: float

    @classmethod
    def of_holding(cls, holding: "Holding") -> Self:
        """Return the treatment of shares that a scenario lists as held."""
        return cls(holding.value_when_offered or 0.0, holding.offering_price)

    def sale(self, share: SoldShare) -> Sale:
        """Return the income of one share that is sold; see `espp_sale`."""
        return espp_sale(
            share.paid,
            self.value_when_offered,
            self.offering_price,
            share.value_when_measured,
            share.sale_price,
            qualifying=share.qualifying,
            sale_cost=share.sale_cost,
        )

    def gift(self, share: SoldShare) -> Sale:
        """Return the income of one share given away; see `purchase_plan_gift`."""
        return purchase_plan_gift(
            share.paid,
            self.value_when_offered,
            self.offering_price,
            share.value_when_measured,
            share.sale_price,
            qualifying=share.qualifying,
        )

    def income_at_death(self, paid: Amount, value: Amount) -> Amount:
        """Return what is still taxed of a share held until death; dollars a share.

        The discount stays wages.

        Args:
            paid: Price paid, dollars a share.
            value: Fair market value at death, dollars a share.

        Source: IRC 423(c).
        """
        return purchase_plan_wages(
            paid, self.value_when_offered, self.offering_price, value
        )
