"""Days on which things can be done, against days that exchange and IRS have named."""

from datetime import date

import pytest

from isoplan.models.base.business_days import (
    ONE_DAY,
    SATURDAY,
    _table,
    due_day,
    is_trading_day,
    settlement_day,
)
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.payments.due_dates import income_tax_due_on


@pytest.mark.parametrize(
    ("year", "due"),
    [
        # As the IRS announced them: Emancipation Day moved 2022 and 2023 to April 18.
        (2021, date(2022, 4, 18)),
        (2022, date(2023, 4, 18)),
        (2023, date(2024, 4, 15)),
        (2024, date(2025, 4, 15)),
        (2025, date(2026, 4, 15)),
        # By the same rule: on Saturday, on Sunday, observed on a Friday.
        (2027, date(2028, 4, 18)),
        (2028, date(2029, 4, 17)),
        (2032, date(2033, 4, 18)),
    ],
)
def test_the_day_on_which_income_tax_is_due(year: int, due: date) -> None:
    """IRC 7503; IR-2022-08 and IR-2023-05 for the years they announced."""
    assert income_tax_due_on(year) == due


def test_installments_wait_for_a_business_day() -> None:
    """2028: June 15 is a Thursday; January 15, 2029 is the birthday of Dr. King."""
    law = federal_law(2028, FilingStatus("single"), 0.02).estimated_tax
    assert law.dates(2028) == (
        date(2028, 4, 18),
        date(2028, 6, 15),
        date(2028, 9, 15),
        date(2029, 1, 16),
    )


@pytest.mark.parametrize(
    "closed",
    [date(2025, 1, 9), date(2026, 4, 3), date(2027, 6, 18), date(2027, 12, 24)],
)
def test_the_exchange_is_closed(closed: date) -> None:
    """The day of mourning of 2025, Good Friday, holidays observed on Fridays."""
    assert not is_trading_day(closed)


def test_a_holiday_of_the_law_alone_is_a_day_of_trading() -> None:
    """Columbus Day: the exchange trades, and what is due waits for a Tuesday."""
    assert is_trading_day(date(2026, 10, 12))
    assert due_day(date(2026, 10, 12)) == date(2026, 10, 13)
    assert settlement_day(date(2026, 10, 9)) == date(2026, 10, 12)


@pytest.mark.parametrize("year", [1989, 2100])
def test_years_beyond_the_table_follow_the_same_rules(year: int) -> None:
    """Labor Day; the table has 1990 to 2099."""
    assert str(year) not in _table()["new_york_stock_exchange"]
    labor_day = next(
        day for day in (date(year, 9, n) for n in range(1, 8)) if day.weekday() == 0
    )
    assert not is_trading_day(labor_day)
    assert due_day(labor_day) == labor_day + ONE_DAY
    assert is_trading_day(labor_day + ONE_DAY)


def test_the_table_has_the_years_of_plans() -> None:
    """Of both lists, without a gap; no day of it falls on a weekend."""
    for years in _table().values():
        assert list(years) == [str(year) for year in range(1990, 2100)]
        for year, days in years.items():
            for day in days.split():
                assert date.fromisoformat(f"{year}-{day}").weekday() < SATURDAY
