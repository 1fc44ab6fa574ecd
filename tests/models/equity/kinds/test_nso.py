"""Nonqualified options: wages by the spread, then a share with a higher basis."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.equity.kinds.base import Acquisition, SoldShare
from isoplan.models.equity.kinds.nso import NonqualifiedOption

NSO = NonqualifiedOption()


@pytest.mark.parametrize(
    ("value", "wages"), [(9.0, 0.0), (10.0, 0.0), (30.0, 20.0)], ids=str
)
def test_the_spread_is_wages(value: float, wages: float) -> None:
    """26 CFR 1.83-7(a): never below zero."""
    assert NSO.wages(10.0, value) == wages


def test_the_wages_are_basis(sold: Callable[..., SoldShare]) -> None:
    """26 CFR 1.83-4(b): sold at 50 with a basis of 30, for both systems of tax."""
    sale = NSO.sale(sold())
    assert (sale.capital_gain, sale.amt_capital_gain) == (20.0, 20.0)
    assert (sale.ordinary_income, sale.iso_bargain_element) == (0.0, 0.0)


def test_the_year_counts_from_the_day_of_the_wages(
    acquired: Callable[..., Acquisition],
) -> None:
    """26 CFR 1.83-4(a): from vesting, or from exercise with an election."""
    vests_on = date(2027, 6, 1)
    assert NSO.long_term_from(acquired(vests_on=vests_on)) == date(2028, 6, 2)
    elected = acquired(vests_on=vests_on, elected=True)
    assert NSO.long_term_from(elected) == date(2027, 1, 3)


def test_the_law_knows_one_kind_of_sale(acquired: Callable[..., Acquisition]) -> None:
    """IRC 421 does not apply, and a late exercise changes nothing."""
    assert NSO.qualifying_from(acquired()) is None
    assert NSO.disposition(qualifying=True) is None
    assert NSO.when_exercised(date(2030, 1, 1), date(2026, 1, 1)) == NSO
