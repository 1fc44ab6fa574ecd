"""No schedule that people follow lets an option lapse that is worth exercising."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from isoplan.models.equity.sale_limits import RemainingCapacity
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.pricing.common_schedules import RULES
from isoplan.optimizer.pricing.last_exercises import Holdings
from random_scenarios import random_scenario
from scenario_builder import Fields, build_scenario, grant, rebuild

SHIPPED = sorted((Path(__file__).parents[3] / "scenarios").glob("*.toml"))
FOLLOWED = RULES[1:]
ONE_DAY = timedelta(days=1)
SEEDS = range(8)


def lapsing(situation: Situation, held: Holdings) -> list[str]:
    """Return the tranches of which options in the money are left to lapse.

    Counted day by day, back from the last one: the last day from which an exercise
    leads to a sale that the limits still allow, or to shares kept, decides.
    """
    plan = situation.plan
    capacity = RemainingCapacity(situation.sale_limits)
    for choice, shares in held.items():
        if choice.sold_on is not None:
            name = situation.tranches[choice.tranche].market
            assert capacity.sell(name, choice.sold_on, shares) == shares
    days = [
        plan.horizon - back * ONE_DAY
        for back in range((plan.horizon - plan.start).days)
    ]
    latest = {
        name: next(
            (d for d in days if market.can_sell(d) and capacity.left(name, d) != 0),
            date.min,
        )
        for name, market in situation.markets.items()
    }
    lapsed = []
    for number, tranche in enumerate(situation.tranches):
        market, last = situation.market_of(tranche), latest[tranche.market]
        done = Counter[date]()
        for choice, shares in held.items():
            if choice.tranche == number and not tranche.held:
                done[choice.exercised_on] += shares
        for day in days if not tranche.held else []:
            keeps = plan.at_horizon == "keep"
            if day > tranche.last_exercise or not (keeps or day <= last):
                continue
            left = min(
                tranche.vested(on) - sum(done[other] for other in done if other <= on)
                for on in {day, *(other for other in done if other > day)}
            )
            if left <= 0:
                continue
            must_sell = day == last and not keeps
            price = market.sale_price(day) if must_sell else market.price(day)
            if price > tranche.paid and market.price(day) > tranche.paid:
                lapsed.append(f"{left} of {tranche.name}, last on {day}")
            break
    return lapsed


def no_more_than_there_is(situation: Situation, held: Holdings) -> None:
    """Nothing is exercised before it vests or after its last day."""
    for number, tranche in enumerate(situation.tranches):
        done = {c.exercised_on: 0 for c in held if c.tranche == number}
        for choice, shares in held.items():
            assert shares > 0
            cashed_out = ChoiceFlag.CASHED_OUT in choice.way  # vested or not
            if choice.tranche == number and not cashed_out:
                done[choice.exercised_on] += shares
        if tranche.held:
            continue
        for day in done:
            assert situation.plan.start <= day <= tranche.last_exercise
            assert sum(n for on, n in done.items() if on <= day) <= tranche.vested(day)


def limited(seed: int) -> Scenario:
    """Return a random household with limits on sales and options that expire early."""
    pick = np.random.default_rng(1_000 + seed)
    scenario = random_scenario(seed)
    start, years = scenario.plan.start, len(scenario.plan.years)
    market: Fields = scenario.market.model_dump(mode="json", exclude_unset=True)
    if pick.random() < 0.7:
        market["trading_windows"] = [
            {"opens": f"{year}-05-04", "closes": f"{year}-05-22"}
            | ({"most_shares": int(pick.integers(100, 9_000))} if few else {})
            for year in scenario.plan.years
            for few in [pick.random() < 0.6]
        ]
    if pick.random() < 0.4:
        offer: Fields = {"on": str(start + timedelta(int(pick.integers(10, 500))))}
        market["tender_offers"] = [offer | {"most_of_vested": 0.2}]
    changes: Fields = {"market": market}
    if pick.random() < 0.6:
        expires = start + timedelta(int(pick.integers(30, 365 * years)))
        changes["grants.0.expires_on"] = str(expires)
    return rebuild(scenario, changes)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_on_every_shipped_scenario(path: Path) -> None:
    """Every rule except the one that does nothing."""
    situation = situation_of(load_scenario(path))
    for rule in FOLLOWED:
        held = rule.followed(situation)
        no_more_than_there_is(situation, held)
        assert lapsing(situation, held) == [], rule.name


@pytest.mark.parametrize("seed", SEEDS)
def test_on_random_households(seed: int) -> None:
    """Some may sell on any day, some in windows with limits; some keep shares."""
    for scenario in (random_scenario(seed), limited(seed)):
        situation = situation_of(scenario)
        for rule in FOLLOWED:
            held = rule.followed(situation)
            no_more_than_there_is(situation, held)
            assert lapsing(situation, held) == [], rule.name


def test_the_count_finds_what_lapses() -> None:
    """Doing nothing lets options in the money lapse."""
    held = RULES[0].followed(situation_of(large_grant()))
    assert lapsing(situation_of(large_grant()), held) == [
        "30000 of G, last on 2030-05-31"
    ]


def large_grant(**market: object) -> Scenario:
    """Return 30,000 options at 8 dollars that expire a year before the plan's end."""
    return build_scenario(
        plan={"last_year": 2031},
        household={"filing_status": "married_jointly", "wages": 620_000},
        grants=[
            grant(
                granted_on=date(2020, 6, 1),
                expires_on=date(2030, 5, 31),
                shares=30_000,
                strike=8.0,
                vesting=[
                    {"on": date(year, 6, 1), "shares": 7_500}
                    for year in range(2021, 2025)
                ],
            )
        ],
        market={"prices": {date(2026, 1, 1): 95.0}, "growth": 0.06, **market},
    )


def exercised(held: Holdings) -> dict[int, int]:
    """Return the options exercised by year."""
    years = Counter[int]()
    for choice, shares in held.items():
        years[choice.exercised_on.year] += shares
    return dict(years)


@pytest.mark.parametrize(
    "name", ["even split over the years, hold", "a fifth a year, hold"]
)
def test_a_part_a_year_counts_the_years_of_the_grant(name: str) -> None:
    """Five years up to the expiry, not the six of the plan."""
    (rule,) = (each for each in RULES if each.name == name)
    held = rule.followed(situation_of(large_grant()))
    assert exercised(held) == dict.fromkeys(range(2026, 2031), 6_000)


def test_what_the_amt_line_leaves_is_sold_on_the_last_day() -> None:
    """Holding the rest would cost the AMT that the rule avoids."""
    (rule,) = (each for each in RULES if each.name.startswith("each year up to"))
    held = rule.followed(situation_of(large_grant()))
    last = Choice(0, date(2030, 5, 31), date(2030, 5, 31))
    assert sum(held.values()) == 30_000
    assert held[last] > 20_000


def test_where_nothing_can_be_sold_the_rest_is_exercised_and_held() -> None:
    """A private company whose shares can be sold from 2031, after the expiry."""
    situation = situation_of(large_grant(first_sale=date(2031, 3, 3)))
    for rule in FOLLOWED:
        held = rule.followed(situation)
        assert sum(held.values()) == 30_000, rule.name
        assert all(choice.sold_on.year == 2031 for choice in held if choice.sold_on)


def test_a_limit_is_filled_back_from_the_expiry() -> None:
    """Of 30,000 at 5,000 a window, "at expiry" sells in all windows before it."""
    days = [date(year, 5, 3) for year in range(2026, 2032)]
    windows = [
        {"opens": day, "closes": day + timedelta(days=9), "most_shares": 5_000}
        for day in days
    ]
    situation = situation_of(large_grant(trading_windows=windows))
    held = RULES[-1].followed(situation)
    assert exercised(held) == dict.fromkeys(range(2026, 2030), 5_000) | {2030: 10_000}


def test_options_under_water_on_their_last_day_lapse() -> None:
    """The price falls below the strike before the expiry, which nobody foresees."""
    prices = {date(2026, 1, 1): 95.0, date(2030, 1, 1): 7.0}
    situation = situation_of(large_grant(prices=prices, growth=0.0))
    assert RULES[-1].followed(situation) == {}
