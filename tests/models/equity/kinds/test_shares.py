"""Ordinary shares: a basis for each system of tax."""

from collections.abc import Callable
from datetime import date

from isoplan.models.equity.kinds.base import SoldShare
from isoplan.models.equity.kinds.shares import OrdinaryShare
from isoplan.models.inputs.holdings import Holding


def holding(amt_basis: float | None) -> Holding:
    """Return 100 shares bought at 12."""
    return Holding(
        name="bought",
        acquired_on=date(2024, 6, 30),
        shares=100,
        basis=12.0,
        amt_basis=amt_basis,
    )


def test_the_amt_basis_is_the_basis_unless_given() -> None:
    """IRC 1012, 56(b)(3)."""
    assert OrdinaryShare.of_holding(holding(None)) == OrdinaryShare(12.0)
    assert OrdinaryShare.of_holding(holding(35.0)) == OrdinaryShare(35.0)
    assert OrdinaryShare.of_holding(holding(0.0)) == OrdinaryShare(0.0)


def test_each_system_has_its_gain(sold: Callable[..., SoldShare]) -> None:
    """IRC 1001(a): 50 less 12, and less 35 for the AMT."""
    sale = OrdinaryShare(35.0).sale(sold(paid=12.0))
    assert (sale.capital_gain, sale.amt_capital_gain) == (38.0, 15.0)
    assert sale.ordinary_income == sale.iso_bargain_element == 0.0
