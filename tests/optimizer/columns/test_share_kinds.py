"""What one share of each kind does to a return, by the days on which it is held."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from brute_force import check_optimum, few_columns
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import (
    PLAIN,
    Choice,
    ChoiceFlag,
    possible_choices,
)
from isoplan.optimizer.columns.columns import INCOME_LINES, columns_of
from isoplan.optimizer.pricing.year_returns import base_income
from scenario_builder import Fields, build_scenario
from scenario_builder import grant as grant_fields

START = date(2026, 1, 2)
YEAR_2, YEAR_3 = date(2027, 1, 2), date(2028, 1, 3)
PAY = {"wages", "medicare_wages", "equity_pay"}
"""Income lines of wages in shares."""
Made = Callable[..., Scenario]


def grant(**changed: Any) -> Fields:
    """Return a grant of 400 options at 10, all of which vest at once in 2025."""
    options = {
        "granted_on": date(2024, 1, 2),
        "expires_on": date(2034, 1, 1),
        "shares": 400,
        "vesting": [{"on": date(2025, 1, 2), "shares": 400}],
    }
    return grant_fields(**(options | changed))


@pytest.fixture
def made() -> Made:
    """Make a scenario of three years: 30 a share, 50 in 2027, 40 from 2028."""

    def make(**sections: Any) -> Scenario:
        plan = {
            "start": START,
            "last_year": 2028,
            "decision_dates": "yearly",
            "inflation": 0.0,
            "run_off_years": 1,
        }
        prices = {
            START: 30.0,
            date(2027, 1, 1): 50.0,
            date(2028, 1, 1): 40.0,
            date(2028, 12, 31): 40.0,
        }
        usual: Fields = {
            "plan": plan,
            "household": {"wages": 150_000},
            "market": {"prices": prices},
        }
        return build_scenario("kinds", **(usual | sections))

    return make


def lines_of(scenario: Scenario, choice: Choice, year: int) -> dict[str, float]:
    """Return the income lines that a choice moves in a year, rounded."""
    columns = columns_of(situation_of(scenario), [choice])
    found = {
        line: round(float(columns.per_share(line, year)[0]), 1) for line in INCOME_LINES
    }
    return {line: amount for line, amount in found.items() if amount}


def test_nonqualified_options_are_pay_at_exercise(made: Made) -> None:
    """26 CFR 1.83-7, IRC 3121(a): 20 of wages in 2026, a long gain of 10 in 2028."""
    scenario = made(grants=[grant(kind="nso")])
    choice = Choice(0, START, YEAR_3)
    assert lines_of(scenario, choice, 2026) == dict.fromkeys(PAY, 20.0)
    gains = {"long_term_gain": 10.0, "amt_long_term_gain": 10.0}
    assert lines_of(scenario, choice, 2028) == gains


def test_a_same_day_sale_of_nonqualified_options_is_pay_alone(made: Made) -> None:
    """The basis is the day's value, so nothing is left to gain."""
    scenario = made(grants=[grant(kind="nso")])
    choice = Choice(0, START, START)
    assert lines_of(scenario, choice, 2026) == dict.fromkeys(PAY, 20.0)


def test_beyond_the_limit_a_grant_is_two_tranches(made: Made) -> None:
    """IRC 422(d): 20,000 options at 10 in one year are 10,000 of each kind."""
    big = grant(shares=20_000, vesting=[{"on": date(2025, 1, 2), "shares": 20_000}])
    scenario = made(grants=[big])
    assert [
        (s.name, s.treatment.name, s.shares) for s in situation_of(scenario).tranches
    ] == [
        ("G", "iso", 10_000),
        ("G, NSO part", "nso", 10_000),
    ]
    later = {**big, "granted_on": date(2024, 2, 1), "name": "H"}
    both = made(grants=[later, big])
    assert [(s.name, s.shares) for s in situation_of(both).tranches] == [
        ("H", 20_000),
        ("G", 10_000),
        ("G, NSO part", 10_000),
    ]


def test_acceleration_moves_options_into_its_year(made: Made) -> None:
    """IRC 422(d): 5,000 a year are within the limit, all 20,000 at once are not."""
    yearly = [{"on": date(year, 1, 2), "shares": 5_000} for year in range(2026, 2030)]
    slow = grant(shares=20_000, vesting=yearly)
    assert [s.shares for s in situation_of(made(grants=[slow])).tranches] == [20_000]
    fast = {**slow, "acceleration": {"on": date(2026, 6, 1)}}
    assert [s.shares for s in situation_of(made(grants=[fast])).tranches] == [
        10_000,
        10_000,
    ]


def test_what_would_vest_after_leaving_counts_in_its_year(made: Made) -> None:
    """26 CFR 1.422-4(b)(5): an older grant's December options use the year's limit.

    Of 2026, 60,000 of the older grant count although they lapse in June; 40,000 are
    left for the newer one, which is 4,000 of its 8,000 options at 10.
    """
    old = grant(
        shares=6_000, vesting=[{"on": date(2026, 12, 1), "shares": 6_000}], name="old"
    )
    new = grant(
        granted_on=date(2025, 1, 2),
        shares=8_000,
        vesting=[{"on": date(2026, 2, 1), "shares": 8_000}],
        name="new",
    )
    scenario = made(grants=[old, new], employment={"leaves_on": date(2026, 6, 30)})
    assert [(s.name, s.shares) for s in situation_of(scenario).tranches] == [
        ("new", 4_000),
        ("new, NSO part", 4_000),
    ]


UNVESTED = {
    "vesting": [{"on": YEAR_2, "shares": 400}],
    "early_exercise": "plan_decides",
}


def test_an_election_measures_the_spread_at_exercise(made: Made) -> None:
    """IRC 83(b), 56(b)(3): 20 on line 2i of 2026; sold in 2028 at 40, qualifying.

    The AMT's basis is 30, so its gain is 10 where the regular one is 30.
    """
    scenario = made(grants=[grant(**UNVESTED)])
    (number,) = [n for n, s in enumerate(situation_of(scenario).tranches) if s.vests_on]
    choice = Choice(number, START, YEAR_3, ChoiceFlag.ELECTED_83B)
    assert lines_of(scenario, choice, 2026) == {"iso_bargain_element": 20.0}
    assert lines_of(scenario, choice, 2028) == {
        "long_term_gain": 30.0,
        "amt_long_term_gain": 10.0,
    }


def test_without_an_election_the_spread_is_measured_on_vesting(made: Made) -> None:
    """IRC 83(a), 56(b)(3): nothing in 2026, 50 - 10 on line 2i of 2027."""
    scenario = made(grants=[grant(**UNVESTED)])
    (number,) = [n for n, s in enumerate(situation_of(scenario).tranches) if s.vests_on]
    choice = Choice(number, START, YEAR_3)
    assert lines_of(scenario, choice, 2026) == {}
    assert lines_of(scenario, choice, 2027) == {
        "iso_bargain_element": pytest.approx(40.0, abs=0.1)
    }
    found = lines_of(scenario, choice, 2028)
    assert found["long_term_gain"] == 30.0
    assert found["amt_long_term_gain"] == pytest.approx(-10.0, abs=0.1)


def test_unvested_shares_cannot_be_sold(made: Made) -> None:
    """No choice sells before the day of vesting; one of them elects, one does not."""
    scenario = made(grants=[grant(**UNVESTED)])
    choices = [
        choice
        for choice in possible_choices(situation_of(scenario))
        if situation_of(scenario).tranches[choice.tranche].vests_on
    ]
    sold = [choice.sold_on for choice in choices if choice.sold_on is not None]
    assert min(sold) >= YEAR_2
    early = [choice for choice in choices if choice.exercised_on < YEAR_2]
    assert {choice.way for choice in early} == {PLAIN, ChoiceFlag.ELECTED_83B}
    late = [choice for choice in choices if choice.exercised_on >= YEAR_2]
    assert {choice.way for choice in late} == {PLAIN}


def test_the_holding_period_of_an_early_exercise(made: Made) -> None:
    """IRC 422(a)(1): a year from exercise, vested or not; sold at once when vested."""
    fields = {**UNVESTED, "vesting": [{"on": date(2027, 6, 1), "shares": 400}]}
    scenario = made(grants=[grant(**fields)])
    (number,) = [n for n, s in enumerate(situation_of(scenario).tranches) if s.vests_on]
    columns = columns_of(
        situation_of(scenario),
        [Choice(number, START, date(2027, 6, 1), ChoiceFlag.ELECTED_83B)],
    )
    assert columns.qualifying[0]
    assert columns.long_term[0]


def test_nonqualified_shares_unvested_are_held_from_vesting(made: Made) -> None:
    """26 CFR 1.83-4(a): without an election the holding period starts on vesting."""
    scenario = made(grants=[grant(kind="nso", **UNVESTED)])
    (number,) = [n for n, s in enumerate(situation_of(scenario).tranches) if s.vests_on]
    sold = date(2027, 7, 1)
    choices = [
        Choice(number, START, sold),
        Choice(number, START, sold, ChoiceFlag.ELECTED_83B),
    ]
    assert columns_of(situation_of(scenario), choices).long_term.tolist() == [
        False,
        True,
    ]


def test_leaving_ends_vesting_and_starts_the_clock(made: Made) -> None:
    """IRC 422(a)(2): three months; later ones are pay, if the plan allows them."""
    vesting = [{"on": date(2025, 1, 2), "shares": 100}, {"on": YEAR_2, "shares": 300}]
    scenario = made(
        grants=[grant(vesting=vesting, months_after_leaving=12)],
        employment={"leaves_on": date(2026, 3, 31)},
    )
    (tranche,) = situation_of(scenario).tranches
    assert tranche.shares == 100
    assert tranche.last_exercise == date(2027, 3, 31)
    days = {choice.exercised_on for choice in possible_choices(situation_of(scenario))}
    assert max(days) == date(2027, 3, 31)
    assert date(2026, 6, 30) in days
    in_time = lines_of(scenario, Choice(0, date(2026, 6, 30), YEAR_3), 2026)
    assert set(in_time) == {"iso_bargain_element"}
    late = lines_of(scenario, Choice(0, date(2026, 7, 1), YEAR_3), 2026)
    assert set(late) == PAY


def test_disability_makes_it_twelve_months(made: Made) -> None:
    """IRC 422(c)(6)."""
    scenario = made(
        grants=[grant(months_after_leaving=12)],
        employment={"leaves_on": date(2026, 3, 31), "disabled": True},
    )
    lines = lines_of(scenario, Choice(0, date(2026, 12, 31), YEAR_3), 2026)
    assert set(lines) == {"iso_bargain_element"}


AWARD = {
    "name": "units",
    "granted_on": date(2025, 1, 2),
    "shares": 200,
    "vesting": [{"on": START, "shares": 100}, {"on": YEAR_2, "shares": 100}],
    "withheld": 0.25,
}


def test_units_are_pay_when_they_vest_and_shares_after(made: Made) -> None:
    """IRC 83(a): all 100 are wages of 30 a share; 75 arrive, with that basis."""
    scenario = made(restricted_units=[AWARD])
    assert [(s.name, s.shares) for s in situation_of(scenario).tranches] == [
        ("units 2026-01-02", 75),
        ("units 2027-01-02", 75),
    ]
    income = base_income(situation_of(scenario), situation_of(scenario).law(2026))
    assert income.wages == income.medicare_wages == 153_000
    lines = lines_of(scenario, Choice(0, START, date(2026, 7, 1)), 2026)
    assert set(lines) == {"short_term_gain", "amt_short_term_gain"}
    assert lines_of(scenario, Choice(0, START, YEAR_3), 2028)["long_term_gain"] == 10.0


def test_units_that_vest_after_leaving_are_lost(made: Made) -> None:
    """Neither shares nor wages."""
    left = {"leaves_on": date(2026, 6, 30)}
    scenario = made(restricted_units=[AWARD], employment=left)
    assert [tranche.name for tranche in situation_of(scenario).tranches] == [
        "units 2026-01-02"
    ]
    assert (
        base_income(situation_of(scenario), situation_of(scenario).law(2027)).wages
        == 150_000
    )


def test_a_purchase_plan_and_other_shares(made: Made) -> None:
    """IRC 423(c): 2 of ordinary income in a qualifying sale; own bases for others."""
    scenario = made(
        holdings=[
            {
                "name": "plan",
                "kind": "espp",
                "acquired_on": date(2025, 6, 30),
                "shares": 100,
                "paid": 17.0,
                "offered_on": date(2025, 1, 2),
                "value_when_offered": 20.0,
                "value_when_bought": 24.0,
            },
            {
                "name": "bought",
                "acquired_on": date(2024, 6, 30),
                "shares": 100,
                "basis": 12.0,
                "amt_basis": 35.0,
            },
        ]
    )
    qualifying = lines_of(scenario, Choice(0, date(2025, 6, 30), YEAR_3), 2028)
    assert qualifying["iso_ordinary_income"] == pytest.approx(3.0)
    assert qualifying["long_term_gain"] == pytest.approx(20.0)
    at_once = lines_of(scenario, Choice(0, date(2025, 6, 30), START), 2026)
    assert at_once["iso_ordinary_income"] == pytest.approx(7.0)
    assert at_once["short_term_gain"] == pytest.approx(6.0)
    assert lines_of(scenario, Choice(1, date(2024, 6, 30), START), 2026) == {
        "long_term_gain": 18.0,
        "amt_long_term_gain": -5.0,
    }


FEW = 2
LARGE = 2_000.0
"""Times the prices above: two shares then reach the kinks of the law."""


@pytest.mark.parametrize("election", ["with_83b", "plan_decides"])
def test_all_kinds_together_against_every_schedule(made: Made, election: str) -> None:
    """Incentive, nonqualified, unvested and unit shares: the best of all schedules."""
    price = {
        START: 30.0 * LARGE,
        date(2027, 1, 1): 50.0 * LARGE,
        date(2028, 1, 1): 40.0 * LARGE,
    }
    of_two = {"shares": FEW, "strike": 10.0 * LARGE, "value_at_grant": 1.0}
    at_once = [{"on": date(2025, 1, 2), "shares": FEW}]
    scenario = made(
        grants=[
            grant(**of_two, vesting=at_once),
            grant(**of_two, vesting=at_once, name="N", kind="nso"),
            grant(
                **of_two,
                vesting=[{"on": YEAR_2, "shares": FEW}],
                name="E",
                early_exercise=election,
            ),
        ],
        restricted_units=[
            {**AWARD, "shares": FEW, "vesting": [{"on": START, "shares": FEW}]}
        ],
        market={"prices": price},
    )
    for seed in (len(election), 2):
        pick = np.random.default_rng(seed)
        check_optimum(few_columns(situation_of(scenario), pick, most=2))
