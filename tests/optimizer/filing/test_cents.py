"""Printed cents add up."""

from isoplan.models.base.cents import in_cents
from isoplan.optimizer.filing.cents import RunningCents, is_in_cents


def test_rows_add_up_to_their_rounded_total() -> None:
    """Three thirds of a dollar: 0.33, 0.34, 0.33, and never 0.99 in all."""
    cents = RunningCents()
    shown = [cents.next("gain", 1 / 3) for _ in range(3)]
    assert shown == [0.33, 0.34, 0.33]
    assert in_cents(sum(shown)) == 1.0


def test_columns_do_not_mix() -> None:
    """What one column has left over is none of another's."""
    cents = RunningCents()
    assert [cents.next(column, 0.004) for column in "abab"] == [0.0, 0.0, 0.01, 0.01]


def test_nothing_is_minus_zero() -> None:
    """A reader would take it for a loss."""
    assert str(in_cents(-0.001)) == "0.0"
    assert str(RunningCents().next("loss", -0.001)) == "0.0"


def test_what_is_put_otherwise_is_made_up_for() -> None:
    """A cent too many in one row is missing in the next."""
    cents = RunningCents()
    assert cents.put("gain", 0.5, 0.51) == 0.51
    assert cents.next("gain", 0.5) == 0.49


def test_whole_cents_are_known_through_the_noise_of_floats() -> None:
    """1.15 x 6,043 is 6,949.45."""
    assert is_in_cents(1.15 * 6_043)
    assert not is_in_cents(24.688329 * 2_450)
