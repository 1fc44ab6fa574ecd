"""Dates and days that law sets over time: due dates, wash sales, elections, death."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.tax.payments.due_dates import (
    income_tax_due_in_words,
    income_tax_due_on,
)
from isoplan.models.tax.residence import moving_note
from isoplan.models.tax.shares.charity import (
    cash_gift_note,
    cash_is_deducted_without_itemizing,
)
from isoplan.models.tax.shares.death import income_if_sold, step_up_note
from isoplan.models.tax.shares.election_83b import election_note
from isoplan.models.tax.shares.employment_end import is_iso_exercise, late_exercise_note
from isoplan.models.tax.shares.wash_sale import may_be_wash_sale, wash_sale_note


def test_tax_is_due_in_april_of_the_next_year() -> None:
    """IRC 6072(a), 6151(a)."""
    assert income_tax_due_on(2026) == date(2027, 4, 15)
    assert income_tax_due_in_words() == "April 15"


@pytest.mark.parametrize(
    ("acquired_on", "near"),
    [
        (date(2026, 5, 1), False),
        (date(2026, 5, 2), True),
        (date(2026, 7, 1), True),
        (date(2026, 7, 2), False),
    ],
)
def test_the_window_of_a_wash_sale(acquired_on: date, near: bool) -> None:
    """IRC 1091(a): thirty days before and after; sold on June 1, 2026."""
    assert may_be_wash_sale(date(2026, 6, 1), acquired_on) is near


@pytest.mark.parametrize(
    ("exercised_on", "incentive"),
    [(date(2026, 3, 31), True), (date(2026, 4, 1), False)],
)
def test_the_last_day_of_an_iso_exercise(exercised_on: date, incentive: bool) -> None:
    """IRC 422(a)(2): the last day counts."""
    assert is_iso_exercise(exercised_on, date(2026, 3, 31)) is incentive


def test_who_stays_may_exercise_at_any_time() -> None:
    """Nothing ends."""
    assert is_iso_exercise(date(2030, 1, 1), date.max)


def test_what_a_sale_will_be_taxed_on() -> None:
    """Its gain over the regular basis; a loss counts for nothing."""
    found = income_if_sold(np.array([30.0, 5.0]), np.array([12.0, 12.0]))
    assert found.tolist() == [18.0, 0.0]


def test_cash_is_deducted_without_itemizing_from_2026() -> None:
    """IRC 170(p), P.L. 119-21 sec. 70424."""
    assert not cash_is_deducted_without_itemizing(2025)
    assert cash_is_deducted_without_itemizing(2026)


def test_what_readers_are_told() -> None:
    """Figures and sections come from the file of figures."""
    assert "up to $1,000 of gifts in cash, or $2,000 on a joint return" in (
        cash_gift_note(["2026"])
    )
    assert "(IRC 170(p))" in cash_gift_note(["2026"])
    assert "within 30 days of another exercise (2026-05-01)" in (
        wash_sale_note(["2026-05-01"])
    )
    assert "(IRC 1091)" in wash_sale_note([])
    assert "within 30 days of the exercise (IRC 83(b)(2))" in election_note()
    assert late_exercise_note(date(2026, 3, 31)) == (
        "Options exercised after 2026-03-31 are nonqualified (IRC 422(a)(2))."
    )
    assert "IRC 423(c)" not in step_up_note("20.0%", [])
    assert "20.0% of the discount" in step_up_note(
        "20.0%", ["the discount of purchase-plan shares (IRC 423(c))"]
    )


def test_only_who_moves_is_told_of_other_states() -> None:
    """One state, twice, is no move."""
    assert moving_note(["CA", "CA"]) is None
    assert moving_note(["CA", "WA"])
