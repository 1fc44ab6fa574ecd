"""All kinds of equity, by the name that a scenario file gives them."""

from isoplan.models.equity.kinds.base import TaxTreatment
from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.equity.kinds.purchase_plan import PurchasePlanShare
from isoplan.models.equity.kinds.restricted_units import RestrictedStockUnit
from isoplan.models.equity.kinds.shares import OrdinaryShare

KINDS: dict[str, type[TaxTreatment]] = {
    kind.name: kind
    for kind in (
        IncentiveStockOption,
        NonqualifiedOption,
        RestrictedStockUnit,
        PurchasePlanShare,
        OrdinaryShare,
    )
}
"""A new kind is one line more here; docs/adding-a-kind-of-equity.md says what else."""
