"""Tiny instances against every schedule there is, priced by the float engine."""

from collections import Counter
from datetime import date
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pytest

from brute_force import (
    TriedSchedule,
    best_first,
    check_optimum,
    few_columns,
    tried_schedules,
)
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import ExerciseAction
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.preferences.most_in_stock import wealth_by_year
from scenario_builder import Fields, build_situation, grant

SHARES = 2
AMT_CENT = 0.005
LARGE = 60_000.0
"""Dollars a share: two shares then reach every kink of the law."""


LIMITED = {
    "trading_windows": [
        {"opens": "2026-03-02", "closes": "2026-12-31", "most_shares": 1},
        {"opens": "2027-03-01", "closes": "2027-12-31", "most_shares": 2},
        {"opens": "2028-01-03", "closes": "2028-12-29", "most_shares": 1},
    ],
    "blackouts": [{"begins": "2027-06-30", "ends": "2027-07-30"}],
    "tender_offers": [{"on": "2027-01-15", "price": 90_000.0, "most_of_vested": 0.25}],
    "sale_cost_per_share": 1_500.0,
}
"""One share in the first window, two in the second; the offer takes a quarter of four,
which is one."""


def tiny(seed: int, **market: object) -> Situation:
    """Return two grants of two shares, three years, decisions once a year."""
    pick = np.random.default_rng(seed)
    prices = {date(2025, 12, 31): LARGE}
    for year in (2026, 2027, 2028):
        moved = LARGE * float(np.exp(pick.normal(0.2, 0.5)))
        prices[date(year, 7, 1)] = round(moved, 2)
    grants = [
        grant(
            f"G{number}",
            granted_on=date(2024, 2, 1),
            expires_on=date(2033, 1, 31),
            shares=SHARES,
            strike=round(LARGE * float(pick.choice([0.02, 0.3, 0.8])), 2),
        )
        for number in range(2)
    ]
    return build_situation(
        f"tiny {seed}",
        plan={
            "start": date(2026, 1, 1),
            "last_year": 2028,
            "decision_dates": "yearly",
            "run_off_years": 2,
        },
        household={
            "filing_status": str(pick.choice([s.value for s in FilingStatus])),
            "wages": float(pick.choice([30_000, 140_000, 420_000])),
            "qualified_dividends": float(pick.choice([0, 20_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
            "loss_carryover": {"amt_long_term": float(pick.choice([0, 30_000]))},
        },
        grants=grants,
        market={"prices": prices, **market},
    )


def check(seed: int, **market: object) -> None:
    """Compare the program's optimum with the best of all schedules."""
    columns = columns_for(tiny(seed, **market), seed)
    check_optimum(columns, keeps_limits)


def check_preferences(seed: int, fields: Fields) -> None:
    """The same of the schedules that keep preferences."""
    plain, schedules = tried_without_preferences(seed)
    preferences = Preferences.model_validate(fields)
    situation = plain.situation.with_preferences(preferences)
    columns = columns_of(situation, plain.choices)
    check_optimum(columns, partial(keeps, situation), schedules)


@lru_cache(maxsize=2)
def tried_without_preferences(seed: int) -> tuple[Columns, list[TriedSchedule]]:
    """Return columns and schedules, the best first: many preferences share them."""
    columns = columns_for(tiny(seed), seed)
    return columns, best_first(tried_schedules(columns))


def columns_for(situation: Situation, seed: int) -> Columns:
    """Return five columns of each grant: few enough to try everything."""
    return few_columns(situation, np.random.default_rng(seed), most=5)


def keeps(situation: Situation, tried: TriedSchedule) -> bool:
    """Return whether a schedule keeps the situation's preferences."""
    preferences = situation.preferences
    return (
        keeps_actions(preferences, tried.columns, tried.shares)
        and keeps_the_stock_low(situation, tried)
        and keeps_amt_low(preferences, tried)
        and sells_as_preferred(preferences, tried)
        and keeps_days(preferences, tried)
    )


def keeps_limits(tried: TriedSchedule) -> bool:
    """Return whether windows and offers allow a schedule, counted sale by sale."""
    columns, shares = tried.columns, tried.shares
    market = columns.situation.market
    days = [choice.sold_on for choice in columns.choices]
    offers = [each.on for each in market.tender_offers]
    for window in market.trading_windows:
        sales = (
            n for n, day in zip(shares, days, strict=True) if day and day in window
        )
        if window.most_shares is not None and sum(sales) > window.most_shares:
            return False
    quarter_of_four = 1
    to_offers = [n for n, day in zip(shares, days, strict=True) if day in offers]
    return sum(to_offers) <= quarter_of_four


def keeps_actions(
    preferences: Preferences, columns: Columns, shares: np.ndarray
) -> bool:
    """Return whether a schedule keeps the preferences about its actions."""
    amounts: Counter[tuple[Any, ...]] = Counter()
    years: Counter[int] = Counter()
    for number in np.flatnonzero(shares).tolist():
        choice = columns.choices[number]
        assert choice.sold_on is not None
        lot = (choice.tranche, choice.exercised_on)
        for action in (("exercise", *lot), ("sell", *lot, choice.sold_on)):
            years[action[-1].year] += action not in amounts
            amounts[action] += int(shares[number])
    tranches = columns.situation.tranches
    small = [
        action
        for action, count in amounts.items()
        if count < min(preferences.smallest_trade or 1, tranches[action[1]].shares)
    ]
    sales = Counter(action[1:3] for action in amounts if action[0] == "sell")
    return (
        max(years.values(), default=0) <= (preferences.actions_per_year or SHARES * 4)
        and not small
        and max(sales.values(), default=1) <= (1 if preferences.whole_lots else SHARES)
    )


def keeps_the_stock_low(situation: Situation, tried: TriedSchedule) -> bool:
    """Return whether a schedule keeps the preference about wealth, if there is one."""
    limit = situation.preferences.most_in_stock
    return limit is None or all(
        each.stock <= limit.share * (each.stock + each.other) + 0.005
        for each in wealth_by_year(evidence_of_schedule(situation, tried.in_full))
    )


def keeps_amt_low(preferences: Preferences, tried: TriedSchedule) -> bool:
    """Return whether no year of a schedule has more AMT than is preferred."""
    limits = preferences.most_amt
    if not preferences.no_amt and limits is None:
        return True
    by_year = None if limits is None else limits.federal
    return all(
        year.returns.tax.form_6251.line_11
        <= (0.0 if by_year is None else by_year.at(year.node.year)) + AMT_CENT
        for year in tried.evaluated.years
    )


def sells_as_preferred(preferences: Preferences, tried: TriedSchedule) -> bool:
    """Return whether no share is sold too early, where the household asks for that.

    Two years from the grant on February 1, 2024, and one from the exercise; of options
    beyond the $100,000 limit at any time.
    """
    if not preferences.no_disqualifying_sales:
        return True
    columns = tried.columns
    used = [columns.choices[n] for n in np.flatnonzero(tried.shares).tolist()]
    tranches = columns.situation.tranches
    return all(
        tranches[each.tranche].treatment.name == "nso"
        or (
            each.sold_on is not None
            and each.sold_on > date(2026, 2, 1)
            and each.sold_on
            > each.exercised_on.replace(year=each.exercised_on.year + 1)
        )
        for each in used
    )


def keeps_days(preferences: Preferences, tried: TriedSchedule) -> bool:
    """Return whether a schedule acts on the days on which it is asked to."""
    columns, market = tried.columns, tried.columns.situation.market
    exercised, sold = Counter[tuple[int, date]](), Counter[tuple[int, date | None]]()
    for place in np.flatnonzero(tried.shares).tolist():
        choice, shares = columns.choices[place], int(tried.shares[place])
        exercised[choice.tranche, choice.exercised_on] += shares
        sold[choice.tranche, choice.sold_on] += shares
    if preferences.hold_to_horizon and {day for _, day in sold} - {date(2028, 12, 31)}:
        return False
    tranches = columns.situation.tranches
    by = preferences.exercise_all_by
    for number, tranche in enumerate(tranches if by else ()):
        assert by is not None
        done = sum(n for (t, day), n in exercised.items() if t == number and day <= by)
        if market.price(by) > tranche.paid and done < tranche.shares:
            return False
    names = {tranche.name: number for number, tranche in enumerate(tranches)}
    return all(
        (
            exercised[names[action.exercise], action.on]
            if isinstance(action, ExerciseAction)
            else sold[names[action.sell], action.on]
        )
        == action.shares
        for action in preferences.pinned
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_program_finds_the_best_schedule(seed: int) -> None:
    """Equal to the cent with trying everything."""
    check(seed)


@pytest.mark.parametrize("seed", [1, 3])
def test_the_program_finds_the_best_schedule_within_limits(seed: int) -> None:
    """Windows with limits, a blackout, an offer above the market, a cost of sale."""
    check(seed, **LIMITED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 6))
def test_the_program_finds_the_best_schedule_of_many(seed: int) -> None:
    """The same for a dozen more: statuses, incomes, falling prices, old credit."""
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 10))
def test_the_program_finds_the_best_schedule_within_limits_of_many(seed: int) -> None:
    """The same for a dozen more households."""
    check(seed, **LIMITED)


PREFERENCES = [
    {"actions_per_year": 1},
    {"actions_per_year": 2},
    {"smallest_trade": SHARES},
    {"whole_lots": True},
    {"actions_per_year": 2, "smallest_trade": SHARES, "whole_lots": True},
    {"most_in_stock": {"share": 0.4, "other_wealth": 150_000.0}},
    {"most_in_stock": {"share": 0.2, "other_wealth": 50_000.0, "from_year": 2027}},
    {"no_amt": True},
    {"no_amt": True, "actions_per_year": 2},
    {"most_amt": {"federal": {"2026": 9_000, "2027": 2_000}}},
    {"no_disqualifying_sales": True},
    {"hold_to_horizon": True},
    {"exercise_all_by": date(2026, 12, 31)},
    {"exercise_all_by": date(2027, 12, 31), "no_amt": True},
]


@pytest.mark.parametrize("preferences", PREFERENCES, ids="+".join)
@pytest.mark.parametrize("seed", [1, 3])
def test_the_program_finds_the_best_schedule_that_keeps_preferences(
    seed: int, preferences: Fields
) -> None:
    """Of all schedules, those that break a preference left out by counting."""
    check_preferences(seed, preferences)


@pytest.mark.slow
@pytest.mark.parametrize("preferences", PREFERENCES, ids="+".join)
@pytest.mark.parametrize("seed", range(4, 8))
def test_the_program_keeps_preferences_in_many(seed: int, preferences: Fields) -> None:
    """The same for more households."""
    check_preferences(seed, preferences)


@pytest.mark.parametrize("shares", [1, 2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_program_finds_the_best_schedule_around_pinned_actions(
    seed: int, shares: int
) -> None:
    """An exercise, then its sale as well; some are impossible beside the columns."""
    plain, _ = tried_without_preferences(seed)
    for choice in list(plain.choices)[:7:3]:
        name = plain.situation.tranches[choice.tranche].name
        exercise = {"on": choice.exercised_on, "exercise": name, "shares": shares}
        sale = {
            "on": choice.sold_on,
            "sell": name,
            "exercised_on": choice.exercised_on,
            "shares": 1,
        }
        check_preferences(seed, {"pinned": [exercise]})
        others = [
            each
            for each in plain.choices
            if each.tranche == choice.tranche
            and each.sold_on == choice.sold_on
            and each.exercised_on != choice.exercised_on
        ]
        if not others:
            check_preferences(seed, {"pinned": [exercise, sale]})
