"""Nonqualified options, ordinary shares and purchase plans: worked by hand."""

import pytest

from isoplan.models.tax.shares.nonqualified import (
    nonqualified_pay,
    nonqualified_sale,
    share_sale,
)
from isoplan.models.tax.shares.purchase_plan import espp_sale


@pytest.mark.parametrize(("value", "pay"), [(9.0, 0.0), (10.0, 0.0), (25.0, 15.0)])
def test_pay_of_an_exercise(value: float, pay: float) -> None:
    """26 CFR 1.83-7(a): strike 10."""
    assert nonqualified_pay(10.0, value) == pay


@pytest.mark.parametrize(("price", "gain"), [(40.0, 15.0), (20.0, -5.0)])
def test_the_basis_is_the_value_taxed(price: float, gain: float) -> None:
    """IRC 83(a), 1012: strike 10, taxed at 25; both systems see the same."""
    sale = nonqualified_sale(10.0, 25.0, price)
    assert (sale.capital_gain, sale.amt_capital_gain) == (gain, gain)
    assert (sale.ordinary_income, sale.iso_bargain_element) == (0.0, 0.0)


def test_exercised_under_water_the_basis_is_the_strike() -> None:
    """No pay, so nothing is added: strike 10, value 8, sold at 12."""
    assert nonqualified_sale(10.0, 8.0, 12.0).capital_gain == 2.0


def test_each_system_has_its_own_basis() -> None:
    """IRC 56(b)(3): shares that came from incentive stock options elsewhere."""
    sale = share_sale(10.0, 30.0, 25.0)
    assert (sale.capital_gain, sale.amt_capital_gain) == (15.0, -5.0)


QUALIFYING = [
    # Offered at 20 with 15% off, bought at 17: price, ordinary income, gain. Worked.
    (30.0, 3.0, 10.0),
    (20.0, 3.0, 0.0),
    (18.0, 1.0, 0.0),
    (15.0, 0.0, -2.0),
]


@pytest.mark.parametrize(("price", "ordinary", "gain"), QUALIFYING)
def test_a_qualifying_sale_of_a_purchase_plan(
    price: float, ordinary: float, gain: float
) -> None:
    """IRC 423(c): the lesser of the gain and the discount when offered."""
    sale = espp_sale(17.0, 20.0, 17.0, 26.0, price, qualifying=True)
    assert sale.ordinary_income == pytest.approx(ordinary)
    assert sale.capital_gain == pytest.approx(gain)
    assert sale.amt_capital_gain == sale.capital_gain


def test_a_cost_of_sale_lowers_the_gain_not_the_value_when_sold() -> None:
    """IRC 423(c)(1): bought at 17, sold at 19 less 0.50; the value when sold is 19.

    Ordinary income is 19 - 17 = 2, less than the discount of 3; the amount realized is
    18.50, so that the rest is a loss of 0.50.
    """
    sale = espp_sale(17.0, 20.0, 17.0, 26.0, 18.5, qualifying=True, sale_cost=0.5)
    assert sale.ordinary_income == pytest.approx(2.0)
    assert sale.capital_gain == pytest.approx(-0.5)


@pytest.mark.parametrize(("price", "gain"), [(30.0, 4.0), (26.0, 0.0), (15.0, -11.0)])
def test_a_disqualifying_sale_of_a_purchase_plan(price: float, gain: float) -> None:
    """IRC 421(b), 83: the spread of 9 on purchase, also where the share fell since."""
    sale = espp_sale(17.0, 20.0, 17.0, 26.0, price, qualifying=False)
    assert sale.ordinary_income == pytest.approx(9.0)
    assert sale.capital_gain == pytest.approx(gain)
    assert (sale.ordinary_income_later, sale.iso_bargain_element) == (0.0, 0.0)


def test_a_lower_price_at_purchase_than_when_offered() -> None:
    """IRC 423(c): offered at 20, bought at 85% of 16, sold at 30, qualifying.

    The discount counts as if bought on the first day: 20 - 17 = 3, of a gain of 16.40.
    """
    sale = espp_sale(13.6, 20.0, 17.0, 16.0, 30.0, qualifying=True)
    assert sale.ordinary_income == pytest.approx(3.0)
    assert sale.capital_gain == pytest.approx(13.4)
