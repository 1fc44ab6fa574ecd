"""Shares given to charity: what of them a return sees, and how much a year deducts."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.tax.charity import gift_of_share, share_gift_limit
from isoplan.models.tax.disposition import iso_sale
from isoplan.models.tax.household_tax import HouseholdTax

TaxOf = Callable[..., HouseholdTax]


def test_a_gift_realises_nothing() -> None:
    """IRC 1001(a). Worked: strike 2, value at exercise 20, worth 50 when given.

    A sale would have been 48 of gain, 30 of it for the AMT.
    """
    sold = iso_sale(2.0, 20.0, 50.0, qualifying=True, same_year=False)
    assert (sold.capital_gain, sold.amt_capital_gain) == (48.0, 30.0)
    given = gift_of_share(sold)
    assert (given.capital_gain, given.amt_capital_gain) == (0.0, 0.0)
    assert (given.ordinary_income, given.ordinary_income_later) == (0.0, 0.0)


def test_the_adjustment_of_the_exercise_stays() -> None:
    """IRC 56(b)(3): line 2i belongs to the exercise, whatever comes of the share."""
    sold = iso_sale(2.0, 20.0, 50.0, qualifying=True, same_year=False)
    assert gift_of_share(sold).amt_adjustment == 18.0


@pytest.mark.parametrize(
    ("agi", "limit"),
    [(200_000, 60_000), (1, 0.3), (0, 0), (-3_000, 0)],
)
def test_share_gift_limit(agi: float, limit: float) -> None:
    """IRC 170(b)(1)(C)(i): 30 percent of the contribution base. Worked."""
    assert share_gift_limit(agi, 0.30) == pytest.approx(limit)


def test_share_gift_limit_of_many() -> None:
    """The same for households as arrays."""
    limits = share_gift_limit(np.array([100_000.0, -1.0]), 0.30)
    np.testing.assert_allclose(limits, [30_000.0, 0.0])


def test_giving_shares_saves_the_tax_on_their_gain(tax_of: TaxOf) -> None:
    """Worked, single, 2025: a gift of 100 shares worth 50 each, basis 2.

    Wages 150,000. A sale adds 4,800 of long-term gain: 15% is 720; below 200,000 there
    is no net investment income tax. Form 6251 asks for nothing in either case. Both give
    5,000 to the charity; the gift of shares leaves the 720 to the household.
    """
    sold = iso_sale(2.0, 20.0, 50.0, qualifying=True, same_year=False)
    given = gift_of_share(sold)
    taxes = [
        tax_of(
            2025,
            wages=150_000.0,
            long_term_gain=100 * share.capital_gain,
            amt_long_term_gain=100 * share.amt_capital_gain,
        )
        for share in (sold, given)
    ]
    assert taxes[0].regular_tax - taxes[1].regular_tax == pytest.approx(720)
    assert [each.form_6251.line_11 for each in taxes] == [0.0, 0.0]
