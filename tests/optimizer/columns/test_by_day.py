"""Tests of cash and pay by day."""

from datetime import date

import numpy as np
import pytest

from isoplan.optimizer.columns.by_day import ByDay

FIRST, SECOND, THIRD = (date(2027, 1, day).toordinal() for day in (4, 5, 6))


@pytest.fixture
def moved() -> ByDay:
    """Two columns: one pays 10 and gets 40 on one day, the other later; none on 5th."""
    return ByDay.of(
        (np.array([FIRST, FIRST]), np.array([-10.0, -10.0])),
        (np.array([FIRST, THIRD]), np.array([40.0, 50.0])),
        (np.array([SECOND, SECOND]), np.array([0.0, 0.0])),
    )


def test_days_are_those_that_move_something(moved: ByDay) -> None:
    """A day with no dollars is none, and days come in order."""
    assert [day.toordinal() for day in moved.days] == [FIRST, THIRD]


def test_a_share_of_each_column(moved: ByDay) -> None:
    """What is paid and received on one day is one amount."""
    assert [each.tolist() for each in moved.a_share().values()] == [[30, -10], [0, 50]]


def test_a_plan_moves_its_shares_worth(moved: ByDay) -> None:
    """Each column times its shares; the days stay though nobody moves on them."""
    assert list(moved.moved_by(np.array([2.0, 3.0])).values()) == [30.0, 150.0]
    assert list(moved.moved_by(np.array([1.0, 0.0])).values()) == [30.0, 0.0]


def test_no_columns_move_nothing() -> None:
    """No column, no day."""
    nothing = ByDay.of((np.array([], dtype=int), np.array([])))
    assert nothing.days == ()
    assert nothing.moved_by(np.array([])) == {}
