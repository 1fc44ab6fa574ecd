"""Worthless shares and options that a buyer cashes out: the law a share, by hand."""

from datetime import date

import pytest

from isoplan.models.tax.shares.disposition import Sale, iso_sale, no_sale
from isoplan.models.tax.shares.nonqualified import cash_out_pay
from isoplan.models.tax.shares.worthless import worthless_as_of, worthless_note


@pytest.mark.parametrize(
    "day", [date(2027, 1, 1), date(2027, 5, 3), date(2027, 12, 31)]
)
def test_the_loss_is_of_the_last_day_of_the_year(day: date) -> None:
    """IRC 165(g)(1)."""
    assert worthless_as_of(day) == date(2027, 12, 31)


@pytest.mark.parametrize("qualifying", [True, False])
def test_a_worthless_iso_share_is_a_sale_for_nothing(qualifying: bool) -> None:
    """Strike 2, value at exercise 30 in an earlier year: losses of 2 and of 30."""
    lost = iso_sale(2.0, 30.0, 0.0, qualifying=qualifying, same_year=False)
    assert lost == Sale(0.0, 0.0, -2.0, -30.0, 28.0)


def test_one_that_fails_in_the_year_of_its_exercise() -> None:
    """422(c)(2) and 56(b)(3), read so: both systems lose the strike alone."""
    lost = iso_sale(2.0, 30.0, 0.0, qualifying=False, same_year=True)
    assert lost == Sale(0.0, 0.0, -2.0, -2.0, 0.0)


@pytest.mark.parametrize(("price", "pay"), [(41.0, 36.9), (4.1, 0.0), (3.0, 0.0)])
def test_a_cash_out_is_price_less_strike(price: float, pay: float) -> None:
    """IRC 83(a); nothing for an option under water."""
    assert cash_out_pay(4.1, price) == pytest.approx(pay)


def test_no_sale_is_nothing_of_anything() -> None:
    """No share is transferred, so no line of a sale moves."""
    assert no_sale(41.0) == Sale(0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_note_names_day_and_limit() -> None:
    """1,500 for separate filers."""
    note = worthless_note(date(2027, 5, 3), 1_500)
    assert "on 2027-12-31 (IRC 165(g)(1))" in note
    assert "$1,500 a year" in note
