"""Small trades: merged or dropped where that costs next to nothing, and only there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.whole_shares.small_trades import (
    MOST_COST,
    MOST_COST_PART,
    without_small_trades,
)
from scenario_builder import Fields, build_situation, grant

JANUARY, JUNE, LATER = date(2026, 1, 5), date(2026, 6, 1), date(2026, 11, 2)
WAYS = (Choice(0, JANUARY, JANUARY), Choice(0, JUNE, JUNE), Choice(0, JUNE, LATER))
"""Same-day sales in January and June, and an exercise in June that is sold later."""


def household(in_june: float, **of_grant: Any) -> Situation:
    """Return 10,000 vested options on a share of 30 dollars, and its price in June."""
    return build_situation(
        plan={"last_year": 2027},
        grants=[grant(**{"shares": 10_000, "strike": 1.0} | of_grant)],
        market={"prices": {date(2026, 1, 1): 30.0, JUNE: in_june}},
    )


def tidied(
    situation: Situation, shares: Sequence[float]
) -> tuple[list[float], float, TracedProblem]:
    """Return shares of each way without small trades, and what that cost."""
    columns = columns_of(situation, WAYS)
    traced = traced_problem(situation, columns, baseline_years(situation))
    before = np.array(shares)
    on = traced.cheapest_elections(before)
    after = without_small_trades(traced, before, on)
    cost = traced.cost_of(after, on) - traced.cost_of(before, on)
    assert traced.keeps_limits(after, on)
    return after.tolist(), cost, traced


def test_a_small_trade_joins_another_where_that_costs_little() -> None:
    """Five options of 10,000 are exercised and sold in January like the rest."""
    shares, cost, _ = tidied(household(31.0), [9_995, 5, 0])
    assert sum(shares) == 10_000
    assert sorted(shares)[:2] == [0, 0]
    assert 0.0 < cost <= MOST_COST


def test_a_small_trade_stays_where_leaving_it_out_costs_more() -> None:
    """Five shares that triple in five months are worth the trouble."""
    shares, cost, _ = tidied(household(90.0), [9_995, 5, 0])
    assert shares == [9_995, 5, 0]
    assert cost == 0.0


def test_small_trades_cost_no_more_than_a_part_of_the_plan() -> None:
    """A plan worth 2,000 dollars gives up 20 cents at most, not five dollars."""
    small = household(33.0, shares=300, strike=25.0)
    shares, cost, traced = tidied(small, [298, 2, 0])
    value = -traced.cost_of(np.array([298.0, 2.0, 0.0]))
    assert value * MOST_COST_PART < MOST_COST
    assert cost <= value * MOST_COST_PART
    assert shares == [298, 2, 0]


@pytest.mark.parametrize(
    ("shares", "of_grant"),
    [
        ([9_900, 100, 0], {}),  # a round lot
        ([9_950, 50, 0], {"shares": 10_000, "strike": 1.0}),  # 1,500 dollars
        ([985, 15, 0], {"shares": 1_000}),  # more than a hundredth of the grant
    ],
)
def test_a_trade_of_some_size_is_not_small(
    shares: list[float], of_grant: Fields
) -> None:
    """By its shares, by its worth on the day, or by its part of the tranche."""
    assert tidied(household(30.0, **of_grant), shares)[0] == shares


def test_a_small_sale_of_a_large_lot_joins_the_other() -> None:
    """Exercised together in June, sold on two days, one of them for a few shares."""
    shares, *_ = tidied(household(30.0), [0, 9_994, 6])
    assert shares == [0, 10_000, 0]


def test_the_household_s_smallest_trade_rules() -> None:
    """Who trades single shares gets to."""
    any_trade = household(31.0).with_preferences(Preferences(smallest_trade=1))
    assert tidied(any_trade, [9_995, 5, 0])[0] == [9_995, 5, 0]


def test_nothing_to_trade_is_nothing_to_leave_out() -> None:
    """A plan without a trade comes back as it is."""
    assert tidied(household(31.0), [0, 0, 0])[0] == [0, 0, 0]
