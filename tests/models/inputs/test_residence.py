"""Where the household lives: both written forms, days, and what is refused."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from isoplan.models.inputs.residence import (
    ALWAYS,
    StateByDate,
    in_words,
    residency_periods,
    state_on,
)
from isoplan.models.tax.residence import ResidencyPeriod

ADAPTER: TypeAdapter[dict[date, str]] = TypeAdapter(StateByDate)
MOVES = {date(2026, 1, 1): "CA", date(2028, 7, 1): "WA"}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        pytest.param("", {}, id="none"),
        pytest.param("CA", {ALWAYS: "CA"}, id="one"),
        pytest.param({"2028-07-01": "WA", "2026-01-01": "CA"}, MOVES, id="in-order"),
        pytest.param({date(2026, 1, 1): ""}, {date(2026, 1, 1): ""}, id="abroad"),
    ],
)
def test_what_is_read_is_written_again(given: Any, read: dict[date, str]) -> None:
    found = ADAPTER.validate_python(given)
    assert found == read
    assert list(found) == sorted(found)
    assert ADAPTER.validate_python(ADAPTER.dump_python(found, mode="json")) == read


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("ca", "write 'CA'", id="lower-case"),
        pytest.param("California", "as in 'CA'", id="name"),
        pytest.param({"2026-01-01": "XX"}, "two-letter code", id="in-table"),
        pytest.param({"2026": "CA"}, "not a date", id="year"),
        pytest.param(5, "neither a state nor a table", id="number"),
        pytest.param(["CA"], "neither a state nor a table", id="list"),
    ],
)
def test_what_is_refused(given: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        ADAPTER.validate_python(given)


def test_the_first_state_holds_before_its_day() -> None:
    assert state_on(MOVES, date(2020, 5, 5)) == "CA"
    assert state_on(MOVES, date(2028, 6, 30)) == "CA"
    assert state_on(MOVES, date(2028, 7, 1)) == "WA"
    assert state_on({}, date(2028, 7, 1)) == ""


def test_a_year_of_moving_has_two_stays() -> None:
    """182 of the 366 days of 2028 lie before July 1."""
    first, second = residency_periods(MOVES, 2028)
    assert first == ResidencyPeriod("CA", ((date(2028, 1, 1), date(2028, 6, 30)),))
    assert second == ResidencyPeriod("WA", ((date(2028, 7, 1), date(2028, 12, 31)),))
    assert first.share == pytest.approx(182 / 366)
    assert first.share + second.share == pytest.approx(1.0)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2029])
def test_other_years_have_one(year: int) -> None:
    """Also the year that begins with the first entry."""
    (residency,) = residency_periods(MOVES, year)
    assert residency.share == 1.0
    assert residency.state == ("CA" if year < 2028 else "WA")


def test_coming_back_in_a_year_is_the_same_stay() -> None:
    """A state files one return for all of its days."""
    moves = {**MOVES, date(2028, 10, 1): "CA"}
    first, second = residency_periods(moves, 2028)
    assert [first.state, second.state] == ["CA", "WA"]
    assert first.share == pytest.approx((182 + 92) / 366)
    days = [date(2028, 6, 30), date(2028, 7, 1), date(2028, 9, 30), date(2028, 10, 1)]
    ordinals = np.array([day.toordinal() for day in days])
    assert first.holds(ordinals).tolist() == [True, False, False, True]
    assert second.holds(ordinals).tolist() == [False, True, True, False]


def test_a_move_to_the_same_state_is_none() -> None:
    moves = {date(2026, 1, 1): "CA", date(2028, 7, 1): "CA"}
    (residency,) = residency_periods(moves, 2028)
    assert residency.share == pytest.approx(1.0)


def test_in_words() -> None:
    assert in_words({}) == ""
    assert in_words({ALWAYS: "CA"}) == "CA"
    assert in_words(MOVES) == "CA, from 2028-07-01 WA"
    assert in_words({ALWAYS: "CA", date(2028, 7, 1): ""}) == (
        "CA, from 2028-07-01 no state"
    )
