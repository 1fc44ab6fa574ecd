"""Shares of a purchase plan: the discount is wages, in a sale, a gift and at death."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.equity.kinds.base import SoldShare
from isoplan.models.equity.kinds.purchase_plan import PurchasePlanShare
from isoplan.models.inputs.holdings import Holding

ESPP = PurchasePlanShare(value_when_offered=20.0, offering_price=17.0)
"""A discount of 3 on the first day of the offering."""


def test_the_terms_come_from_the_holding() -> None:
    """IRC 423(b)(6): the price of the offering is 15% below the value."""
    holding = Holding(
        name="plan",
        kind="espp",
        acquired_on=date(2025, 6, 30),
        shares=100,
        paid=17.0,
        offered_on=date(2025, 1, 2),
        value_when_offered=20.0,
        value_when_bought=24.0,
    )
    assert PurchasePlanShare.of_holding(holding) == ESPP


@pytest.mark.parametrize(
    ("qualifying", "wages", "gain"),
    [
        pytest.param(True, 3.0, 30.0, id="discount-of-the-offering"),
        pytest.param(False, 7.0, 26.0, id="spread-on-purchase"),
    ],
)
def test_the_wages_of_a_sale(
    sold: Callable[..., SoldShare], qualifying: bool, wages: float, gain: float
) -> None:
    """IRC 423(c), 421(b): bought with 17 at a value of 24, sold at 50. By hand."""
    share = sold(paid=17.0, value_when_measured=24.0, qualifying=qualifying)
    sale = ESPP.sale(share)
    assert (sale.ordinary_income, sale.capital_gain) == (wages, gain)
    assert sale.iso_bargain_element == sale.ordinary_income_later == 0.0
    assert ESPP.wages(share.paid, share.value_when_measured) == 0.0


def test_the_cost_of_a_sale_lowers_the_gain_alone(
    sold: Callable[..., SoldShare],
) -> None:
    """26 CFR 1.423-2(k): 19 from the buyer less 1 of cost; 2 of wages, a loss of 1."""
    share = sold(paid=17.0, value_when_measured=24.0, sale_price=18.0, sale_cost=1.0)
    sale = ESPP.sale(share)
    assert (sale.ordinary_income, sale.capital_gain) == (2.0, -1.0)


@pytest.mark.parametrize(
    ("value", "wages"), [(16.0, 0.0), (18.5, 1.5), (50.0, 3.0)], ids=str
)
def test_the_discount_stays_wages_at_death(value: float, wages: float) -> None:
    """IRC 423(c): up to the gain."""
    assert ESPP.income_at_death(17.0, value) == wages


def test_its_words() -> None:
    """IRC 421(a) and (b); a gift is wages in part, so none is planned."""
    assert ESPP.disposition(qualifying=False) == "disqualifying"
    assert not ESPP.may_be_given
    assert "discount" in ESPP.taxed_at_death
