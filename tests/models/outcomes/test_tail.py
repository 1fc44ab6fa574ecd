"""The worst part of the outcomes: worked by hand."""

import pytest

from isoplan.models.outcomes.tail import mean_of_worst

VALUES, PROBABILITIES = [50.0, -10.0, 20.0], [0.5, 0.2, 0.3]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (0.0, -10.0),
        (0.1, -10.0),
        (0.2, -10.0),
        (0.4, (0.2 * -10.0 + 0.2 * 20.0) / 0.4),
        (0.5, (0.2 * -10.0 + 0.3 * 20.0) / 0.5),
        (1.0, 29.0),
    ],
)
def test_the_worst_part_on_average(part: float, value: float) -> None:
    """Worked: the outcome in which the part ends counts with what is needed of it."""
    assert mean_of_worst(VALUES, PROBABILITIES, part) == pytest.approx(value)


def test_probabilities_that_nearly_add_up() -> None:
    """Three times 0.333 is everything."""
    assert mean_of_worst([1.0, 2.0, 3.0], [0.333] * 3, 1.0) == pytest.approx(2.0)
