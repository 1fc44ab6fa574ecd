"""A tree made from a volatility: its mean is the market's price, its moments match."""

from datetime import date
from math import log, sqrt

import pytest

from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.branching.volatility import factors
from isoplan.models.inputs.branches import Uncertainty
from isoplan.models.scenario import Scenario
from scenario_builder import Fields
from uncertain_household import MARKETS, uncertain_fields

DAYS = ("2026-06-01", "2027-01-04", "2027-08-02", "2028-01-03", "2028-12-31")
JUMP = {"probability_per_year": 0.15, "to": 0.1}


def scenario(market: Fields, **uncertainty: object) -> Scenario:
    """Return a household whose price parts in two steps."""
    fields = uncertain_fields(market=market)
    del fields["branches"]
    fields["uncertainty"] = {"volatility": 0.6, "steps": DAYS[1:4:2], **uncertainty}
    return Scenario.model_validate(fields)


@pytest.mark.parametrize("jump", [None, JUMP], ids=["diffusion", "jump"])
@pytest.mark.parametrize("branches", [2, 3])
@pytest.mark.parametrize("market", MARKETS)
def test_the_mean_is_the_price_of_the_market(
    market: Fields, branches: int, jump: Fields | None
) -> None:
    """On every day, whichever way the market's price moves."""
    given = scenario(market, branches=branches, jump=jump)
    outcomes = outcomes_of(given)
    assert len(outcomes) == (branches + (jump is not None)) ** 2
    assert sum(each.probability for each in outcomes) == pytest.approx(1.0, abs=1e-12)
    for day in map(date.fromisoformat, DAYS):
        mean = sum(e.probability * e.scenario.market.price(day) for e in outcomes)
        assert mean == pytest.approx(given.market.price(day), rel=1e-9)


@pytest.mark.parametrize("years", [0.25, 1.0, 3.0])
@pytest.mark.parametrize(("branches", "kurtosis"), [(2, 1.0), (3, 3.0)])
def test_the_logarithm_has_the_variance_asked_for(
    branches: int, kurtosis: float, years: float
) -> None:
    """Volatility squared times the years; no skew; the fourth moment of the method."""
    uncertainty = Uncertainty.model_validate(
        {"volatility": 0.6, "steps": ["2027-01-04"], "branches": branches}
    )
    found = factors(uncertainty, years)
    middle = sum(each.probability * log(each.of_price) for each in found)

    def moment(power: int) -> float:
        return sum(
            each.probability * (log(each.of_price) - middle) ** power for each in found
        )

    deviation = 0.6 * sqrt(years)
    assert moment(2) == pytest.approx(deviation**2)
    assert moment(3) == pytest.approx(0.0, abs=1e-12)
    assert moment(4) == pytest.approx(kurtosis * deviation**4)
    assert sum(e.probability * e.of_price for e in found) == pytest.approx(1.0)


def test_a_jump_comes_with_its_probability() -> None:
    """Of two years: 1 - (1 - p) ** 2; the others rise, and the mean stays."""
    uncertainty = Uncertainty.model_validate(
        {"volatility": 0.6, "steps": ["2027-01-04"], "jump": JUMP}
    )
    *others, jump = factors(uncertainty, 2.0)
    assert (jump.name, jump.of_price) == ("jump", 0.1)
    assert jump.probability == pytest.approx(1 - 0.85**2)
    every = [*others, jump]
    assert sum(e.probability for e in every) == pytest.approx(1.0)
    assert sum(e.probability * e.of_price for e in every) == pytest.approx(1.0)
