"""What a share does to a return: exercise, qualifying and disqualifying sales."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.tax.shares.disposition import (
    amt_measured_on,
    bargain_element,
    iso_sale,
    long_term_from,
    qualifying_from,
    years_after,
)


@pytest.mark.parametrize(
    ("strike", "value", "spread"), [(10, 9, 0), (10, 10, 0), (10, 11, 1)]
)
def test_bargain_element(strike: float, value: float, spread: float) -> None:
    """Form 6251 line 2i; IRC 56(b)(3). Worked."""
    assert bargain_element(strike, value) == spread


def test_bargain_element_form_3921() -> None:
    """Published: Instructions for Form 6251 (2011), line 14. 100 shares, 10 and 25."""
    assert 100 * bargain_element(10.0, 25.0) == 1_500


SAME_YEAR = [
    # Strike 2, value at exercise 20. Published (mathstub) at 20, 10 and 1; else worked.
    (25, 18, 5),
    (20.01, 18, 0.01),
    (20, 18, 0),
    (19.99, 17.99, 0),
    (10, 8, 0),
    (2.01, 0.01, 0),
    (2, 0, 0),
    (1.99, 0, -0.01),
    (1, 0, -1),
]


@pytest.mark.parametrize(("price", "ordinary", "gain"), SAME_YEAR)
def test_disqualifying_sale_in_the_year_of_exercise(
    price: float, ordinary: float, gain: float
) -> None:
    """IRC 422(c)(2): ordinary income up to the gain; no AMT adjustment is left."""
    sale = iso_sale(2.0, 20.0, price, qualifying=False, same_year=True)
    assert sale.ordinary_income == pytest.approx(ordinary)
    assert sale.capital_gain == pytest.approx(gain)
    assert sale.amt_capital_gain == pytest.approx(gain)
    assert (sale.iso_bargain_element, sale.ordinary_income_later) == (0, 0)


LATER = [
    # Strike 2, value at exercise 20: price, ordinary, gain, AMT gain. Worked.
    (25, 18, 5, 5),
    (20, 18, 0, 0),
    (10, 8, 0, -10),
    (2, 0, 0, -18),
    (1, 0, -1, -19),
]


@pytest.mark.parametrize(("price", "ordinary", "gain", "amt_gain"), LATER)
def test_disqualifying_sale_in_a_later_year(
    price: float, ordinary: float, gain: float, amt_gain: float
) -> None:
    """IRC 422(c)(2), 56(b)(3): the AMT basis is the value at exercise.

    Line 2k takes the ordinary income out of AMTI again.
    """
    sale = iso_sale(2.0, 20.0, price, qualifying=False, same_year=False)
    assert sale.ordinary_income == sale.ordinary_income_later == ordinary
    assert sale.capital_gain == gain
    assert sale.amt_capital_gain == amt_gain
    assert sale.iso_bargain_element == 18


@pytest.mark.parametrize("price", [1, 2, 10, 20, 25])
def test_qualifying_sale(price: float) -> None:
    """IRC 421(a), 56(b)(3): all of it capital, with two bases. Worked."""
    sale = iso_sale(2.0, 20.0, price, qualifying=True, same_year=False)
    assert (sale.ordinary_income, sale.ordinary_income_later) == (0, 0)
    assert (sale.capital_gain, sale.amt_capital_gain) == (price - 2, price - 20)
    assert sale.iso_bargain_element == 18


def test_exercise_below_the_strike_has_no_spread() -> None:
    """Both bases are then the price paid. Worked."""
    sale = iso_sale(10.0, 8.0, 12.0, qualifying=False, same_year=False)
    assert (sale.ordinary_income, sale.iso_bargain_element) == (0, 0)
    assert sale.capital_gain == sale.amt_capital_gain == 2


def test_both_systems_see_the_same_whole() -> None:
    """Over the years, AMT and regular income of a share are equal.

    Worked as an identity: adjustment, ordinary income less line 2k and AMT gain make
    the price less the strike, as ordinary income and gain do.
    """
    for price in (0.5, 1.5, 7.0, 30.0):
        for qualifying in (True, False):
            for same_year in (True, False):
                sale = iso_sale(
                    1.0, 9.0, price, qualifying=qualifying, same_year=same_year
                )
                regular = sale.ordinary_income + sale.capital_gain
                amt = (
                    sale.iso_bargain_element
                    + (sale.ordinary_income - sale.ordinary_income_later)
                    + sale.amt_capital_gain
                )
                assert regular == pytest.approx(price - 1.0)
                assert amt == pytest.approx(price - 1.0)


def test_arrays_of_prices_and_flags() -> None:
    """Every pair of dates at once, as the optimizer asks."""
    prices = np.array([1.0, 10.0, 25.0, 25.0])
    qualifying = np.array([False, False, False, True])
    same_year = np.array([True, False, False, False])
    sales = iso_sale(2.0, 20.0, prices, qualifying=qualifying, same_year=same_year)
    for place, price in enumerate(prices):
        sale = iso_sale(
            2.0,
            20.0,
            price,
            qualifying=bool(qualifying[place]),
            same_year=bool(same_year[place]),
        )
        assert sales.ordinary_income[place] == sale.ordinary_income
        assert sales.capital_gain[place] == sale.capital_gain
        assert sales.amt_capital_gain[place] == sale.amt_capital_gain
        assert sales.iso_bargain_element[place] == sale.iso_bargain_element


@pytest.mark.parametrize(
    ("granted", "exercised", "first"),
    [
        # IRC 422(a)(1): more than two years after grant, more than one after exercise.
        (date(2023, 1, 10), date(2025, 6, 1), date(2026, 6, 2)),
        (date(2025, 3, 1), date(2025, 6, 1), date(2027, 3, 2)),
        (date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 2)),
        (date(2024, 2, 29), date(2024, 2, 29), date(2026, 3, 1)),
    ],
)
def test_first_qualifying_day(granted: date, exercised: date, first: date) -> None:
    """The days of grant and exercise do not count. Worked."""
    assert qualifying_from(granted, exercised) == first


def test_first_long_term_day() -> None:
    """IRC 1222(3): bought on March 1, long-term from March 2. Worked."""
    assert long_term_from(date(2025, 3, 1)) == date(2026, 3, 2)
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("vests_on", "elected", "measured"),
    [
        pytest.param(None, False, date(2026, 5, 1), id="vested"),
        pytest.param(date(2026, 5, 1), False, date(2026, 5, 1), id="vests-that-day"),
        pytest.param(date(2027, 5, 1), False, date(2027, 5, 1), id="no-election"),
        pytest.param(date(2027, 5, 1), True, date(2026, 5, 1), id="election"),
    ],
)
def test_the_day_on_which_the_spread_is_measured(
    vests_on: date | None, elected: bool, measured: date
) -> None:
    """IRC 56(b)(3) with 83(a) and 83(b): on vesting, or on exercise if elected."""
    assert amt_measured_on(date(2026, 5, 1), vests_on, elected=elected) == measured


@pytest.mark.parametrize(
    ("elected", "adjustment", "ordinary", "gain", "amt_gain"),
    [(True, 3.0, 18.0, 5.0, 20.0), (False, 18.0, 18.0, 5.0, 5.0)],
)
def test_a_disqualifying_sale_of_a_share_exercised_before_it_vested(
    elected: bool, adjustment: float, ordinary: float, gain: float, amt_gain: float
) -> None:
    """26 CFR 1.422-1(b)(3): strike 2, value 5 at exercise, 20 on vesting, sold at 25.

    Wages are the spread on vesting with or without an election, which moves the AMT's
    adjustment and basis alone: 25 - 2 - 3 = 20, or 25 - 2 - 18 = 5. Worked.
    """
    sale = iso_sale(
        2.0,
        5.0 if elected else 20.0,
        25.0,
        qualifying=False,
        same_year=False,
        value_when_vested=20.0,
    )
    assert sale.iso_bargain_element == adjustment
    assert (sale.ordinary_income, sale.ordinary_income_later) == (ordinary, ordinary)
    assert (sale.capital_gain, sale.amt_capital_gain) == (gain, amt_gain)
