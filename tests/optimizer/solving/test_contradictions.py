"""Limits that leave no value for an amount: infeasible from either solver."""

from datetime import date
from typing import get_args

import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.scenario import Scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits, SolverName
from scenario_builder import MARKET, PLAN, Fields, build_scenario, grant


def window(year: int, most_shares: int) -> Fields:
    """Return a month of trading in which so many shares can be sold."""
    days = {"opens": date(year, 5, 1), "closes": date(year, 5, 31)}
    return days | {"most_shares": most_shares}


def selling_all(windows: list[Fields]) -> Scenario:
    """Return 1,000 shares of which least tax sells every one, in these windows."""
    return build_scenario(
        plan=PLAN | {"last_year": 2027, "objective": "least_tax"},
        grants=[grant(expires_on=date(2027, 12, 30))],
        market=MARKET | {"trading_windows": windows},
    )


ONE, TWO = [window(2026, 300)], [window(2026, 300), window(2027, 200)]


@pytest.mark.parametrize("solver", get_args(SolverName))
@pytest.mark.parametrize(
    "windows", [[window(2026, 300)], [window(2026, 300), window(2027, 200)]]
)
def test_more_must_be_sold_than_can_be(
    windows: list[Fields], solver: SolverName
) -> None:
    """Least tax sells all 1,000 shares, and the windows take 300 or 500 of them.

    CBC does not read a program in which a variable's least exceeds its greatest value.
    """
    scenario = selling_all(windows)
    told: list[str] = []
    beyond = 1_000 - sum(each["most_shares"] for each in windows)
    with pytest.raises(
        InfeasiblePlan, match=rf"{beyond:,} of them go beyond most_shares"
    ):
        recommend(scenario, solver=solver, progress=told.append)
    assert not [each for each in told if "Warning" in each]


def test_without_time_it_is_infeasible_all_the_same() -> None:
    """Which limit is too much takes a solve, for which there is no time."""
    scenario = selling_all(ONE)
    with pytest.raises(InfeasiblePlan, match=r"was not found in 0\.001 s; allow more"):
        recommend(scenario, Limits(0.001))
