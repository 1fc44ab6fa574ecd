"""Allowances that shrink: below, at and above each step and limit."""

from dataclasses import replace

import numpy as np
import pytest

from isoplan.models.amounts.allowance import Allowance
from isoplan.models.amounts.steps import share_above, share_reached

CREDIT = Allowance(153.0, over=(252_203.0,), rates=(0.0024,), step=2_500.0)
"""California's exemption credit of 2025: 6 for each 2,500 of income or part of it."""

SLIDING = Allowance(
    14_950.0, over=(238_950.0, 330_300.0), rates=(0.03, 0.10), least=2_990.0
)
"""Minnesota's standard deduction of 2025."""

EXEMPTION = Allowance(
    3_200.0, limits=((100_000.0, 1_600.0), (125_000.0, 800.0), (150_000.0, 0.0))
)
"""Maryland's exemption."""


@pytest.mark.parametrize(
    ("agi", "left"),
    [
        (252_203, 153),
        (252_204, 147),
        (254_703, 147),
        (254_704, 141),
        (314_703, 3),
        (314_704, 0),
        (900_000, 0),
    ],
)
def test_steps(agi: float, left: float) -> None:
    """2025 Form 540 instructions, AGI limitation worksheet. Worked."""
    assert CREDIT(float(agi)) == pytest.approx(left)


@pytest.mark.parametrize(
    ("agi", "left"),
    [
        (238_950, 14_950),
        (238_951, 14_949.97),
        (330_300, 12_209.50),
        (330_301, 12_209.40),
        (422_494, 2_990.10),
        (422_495, 2_990),
        (2_000_000, 2_990),
    ],
)
def test_slopes(agi: float, left: float) -> None:
    """Minn. Stat. 290.0123 subd. 5: 3%, then 10%, at most 80%. Worked."""
    assert SLIDING(float(agi)) == pytest.approx(left)


@pytest.mark.parametrize(
    ("agi", "left"),
    [
        (100_000, 3_200),
        (100_001, 1_600),
        (125_000, 1_600),
        (125_001, 800),
        (150_000, 800),
        (150_001, 0),
    ],
)
def test_limits(agi: float, left: float) -> None:
    """2025 Maryland resident booklet, exemption amount chart. Worked."""
    assert EXEMPTION(float(agi)) == pytest.approx(left)


@pytest.mark.parametrize("allowance", [CREDIT, SLIDING, EXEMPTION])
def test_smoothed_it_is_close(allowance: Allowance) -> None:
    """Within one step of 6; a jump is spread over a thousand dollars; slopes as is."""
    agi = np.linspace(0.0, 500_000.0, 100_001)
    smooth = replace(allowance, smooth=True)
    off = smooth(agi) - allowance(agi)
    assert (off >= -1e-9).all()
    at_limits = any(over for over, _ in allowance.limits)
    assert off.max() <= (1_600 if at_limits else 6) + 1e-9
    assert (abs(np.diff(smooth(agi))) <= 8.01).all()


def test_a_limit_is_passed_or_reached() -> None:
    """Above 300,000, and 300,000 or more, differ at 300,000 alone."""
    incomes = np.array([299_999.0, 300_000.0, 300_001.0])
    assert share_above(incomes, 300_000.0, smooth=False).tolist() == [0, 0, 1]
    assert share_reached(incomes, 300_000.0, smooth=False).tolist() == [0, 1, 1]
    assert share_reached(300_500.0, 300_000.0, smooth=True) == 0.5
