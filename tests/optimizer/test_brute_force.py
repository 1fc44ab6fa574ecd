"""Tiny instances against every schedule there is, priced by the float engine."""

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.equity.tranche import TaxTreatment
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import Columns, columns_of, possible_columns
from isoplan.optimizer.preferences.most_in_stock import wealth_by_year
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.program.traced_problem import TracedProblem, traced_problem
from isoplan.optimizer.program.writer import in_whole_shares, program_of
from isoplan.optimizer.solving.solver import Limits, solve
from isoplan.optimizer.tracing.inventory_bounds import with_ends

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


def tiny(seed: int, **market: object) -> Scenario:
    """Return two grants of two shares, three years, decisions once a year."""
    pick = np.random.default_rng(seed)
    prices = {date(2025, 12, 31): LARGE}
    for year in (2026, 2027, 2028):
        moved = LARGE * float(np.exp(pick.normal(0.2, 0.5)))
        prices[date(year, 7, 1)] = round(moved, 2)
    grants = [
        {
            "name": f"G{number}",
            "granted_on": date(2024, 2, 1),
            "expires_on": date(2033, 1, 31),
            "shares": SHARES,
            "strike": round(LARGE * float(pick.choice([0.02, 0.3, 0.8])), 2),
            "vesting": {"cliff_months": 0, "months": 0},
        }
        for number in range(2)
    ]
    return Scenario.model_validate(
        {
            "name": f"tiny {seed}",
            "plan": {
                "start": date(2026, 1, 1),
                "last_year": 2028,
                "decision_dates": "yearly",
                "inflation": 0.02,
                "run_off_years": 2,
            },
            "household": {
                "filing_status": str(pick.choice([s.value for s in FilingStatus])),
                "wages": float(pick.choice([30_000, 140_000, 420_000])),
                "qualified_dividends": float(pick.choice([0, 20_000])),
                "minimum_tax_credit": float(pick.choice([0, 25_000])),
                "loss_carryover": {"amt_long_term": float(pick.choice([0, 30_000]))},
            },
            "grants": grants,
            "market": {"prices": prices, **market},
        }
    )


def few_columns(scenario: Scenario, pick: np.random.Generator) -> Columns:
    """Return five random columns of each grant: few enough to try everything."""
    everything = possible_columns(situation_of(scenario))
    kept = []
    for tranche in range(2):
        mine = [c for c in everything.choices if c.tranche == tranche]
        chosen = pick.choice(len(mine), size=5, replace=False)
        kept += [mine[number] for number in sorted(chosen.tolist())]
    return columns_of(situation_of(scenario), kept)


def value(
    scenario: Scenario, columns: Columns, shares: np.ndarray, base: EvaluatedYears
) -> float:
    """Return a schedule's after-tax value by the float engine (dollars)."""
    returns = evaluate_years(situation_of(scenario), columns, shares)
    tax = returns.present_value_of_tax - base.present_value_of_tax
    return returns.present_value_before_tax - tax


def keeps_limits(columns: Columns, shares: np.ndarray) -> bool:
    """Return whether windows and offers allow a schedule, counted sale by sale."""
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


def best_by_force(
    scenario: Scenario, traced: TracedProblem, base: EvaluatedYears
) -> float | None:
    """Return the greatest value over all whole-share schedules; None without any."""
    columns = traced.columns
    per_supply = []
    for block, end in with_ends(traced.blocks, len(columns)):
        width = end - block.first
        counts = product(range(SHARES + 1), repeat=width)
        per_supply.append([c for c in counts if sum(c) <= block.shares])
    schedules = (np.array([*a, *b], dtype=float) for a, b in product(*per_supply))
    values = (
        value(scenario, columns, shares, base)
        for shares in schedules
        if keeps_limits(columns, shares)
        and keeps(scenario.preferences, columns, shares)
        and keeps_the_stock_low(scenario, columns, shares, base)
        and keeps_amt_low(scenario, columns, shares)
        and sells_as_preferred(scenario, columns, shares)
    )
    return max(values, default=None)


def keeps(preferences: Preferences, columns: Columns, shares: np.ndarray) -> bool:
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


def keeps_the_stock_low(
    scenario: Scenario, columns: Columns, shares: np.ndarray, base: EvaluatedYears
) -> bool:
    """Return whether a schedule keeps the preference about wealth, where there is one."""
    limit = scenario.preferences.most_in_stock
    if limit is None:
        return True
    evaluated = evaluate_schedule(
        situation_of(scenario), "tried", columns, shares, base
    )
    return all(
        each.stock <= limit.share * (each.stock + each.other) + 0.005
        for each in wealth_by_year(situation_of(scenario), evaluated)
    )


def keeps_amt_low(scenario: Scenario, columns: Columns, shares: np.ndarray) -> bool:
    """Return whether no year of a schedule has more AMT than is preferred."""
    preferences = scenario.preferences
    limits = preferences.most_amt
    if not preferences.no_amt and limits is None:
        return True
    by_year = None if limits is None else limits.federal
    returns = evaluate_years(situation_of(scenario), columns, shares)
    return all(
        year.returns.tax.form_6251.line_11
        <= (0.0 if by_year is None else by_year.at(year.node.year)) + AMT_CENT
        for year in returns.years
    )


def sells_as_preferred(
    scenario: Scenario, columns: Columns, shares: np.ndarray
) -> bool:
    """Return whether no share is sold too early, where the household asks for that.

    Two years from the grant on 1 February 2024, and one from the exercise; of options
    beyond the $100,000 limit at any time.
    """
    if not scenario.preferences.no_disqualifying_sales:
        return True
    used = [columns.choices[place] for place in np.flatnonzero(shares).tolist()]
    tranches = columns.situation.tranches
    return all(
        tranches[each.tranche].treatment is TaxTreatment.NSO
        or (
            each.sold_on is not None
            and each.sold_on > date(2026, 2, 1)
            and each.sold_on
            > each.exercised_on.replace(year=each.exercised_on.year + 1)
        )
        for each in used
    )


def check(
    seed: int, preferences: dict[str, object] | None = None, **market: object
) -> None:
    """Compare the program's optimum with the best of all schedules."""
    wished = {"preferences": Preferences.model_validate(preferences or {})}
    scenario = tiny(seed, **market).model_copy(update=wished)
    columns = few_columns(scenario, np.random.default_rng(seed))
    base = baseline_years(situation_of(scenario))
    traced = traced_problem(situation_of(scenario), columns, base)
    forced = best_by_force(scenario, traced, base)
    program = in_whole_shares(program_of(traced))
    if forced is None:
        with pytest.raises(InfeasiblePlan):
            solve(program, Limits(60, 0.001))
        return
    solution = solve(program, Limits(60, 0.001))
    assert -solution.cost == pytest.approx(forced, abs=0.01)
    assert value(scenario, columns, solution.shares, base) == pytest.approx(
        forced, abs=0.01
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
@pytest.mark.parametrize("seed", range(3, 15))
def test_the_program_finds_the_best_schedule_of_many(seed: int) -> None:
    """The same for a dozen more: statuses, incomes, falling prices, old credit."""
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 15))
def test_the_program_finds_the_best_schedule_within_limits_of_many(seed: int) -> None:
    """The same for a dozen more households."""
    check(seed, **LIMITED)


WISHES = [
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
]


@pytest.mark.parametrize("seed", [1, 3])
@pytest.mark.parametrize(
    "preferences", WISHES, ids=lambda preferences: "+".join(preferences)
)
def test_the_program_finds_the_best_schedule_that_keeps_wishes(
    seed: int, preferences: dict[str, object]
) -> None:
    """Of all schedules, those that break a preference left out by counting."""
    check(seed, preferences)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 12))
@pytest.mark.parametrize(
    "preferences", WISHES, ids=lambda preferences: "+".join(preferences)
)
def test_the_program_keeps_wishes_in_many(
    seed: int, preferences: dict[str, object]
) -> None:
    """The same for more households."""
    check(seed, preferences)
