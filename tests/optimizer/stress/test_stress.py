"""A stress from end to end: what is told agrees with what every path came to."""

import numpy as np
import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import Scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.stress.stress import Asked, Stressed, stress
from scenario_builder import build_scenario, grant, holding

ASKED = Asked(paths=700, seed=2, volatility={None: 0.7}, failure={None: 0.05})


def household() -> Scenario:
    """Vested options, cash for them, and an IPO in two years."""
    return build_scenario(
        plan={"last_year": 2029, "decision_dates": "yearly"},
        household={"cash": 60_000, "cash_floor": 5_000},
        market={"growth": 0.15, "first_sale": "2028-03-01"},
        grants=[grant(shares=4_000)],
    )


@pytest.fixture(scope="module")
def stressed() -> Stressed:
    """That household's stress, worked out once."""
    return stress(household(), ASKED)


def test_the_plan_stands_first_at_its_own_value(stressed: Stressed) -> None:
    """At the market's own prices it is worth what `isoplan plan` says."""
    plan = recommend(household())
    first = stressed.stress.schedules[0]
    assert first.name == "plan"
    assert first.on_own_path == plan.totals.after_tax_value
    assert stressed.stress.verdict == plan.verdict()


def test_what_is_told_is_of_all_paths(stressed: Stressed) -> None:
    """Mean, percentiles, the worst, and how often the plan is worth less."""
    told = stressed.stress
    plan = stressed.outcomes["plan"].value
    for each in told.schedules:
        found = stressed.outcomes[each.name]
        value = found.value
        assert len(value) == 700
        assert each.mean == pytest.approx(value.mean(), abs=0.01)
        assert each.worst == pytest.approx(value.min(), abs=0.01)
        assert each.cvar_5 == pytest.approx(np.sort(value)[:35].mean(), abs=0.01)
        at_5 = each.percentile_5
        assert (value < at_5 - 0.01).mean() <= 0.051
        assert (value <= at_5 + 0.01).mean() >= 0.049
        assert each.worst <= each.cvar_5 <= each.percentile_5 <= each.median
        assert sum(each.counts) == 700
        if each.name != "plan":
            assert each.plan_worth_less == np.mean(plan < value - 0.005)
        assert each.below_floor == found.below_floor.mean()
    sold = told.schedule(told.selling_at_exercise)
    assert sold.amt_mean == 0.0
    assert sold.worst >= 0.0
    assert "no forecast" in told.assumptions[0]


def test_it_is_reproducible_by_its_seed(stressed: Stressed) -> None:
    """To the last digit, with all that is told."""
    again = stress(household(), ASKED)
    assert again.stress == stressed.stress


def test_the_market_says_what_was_assumed(stressed: Stressed) -> None:
    """Its drag, and that failures lower the mean."""
    (market,) = stressed.stress.markets
    assert market.drag == pytest.approx(1 - np.exp(-0.245))
    assert market.failed == pytest.approx(1 - 0.95**4, abs=0.05)
    assert market.price_at_end_median < market.mean_at_end


def test_a_market_without_volatility_is_refused() -> None:
    """Each whose shares are held; the message names the option."""
    scenario = build_scenario(
        grants=[grant()],
        holdings=[holding(market="fund")],
        markets={"fund": {"prices": {"2026-01-01": 50.0}}},
    )
    with pytest.raises(ScenarioErrors, match=r"--volatility fund=0\.2"):
        stress(scenario, Asked(10, volatility={None: 0.6}))
    with pytest.raises(ScenarioErrors, match=r"'funds'.*no market of the file"):
        stress(scenario, Asked(10, volatility={None: 0.6, "fund": 0.2, "funds": 0.2}))


def test_the_volatility_of_the_file_serves() -> None:
    """What is given on the command line comes before it."""
    scenario = build_scenario(
        grants=[grant(shares=10)], market={"expected_growth": 0.1, "volatility": 0.5}
    )
    assert stress(scenario, Asked(5)).stress.markets[0].volatility == 0.5
    given = stress(scenario, Asked(5, volatility={None: 0.4}))
    assert given.stress.markets[0].volatility == 0.4
