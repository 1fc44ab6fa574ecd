"""Schedule D: netting, the loss limit, and the carryover worksheet."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.tax.forms.schedule_d import (
    Carryover,
    carryover_to_next_year,
    schedule_d,
)

LIMIT = 3_000.0
NOTHING = Carryover()

SIGNED = st.one_of(
    st.integers(-20_000, 20_000), st.sampled_from([-3_001, -3_000, -2_999, 0])
).map(float)
LOSSES = st.builds(
    Carryover,
    st.integers(0, 10_000).map(float),
    st.integers(0, 10_000).map(float),
)

NETTING = [
    # short, long; then income, net capital gain: worked.
    pytest.param(1_000, 2_000, 3_000, 2_000, id="two-gains"),
    pytest.param(-500, 2_000, 1_500, 1_500, id="short-loss-nets"),
    pytest.param(2_000, -500, 1_500, 0, id="long-loss-nets"),
    pytest.param(-2_000, 2_000, 0, 0, id="to-zero"),
    pytest.param(0, -2_999, -2_999, 0, id="below-the-limit"),
    pytest.param(0, -3_000, -3_000, 0, id="at-the-limit"),
    pytest.param(0, -3_001, -3_000, 0, id="above-the-limit"),
    pytest.param(-10_000, 4_000, -3_000, 0, id="net-loss"),
    pytest.param(10_000, -14_000, -3_000, 0, id="net-loss-long"),
]


@pytest.mark.parametrize(("short", "long", "income", "gain"), NETTING)
def test_lines_7_to_21(short: float, long: float, income: float, gain: float) -> None:
    """Schedule D lines 7, 15, 16, 21; IRC 1211(b), 1222(11)."""
    found = schedule_d(short, long, NOTHING, LIMIT)
    assert (found.line_7, found.line_15) == (short, long)
    assert found.line_16 == short + long
    assert found.income == income
    assert found.line_21 == max(-income, 0)
    assert found.net_capital_gain == gain


@pytest.mark.parametrize(
    ("loss", "allowed"), [(1_499, 1_499), (1_500, 1_500), (1_501, 1_500)]
)
def test_line_21_separate_filers(loss: float, allowed: float) -> None:
    """Schedule D line 21: 1,500. Worked."""
    assert schedule_d(-loss, 0.0, NOTHING, 1_500.0).line_21 == allowed


def test_losses_carried_in_are_netted_by_kind() -> None:
    """Schedule D lines 6 and 14. Worked."""
    found = schedule_d(5_000.0, 9_000.0, Carryover(6_000.0, 1_000.0), LIMIT)
    assert (found.line_7, found.line_15) == (-1_000, 8_000)
    assert (found.income, found.net_capital_gain) == (7_000, 7_000)


CARRIED = [
    # short, long, taxable income (signed); carried on short, long: worked.
    pytest.param(-10_000, 0, 50_000, 7_000, 0, id="short"),
    pytest.param(0, -10_000, 50_000, 0, 7_000, id="long"),
    pytest.param(-2_000, -10_000, 50_000, 0, 9_000, id="short-goes-first"),
    pytest.param(-10_000, 4_000, 50_000, 3_000, 0, id="after-netting"),
    pytest.param(4_000, -10_000, 50_000, 0, 3_000, id="after-netting-long"),
    pytest.param(0, -10_000, 0, 0, 7_000, id="income-of-the-loss"),
    pytest.param(0, -10_000, -1_000, 0, 8_000, id="part-unused"),
    pytest.param(0, -10_000, -3_000, 0, 10_000, id="nothing-used"),
    pytest.param(0, -10_000, -9_000, 0, 10_000, id="nothing-used-further"),
    pytest.param(0, -2_000, 50_000, 0, 0, id="all-deducted"),
    pytest.param(0, -2_000, -500, 0, 500, id="deducted-in-vain"),
    pytest.param(3_000, 2_000, -9_000, 0, 0, id="gains"),
    pytest.param(-1_000, 5_000, -9_000, 0, 0, id="gain-after-netting"),
]


@pytest.mark.parametrize(("short", "long", "taxable", "short_on", "long_on"), CARRIED)
def test_carryover(
    short: float, long: float, taxable: float, short_on: float, long_on: float
) -> None:
    """Capital Loss Carryover Worksheet lines 8 and 13; IRC 1212(b)."""
    schedule = schedule_d(short, long, NOTHING, LIMIT)
    found = carryover_to_next_year(schedule, taxable, LIMIT)
    assert (found.short_term, found.long_term) == (short_on, long_on)


def worksheet(
    line_7: float, line_15: float, line_21: float, taxable_income: float
) -> tuple[float, float]:
    """Return lines 8 and 13 of the Capital Loss Carryover Worksheet, as printed."""
    line_1 = taxable_income
    line_2 = line_21
    line_3 = max(line_1 + line_2, 0)
    line_4 = min(line_2, line_3)
    line_8 = 0.0
    if line_7 < 0:
        line_5 = -line_7
        line_6 = max(line_15, 0)
        line_8 = max(line_5 - (line_4 + line_6), 0)
    line_13 = 0.0
    if line_15 < 0:
        line_9 = -line_15
        line_10 = max(line_7, 0)
        line_11 = max(line_4 - max(-line_7, 0), 0)
        line_12 = line_10 + line_11
        line_13 = max(line_9 - line_12, 0)
    return line_8, line_13


@given(short=SIGNED, long=SIGNED, carried_in=LOSSES, taxable_income=SIGNED)
def test_carryover_is_that_of_the_worksheet(
    short: float, long: float, carried_in: Carryover, taxable_income: float
) -> None:
    """The limit may stand in for line 2, the loss allowed: the same lines 8 and 13."""
    schedule = schedule_d(short, long, carried_in, LIMIT)
    found = carryover_to_next_year(schedule, taxable_income, LIMIT)
    expected = worksheet(
        schedule.line_7, schedule.line_15, schedule.line_21, taxable_income
    )
    assert (found.short_term, found.long_term) == pytest.approx(expected)


@given(short=SIGNED, long=SIGNED, carried_in=LOSSES)
def test_no_loss_is_lost(short: float, long: float, carried_in: Carryover) -> None:
    """With income enough, what is not deducted is carried on."""
    schedule = schedule_d(short, long, carried_in, LIMIT)
    carried = carryover_to_next_year(schedule, 1_000_000.0, LIMIT)
    left = carried.short_term + carried.long_term
    assert schedule.income - left == pytest.approx(schedule.line_16)
    assert min(carried.short_term, carried.long_term) >= 0


@given(short=SIGNED, long=SIGNED, carried_in=LOSSES, before=SIGNED, taxable=SIGNED)
def test_the_running_total_changes_nothing(
    short: float, long: float, carried_in: Carryover, before: float, taxable: float
) -> None:
    """What was recognized before is added to both sides, and taken off again."""
    plain = schedule_d(short, long, carried_in, LIMIT)
    running = schedule_d(short, long, replace(carried_in, recognized=before), LIMIT)
    assert running.income == plain.income
    assert running.net_capital_gain == plain.net_capital_gain
    assert running.recognized == before + plain.income
    assert carryover_to_next_year(running, taxable, LIMIT) == carryover_to_next_year(
        plain, taxable, LIMIT
    )
