"""The one rule of following blindly, case by case."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.stress.following import followed
from isoplan.optimizer.stress.price_paths import NEVER_FAILS, PricePaths
from scenario_builder import build_situation, grant, lot

BUY, SELL = date(2026, 3, 2), date(2027, 6, 1)


def household() -> Situation:
    """Options at 10 dollars, a lot, and a share at 30; planned for three years."""
    return build_situation(plan={"last_year": 2028}, grants=[grant()], lots=[lot()])


def paths(
    own: Situation, factors: list[float], fails: list[date | None] | None = None
) -> PricePaths:
    """Prices that are the market's own times a factor each, from the first day on."""
    ends_of_years = [date(2026, 12, 31), date(2027, 12, 31)]
    days = [BUY, SELL, *ends_of_years, own.plan.horizon]
    ends = fails or [None] * len(factors)
    return PricePaths(
        own,
        {None: {day: np.array(factors) for day in days}},
        {None: np.array([day.toordinal() if day else NEVER_FAILS for day in ends])},
    )


def done(
    own: Situation, choice: Choice, on: PricePaths
) -> dict[date | None, list[float]]:
    """Shares by day of sale, on each path."""
    columns, shares = followed(own, {choice: 100}, on)
    return {
        made.sold_on: shares[:, place].tolist()
        for place, made in enumerate(columns.choices)
    }


def test_options_under_water_are_not_exercised() -> None:
    """At the strike they are; a cent below they lapse, and no later day tries again."""
    own = household()
    at = paths(own, [1.0, 10.0 / 30.0, 9.99 / 30.0])
    assert done(own, Choice(0, BUY, SELL), at) == {SELL: [100.0, 100.0, 0.0]}


def test_a_same_day_sale_must_bring_the_strike() -> None:
    """After the cost of the sale."""
    own = build_situation(grants=[grant()], market={"sale_cost_per_share": 1.0})
    at = paths(own, [11.0 / 30.0, 10.9 / 30.0])
    assert done(own, Choice(0, BUY, BUY), at) == {BUY: [100.0, 0.0]}


def test_an_exercise_that_the_schedule_makes_under_water_is_made() -> None:
    """Whatever the price: it was no bet on it."""
    own = build_situation(plan={"last_year": 2028}, grants=[grant(strike=40.0)])
    assert done(own, Choice(0, BUY, SELL), paths(own, [1.0, 0.5])) == {
        SELL: [100.0, 100.0]
    }


@pytest.mark.parametrize("sold_on", [SELL, None])
def test_shares_of_a_failed_company_are_written_off(sold_on: date | None) -> None:
    """On the last day of its year; what was sold before is sold, options lapse."""
    own = household()
    fails = date(2027, 6, 1)
    at = paths(own, [1.0, 1.0, 1.0], [None, fails, date(2026, 3, 2)])
    assert done(own, Choice(0, BUY, sold_on), at) == {
        sold_on: [100.0, 0.0, 0.0],
        date(2027, 12, 31): [0.0, 100.0, 0.0],
    }
    held = Choice(1, date(2025, 6, 2), sold_on)
    assert done(own, held, at) == {
        sold_on: [100.0, 0.0, 0.0],
        date(2027, 12, 31): [0.0, 100.0, 0.0],
        date(2026, 12, 31): [0.0, 0.0, 100.0],
    }


def test_a_sale_the_day_before_the_failure_takes_place() -> None:
    """And one on its day does not."""
    own = household()
    at = paths(own, [1.0], [date(2027, 6, 2)])
    assert done(own, Choice(0, BUY, SELL), at) == {SELL: [100.0]}
