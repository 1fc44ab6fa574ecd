"""Simulated prices: their mean, their days, their seed."""

from datetime import date

import numpy as np
import pytest

from isoplan.models.situation import Situation
from isoplan.optimizer.stress.price_paths import (
    BLOCK,
    NEVER_FAILS,
    Simulation,
    moved_on,
    one_path,
    simulated,
)
from scenario_builder import build_situation

DAYS = [date(2026, 7, 1), date(2027, 7, 1), date(2028, 12, 31)]


def household(**market: object) -> Situation:
    """A market at 30 dollars, planned for three years."""
    return build_situation(
        plan={"last_year": 2028},
        market={"prices": {date(2026, 1, 1): 30.0}, **market},
    )


def simulation(
    volatility: float = 0.6, failure: float = 0.0, **more: int
) -> Simulation:
    """The main market's prices by chance."""
    given = {"seed": 3, "paths": 4_000} | more
    return Simulation({None: volatility}, {None: failure}, **given)


def test_the_own_path_is_the_mean() -> None:
    """And the middle of all is lower by the drag: 18% a year at 60%."""
    own = household(growth=0.1)
    paths = simulated(own, simulation(), DAYS)
    for day in DAYS:
        factor = paths.price(None, day) / own.market.price(day)
        years = (day - own.plan.start).days / 365.25
        assert factor.mean() == pytest.approx(1.0, abs=4 * factor.std() / 4_000**0.5)
        drag = np.exp(-0.18 * years)
        assert np.median(factor) == pytest.approx(drag, rel=0.08)
        assert np.log(factor).std() == pytest.approx(0.6 * years**0.5, rel=0.05)


def test_expected_growth_has_its_drag_once() -> None:
    """After the last price given the file's own path is the one in the middle."""
    own = household(expected_growth=0.3, volatility=0.6)
    prices = simulated(own, simulation(), DAYS).price(None, DAYS[-1])
    assert np.median(prices) == pytest.approx(own.market.price(DAYS[-1]), rel=0.08)
    years = (DAYS[-1] - own.plan.start).days / 365.25
    assert prices.mean() == pytest.approx(30.0 * 1.3**years, rel=0.15)


def test_without_volatility_there_is_one_path() -> None:
    """The market's own, to the last digit."""
    own = household(growth=0.1)
    prices = simulated(own, simulation(0.0), DAYS).price(None, DAYS[1])
    assert set(prices.tolist()) == {own.market.price(DAYS[1])}


def test_a_path_is_the_same_whoever_asks() -> None:
    """Whichever other paths and days are asked for, and however many."""
    own, asked = household(), simulation(failure=0.2, paths=BLOCK + 20)
    all_of_them = simulated(own, asked, DAYS)
    few = simulated(own, simulation(failure=0.2, paths=7), DAYS[1:2])
    assert few.price(None, DAYS[1]).tolist() == (
        all_of_them.price(None, DAYS[1])[:7].tolist()
    )
    last = one_path(own, asked, BLOCK + 19, DAYS)
    assert last.price(None, DAYS[2])[0] == all_of_them.price(None, DAYS[2])[-1]
    assert last.fails_on[None][0] == all_of_them.fails_on[None][-1]
    other = simulated(own, simulation(seed=4), DAYS).price(None, DAYS[1])
    assert other[0] != few.price(None, DAYS[1])[0]


def test_appraisals_move_on_their_days_alone() -> None:
    """On the days given, each anniversary of the last one, and daily once listed."""
    own = household(
        prices={date(2026, 1, 1): 10.0, date(2026, 9, 1): 12.0},
        between_prices=None,
        first_sale=date(2028, 3, 1),
    )
    for day, moved in {
        date(2026, 8, 31): own.plan.start,
        date(2026, 9, 1): date(2026, 9, 1),
        date(2027, 8, 31): date(2026, 9, 1),
        date(2027, 12, 1): date(2027, 9, 1),
        date(2028, 3, 1): date(2028, 3, 1),
        date(2028, 3, 9): date(2028, 3, 9),
    }.items():
        assert moved_on(own, None, day) == moved
    paths = simulated(own, simulation(), [date(2026, 6, 1), date(2026, 10, 1)])
    assert set(paths.price(None, date(2026, 6, 1)).tolist()) == {10.0}
    later = [paths.price(None, date(2026, month, 1)) for month in (9, 12)]
    assert later[0].tolist() == later[1].tolist()
    assert len(set(later[0].tolist())) == 4_000


def test_companies_fail_by_chance() -> None:
    """A tenth a year: 27% in three years; nothing is worth anything after it."""
    own = household()
    paths = simulated(own, simulation(failure=0.1), DAYS)
    failed = paths.fails_on[None] != NEVER_FAILS
    assert failed.mean() == pytest.approx(1 - 0.9**3, abs=0.03)
    gone = paths.price(None, DAYS[-1]) == 0.0
    assert gone.tolist() == failed.tolist()
    on = date.fromordinal(int(paths.fails_on[None][failed][0]))
    written_off = paths.written_off_on(None)[failed][0]
    assert date.fromordinal(int(written_off)) == date(on.year, 12, 31)


def test_a_company_whose_end_is_known_does_not_fail_by_chance() -> None:
    """The file says how it ends."""
    own = household(worthless_on=date(2027, 5, 3))
    paths = simulated(own, simulation(failure=0.5), DAYS)
    assert set(paths.fails_on[None].tolist()) == {NEVER_FAILS}
