"""Shares given away, one share at a time, worked by hand."""

import numpy as np
import pytest

from isoplan.models.tax.shares.charity import deduction_lost
from isoplan.models.tax.shares.disposition import iso_sale
from isoplan.models.tax.shares.gift import iso_gift, purchase_plan_gift

# Of an option at $10, exercised at $25.
STRIKE, VALUE = 10.0, 25.0


def test_an_iso_share_given_in_the_year_of_exercise() -> None:
    """$15 are wages (IRC 421(b)), and line 2i stays zero: both systems agree."""
    gift = iso_gift(STRIKE, VALUE, qualifying=False, same_year=True)
    assert gift.ordinary_income == 15
    assert gift.ordinary_income_later == 0
    assert gift.iso_bargain_element == 0
    assert gift.capital_gain == gift.amt_capital_gain == 0


def test_an_iso_share_given_in_a_later_year() -> None:
    """Line 2i of the exercise year had $15; line 2k takes the wages off again."""
    gift = iso_gift(STRIKE, VALUE, qualifying=False, same_year=False)
    assert gift.ordinary_income == gift.ordinary_income_later == 15
    assert gift.iso_bargain_element == 15


def test_an_iso_share_held_long_enough() -> None:
    """No income; what its exercise had on line 2i stays."""
    gift = iso_gift(STRIKE, VALUE, qualifying=True, same_year=False)
    assert gift.ordinary_income == gift.capital_gain == gift.amt_capital_gain == 0
    assert gift.iso_bargain_element == 15


@pytest.mark.parametrize("value", [40.0, 18.0, 4.0])
def test_a_loss_caps_the_income_of_a_sale_and_not_of_a_gift(value: float) -> None:
    """IRC 422(c)(2) needs a sale on which a loss would be recognized."""
    sale = iso_sale(STRIKE, VALUE, value, qualifying=False, same_year=True)
    gift = iso_gift(STRIKE, VALUE, qualifying=False, same_year=True)
    assert sale.ordinary_income == max(min(value, VALUE) - STRIKE, 0)
    assert gift.ordinary_income == 15


def test_a_share_that_vested_after_its_exercise() -> None:
    """26 CFR 1.422-1(b)(3): wages by the value on vesting, $32; AMT by the election."""
    gift = iso_gift(
        STRIKE, VALUE, qualifying=False, same_year=False, value_when_vested=32.0
    )
    assert gift.ordinary_income == gift.ordinary_income_later == 22
    assert gift.iso_bargain_element == 15


def test_many_shares_at_once() -> None:
    """Arrays as the optimizer has them."""
    qualifying = np.array([True, False])
    gift = iso_gift(STRIKE, VALUE, qualifying=qualifying, same_year=~qualifying)
    assert gift.ordinary_income.tolist() == [0, 15]


@pytest.mark.parametrize(
    ("qualifying", "value", "income"),
    [
        (False, 30.0, 5.0),  # the spread on purchase
        (False, 10.0, 5.0),  # whatever the share is worth
        (True, 30.0, 3.0),  # the discount of the offering: IRC 423(c)(1)
        (True, 18.0, 1.0),  # no more than the gain
        (True, 10.0, 0.0),
    ],
)
def test_a_purchase_plan_share(qualifying: bool, value: float, income: float) -> None:
    """Bought at $17, worth 22; offered at 20, 15% off."""
    gift = purchase_plan_gift(17.0, 20.0, 17.0, 22.0, value, qualifying=qualifying)
    assert gift.ordinary_income == income
    assert gift.capital_gain == gift.ordinary_income_later == 0


@pytest.mark.parametrize(
    ("gain", "long_term", "lost"),
    [(8.0, False, 8.0), (8.0, True, 0.0), (-8.0, False, 0.0)],
)
def test_a_deduction_is_lowered_by_short_term_gain(
    gain: float, long_term: bool, lost: float
) -> None:
    """IRC 170(e)(1)(A); a share that has lost is deducted at its value."""
    assert deduction_lost(gain, long_term=long_term) == lost
