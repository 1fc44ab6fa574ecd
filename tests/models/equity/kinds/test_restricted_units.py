"""Shares from units: their value on vesting is their basis."""

from collections.abc import Callable
from datetime import date

from isoplan.models.equity.kinds.base import Acquisition, SoldShare
from isoplan.models.equity.kinds.restricted_units import RestrictedStockUnit

RSU = RestrictedStockUnit()


def test_the_basis_is_the_value_on_vesting(sold: Callable[..., SoldShare]) -> None:
    """IRC 83(a), 1012: 30 were wages, 20 are gain; none of it is a plan's wages."""
    share = sold(paid=30.0)
    sale = RSU.sale(share)
    assert (sale.capital_gain, sale.amt_capital_gain) == (20.0, 20.0)
    assert sale.ordinary_income == sale.iso_bargain_element == 0.0
    assert RSU.wages(share.paid, share.value_when_measured) == 0.0


def test_the_year_counts_from_vesting(acquired: Callable[..., Acquisition]) -> None:
    """26 CFR 1.83-4(a); there is no election for units (IRC 83(i)(7))."""
    assert RSU.long_term_from(acquired(granted_on=None)) == date(2027, 1, 3)
