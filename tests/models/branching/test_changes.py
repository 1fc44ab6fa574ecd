"""What a branch changes begins on its first day, and not a day before."""

from datetime import date, timedelta

import pytest

from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.inputs.market import Market
from isoplan.models.restated import with_buyers
from isoplan.models.scenario import Scenario
from scenario_builder import Fields
from uncertain_household import BAD, GOOD, MARKETS, uncertain

BEGINS = date(2027, 3, 1)
CHANGES: list[Fields] = [
    {},
    {"growth": 0.5},
    {"prices": {"2027-03-01": 3.0}},
    {"prices": {"2027-09-01": 90.0}, "growth": -0.2},
    {"worthless_on": "2028-01-03"},
    {"acquisition": {"on": "2027-12-01", "price": 33.0}},
]


def changed(market: Fields, change: Fields) -> tuple[Scenario, Scenario]:
    """Return a scenario without its branch, and with it."""
    branch = {"name": "b", "from": BEGINS, "probability": 1.0, "market": change}
    scenario = uncertain(branch, market=market)
    (outcome,) = outcomes_of(scenario)
    return scenario, outcome.scenario


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ", ".join(change))
@pytest.mark.parametrize("market", MARKETS)
def test_a_price_before_the_branch_is_as_it_was(market: Fields, change: Fields) -> None:
    """Day by day, whatever comes later, and whichever way the price moves."""
    before, after = changed(market, change)
    day = date(2026, 1, 2)
    while day < BEGINS:
        assert after.market.price(day) == pytest.approx(before.market.price(day))
        assert after.market.can_sell(day) == before.market.can_sell(day)
        day += timedelta(days=7)


def prices(scenario: Scenario, *days: str) -> list[float]:
    """Return the prices of some days."""
    return [scenario.market.price(date.fromisoformat(day)) for day in days]


def test_prices_of_a_branch_replace_all_later_ones() -> None:
    """Between its first day and the first of them it moves as the market does."""
    _, after = changed(MARKETS[0], {"prices": {"2027-09-01": 90.0}})
    start, first, last = prices(after, "2027-02-28", "2027-09-01", "2028-12-31")
    assert first == last == 90.0
    assert start < prices(after, "2027-06-01")[0] < 90.0
    _, steps = changed(MARKETS[1], {"prices": {"2027-09-01": 90.0}})
    assert prices(steps, "2027-08-31", "2027-09-01") == [20.0, 90.0]


def test_a_company_that_ends_in_a_branch_has_nothing_of_later() -> None:
    """Prices, windows and an offering that the file has after it do not take place."""
    market: Fields = {
        "prices": {"2026-01-01": 20.0, "2028-06-01": 50.0},
        "between_prices": None,
        "ipo": {"on": "2028-06-01"},
        "tender_offers": [{"on": "2028-07-03"}],
    }
    before, after = changed(market, {"worthless_on": "2027-10-01"})
    assert before.market.ipo is not None
    assert after.market.ipo is None
    assert not after.market.tender_offers
    assert max(after.market.prices) < date(2027, 10, 1)
    assert not after.market.can_sell(date(2027, 9, 1))  # it was private until then


def test_a_company_bought_for_stock_in_a_branch_has_nothing_of_its_own_later() -> None:
    """Up to the closing as it was; then the buyer's, which a later branch moves."""
    market: Fields = {
        "prices": {"2026-01-01": 20.0, "2028-06-01": 50.0},
        "between_prices": None,
        "ipo": {"on": "2028-06-01"},
        "acquisition": {"on": "2028-12-01", "price": 60.0},
        "blackouts": [{"begins": "2028-07-03", "ends": "2028-07-07"}],
        "tender_offers": [{"on": "2028-08-01"}],
    }
    deal = {"on": "2027-10-01", "buyer": "B", "exchange_ratio": 0.5}
    bought: Fields = {
        "name": "bought",
        "from": BEGINS,
        "probability": 1.0,
        "market": {"acquisition_for_stock": deal},
    }
    fallen: Fields = {
        "name": "fallen",
        "from": "2028-03-01",
        "after": "bought",
        "probability": 1.0,
        "markets": {"B": {"prices": {"2028-03-01": 10.0}}},
    }
    buyer = {"prices": {"2026-01-01": 60.0}, "trading_days": "any"}
    scenario = uncertain(bought, fallen, market=market, markets={"B": buyer})
    (outcome,) = outcomes_of(scenario)
    raw, found = outcome.scenario.market, with_buyers(outcome.scenario).market
    assert (raw.acquisition, raw.ipo, raw.blackouts, raw.tender_offers) == (
        None,
        None,
        (),
        (),
    )
    days = ("2027-09-30", "2027-10-01", "2028-02-29", "2028-03-01")
    assert [found.price(date.fromisoformat(day)) for day in days] == [20, 30, 30, 5]
    assert found.next_sale_date(BEGINS) == date(2027, 10, 1)


def test_a_buyer_for_cash_takes_the_place_of_one_for_stock() -> None:
    """A branch ends the company otherwise than the file."""
    deal = {"on": "2027-10-01", "buyer": "B", "exchange_ratio": 0.5}
    cash = {"acquisition": {"on": "2027-12-01", "price": 33.0}}
    branch = {"name": "b", "from": BEGINS, "probability": 1.0, "market": cash}
    scenario = uncertain(
        branch,
        market={"prices": {"2026-01-01": 20.0}, "acquisition_for_stock": deal},
        markets={"B": {"prices": {"2026-01-01": 60.0}, "trading_days": "any"}},
    )
    (outcome,) = outcomes_of(scenario)
    assert outcome.scenario.market.acquisition_for_stock is None
    assert outcome.scenario.market.shares_go_on == date(2027, 12, 1)


def test_amounts_by_year_change_from_the_branch_on() -> None:
    """One amount counts from the year of its first day; a table from its years."""
    home = {"wages": 80_000, "savings_per_year": {"2028": 5_000}, "state": "TX"}
    branch = {"name": "b", "from": BEGINS, "probability": 1.0, "household": home}
    given = {"wages": {"2026": 100_000, "growth": 0.1}, "state": "CA"}
    (outcome,) = outcomes_of(uncertain(branch, household=given))
    after = outcome.scenario.household
    assert [round(after.wages.at(year)) for year in (2026, 2027, 2028)] == [
        100_000,
        80_000,
        80_000,
    ]
    assert [after.savings_per_year.at(year) for year in (2027, 2028)] == [0.0, 5_000.0]
    assert after.state_on(date(2027, 2, 28)) == "CA"
    assert after.state_on(BEGINS) == "TX"


def test_lists_of_a_branch_leave_what_came_before() -> None:
    """A window that opened before the branch stays open."""
    market: Fields = {
        "prices": {"2026-01-01": 20.0},
        "trading_windows": [
            {"opens": "2027-02-01", "closes": "2027-04-30"},
            {"opens": "2028-02-01", "closes": "2028-04-28"},
        ],
    }
    window = {"opens": "2027-10-01", "closes": "2027-10-29"}
    _, after = changed(market, {"trading_windows": [window]})
    assert [str(each) for each in after.market.trading_windows] == [
        "2027-02-01 to 2027-04-30",
        "2027-10-01 to 2027-10-29",
    ]


def test_outcomes_have_their_way_and_their_probability() -> None:
    """Each way through the branches, in the order of the file."""
    outcomes = outcomes_of(uncertain())
    assert [(each.name, round(each.probability, 9)) for each in outcomes] == [
        ("better", 0.3),
        ("worse", 0.3),
        ("bad", 0.4),
    ]
    better, worse, bad = outcomes
    assert [piece.name for piece in better.pieces] == ["", "good", "better"]
    assert better.parts_from(worse) == date(2028, 2, 1)
    assert better.parts_from(bad) == BEGINS
    assert better.parts_from(better) is None
    assert [better.depth_on(day) for day in (date(2027, 2, 28), BEGINS)] == [0, 1]


def test_thirds_may_be_rounded() -> None:
    """What is missing to one is nobody's: all count as thirds."""
    thirds = [
        {"name": name, "from": BEGINS, "probability": 0.333} for name in ("a", "b", "c")
    ]
    found = [each.probability for each in outcomes_of(uncertain(*thirds))]
    assert found == pytest.approx([1 / 3] * 3, abs=1e-12)


def test_a_scenario_without_branches_is_its_one_outcome() -> None:
    """With its schedules, which outcomes of branches have not."""
    one = uncertain().model_copy(update={"branches": ()})
    (outcome,) = outcomes_of(one)
    assert outcome.scenario == one
    assert isinstance(outcome.scenario.market, Market)
    assert [branch.name for branch in uncertain(GOOD, BAD).branches] == ["good", "bad"]
