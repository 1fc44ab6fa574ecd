"""Facts of a future that parts: what exactly each value tried changes."""

from datetime import date
from math import fsum

import pytest

from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.scenario import Scenario
from isoplan.optimizer.firmness import branch_facts
from isoplan.optimizer.firmness.branch_facts import facts_of_branches, price_in
from isoplan.optimizer.firmness.branch_tries import changed_scenario
from isoplan.optimizer.firmness.facts import Fact, NoFact
from scenario_builder import Fields
from uncertain_household import BAD, GOOD, uncertain

THREE: list[Fields] = [
    {"name": "up", "from": "2027-03-01", "probability": 0.2},
    {"name": "level", "from": "2027-03-01", "probability": 0.5},
    {"name": "down", "from": "2027-03-01", "probability": 0.3},
]
SWINGS: Fields = {"volatility": 0.5, "steps": ["2027-01-04"], "branches": 2}


def facts(scenario: Scenario, *, everything: bool = True) -> list[Fact | NoFact]:
    """Return all facts of the main market."""
    return list(facts_of_branches(scenario, None, everything=everything))


def known(found: list[Fact | NoFact], name: str) -> list[Fact]:
    """Return the facts of a name."""
    return [each for each in found if isinstance(each, Fact) and each.name == name]


def test_of_two_branches_one_probability_says_all() -> None:
    """And of two that part later, given the branch before them."""
    found = known(facts(uncertain()), "probability")
    assert [each.of for each in found] == ["good", "better"]
    assert "given 'good'" in found[1].in_words
    assert (found[0].now, found[1].now) == (0.6, 0.5)


def test_branches_beside_keep_their_proportions() -> None:
    """All of them still add up to one, and nothing else of the file changes."""
    scenario = uncertain(*THREE)
    fact = known(facts(scenario), "probability")[0]
    rung = next(each for each in fact.up if each.value == 0.6)
    changed = changed_scenario(scenario, rung.change)
    given = [each.probability for each in changed.branches]
    assert given == pytest.approx([0.6, 0.25, 0.15])
    assert fsum(given) == pytest.approx(1.0)
    same = {"branches": scenario.branches}
    assert changed.model_copy(update=same) == scenario


def test_probabilities_tried_are_on_either_side_of_the_files() -> None:
    """The nearest first, and never nothing or one."""
    fact = known(facts(uncertain()), "probability")[0]
    down, up = ([each.value for each in rungs] for rungs in (fact.down, fact.up))
    assert (down[0], down[-1], up[0], up[-1]) == (0.55, 0.01, 0.65, 0.99)


def prices(scenario: Scenario, name: str, day: date) -> float:
    """Return the price of an outcome on a day."""
    outcome = next(e for e in outcomes_of(scenario) if e.name == name)
    return outcome.scenario.market.price(day)


@pytest.mark.parametrize("between", ["steps", "smooth"])
def test_prices_of_one_outcome_are_scaled_from_its_last_branch_on(
    between: str,
) -> None:
    """Not a day before, and in no other outcome."""
    market = {
        "prices": {"2026-01-01": 20.0, "2028-01-03": 50.0},
        "between_prices": between,
    }
    scenario = uncertain(market=market)
    outcome = next(e for e in outcomes_of(scenario) if e.name == "better")
    fact = price_in(scenario, outcome, None)
    assert isinstance(fact, Fact)
    rung = fact.up[-1]  # four times
    changed = changed_scenario(scenario, rung.change)
    begins = date(2028, 2, 1)
    for day in (date(2027, 6, 1), date(2028, 1, 31)):
        assert prices(changed, "better", day) == prices(scenario, "better", day)
    for day in (begins, date(2028, 9, 1), date(2028, 12, 31)):
        before = prices(scenario, "better", day)
        assert prices(changed, "better", day) == pytest.approx(4.0 * before)
        assert prices(changed, "worse", day) == prices(scenario, "worse", day)
    assert rung.value == pytest.approx(4.0 * fact.now, abs=0.02)


def test_a_market_that_opens_later_is_scaled_from_then_on() -> None:
    """Appraisals between the branch's first day and the opening stay."""
    market = {
        "prices": {"2026-01-01": 20.0, "2027-10-01": 24.0, "2028-06-01": 50.0},
        "between_prices": None,
        "first_sale": "2028-06-01",
    }
    calm = {**GOOD, "market": {}}
    scenario = uncertain(calm, BAD, market=market)
    outcome = next(e for e in outcomes_of(scenario) if e.name == "good")
    fact = price_in(scenario, outcome, None)
    assert isinstance(fact, Fact)
    assert "from 2028-06-01 on move with it" in fact.in_words
    changed = changed_scenario(scenario, fact.down[-1].change)
    for day in (date(2027, 3, 1), date(2027, 10, 1), date(2028, 5, 31)):
        assert prices(changed, "good", day) == prices(scenario, "good", day)
    assert prices(changed, "good", date(2028, 6, 1)) == pytest.approx(5.0)


def test_a_buyers_price_and_offers_are_scaled_too() -> None:
    """What is named is what the buyer pays."""
    bought = {
        **GOOD,
        "market": {
            "tender_offers": [{"on": "2027-06-01", "price": 30.0}],
            "acquisition": {"on": "2028-03-01", "price": 40.0},
        },
    }
    scenario = uncertain(bought, BAD)
    outcome = outcomes_of(scenario)[0]
    fact = price_in(scenario, outcome, None)
    assert isinstance(fact, Fact)
    assert fact.now == 40.0
    changed = changed_scenario(scenario, fact.up[-1].change)
    market = outcomes_of(changed)[0].scenario.market
    assert market.acquisition is not None
    assert market.acquisition.price == 160.0
    assert [each.price for each in market.tender_offers] == [120.0]


def test_without_a_sale_there_is_no_exit_price() -> None:
    """And it is said which outcome has none."""
    outcome = next(e for e in outcomes_of(uncertain()) if e.name == "bad")
    found = price_in(uncertain(), outcome, None)
    assert isinstance(found, NoFact)
    assert found.why == (
        "The exit price in 'bad' was not tried: no share can be sold there."
    )


def test_a_volatility_moves_and_the_mean_stays() -> None:
    """On every day that a step changes."""
    scenario = uncertain(branches=[], uncertainty=SWINGS)
    (fact,) = known(facts(scenario), "volatility")
    changed = changed_scenario(scenario, fact.up[-1].change)
    assert changed.uncertainty is not None
    assert changed.uncertainty.volatility == fact.up[-1].value == 2.0
    day = date(2028, 6, 1)
    means = [
        fsum(e.probability * e.scenario.market.price(day) for e in outcomes_of(each))
        for each in (scenario, changed)
    ]
    assert means[1] == pytest.approx(means[0])
    (price,) = known(facts(scenario), "exit_price")
    assert price.in_words.endswith("the mean over the outcomes")


def test_in_short_one_fact_is_tried() -> None:
    """A probability, or the volatility, on a coarse ladder."""
    (fact,) = facts(uncertain(), everything=False)
    assert isinstance(fact, Fact)
    assert (fact.name, fact.of, len(fact.up)) == ("probability", "good", 4)
    (swing,) = facts(uncertain(branches=[], uncertainty=SWINGS), everything=False)
    assert isinstance(swing, Fact)
    assert (swing.name, len(swing.down)) == ("volatility", 4)


def test_many_branches_are_not_tried_in_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The likeliest are, and it is said."""
    monkeypatch.setattr(branch_facts, "MOST_OF_A_KIND", 2)
    found = facts(uncertain(*THREE))
    assert [each.of for each in known(found, "probability")] == ["level", "down"]
    said = [each.why for each in found if isinstance(each, NoFact)]
    assert said == [
        "Only 2 probabilities were tried, the largest.",
        "The exit price was tried in the 2 likeliest outcomes only.",
    ]
