"""Incentive stock options: an adjustment of the AMT, two clocks, and their end."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.equity.kinds.base import Acquisition, SoldShare
from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.tax.shares.disposition import Sale

ISO = IncentiveStockOption()
Sold = Callable[..., SoldShare]
Acquired = Callable[..., Acquisition]
UNVESTED = {"vests_on": date(2027, 6, 1)}


def test_a_qualifying_sale_leaves_the_spread_to_the_amt(sold: Sold) -> None:
    """IRC 421(a), 56(b)(3): a gain of 40, of 20 on the AMT basis. Worked by hand."""
    assert ISO.sale(sold()) == Sale(
        ordinary_income=0.0,
        ordinary_income_later=0.0,
        capital_gain=40.0,
        amt_capital_gain=20.0,
        iso_bargain_element=20.0,
    )


def test_a_disqualifying_sale_is_wages_up_to_the_spread_on_vesting(sold: Sold) -> None:
    """IRC 421(b); 26 CFR 1.422-1(b)(3): 25 of wages and 15 of gain. By hand."""
    sale = ISO.sale(sold(qualifying=False, value_when_vested=35.0))
    assert (sale.ordinary_income, sale.capital_gain) == (25.0, 15.0)


def test_a_sale_in_the_year_of_exercise_has_no_adjustment(sold: Sold) -> None:
    """Form 6251 line 2i: both systems agree."""
    sale = ISO.sale(sold(qualifying=False, same_year=True))
    assert (sale.iso_bargain_element, sale.amt_capital_gain) == (0.0, sale.capital_gain)


def test_no_wages_on_exercise(sold: Sold) -> None:
    """IRC 421(a)(1), 3121(a)(22)."""
    share = sold()
    assert ISO.wages(share.paid, share.value_when_measured) == 0.0


@pytest.mark.parametrize(
    ("granted_on", "first"),
    [
        pytest.param(date(2023, 6, 1), date(2027, 1, 3), id="a-year-after-exercise"),
        pytest.param(date(2025, 6, 1), date(2027, 6, 2), id="two-years-after-grant"),
    ],
)
def test_the_first_qualifying_day(
    acquired: Acquired, granted_on: date, first: date
) -> None:
    """IRC 422(a)(1)."""
    assert ISO.qualifying_from(acquired(granted_on=granted_on)) == first


def test_the_year_of_unvested_shares_counts_from_either_day(acquired: Acquired) -> None:
    """26 CFR 1.422-1(b)(3): from exercise if qualifying, from vesting if not."""
    for elected in (False, True):
        shares = acquired(**UNVESTED, elected=elected)
        assert ISO.long_term_from(shares) == date(2027, 1, 3)
        assert ISO.long_term_if_disqualified_from(shares) == date(2028, 6, 2)


def test_the_year_of_a_disqualified_share_counts_from_its_election_for_the_amt(
    acquired: Acquired,
) -> None:
    """IRC 56(b)(3), 83(b): the AMT honors the election; regular tax does not."""
    without, elected = (acquired(**UNVESTED, elected=made) for made in (False, True))
    assert ISO.amt_long_term_if_disqualified_from(without) == date(2028, 6, 2)
    assert ISO.amt_long_term_if_disqualified_from(elected) == date(2027, 1, 3)


def test_the_last_day_as_incentive_stock_options() -> None:
    """IRC 422(a)(2): on the last day still, a day later nonqualified."""
    last = date(2026, 6, 30)
    assert ISO.when_exercised(last, last) == ISO
    assert ISO.when_exercised(date(2026, 7, 1), last) == NonqualifiedOption()
    assert ISO.late_exercise_note(last) == (
        "Options exercised after 2026-06-30 are nonqualified (IRC 422(a)(2))."
    )


def test_the_word_for_a_sale() -> None:
    """IRC 421(a) and (b)."""
    assert ISO.disposition(qualifying=True) == "qualifying"
    assert ISO.disposition(qualifying=False) == "disqualifying"


def test_days_on_which_a_sale_changes(acquired: Acquired) -> None:
    """Vesting, a year from exercise and from vesting, two years from grant."""
    assert ISO.sale_days(acquired(**UNVESTED)) == {
        date(2027, 6, 1),
        date(2027, 1, 3),
        date(2028, 6, 2),
        date(2027, 6, 2),
    }
