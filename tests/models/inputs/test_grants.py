"""Vesting and holding periods of grants; names of lots."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Lot
from scenario_builder import grant as grant_fields
from scenario_builder import lot


def grant(**changed: Any) -> Grant:
    """Return a grant of 4,800 options with some fields changed."""
    fields = {
        "granted_on": date(2025, 3, 1),
        "expires_on": date(2035, 3, 1),
        "shares": 4_800,
        "strike": 2.0,
        "vesting": {},
    }
    return Grant.model_validate(grant_fields("G1", **(fields | changed)))


@pytest.mark.parametrize(
    ("on", "vested"),
    [
        pytest.param(date(2025, 3, 1), 0, id="day-of-grant"),
        pytest.param(date(2026, 2, 28), 0, id="day-before-the-cliff"),
        pytest.param(date(2026, 3, 1), 1_200, id="cliff"),
        pytest.param(date(2026, 3, 31), 1_200, id="before-the-next-step"),
        pytest.param(date(2026, 4, 1), 1_300, id="next-step"),
        pytest.param(date(2029, 2, 28), 4_700, id="before-the-last"),
        pytest.param(date(2029, 3, 1), 4_800, id="all"),
        pytest.param(date(2034, 3, 1), 4_800, id="later"),
    ],
)
def test_vesting_by_rule(on: date, vested: int) -> None:
    """48 months with a cliff of 12: 100 options a month, worked by hand."""
    assert grant().vested(on) == vested


def test_whole_shares_vest_and_the_last_day_takes_the_rest() -> None:
    """100 options over 48 months: 2.08 a month, 25 at the cliff."""
    steps = grant(shares=100).vest_dates()
    assert steps[0] == (date(2026, 3, 1), 25)
    assert steps[1] == (date(2026, 4, 1), 27)
    assert steps[-1] == (date(2029, 3, 1), 100)


def test_vesting_clamps_to_the_end_of_the_month() -> None:
    """From January 31: February 28, then March 31 again."""
    rule = {"start": date(2026, 1, 31), "months": 2, "cliff_months": 0}
    assert grant(granted_on=date(2026, 1, 31), vesting=rule).vest_dates() == (
        (date(2026, 2, 28), 2_400),
        (date(2026, 3, 31), 4_800),
    )


def test_vesting_that_began_before_the_grant() -> None:
    """Nothing can be exercised before the grant, so it counts from that day."""
    rule = {"start": date(2024, 3, 1), "months": 48, "cliff_months": 12}
    vesting = grant(vesting=rule)
    assert vesting.vest_dates()[0] == (date(2025, 3, 1), 1_200)
    assert vesting.vested(date(2025, 2, 28)) == 0


def test_vesting_at_once() -> None:
    """No months: all options vest on the first day."""
    assert grant(vesting={"months": 0, "cliff_months": 0}).vest_dates() == (
        (date(2025, 3, 1), 4_800),
    )


def test_a_cliff_between_two_steps_and_a_short_last_one() -> None:
    """Cliff at 7 months, then each 6 up to 20: months 7, 12, 18 and 20."""
    rule = {"months": 20, "cliff_months": 7, "every_months": 6}
    assert grant(shares=2_000, vesting=rule).vest_dates() == (
        (date(2025, 10, 1), 700),
        (date(2026, 3, 1), 1_200),
        (date(2026, 9, 1), 1_800),
        (date(2026, 11, 1), 2_000),
    )


def test_vesting_by_dates_in_any_order() -> None:
    """Steps of one day add up."""
    steps = [
        {"on": date(2027, 1, 1), "shares": 800},
        {"on": date(2026, 1, 1), "shares": 1_000},
        {"on": date(2027, 1, 1), "shares": 3_000},
    ]
    assert grant(vesting=steps).vest_dates() == (
        (date(2026, 1, 1), 1_000),
        (date(2027, 1, 1), 4_800),
    )


@given(
    shares=st.integers(1, 5_000),
    months=st.integers(0, 72),
    cliff=st.integers(0, 24),
    every=st.integers(1, 13),
)
def test_vesting_only_grows_and_ends_with_all(
    shares: int, months: int, cliff: int, every: int
) -> None:
    """Whatever the rule."""
    rule = {"months": months, "cliff_months": min(cliff, months)}
    steps = grant(shares=shares, vesting={**rule, "every_months": every}).vest_dates()
    days, totals = zip(*steps, strict=True)
    assert sorted(set(days)) == list(days)
    assert sorted(set(totals)) == list(totals)
    assert totals[-1] == shares
    assert totals[0] > 0


@pytest.mark.parametrize(
    ("exercised_on", "qualifying"),
    [
        pytest.param(date(2025, 6, 1), date(2027, 3, 2), id="two-years-from-grant"),
        pytest.param(date(2026, 6, 1), date(2027, 6, 2), id="one-year-from-exercise"),
    ],
)
def test_qualifying_from(exercised_on: date, qualifying: date) -> None:
    """More than two years after grant, more than one after exercise; IRC 422(a)(1)."""
    assert grant().qualifying_from(exercised_on) == qualifying


def test_a_term_of_exactly_ten_years_is_lawful() -> None:
    """IRC 422(b)(3); also from February 29, where the tenth year has none."""
    granted_on = date(2024, 2, 29)
    last = date(2034, 2, 28)
    assert grant(granted_on=granted_on, expires_on=last).expires_on == last
    with pytest.raises(ValueError, match="must expire by 2034-02-28"):
        grant(granted_on=granted_on, expires_on=last + timedelta(days=1))


def test_a_lot_without_a_name_is_called_by_grant_and_day() -> None:
    """A name that is given wins."""
    unnamed = Lot.model_validate(lot("G1", exercised_on=date(2026, 5, 1)))
    assert unnamed.label == "G1 2026-05-01"
    assert unnamed.model_copy(update={"name": "first"}).label == "first"


def test_grants_and_lots_can_be_keys() -> None:
    """They are fixed, so they hash."""
    assert len({grant(), grant(), grant(shares=1)}) == 2
