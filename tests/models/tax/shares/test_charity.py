"""Gifts to charity: what is deducted, and what of given shares a return sees."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions, schedule_a
from isoplan.models.tax.shares.charity import (
    deductible_gifts,
    gift_of_share,
    share_gift_limit,
)
from isoplan.models.tax.shares.disposition import iso_sale

LawOf = Callable[..., FederalLaw]
TaxOf = Callable[..., FederalReturn]

DEDUCTED = [
    # Year, gifts, AGI, deducted. Published: 50,000 given at 1,000,000 of AGI, of which
    # a law firm's note on P.L. 119-21 deducts 45,000; the others worked.
    (2026, 50_000, 1_000_000, 45_000),
    (2025, 50_000, 1_000_000, 50_000),
    (2026, 5_000, 1_000_000, 0),
    (2026, 4_999, 1_000_000, 0),
    (2026, 5_001, 1_000_000, 1),
    (2026, 60_000, 100_000, 59_500),
    (2026, 60_001, 100_000, 59_500),
    (2025, 60_001, 100_000, 60_000),
    (2026, 10_000, 0, 0),
    (2026, 10_000, -3_000, 0),
]


@pytest.mark.parametrize(("year", "given", "agi", "deducted"), DEDUCTED)
def test_deductible_gifts(
    year: int, given: float, agi: float, deducted: float, law_of: LawOf
) -> None:
    """IRC 170(b)(1)(G): 60% of income; (I): from 2026 above 0.5% of it."""
    found = deductible_gifts(given, agi, law_of(year).charity)
    assert found == pytest.approx(deducted)


def test_gifts_on_schedule_a(law_of: LawOf) -> None:
    """Worked, single, 2026, AGI 200,000: 15,000 of taxes, 8,000 interest, 6,000 given.

    Of the gifts 1,000 are under the floor. They are deducted for the AMT as well: line
    2a takes back the taxes alone.
    """
    itemized = ItemizedDeductions(15_000.0, 8_000.0, 6_000.0)
    found = schedule_a(itemized, 200_000.0, law_of(2026))
    assert found.deduction == pytest.approx(28_000)
    assert found.not_allowed_for_amt == 15_000


def test_a_dollar_of_income_takes_half_a_cent_of_gifts(tax_of: TaxOf) -> None:
    """Worked, single, 2026: in the 24% bracket tax rises by 24% of 1.005 dollars."""
    itemized = ItemizedDeductions(10_000.0, 20_000.0, 6_000.0)
    low, high = (
        tax_of(2026, wages=wages, itemized=itemized) for wages in (180_000.0, 181_000.0)
    )
    assert high.regular_tax - low.regular_tax == pytest.approx(0.24 * 1_005)


def test_a_gift_of_shares_realizes_nothing() -> None:
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
    assert gift_of_share(sold).iso_bargain_element == 18.0


@pytest.mark.parametrize(
    ("agi", "limit"), [(200_000, 60_000), (1, 0.3), (0, 0), (-3_000, 0)]
)
def test_share_gift_limit(agi: float, limit: float, law_of: LawOf) -> None:
    """IRC 170(b)(1)(C)(i): 30 percent of the contribution base. Worked."""
    assert share_gift_limit(agi, law_of(2026).charity) == pytest.approx(limit)


def test_limits_of_many_households(law_of: LawOf) -> None:
    """The same as arrays."""
    agi, law = np.array([100_000.0, -1.0]), law_of(2026).charity
    np.testing.assert_allclose(share_gift_limit(agi, law), [30_000.0, 0.0])
    given = np.array([2_500.0, 2_500.0])
    np.testing.assert_allclose(deductible_gifts(given, agi, law), [2_000.0, 0.0])


def test_giving_shares_saves_the_tax_on_their_gain(tax_of: TaxOf) -> None:
    """Worked, single, 2025: a gift of 100 shares worth 50 each, basis 2.

    Wages 150,000. A sale adds 4,800 of long-term gain: 15% is 720; below 200,000 there
    is no net investment income tax. Form 6251 asks for nothing in either case. The
    charity has 5,000 both times; the gift of shares leaves the 720 to the household.
    """
    sold = iso_sale(2.0, 20.0, 50.0, qualifying=True, same_year=False)
    taxes = [
        tax_of(
            2025,
            wages=150_000.0,
            long_term_gain=100 * share.capital_gain,
            amt_long_term_gain=100 * share.amt_capital_gain,
        )
        for share in (sold, gift_of_share(sold))
    ]
    assert taxes[0].regular_tax - taxes[1].regular_tax == pytest.approx(720)
    assert [each.form_6251.line_11 for each in taxes] == [0.0, 0.0]
