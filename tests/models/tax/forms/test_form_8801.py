"""Form 8801: the credit generated, used and carried on; and its running form."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8801 import (
    ComparedTaxes,
    RunningCredit,
    form_8801,
    running_credit,
)

TaxOf = Callable[..., FederalReturn]
Year = tuple[float, float, float]
"""Regular tax, tentative minimum tax, the same on exclusion items."""

REGULAR = 50_000.0

DOLLARS = st.one_of(st.integers(0, 300_000), st.sampled_from([0, 50_000])).map(float)
YEARS = st.lists(st.tuples(DOLLARS, DOLLARS, DOLLARS), min_size=1, max_size=8)


def used_and_carried(carried_in: float, *taxes: float) -> tuple[float, float, float]:
    """Lines 18, 25 and 26 of a year with regular tax, TMT and exclusion TMT."""
    form = form_8801(carried_in, ComparedTaxes(*taxes))
    return form.line_18, form.line_25, form.line_26


@pytest.mark.parametrize(
    ("carried_in", "minimum", "used", "carried_on"),
    [
        pytest.param(10_000, 50_000, 0, 10_000, id="no-room"),
        pytest.param(10_000, 49_999, 1, 9_999, id="one-dollar-of-room"),
        pytest.param(10_000, 40_001, 9_999, 1, id="one-dollar-stays"),
        pytest.param(10_000, 40_000, 10_000, 0, id="all-used"),
        pytest.param(10_000, 39_999, 10_000, 0, id="more-room-than-credit"),
        pytest.param(0, 30_000, 0, 0, id="no-credit"),
    ],
)
def test_lines_24_to_26(
    carried_in: float, minimum: float, used: float, carried_on: float
) -> None:
    """Form 8801 lines 21 to 26; IRC 53(c). Worked: regular tax is 50,000."""
    lines = used_and_carried(carried_in, REGULAR, minimum, 0.0)
    assert lines == (0, used, carried_on)


@pytest.mark.parametrize(
    ("exclusion", "generated"),
    [(49_999, 6_000), (50_000, 6_000), (50_001, 5_999), (56_000, 0), (57_000, -1_000)],
)
def test_line_18_leaves_out_exclusion_items(exclusion: float, generated: float) -> None:
    """Form 8801 lines 13 to 18; IRC 53(d)(1)(B). Worked: AMT is 6,000."""
    assert used_and_carried(0.0, REGULAR, 56_000.0, exclusion)[0] == generated


def test_credit_is_first_used_in_the_next_year() -> None:
    """Form 8801 line 26 of one year is line 21 of the next. Worked."""
    assert used_and_carried(0.0, REGULAR, 56_000.0, 0.0) == (6_000, 0, 6_000)


def test_negative_line_18_lowers_the_carryforward() -> None:
    """Published: Kaye Thomas on fairmark.com, forum reply 3277.

    A sale year uses 20,000 of credit; exclusion items alone would cost 10,000 of AMT.
    The carryforward falls by 30,000.
    """
    lines = used_and_carried(50_000.0, REGULAR, 30_000.0, 60_000.0)
    assert lines == (-10_000, 20_000, 20_000)


@pytest.mark.parametrize(
    ("carried_in", "left"), [(30_001, 1), (30_000, 0), (20_000, 0)]
)
def test_the_carryforward_is_never_negative(carried_in: float, left: float) -> None:
    """Form 8801 line 21: the sum of all years, not below zero. Worked, as above."""
    assert used_and_carried(carried_in, REGULAR, 30_000.0, 60_000.0)[2] == left


def test_separate_recomputation_on_exclusion_items(tax_of: TaxOf) -> None:
    """Form 8801 Part I. Worked: no proration, all of the AMT of 30,578 is credit.

    AMTI on exclusion items is 250,000; 26% of 159,900 is 41,574, below the regular tax.
    """
    tax = tax_of(2026, wages=250_000.0, iso_bargain_element=150_000.0)
    assert tax.exclusion_items.line_4 == 250_000
    assert tax.exclusion_items.line_9 == pytest.approx(41_574)
    assert tax.credit(0.0).line_15 == 0
    assert tax.credit(0.0).line_18 == pytest.approx(30_578)


def test_part_i_has_the_regular_gain_and_no_spread(tax_of: TaxOf) -> None:
    """Form 8801 lines 2 and 10: exclusion items know one basis. Worked.

    The gain for regular tax is 300,000, for the AMT 100,000; line 2k leaves Part I.
    """
    tax = tax_of(
        2025,
        wages=100_000.0,
        long_term_gain=300_000.0,
        amt_long_term_gain=100_000.0,
        iso_bargain_element=50_000.0,
    )
    assert tax.form_6251.line_4 == 250_000
    assert tax.exclusion_items.line_4 == 400_000
    assert tax.exclusion_items.line_13 == 300_000


def chain(carried_in: float, years: list[Year]) -> list[tuple[float, float]]:
    """Tax paid and credit carried on, year by year, as Form 8801 goes."""
    found = []
    for regular, minimum, exclusion in years:
        _, used, carried_on = used_and_carried(carried_in, regular, minimum, exclusion)
        found.append((max(regular, minimum) - used, carried_on))
        carried_in = carried_on
    return found


def running(carried_in: float, years: list[Year]) -> list[RunningCredit]:
    """The running totals after each year, the start in front."""
    totals = [RunningCredit(paid=carried_in, unrecoverable=0.0)]
    for taxes in years:
        totals.append(running_credit(totals[-1], ComparedTaxes(*taxes)))
    return totals


@given(carried_in=DOLLARS, years=YEARS)
def test_running_totals_are_the_same_law(carried_in: float, years: list[Year]) -> None:
    """``running_credit`` against the form, year by year."""
    totals = running(carried_in, years)
    paid, credit = zip(*chain(carried_in, years), strict=True)
    assert paid == pytest.approx(
        [after.paid - before.paid for before, after in pairwise(totals)]
    )
    assert credit == pytest.approx([each.credit for each in totals[1:]])


@given(carried_in=DOLLARS, years=YEARS)
def test_credit_is_never_created_or_destroyed(
    carried_in: float, years: list[Year]
) -> None:
    """Tax paid is unrecoverable or carried on as credit; a credit is never owed."""
    for totals in running(carried_in, years):
        assert totals.paid == totals.unrecoverable + totals.credit
        assert totals.credit >= 0
        assert totals.unrecoverable >= 0


@given(carried_in=DOLLARS, years=YEARS)
def test_each_tax_raises_both_totals(carried_in: float, years: list[Year]) -> None:
    """So nothing is gained by misstating a tax: a dollar more never lowers a total."""
    totals = running(carried_in, years)[-1]
    for place in range(len(years)):
        for tax in range(3):
            more = [list(year) for year in years]
            more[place][tax] += 1_000
            raised = running(carried_in, [tuple(year) for year in more])[-1]
            assert raised.paid >= totals.paid - 1e-6
            assert raised.unrecoverable >= totals.unrecoverable - 1e-6
