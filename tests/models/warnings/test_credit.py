"""Warnings: a credit that is line 26 alone although lots were exercised last year."""

from datetime import date
from typing import Any

import pytest

from isoplan.models.warnings.credit import (
    credit_of_last_years_exercises,
    credit_warnings,
)
from scenario_builder import Fields, build_situation, grant, lot

WAGES = 150_000
EXERCISED: Fields = {
    "household": {"wages": WAGES},
    "grants": [
        grant(granted_on=date(2018, 7, 31), expires_on=date(2028, 7, 30))
        | {"shares": 10_180, "strike": 2.38}
    ],
    "lots": [
        lot(exercised_on=date(2025, 9, 11), shares=10_180, value_at_exercise=35.0)
    ],
}
ALL_OF_IT = 80_463.05
"""AMT of 2025, worked by hand along Form 6251.

The spread is 10,180 x 32.62 = 332,071.60; line 4 is 482,071.60, less 88,100 leaves
393,971.60; 28% of it less 4,782 is 105,530.05, and the regular tax on 134,250 is
25,067. Exclusion items alone cost nothing."""


def warned(values: Fields, **sections: Any) -> list[str]:
    """Return the warnings of the household with other fields."""
    situation = build_situation(changes=values, **(EXERCISED | sections))
    return [str(problem) for problem in credit_warnings(situation)]


def test_the_credit_of_last_years_exercises() -> None:
    """Form 8801 line 18 of 2026; worked above."""
    situation = build_situation(**EXERCISED)
    assert credit_of_last_years_exercises(situation) == pytest.approx(ALL_OF_IT)


def test_a_credit_that_is_not_given_is_asked_for() -> None:
    """In words, with the figure and both forms."""
    (line,) = warned({})
    assert line == (
        "household.minimum_tax_credit is not given, although options exercised in 2025 "
        "and held at its end alone generate about $80,463 by this household's income: "
        "the credit brought into 2026 is line 26 of the last Form 8801 plus last "
        "year's AMT less its exclusion part; give both: { line_26 = 0, amt = 80463 } "
        "with the figures of Form 8801 line 26 and Form 6251 line 11 of the 2025 return"
    )


def test_a_number_that_is_too_small_is_doubted() -> None:
    """It looks like line 26 alone."""
    (line,) = warned({"household.minimum_tax_credit": 3_000})
    assert line.startswith(
        "household.minimum_tax_credit is 3000.0, but options exercised in 2025 and "
        "held at its end alone generate about $80,463"
    )


@pytest.mark.parametrize(
    "credit",
    [79_206, {"line_26": 0, "amt": 0}, {"last_year": {"wages": 90_000}}],
    ids=["nearly-all-of-it", "both-forms", "last-year"],
)
def test_no_warning_where_last_years_amt_was_thought_of(credit: object) -> None:
    """A number may come from other income; a table says what it holds."""
    assert warned({"household.minimum_tax_credit": credit}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"lots.0.exercised_on": date(2024, 9, 11)},
        {"lots.0.exercised_on": date(2026, 1, 2), "lots.0.value_at_exercise": 35.0},
        {"lots.0.nonqualified": True},
        {"lots.0.value_at_exercise": 3.0},
    ],
    ids=["the-year-before", "this-year", "nonqualified", "no-amt"],
)
def test_no_warning_without_amt_of_last_year(change: Fields) -> None:
    """Line 26 holds what came before, and this year's comes next year."""
    assert warned(change) == []


def test_shares_that_vested_last_year_count_with_their_value_then() -> None:
    """Without an election the spread is measured on vesting; 26 CFR 1.83-3(b)."""
    vesting = {"months": 84, "cliff_months": 84}
    early = {"early_exercise": "without_83b", "vesting": vesting}
    changes = {
        "lots.0.exercised_on": date(2024, 9, 11),
        "lots.0.vests_on": date(2025, 7, 31),
        "lots.0.value_when_vested": 35.0,
        **{f"grants.0.{name}": value for name, value in early.items()},
    }
    situation = build_situation(changes=changes, **EXERCISED)
    assert credit_of_last_years_exercises(situation) == pytest.approx(ALL_OF_IT)


def test_shares_sold_since_then_were_held_at_the_end_of_last_year() -> None:
    """Sold in the year of the start: last year's AMT has their spread."""
    changes = {"plan.start": date(2026, 3, 2)}
    sold = {"on": date(2026, 2, 2), "sell": "G", "shares": 10_180, "price": 30.0}
    situation = build_situation(changes=changes, events=[sold], **EXERCISED)
    assert not situation.opening_position.equity.lots
    assert credit_of_last_years_exercises(situation) == pytest.approx(ALL_OF_IT)


def test_a_plan_of_the_first_year_of_the_law_has_no_year_before() -> None:
    """Figures begin with 2018; nothing is worked out of 2017."""
    changes = {
        "plan.start": date(2018, 9, 1),
        "plan.last_year": 2018,
        "market.prices": {date(2018, 9, 1): 30.0},
        "grants.0.granted_on": date(2016, 7, 31),
        "grants.0.expires_on": date(2026, 7, 30),
        "lots.0.exercised_on": date(2017, 9, 11),
    }
    assert warned(changes) == []
