"""The vocabulary of forms."""

import numpy as np
import pytest

from isoplan.models.amounts.amounts import RateSchedule, excess, greater_of, lesser_of

SCHEDULE = RateSchedule((0.0, 100.0, 300.0), (0.10, 0.20, 0.40))


@pytest.mark.parametrize(
    ("amount", "tax"),
    [(0, 0), (99, 9.9), (100, 10), (101, 10.2), (300, 50), (301, 50.4), (400, 90)],
)
def test_a_schedule_taxes_each_band_at_its_rate(amount: float, tax: float) -> None:
    """Worked: 10% of 100, 20% of 200, 40% of the rest."""
    assert SCHEDULE(amount) == pytest.approx(tax, abs=1e-9)


def test_a_schedule_taxes_arrays() -> None:
    """Element by element."""
    assert SCHEDULE(np.array([100.0, 400.0])) == pytest.approx([10.0, 90.0])


def test_one_rate_is_a_schedule() -> None:
    """Without a second band."""
    assert RateSchedule((0.0,), (0.5,))(10) == 5


@pytest.mark.parametrize(
    ("starts", "rates"),
    [
        ((), ()),
        ((0.0,), (0.1, 0.2)),
        ((1.0, 2.0), (0.1, 0.2)),
        ((0.0, 2.0, 2.0), (0.1, 0.2, 0.3)),
        ((0.0, 3.0, 2.0), (0.1, 0.2, 0.3)),
    ],
)
def test_what_is_no_schedule(
    starts: tuple[float, ...], rates: tuple[float, ...]
) -> None:
    """Bounds rise from zero, one rate for each."""
    with pytest.raises(ValueError, match=r"one rate for each|rise from zero"):
        RateSchedule(starts, rates)


def test_words() -> None:
    """Each on floats and arrays."""
    assert (greater_of(1, 2), lesser_of(1, 2)) == (2, 1)
    assert (excess(5, 3), excess(3, 5), excess(-1)) == (2, 0, 0)
    assert excess(np.array([5.0, 3.0]), 4.0).tolist() == [1.0, 0.0]


def test_a_tax_is_less_than_another_where_its_rate_is_lower() -> None:
    """Worked: from 50 to 100 by 0.05, from 300 on never; what it gains is not added."""
    other = RateSchedule((0.0, 50.0, 250.0), (0.05, 0.15, 0.25))
    assert SCHEDULE.most_below(other) == pytest.approx(50 * 0.05 + 50 * 0.05)
    assert SCHEDULE.most_below(SCHEDULE) == 0.0


def test_a_tax_that_stays_below_another_has_no_end() -> None:
    """Its distance grows without end."""
    with pytest.raises(ValueError, match="any amount"):
        SCHEDULE.most_below(RateSchedule((0.0,), (0.5,)))
